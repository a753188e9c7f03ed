"""Every list of applications starts here: who sees what. Moves wait here to be announced."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from permits.models.rows import Stage

if TYPE_CHECKING:
    from permits.models import Transition

APPLICANT_ROLE = "pemohon"
COUNTER_ROLE = "petugas_loket"


class ApplicationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """What ``user`` may see: their own; and, for an officer, what has a stage of one of their roles."""
        if not user.is_authenticated:
            return self.none()
        own = Q(applicant=user)
        roles = user.role_codes - {APPLICANT_ROLE}
        if COUNTER_ROLE in roles:
            # A walk-in's file is the counter's, not the person's: who leaves the counter leaves it behind.
            own |= Q(created_by=user)
        if not roles:
            return self.filter(own)
        standards = Stage.objects.filter(role__in=roles).values("standard")
        return self.filter(own | (Q(standard__in=standards) & ~Q(status="draft")))


class TransitionQuerySet(models.QuerySet[Any]):
    def take_unannounced(self, limit: int, at: datetime.datetime) -> list[Transition]:
        """Mark up to ``limit`` moves as announced and return them, oldest first.

        Call it inside a transaction that also writes the notices down: both
        happen or neither does. Two callers never get the same row.
        """
        rows: list[Transition] = list(
            self.filter(announced_at__isnull=True)
            .order_by("id")
            .select_for_update(skip_locked=True, of=("self",))[:limit]
        )
        self.filter(pk__in=[row.pk for row in rows], announced_at__isnull=True).update(announced_at=at)
        return rows
