"""The arithmetic of slots, by example and by property; no database."""

import dataclasses
import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.slots import DAYS_AHEAD, NOTICE, Stretch, coming_slots, nearest, overlap, slot_at, slots_on
from sipelaku.office.working_days import Calendar, Interval, SpecialHours

WITA = ZoneInfo("Asia/Makassar")
MORNING, AFTERNOON = (
    Interval(datetime.time(8), datetime.time(12)),
    Interval(datetime.time(13), datetime.time(16)),
)
WEEK = dict.fromkeys(range(5), (MORNING, AFTERNOON))
TUESDAY = datetime.date(2026, 11, 24)


def office(**changes):
    return dataclasses.replace(Calendar(WITA, WEEK), **changes)


def stretch(opens="09.00", closes="12.00", minutes=30, **changes):
    usual = Stretch(1, 1, clock(opens), clock(closes), minutes, datetime.date(2026, 1, 1))
    return dataclasses.replace(usual, **changes)


def clock(text):
    return datetime.datetime.strptime(text, "%H.%M").time()


def at(text, day=TUESDAY, zone=WITA):
    return datetime.datetime.combine(day, clock(text), zone)


def begins(slots):
    return [slot.starts_at.strftime("%H.%M") for slot in slots]


# A day --------------------------------------------------------------------------------


def test_hours_are_cut_into_slots_of_one_length_and_a_rest_is_left_over():
    assert begins(slots_on(stretch(closes="10.45"), TUESDAY, office())) == ["09.00", "09.30", "10.00"]


def test_another_weekday_has_none():
    assert slots_on(stretch(), TUESDAY + datetime.timedelta(days=1), office()) == []


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (TUESDAY, TUESDAY, 6),
        (TUESDAY + datetime.timedelta(days=1), datetime.date.max, 0),
        (datetime.date(2026, 1, 1), TUESDAY - datetime.timedelta(days=1), 0),
    ],
)
def test_hours_are_held_from_their_first_to_their_last_day(first, last, count):
    assert len(slots_on(stretch(first=first, last=last), TUESDAY, office())) == count


def test_at_the_office_no_slot_reaches_into_the_lunch_break():
    slots = slots_on(stretch(opens="11.00", closes="14.00", minutes=40), TUESDAY, office())
    assert begins(slots) == ["11.00", "13.00"]


def test_at_the_office_the_hours_of_ramadan_hold():
    ramadan = SpecialHours(TUESDAY, TUESDAY, {1: (Interval(clock("08.00"), clock("10.00")),)})
    assert begins(slots_on(stretch(), TUESDAY, office(periods=(ramadan,)))) == ["09.00", "09.30"]


def test_at_the_office_there_is_none_on_a_closed_day_but_on_an_extra_working_day():
    extra = {TUESDAY: (MORNING,)}
    assert slots_on(stretch(), TUESDAY, office(closed=frozenset({TUESDAY}))) == []
    assert len(slots_on(stretch(), TUESDAY, office(closed=frozenset({TUESDAY}), extra=extra))) == 6


def test_from_afar_the_evening_and_the_saturday_are_allowed():
    evening = stretch(opens="19.00", closes="21.00", is_at_office=False)
    saturday = stretch(weekday=5, is_at_office=False)
    assert len(slots_on(evening, TUESDAY, office())) == 4
    assert len(slots_on(saturday, TUESDAY + datetime.timedelta(days=4), office())) == 6
    assert slots_on(stretch(opens="19.00", closes="21.00"), TUESDAY, office()) == []


def test_from_afar_there_is_none_on_a_closed_day_but_on_an_extra_working_day():
    evening, closed = stretch(opens="19.00", closes="21.00", is_at_office=False), frozenset({TUESDAY})
    assert slots_on(evening, TUESDAY, office(closed=closed)) == []
    assert len(slots_on(evening, TUESDAY, office(closed=closed, extra={TUESDAY: (MORNING,)}))) == 4


def test_hours_up_to_the_last_minute_of_a_day_stay_on_it():
    late = stretch(opens="23.00", closes="23.59", minutes=29, is_at_office=False)
    assert begins(slots_on(late, TUESDAY, office())) == ["23.00", "23.29"]


# What is to come ----------------------------------------------------------------------


def test_slots_begin_in_an_hour_at_the_earliest():
    assert begins(coming_slots([stretch()], office(), at("09.30"))[:2]) == ["10.30", "11.00"]
    assert begins(coming_slots([stretch()], office(), at("09.31"))[:2]) == ["11.00", "11.30"]


def test_fourteen_days_are_shown_today_being_the_first():
    monday_after = datetime.date(2026, 12, 7)
    every = [stretch(key=number, weekday=number) for number in range(5)]
    days = [slot.starts_at.date() for slot in coming_slots(every, office(), at("00.01"))]
    assert (days[0], days[-1]) == (TUESDAY, monday_after)
    assert (monday_after - TUESDAY).days == DAYS_AHEAD - 1


def test_today_is_the_days_of_the_office_wherever_the_moment_was_taken():
    just_before = datetime.datetime(2026, 11, 23, 15, 59, tzinfo=datetime.UTC)
    just_after = datetime.datetime(2026, 11, 23, 16, 1, tzinfo=datetime.UTC)
    last_day = [
        max(coming_slots([stretch(weekday=day) for day in range(5)], office(), moment))
        for moment in (just_before, just_after)
    ]
    assert [slot.starts_at.date() for slot in last_day] == [datetime.date(2026, 12, 4), datetime.date(2026, 12, 7)]


def test_a_slot_is_found_by_its_moment_in_any_zone_and_by_no_other():
    in_utc = at("09.30").astimezone(datetime.UTC)
    assert slot_at(stretch(), in_utc, office()).ends_at == at("10.00")
    assert slot_at(stretch(), at("09.15"), office()) is None
    assert slot_at(stretch(), at("09.30", zone=ZoneInfo("Asia/Jakarta")), office()).starts_at == at("10.30")


def test_the_nearest_slots_come_in_order_of_time():
    slots = slots_on(stretch(), TUESDAY, office())
    assert begins(nearest(slots, at("10.30"), 3)) == ["10.00", "10.30", "11.00"]
    assert begins(nearest(slots, at("23.00"), 2)) == ["11.00", "11.30"]
    assert nearest([], at("10.30"), 3) == []


# Overlaps -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "do"),
    [
        ({}, True),
        ({"opens": "11.59", "closes": "13.00"}, True),
        ({"opens": "12.00", "closes": "13.00"}, False),
        ({"weekday": 2}, False),
        ({"first": datetime.date(2026, 12, 1)}, False),
        ({"first": TUESDAY}, True),
        ({"first": datetime.date(2026, 11, 25)}, False),
    ],
)
def test_hours_overlap_when_a_day_has_both_at_once(changes, do):
    # One that ends on Sunday, 29 November: the last Tuesday of it is the 24th.
    ending, other = stretch(last=datetime.date(2026, 11, 29)), stretch(**changes)
    assert overlap(ending, other) is overlap(other, ending) is do


# Whatever the hours -------------------------------------------------------------------

times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))


@st.composite
def stretches(draw):
    opens, closes = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    first = draw(days)
    return Stretch(
        key=draw(st.integers(1, 3)),
        weekday=draw(st.integers(0, 6)),
        opens=opens,
        closes=closes,
        minutes=draw(st.integers(5, 240)),
        first=first,
        last=draw(st.dates(first, datetime.date(2027, 12, 31))),
        is_at_office=draw(st.booleans()),
    )


calendars = st.builds(
    office,
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]).map(ZoneInfo),
    closed=st.frozensets(days, max_size=5),
)


@given(stretches(), days, calendars)
def test_no_slots_of_a_day_overlap_and_all_lie_inside_the_hours(hours, day, calendar):
    slots = slots_on(hours, day, calendar)
    assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(slots))
    for slot in slots:
        assert slot.starts_at.date() == slot.ends_at.date() == day
        assert hours.opens <= slot.starts_at.time() < slot.ends_at.time() <= hours.closes
        assert slot.ends_at - slot.starts_at == datetime.timedelta(minutes=hours.minutes)
        assert hours.first <= day <= hours.last
        assert day not in calendar.closed


@given(stretches(), days, calendars)
def test_every_slot_at_the_office_lies_inside_its_service_hours(hours, day, calendar):
    for slot in slots_on(hours, day, calendar):
        inside = [
            opens <= slot.starts_at.time() and slot.ends_at.time() <= closes for opens, closes in calendar.hours_on(day)
        ]
        assert any(inside) or not hours.is_at_office


@given(st.lists(stretches(), max_size=3), st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 1, 1)))
def test_what_can_be_booked_comes_in_order_and_is_found_again_by_its_moment(hours, moment):
    now, calendar = moment.replace(tzinfo=datetime.UTC), office()
    slots = coming_slots(hours, calendar, now)
    assert slots == sorted(slots)
    for slot in slots:
        assert now + NOTICE <= slot.starts_at < now + datetime.timedelta(days=DAYS_AHEAD)
        assert any(slot_at(one, slot.starts_at, calendar) == slot for one in hours)


@given(stretches(), stretches(), days)
def test_hours_that_do_not_overlap_never_hold_two_slots_at_once(one, other, day):
    together = [
        slot
        for slot in slots_on(one, day, office())
        for another in slots_on(other, day, office())
        if slot.starts_at < another.ends_at and another.starts_at < slot.ends_at
    ]
    assert overlap(one, other) or not together
