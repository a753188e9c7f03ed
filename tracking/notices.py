"""Tells applicants how their application goes, from the journey's own rows.

``collect`` turns moves not yet announced into notices, in one transaction: a process
killed at any moment loses none. ``send_due`` sends them, each claimed with a lease and
sent outside any transaction: two senders never send the same one, and only a kill
between sending and writing that down makes one go out twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from permits.actions import CANCEL, FORWARD, REJECT, RESUBMIT, RETURN, REVOKE, SUBMIT, WITHDRAW
from permits.models import Status, Transition, Turn, Verdict, Work
from sipelaku.office.services import current_office
from tracking.channels import CHANNELS, Message
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
TOLD = {
    SUBMIT.code: "registered",
    RETURN.code: "returned",
    RESUBMIT.code: "corrected",
    REJECT.code: "rejected",
    CANCEL.code: "cancelled",
    WITHDRAW.code: "withdrawn",
    REVOKE.code: "revoked",
}
# What a channel that is away, or a row that is not as it should be, can cause; a database that is away is raised.
FAILURES = (AttributeError, LookupError, OSError, TypeError, ValueError)

logger = logging.getLogger(__name__)


@transaction.atomic
def collect(limit: int) -> int:
    """Announce up to ``limit`` moves: write a notice for every channel that reaches the applicant.

    Return how many moves were taken, told or not.
    """
    now = timezone.now()
    taken = [row.pk for row in Transition.objects.take_unannounced(limit, now)]
    moves = Transition.objects.filter(pk__in=taken).select_related("application__applicant", "to_stage").order_by("pk")
    Notice.objects.bulk_create(
        Notice(transition=move, channel=name, next_try_at=now)
        for move in moves
        if kind_of(move)
        for name in settings.NOTICE_CHANNELS
        if CHANNELS[name].address_of(move.application)
    )
    return len(taken)


def kind_of(move: Transition) -> str:
    """What ``move`` means to the applicant, as the name of a template; "" for one that is the office's own affair."""
    if move.action != FORWARD.code:
        return TOLD.get(move.action, "")
    if move.to_stage is None:
        return "completed" if move.to_status == Status.COMPLETED else ""
    return "ready" if _is_pick_up(move) else "stage_finished"


def _is_pick_up(move: Transition) -> bool:
    """Whether the file has reached the counter where the applicant fetches the permit."""
    if move.to_stage is None or move.to_stage.work not in (Work.COMPARE, Work.HAND_OVER):
        return False
    if move.to_stage.work == Work.COMPARE:
        return True
    return not move.application.standard.stages.filter(work=Work.COMPARE).exists()


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
    related = ("application__applicant", "application__permit_type", "from_stage", "to_stage")
    return Notice.objects.select_related(*(f"transition__{name}" for name in related)).get(pk=key)


def _send(notice: Notice) -> None:
    """Compose and hand over; an address that has gone since is nothing to send to."""
    channel = CHANNELS[notice.channel]
    if recipient := channel.address_of(notice.transition.application):
        channel.send(recipient, message_of(notice))


def _put_off(notice: Notice, now: datetime) -> None:
    if notice.attempts > len(WAITS):
        changes = {"given_up_at": now, "leased_until": None}
    else:
        changes = {"next_try_at": now + WAITS[notice.attempts - 1], "leased_until": None}
    Notice.objects.filter(pk=notice.pk).update(**changes)


def message_of(notice: Notice) -> Message:
    """Put the move into words: what happened, what to do now, until when, and where to follow it."""
    move = notice.transition
    application = move.application
    office = current_office()
    with timezone.override(office.zone):
        text = render_to_string(
            f"email/notices/{kind_of(move)}.txt",
            {
                "application": application,
                "transition": move,
                "office": office,
                "site": settings.SITE_URL,
                "due_at": _due_moment(move),
                "faults": _faults(move) if move.action == RETURN.code else [],
                "stage_count": application.standard.stages.count(),
            },
        )
    subject, _separator, body = text.strip().partition("\n")
    return Message(
        subject=subject,
        text=body.strip() + "\n",
        short=f"{subject}. {settings.SITE_URL}/t/{application.token}/",
        reference=f"{move.digest[:24]}.{notice.channel}",
    )


def _due_moment(move: Transition) -> datetime | None:
    """When the stage the move led to is due; None on the applicant's clock or at the end."""
    turn = Turn.objects.filter(application=move.application, stage=move.to_stage, opened_at=move.at).last()
    return turn.due_at if turn else None


def _faults(move: Transition) -> list[Verdict]:
    """The verdicts because of which the application was returned."""
    turn = Turn.objects.filter(application=move.application, stage=move.from_stage, closed_at=move.at).last()
    verdicts = turn.verdicts.select_related("requirement", "form_field") if turn else []
    return [verdict for verdict in verdicts if verdict.is_faulty]
