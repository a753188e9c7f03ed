"""What the staff workspace asks the database: a role's queue, the files of a year, a search, one file whole.

Every question is carried by an index, however many applications there are, and costs a fixed number of queries.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permits.access import application_or_404
from permits.actions import Action, available_actions
from permits.deadlines import Urgency
from permits.models import (
    WORKING,
    Application,
    Document,
    FormField,
    Requirement,
    Stage,
    Turn,
    Verdict,
    Work,
)
from permits.querysets import APPLICANT_ROLE
from permits.timeline import Story, story_of
from permits.workflow import take_next
from sipelaku.identifiers import normalise_phone
from sipelaku.office.working_days import Calendar, close_of_nth_day, working_days_left

SHORTEST_NAME = 3
MOST_FOUND = 25


# The queue ----------------------------------------------------------------------------


def office_roles(user: Any) -> list[str]:
    """The roles ``user`` acts in, in a fixed order."""
    return sorted(user.role_codes - {APPLICANT_ROLE})


def queue_of(user: Any, role: str) -> QuerySet[Turn]:
    """The open turns of ``role``, without files of ``user``'s own."""
    waiting = Turn.objects.filter(role=role, holder__in=WORKING, closed_at__isnull=True)
    return waiting.exclude(application__applicant=user).select_related(
        "application__permit_type", "application__stage", "officer"
    )


def due_between(
    urgency: str, calendar: Calendar, now: datetime.datetime
) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """The span of due moments that ``permits.deadlines.urgency`` calls ``urgency``: from, and up to but without."""
    local = now.astimezone(calendar.zone)
    midnight = datetime.datetime.combine(local.date() + datetime.timedelta(days=1), datetime.time(), calendar.zone)
    # The last moment that is soon belongs to soon.
    soon = max(midnight, close_of_nth_day(calendar, now, 2) + datetime.timedelta(microseconds=1))
    return {
        Urgency.LATE: (None, now),
        Urgency.TODAY: (now, midnight),
        Urgency.SOON: (midnight, soon),
        Urgency.SAFE: (soon, None),
    }[urgency]


def time_left(calendar: Calendar, due_at: datetime.datetime | None, now: datetime.datetime) -> str:
    """How long until ``due_at``, in working days, as people say it; "" where no clock runs."""
    if due_at is None:
        return ""
    days = working_days_left(calendar, now, due_at)
    if days < 0:
        return ngettext("lewat %(days)d hari kerja", "lewat %(days)d hari kerja", -days) % {"days": -days}
    if due_at < now:
        return _("lewat kurang dari 1 hari kerja")
    if days == 0:
        return _("sampai tutup kantor")
    return ngettext("%(days)d hari kerja lagi", "%(days)d hari kerja lagi", days) % {"days": days}


def next_for(user: Any) -> Application | None:
    """The file to open next: what ``user`` took and has not finished, then the most urgent one nobody took."""
    taken = Turn.objects.filter(officer=user, closed_at__isnull=True, holder__in=WORKING, role__in=office_roles(user))
    turn = taken.order_by("due_at", "pk").select_related("application").first()
    return turn.application if turn else take_next(user)


# Files and search ---------------------------------------------------------------------


def office_files(user: Any, begin: datetime.datetime, end: datetime.datetime) -> QuerySet[Application]:
    """The files of ``user``'s standards filed from ``begin`` up to ``end``, live or not."""
    # Named outright, the standards let the index on (standard, filed_at) find the rows; visible_to alone does not.
    standards = list(Stage.objects.filter(role__in=office_roles(user)).values_list("standard", flat=True).distinct())
    visible = Application.objects.visible_to(user).filter(standard__in=standards, filed_at__gte=begin, filed_at__lt=end)
    return _for_lists(visible)


def search(user: Any, text: str) -> list[Application]:
    """What ``user`` may see that ``text`` names: a number, a NIK, a phone, a scanned address, or part of a name.

    At most one more than MOST_FOUND rows, newest first. Raises ValidationError, saying what to type, for
    a text too short to search by.
    """
    visible = _for_lists(Application.objects.visible_to(user).exclude(status="draft"))
    return list(visible.filter(_named_by(text.strip())).order_by("-filed_at", "-pk")[: MOST_FOUND + 1])


def _for_lists(rows: QuerySet[Application]) -> QuerySet[Application]:
    live = Turn.objects.filter(closed_at__isnull=True)
    return rows.select_related("permit_type", "stage").prefetch_related(
        Prefetch("turns", queryset=live, to_attr="live_turns")
    )


def _named_by(text: str) -> Q:
    if scanned := _scanned(text):
        return scanned
    digits = "".join(character for character in text if character not in " .-/")
    if len(digits) == 16 and digits.isascii() and digits.isdigit():
        return Q(number=digits) | Q(nik=digits)
    with suppress(ValidationError):
        return Q(phone=normalise_phone(text))
    if len(text) < SHORTEST_NAME:
        raise ValidationError(_("Ketik sedikitnya 3 huruf nama, atau nomor yang lengkap."))
    return Q(number=text) | Q(holder_name__icontains=text) | Q(business_name__icontains=text)


def _scanned(text: str) -> Q | None:
    """The file a pasted status or authenticity address leads to, None for anything else."""
    for marker, column in (("/t/", "token"), ("/v/", "permit__token")):
        _before, found, token = text.partition(marker)
        if found:
            return Q(**{column: token.strip("/ ").partition("?")[0].strip("/")[:32]})
    return None


# One file -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One requirement: the document in its place, and what was last said of it."""

    requirement: Requirement
    document: Document | None
    verdict: Verdict | None

    @property
    def is_new(self) -> bool:
        """Whether the applicant sent another document since the verdict."""
        return bool(self.verdict and self.document and self.verdict.document_id != self.document.pk)


@dataclass(frozen=True)
class CaseFile:
    """One application as an officer's page shows it."""

    application: Application
    items: list[Item]
    questions: list[FormField]
    remarks: dict[str, Verdict]
    story: Story
    actions: list[Action]

    @property
    def work(self) -> str:
        """The kind of work of the present stage, "" when the journey is over."""
        return self.application.stage.work if self.application.stage else ""

    @property
    def to_check(self) -> list[Item]:
        """The items that need a verdict."""
        return [item for item in self.items if item.requirement.required or item.document]

    def allows(self, action: Action) -> bool:
        return action in self.actions


def case_file_or_404(user: Any, number: str) -> CaseFile:
    """Everything about one file that ``user`` may see as an officer; one's own application is not among them."""
    application = application_or_404(user, number)
    if application.applicant_id == user.pk:
        raise Http404
    requirements, questions = _asked(application)
    documents = {row.requirement_id: row for row in application.documents.filter(replaced_at__isnull=True)}
    verdicts = _last_verdicts(application)
    return CaseFile(
        application=application,
        items=[
            Item(row, documents.get(row.pk), verdicts.get(("requirement", row.pk)))
            for row in requirements
            if row.required or row.pk in documents
        ],
        questions=questions,
        remarks={row.key: verdicts[("field", row.pk)] for row in questions if ("field", row.pk) in verdicts},
        story=story_of(application, with_people=True),
        actions=available_actions(application, user),
    )


def _asked(application: Application) -> tuple[list[Requirement], list[FormField]]:
    """What was asked of this kind of applicant. A published standard never changes, so it is kept in memory."""
    standard, key = application.standard, f"asked:{application.standard_id}"
    asked = caches["local"].get(key)
    if asked is None:
        asked = list(standard.requirements.all()), list(standard.fields.all())
        caches["local"].set(key, asked)
    requirements, questions = asked
    who = application.applicant_kind, application.kind
    return [row for row in requirements if row.is_asked(*who)], [row for row in questions if row.is_asked(*who)]


def _last_verdicts(application: Application) -> dict[tuple[str, int | None], Verdict]:
    rows = Verdict.objects.filter(turn__application=application).order_by("at", "pk")
    return {
        ("requirement", row.requirement_id) if row.requirement_id else ("field", row.form_field_id): row for row in rows
    }


# Signing ------------------------------------------------------------------------------


def to_sign(user: Any, numbers: Sequence[str] | None = None) -> list[Turn]:
    """The files waiting for ``user``'s signature, most urgent first; only ``numbers`` when given."""
    waiting = Turn.objects.filter(
        role__in=office_roles(user), holder__in=WORKING, closed_at__isnull=True, stage__work=Work.SIGN
    ).exclude(application__applicant=user)
    if numbers is not None:
        waiting = waiting.filter(application__number__in=numbers)
    waiting = waiting.select_related("application__permit_type", "application__permit", "application__stage")
    return list(waiting.order_by("due_at", "pk")[:50])
