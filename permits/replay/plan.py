"""When everything happens to each permit of a replayed year: drawn by chance, the same each time.

A permit is signed on a working day of its month. The moves before it lie on the days
its own SOP gives them, some files returned to the applicant, some late; those after it
within the next days. No database is asked: a calendar and a standard's stages are enough.
"""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from permits.models import Work
from sipelaku.office.working_days import Calendar

RETURNED, LATE = 0.12, 0.06
LONGEST_CORRECTION, LONGEST_PAYMENT, LONGEST_DELAY, LONGEST_COLLECTION = 5, 6, 5, 3
# How long before a year a file signed in it may have been filed, and how long after it one may be handed over.
LEAD, TAIL = datetime.timedelta(days=120), datetime.timedelta(days=45)
# Visits are in the morning, reports come in the afternoon.
VISITS_A_MORNING, AFTERNOON = 4, 0.6


@dataclass(frozen=True)
class PlannedStage:
    """What a plan needs to know of a stage of the standard: its kind of work and its H-mark."""

    work: str
    day_limit: int | None


@dataclass(frozen=True)
class Move:
    """One move to make: the action's code, its moment, and the kind of work it is made at."""

    action: str
    at: datetime.datetime
    work: str


@dataclass
class Planned:
    """One permit of the year: ``moves[n]`` is the move that becomes row n + 1 of its journey.

    ``visit`` counts the inspections of the office on that day, this one's place from 0.
    """

    key: str
    slug: str
    moves: list[Move] = field(default_factory=list)
    visit: int = 0

    @property
    def inspected_on(self) -> datetime.date | None:
        """The office's local day of the inspection, None where there is none."""
        return next((move.at.date() for move in self.moves if move.work == Work.INSPECT), None)


class WorkingDays:
    """The working days around a year, in order, each with its service hours."""

    def __init__(self, calendar: Calendar, year: int) -> None:
        first, last = datetime.date(year, 1, 1) - LEAD, datetime.date(year, 12, 31) + TAIL
        every = (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))
        self.calendar = calendar
        self.days = [day for day in every if calendar.hours_on(day)]

    def of_month(self, year: int, month: int) -> list[int]:
        """The places of a month's working days, empty when it has none."""
        return [place for place, day in enumerate(self.days) if (day.year, day.month) == (year, month)]

    def moment(self, place: int, share: float) -> datetime.datetime:
        """The moment at ``share`` (0 to 1) of a day's service hours, to the second."""
        hours = self.calendar.hours_on(self.days[place])
        begins = datetime.datetime.combine(self.days[place], hours[0].opens, self.calendar.zone)
        ends = datetime.datetime.combine(self.days[place], hours[-1].closes, self.calendar.zone)
        return (begins + (ends - begins) * share).replace(microsecond=0)


def plan(year: int, month: int, slug: str, number: int, stages: Sequence[PlannedStage], days: WorkingDays) -> Planned:
    """The moves of the ``number``-th permit of a type signed in a month; ``stages`` are those of its standard.

    Raises ValueError for a month without a working day.
    """
    planned = Planned(f"{year}/{month:02d}/{slug}/{number}", slug)
    signing_days = days.of_month(year, month)
    if not signing_days:
        raise ValueError(planned.key)
    chance = random.Random(planned.key)
    steps = list(_steps(stages, chance))
    signed = next(offset for _action, work, offset in steps if work == Work.SIGN)
    begins = chance.choice(signing_days) - signed
    planned.moves = list(_timed(steps, begins, days, chance))
    return planned


def _steps(stages: Sequence[PlannedStage], chance: random.Random) -> Iterator[tuple[str, str, int]]:
    """Every move as action, kind of work and working days since filing.

    ``day`` follows the H-marks; ``shift`` grows by what is not the office's time, and by its delay when it is late.
    """
    correction = chance.randint(1, LONGEST_CORRECTION) if chance.random() < RETURNED else 0
    to_sign = [stage.work for stage in stages if stage.work != Work.FILE]
    to_sign = to_sign[: to_sign.index(Work.SIGN) + 1]
    late_at = chance.choice(to_sign) if chance.random() < LATE else None
    day = shift = 0
    yield "submit", Work.FILE, 0
    for stage in stages:
        if stage.work == Work.FILE:
            continue
        if stage.work == Work.CHECK and correction:
            yield "return", stage.work, day + shift
            shift += correction
            yield "resubmit", stage.work, day + shift
        if stage.work == Work.PAY:
            shift += chance.randint(0, LONGEST_PAYMENT)
        elif stage.work == Work.COMPARE:
            shift += chance.randint(0, LONGEST_COLLECTION)
        elif stage.day_limit is not None:
            day = chance.randint(day, max(day, stage.day_limit - 1))
        if stage.work == Work.INSPECT:
            day = max(day, 1)
        if stage.work == late_at:
            shift += chance.randint(2, LONGEST_DELAY)
        yield "forward", stage.work, day + shift


def _timed(
    steps: Iterable[tuple[str, str, int]], begins: int, days: WorkingDays, chance: random.Random
) -> Iterator[Move]:
    """Give each move its moment: those of one day follow each other within its hours."""
    for offset, group in groupby(steps, key=lambda step: step[2]):
        todays, share = list(group), 0.0
        for left, (action, work, _offset) in zip(range(len(todays), 0, -1), todays, strict=True):
            if work == Work.INSPECT:
                share = max(share, AFTERNOON)
            share += (0.98 - share) * max(chance.random(), 0.05) / left
            yield Move(action, days.moment(begins + offset, share), work)


def give_visits(planned: Iterable[Planned]) -> int:
    """Number the inspections of each day; return the most that any day has."""
    counts: defaultdict[datetime.date, int] = defaultdict(int)
    for permit in planned:
        if (day := permit.inspected_on) is not None:
            permit.visit = counts[day]
            counts[day] += 1
    return max(counts.values(), default=0)
