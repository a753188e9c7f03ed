"""The weekly consultation hours: adding, changing, ending; and the demonstration that holds some."""

import datetime

import pytest

from helpdesk import consultations
from helpdesk.demo import consultation
from helpdesk.models import Booking, ConsultationHours, Letter
from testkit.consultation import TUESDAY, at, booked, tuesday_morning
from testkit.pages import fields_of

pytestmark = pytest.mark.django_db

HOURS = "/petugas/konsultasi/jam/"


@pytest.fixture(autouse=True)
def tuesday(time_machine, settings):
    settings.NOTICE_CHANNELS = ["email"]
    time_machine.move_to(at(9, 5), tick=False)


@pytest.fixture
def hours(db) -> ConsultationHours:
    return tuesday_morning()


@pytest.fixture
def booking(hours) -> Booking:
    return booked(hours, at(9))


@pytest.fixture
def coordinator(client, team):
    """Koordinator, signed in."""
    client.force_login(team["koordinator"])
    return client


# The hours ----------------------------------------------------------------------------

WEDNESDAY = {
    "weekday": "2",
    "opens": "09:00",
    "closes": "11:00",
    "minutes": "30",
    "places": "3",
    "meeting": "office",
    "topic": "OSS dan NIB",
    "valid_from": "2026-11-24",
    "valid_until": "",
}


def test_hours_are_added_and_can_be_booked(coordinator):
    fields = fields_of(coordinator.get(HOURS), "jam")
    assert fields["valid_from"] == ["2026-11-24"]
    assert coordinator.post(HOURS, fields | WEDNESDAY).status_code == 302
    added = ConsultationHours.objects.get()
    assert (added.weekday, added.opens, added.places, added.topic) == (2, datetime.time(9), 3, "OSS dan NIB")
    assert "Sisa 3 tempat" in coordinator.get("/konsultasi/").content.decode()


def test_who_adds_hours_that_sessions_do_not_fill_is_told_how_much_is_left(coordinator):
    page = coordinator.get(HOURS)
    assert "Pilih hari" in page.content.decode()
    fields = fields_of(page, "jam") | WEDNESDAY
    told = coordinator.post(HOURS, fields | {"closes": "10:45"}, follow=True).content.decode()
    assert "15 menit terakhir tidak terpakai: terlalu pendek untuk satu sesi 30 menit." in told
    told = coordinator.post(HOURS, fields | {"weekday": "3"}, follow=True).content.decode()
    assert "Jam konsultasi ditambahkan." in told
    assert "tidak terpakai" not in told


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"closes": "09:00"}, "Jam selesai harus sesudah jam mulai."),
        ({"minutes": "4"}, "Satu sesi 5 sampai 240 menit"),
        ({"minutes": "241"}, "Satu sesi 5 sampai 240 menit"),
        ({"minutes": "-1"}, "Satu sesi 5 sampai 240 menit"),
        ({"minutes": "121"}, "Satu sesi lebih lama dari jam konsultasi ini"),
        ({"places": "0"}, "1 sampai 50 tempat"),
        ({"places": "51"}, "1 sampai 50 tempat"),
        ({"places": "99999999999999999999"}, "1 sampai 50 tempat"),
        ({"opens": "19:00", "closes": "21:00"}, "Pada jam ini kantor tutup"),
        ({"weekday": "5"}, "Pada jam ini kantor tutup"),
        ({"weekday": "7"}, "7"),
        ({"meeting": "telepati"}, "telepati"),
        ({"valid_until": "2026-11-23"}, "Tanggal terakhir tidak boleh sebelum tanggal pertama."),
        ({"valid_from": "9999-12-31"}, "Tulis tahun dari 2000 sampai 2999."),
        ({"valid_from": ""}, "valid_from"),
        ({"opens": "25:00"}, "opens"),
    ],
)
def test_hours_that_make_no_sense_are_refused_and_nothing_typed_is_lost(coordinator, wrong, message):
    answer = coordinator.post(HOURS, WEDNESDAY | wrong)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    kept = fields_of(answer, "jam")
    for name, value in (WEDNESDAY | wrong).items():
        if name in kept and name not in ("weekday", "meeting"):
            assert kept[name] == [value], name
    assert not ConsultationHours.objects.exists()


def test_from_afar_hours_lie_outside_those_of_the_office(coordinator):
    evening = WEDNESDAY | {"opens": "19:00", "closes": "21:00", "meeting": "whatsapp"}
    assert coordinator.post(HOURS, evening).status_code == 302


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 422),
        ({"meeting": "whatsapp", "opens": "10:59", "closes": "12:00"}, 422),
        ({"opens": "11:00", "closes": "12:00"}, 302),
        ({"weekday": "3"}, 302),
    ],
)
def test_hours_at_the_time_of_others_are_refused(coordinator, changes, status):
    coordinator.post(HOURS, WEDNESDAY)
    answer = coordinator.post(HOURS, WEDNESDAY | changes)
    assert answer.status_code == status
    if status == 422:
        assert "Bertabrakan dengan jam lain: Rabu 09.00-11.00" in answer.content.decode()


def test_hours_end_and_are_never_deleted(coordinator, booking):
    where = f"{HOURS}{booking.hours_id}/"
    fields = fields_of(coordinator.get(where), "jam")
    assert coordinator.post(where, fields | {"valid_until": "2026-11-24"}).status_code == 302
    page = coordinator.get(HOURS).content.decode()
    assert "sampai 24 November 2026" in page
    assert coordinator.delete(where).status_code == 405
    coordinator.post(where, fields | {"valid_until": "2026-11-23"})
    assert "Sudah berakhir (1)" in coordinator.get(HOURS).content.decode()
    assert Booking.objects.get() == booking


def test_hours_are_not_prolonged_into_others(coordinator, hours):
    ConsultationHours.objects.update(valid_until=TUESDAY)
    tuesday_morning(valid_from=TUESDAY + datetime.timedelta(days=1))
    answer = coordinator.post(f"{HOURS}{hours.pk}/", {"places": "2", "valid_until": ""})
    assert answer.status_code == 422
    assert "Bertabrakan dengan jam lain" in answer.content.decode()
    assert ConsultationHours.objects.get(pk=hours.pk).valid_until == TUESDAY


@pytest.mark.parametrize("sent", [{"places": ""}, {"places": "0"}, {"places": "2", "valid_until": "besok"}])
def test_a_change_that_makes_no_sense_is_refused(coordinator, hours, sent):
    answer = coordinator.post(f"{HOURS}{hours.pk}/", sent)
    assert answer.status_code == 422
    assert fields_of(answer, "jam")["places"] == [sent["places"]]
    assert ConsultationHours.objects.get().places == 2


def test_the_days_and_times_of_hours_do_not_change(coordinator, hours):
    coordinator.post(f"{HOURS}{hours.pk}/", {"places": "4", "weekday": "4", "opens": "13:00"})
    found = ConsultationHours.objects.get()
    assert (found.places, found.weekday, found.opens) == (4, 1, datetime.time(9))


# The demonstration --------------------------------------------------------------------


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_the_demonstration_has_people_who_came_and_who_will_come(team, time_machine, hour):
    time_machine.move_to(at(hour, 59), tick=False)
    consultation.tell(team)
    counts = consultations.attendance(TUESDAY - datetime.timedelta(days=14), TUESDAY + datetime.timedelta(days=14))
    assert counts.came >= 2
    assert counts.missed >= 1
    assert counts.cancelled >= 1
    assert counts.unmarked >= len(consultation.GUESTS)
    assert any(offer.left == 0 for offer in consultations.coming_offers(at(hour, 59)))
    assert not Letter.objects.filter(given_up_at=None, booking__booked_at__lt=at(0)).exists()
