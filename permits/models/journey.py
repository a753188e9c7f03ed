"""The journey of an application: turns, transitions and looks.

A turn is an interval in which one party holds the file. A transition is one
append-only row per move and the outbox of the notices. A look is one append-only
row per personal paper opened. Transitions and looks are chained by digest, each
row over itself and the row before; triggers refuse UPDATE and DELETE.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from permits.models.application import Application, Document, Status
from permits.models.rows import Stage
from permits.querysets import TransitionQuerySet
from sipelaku.accounts.models import Role


class Holder(models.TextChoices):
    OFFICE = "office", _("Kantor")
    AGENCY = "agency", _("Instansi teknis")
    APPLICANT = "applicant", _("Pemohon")


# Whose turn is work of an officer's, in a queue and under a limit.
WORKING = (Holder.OFFICE, Holder.AGENCY)


class Turn(models.Model):
    """Who held the file, from when to when. Only its end and its officer are filled in later, once."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="turns")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    holder = models.CharField(max_length=10, choices=Holder.choices)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="one_live_turn_per_application"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="turn_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(
                fields=["role", "due_at", "id"],
                condition=Q(closed_at__isnull=True, holder__in=["office", "agency"]),
                name="queue_of_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.role_id} ({self.stage_id})"


class ChainedRow(models.Model):
    """A row whose digest covers its own content and the digest of the row before."""

    CHAINED: tuple[str, ...] = ()

    sequence = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.digest[:12]

    def content(self) -> dict[str, Any]:
        """The chained columns as plain values; moments in UTC, so that the office's zone does not matter."""
        values: dict[str, Any] = {}
        for name in ("application_id", "sequence", "by_id", "at", "previous_digest", *self.CHAINED):
            value = getattr(self, name)
            values[name] = value.astimezone(datetime.UTC).isoformat() if isinstance(value, datetime.datetime) else value
        return values

    def computed_digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of the row's content."""
        text = json.dumps(self.content(), sort_keys=True, cls=DjangoJSONEncoder, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Transition(ChainedRow):
    """One move of one application."""

    CHAINED = ("action", "from_status", "to_status", "from_stage_id", "to_stage_id", "role_id", "note", "details")

    application = models.ForeignKey(Application, models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10, choices=Status.choices)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    from_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", null=True)
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", null=True)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", null=True)
    note = models.TextField(blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    announced_at = models.DateTimeField(null=True)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["application", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="one_transition_per_place"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(announced_at__isnull=True), name="transition_to_announce"),
        ]


class Look(ChainedRow):
    """Somebody opened a personal document or paper of an application."""

    CHAINED = ("document_id", "paper")

    application = models.ForeignKey(Application, models.PROTECT, related_name="looks")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", null=True)
    paper = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["application", "sequence"]
        constraints = [models.UniqueConstraint(fields=["application", "sequence"], name="one_look_per_place")]
