"""The survey at the counter: the code on the wall, the officer's codes one after another, and who may come in."""

import datetime

import pytest
import time_machine

from helpdesk import survey_attempts, surveys
from helpdesk.models import Invitation, Way
from helpdesk.models.survey import ELEMENTS
from helpdesk.tests.survey_steps import NOON, TODAY

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def address(invitation):
    return f"/survei/{invitation.token}/"


# At the counter -----------------------------------------------------------------------


def test_the_code_on_the_wall_opens_a_survey_at_a_press_of_the_button_and_not_before(client, catalogue, noon):
    assert client.get("/survei/loket/").status_code == 200
    assert not Invitation.objects.exists()
    response = client.post("/survei/loket/")
    invitation = Invitation.objects.get()
    assert response["Location"] == address(invitation)
    assert (invitation.way, invitation.permit, invitation.expires_on) == (Way.COUNTER, None, TODAY + DAY)


def test_a_busy_day_at_one_address_is_let_through_and_a_script_is_not(client, catalogue, noon):
    for _visitor in range(survey_attempts.OPENED_PER_ADDRESS_AND_HOUR):
        assert client.post("/survei/loket/").status_code == 302
    assert client.post("/survei/loket/").status_code == 429
    assert client.post("/survei/loket/", REMOTE_ADDR="203.0.113.7").status_code == 302
    assert Invitation.objects.count() == survey_attempts.OPENED_PER_ADDRESS_AND_HOUR + 1


def test_the_officer_shows_one_code_after_another(client, staff, noon):
    client.force_login(staff["counter"])
    assert "Belum ada kode" in client.get("/petugas/survei/loket/").content.decode()
    assert client.get("/petugas/survei/loket/kode.svg").status_code == 404
    assert client.post("/petugas/survei/loket/").status_code == 302
    first = Invitation.objects.get()
    assert address(first) in client.get("/petugas/survei/loket/").content.decode()
    picture = client.get("/petugas/survei/loket/kode.svg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    surveys.answer(first, dict.fromkeys(ELEMENTS, 4))
    page = client.get("/petugas/survei/loket/").content.decode()
    assert "Kode terakhir sudah dipakai" in page
    assert first.token not in page
    client.post("/petugas/survei/loket/")
    assert Invitation.objects.filter(is_used=False).count() == 1


def test_looking_at_the_officers_page_makes_no_code(client, staff, noon):
    client.force_login(staff["counter"])
    client.get("/petugas/survei/loket/")
    client.get("/petugas/survei/loket/")
    assert not Invitation.objects.exists()


def test_an_officer_makes_no_more_codes_than_visitors_come(client, staff, noon):
    client.force_login(staff["counter"])
    for _visitor in range(survey_attempts.CODES_PER_OFFICER_AND_HOUR):
        assert client.post("/petugas/survei/loket/").status_code == 302
    assert client.post("/petugas/survei/loket/").status_code == 429


def test_the_code_for_the_wall_leads_to_the_counters_page(client, staff):
    client.force_login(staff["counter"])
    picture = client.get("/petugas/survei/loket/dinding.png")
    assert picture.content.startswith(b"\x89PNG")
    assert "attachment" in picture["Content-Disposition"]


# Methods and roles --------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/survei/loket/", "/survei/x/", "/petugas/survei/loket/"])
def test_only_looking_and_sending_are_understood(client, staff, path):
    client.force_login(staff["counter"])
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/survei/terima-kasih/", "/petugas/survei/loket/kode.svg", "/petugas/survei/loket/dinding.png"]
)
def test_what_is_only_shown_takes_no_post(client, staff, path):
    client.force_login(staff["counter"])
    assert client.post(path).status_code == 405


COUNTER_PAGES = ["/petugas/survei/loket/", "/petugas/survei/loket/kode.svg", "/petugas/survei/loket/dinding.png"]


@pytest.mark.parametrize("path", COUNTER_PAGES)
def test_the_counters_pages_are_for_who_meets_people(client, staff, team, applicant, path):
    assert client.get(path).status_code == 302
    for outsider in (applicant, staff["archive"], team["hukum"], team["konten"]):
        client.force_login(outsider)
        assert client.get(path).status_code == 404
