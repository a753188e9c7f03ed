"""Arithmetic of consultation slots: no database, no clock, no Django.

A ``Stretch`` is a weekly stretch of consultation. It is cut from its beginning into slots of equal length; a rest too
short for a slot is left over. Which slots there are on a day is up to the office's calendar:

* **At the office** a slot lies within one stretch of the day's service hours. So holidays, closures, extra working
  days, the lunch break and the hours of Ramadan hold by themselves.
* **By WhatsApp or telephone** it may lie outside them, in the evening or on a Saturday: nobody has to unlock the door.
  On a holiday or a day the office has closed for there is none all the same, unless it is an extra working day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sipelaku.office.working_days import Calendar

NOTICE = timedelta(hours=1)
DAYS_AHEAD = 14
LAST_DAY = date.max


@dataclass(frozen=True)
class Stretch:
    """Every ``weekday`` (Monday is 0) from ``opens`` to ``closes``, on the days from ``first`` to ``last``.

    ``minutes`` is the length of a slot; ``key`` tells whose slots they are.
    """

    key: int
    weekday: int
    opens: time
    closes: time
    minutes: int
    first: date
    last: date = LAST_DAY
    is_at_office: bool = True


class Slot(NamedTuple):
    """One slot of the stretch ``key``, as moments in the office's zone."""

    starts_at: datetime
    ends_at: datetime
    key: int


def slots_on(stretch: Stretch, day: date, calendar: Calendar) -> list[Slot]:
    """Return the slots of ``stretch`` on ``day`` in order, whether they have passed or not."""
    if day.weekday() != stretch.weekday or not stretch.first <= day <= stretch.last:
        return []
    return [slot for slot in _cut(stretch, day, calendar.zone) if _is_held(stretch, slot, calendar)]


def coming_slots(stretches: Iterable[Stretch], calendar: Calendar, now: datetime) -> list[Slot]:
    """Return the slots that can be booked at ``now`` (aware), in order of time.

    Those are the slots of today and the days after it, DAYS_AHEAD in all, that begin in NOTICE at the earliest.
    """
    today = now.astimezone(calendar.zone).date()
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    every = (slot for stretch in stretches for day in days for slot in slots_on(stretch, day, calendar))
    return sorted(slot for slot in every if slot.starts_at >= now + NOTICE)


def slot_at(stretch: Stretch, starts_at: datetime, calendar: Calendar) -> Slot | None:
    """Return the slot of ``stretch`` that begins at ``starts_at`` (aware); None when there is none."""
    day = starts_at.astimezone(calendar.zone).date()
    return next((slot for slot in slots_on(stretch, day, calendar) if slot.starts_at == starts_at), None)


def nearest(slots: Iterable[Slot], moment: datetime, count: int) -> list[Slot]:
    """Return up to ``count`` of ``slots`` that begin nearest to ``moment``, in order of time."""
    return sorted(sorted(slots, key=lambda slot: (abs(slot.starts_at - moment), slot))[:count])


def overlap(one: Stretch, other: Stretch) -> bool:
    """Whether there is a day on which both stretches are held at the same time; touching is not overlapping."""
    if one.weekday != other.weekday or one.opens >= other.closes or other.opens >= one.closes:
        return False
    first = max(one.first, other.first)
    days_to_go = (one.weekday - first.weekday()) % 7
    return (min(one.last, other.last) - first).days >= days_to_go


def _cut(stretch: Stretch, day: date, zone: ZoneInfo) -> Iterator[Slot]:
    length = timedelta(minutes=stretch.minutes)
    begins = datetime.combine(day, stretch.opens, zone)
    closes = datetime.combine(day, stretch.closes, zone)
    while begins + length <= closes:
        yield Slot(begins, begins + length, stretch.key)
        begins += length


def _is_held(stretch: Stretch, slot: Slot, calendar: Calendar) -> bool:
    day = slot.starts_at.date()
    if not stretch.is_at_office:
        return day in calendar.extra or day not in calendar.closed
    opens, closes = slot.starts_at.time(), slot.ends_at.time()
    return any(hours.opens <= opens and closes <= hours.closes for hours in calendar.hours_on(day))
