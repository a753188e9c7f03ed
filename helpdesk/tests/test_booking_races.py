"""Races for a place. Each has a control: with its guard taken away, the same race goes wrong."""

import datetime
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import close_old_connections, connection

from helpdesk import consultation_hours, consultations
from helpdesk.models import Booking, ConsultationHours, Letter
from sipelaku.office.kept import forget
from sipelaku.office.models import Office
from sipelaku.office.seeding import seed_office
from testkit.consultation import NOW, at, booked, tuesday_morning, wish

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def one_channel(settings, transactional_db):
    settings.NOTICE_CHANNELS = ["email"]
    if not Office.objects.exists():  # another test of real transactions may have taken it away
        seed_office()
    forget()


@pytest.fixture
def hours():
    return tuesday_morning(places=1)


def at_once(count, task):
    """Run ``task(0..count-1)`` on as many connections that start together; results, or what refused them."""
    start = threading.Barrier(count, timeout=PATIENCE_SECONDS)

    def run(number: int) -> Any:
        close_old_connections()
        try:
            start.wait()
            return task(number)
        except (consultations.CannotBook, consultation_hours.Overlapping) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def names(results):
    return Counter(type(result).__name__ for result in results)


@contextmanager
def without_the_constraint(name):
    """Let two people have one place, until the end, when their bookings go."""
    (constraint,) = [row for row in Booking._meta.constraints if row.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, constraint)
    try:
        yield
    finally:
        Letter.objects.all().delete()
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, constraint)


@pytest.fixture
def look_together(monkeypatch):
    """Let two both find their place free before either takes it; whoever looks again looks alone."""
    meeting, free_place = threading.Barrier(2, timeout=PATIENCE_SECONDS), consultations.free_place
    looked = threading.local()

    def after_both_have_looked(hours: ConsultationHours, starts_at: datetime.datetime) -> int | None:
        place = free_place(hours, starts_at)
        if not getattr(looked, "before", False):
            looked.before = True
            meeting.wait()
        return place

    monkeypatch.setattr(consultations, "free_place", after_both_have_looked)


# The last place -----------------------------------------------------------------------


def test_of_many_who_want_the_last_place_one_gets_it_and_the_others_are_told(hours):
    results = at_once(4, lambda number: booked(hours, at(9), number))
    assert names(results) == {"Booking": 1, "Full": 3}
    assert Booking.objects.count() == Letter.objects.count() == 1


def test_many_who_want_as_many_places_each_get_their_own():
    hours = tuesday_morning(places=3)
    results = at_once(4, lambda number: booked(hours, at(9), number))
    assert names(results) == {"Booking": 3, "Full": 1}
    assert sorted(Booking.objects.values_list("place", flat=True)) == [1, 2, 3]


@pytest.mark.postgresql
def test_who_is_beaten_to_a_place_takes_the_next(look_together):
    hours = tuesday_morning(places=2)
    assert names(at_once(2, lambda number: booked(hours, at(9), number))) == {"Booking": 2}
    assert sorted(Booking.objects.values_list("place", flat=True)) == [1, 2]


@pytest.mark.postgresql
def test_two_who_both_saw_the_last_place_free_are_parted_by_the_constraint(hours, look_together):
    assert names(at_once(2, lambda number: booked(hours, at(9), number))) == {"Booking": 1, "Full": 1}
    assert Letter.objects.count() == 1


@pytest.mark.postgresql
def test_control_two_who_both_saw_the_last_place_free_without_the_constraint(hours, look_together):
    with without_the_constraint("one_person_a_place"):
        assert names(at_once(2, lambda number: booked(hours, at(9), number))) == {"Booking": 2}
        assert list(Booking.objects.values_list("place", flat=True)) == [1, 1]


# One person ---------------------------------------------------------------------------


def test_a_form_sent_many_times_at_once_books_once():
    hours, same = tuesday_morning(places=4), wish()
    results = at_once(4, lambda _number: consultations.book(hours.pk, at(9), same, now=NOW))
    assert len({booking.pk for booking in results}) == 1
    assert Booking.objects.count() == Letter.objects.count() == 1


@pytest.mark.postgresql
def test_a_form_sent_twice_at_once_for_two_people_books_once(look_together):
    """The token alone decides: these two have no address in common to wait for."""
    hours, same = tuesday_morning(places=4), wish()
    results = at_once(2, lambda number: booked(hours, at(9), number, token=same.token))
    assert len({booking.pk for booking in results}) == 1
    assert Booking.objects.count() == 1


@pytest.fixture
def count_together(monkeypatch):
    """Let two both count the open bookings before either books, where nothing makes one wait for the other."""
    meeting, refuse = threading.Barrier(2), consultations._refuse_too_many

    def after_both_have_counted(*args: Any) -> None:
        refuse(*args)
        with suppress(threading.BrokenBarrierError):  # the other waits for this one to end
            meeting.wait(timeout=1)

    monkeypatch.setattr(consultations, "_refuse_too_many", after_both_have_counted)


def two_windows(hours):
    """One person, reached by the same e-mail address, books two slots at once."""
    return at_once(2, lambda number: booked(hours, (at(9, 30), at(10))[number], phone=""))


@pytest.fixture
def one_open(hours):
    """The person has one booking already, so that one more is allowed."""
    booked(hours, at(9), phone="")


@pytest.mark.postgresql
def test_one_person_in_two_windows_gets_no_more_than_two(hours, one_open, count_together):
    assert names(two_windows(hours)) == {"Booking": 1, "TooMany": 1}


@pytest.mark.postgresql
def test_control_one_person_in_two_windows_where_nobody_waits(hours, one_open, count_together, monkeypatch):
    monkeypatch.setattr(consultations, "in_single_file", lambda *_names: None)
    assert names(two_windows(hours)) == {"Booking": 2}


# Cancelling ---------------------------------------------------------------------------


def test_of_the_person_and_the_office_who_cancel_at_once_one_does(hours):
    booking = booked(hours, at(9))

    def cancel(number: int) -> bool:
        if number:
            return consultations.cancel_by_office(booking, "Petugas sakit", now=NOW)
        return consultations.cancel(booking, now=NOW)

    assert sorted(at_once(2, cancel)) == [False, True]
    booking.refresh_from_db()
    told = Letter.objects.filter(kind="cancelled").count()
    assert told == (1 if booking.cancel_reason else 0)


def test_of_many_who_want_a_place_just_cancelled_one_gets_it(hours):
    consultations.cancel(booked(hours, at(9)), now=NOW)
    assert names(at_once(3, lambda number: booked(hours, at(9), number + 1))) == {"Booking": 1, "Full": 2}


# The hours ----------------------------------------------------------------------------


def add_overlapping(_number):
    consultation_hours.save(
        ConsultationHours(
            weekday=2, opens=datetime.time(9), closes=datetime.time(11), valid_from=datetime.date(2026, 1, 1)
        )
    )


@pytest.fixture
def compare_together(monkeypatch):
    """Let two both compare with the hours there are before either saves, where nothing makes one wait."""
    meeting, save = threading.Barrier(2), ConsultationHours.save

    def after_both_have_compared(self: ConsultationHours, *args: Any, **options: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # the other waits for this one to end
            meeting.wait(timeout=1)
        save(self, *args, **options)

    monkeypatch.setattr(ConsultationHours, "save", after_both_have_compared)


def test_of_two_who_add_overlapping_hours_at_once_one_is_told(compare_together):
    assert names(at_once(2, add_overlapping)) == {"NoneType": 1, "Overlapping": 1}


@pytest.mark.postgresql
def test_control_two_who_add_overlapping_hours_where_nobody_waits(compare_together, monkeypatch):
    monkeypatch.setattr(consultation_hours, "in_single_file", lambda *_names: None)
    assert names(at_once(2, add_overlapping)) == {"NoneType": 2}
