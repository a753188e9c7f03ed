"""Tells applicants how their application goes, from the journey's own rows (reminders: ``tracking.reminders``).

``collect`` turns moves not yet announced into notices, in one transaction: a process
killed at any moment loses none. ``send_due`` sends them, each claimed with a lease and
sent outside any transaction: two senders never send the same one, and only a kill
between sending and writing that down makes one go out twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from permits.models import Transition
from tracking.channels import CHANNELS
from tracking.messages import kind_of, message_of
from tracking.models import Notice

LEASE = timedelta(minutes=2)
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
# What a message is composed of.
WITH = (
    "transition__application__applicant",
    "transition__application__permit_type",
    "transition__from_stage",
    "transition__to_stage",
    "permit__application__applicant",
    "permit__application__permit_type",
)
# What a channel that is away, or a row that is not as it should be, can cause; a database that is away is raised.
FAILURES = (AttributeError, LookupError, ObjectDoesNotExist, OSError, TypeError, ValueError)

logger = logging.getLogger(__name__)


@transaction.atomic
def collect(limit: int) -> int:
    """Announce up to ``limit`` moves: write a notice for every channel that reaches the applicant.

    Return how many moves were taken, told or not.
    """
    now = timezone.now()
    taken = [row.pk for row in Transition.objects.take_unannounced(limit, now)]
    moves = (
        Transition.objects.filter(pk__in=taken)
        .select_related("application__applicant", "from_stage", "to_stage")
        .order_by("pk")
    )
    Notice.objects.bulk_create(
        Notice(transition=move, channel=name, next_try_at=now)
        for move in moves
        if kind_of(move)
        for name in settings.NOTICE_CHANNELS
        if CHANNELS[name].address_of(move.application)
    )
    return len(taken)


def send_due(limit: int) -> int:
    """Send up to ``limit`` notices that are due; return how many were tried.

    What could not be sent is tried again after each of WAITS, then given up. A failure
    ends the round: where one message waited in vain for an answer, the next would too.
    """
    tried = 0
    for key in list(_due(timezone.now()).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]):
        notice = claim(key, timezone.now())
        if notice is None:
            continue
        tried += 1
        try:
            _send(notice)
        except FAILURES:
            logger.exception("notice %s (%s) failed at attempt %s", notice.pk, notice.channel, notice.attempts)
            _put_off(notice, timezone.now())
            break
        Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), leased_until=None)
    return tried


def _due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=now),
        sent_at__isnull=True,
        given_up_at__isnull=True,
        next_try_at__lte=now,
    )


def claim(key: int, now: datetime) -> Notice | None:
    """Take notice ``key`` for this sender; None when another holds it or it is sent."""
    if not _due(now).filter(pk=key).update(leased_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Notice.objects.select_related(*WITH).get(pk=key)


def _send(notice: Notice) -> None:
    """Compose and hand over; an address that has gone since is nothing to send to."""
    channel = CHANNELS[notice.channel]
    if recipient := channel.address_of(notice.application):
        channel.send(recipient, message_of(notice))


def _put_off(notice: Notice, now: datetime) -> None:
    if notice.attempts > len(WAITS):
        changes = {"given_up_at": now, "leased_until": None}
    else:
        changes = {"next_try_at": now + WAITS[notice.attempts - 1], "leased_until": None}
    Notice.objects.filter(pk=notice.pk).update(**changes)
