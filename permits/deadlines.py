"""Due moments, from the H-marks of a standard and the turns of an application.

H1 is the working day of registration, Hn the close of the n-th working day of the
office's own clock. What is filed after closing or on a closed day counts as filed
at the next opening. The office's clock stands still while the applicant holds the
file: every due moment not yet passed when such a pause begins moves on by the
working time the pause took.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from permits.models import Holder, Stage, Turn, Work
from sipelaku.office.working_days import Calendar, add_working_time, close_of_nth_day, working_time


@dataclass(frozen=True)
class Pause:
    """An interval in which the office's clock stood still."""

    begin: datetime.datetime
    end: datetime.datetime


def due_moment(
    calendar: Calendar, filed_at: datetime.datetime, day_limit: int | None, pauses: Sequence[Pause] = ()
) -> datetime.datetime | None:
    """When a stage with H-mark ``day_limit`` (working days) is due; None on the applicant's clock.

    ``pauses`` are in order of time and do not overlap.
    """
    if day_limit is None:
        return None
    due = close_of_nth_day(calendar, filed_at, day_limit)
    for pause in pauses:
        if pause.begin < due:
            due = add_working_time(calendar, due, working_time(calendar, pause.begin, pause.end))
    return due


def pauses_of(turns: Iterable[Turn], until: datetime.datetime) -> list[Pause]:
    """The pauses among an application's turns (in order); one still open counts up to ``until``."""
    return [
        Pause(turn.opened_at, turn.closed_at or max(until, turn.opened_at))
        for turn in turns
        if turn.holder == Holder.APPLICANT and turn.stage.work != Work.FILE
    ]


def due_moments(
    calendar: Calendar, stages: Iterable[Stage], filed_at: datetime.datetime, pauses: Sequence[Pause] = ()
) -> dict[int, datetime.datetime | None]:
    """The due moment of every stage, by its order."""
    return {stage.order: due_moment(calendar, filed_at, stage.day_limit, pauses) for stage in stages}


class Urgency:
    """How near a due moment is, as a code for templates: the words stand in the tag."""

    LATE, TODAY, SOON, SAFE, PAUSED = "late", "today", "soon", "safe", "paused"


def urgency(calendar: Calendar, due_at: datetime.datetime | None, now: datetime.datetime) -> str:
    """Sort a due moment into late, today, soon (by the next working day's close), safe, or paused (no due moment)."""
    if due_at is None:
        return Urgency.PAUSED
    if due_at < now:
        return Urgency.LATE
    local_day = now.astimezone(calendar.zone).date()
    if due_at.astimezone(calendar.zone).date() == local_day:
        return Urgency.TODAY
    return Urgency.SOON if due_at <= close_of_nth_day(calendar, now, 2) else Urgency.SAFE
