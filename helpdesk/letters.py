"""The helpdesk's outbox: what is told about questions, bookings, links and surveys.

A room writes a letter in the transaction that brings it about; the worker composes and sends it
(``sipelaku.outbox``). Its words stand in ``templates/email/helpdesk/<kind>.txt``: the first line is the
subject, the second the short text, then comes the body; the address of the page that belongs to it is ``address``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from helpdesk import access
from helpdesk.models import Booking, Invitation, Letter, LetterKind, Link, LinkMove, Question, QuestionStatus
from permits.contacts import recipient_of
from sipelaku import outbox
from sipelaku.accounts.models import User
from sipelaku.channels import CHANNELS, Message, Reachable, channels_to
from sipelaku.office.services import current_office, local_today

APPOINTMENTS = (LetterKind.BOOKED, LetterKind.BOOKING_REMINDER)
WITH = ("question", "booking__hours", "link__group", "person", "invitation__permit__application__applicant")


def write(
    kind: LetterKind,
    *,
    question: Question | None = None,
    booking: Booking | None = None,
    link: Link | None = None,
    person: User | None = None,
    invitation: Invitation | None = None,
    occasion: str = "",
) -> None:
    """Put a letter about one of these into the outbox, by every channel that reaches its reader.

    ``person`` is the one of the team who is told, about a ``link`` or their work. Writing it again writes nothing.
    """
    about = {"question": question, "booking": booking, "link": link, "person": person, "invitation": invitation}
    letter = Letter(kind=kind, occasion=occasion, **about)
    now = timezone.now()
    Letter.objects.bulk_create(
        (
            Letter(kind=kind, occasion=occasion, channel=name, next_try_at=now, **about)
            for name in channels_to(reader_of(letter))
        ),
        ignore_conflicts=True,
    )


def tell_keepers(kind: LetterKind, link: Link) -> None:
    """Write to the person in charge of a link and to the coordinators, once a day at most for each ``kind``."""
    day = local_today()
    told = User.objects.filter(Q(pk=link.person_in_charge_id) | Q(roles=access.COORDINATOR), is_active=True)
    for person in told.distinct().order_by("pk"):
        write(kind, link=link, person=person, occasion=day.isoformat())


def withdraw(unwanted: QuerySet[Letter], now: datetime) -> None:
    """Give up those of ``unwanted`` that nobody has sent, nor is sending at ``now``: who sends looks themselves."""
    idle = Q(leased_until=None) | Q(leased_until__lt=now)
    unwanted.filter(idle, sent_at=None, given_up_at=None).update(given_up_at=now)


def send_due(limit: int) -> int:
    """Send up to ``limit`` letters that are due; return how many were tried."""
    return outbox.send_due(Letter.objects.select_related(*WITH), _send, limit)


def reader_of(letter: Letter) -> Reachable:
    """Whom a letter is for."""
    if letter.invitation is not None and letter.invitation.permit is not None:
        return recipient_of(letter.invitation.permit.application)
    reader = letter.question or letter.booking or letter.person
    assert reader is not None  # by the constraint
    return reader


def is_wanted(letter: Letter) -> bool:
    """Whether what ``letter`` tells is still so, and its reader of the team: while it was leased nobody withdrew it."""
    if letter.kind == LetterKind.CLOSED and letter.question is not None:
        return letter.question.status == QuestionStatus.CLOSED
    if letter.kind in APPOINTMENTS and letter.booking is not None:
        return letter.booking.cancelled_at is None
    return letter.person is None or (letter.person.is_active and access.is_of_team(letter.person))


def _send(letter: Letter) -> None:
    if not is_wanted(letter):
        raise outbox.Unwanted
    channel = CHANNELS[letter.channel]
    if recipient := channel.address_of(reader_of(letter)):
        channel.send(recipient, message_of(letter))


def message_of(letter: Letter) -> Message:
    """The words of a letter, with moments in the office's zone."""
    office = current_office()
    context: dict[str, Any] = {
        "letter": letter,
        "office": office,
        "address": settings.SITE_URL + page_of(letter),
        "found": _found(letter),
    }
    with timezone.override(office.zone):
        text = render_to_string(f"email/helpdesk/{letter.kind}.txt", context).strip()
    subject, short, body = text.split("\n", 2)
    return Message(subject, body.strip() + "\n", short, f"helpdesk.{letter.pk}.{letter.channel}")


def page_of(letter: Letter) -> str:
    """The path of the page a letter leads to."""
    if letter.question is not None:
        return reverse("question", args=[letter.question.token])
    if letter.booking is not None:
        return reverse("booking", args=[letter.booking.token])
    if letter.link is not None:
        return reverse("hub_link", args=[letter.link.pk])
    if letter.invitation is not None:
        return reverse("survey", args=[letter.invitation.token])
    return reverse("hub_desk")


def _found(letter: Letter) -> LinkMove | None:
    """What was last written down of what a letter about a link tells: it broke, recovered, its material was refused."""
    if letter.link is None:
        return None
    action = "refuse" if letter.kind == LetterKind.REFUSED else letter.kind
    return letter.link.moves.filter(action=action).select_related("version").last()
