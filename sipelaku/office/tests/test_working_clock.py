"""The clock of the reports counts what the slow functions count, day by day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given

from sipelaku.office.tests.test_working_days import (
    LEBARAN,
    RAMADAN,
    WITH_LUNCH,
    an_office,
    calendars,
    moments,
    wita,
)
from sipelaku.office.working_days import Interval, WorkingClock, working_time


def clock_of_2026(**particulars):
    return WorkingClock(an_office(**particulars), wita(1, 1, 0), wita(31, 12, 23))


def counted_slowly(office, start, end):
    """Each day's share of its own service hours, by ``working_time`` alone."""
    day, days = start.astimezone(office.zone).date(), 0.0
    while day <= end.astimezone(office.zone).date():
        midnight = datetime.combine(day, time(), office.zone)
        next_midnight = datetime.combine(day + timedelta(days=1), time(), office.zone)
        if whole := working_time(office, midnight, next_midnight):
            days += working_time(office, max(start, midnight), min(end, next_midnight)) / whole
        day += timedelta(days=1)
    return days


@given(calendars, moments, moments)
def test_the_clock_counts_what_working_time_counts(office, one, other):
    earlier, later = sorted([one, other])
    clock = WorkingClock(office, earlier, later)
    assert clock.days_between(earlier, later) == pytest.approx(counted_slowly(office, earlier, later), abs=1e-6)
    assert clock.days_between(later, earlier) == 0


def test_the_guard_of_the_property_sees_a_clock_that_forgets_the_holidays():
    office = an_office(closed=LEBARAN)
    forgetful = WorkingClock(an_office(), wita(16, 3, 8), wita(26, 3, 16))
    assert forgetful.days_between(wita(16, 3, 8), wita(26, 3, 16)) == 9
    assert counted_slowly(office, wita(16, 3, 8), wita(26, 3, 16)) == 4


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (wita(9, 10, 8), wita(9, 10, 16), 1),
        (wita(9, 10, 8), wita(9, 10, 12), 0.5),
        (wita(9, 10, 15), wita(12, 10, 9), 0.25),
        (wita(9, 10, 17), wita(12, 10, 7), 0),
        (wita(10, 10, 9), wita(11, 10, 9), 0),
        (wita(9, 10, 9), wita(9, 10, 9), 0),
        (wita(1, 1, 0), wita(31, 12, 23), 261),
    ],
)
def test_a_day_of_service_hours_is_one_and_a_part_its_share(start, end, days):
    assert clock_of_2026().days_between(start, end) == pytest.approx(days)


def test_a_short_day_of_ramadan_is_a_whole_working_day():
    assert clock_of_2026(periods=(RAMADAN,)).days_between(wita(16, 3, 8), wita(17, 3, 15)) == 2


def test_the_lunch_break_is_no_part_of_the_day():
    clock = clock_of_2026(weekly=dict.fromkeys(range(5), WITH_LUNCH))
    assert clock.days_between(wita(9, 10, 8), wita(9, 10, 12, 30)) == pytest.approx(4 / 7)


def test_hours_up_to_midnight_and_moments_of_another_zone():
    night = {date(2026, 10, 10): (Interval(time(20), time(23, 59)),)}
    clock = clock_of_2026(extra=night)
    assert clock.days_between(wita(10, 10, 20), wita(11, 10, 0)) == 1
    assert clock.days_between(datetime(2026, 10, 9, 0, tzinfo=UTC), datetime(2026, 10, 9, 4, tzinfo=UTC)) == 0.5


@pytest.mark.parametrize("outside", [wita(31, 12, 23, 59, year=2025), wita(1, 1, 0, year=2027)])
def test_a_moment_the_clock_does_not_know_is_refused(outside):
    with pytest.raises(ValueError, match="outside"):
        clock_of_2026().days_between(outside, wita(5, 1, 9))
