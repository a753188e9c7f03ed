"""The bill for a retribution (SKRD), its payment, and the closing of a cashier's day.

The database keeps the rules of the till: one live bill per application, one confirmed
payment per bill, of its very amount, and a void only by a second person.
"""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from permits.models.application import Application


class Bill(models.Model):
    """A retribution computed from the tariff; ``calculation`` is ``permits.retribution.Calculation.as_json()``."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="bills")
    sequence = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("nomor SKRD"), max_length=40, unique=True)
    payment_code = models.CharField(_("kode bayar"), max_length=20, unique=True)
    amount = models.PositiveBigIntegerField(_("jumlah (rupiah)"))
    calculation = models.JSONField(encoder=DjangoJSONEncoder)
    period = models.CharField(_("masa retribusi"), max_length=40)
    account_code = models.CharField(_("kode rekening"), max_length=30)
    account_name = models.CharField(_("nama rekening"), max_length=120)
    payer_name = models.CharField(_("wajib retribusi"), max_length=150)
    npwrd = models.CharField(_("NPWRD"), max_length=30, blank=True)
    due_on = models.DateField(_("jatuh tempo"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("diterbitkan"))
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True)
    cancel_reason = models.TextField(_("alasan pembatalan"), blank=True)

    class Meta:
        verbose_name = _("SKRD")
        verbose_name_plural = _("SKRD")
        ordering = ["issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(cancelled_at__isnull=True), name="one_live_bill_per_application"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bill_above_zero"),
        ]

    def __str__(self) -> str:
        return self.number


class Channel(models.TextChoices):
    """How the money came in."""

    CASH = "cash", _("Tunai")
    TRANSFER = "transfer", _("Transfer")
    QRIS = "qris", _("QRIS")
    EDC = "edc", _("EDC")


class Closing(models.Model):
    """A cashier's day, closed: its total equals the receipts taken minus those voided since the closing before."""

    number = models.CharField(_("nomor"), max_length=40, unique=True)
    closed_at = models.DateTimeField(_("ditutup"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    totals = models.JSONField(default=dict)
    total = models.BigIntegerField(_("jumlah (rupiah)"))
    counted_cash = models.BigIntegerField(_("uang tunai dihitung (rupiah)"))
    note = models.TextField(_("catatan"), blank=True)

    class Meta:
        verbose_name = _("tutup kas")
        verbose_name_plural = _("tutup kas")
        ordering = ["-closed_at", "-pk"]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """The one confirmed payment of a bill. A voided one stays, with who voided it and why."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    sequence = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("nomor bukti"), max_length=40, unique=True)
    amount = models.PositiveBigIntegerField(_("jumlah (rupiah)"))
    channel = models.CharField(_("cara bayar"), max_length=10, choices=Channel.choices)
    reference = models.CharField(_("nomor referensi"), max_length=60, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("diterima"))
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    voided_at = models.DateTimeField(_("dibatalkan"), null=True)
    void_reason = models.TextField(_("alasan pembatalan"), blank=True)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="payments", null=True)
    void_closing = models.ForeignKey(Closing, models.PROTECT, related_name="voids", null=True)

    class Meta:
        verbose_name = _("pembayaran")
        verbose_name_plural = _("pembayaran")
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(voided_at__isnull=True), name="one_confirmed_payment_per_bill"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_by=F("received_by"))),
                name="payment_voided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(channel="cash") | ~Q(reference=""), name="payment_without_cash_has_its_reference"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="payment_by_day"),
            models.Index(fields=["id"], condition=Q(closing__isnull=True), name="payment_not_closed"),
            models.Index(
                fields=["voided_at"],
                condition=Q(voided_at__isnull=False, void_closing__isnull=True),
                name="void_not_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.number
