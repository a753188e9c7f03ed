"""Questions and reports of wrong or fake links: asked by anyone, answered, corrected or closed by the office.

Who asks follows the question by its token. Every change by an officer is compared with what they saw, so
that of two who answer at once the second reads what the first wrote. The only writer of ``Question``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from helpdesk import access, letters
from helpdesk.models import LetterKind, Link, Question, QuestionKind, QuestionStatus, Reply
from permits.models import PermitType
from permits.numbering import next_serial
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import NoWorkingDays, close_of_nth_day

REPORTS = (QuestionKind.WRONG_LINK, QuestionKind.FAKE)
REGISTER = "question"
TOKEN_LENGTH = 32


class Overtaken(Exception):
    """Somebody else has answered or closed the question since it was read; ``question`` is as it stands now."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.number)
        self.question = question


@dataclass(frozen=True)
class Asked:
    """What somebody wrote, checked by the form; ``phone`` in its international form."""

    kind: str
    text: str
    permit_type: PermitType | None = None
    link: Link | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


# Asking -------------------------------------------------------------------------------


def ask(asked: Asked, nonce: str, *, at: datetime.datetime | None = None, confirms: bool = False) -> Question:
    """Write a question down under the next number; the same words from the same form (``nonce``) only once.

    ``at`` is the moment it is asked, now unless told otherwise; ``confirms`` writes its asker where its page is.
    """
    token = _token_of(asked, nonce)
    if (earlier := Question.objects.filter(token=token).first()) is not None:
        return earlier
    try:
        with transaction.atomic():
            question = _written(asked, token, at or timezone.now())
            if confirms:
                letters.write(LetterKind.ASKED, question=question)
            return question
    except IntegrityError:
        # The other tap was faster, and the number drawn here went back with the transaction.
        if (twin := Question.objects.filter(token=token).first()) is None:
            raise
        return twin


def _token_of(asked: Asked, nonce: str) -> str:
    """A token nobody can guess without the secret key, the same for the same words from the same form."""
    words = "\n".join([nonce, *(str(getattr(value, "pk", value)) for value in _values(asked))])
    return salted_hmac("helpdesk.questions", words, algorithm="sha256").hexdigest()[:TOKEN_LENGTH]


def _values(asked: Asked) -> list[Any]:
    return [asked.kind, asked.text, asked.permit_type, asked.link, asked.name, asked.email, asked.phone]


def _written(asked: Asked, token: str, at: datetime.datetime) -> Question:
    office = current_office()
    year = at.astimezone(office.zone).year
    number = f"T-{year}-{next_serial(REGISTER, year):06d}"
    question = Question.objects.create(
        number=number, token=token, asked_at=at, answer_days=office.answer_days, **vars(asked)
    )
    if asked.link is not None and asked.kind in REPORTS:
        letters.tell_keepers(LetterKind.LINK_REPORTED, asked.link)
    return question


def due_at(question: Question) -> datetime.datetime | None:
    """By when the office promised to answer, when it was asked; None while it has no service hours."""
    try:
        return close_of_nth_day(calendar(), question.asked_at, question.answer_days)
    except NoWorkingDays:
        return None


# Reading ------------------------------------------------------------------------------


def visible_to(user: Any) -> QuerySet[Question]:
    """The questions ``user`` may read: all for who meets people, those about links and fakes for who writes links."""
    rows = Question.objects.select_related("permit_type", "closed_by")
    if access.may_meet_people(user):
        return rows
    if access.may_write(user):
        return rows.filter(kind__in=REPORTS)
    return rows.none()


def about_same_link(question: Question) -> QuerySet[Question]:
    """The other questions about the same link that wait for an answer; none for one about no link."""
    rows = Question.objects.filter(link=question.link_id, status=QuestionStatus.OPEN).exclude(pk=question.pk)
    return rows if question.link_id else rows.none()


def reports_of(link: Link) -> QuerySet[Question]:
    """The reports about a link that wait for an answer."""
    return Question.objects.filter(link=link, kind__in=REPORTS, status=QuestionStatus.OPEN)


def state_of(question: Question) -> str:
    """What a page knew of a question, to be compared when it is answered or closed: its status and last answer."""
    last = question.replies.order_by("-pk").values_list("pk", flat=True).first()
    return f"{question.status}-{last or 0}"


def last_answer(question: Question) -> str:
    """The words of the answer that counts, "" for a question without one."""
    return question.replies.order_by("-pk").values_list("text", flat=True).first() or ""


# Answering ----------------------------------------------------------------------------


@transaction.atomic
def answer(question: Question, text: str, *, by: Any, seen: str, at: datetime.datetime | None = None) -> Reply:
    """Answer a question, or correct its answer, and tell who asked where they can be reached.

    ``at`` is the moment it is answered, now unless told otherwise. Raises Overtaken.
    """
    row = _as_seen(question, seen)
    Question.objects.filter(pk=row.pk).update(status=QuestionStatus.ANSWERED, closed_by=None, closed_note="")
    # Whoever is answered after all need not read that they were not.
    letters.withdraw(row.letters.filter(kind=LetterKind.CLOSED), timezone.now())
    reply = Reply.objects.create(question=row, text=text, by=by, at=at or timezone.now())
    letters.write(LetterKind.ANSWERED, question=row, occasion=str(reply.pk))
    return reply


@transaction.atomic
def close(question: Question, note: str, *, by: Any, seen: str) -> None:
    """Close an open question without an answer, and tell who asked why: ``note``. Raises Overtaken."""
    row = _as_seen(question, seen)
    if row.status != QuestionStatus.OPEN:
        raise Overtaken(row)
    Question.objects.filter(pk=row.pk).update(status=QuestionStatus.CLOSED, closed_by=by, closed_note=note)
    letters.write(LetterKind.CLOSED, question=row)


def was_answered_so(question: Question, text: str, *, by: Any) -> bool:
    """Whether the last answer is this very text by this officer: a second tap, not a second answer."""
    last = question.replies.order_by("-pk").first()
    return last is not None and last.by_id == by.pk and last.text == text


def _as_seen(question: Question, seen: str) -> Question:
    """The question, locked. Raises Overtaken when it is no longer as the officer saw it."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if state_of(row) != seen:
        raise Overtaken(row)
    return row
