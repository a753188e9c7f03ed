"""Attacks on those who talk with the office: answers taken out of what is published, all places booked by one."""

import datetime

import pytest
import time_machine

from helpdesk.addresses import host_of, needs_legal_word
from helpdesk.models import Booking, ConsultationHours, Poster
from helpdesk.survey_periods import Period
from helpdesk.survey_results import ANONYMOUS, LEAST_PUBLISHED, published, results
from helpdesk.tests.survey_steps import AFTERWARDS, NOON, answered, scores
from helpdesk.views.consultations import BOOKINGS_PER_ADDRESS_AND_DAY

pytestmark = pytest.mark.django_db

WINTER, SPRING = datetime.date(2026, 2, 2), datetime.date(2026, 5, 4)
JULY = datetime.date(2026, 7, 10)


# Answers --------------------------------------------------------------------------------


@pytest.fixture
def lonely_spring(catalogue):
    """Enough answers in the first quarter, so that they were published; one in the second."""
    answered(LEAST_PUBLISHED, day=WINTER)
    answered(day=SPRING, **scores(*[1] * 9))


def test_a_half_is_not_published_whose_second_quarter_is_one_persons_answer(lonely_spring):
    assert published(JULY) is None


def test_control_the_quarter_of_many_was_published_and_a_half_of_two_such_quarters_is(lonely_spring):
    assert published(datetime.date(2026, 4, 1)).period == Period(2026, "q1")
    answered(ANONYMOUS - 1, day=SPRING)
    assert published(JULY).period == Period(2026, "s1")


def test_no_paper_gives_one_persons_answer_away_either(client, lonely_spring, team):
    client.force_login(team["koordinator"])
    with time_machine.travel(NOON, tick=False):
        response = client.get("/petugas/survei/publikasi/?bagian=s1")
    assert response.status_code == 409
    assert "kurang dari tiga jawaban" in response.content.decode()
    assert not Poster.objects.exists()


def test_quarters_without_any_answer_give_nobody_away(catalogue):
    answered(LEAST_PUBLISHED, day=WINTER)
    with time_machine.travel(AFTERWARDS, tick=False):
        assert results(Period(2026)).is_enough


# Places ---------------------------------------------------------------------------------


def test_one_address_does_not_get_all_places_of_a_fortnight(client, catalogue):
    with time_machine.travel(NOON, tick=False) as traveller:
        day = NOON.date() + datetime.timedelta(days=3)
        ConsultationHours.objects.create(
            weekday=day.weekday(),
            opens=datetime.time(9),
            closes=datetime.time(10),
            minutes=60,
            places=50,
            meeting="phone",
            valid_from=NOON.date(),
        )
        where = f"/konsultasi/pesan/?jam={ConsultationHours.objects.get().pk}&mulai={day}T09:00"
        for number in range(50):
            traveller.shift(datetime.timedelta(minutes=2))
            client.post(where, {"name": "Bot", "topic": "Apa saja", "phone": f"0812345670{number:02}"})
    assert Booking.objects.count() == BOOKINGS_PER_ADDRESS_AND_DAY["amount"]


# Letters that look alike ----------------------------------------------------------------


@pytest.mark.parametrize("address", ["https://o\u017f\u017f.go.id/", "https://\u212aemendag.go.id/"])
def test_letters_that_only_count_as_ascii_when_case_is_ignored_name_no_host(address):
    assert host_of(address) == ""
    assert needs_legal_word(address)


# Words of others ------------------------------------------------------------------------


def test_a_booking_in_somebody_elses_name_shows_them_no_words_of_who_booked(client, catalogue):
    with time_machine.travel(NOON, tick=False):
        day = NOON.date() + datetime.timedelta(days=3)
        opens, closes = datetime.time(9), datetime.time(10)
        hours = ConsultationHours.objects.create(
            weekday=day.weekday(), opens=opens, closes=closes, minutes=60, meeting="phone", valid_from=NOON.date()
        )
        demand = "Transfer Rp500.000 ke BCA 123 agar janji sah"
        sent = {"name": demand, "topic": demand, "phone": "081234567001", "email": "korban@contoh.id"}
        page = client.post(f"/konsultasi/pesan/?jam={hours.pk}&mulai={day}T09:00", sent)["Location"]
        for address in (page, f"{page}batal/", f"{page}kalender.ics"):
            response = client.get(address)
            assert response.status_code == 200
            assert "Transfer" not in response.content.decode()
