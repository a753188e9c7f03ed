"""The permit that comes of an application, the papers printed of it, and the running numbers."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from permits.models.application import Application, new_token
from sipelaku.printout import Printout


class PermitState(models.TextChoices):
    """What an authenticity check answers."""

    VALID = "valid", _("Berlaku")
    EXPIRED = "expired", _("Sudah tidak berlaku")
    REPLACED = "replaced", _("Sudah diganti izin yang baru")
    CANCELLED = "cancelled", _("Dibatalkan")
    REVOKED = "revoked", _("Dicabut")


class Permit(models.Model):
    """One permit per application. Prepared by data entry; frozen by the signature."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="permit")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    # Null, not empty, while unsigned: the database holds numbers unique.
    number = models.CharField(_("nomor izin"), max_length=60, unique=True, null=True)  # noqa: DJ001
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    holder_name = models.CharField(_("pemegang izin"), max_length=150)
    signed_at = models.DateTimeField(_("ditandatangani"), null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    signer = models.JSONField(default=dict, help_text=_("Nama, jabatan, pangkat, dan NIP saat menandatangani."))
    valid_from = models.DateField(_("berlaku mulai"), null=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True)
    archive_place = models.CharField(_("letak arsip"), max_length=100, blank=True)
    handed_over_at = models.DateTimeField(_("diserahkan"), null=True)
    received_by = models.CharField(_("diterima oleh"), max_length=150, blank=True)
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)

    class Meta:
        verbose_name = _("izin")
        verbose_name_plural = _("izin")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, number__isnull=True)
                | Q(signed_at__isnull=False, number__isnull=False, signed_by__isnull=False, valid_from__isnull=False),
                name="permit_numbered_exactly_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True) | Q(signed_at__isnull=False),
                name="permit_signed_before_handed_over",
            ),
        ]
        indexes = [
            models.Index(fields=["signed_at"], name="permit_by_signature"),
            models.Index(
                fields=["valid_until"], condition=Q(valid_until__isnull=False), name="permit_by_end_of_validity"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draf izin"))

    def state_on(self, day: datetime.date) -> PermitState | None:
        """What the permit is worth on ``day`` (office's local date); None while it is unsigned."""
        if self.signed_at is None:
            return None
        if self.revoked_at:
            return PermitState.REVOKED
        if self.cancelled_at:
            return PermitState.CANCELLED
        if self.is_replaced:
            return PermitState.REPLACED
        if self.valid_until and day > self.valid_until:
            return PermitState.EXPIRED
        return PermitState.VALID

    @cached_property
    def is_replaced(self) -> bool:
        """Whether a later permit took this one's place. One query, none where the query for it was annotated so."""
        return replacements_of(self).exists()


def replacements_of(permit: Permit | OuterRef) -> models.QuerySet[Permit]:
    """The permits that took the place of ``permit``: signed, and not cancelled at the counter."""
    return Permit.objects.filter(
        application__previous_permit=permit, signed_at__isnull=False, cancelled_at__isnull=True
    )


class PaperKind(models.TextChoices):
    RECEIPT = "receipt", _("Tanda Terima")
    CONTROL_SHEET = "control", _("Lembar Kendali")
    DRAFT = "draft", _("Draf Izin")
    PERMIT = "permit", _("Surat Izin")
    TASK_ORDER = "task", _("Surat Tugas")
    REPORT = "bap", _("Berita Acara Pemeriksaan")
    RESUME = "resume", _("Resume")
    BILL = "skrd", _("SKRD")
    PAID_BILL = "paid", _("SKRD yang telah dibayar")
    PAYMENT = "payment", _("Tanda Bukti Pembayaran")


class Paper(Printout):
    """A PDF, asked for by the journey or a person, rendered by a worker, written once.

    ``edition`` is the application's version the paper shows; receipt and permit
    have one edition only.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=PaperKind.choices)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("cetakan")
        verbose_name_plural = _("cetakan")
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "edition"], name="one_paper_per_edition"),
            models.CheckConstraint(
                condition=Q(rendered_at__isnull=True, file="") | (Q(rendered_at__isnull=False) & ~Q(sha256="")),
                name="rendered_paper_has_file_and_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(rendered_at__isnull=True), name="paper_to_render"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.application_id}/{self.edition}"


class Serial(models.Model):
    """The last number given out of a register in a year. The year is never null: a null would defeat uniqueness."""

    register = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="one_serial_per_year")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"
