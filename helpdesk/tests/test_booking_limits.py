"""How often one address and one person book, and what of them is written nowhere."""

import logging

import pytest

from helpdesk import consultations
from helpdesk.models import Booking, ConsultationHours
from helpdesk.views.consultations import BOOKINGS_PER_ADDRESS, BOOKINGS_PER_CONTACT
from testkit.consultation import NOW, PERSONAL, SITI, address, at, book, tuesday_morning

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


def test_one_address_books_only_so_often(client, hours):
    where = address(hours, at(9))
    for _attempt in range(BOOKINGS_PER_ADDRESS["amount"]):
        assert client.post(where, {}).status_code == 422
    assert client.post(where, SITI).status_code == 429
    assert client.post(where, SITI, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_one_person_is_written_to_only_so_often(client, hours):
    for number in range(BOOKINGS_PER_CONTACT["amount"]):
        assert book(client, hours, at(9), phone="").status_code == 302, number
        consultations.cancel(Booking.objects.latest("pk"), now=NOW)
    assert book(client, hours, at(9), phone="").status_code == 429


def test_nothing_personal_gets_into_addresses_or_logs(client, hours, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = book(client, hours, at(9))
        book(client, hours, at(9))
        book(client, hours, at(9), email="salah@")
        client.post(f"{answer['Location']}batal/")
    logged = [record for record in caplog.records if record.name != "django.db.backends"]
    for personal in PERSONAL:
        assert personal not in answer["Location"]
        assert all(personal not in record.getMessage() for record in logged)
