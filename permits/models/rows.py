"""What belongs to one service standard and freezes with it: stages, requirements, questions, the tariff's rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sipelaku.accounts.models import Role

if TYPE_CHECKING:
    from permits.models.standard import ServiceStandard


class Work(models.TextChoices):
    """What kind of work a stage is; it decides what the stage demands and offers."""

    FILE = "file", _("Mendaftar dan mengunggah berkas")
    CHECK = "check", _("Meneliti berkas")
    RECORD = "record", _("Mencatat hasil")
    SCHEDULE = "schedule", _("Menjadwalkan peninjauan")
    INSPECT = "inspect", _("Meninjau lokasi")
    RESUME = "resume", _("Menyusun resume")
    REVIEW = "review", _("Memverifikasi resume")
    ASSESS = "assess", _("Menghitung retribusi")
    PAY = "pay", _("Membayar retribusi")
    SETTLE = "settle", _("Mencetak SKRD yang telah dibayar")
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


class FilingKind(models.TextChoices):
    """Why an application is filed; all but the first start from an earlier permit."""

    NEW = "new", _("Izin baru")
    AMENDMENT = "amendment", _("Perubahan")
    RENEWAL = "renewal", _("Perpanjangan")
    REREGISTRATION = "reregistration", _("Daftar ulang")


class StandardIsPublished(ValidationError):
    """Somebody tried to change a standard that is no longer a draft."""

    def __init__(self) -> None:
        super().__init__(_("Standar yang sudah diterbitkan tidak dapat diubah. Buat revisi baru."))


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
        if self.standard.status != "draft":
            raise StandardIsPublished


class AskedRow(StandardRow):
    """What is asked of some applicants only: persons or companies, for some kinds of filing."""

    applies_to = models.CharField(_("untuk"), max_length=10, choices=AppliesTo.choices, default=AppliesTo.ALL)
    kinds = models.JSONField(
        _("jenis permohonan"), default=list, blank=True, help_text=_("Kosong: untuk semua jenis permohonan.")
    )
    required = models.BooleanField(_("wajib"), default=True)

    class Meta:
        abstract = True

    def is_asked(self, applicant_kind: str, kind: str) -> bool:
        """Whether it is asked of this kind of applicant for this kind of filing."""
        return self.applies_to in (AppliesTo.ALL, applicant_kind) and (not self.kinds or kind in self.kinds)


class Stage(StandardRow):
    """One step of the procedure. ``day_limit`` is its H-mark; null means the applicant's clock."""

    standard = models.ForeignKey("permits.ServiceStandard", models.CASCADE, related_name="stages")
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


class Requirement(AskedRow):
    """One document the applicant has to bring."""

    standard = models.ForeignKey("permits.ServiceStandard", models.CASCADE, related_name="requirements")
    order = models.PositiveSmallIntegerField(_("urutan"))
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("nama"), max_length=150)
    help_text = models.CharField(_("petunjuk"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("persyaratan")
        verbose_name_plural = _("persyaratan")
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "code"], name="one_requirement_per_code")]

    def __str__(self) -> str:
        return self.name


class FormField(AskedRow):
    """One question of the application form.

    Some keys have a meaning of their own, whatever the permit type: see
    the constants of ``permits.answers``.
    """

    standard = models.ForeignKey("permits.ServiceStandard", models.CASCADE, related_name="fields")
    order = models.PositiveSmallIntegerField(_("urutan"))
    section = models.CharField(_("bagian"), max_length=60)
    key = models.SlugField(_("kunci"), max_length=40)
    label = models.CharField(_("pertanyaan"), max_length=120)
    help_text = models.CharField(_("petunjuk"), max_length=250, blank=True)
    kind = models.CharField(_("jenis isian"), max_length=10, choices=FieldKind.choices, default=FieldKind.TEXT)
    choices = models.JSONField(_("pilihan"), default=list, blank=True)
    on_permit = models.BooleanField(_("dicetak pada izin"), default=False)

    class Meta:
        verbose_name = _("isian")
        verbose_name_plural = _("isian")
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "key"], name="one_field_per_key")]

    def __str__(self) -> str:
        return self.label


class TariffIndex(StandardRow):
    """One factor of the retribution, chosen from a list at the site and never typed.

    ``choices`` is a list of ``{"label": str, "value": str}``, the value a decimal above zero.
    """

    standard = models.ForeignKey("permits.ServiceStandard", models.CASCADE, related_name="tariff_indices")
    order = models.PositiveSmallIntegerField(_("urutan"))
    key = models.SlugField(_("kunci"), max_length=40)
    name = models.CharField(_("nama indeks"), max_length=120)
    choices = models.JSONField(_("pilihan"), default=list)

    class Meta:
        verbose_name = _("indeks")
        verbose_name_plural = _("indeks")
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "key"], name="one_index_per_key")]

    def __str__(self) -> str:
        return self.name


class TariffStep(StandardRow):
    """The rate up to a measure; the last step has no upper end."""

    standard = models.ForeignKey("permits.ServiceStandard", models.CASCADE, related_name="tariff_steps")
    order = models.PositiveSmallIntegerField(_("urutan"))
    up_to = models.DecimalField(_("sampai luas"), max_digits=12, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(
        _("tarif per satuan (rupiah)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        verbose_name = _("jenjang tarif")
        verbose_name_plural = _("jenjang tarif")
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "order"], name="one_step_per_place"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="tariff_above_zero"),
            models.CheckConstraint(condition=Q(up_to__isnull=True) | Q(up_to__gt=0), name="tariff_step_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.up_to or '~'}: {self.rate}"
