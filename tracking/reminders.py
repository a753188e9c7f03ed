"""Finds the permits that are about to end and writes one reminder for each.

Every process that sends notices looks once a day, and again after a failure or a
restart. Two that look at once find the same permits; the database keeps one reminder
for each permit and channel.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from permits.contacts import recipient_of
from permits.models import LIVE, Application, Permit, ServiceStandard, replacements_of
from sipelaku.channels import channels_to
from sipelaku.office.services import current_office
from tracking.models import Notice

BATCH = 500


def collect() -> int:
    """Write a reminder, for every channel that reaches its holder, of each permit that is due one; return how many.

    A holder whom no channel reaches is looked at again the next day.
    """
    keys = [key for days in _reminder_days() for key in ending(_today(), days).values_list("pk", flat=True)]
    for first in range(0, len(keys), BATCH):
        _remind(Permit.objects.filter(pk__in=keys[first : first + BATCH]))
    return len(keys)


def ending(today: date, days: int) -> QuerySet[Permit]:
    """The permits that end within ``days`` calendar days, under standards that remind so early, not reminded yet.

    Left out are those already replaced, cancelled or revoked, and those whose renewal is under way.
    """
    successors = Application.objects.filter(previous_permit=OuterRef("pk"), status__in=LIVE)
    return Permit.objects.filter(
        ~Exists(Notice.objects.filter(permit=OuterRef("pk"))),
        ~Exists(replacements_of(OuterRef("pk"))),
        ~Exists(successors),
        valid_until__range=(today, today + timedelta(days=days)),
        signed_at__isnull=False,
        cancelled_at__isnull=True,
        revoked_at__isnull=True,
        application__standard__reminder_days=days,
    )


def _reminder_days() -> list[int]:
    """Each number of days, before a permit ends, at which some standard reminds."""
    numbers = ServiceStandard.objects.order_by().values_list("reminder_days", flat=True).distinct()
    return [days for days in numbers if days]


def _remind(permits: QuerySet[Permit]) -> None:
    now = timezone.now()
    Notice.objects.bulk_create(
        (
            Notice(permit=permit, channel=name, next_try_at=now)
            for permit in permits.select_related("application__applicant")
            for name in channels_to(recipient_of(permit.application))
        ),
        ignore_conflicts=True,
    )


def _today() -> date:
    return timezone.localdate(timezone=current_office().zone)
