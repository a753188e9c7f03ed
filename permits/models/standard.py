"""The service standard: what an office publishes about a permit type, and what runs it.

A draft may be edited; a published standard never changes (refused here, in the
admin and by database triggers); a revision is a copy with the next number.
The 14 components are those of UU 25/2009 article 21. Requirements, procedure and
completion time are rows; the other eleven are texts.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sipelaku.accounts.models import Role


class StandardStatus(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    PUBLISHED = "published", _("Berlaku")
    RETIRED = "retired", _("Ditarik")


class Work(models.TextChoices):
    """What kind of work a stage is; it decides what the stage demands and offers."""

    FILE = "file", _("Mendaftar dan mengunggah berkas")
    CHECK = "check", _("Meneliti berkas")
    RECORD = "record", _("Mencatat hasil")
    PREPARE = "prepare", _("Mengentri data dan mencetak draf")
    VERIFY = "verify", _("Memverifikasi draf")
    CORRECT = "correct", _("Mengoreksi draf")
    SIGN = "sign", _("Menandatangani")
    ARCHIVE = "archive", _("Mengarsipkan")
    COMPARE = "compare", _("Mencocokkan berkas asli")
    HAND_OVER = "hand_over", _("Menyerahkan izin")


class NoLeadsTo(models.TextChoices):
    """Where the answer "no" of a stage leads."""

    NOWHERE = "", _("Tidak ada jawaban tidak")
    APPLICANT = "applicant", _("Dikembalikan kepada pemohon")
    STAGE = "stage", _("Kembali ke tahap sebelumnya")
    CANCEL = "cancel", _("Izin dibatalkan")


class AppliesTo(models.TextChoices):
    ALL = "all", _("Semua pemohon")
    PERSON = "person", _("Perorangan")
    COMPANY = "company", _("Badan usaha")


class FieldKind(models.TextChoices):
    TEXT = "text", _("Teks")
    LONG_TEXT = "long_text", _("Teks panjang")
    NUMBER = "number", _("Bilangan")
    RUPIAH = "rupiah", _("Rupiah")
    DATE = "date", _("Tanggal")
    CHOICE = "choice", _("Pilihan")
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Telepon")
    NIK = "nik", _("NIK")
    NPWP = "npwp", _("NPWP")
    NIB = "nib", _("NIB")
    KBLI = "kbli", _("KBLI")


class PermitType(models.Model):
    """A kind of permit, e.g. SIUP."""

    slug = models.SlugField(_("alamat"), unique=True)
    code = models.CharField(_("kode"), max_length=3, unique=True, validators=[RegexValidator(r"^\d{3}$")])
    name = models.CharField(_("nama"), max_length=150)
    abbreviation = models.CharField(_("singkatan"), max_length=20, blank=True)
    agency = models.CharField(_("instansi teknis"), max_length=150)
    section_head = models.CharField(_("kepala seksi"), max_length=100, blank=True)
    summary = models.CharField(_("ringkasan"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("jenis izin")
        verbose_name_plural = _("jenis izin")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.abbreviation or self.name

    def standard_on(self, day: datetime.date) -> ServiceStandard | None:
        """The standard in force on ``day``, or None. The newest date of effect not after ``day`` wins."""
        return (
            self.standards.filter(status=StandardStatus.PUBLISHED, effective_from__lte=day)
            .order_by("-effective_from", "-revision")
            .first()
        )


class StandardIsPublished(ValidationError):
    """Somebody tried to change a standard that is no longer a draft."""

    def __init__(self) -> None:
        super().__init__(_("Standar yang sudah diterbitkan tidak dapat diubah. Buat revisi baru."))


class ServiceStandard(models.Model):
    """One version of a permit type's service standard."""

    TEXT_COMPONENTS = (
        "legal_basis",
        "fee",
        "product",
        "complaints",
        "facilities",
        "competence",
        "supervision",
        "staff_number",
        "service_guarantee",
        "safety_guarantee",
        "evaluation",
    )

    permit_type = models.ForeignKey(PermitType, models.PROTECT, related_name="standards", verbose_name=_("jenis izin"))
    revision = models.PositiveIntegerField(_("revisi"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=StandardStatus.choices, default=StandardStatus.DRAFT)
    effective_from = models.DateField(_("berlaku mulai"), null=True, blank=True)
    published_at = models.DateTimeField(_("diterbitkan"), null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)

    legal_basis = models.TextField(_("dasar hukum"), blank=True)
    fee = models.TextField(_("biaya"), blank=True)
    product = models.TextField(_("produk pelayanan"), blank=True)
    complaints = models.TextField(_("penanganan pengaduan, saran, dan masukan"), blank=True)
    facilities = models.TextField(_("sarana dan prasarana"), blank=True)
    competence = models.TextField(_("kompetensi pelaksana"), blank=True)
    supervision = models.TextField(_("pengawasan internal"), blank=True)
    staff_number = models.TextField(_("jumlah pelaksana"), blank=True)
    service_guarantee = models.TextField(_("jaminan pelayanan"), blank=True)
    safety_guarantee = models.TextField(_("jaminan keamanan dan keselamatan"), blank=True)
    evaluation = models.TextField(_("evaluasi kinerja"), blank=True)

    permit_title = models.CharField(_("judul surat izin"), max_length=150, blank=True)
    permit_basis = models.TextField(_("dasar pada surat izin"), blank=True)
    permit_considering = models.TextField(_("memperhatikan"), blank=True)
    permit_terms = models.TextField(_("ketentuan"), blank=True, help_text=_("Satu ketentuan per baris."))
    permit_copies = models.TextField(_("tembusan"), blank=True, help_text=_("Satu penerima per baris."))
    validity_months = models.PositiveSmallIntegerField(
        _("masa berlaku (bulan)"), null=True, blank=True, help_text=_("Kosong: selama usaha berjalan.")
    )

    class Meta:
        verbose_name = _("standar pelayanan")
        verbose_name_plural = _("standar pelayanan")
        ordering = ["permit_type", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["permit_type", "revision"], name="one_standard_per_revision"),
            models.UniqueConstraint(
                fields=["permit_type", "effective_from"],
                condition=Q(status="published"),
                name="one_published_standard_per_day_of_effect",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(effective_from__isnull=False, published_at__isnull=False),
                name="published_standard_has_its_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permit_type} r{self.revision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not ServiceStandard.objects.filter(pk=self.pk, status=StandardStatus.DRAFT).exists():
            raise StandardIsPublished
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.status != StandardStatus.DRAFT:
            raise StandardIsPublished
        return super().delete(*args, **kwargs)

    def retire(self) -> None:
        """Withdraw a published standard: nothing new is filed under it, what runs under it goes on."""
        ServiceStandard.objects.filter(pk=self.pk, status=StandardStatus.PUBLISHED).update(
            status=StandardStatus.RETIRED, retired_at=timezone.now()
        )
        self.refresh_from_db()

    @transaction.atomic
    def revise(self) -> ServiceStandard:
        """Return a new draft: a copy of this standard and its rows with the next revision number."""
        copy = ServiceStandard.objects.get(pk=self.pk)
        rows = [list(getattr(copy, name).all()) for name in ("stages", "requirements", "fields")]
        newest = ServiceStandard.objects.filter(permit_type_id=self.permit_type_id).order_by("-revision").first()
        copy.pk = None
        copy._state.adding = True
        copy.revision = newest.revision + 1 if newest else 1
        copy.status = StandardStatus.DRAFT
        copy.effective_from = copy.published_at = copy.retired_at = None
        copy.save()
        for row in (row for group in rows for row in group):
            row.pk = None
            row._state.adding = True
            row.standard = copy
            row.save()
        return copy

    def requirements_for(self, applicant_kind: str) -> list[Requirement]:
        """The requirements asked of a person or a company, in order."""
        return [row for row in self.requirements.all() if row.applies_to in (AppliesTo.ALL, applicant_kind)]

    def fields_for(self, applicant_kind: str) -> list[FormField]:
        """The form fields asked of a person or a company, in order."""
        return [row for row in self.fields.all() if row.applies_to in (AppliesTo.ALL, applicant_kind)]

    @property
    def working_days(self) -> int:
        """The number of working days promised for the whole procedure."""
        return max((stage.day_limit or 0 for stage in self.stages.all()), default=0)


class StandardRow(models.Model):
    """What belongs to one standard and freezes with it."""

    standard: models.ForeignKey[ServiceStandard]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_when_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_when_published()
        return super().delete(*args, **kwargs)

    def _refuse_when_published(self) -> None:
        if self.standard.status != StandardStatus.DRAFT:
            raise StandardIsPublished


class Stage(StandardRow):
    """One step of the procedure. ``day_limit`` is its H-mark; null means the applicant's clock."""

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(_("urutan"), validators=[MinValueValidator(1)])
    name = models.CharField(_("nama tahap"), max_length=150)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name=_("pelaksana"))
    work = models.CharField(_("jenis pekerjaan"), max_length=10, choices=Work.choices)
    minutes = models.PositiveIntegerField(_("waktu baku (menit)"))
    day_limit = models.PositiveSmallIntegerField(
        _("batas hari (H)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    needs = models.CharField(_("kelengkapan"), max_length=200, blank=True)
    output = models.CharField(_("hasil"), max_length=200, blank=True)
    no_leads_to = models.CharField(
        _("jawaban tidak"), max_length=10, choices=NoLeadsTo.choices, default=NoLeadsTo.NOWHERE, blank=True
    )
    no_stage = models.PositiveSmallIntegerField(_("kembali ke tahap"), null=True, blank=True)

    class Meta:
        verbose_name = _("tahap")
        verbose_name_plural = _("tahap")
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "order"], name="one_stage_per_place"),
            models.CheckConstraint(
                condition=Q(no_leads_to="stage", no_stage__isnull=False)
                | (~Q(no_leads_to="stage") & Q(no_stage__isnull=True)),
                name="stage_named_where_no_leads_to_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"


class Requirement(StandardRow):
    """One document the applicant has to bring."""

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="requirements")
    order = models.PositiveSmallIntegerField(_("urutan"))
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("nama"), max_length=150)
    help_text = models.CharField(_("petunjuk"), max_length=250, blank=True)
    applies_to = models.CharField(_("untuk"), max_length=10, choices=AppliesTo.choices, default=AppliesTo.ALL)
    required = models.BooleanField(_("wajib"), default=True)

    class Meta:
        verbose_name = _("persyaratan")
        verbose_name_plural = _("persyaratan")
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "code"], name="one_requirement_per_code")]

    def __str__(self) -> str:
        return self.name


class FormField(StandardRow):
    """One question of the application form.

    Some keys have a meaning of their own, whatever the permit type: see
    the constants of ``permits.answers``.
    """

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="fields")
    order = models.PositiveSmallIntegerField(_("urutan"))
    section = models.CharField(_("bagian"), max_length=60)
    key = models.SlugField(_("kunci"), max_length=40)
    label = models.CharField(_("pertanyaan"), max_length=120)
    help_text = models.CharField(_("petunjuk"), max_length=250, blank=True)
    kind = models.CharField(_("jenis isian"), max_length=10, choices=FieldKind.choices, default=FieldKind.TEXT)
    choices = models.JSONField(_("pilihan"), default=list, blank=True)
    applies_to = models.CharField(_("untuk"), max_length=10, choices=AppliesTo.choices, default=AppliesTo.ALL)
    required = models.BooleanField(_("wajib"), default=True)
    on_permit = models.BooleanField(_("dicetak pada izin"), default=False)

    class Meta:
        verbose_name = _("isian")
        verbose_name_plural = _("isian")
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "key"], name="one_field_per_key")]

    def __str__(self) -> str:
        return self.label
