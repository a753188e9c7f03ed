"""An inspection at the site: who goes when, what was found, and what the retribution is computed from.

The report (Berita Acara Pemeriksaan) is written once; a trigger keeps it. What the
retribution is computed from starts as a copy of it and may be corrected when the
resume is verified.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from permits.models.application import Application


class Conclusion(models.TextChoices):
    """What the team makes of the site."""

    FIT = "fit", _("Memenuhi syarat")
    WITH_NOTES = "with_notes", _("Memenuhi syarat dengan catatan")
    UNFIT = "unfit", _("Tidak memenuhi syarat")


class Inspection(models.Model):
    """One visit, from its task order to the resume of its report.

    The sequences are the numbers of the journey's moves that brought about the task
    order, the report and the resume; they are the editions of those papers.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="inspections")
    sequence = models.PositiveIntegerField(editable=False)
    task_number = models.CharField(_("nomor surat tugas"), max_length=40, unique=True)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    place = models.CharField(_("tempat"), max_length=250)
    instructions = models.CharField(_("petunjuk untuk tim"), max_length=500, blank=True)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ketua tim"))
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="inspections", verbose_name=_("tim"))
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    # Null until reported: the database holds one report per key.
    report_key = models.UUIDField(unique=True, null=True, editable=False)
    visited_at = models.DateTimeField(_("waktu peninjauan"), null=True)
    latitude = models.DecimalField(_("lintang"), max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=9, decimal_places=6, null=True)
    accuracy = models.PositiveIntegerField(_("ketelitian (meter)"), null=True)
    area = models.DecimalField(_("luas terukur"), max_digits=12, decimal_places=2, null=True)
    indices = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    findings = models.TextField(_("temuan"), blank=True)
    conclusion = models.CharField(_("kesimpulan"), max_length=10, choices=Conclusion.choices, blank=True)
    notes = models.TextField(_("catatan"), blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    reported_at = models.DateTimeField(null=True)
    report_sequence = models.PositiveIntegerField(null=True, editable=False)

    resume = models.TextField(_("resume"), blank=True)
    resume_sequence = models.PositiveIntegerField(null=True, editable=False)
    basis_area = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    basis_indices = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    basis_note = models.TextField(_("alasan koreksi"), blank=True)

    class Meta:
        verbose_name = _("peninjauan")
        verbose_name_plural = _("peninjauan")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(cancelled_at__isnull=True, reported_at__isnull=True),
                name="one_inspection_to_come_per_application",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="inspection_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, report_key__isnull=True)
                | Q(
                    reported_at__isnull=False,
                    report_key__isnull=False,
                    visited_at__isnull=False,
                    reported_by__isnull=False,
                ),
                name="inspection_reported_with_its_key",
            ),
            models.CheckConstraint(
                condition=(Q(area__isnull=True) | Q(area__gt=0)) & (Q(basis_area__isnull=True) | Q(basis_area__gt=0)),
                name="area_above_zero",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="inspection_by_day")]

    def __str__(self) -> str:
        return self.task_number


def photo_path(photo: InspectionPhoto, name: str) -> str:
    """A storage key that says nothing about the place."""
    return f"inspections/{uuid.uuid4().hex}.jpg"


class InspectionPhoto(models.Model):
    """A picture taken at the site, without the metadata the phone wrote into it."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    key = models.UUIDField(unique=True)
    file = models.FileField(upload_to=photo_path, max_length=120)
    sha256 = models.CharField(max_length=64)
    caption = models.CharField(_("keterangan"), max_length=150, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["inspection", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.key)


def signature_path(attendee: Attendee, name: str) -> str:
    """A storage key that says nothing about the person."""
    return f"inspections/{uuid.uuid4().hex}.png"


class Attendee(models.Model):
    """Somebody who was there when the report was written, with their signature where one was drawn."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="attendees")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("nama"), max_length=120)
    capacity = models.CharField(_("sebagai"), max_length=80)
    signature = models.FileField(upload_to=signature_path, max_length=120, blank=True)

    class Meta:
        ordering = ["inspection", "order"]
        constraints = [models.UniqueConstraint(fields=["inspection", "order"], name="one_attendee_per_place")]

    def __str__(self) -> str:
        return self.name
