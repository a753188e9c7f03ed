"""One's own booking: what its page shows, cancelling it by its address, its file for calendars."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from helpdesk import consultations
from helpdesk.models import Booking, ConsultationHours, Letter, Meeting, OfficialNumber
from sipelaku import limits
from sipelaku.office.models import Office
from testkit.consultation import NOW, PERSONAL, at, book, booked, tuesday_morning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine, settings):
    settings.NOTICE_CHANNELS = ["email"]
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def hours(db) -> ConsultationHours:
    return tuesday_morning()


# One's own booking --------------------------------------------------------------------


def test_a_wrong_token_is_not_found_and_after_many_none_is_looked_up(client, hours):
    booking = booked(hours, at(9))
    for _attempt in range(limits.WRONG_TOKENS_PER_ADDRESS):
        assert client.get("/konsultasi/salah/").status_code == 404
    for path in ("", "batal/", "kalender.ics"):
        assert client.get(f"/konsultasi/{booking.token}/{path}").status_code == 429
        assert client.get(f"/konsultasi/{booking.token}/{path}", REMOTE_ADDR="203.0.113.7").status_code == 200


@pytest.mark.parametrize("path", ["", "batal/", "kalender.ics"])
def test_every_page_of_a_booking_is_kept_by_nobody_and_its_address_told_to_no_other_site(client, hours, path):
    booking = booked(hours, at(9))
    answer = client.get(f"/konsultasi/{booking.token}/{path}")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_token_is_128_random_bits(hours):
    assert len(booked(hours, at(9)).token) == 22


@pytest.mark.parametrize(
    ("meeting", "told"),
    [
        (Meeting.WHATSAPP, "Kami menulis kepada Anda dari nomor resmi 0811 1222 333"),
        (Meeting.PHONE, "Kami menelepon Anda"),
    ],
)
def test_a_booking_says_from_which_number_we_write(client, meeting, told):
    OfficialNumber.objects.all().delete()
    OfficialNumber.objects.create(label="Loket", number="+628111222333")
    evening = tuesday_morning(opens=datetime.time(19), closes=datetime.time(21), meeting=meeting)
    page = client.get(f"/konsultasi/{booked(evening, at(19)).token}/").content.decode()
    assert told in page


def test_a_booking_is_cancelled_on_a_page_of_its_own_and_the_place_comes_free(client, hours):
    booking = booked(hours, at(9))
    where = f"/konsultasi/{booking.token}/"
    assert f'href="{where}batal/"' in client.get(where).content.decode()
    asked = client.get(f"{where}batal/").content.decode()
    assert "Batalkan janji ini?" in asked
    assert ("Jangan batalkan" in asked, ">Batal<" in asked) == (True, False), "no two buttons that both say cancel"
    assert Booking.objects.get().cancelled_at is None
    answer = client.post(f"{where}batal/", follow=True)
    assert "Janji Anda dibatalkan" in answer.content.decode()
    booking.refresh_from_db()
    assert (booking.cancelled_at, booking.cancel_reason) == (NOW, "")
    assert booked(hours, at(9), 2).place == 1


def test_cancelling_twice_changes_nothing(client, hours, time_machine):
    booking = booked(hours, at(9))
    client.post(f"/konsultasi/{booking.token}/batal/")
    time_machine.move_to(NOW + datetime.timedelta(minutes=1), tick=False)
    assert client.post(f"/konsultasi/{booking.token}/batal/").status_code == 302
    booking.refresh_from_db()
    assert booking.cancelled_at == NOW


@pytest.mark.parametrize(("moment", "is_cancelled"), [(at(8, 59), True), (at(9), False), (at(9, 1), False)])
def test_a_booking_is_cancelled_until_its_slot_begins(client, hours, time_machine, moment, is_cancelled):
    booking = booked(hours, at(9))
    time_machine.move_to(moment, tick=False)
    page = client.post(f"/konsultasi/{booking.token}/batal/", follow=True).content.decode()
    booking.refresh_from_db()
    assert (booking.cancelled_at is not None) is is_cancelled
    assert ("Jam ini sudah mulai" in page) is not is_cancelled


@pytest.mark.parametrize("change", [{"cancelled_at": None}, {"came": True}, {"cancel_reason": "Lain"}])
def test_a_cancelled_booking_stays_as_it_is_whoever_asks(hours, change):
    booking = booked(hours, at(9))
    Booking.objects.update(topic="Boleh diubah")
    consultations.cancel(booking, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.update(**change)
    assert Booking.objects.get().cancelled_at == NOW


def test_the_letter_of_a_cancelled_booking_is_taken_back(client, hours):
    booking = booked(hours, at(9))
    client.post(f"/konsultasi/{booking.token}/batal/")
    assert Letter.objects.get().given_up_at == NOW


# The calendar's file ------------------------------------------------------------------


def unfolded(content):
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("zone", "offset", "name"),
    [("Asia/Jakarta", "+0700", "WIB"), ("Asia/Makassar", "+0800", "WITA"), ("Asia/Jayapura", "+0900", "WIT")],
)
def test_the_calendars_file_is_in_the_offices_zone_and_names_nobody(client, hours, zone, offset, name):
    Office.objects.update(time_zone=zone, address="Jalan Merdeka 1; Gedung B, " + "lantai dua " * 10)
    book(client, hours, at(9))
    booking = Booking.objects.get()
    answer = client.get(f"/konsultasi/{booking.token}/kalender.ics")
    lines = unfolded(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines[0], lines[-2] == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for line in (
        f"DTSTART;TZID={zone}:20261124T090000",
        f"DTEND;TZID={zone}:20261124T093000",
        "DTSTAMP:20261123T003000Z",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{name}",
    ):
        assert line in lines
    (place,) = [line for line in lines if line.startswith("LOCATION:")]
    assert "Jalan Merdeka 1\\; Gedung B\\, lantai" in place
    for personal in (*PERSONAL, "warung", booking.token):
        assert personal not in answer.content.decode()


def test_the_calendars_file_is_the_same_each_time_and_gone_with_the_booking(client, hours):
    booking = booked(hours, at(9))
    where = f"/konsultasi/{booking.token}/kalender.ics"
    assert client.get(where).content == client.get(where).content
    consultations.cancel(booking, now=NOW)
    assert client.get(where).status_code == 404
