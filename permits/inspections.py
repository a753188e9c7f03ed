"""What the pages about inspections ask the database: the calendar, who is busy when, what waits for a date.

Every question is carried by an index, and costs a fixed number of queries however many inspections there are.
"""

from __future__ import annotations

import calendar as months
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from permits import tariffs
from permits.desk import office_roles, queue_of
from permits.models import Application, Inspection, Stage, Turn, Work
from permits.retribution import CannotCalculate, measured
from sipelaku.office.models import Closure, Holiday
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

# A day of the month's page shows this many; the week's page shows all up to MOST_IN_WEEK.
MOST_IN_CELL = 4
MOST_IN_WEEK = 300
MOST_WAITING = 10
MOST_TASKS = 20


@dataclass(frozen=True)
class Day:
    """One day of the calendar. ``closed`` says why the office is closed, "" on a working day."""

    date: datetime.date
    closed: str
    is_today: bool
    is_outside: bool = False
    visits: list[Inspection] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many visits of the day the page leaves out."""
        return self.count - len(self.visits)


@dataclass(frozen=True)
class Engagement:
    """One interval in which an officer is on the way to a site."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime


Engagements = dict[tuple[int, datetime.date], list[Engagement]]


# The calendar -------------------------------------------------------------------------


def month_of(user: Any, day: datetime.date, today: datetime.date) -> list[list[Day]]:
    """The weeks of the month ``day`` is in, Monday first, each day with its first visits and the number of all."""
    weeks = months.Calendar().monthdatescalendar(day.year, day.month)
    first, last = weeks[0][0], weeks[-1][-1]
    on_day = TruncDate("starts_at", tzinfo=current_office().zone)
    visits = visits_of(user, first, last)
    counts: dict[datetime.date, int] = dict(
        visits.annotate(day=on_day).order_by("day").values_list("day").annotate(Count("pk"))
    )
    rank = Window(RowNumber(), partition_by=[on_day], order_by=["starts_at", "pk"])
    shown = _by_day(_for_lists(visits.annotate(rank=rank).filter(rank__lte=MOST_IN_CELL)))
    closed = closed_days(first, last)
    return [
        [
            Day(
                date=date,
                closed=closed.get(date, ""),
                is_today=date == today,
                is_outside=date.month != day.month,
                visits=shown[date],
                count=counts.get(date, 0),
            )
            for date in week
        ]
        for week in weeks
    ]


def week_of(user: Any, day: datetime.date, today: datetime.date) -> tuple[list[Day], bool]:
    """The seven days from the Monday before ``day``, with their visits, and whether some had to be left out."""
    monday = day - datetime.timedelta(days=day.weekday())
    dates = [monday + datetime.timedelta(days=number) for number in range(7)]
    rows = list(_for_lists(visits_of(user, dates[0], dates[-1]))[: MOST_IN_WEEK + 1])
    shown = _by_day(rows[:MOST_IN_WEEK])
    closed = closed_days(dates[0], dates[-1])
    days = [
        Day(
            date=date,
            closed=closed.get(date, ""),
            is_today=date == today,
            visits=shown[date],
            count=len(shown[date]),
        )
        for date in dates
    ]
    return days, len(rows) > MOST_IN_WEEK


def visits_of(user: Any, first: datetime.date, last: datetime.date) -> QuerySet[Inspection]:
    """What takes or took place from ``first`` to ``last`` at files of ``user``'s roles, none of them ``user``'s own."""
    begin, end = _span(first, last)
    standards = list(Stage.objects.filter(role__in=office_roles(user)).values_list("standard", flat=True).distinct())
    return Inspection.objects.filter(
        cancelled_at__isnull=True,
        starts_at__gte=begin,
        starts_at__lt=end,
        application__standard__in=standards,
    ).exclude(application__applicant=user)


def _for_lists(visits: QuerySet[Inspection]) -> QuerySet[Inspection]:
    return (
        visits.select_related("application__permit_type", "leader").prefetch_related("team").order_by("starts_at", "pk")
    )


def _by_day(visits: Iterable[Inspection]) -> defaultdict[datetime.date, list[Inspection]]:
    zone, days = current_office().zone, defaultdict(list)
    for visit in visits:
        days[visit.starts_at.astimezone(zone).date()].append(visit)
    return days


def _span(first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """The moments from the beginning of ``first`` up to the end of ``last`` in the office's zone."""
    zone, midnight = current_office().zone, datetime.time()
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), midnight, zone)
    return datetime.datetime.combine(first, midnight, zone), end


def closed_days(first: datetime.date, last: datetime.date) -> dict[datetime.date, str]:
    """The days from ``first`` to ``last`` on which the office is closed, and why."""
    names = dict(Holiday.objects.filter(date__range=(first, last), applies=True).values_list("date", "name"))
    closures = list(Closure.objects.filter(first__lte=last, last__gte=first))
    hours, closed = calendar(), {}
    for number in range((last - first).days + 1):
        day = first + datetime.timedelta(days=number)
        if not is_working_day(hours, day):
            own = next((row.reason for row in closures if row.first <= day <= row.last), "")
            closed[day] = names.get(day) or own or _("Tutup")
    return closed


# Officers and their tasks -------------------------------------------------------------


def inspectors() -> list[Any]:
    """The active officers of the roles that inspect, by name."""
    roles = Stage.objects.filter(work=Work.INSPECT).values("role")
    people = get_user_model().objects.filter(is_active=True, roles__in=roles)
    return list(people.distinct().order_by("full_name", "pk"))


def engagements(people: Sequence[Any], first: datetime.date, last: datetime.date, *, but: Any = None) -> Engagements:
    """When each of ``people`` is on the way from ``first`` to ``last``, by (their key, day), in order of time.

    What is reported is over, and the visits of application ``but`` are about to be planned anew.
    """
    begin, end = _span(first, last)
    rows = Inspection.team.through.objects.filter(
        user__in=[person.pk for person in people],
        inspection__cancelled_at__isnull=True,
        inspection__reported_at__isnull=True,
        inspection__starts_at__gte=begin,
        inspection__starts_at__lt=end,
    )
    if but is not None:
        rows = rows.exclude(inspection__application=but)
    zone, found = current_office().zone, defaultdict(list)
    columns = rows.order_by("inspection__starts_at").values_list(
        "user_id", "inspection__starts_at", "inspection__ends_at"
    )
    for person, starts_at, ends_at in columns:
        engagement = Engagement(starts_at.astimezone(zone), ends_at.astimezone(zone))
        found[person, engagement.starts_at.date()].append(engagement)
    return dict(found)


def hours_of(busy: Iterable[Engagement]) -> str:
    """The hours of some engagements of one day, as people read them; "" for none."""
    return ", ".join(f"{row.starts_at:%H.%M}–{row.ends_at:%H.%M}" for row in busy)


def tasks_of(user: Any) -> list[Inspection]:
    """The inspections ``user`` is sent to and that are not reported, the first first; at most MOST_TASKS."""
    mine = user.inspections.filter(cancelled_at__isnull=True, reported_at__isnull=True)
    return list(_for_lists(mine)[:MOST_TASKS])


def waiting_for_a_date(user: Any) -> list[Turn]:
    """The files ``user`` may schedule, the most urgent first; at most one more than MOST_WAITING."""
    turns = [
        turn
        for role in office_roles(user)
        for turn in queue_of(user, role).filter(stage__work=Work.SCHEDULE).order_by("due_at", "pk")[: MOST_WAITING + 1]
    ]
    return sorted(turns, key=lambda turn: (turn.due_at or turn.opened_at, turn.pk))[: MOST_WAITING + 1]


# One file -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """One inspection as the page of its file shows it: what was measured, and what was corrected of it, in words."""

    inspection: Inspection
    measures: list[tuple[str, str]]
    corrected: list[tuple[str, str]]


def sheets_of(application: Application) -> list[Sheet]:
    """All inspections of a file, the newest first. No query where the procedure has none."""
    if not any(stage.work == Work.INSPECT for stage in application.standard.stages.all()):
        return []
    rows = application.inspections.select_related("leader", "reported_by")
    rows = rows.prefetch_related("team", "attendees", "photos").order_by("-sequence")
    return [
        Sheet(
            inspection=row,
            measures=measures(application, row.area, row.indices) if row.reported_at else [],
            corrected=measures(application, row.basis_area, row.basis_indices) if row.basis_note else [],
        )
        for row in rows
    ]


def measures(application: Application, area: Decimal | None, places: Mapping[str, Any]) -> list[tuple[str, str]]:
    """An area and the indices chosen, in words, as far as the procedure asks for them."""
    rows = [(_("Luas"), measured(area, application.standard.tariff_unit))] if area is not None else []
    return rows + index_words(application, places)


def index_words(application: Application, places: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The indices chosen, in words: name and label of the choice. What was not chosen says so."""
    words = []
    for row in application.standard.tariff_indices.all():
        try:
            words.append((row.name, tariffs.index_of(row, places.get(row.key)).label))
        except CannotCalculate:
            words.append((row.name, _("belum dipilih")))
    return words


def proposed_resume(inspection: Inspection) -> str:
    """A resume put together from what is known, for the officer to edit."""
    application = inspection.application
    standard = application.standard
    visited = inspection.visited_at.astimezone(current_office().zone) if inspection.visited_at else None
    lines = [
        _("Permohonan %(type)s nomor %(number)s atas nama %(name)s, lokasi %(place)s.")
        % {
            "type": application.permit_type.name,
            "number": application.number,
            "name": application.business_name or application.holder_name,
            "place": inspection.place,
        },
        _("Ditinjau pada %(day)s dengan surat tugas nomor %(number)s.")
        % {"day": date_format(visited, "l, j F Y") if visited else "–", "number": inspection.task_number},
    ]
    if inspection.area is not None:
        lines.append(_("Luas terukur %(area)s.") % {"area": measured(inspection.area, standard.tariff_unit)})
    words = [f"{name}: {label}" for name, label in index_words(application, inspection.indices)]
    if words:
        lines.append("; ".join(words) + ".")
    lines.append(_("Temuan: %(findings)s") % {"findings": inspection.findings})
    lines.append(_("Kesimpulan tim: %(conclusion)s.") % {"conclusion": inspection.get_conclusion_display().lower()})
    if inspection.notes:
        lines.append(_("Catatan: %(notes)s") % {"notes": inspection.notes})
    return "\n".join(lines)
