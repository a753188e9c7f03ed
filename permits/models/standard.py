"""The service standard: what an office publishes about a permit type, and what runs it.

A draft may be edited; a published standard never changes (refused here, in the
admin and by database triggers); a revision is a copy with the next number.
The 14 components are those of UU 25/2009 article 21. Requirements, procedure and
completion time are rows; the other eleven are texts.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from permits.models.permit_type import PermitType
from permits.models.rows import FilingKind, FormField, Requirement, StandardIsPublished, Work


class StandardStatus(models.TextChoices):
    DRAFT = "draft", _("Rancangan")
    PUBLISHED = "published", _("Berlaku")
    RETIRED = "retired", _("Ditarik")


class TariffMode(models.TextChoices):
    """How the steps of a tariff apply to a measured area; "" where nothing is charged."""

    NONE = "", _("Tanpa retribusi")
    GRADUATED = "graduated", _("Bertingkat: setiap bagian luas dengan tarifnya sendiri")
    WHOLE = "whole", _("Seluruh luas dengan satu tarif")


def only_new() -> list[str]:
    """The kinds of filing a standard offers unless it says otherwise."""
    return [FilingKind.NEW.value]


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
    ROWS = ("stages", "requirements", "fields", "tariff_indices", "tariff_steps")

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
    reminder_days = models.PositiveSmallIntegerField(
        _("ingatkan sebelum berakhir (hari)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    kinds = models.JSONField(_("jenis permohonan"), default=only_new)
    most_per_person = models.PositiveSmallIntegerField(
        _("paling banyak per orang"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Jumlah izin yang boleh dimiliki satu NIK pada saat yang sama. Kosong: tidak dibatasi."),
    )

    tariff_mode = models.CharField(
        _("cara menghitung"), max_length=10, choices=TariffMode.choices, default=TariffMode.NONE, blank=True
    )
    tariff_unit = models.CharField(_("satuan"), max_length=10, default="m²")
    account_code = models.CharField(_("kode rekening"), max_length=30, blank=True)
    account_name = models.CharField(_("nama rekening"), max_length=120, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        _("jatuh tempo (hari kalender)"), default=30, validators=[MinValueValidator(1)]
    )

    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        editable=False,
        help_text=_("Yang menulis rancangan ini."),
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
    def revise(self, permit_type: PermitType | None = None) -> ServiceStandard:
        """Return a new draft: a copy of this standard and its rows with the next revision number.

        With ``permit_type`` it is a draft of that type, for which this standard is only the start.
        """
        copy = ServiceStandard.objects.get(pk=self.pk)
        rows = [list(getattr(copy, name).all()) for name in self.ROWS]
        copy.permit_type = permit_type or self.permit_type
        newest = ServiceStandard.objects.filter(permit_type=copy.permit_type).order_by("-revision").first()
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

    def requirements_for(self, applicant_kind: str, kind: str = FilingKind.NEW) -> list[Requirement]:
        """The requirements asked of a person or a company for this kind of filing, in order."""
        return [row for row in self.requirements.all() if row.is_asked(applicant_kind, kind)]

    def fields_for(self, applicant_kind: str, kind: str = FilingKind.NEW) -> list[FormField]:
        """The form fields asked of a person or a company for this kind of filing, in order."""
        return [row for row in self.fields.all() if row.is_asked(applicant_kind, kind)]

    @property
    def working_days(self) -> int:
        """The number of working days promised for the whole procedure."""
        return max((stage.day_limit or 0 for stage in self.stages.all()), default=0)

    @property
    def is_charged(self) -> bool:
        """Whether a retribution is computed and paid on the way."""
        return any(stage.work == Work.ASSESS for stage in self.stages.all())


class LegalCheck(models.Model):
    """What somebody else than the authors said of a draft's lawfulness. Append-only.

    ``digest`` is that of the draft as it was read (``permits.publication.digest_of``):
    a draft changed afterwards has to be checked again.
    """

    standard = models.ForeignKey(ServiceStandard, models.CASCADE, related_name="legal_checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    approved = models.BooleanField(_("sesuai hukum"))
    note = models.TextField(_("catatan"), blank=True)

    class Meta:
        ordering = ["standard", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.standard}: {self.at:%Y-%m-%d}"
