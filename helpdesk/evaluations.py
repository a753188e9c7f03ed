"""The quarter's evaluation: what the figures say, what follows from it, and its settling, after which it stays.

Its figures are plain values (JSON), read anew while it is open and kept as they were when it is settled, so that
page and paper read the same shape from both.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from helpdesk import consultations, figures, figures_tables, spans
from helpdesk.models import (
    Evaluation,
    FollowUp,
    Link,
    LinkVersion,
    Question,
    QuestionKind,
    QuestionStatus,
    Step,
)
from helpdesk.questions import REPORTS
from helpdesk.spans import Span
from sipelaku.office.services import bounds_of, calendar, local_today
from sipelaku.office.working_days import WorkingClock
from sipelaku.periods import month_name

LONGEST_TABLE = 10  # lines of the links and campaigns told of
SHORTEST_TOLD = 0.1  # working days


class Overtaken(Exception):
    """Somebody else changed the evaluation meanwhile, or settled it. Nothing was written."""


class NotYet(Exception):
    """The evaluation can't be settled: its quarter is not over, or it says nothing yet."""


@dataclass(frozen=True)
class Plan:
    """One follow-up as it is written: what, who, until when."""

    action: str
    person_in_charge: str
    due_on: datetime.date


# Reading ------------------------------------------------------------------------------


def digest_of(evaluation: Evaluation | None) -> str:
    """What stands in the page's form, so that a stale one is noticed: findings and plans. One query."""
    plans: list[Any] = []
    if evaluation is not None and evaluation.pk:
        plans = list(evaluation.follow_ups.order_by("pk").values_list("action", "person_in_charge", "due_on"))
    findings = evaluation.findings if evaluation is not None else ""
    settled = evaluation is not None and evaluation.settled_at is not None
    text = json.dumps([findings, settled, plans], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unfinished_before(year: int, quarter: int) -> QuerySet[FollowUp]:
    """The follow-ups of earlier evaluations that are not done yet, the longest due first."""
    earlier = Q(evaluation__year__lt=year) | Q(evaluation__year=year, evaluation__quarter__lt=quarter)
    return FollowUp.objects.filter(earlier, done_on=None).select_related("evaluation").order_by("due_on", "pk")


def figures_of(year: int, quarter: int, today: datetime.date) -> dict[str, Any]:
    """What the quarter's numbers say up to ``today``, in plain values. As many queries whatever there is."""
    whole = spans.of_quarter(year, quarter)
    span = whole.until(today)
    earlier = spans.before(whole, span)
    now, before = figures.indicators(span), figures.indicators(earlier)
    if whole.last >= today:
        # While the quarter runs it has no satisfaction of its own yet, and nothing to compare that with.
        now, before = (replace(row, satisfaction=None, satisfied=None) for row in (now, before))
    steps = figures.in_steps(now.days, lambda day: month_name(day.month))
    satisfaction = now.satisfaction
    asked = _asked(span)
    return {
        "span": str(span),
        "earlier": str(earlier),
        "indicators": [vars(row) for row in figures_tables.comparison(now, before)],
        "counter_days": now.counter.days,
        "months": [
            {"name": name, "visits": page.visits, "views": page.views, "counter": people}
            for name, page, people in steps
        ],
        "links": [_line(line, line.counts) for line in figures.by_link(span)[:LONGEST_TABLE]],
        "groups": [_line(line, line.links) for line in figures.by_group(span)],
        "campaigns": [_line(line, line.counts) for line in figures.by_campaign(span)[:LONGEST_TABLE]],
        "content": _content(today),
        "questions": _counted([row for row in asked if row.kind == QuestionKind.QUESTION], span),
        "reports": _counted([row for row in asked if row.kind in REPORTS], span),
        "consultations": _consultations(span),
        "satisfaction": None
        if satisfaction is None
        else {
            "index": number_format(satisfaction.index),
            "grade": satisfaction.grade.letter,
            "meaning": satisfaction.grade.meaning,
            "respondents": satisfaction.respondents,
        },
        "touches": now.touches,
    }


def _line(line: figures.Line, counts: figures.Counts) -> dict[str, Any]:
    return {"name": line.name, "visits": counts.visits, "views": counts.views}


def _content(today: datetime.date) -> dict[str, int]:
    """The links the public may see: how many, how many reviewed in time, how many broken."""
    published = Exists(LinkVersion.objects.filter(link=OuterRef("pk"), step=Step.PUBLISHED))
    return Link.objects.filter(published, withdrawn_at=None).aggregate(
        links=Count("pk"),
        in_time=Count("pk", filter=Q(review_due__gte=today)),
        broken=Count("pk", filter=Q(broken_since__isnull=False)),
    )


class _Asked(NamedTuple):
    kind: str
    asked_at: datetime.datetime
    answered_at: datetime.datetime | None
    status: str


def _asked(span: Span) -> list[_Asked]:
    """The questions and reports of ``span``, each with its first answer. One query."""
    first, end = bounds_of(span.first, span.last)
    rows = Question.objects.filter(asked_at__gte=first, asked_at__lt=end).annotate(answered_at=Min("replies__at"))
    return [_Asked(*row) for row in rows.values_list(*_Asked._fields)]


def _counted(rows: Sequence[_Asked], span: Span) -> dict[str, Any]:
    """Of the questions ``rows`` of ``span`` how many there are, how many answered, after how many working days."""
    first, end = bounds_of(span.first, span.last)
    answered = [(row.asked_at, row.answered_at) for row in rows if row.answered_at]
    clock = WorkingClock(calendar(), first, max([end, *(answered_at for _asked_at, answered_at in answered)]))
    days = [clock.days_between(asked_at, answered_at) for asked_at, answered_at in answered]
    return {
        "asked": len(rows),
        "answered": len(answered),
        "open": sum(row.status == QuestionStatus.OPEN for row in rows),
        "median_days": _tenths(median(days)) if days else None,
    }


def _tenths(days: float) -> str:
    """Working days with one decimal; what is answered within the hour is not answered in none."""
    return (
        number_format(days, 1)
        if days >= SHORTEST_TOLD
        else _("kurang dari %(days)s") % {"days": number_format(SHORTEST_TOLD, 1)}
    )


def told(counted: dict[str, Any]) -> str:
    """What was asked in a quarter (``questions`` or ``reports`` of its figures), in parts that add up."""
    asked, answered, waiting = (counted[name] for name in ("asked", "answered", "open"))
    if not asked:
        return _("Tidak ada")
    closed = asked - answered - waiting
    parts = [
        _("%(number)s dijawab") % {"number": _whole(answered)},
        _("%(number)s menunggu") % {"number": _whole(waiting)},
    ]
    if closed > 0:
        parts.append(_("%(number)s ditutup tanpa jawaban") % {"number": _whole(closed)})
    words = _("%(asked)s masuk: %(parts)s") % {"asked": _whole(asked), "parts": ", ".join(parts)}
    if (days := counted["median_days"]) is None:
        return words
    # What is told of an answer within the hour is kept as _tenths has always written it.
    length = _("kurang dari satu jam kerja") if days == _tenths(0) else _("%(days)s hari kerja") % {"days": days}
    return _("%(words)s; separuhnya dijawab dalam %(length)s") % {"words": words, "length": length}


def _whole(number: int) -> str:
    return number_format(number, force_grouping=True)


def _consultations(span: Span) -> dict[str, int]:
    """The bookings of ``span`` that were not cancelled, and how many of them came."""
    found = consultations.attendance(span.first, span.last)
    return {"booked": found.came + found.missed + found.unmarked, "came": found.came}


# Writing ------------------------------------------------------------------------------


@transaction.atomic
def write(year: int, quarter: int, findings: str, plans: Sequence[Plan], *, seen: str) -> Evaluation:
    """Keep findings and plans in the place of those there were; ``seen`` is the digest of what the writer saw.

    Saying what stands there already is no quarrel. Raises Overtaken.
    """
    evaluation = _held(year, quarter)
    if evaluation.settled_at is not None:
        raise Overtaken
    if digest_of(evaluation) != seen and not _says(evaluation, findings, plans):
        raise Overtaken
    evaluation.findings = findings
    evaluation.save(update_fields=["findings"])
    _plan(evaluation, plans)
    return evaluation


@transaction.atomic
def settle(year: int, quarter: int, *, seen: str, by: Any) -> Evaluation:
    """Settle the evaluation of a quarter that is over, and keep its figures. Raises NotYet and Overtaken."""
    today = local_today()
    if spans.of_quarter(year, quarter).last >= today:
        raise NotYet
    evaluation = _held(year, quarter)
    if evaluation.settled_at is not None or digest_of(evaluation) != seen:
        raise Overtaken
    if not evaluation.findings.strip():
        raise NotYet
    evaluation.figures = figures_of(year, quarter, today) | {
        "carried": [_carried(row) for row in unfinished_before(year, quarter)]
    }
    evaluation.settled_at, evaluation.settled_by = timezone.now(), by
    evaluation.save(update_fields=["figures", "settled_at", "settled_by"])
    return evaluation


def finish(follow_up: FollowUp, done_on: datetime.date | None, *, seen: datetime.date | None) -> None:
    """Say when a follow-up was done; None takes that back. ``seen`` is what was known of it. Raises Overtaken."""
    changed = FollowUp.objects.filter(pk=follow_up.pk, done_on=seen).update(done_on=done_on)
    if not changed and not FollowUp.objects.filter(pk=follow_up.pk, done_on=done_on).exists():
        raise Overtaken


def _held(year: int, quarter: int) -> Evaluation:
    """The quarter's evaluation, made when it is not there, and locked until the transaction ends."""
    Evaluation.objects.bulk_create([Evaluation(year=year, quarter=quarter)], ignore_conflicts=True)
    return Evaluation.objects.select_for_update().get(year=year, quarter=quarter)


def _says(evaluation: Evaluation, findings: str, plans: Sequence[Plan]) -> bool:
    return evaluation.findings == findings and _plans_of(evaluation) == list(plans)


def _plans_of(evaluation: Evaluation) -> list[Plan]:
    return [Plan(row.action, row.person_in_charge, row.due_on) for row in evaluation.follow_ups.order_by("pk")]


def _plan(evaluation: Evaluation, plans: Sequence[Plan]) -> None:
    """Make the follow-ups what is planned; those that stay as they were keep when they were done."""
    rows = list(evaluation.follow_ups.order_by("pk"))
    if _plans_of(evaluation) == list(plans):
        return
    done = {Plan(row.action, row.person_in_charge, row.due_on): row.done_on for row in rows}
    evaluation.follow_ups.all().delete()
    FollowUp.objects.bulk_create(
        FollowUp(evaluation=evaluation, done_on=done.get(plan), **vars(plan)) for plan in plans
    )


def _carried(row: FollowUp) -> dict[str, Any]:
    return {
        "action": row.action,
        "person": row.person_in_charge,
        "due_on": date_format(row.due_on),
        "quarter": spans.quarter_name(row.evaluation.year, row.evaluation.quarter),
    }
