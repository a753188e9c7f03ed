"""How well the time limits were kept: the files that ended in each month, and in whose hands they had been.

All figures come from the turns. A file is on time when the office's last stage ended by
the due moment of that stage; its own clock is the working time in the office's and the
technical agency's hands, without the pauses in which the applicant held it. Times are
working days (see ``WorkingClock``).
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter
from statistics import fmean, median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import Count, Max, Min
from django.db.models.functions import ExtractMonth
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from permits.deadlines import Pause, due_moment
from permits.models import WORKING, Application, Holder, Status, Turn, Work
from sipelaku.office.working_days import Calendar, WorkingClock
from sipelaku.periods import year_span

# What is revoked had been finished before; its end stays the day it was handed over.
FINISHED = (Status.COMPLETED, Status.REVOKED)
TENTH = Decimal("0.1")
SECONDS_KEPT = 30 * 24 * 3600
SHAPE = 1  # of EndedFile as it is kept; counted up when that or a rule of counting changes


class TurnRow(NamedTuple):
    """One turn as the report reads it."""

    application: int
    holder: str
    opened_at: datetime.datetime
    closed_at: datetime.datetime
    day_limit: int | None


class EndedFile(NamedTuple):
    """One file whose journey is over; times are working days, and zero where it was not finished."""

    permit_type: int
    month: int
    status: str
    number: str
    office: float = 0.0
    agency: float = 0.0
    applicant: float = 0.0
    ended_at: datetime.datetime | None = None
    due_at: datetime.datetime | None = None
    days_late: float = 0.0

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def is_late(self) -> bool:
        """Whether the office's last stage ended after its due moment."""
        return bool(self.ended_at and self.due_at and self.ended_at > self.due_at)

    @property
    def lateness(self) -> str:
        """How far past its due moment it was, as people say it."""
        days = tenths(self.days_late)
        if not days:
            return _("kurang dari 0,1 hari kerja")
        return _("%(days)s hari kerja") % {"days": number_format(days)}


@dataclass(frozen=True)
class Figures:
    """What a line of the report says: numbers of files, per cent, working days. None where there was no file."""

    finished: int
    met: int
    share: Decimal | None
    median: Decimal | None
    office: Decimal | None
    agency: Decimal | None
    applicant: Decimal | None
    rejected: int
    cancelled: int
    withdrawn: int

    @property
    def late(self) -> int:
        return self.finished - self.met


def first_end() -> datetime.datetime | None:
    """When the first journey was over, None before that. One query."""
    return Application.objects.aggregate(first=Min("finished_at"))["first"]


def figures_of(files: Sequence[EndedFile]) -> Figures:
    """Sum ``files`` up. The share is rounded down, so that 100 says that every file was on time."""
    finished = [row for row in files if row.is_finished]
    met = sum(not row.is_late for row in finished)
    share = (Decimal(100 * met) / len(finished)).quantize(TENTH, ROUND_DOWN) if finished else None
    return Figures(
        finished=len(finished),
        met=met,
        share=share,
        median=tenths(median(row.office + row.agency for row in finished)) if finished else None,
        office=_average(row.office for row in finished),
        agency=_average(row.agency for row in finished),
        applicant=_average(row.applicant for row in finished),
        rejected=sum(row.status == Status.REJECTED for row in files),
        cancelled=sum(row.status == Status.CANCELLED for row in files),
        withdrawn=sum(row.status == Status.WITHDRAWN for row in files),
    )


def late_ones(files: Iterable[EndedFile]) -> list[EndedFile]:
    """The finished files that missed their limit, the one that ended last first."""
    late = [row for row in files if row.is_late]
    return sorted(late, key=lambda row: (row.ended_at, row.number), reverse=True)


def tenths(days: float) -> Decimal:
    """Working days with one decimal, halves up; the dust of binary fractions is wiped away first."""
    return Decimal(f"{days:.6f}").quantize(TENTH, ROUND_HALF_UP)


def _average(days: Iterable[float]) -> Decimal | None:
    values = list(days)
    return tenths(fmean(values)) if values else None


# Reading ------------------------------------------------------------------------------


def ended_files(year: int, office_hours: Calendar, now: datetime.datetime) -> list[EndedFile]:
    """Every file whose journey ended in ``year``, in the office's months.

    Two queries where all months are kept or empty, four otherwise. A month that is over is
    kept until it has another number of files or another newest one, or the calendar changes.
    """
    zone = office_hours.zone
    keys = _keys(year, office_hours)
    today = now.astimezone(zone)
    is_over = {month: (year, month) < (today.year, today.month) for month in keys}
    kept = caches["default"].get_many([key for month, key in keys.items() if is_over[month]])
    missing = [month for month, key in keys.items() if key not in kept]
    read: dict[int, list[EndedFile]] = {month: [] for month in missing}
    if missing:
        begin, end = _months_span(year, missing[0], missing[-1], zone)
        for row in _read(begin, end, office_hours):
            if row.month in read:
                read[row.month].append(row)
        caches["default"].set_many({keys[month]: read[month] for month in missing if is_over[month]}, SECONDS_KEPT)
    return [row for month, key in keys.items() for row in (kept[key] if key in kept else read[month])]


def _keys(year: int, office_hours: Calendar) -> dict[int, str]:
    """What each month with an ended file is kept under: its name says how many there are, and which was the last."""
    begin, end = year_span(year, office_hours.zone)
    stamps = (
        Application.objects.filter(finished_at__gte=begin, finished_at__lt=end)
        .annotate(month=ExtractMonth("finished_at", tzinfo=office_hours.zone))
        .values_list("month")
        .annotate(files=Count("pk"), newest=Max("finished_at"))
        .order_by("month")
    )
    hours = _fingerprint(office_hours)
    return {
        month: f"timeliness:{SHAPE}:{year}-{month}:{files}:{newest.timestamp()}:{hours}"
        for month, files, newest in stamps
    }


def _fingerprint(office_hours: Calendar) -> str:
    """Sixteen letters that differ when the hours or holidays do, in every process the same."""
    weekly, extra = sorted(office_hours.weekly.items()), sorted(office_hours.extra.items())
    text = repr((office_hours.zone.key, weekly, office_hours.periods, sorted(office_hours.closed), extra))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _months_span(year: int, first: int, last: int, zone: ZoneInfo) -> tuple[datetime.datetime, datetime.datetime]:
    begin, end = datetime.datetime(year, first, 1, tzinfo=zone), year_span(year, zone)[1]
    return begin, end if last == 12 else datetime.datetime(year, last + 1, 1, tzinfo=zone)


def _read(begin: datetime.datetime, end: datetime.datetime, office_hours: Calendar) -> list[EndedFile]:
    """The files that ended from ``begin`` up to ``end``, with what their turns say. Two queries."""
    ended: list[Any] = list(
        Application.objects.filter(finished_at__gte=begin, finished_at__lt=end)
        .order_by("finished_at", "pk")
        .values_list("pk", "permit_type", "status", "number", "filed_at", "finished_at")
    )
    turns = _turns(begin, end)
    clock = WorkingClock(office_hours, min((row[4] for row in ended), default=begin), end)
    files = []
    for pk, permit_type, status, number, filed_at, finished_at in ended:
        row = EndedFile(permit_type, finished_at.astimezone(office_hours.zone).month, status, number)
        files.append(_timed(row, filed_at, turns[pk], office_hours, clock) if pk in turns else row)
    return files


def _turns(begin: datetime.datetime, end: datetime.datetime) -> dict[int, list[TurnRow]]:
    """The turns of the files finished from ``begin`` up to ``end``, in order; the applicant's own of filing not."""
    rows: Iterable[Any] = (
        Turn.objects.filter(
            application__finished_at__gte=begin, application__finished_at__lt=end, application__status__in=FINISHED
        )
        .exclude(stage__work=Work.FILE)
        .order_by("application_id", "opened_at", "pk")
        .values_list("application_id", "holder", "opened_at", "closed_at", "stage__day_limit")
    )
    return {pk: [TurnRow(*row) for row in group] for pk, group in groupby(rows, key=itemgetter(0))}


def _timed(
    row: EndedFile, filed_at: datetime.datetime, turns: Sequence[TurnRow], office_hours: Calendar, clock: WorkingClock
) -> EndedFile:
    """``row`` with the time in each party's hands, and the end and the limit of the office's last stage."""
    hands: dict[str, float] = dict.fromkeys(Holder.values, 0.0)
    for turn in turns:
        hands[turn.holder] += clock.days_between(turn.opened_at, turn.closed_at)
    last = next((turn for turn in reversed(turns) if turn.holder in WORKING), None)
    if last is None:
        return row._replace(applicant=hands[Holder.APPLICANT])
    pauses = [Pause(turn.opened_at, turn.closed_at) for turn in turns if turn.holder == Holder.APPLICANT]
    due_at = due_moment(office_hours, filed_at, last.day_limit, pauses)
    return row._replace(
        office=hands[Holder.OFFICE],
        agency=hands[Holder.AGENCY],
        applicant=hands[Holder.APPLICANT],
        ended_at=last.closed_at,
        due_at=due_at,
        days_late=clock.days_between(due_at, last.closed_at) if due_at and due_at < last.closed_at else 0.0,
    )
