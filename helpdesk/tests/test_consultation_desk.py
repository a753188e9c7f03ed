"""The consultation desk: a day's bookings, attendance, cancelling by the office, and the weekly hours."""

import datetime

import pytest

from helpdesk import consultations
from helpdesk.consultations import Attendance
from helpdesk.models import Booking, ConsultationHours, Letter, Meeting
from sipelaku.office.models import Closure
from testkit.consultation import NOW, TUESDAY, at, booked, tuesday_morning
from testkit.story import make_user

pytestmark = pytest.mark.django_db

DESK, HOURS = "/petugas/konsultasi/", "/petugas/konsultasi/jam/"
REASON = "Petugas kami sakit"


@pytest.fixture(autouse=True)
def tuesday(time_machine, settings):
    settings.NOTICE_CHANNELS = ["email"]
    time_machine.move_to(at(9, 5), tick=False)


@pytest.fixture
def hours(db) -> ConsultationHours:
    return tuesday_morning()


@pytest.fixture
def booking(hours) -> Booking:
    return booked(hours, at(9), name="Siti Rahmawati")


@pytest.fixture
def officer(client, team):
    """Petugas Layanan, signed in."""
    client.force_login(team["layanan"])
    return client


@pytest.fixture
def coordinator(client, team):
    """Koordinator, signed in."""
    client.force_login(team["koordinator"])
    return client


def day(date=TUESDAY):
    return f"{DESK}?tanggal={date.isoformat()}"


# Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "desk", "setting_up"),
    [
        ("koordinator", 200, 200),
        ("layanan", 200, 404),
        ("admin", 404, 200),
        ("konten", 404, 404),
        ("hukum", 404, 404),
    ],
)
def test_each_of_the_team_enters_the_rooms_of_their_work(client, team, booking, who, desk, setting_up):
    client.force_login(team[who])
    assert client.get(DESK).status_code == desk
    assert client.get(f"{DESK}{booking.pk}/batal/").status_code == desk
    assert client.get(f"{DESK}batal/?tanggal=2026-11-24").status_code == desk
    assert client.post(f"{DESK}{booking.pk}/hadir/", {"datang": "ya"}).status_code == (302 if desk == 200 else 404)
    assert client.get(HOURS).status_code == setting_up
    assert client.get(f"{HOURS}{booking.hours_id}/").status_code == setting_up


def test_the_counter_holds_consultations_too_and_an_applicant_sees_nothing(client, booking):
    client.force_login(make_user("loket", "petugas_loket"))
    assert client.get(DESK).status_code == 200
    client.force_login(make_user("siti"))
    assert client.get(DESK).status_code == client.get(HOURS).status_code == 404


@pytest.mark.parametrize("path", ["", "batal/", "jam/", "jam/1/", "1/batal/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client, path):
    assert client.get(f"{DESK}{path}")["Location"].startswith("/masuk/?next=/petugas/konsultasi/")


def test_wrong_methods_are_refused(officer, booking):
    assert officer.post(DESK).status_code == 405
    assert officer.get(f"{DESK}{booking.pk}/hadir/").status_code == 405
    assert officer.put(f"{DESK}{booking.pk}/batal/").status_code == 405
    assert officer.delete(f"{DESK}batal/").status_code == 405


def test_what_is_not_there_is_not_found(officer):
    assert officer.post(f"{DESK}999/hadir/", {"datang": "ya"}).status_code == 404
    assert officer.get(f"{DESK}999/batal/").status_code == 404


# A day --------------------------------------------------------------------------------


def test_the_day_shows_who_comes_with_their_contact(officer, booking):
    page = officer.get(DESK).content.decode()
    for told in ("Selasa, 24 November 2026", "Siti Rahmawati", booking.phone, booking.email, booking.topic, "09.00"):
        assert told in page


def test_another_day_has_its_own(officer, booking):
    page = officer.get(day(TUESDAY + datetime.timedelta(days=1))).content.decode()
    assert "Siti" not in page
    assert "Tidak ada janji pada tanggal ini" in page


@pytest.mark.parametrize("text", ["", "kemarin", "2026-02-30", "0001-01-01", "9999-12-31", "24/11/2026x"])
def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(officer, booking, text):
    answer = officer.get(DESK, {"tanggal": text})
    assert answer.status_code == 422
    assert "Siti Rahmawati" in answer.content.decode()


def test_what_was_cancelled_stands_apart_with_the_reason(officer, hours):
    consultations.cancel(booked(hours, at(9), 1), now=NOW)
    consultations.cancel_by_office(booked(hours, at(9), 2), REASON, now=NOW)
    page = officer.get(DESK).content.decode()
    assert "Dibatalkan (2)" in page
    assert "oleh pemesan" in page
    assert f"oleh kantor, {REASON}" in page


@pytest.mark.parametrize("number", [1, 8])
def test_the_day_costs_the_same_however_many_come(officer, hours, number, django_assert_max_num_queries):
    ConsultationHours.objects.update(places=20)
    for guest in range(number):
        booked(hours, at(9, 30), guest)
    officer.get(DESK)
    # Session, user, roles (for the door and the frame); bookings, attendance, stranded.
    with django_assert_max_num_queries(7):
        officer.get(DESK)


def test_the_borders_of_a_day_are_the_offices(officer):
    late = tuesday_morning(
        opens=datetime.time(0), closes=datetime.time(23, 59), minutes=59, meeting=Meeting.WHATSAPP, places=1
    )
    first, last = booked(late, at(0), 1, name="Awal"), booked(late, at(22, 37), 2, name="Akhir")
    assert set(consultations.bookings_on(TUESDAY)) == {first, last}
    assert not consultations.bookings_on(TUESDAY - datetime.timedelta(days=1)).exists()
    assert not consultations.bookings_on(TUESDAY + datetime.timedelta(days=1)).exists()


# Attendance ---------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "came"), [("ya", True), ("tidak", False)])
def test_who_came_is_marked_and_the_mark_is_taken_away_again(officer, booking, word, came):
    where = f"{DESK}{booking.pk}/hadir/"
    assert officer.post(where, {"datang": word})["Location"] == day()
    assert Booking.objects.get().came is came
    assert "Hapus tanda" in officer.get(DESK).content.decode()
    officer.post(where, {"datang": "kosong"})
    assert Booking.objects.get().came is None


@pytest.mark.parametrize("sent", [{}, {"datang": "mungkin"}])
def test_a_mark_there_is_none_of_changes_nothing(officer, booking, sent):
    page = officer.post(f"{DESK}{booking.pk}/hadir/", sent, follow=True).content.decode()
    assert "Pilih Datang atau Tidak datang" in page
    assert Booking.objects.get().came is None


def test_nobody_has_come_before_the_day_nor_to_what_was_cancelled(officer, hours, time_machine):
    early, cancelled = booked(hours, at(9), 1), booked(hours, at(9), 2)
    consultations.cancel(cancelled, now=NOW)
    officer.post(f"{DESK}{cancelled.pk}/hadir/", {"datang": "ya"})
    time_machine.move_to(at(23, 59, day=TUESDAY - datetime.timedelta(days=1)), tick=False)
    page = officer.post(f"{DESK}{early.pk}/hadir/", {"datang": "ya"}, follow=True).content.decode()
    assert "Tidak dicatat" in page
    assert not Booking.objects.filter(came=True).exists()
    assert 'value="ya"' not in page
    time_machine.move_to(at(0, 1), tick=False)
    officer.post(f"{DESK}{early.pk}/hadir/", {"datang": "ya"})
    assert Booking.objects.get(came=True) == early


def test_attendance_is_the_sum_of_a_period(hours):
    ConsultationHours.objects.update(places=6)
    came, missed, _unmarked, cancelled, by_office = (booked(hours, at(9), number) for number in range(5))
    next_week = TUESDAY + datetime.timedelta(days=7)
    booked(hours, at(9, day=next_week), 6)
    consultations.mark(came, True, now=at(9, 5))
    consultations.mark(missed, False, now=at(9, 5))
    consultations.cancel(cancelled, now=NOW)
    consultations.cancel_by_office(by_office, REASON, now=NOW)
    one_day = Attendance(booked=5, came=1, missed=1, unmarked=1, cancelled=1, cancelled_by_office=1)
    assert consultations.attendance(TUESDAY, TUESDAY) == one_day
    assert consultations.attendance(TUESDAY, next_week) == one_day._replace(booked=6, unmarked=2)
    assert consultations.attendance(next_week, TUESDAY) == Attendance(0, 0, 0, 0, 0, 0)


# Cancelling ---------------------------------------------------------------------------


def test_the_office_cancels_one_with_a_reason_and_the_person_is_told(officer, booking, mail_sink):
    where = f"{DESK}{booking.pk}/batal/"
    assert "Siti Rahmawati" in officer.get(where).content.decode()
    assert officer.post(where, {"reason": REASON})["Location"] == day()
    booking.refresh_from_db()
    assert (booking.cancelled_at, booking.cancel_reason) == (at(9, 5), REASON)
    assert Letter.objects.filter(kind="cancelled").count() == 1
    assert f"Alasannya: {REASON}" in officer.get(f"/konsultasi/{booking.token}/").content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_fitting_reason_nothing_is_cancelled(officer, booking, reason):
    answer = officer.post(f"{DESK}{booking.pk}/batal/", {"reason": reason})
    assert answer.status_code == 422
    assert Booking.objects.get().cancelled_at is None


@pytest.mark.parametrize("what", ["over", "came", "cancelled"])
def test_what_is_over_or_settled_is_not_cancelled_and_the_reason_stays(officer, booking, time_machine, what):
    if what == "over":
        time_machine.move_to(at(9, 30), tick=False)
    elif what == "came":
        consultations.mark(booking, True, now=at(9, 5))
    else:
        consultations.cancel(booking, now=NOW)
    where = f"{DESK}{booking.pk}/batal/"
    asked, answer = officer.get(where), officer.post(where, {"reason": REASON})
    assert (asked.status_code, answer.status_code) == (409, 409)
    assert "Tidak ada yang dibatalkan" in asked.content.decode()
    assert "Tidak ada yang dibatalkan" in answer.content.decode()
    assert REASON in answer.content.decode()
    assert not Letter.objects.filter(kind="cancelled").exists()


def test_a_whole_day_is_cancelled_but_for_what_is_settled(officer, hours):
    came = booked(hours, at(9), 1)
    consultations.mark(came, True, now=at(9, 5))
    for number in (2, 3):
        booked(hours, at(10), number)
    where = f"{DESK}batal/?tanggal=2026-11-24"
    assert f'href="{where}"' in officer.get(DESK).content.decode()
    answer = officer.post(where, {"reason": REASON}, follow=True)
    assert "2 janji dibatalkan." in answer.content.decode()
    assert Booking.objects.filter(cancel_reason=REASON).count() == 2
    assert Letter.objects.filter(kind="cancelled").count() == 2
    assert officer.post(where, {"reason": REASON}).status_code == 409


def test_a_day_to_cancel_that_cannot_be_read_leads_to_the_desk(officer):
    assert officer.get(f"{DESK}batal/?tanggal=x")["Location"] == DESK


def test_the_office_is_warned_of_bookings_on_days_it_has_closed_since(officer, coordinator, hours, time_machine):
    time_machine.move_to(NOW, tick=False)
    booked(hours, at(9))
    assert "tidak dilayani lagi" not in coordinator.get(DESK).content.decode()
    Closure.objects.create(first=TUESDAY, last=TUESDAY, reason="Pindah kantor")
    page = coordinator.get(DESK).content.decode()
    assert "tidak dilayani lagi" in page
    assert f'href="{day()}"' in page
    assert "tidak dilayani lagi" in coordinator.get(HOURS).content.decode()


def test_bookings_after_the_end_of_their_hours_are_warned_of_too(hours):
    booking = booked(hours, at(9, day=TUESDAY + datetime.timedelta(days=7)))
    ConsultationHours.objects.update(valid_until=TUESDAY)
    assert consultations.stranded(NOW) == [booking]
    consultations.cancel(booking, now=NOW)
    assert consultations.stranded(NOW) == []
