"""Counting working days and service hours, without a database: the rule of the H-marks and its odd cases."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipelaku.office.working_days import (
    Calendar,
    Interval,
    NoWorkingDays,
    SpecialHours,
    add_working_time,
    close_of_day,
    close_of_nth_day,
    counted_from,
    is_working_day,
    merged,
    next_opening,
    working_days_left,
    working_time,
)

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
WHOLE_DAY = (Interval(time(8), time(16)),)
WITH_LUNCH = (Interval(time(8), time(12)), Interval(time(13), time(16)))
OFFICE_HOURS = dict.fromkeys(range(5), WHOLE_DAY)
# Nyepi with its joint leave, then Idul Fitri with its own: 18 to 24 March 2026, a weekend in between.
LEBARAN = frozenset(date(2026, 3, day) for day in range(18, 25))
RAMADAN = SpecialHours(date(2026, 2, 18), date(2026, 3, 20), dict.fromkeys(range(5), (Interval(time(8), time(15)),)))


def an_office(**particulars):
    """Make the calendar of an office in Makassar, open Monday to Friday from 08.00 to 16.00."""
    return Calendar(**{"zone": WITA, "weekly": OFFICE_HOURS, **particulars})


def wita(day, month, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=WITA)


def test_the_first_working_day_ends_at_the_close_of_the_day_of_filing():
    assert close_of_nth_day(an_office(), wita(9, 10, 9, 30), 1) == wita(9, 10, 16)


def test_the_third_working_day_from_a_friday_is_the_tuesday():
    assert close_of_nth_day(an_office(), wita(9, 10, 9, 30), 3) == wita(13, 10, 16)


def test_filed_on_the_last_day_before_lebaran_2026_the_second_day_is_after_it():
    office = an_office(closed=LEBARAN)
    assert close_of_nth_day(office, wita(17, 3, 15), 1) == wita(17, 3, 16)
    assert close_of_nth_day(office, wita(17, 3, 15), 2) == wita(25, 3, 16)


def test_filed_during_lebaran_2026_the_first_day_is_the_first_working_day_after_it():
    assert close_of_nth_day(an_office(closed=LEBARAN), wita(20, 3, 10), 1) == wita(25, 3, 16)


@pytest.mark.parametrize(
    ("filed", "counts_from"),
    [
        (wita(9, 10, 7, 59), wita(9, 10, 8)),
        (wita(9, 10, 8), wita(9, 10, 8)),
        (wita(9, 10, 15, 59), wita(9, 10, 15, 59)),
        (wita(9, 10, 16), wita(12, 10, 8)),
        (wita(9, 10, 23, 30), wita(12, 10, 8)),
        (wita(10, 10, 10), wita(12, 10, 8)),
    ],
)
def test_what_arrives_while_the_office_is_closed_counts_from_the_next_opening(filed, counts_from):
    assert counted_from(an_office(), filed) == counts_from


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
def test_filed_on_31_december_at_23_30_office_time_counts_from_the_first_working_day_of_the_year(zone):
    office = an_office(zone=zone, closed=frozenset({date(2027, 1, 1)}))
    filed = datetime(2026, 12, 31, 23, 30, tzinfo=zone)
    assert counted_from(office, filed) == datetime(2027, 1, 4, 8, tzinfo=zone)
    assert close_of_nth_day(office, filed, 2) == datetime(2027, 1, 5, 16, tzinfo=zone)


def test_one_moment_finds_the_office_open_in_the_west_and_closed_in_the_east():
    filed = datetime(2026, 10, 9, 7, 30, tzinfo=UTC)  # 14.30 WIB, 15.30 WITA, 16.30 WIT
    assert counted_from(an_office(zone=WIB), filed) == filed
    assert counted_from(an_office(zone=WITA), filed) == filed
    assert counted_from(an_office(zone=WIT), filed) == datetime(2026, 10, 12, 8, tzinfo=WIT)


def test_23_30_in_jakarta_on_31_december_is_already_the_new_year_in_jayapura():
    filed = datetime(2025, 12, 31, 23, 30, tzinfo=WIB)
    assert counted_from(an_office(zone=WIT), filed) == datetime(2026, 1, 1, 8, tzinfo=WIT)
    assert counted_from(an_office(zone=WIB), filed) == datetime(2026, 1, 1, 8, tzinfo=WIB)


def test_an_extra_working_day_counts_even_on_a_saturday_and_on_a_holiday():
    saturday, holiday = date(2026, 10, 10), date(2026, 3, 20)
    office = an_office(closed=LEBARAN, extra={saturday: (Interval(time(9), time(11)),), holiday: WHOLE_DAY})
    assert close_of_nth_day(office, wita(9, 10, 9), 2) == wita(10, 10, 11)
    assert is_working_day(office, holiday)


def test_ramadan_hours_move_the_close_and_end_with_ramadan():
    office = an_office(periods=(RAMADAN,))
    assert close_of_day(office, date(2026, 3, 17)) == wita(17, 3, 15)
    assert counted_from(office, wita(17, 3, 15, 30)) == wita(18, 3, 8)
    assert close_of_day(office, date(2026, 3, 23)) == wita(23, 3, 16)


def test_special_hours_leave_the_weekdays_they_do_not_name_as_usual():
    only_fridays = SpecialHours(date(2026, 2, 18), date(2026, 3, 20), {4: (Interval(time(8), time(11)),)})
    office = an_office(periods=(only_fridays,))
    assert close_of_day(office, date(2026, 3, 13)) == wita(13, 3, 11)
    assert close_of_day(office, date(2026, 3, 12)) == wita(12, 3, 16)


def test_the_lunch_break_is_not_service_time():
    office = an_office(weekly=dict.fromkeys(range(5), WITH_LUNCH))
    assert counted_from(office, wita(9, 10, 12)) == wita(9, 10, 13)
    assert working_time(office, wita(9, 10, 11), wita(9, 10, 14)) == timedelta(hours=2)
    assert add_working_time(office, wita(9, 10, 11), timedelta(hours=2)) == wita(9, 10, 14)
    assert next_opening(office, wita(9, 10, 12, 30)) == (wita(9, 10, 13), wita(9, 10, 16))


def test_working_time_over_a_weekend_counts_the_hours_of_both_days():
    assert working_time(an_office(), wita(9, 10, 15), wita(12, 10, 9)) == timedelta(hours=2)


def test_a_pause_outside_service_hours_moves_no_limit():
    office = an_office()
    due = wita(9, 10, 16)
    paused = working_time(office, wita(10, 10, 9), wita(11, 10, 9))
    assert add_working_time(office, due, paused) == due


def test_an_amount_used_up_at_closing_time_ends_there():
    assert add_working_time(an_office(), wita(9, 10, 8), timedelta(hours=8)) == wita(9, 10, 16)
    assert add_working_time(an_office(), wita(9, 10, 8), timedelta(hours=8, minutes=1)) == wita(12, 10, 8, 1)


@pytest.mark.parametrize(
    ("due", "left"),
    [(wita(9, 10, 16), 0), (wita(12, 10, 16), 1), (wita(14, 10, 16), 3), (wita(8, 10, 16), -1), (wita(2, 10, 16), -5)],
)
def test_the_days_left_are_working_days_after_today(due, left):
    assert working_days_left(an_office(), wita(9, 10, 9), due) == left


def test_overlapping_and_touching_hours_become_one_and_impossible_ones_vanish():
    messy = [Interval(time(13), time(16)), Interval(time(8), time(12)), Interval(time(11), time(13))]
    assert merged([*messy, Interval(time(20), time(19))]) == WHOLE_DAY


@pytest.mark.parametrize("ask", [counted_from, next_opening, lambda office, at: close_of_nth_day(office, at, 1)])
def test_a_calendar_without_working_days_says_so(ask):
    with pytest.raises(NoWorkingDays):
        ask(an_office(weekly={}), wita(9, 10, 9))


def test_a_calendar_whose_working_days_end_says_so():
    office = an_office(weekly={}, extra={date(2026, 10, 9): WHOLE_DAY})
    assert close_of_nth_day(office, wita(9, 10, 9), 1) == wita(9, 10, 16)
    with pytest.raises(NoWorkingDays):
        close_of_nth_day(office, wita(9, 10, 9), 2)
    with pytest.raises(NoWorkingDays):
        add_working_time(office, wita(9, 10, 9), timedelta(hours=8))


def test_the_end_of_the_calendar_itself_is_no_endless_loop():
    with pytest.raises(NoWorkingDays):
        close_of_nth_day(an_office(), datetime(9999, 12, 30, 9, tzinfo=WITA), 5)


def test_questions_without_sense_are_refused():
    with pytest.raises(ValueError, match="from 1"):
        close_of_nth_day(an_office(), wita(9, 10, 9), 0)
    with pytest.raises(ValueError, match="never taken away"):
        add_working_time(an_office(), wita(9, 10, 9), timedelta(seconds=-1))
    with pytest.raises(ValueError, match="time zone"):
        counted_from(an_office(), datetime(2026, 10, 9, 9))
    with pytest.raises(ValueError, match="no working day"):
        close_of_day(an_office(), date(2026, 10, 10))


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
hours = st.lists(st.builds(Interval, times, times), max_size=3).map(merged)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([WIB, WITA, WIT]),
    weekly=st.dictionaries(st.integers(1, 6), hours).map(lambda weekly: {**weekly, 0: WITH_LUNCH}),
    periods=st.lists(
        st.builds(
            lambda first, length, weekly: SpecialHours(first, first + timedelta(days=length), weekly),
            days,
            st.integers(0, 40),
            st.dictionaries(st.integers(0, 6), hours),
        ),
        max_size=2,
    ).map(tuple),
    closed=st.frozensets(days, max_size=30),
    extra=st.dictionaries(days, hours, max_size=5),
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))
amounts = st.timedeltas(timedelta(), timedelta(hours=200))


@given(calendars, moments)
def test_counting_starts_at_or_after_the_moment_during_service_hours_and_only_once(office, moment):
    counted = counted_from(office, moment)
    assert counted >= moment
    assert any(interval.opens <= counted.time() < interval.closes for interval in office.hours_on(counted.date()))
    assert counted_from(office, counted) == counted
    assert working_time(office, moment, counted) == timedelta()


@given(calendars, moments, moments, st.integers(1, 12))
def test_who_files_later_is_never_due_earlier(office, one, other, n):
    earlier, later = sorted([one, other])
    assert close_of_nth_day(office, earlier, n) <= close_of_nth_day(office, later, n)
    assert counted_from(office, earlier) <= counted_from(office, later)


@given(calendars, moments, st.integers(1, 12))
def test_each_further_day_ends_later_and_one_working_day_further(office, moment, n):
    close, next_close = close_of_nth_day(office, moment, n), close_of_nth_day(office, moment, n + 1)
    assert close < next_close
    assert is_working_day(office, close.date())
    assert working_days_left(office, close, next_close) == 1
    assert working_days_left(office, next_close, close) == -1


@given(calendars, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(office, three):
    first, second, third = three
    assert working_time(office, first, third) == working_time(office, first, second) + working_time(
        office, second, third
    )


@given(calendars, moments, moments)
def test_working_time_is_never_negative_and_never_more_than_the_time_that_passed(office, one, other):
    earlier, later = sorted([one, other])
    assert timedelta() <= working_time(office, earlier, later) <= later - earlier
    assert working_time(office, later, earlier) == timedelta()


@given(calendars, moments, amounts)
def test_after_adding_an_amount_exactly_that_much_service_time_has_passed(office, moment, amount):
    assert working_time(office, moment, add_working_time(office, moment, amount)) == amount


@given(calendars, moments, amounts, amounts)
def test_adding_twice_is_adding_the_sum(office, moment, one, other):
    twice = add_working_time(office, add_working_time(office, moment, one), other)
    assert twice == add_working_time(office, moment, one + other)


@given(calendars, moments, moments)
def test_adding_the_working_time_between_two_moments_leads_to_the_first_as_late(office, one, other):
    earlier, later = sorted([one, other])
    reached = add_working_time(office, earlier, working_time(office, earlier, later))
    assert reached <= later
    assert working_time(office, reached, later) == timedelta()


@given(calendars, moments, amounts, amounts)
def test_more_work_never_ends_earlier(office, moment, one, other):
    less, more = sorted([one, other])
    assert add_working_time(office, moment, less) <= add_working_time(office, moment, more)


@given(calendars, moments, st.sampled_from([WIB, WITA, WIT]))
def test_the_zone_a_moment_is_written_in_makes_no_difference(office, moment, zone):
    assert counted_from(office, moment) == counted_from(office, moment.astimezone(zone))
