"""Tells applicants how their application goes, from the journey's own rows (reminders: ``tracking.reminders``).

``collect`` turns moves not yet announced into notices, in one transaction: a process
killed at any moment loses none. ``send_due`` sends them (``sipelaku.outbox``).
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from permits.contacts import recipient_of
from permits.models import Transition
from sipelaku import outbox
from sipelaku.channels import CHANNELS, channels_to
from tracking.messages import kind_of, message_of
from tracking.models import Notice

# What a message is composed of.
WITH = (
    "transition__application__applicant",
    "transition__application__permit_type",
    "transition__from_stage",
    "transition__to_stage",
    "permit__application__applicant",
    "permit__application__permit_type",
)


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
        for name in channels_to(recipient_of(move.application))
    )
    return len(taken)


def send_due(limit: int) -> int:
    """Send up to ``limit`` notices that are due; return how many were tried."""
    return outbox.send_due(Notice.objects.select_related(*WITH), _send, limit)


def _send(notice: Notice) -> None:
    """Compose and hand over; an address that has gone since is nothing to send to."""
    channel = CHANNELS[notice.channel]
    if recipient := channel.address_of(recipient_of(notice.application)):
        channel.send(recipient, message_of(notice))
