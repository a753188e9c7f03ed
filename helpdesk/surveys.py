"""Who may answer the survey of satisfaction, and what they answered.

An invitation is used once: the claim compares and swaps, so that of two answers with one token one is kept. The
answer is stored in the same transaction and nothing of it points back: its key is random, it knows the day and no
moment, and for a permit's holder the kind of permit and nothing else of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from helpdesk import letters
from helpdesk.models import Answer, Invitation, LetterKind, Way
from permits.models import Permit, PermitType
from sipelaku.office.services import local_today

LINK_DAYS = 60
COUNTER_DAYS = 1
# A permit handed over longer ago, or in a year that was replayed, is none to ask about any more.
HANDED_OVER_WITHIN = datetime.timedelta(days=14)


class NotOpen(Exception):
    """The invitation is no longer to be answered."""


class AlreadyAnswered(NotOpen):
    """Somebody was here before, perhaps by a double tap."""


class TooLate(NotOpen):
    """The last day has passed."""


# Invitations --------------------------------------------------------------------------


def collect() -> int:
    """Invite the holders of permits handed over of late, forget what was opened at the counter; return how many.

    Made to be called once a day by every process: what was done is not done again.
    """
    forget_the_counter()
    waiting = list(to_be_invited(timezone.now()))
    for permit in waiting:
        invite(permit)
    return len(waiting)


def to_be_invited(now: datetime.datetime) -> QuerySet[Permit]:
    """The permits handed over within HANDED_OVER_WITHIN before ``now`` that nobody was asked about yet."""
    return Permit.objects.filter(
        ~Exists(Invitation.objects.filter(permit=OuterRef("pk"))),
        handed_over_at__range=(now - HANDED_OVER_WITHIN, now),
        cancelled_at__isnull=True,
        revoked_at__isnull=True,
    ).order_by("handed_over_at", "pk")


@transaction.atomic
def invite(permit: Permit) -> Invitation:
    """The invitation of the holder of ``permit``; with a new one goes its letter."""
    day = local_today()
    invitation, is_new = Invitation.objects.get_or_create(
        permit=permit,
        defaults={"way": Way.LINK, "created_on": day, "expires_on": day + datetime.timedelta(days=LINK_DAYS)},
    )
    if is_new:
        letters.write(LetterKind.SURVEY, invitation=invitation)
    return invitation


def open_at_counter() -> Invitation:
    """A fresh invitation for whoever stands at the counter."""
    day = local_today()
    return Invitation.objects.create(
        way=Way.COUNTER, created_on=day, expires_on=day + datetime.timedelta(days=COUNTER_DAYS)
    )


def forget_the_counter() -> None:
    """Delete the counter's invitations that have run out, used or not: they say nothing any more."""
    Invitation.objects.filter(way=Way.COUNTER, expires_on__lt=local_today()).delete()


def check_open(invitation: Invitation) -> None:
    """Raise AlreadyAnswered or TooLate for an invitation that can't be answered."""
    if invitation.is_used:
        raise AlreadyAnswered
    if invitation.expires_on < local_today():
        raise TooLate


# Answers ------------------------------------------------------------------------------


@transaction.atomic
def answer(invitation: Invitation, given: Mapping[str, Any]) -> None:
    """Keep what was ``given`` (as of ``keep``) and use ``invitation`` up.

    Of a permit's holder the service is known; only at the counter is it what they say. Raises AlreadyAnswered or
    TooLate.
    """
    check_open(invitation)
    claim(invitation)
    known = {} if invitation.way == Way.COUNTER else {"permit_type": service_of(invitation)}
    keep({**given, **known}, way=Way(invitation.way), day=local_today())


def keep(given: Mapping[str, Any], *, way: Way, day: datetime.date) -> None:
    """Store one answer of ``day``: ``given`` holds the columns of Answer that people fill in."""
    Answer.objects.create(**given, way=way, day=day)


def claim(invitation: Invitation) -> None:
    """Mark ``invitation`` as used, by its row and not by what was read of it. Raises AlreadyAnswered."""
    if not Invitation.objects.filter(pk=invitation.pk, is_used=False).update(is_used=True):
        raise AlreadyAnswered


def service_of(invitation: Invitation) -> PermitType | None:
    """The kind of permit an invitation asks about; None at the counter, where people say it themselves."""
    return invitation.permit.application.permit_type if invitation.permit else None
