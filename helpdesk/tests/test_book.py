"""Booking a place in a consultation, one's own booking, and cancelling it by its address."""

import datetime

import pytest

from helpdesk import consultations
from helpdesk.models import Booking, ConsultationHours, Letter, Meeting
from sipelaku.office.models import Closure, ExtraWorkingDay, Holiday, Office, ServiceHours
from testkit.consultation import NOW, PERSONAL, SITI, TUESDAY, address, at, book, booked, tuesday_morning
from testkit.pages import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def hours(db) -> ConsultationHours:
    return tuesday_morning()


# What is free -------------------------------------------------------------------------


def test_the_hours_stand_in_words_and_each_slot_with_the_places_left(client, hours):
    booked(hours, at(9))
    page = client.get("/konsultasi/").content.decode()
    assert "Setiap Selasa, 09.00–11.00 WITA, 30 menit per sesi," in page
    assert "Selasa, 24 November 2026" in page
    assert page.count("Sisa 1 tempat") == 1
    assert page.count("Sisa 2 tempat") == 7


def test_a_full_slot_says_so_and_leads_nowhere(client, hours):
    booked(hours, at(9), 1)
    booked(hours, at(9), 2)
    page = client.get("/konsultasi/").content.decode()
    assert page.count("Penuh") == 1
    assert "T09%3A00" in page  # of the Tuesday after
    assert f"{TUESDAY}T09%3A00" not in page


def test_without_hours_the_page_says_how_else_to_ask(client):
    assert "Belum ada waktu yang dapat dipesan" in client.get("/konsultasi/").content.decode()


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (at(23, 59, day=datetime.date(2026, 11, 23)), "24 November"),
        (at(0, 1), "24 November"),
        (at(9, 30), "24 November"),
        (at(9, 31), "1 Desember"),
        (at(23, 59), "1 Desember"),
    ],
)
def test_what_is_shown_turns_with_the_offices_clock(client, time_machine, moment, first):
    tuesday_morning(closes=datetime.time(11), minutes=30, opens=datetime.time(10, 30))
    time_machine.move_to(moment, tick=False)
    page = client.get("/konsultasi/").content.decode()
    days = [day for day in ("24 November", "1 Desember", "8 Desember") if f", {day} 2026" in page]
    assert days[0] == first


def test_the_slots_follow_the_office_into_another_zone(client, hours):
    Office.objects.update(time_zone="Asia/Jayapura")
    page = client.get("/konsultasi/").content.decode()
    assert "09.00–11.00 WIT," in page
    in_wit = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC) - datetime.timedelta(hours=9)
    assert book(client, hours, at(9)).status_code == 302
    assert Booking.objects.get().starts_at == in_wit


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_costs_the_same_however_many_have_booked(client, hours, number, django_assert_num_queries):
    ConsultationHours.objects.update(places=20)
    for guest in range(number):
        booked(hours, at(9), guest)
    client.get("/konsultasi/")
    with django_assert_num_queries(2):  # hours, places taken
        client.get("/konsultasi/")


def test_nobody_is_named_on_the_public_page(client, hours):
    booked(hours, at(9), name="Siti Rahmawati", topic="Utang warung")
    page = client.get("/konsultasi/").content.decode()
    assert "Siti" not in page
    assert "Utang" not in page
    assert "uji.example" not in page


@pytest.mark.parametrize("path", ["/konsultasi/", "/konsultasi/token/", "/konsultasi/token/kalender.ics"])
def test_pages_to_read_refuse_a_post(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/konsultasi/pesan/", "/konsultasi/token/batal/"])
def test_forms_refuse_other_methods(client, path):
    assert client.put(path).status_code == 405


# Booking ------------------------------------------------------------------------------


def test_a_place_is_booked_and_shown_without_who_booked_it(client, hours):
    answer = book(client, hours, at(9, 30))
    booking = Booking.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/konsultasi/{booking.token}/")
    assert (booking.name, booking.phone, booking.email) == ("Siti Rahmawati", "+6281234567890", "siti@uji.example")
    assert (booking.hours, booking.starts_at, booking.place, booking.booked_at) == (hours, at(9, 30), 1, NOW)
    page = client.get(answer["Location"]).content.decode()
    for told in ("Tempat Anda sudah dipesan", "Selasa, 24 November 2026", "09.30–10.00 WITA"):
        assert told in page
    for personal in PERSONAL:
        assert personal not in page


def test_a_booking_writes_its_letter(client, hours):
    book(client, hours, at(9))
    assert [(letter.kind, letter.channel) for letter in Letter.objects.all()] == [("booked", "email")]


def test_a_double_tap_books_one_place_and_leads_to_the_same_page(client, hours):
    where = address(hours, at(9))
    fields = fields_of(client.get(where), "pesan") | SITI
    first, second = client.post(where, fields), client.post(where, fields)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == Letter.objects.count() == 1


def test_a_nonce_of_ones_own_making_is_no_token(client, hours):
    book(client, hours, at(9), nonce="mudah-ditebak")
    assert Booking.objects.get().token != "mudah-ditebak"


def test_the_same_person_gets_no_second_place_in_a_slot_nor_the_address_of_the_first(client, hours):
    book(client, hours, at(9))
    answer = book(client, hours, at(9), name="Orang lain", email="")
    assert answer.status_code == 422
    assert "Anda sudah memesan jam ini" in answer.content.decode()
    assert Booking.objects.get().token not in answer.content.decode()


@pytest.mark.parametrize("same", [{"phone": ""}, {"email": ""}, {"email": "SITI@UJI.EXAMPLE", "phone": "081299998888"}])
def test_one_person_has_two_open_bookings_at_most(client, hours, same):
    book(client, hours, at(9))
    book(client, hours, at(9, 30))
    answer = book(client, hours, at(10), **same)
    assert answer.status_code == 422
    assert "Anda sudah punya dua janji" in answer.content.decode()
    assert "Syarat izin warung" in answer.content.decode()
    assert Booking.objects.count() == 2


def test_what_is_over_or_cancelled_is_not_counted(client, hours, time_machine):
    booked(hours, at(9), phone="+6281234567890")
    consultations.cancel(booked(hours, at(10), phone="+6281234567890"), now=NOW)
    assert book(client, hours, at(9, 30)).status_code == 302
    time_machine.move_to(at(9, 1), tick=False)
    next_week = at(9, day=TUESDAY + datetime.timedelta(days=7))
    assert book(client, hours, next_week).status_code == 302


def test_two_people_without_an_address_in_common_are_not_one(client, hours):
    booked(hours, at(9), 1, email="")
    booked(hours, at(9, 30), 2, email="")
    booked(hours, at(10), 3, phone="")
    booked(hours, at(10, 30), 4, phone="")
    assert book(client, hours, at(9)).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": " "}, "Tulis nama Anda"),
        ({"topic": ""}, "Tulis singkat apa yang ingin Anda bicarakan"),
        ({"topic": "x" * 301}, "300"),
        ({"name": "x" * 121}, "120"),
        ({"phone": "", "email": ""}, "Tulis nomor ponsel atau e-mail"),
        ({"phone": "12345"}, "Tulis nomor ponsel Indonesia"),
        ({"email": "bukan-alamat"}, "Tulis alamat e-mail yang lengkap"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, hours, wrong, message):
    answer = book(client, hours, at(9), **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "Kesalahan:" in page
    kept = fields_of(answer, "pesan")
    for name, value in (SITI | wrong).items():
        assert kept[name] == [value], name
    assert not Booking.objects.exists()


@pytest.mark.parametrize("meeting", [Meeting.WHATSAPP, Meeting.PHONE])
def test_whom_we_call_or_write_to_gives_a_number(client, meeting):
    evening = tuesday_morning(opens=datetime.time(19), closes=datetime.time(21), meeting=meeting)
    answer = book(client, evening, at(19), phone="")
    assert answer.status_code == 422
    assert "Tulis nomor ponsel Anda: ke sana kami menghubungi Anda" in answer.content.decode()
    assert book(client, evening, at(19)).status_code == 302


# Slots there are none of --------------------------------------------------------------


def refused(client, where):
    """The status of the form and of what is sent past it; the latter keeps what was typed."""
    shown, sent = client.get(where), client.post(where, SITI)
    assert not Booking.objects.exists()
    if "Belum ada waktu lain" not in sent.content.decode():
        assert fields_of(sent, "pesan")["topic"] == [SITI["topic"]]
    return shown.status_code, sent.status_code


@pytest.mark.parametrize(
    "starts_at",
    [
        at(9, 15),
        at(11),
        at(8, 30),
        at(9, day=TUESDAY + datetime.timedelta(days=1)),
        at(9, day=TUESDAY - datetime.timedelta(days=7)),
        at(9, day=TUESDAY + datetime.timedelta(days=14)),
    ],
)
def test_what_is_no_slot_cannot_be_booked(client, hours, starts_at):
    assert refused(client, address(hours, starts_at)) == (422, 422)


@pytest.mark.parametrize(
    ("moment", "statuses"), [(at(8), (200, 302)), (at(8, 0) + datetime.timedelta(seconds=1), (422, 422))]
)
def test_a_slot_is_booked_an_hour_before_at_the_latest(client, hours, time_machine, moment, statuses):
    time_machine.move_to(moment, tick=False)
    where = address(hours, at(9))
    assert (client.get(where).status_code, client.post(where, SITI).status_code) == statuses


@pytest.mark.parametrize(
    "query",
    [
        "",
        "jam=1",
        "jam=x&mulai=2026-11-24T09:00",
        "jam=&mulai=",
        "jam=99999999&mulai=2026-11-24T09:00",
        "jam=9999999999999999999999&mulai=2026-11-24T09:00",
        "jam=1&mulai=0001-01-01T00:00",
        "jam=1&mulai=9999-12-31T23:59",
        "jam=1&mulai=2026-11-24T09:00:00%2B08:00",
        "jam=1&mulai=2026-02-30T09:00",
        "jam=%D9%A1&mulai=2026-11-24T09:00",
    ],
)
def test_an_address_that_names_no_slot_is_refused_and_others_are_offered(client, hours, query):
    assert refused(client, f"/konsultasi/pesan/?{query}") == (422, 422)
    assert "Pilih waktu terdekat" in client.get(f"/konsultasi/pesan/?{query}").content.decode()


def test_outside_their_validity_hours_have_no_slots(client):
    ended = tuesday_morning(valid_until=TUESDAY - datetime.timedelta(days=1))
    later = tuesday_morning(valid_from=TUESDAY + datetime.timedelta(days=1))
    assert refused(client, address(ended, at(9))) == (422, 422)
    assert refused(client, address(later, at(9))) == (422, 422)


def test_hours_that_end_before_they_begin_are_never_held(client):
    withdrawn = tuesday_morning(valid_from=TUESDAY, valid_until=TUESDAY - datetime.timedelta(days=1))
    assert "Setiap Selasa" not in client.get("/konsultasi/").content.decode()
    assert refused(client, address(withdrawn, at(9))) == (422, 422)


def test_on_a_holiday_and_a_closed_day_there_is_no_consultation_of_any_kind(client, hours):
    evening = tuesday_morning(opens=datetime.time(19), closes=datetime.time(21), meeting=Meeting.WHATSAPP)
    Holiday.objects.create(date=TUESDAY, name="Libur", source="SKB")
    assert refused(client, address(hours, at(9))) == refused(client, address(evening, at(19))) == (422, 422)
    ExtraWorkingDay.objects.create(date=TUESDAY, opens=datetime.time(8), closes=datetime.time(12), reason="Pameran")
    assert client.get(address(hours, at(9))).status_code == 200
    Closure.objects.create(first=TUESDAY, last=TUESDAY, reason="Pindah")
    ExtraWorkingDay.objects.all().delete()
    assert refused(client, address(hours, at(9))) == (422, 422)


def test_at_the_office_the_hours_of_ramadan_hold(client, hours):
    times = {"opens": datetime.time(8), "closes": datetime.time(9, 30)}
    ServiceHours.objects.create(weekday=1, valid_from=TUESDAY, valid_until=TUESDAY, **times)
    assert client.get(address(hours, at(9))).status_code == 200
    assert refused(client, address(hours, at(9, 30))) == (422, 422)


def test_an_estimated_holiday_does_not_count(client, hours):
    Holiday.objects.create(date=TUESDAY, name="Perkiraan", source="hisab", estimated=True)
    assert client.get(address(hours, at(9))).status_code == 200


# A slot that has become full ----------------------------------------------------------


def test_who_comes_too_late_is_told_kindly_and_keeps_what_was_typed(client, hours):
    where = address(hours, at(9, 30))
    fields = fields_of(client.get(where), "pesan") | SITI
    booked(hours, at(9, 30), 1)
    booked(hours, at(9, 30), 2)
    answer = client.post(where, fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Orang lain lebih dulu memesan tempat terakhir" in page
    kept = fields_of(answer, "pesan")
    assert {name: kept[name] for name in fields} == {
        name: value if isinstance(value, list) else [value] for name, value in fields.items()
    }
    assert [page.count(f"mulai=2026-11-24T{begins}") for begins in ("09%3A00", "09%3A30", "10%3A00")] == [1, 0, 1]


def test_another_slot_is_chosen_with_what_was_typed_and_then_booked(client, hours):
    other = address(hours, at(10))
    moved = client.post(other, SITI | {"ganti": "1"})
    assert moved.status_code == 200
    assert not Booking.objects.exists()
    fields = fields_of(moved, "pesan")
    assert fields["name"] == [SITI["name"]]
    assert client.post(other, fields).status_code == 302
    assert Booking.objects.get().starts_at == at(10)


def test_the_form_of_a_full_slot_offers_others_at_once(client, hours):
    booked(hours, at(9), 1)
    booked(hours, at(9), 2)
    assert client.get(address(hours, at(9))).status_code == 409


def test_when_all_is_full_nothing_is_offered(client):
    hours = tuesday_morning(places=1, closes=datetime.time(9, 30), valid_until=TUESDAY)
    booked(hours, at(9))
    assert "Belum ada waktu lain" in client.get(address(hours, at(9))).content.decode()


def test_the_lowest_free_place_is_given_and_cancelled_ones_come_free(hours):
    first, second = booked(hours, at(9), 1), booked(hours, at(9), 2)
    assert (first.place, second.place) == (1, 2)
    with pytest.raises(consultations.Full):
        booked(hours, at(9), 3)
    assert consultations.cancel(first, now=NOW)
    assert booked(hours, at(9), 3).place == 1


def test_fewer_places_take_none_away_from_who_has_booked(client, hours):
    first, second = booked(hours, at(9), 1), booked(hours, at(9), 2)
    ConsultationHours.objects.update(places=1)
    assert client.get(f"/konsultasi/{second.token}/").status_code == 200
    assert client.get(address(hours, at(9))).status_code == 409
    consultations.cancel(first, now=NOW)
    with pytest.raises(consultations.Full):
        booked(hours, at(9), 3)
    consultations.cancel(second, now=NOW)
    assert booked(hours, at(9), 3).place == 1
