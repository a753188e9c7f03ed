"""Arithmetic of working days and service hours: no database, no clock, no Django.

A ``Calendar`` says when an office serves people. Everything else here is a question asked of one. Moments go in as
aware datetimes of any zone and come out as aware datetimes of the office's zone. Times are the wall clock's; Indonesian
zones have no daylight saving, so a difference of wall times is a difference of moments.

The rule of the H-marks: H1 is the working day an application is registered on, and a stage marked Hn is due at the
close of the n-th working day counted with it. What arrives while the office is closed counts from the next opening.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONGEST_CLOSURE = 732  # days; a calendar closed for longer is a mistake of its settings, not a calendar

Weekly = Mapping[int, tuple["Interval", ...]]


class NoWorkingDays(Exception):
    """The calendar has no working day within two years."""


class Interval(NamedTuple):
    """Service hours of one stretch of a day: open from ``opens``, closed at ``closes`` itself."""

    opens: time
    closes: time


class Opening(NamedTuple):
    """One stretch of service hours on one day, as moments in the office's zone."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class SpecialHours:
    """Hours that replace the usual ones from ``first`` to ``last`` (Ramadan), on the weekdays they name."""

    first: date
    last: date
    weekly: Weekly


@dataclass(frozen=True)
class Calendar:
    """When an office is open. Weekdays are numbered from Monday, 0.

    The intervals of a day are in order and apart from each other (see ``merged``). Where several rules speak about a
    day, the most particular wins: ``extra``, then ``closed``, then the first fitting of ``periods``, then ``weekly``.
    """

    zone: ZoneInfo
    weekly: Weekly
    periods: tuple[SpecialHours, ...] = ()
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """Return the service hours of ``day``, empty when the office is closed all day."""
        if day in self.extra:
            return self.extra[day]
        if day in self.closed:
            return ()
        weekday = day.weekday()
        for period in self.periods:
            if period.first <= day <= period.last and weekday in period.weekly:
                return period.weekly[weekday]
        return self.weekly.get(weekday, ())


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return ``intervals`` in order, those that touch or overlap joined, those that end before they begin left out."""
    joined: list[Interval] = []
    for interval in sorted(interval for interval in intervals if interval.opens < interval.closes):
        if joined and interval.opens <= joined[-1].closes:
            joined[-1] = Interval(joined[-1].opens, max(joined[-1].closes, interval.closes))
        else:
            joined.append(interval)
    return tuple(joined)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Return whether the office serves people at any time of ``day``."""
    return bool(calendar.hours_on(day))


def close_of_day(calendar: Calendar, day: date) -> datetime:
    """Return the moment the office closes for the rest of the working day ``day``.

    Raises ValueError when ``day`` is no working day.
    """
    hours = calendar.hours_on(day)
    if not hours:
        raise ValueError(f"{day} is no working day")
    return datetime.combine(day, hours[-1].closes, calendar.zone)


def next_opening(calendar: Calendar, moment: datetime) -> Opening:
    """Return the stretch of service hours that ``moment`` falls in or, outside service hours, the next one.

    Raises NoWorkingDays.
    """
    for opening in _openings_from(calendar, _local(calendar, moment).date()):
        if moment < opening.closes:
            return opening
    raise NoWorkingDays


def counted_from(calendar: Calendar, moment: datetime) -> datetime:
    """Return the moment from which something that arrives at ``moment`` counts.

    That is ``moment`` itself during service hours, otherwise the next opening; at the closing moment itself the office
    is already closed. Raises NoWorkingDays.
    """
    return max(_local(calendar, moment), next_opening(calendar, moment).opens)


def close_of_nth_day(calendar: Calendar, moment: datetime, n: int) -> datetime:
    """Return the close of the ``n``-th working day, the day ``moment`` counts from being the first (the rule of Hn).

    Raises ValueError when ``n`` is below 1, and NoWorkingDays.
    """
    if n < 1:
        raise ValueError("working days are counted from 1")
    first = counted_from(calendar, moment).date()
    for number, day in enumerate(_working_days_from(calendar, first), start=1):
        if number == n:
            return close_of_day(calendar, day)
    raise NoWorkingDays


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how much service time lies between ``start`` and ``end``; zero when ``end`` is not after ``start``."""
    start, end = _local(calendar, start), _local(calendar, end)
    total = timedelta()
    for day in _days(start.date(), end.date()):
        for opening in _openings_on(calendar, day):
            total += max(min(opening.closes, end) - max(opening.opens, start), timedelta())
    return total


def add_working_time(calendar: Calendar, moment: datetime, amount: timedelta) -> datetime:
    """Return the first moment by which ``amount`` of service time has passed since ``moment``.

    An amount used up exactly at closing time ends there, not at the next opening, and no amount at all leaves
    ``moment`` where it is: a pause overnight moves no limit. Raises ValueError when ``amount`` is negative, and
    NoWorkingDays.
    """
    if amount < timedelta():
        raise ValueError("working time is added, never taken away")
    start = _local(calendar, moment)
    if not amount:
        return start
    for opening in _openings_from(calendar, start.date()):
        begins = max(opening.opens, start)
        if begins + amount <= opening.closes:
            return begins + amount
        amount -= max(opening.closes - begins, timedelta())
    raise NoWorkingDays


def working_days_left(calendar: Calendar, moment: datetime, due: datetime) -> int:
    """Return how many working days after the day of ``moment`` there are up to and with the day of ``due``.

    0 says "today"; a negative number says how many working days ago ``due`` was.
    """
    today, last = _local(calendar, moment).date(), _local(calendar, due).date()
    if last < today:
        return -_working_days_after(calendar, last, today)
    return _working_days_after(calendar, today, last)


class WorkingClock:
    """A calendar laid out once from ``first`` to ``last``, for reports that ask it of a hundred thousand intervals.

    It counts in working days: a day with service hours is one, however long they are, and a part of it is its share of
    that day's hours. So an hour of Ramadan weighs more than one of another month, as it does for the H-marks.
    """

    def __init__(self, calendar: Calendar, first: datetime, last: datetime) -> None:
        begin, end = _local(calendar, first).date(), _local(calendar, last).date()
        self._begin = datetime.combine(begin, time(), calendar.zone).timestamp()
        self._end = datetime.combine(end + timedelta(days=1), time(), calendar.zone).timestamp()
        # Where the count begins and stops to rise, and how many working days have passed by then.
        self._moments, self._passed = [self._begin], [0.0]
        whole_days = 0
        for day in _days(begin, end):
            openings = list(_openings_on(calendar, day))
            length, served = sum((closes - opens for opens, closes in openings), timedelta()), timedelta()
            for opens, closes in openings:
                self._mark(opens, whole_days + served / length)
                served += closes - opens
                self._mark(closes, whole_days + served / length)
            whole_days += bool(openings)
        self._moments.append(self._end)
        self._passed.append(float(whole_days))

    def days_between(self, start: datetime, end: datetime) -> float:
        """Return how many working days lie between two moments; zero when ``end`` is not after ``start``.

        Raises ValueError for a moment that lies on no day of the clock.
        """
        return max(self._until(end) - self._until(start), 0.0)

    def _mark(self, moment: datetime, passed: float) -> None:
        self._moments.append(moment.timestamp())
        self._passed.append(passed)

    def _until(self, moment: datetime) -> float:
        stamp = moment.timestamp()
        if not self._begin <= stamp < self._end:
            raise ValueError(f"{moment} is outside this clock")
        place = bisect_right(self._moments, stamp)
        before, after = self._moments[place - 1], self._moments[place]
        passed = self._passed[place - 1]
        return passed + (self._passed[place] - passed) * (stamp - before) / (after - before)


def _local(calendar: Calendar, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(calendar.zone)


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _working_days_after(calendar: Calendar, first: date, last: date) -> int:
    return sum(is_working_day(calendar, day) for day in _days(first, last) if day != first)


def _working_days_from(calendar: Calendar, first: date) -> Iterator[date]:
    """Yield the working days from ``first`` on; raise NoWorkingDays where they end."""
    idle = 0
    for day in _days(first, date.max):
        if is_working_day(calendar, day):
            idle = 0
            yield day
            continue
        idle += 1
        if idle > LONGEST_CLOSURE:
            break
    raise NoWorkingDays


def _openings_on(calendar: Calendar, day: date) -> Iterator[Opening]:
    for interval in calendar.hours_on(day):
        yield Opening(
            datetime.combine(day, interval.opens, calendar.zone),
            datetime.combine(day, interval.closes, calendar.zone),
        )


def _openings_from(calendar: Calendar, first: date) -> Iterator[Opening]:
    for day in _working_days_from(calendar, first):
        yield from _openings_on(calendar, day)
