"""The screen at the counter: one touch counts once, by a tablet that holds no session."""

import datetime
import re

import pytest
import time_machine
from django.core import signing
from django.db import DatabaseError, transaction

from helpdesk import survey_attempts, touches
from helpdesk.models import Touch
from helpdesk.tests.survey_steps import NOON, TODAY
from permits.tests.test_concurrency import race
from sipelaku import limits
from sipelaku.accounts.models import User
from testkit.hub import make_team
from testkit.standards import open_here

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def screen(staff):
    return touches.screen_for(staff["counter"])


def page_of(client, screen):
    """The nonce on the page as the tablet shows it."""
    html = client.get(f"/sentuh/{screen}/").content.decode()
    return re.search(r'name="page" value="([^"]+)"', html)[1]


def touch(client, screen, level="puas", page=None):
    return client.post(f"/sentuh/{screen}/", {"page": page or page_of(client, screen), "level": level})


# The happy path -----------------------------------------------------------------------


def test_an_officer_takes_the_address_and_the_tablet_needs_no_session(client, staff):
    client.force_login(staff["counter"])
    html = client.get("/petugas/survei/layar/").content.decode()
    path = re.search(r'href="(/sentuh/[^"]+)"', html)[1]
    client.logout()
    page = client.get(path)
    assert page.status_code == 200
    assert "sessionid" not in page.cookies
    for words in ("Puas", "Cukup puas", "Tidak puas"):
        assert words in page.content.decode()


@pytest.mark.parametrize("level", Touch.Level.values)
def test_a_touch_is_counted_and_thanked_for(client, screen, level):
    response = touch(client, screen, level)
    assert response["Location"] == f"/sentuh/{screen}/terima-kasih/"
    counted = Touch.objects.get()
    assert (counted.level, counted.day) == (level, TODAY)
    thanks = client.get(response["Location"])
    assert "Terima kasih" in thanks.content.decode()
    assert thanks["Refresh"] == f"4; url=/sentuh/{screen}/"


def test_the_page_renews_itself_before_it_grows_stale(client, screen):
    assert client.get(f"/sentuh/{screen}/")["Refresh"] == f"600; url=/sentuh/{screen}/"
    assert touches.PAGE_RENEWED_AFTER < touches.PAGE_STALE_AFTER


def test_the_page_works_without_a_script(client, screen):
    assert b"<script" not in client.get(f"/sentuh/{screen}/").content


def test_looking_at_the_screen_counts_nothing(client, screen):
    client.get(f"/sentuh/{screen}/")
    client.get(f"/sentuh/{screen}/terima-kasih/")
    assert not Touch.objects.exists()


# Once only ----------------------------------------------------------------------------


def test_a_double_tap_counts_once_and_as_the_first(client, screen):
    page = page_of(client, screen)
    assert touch(client, screen, "puas", page).status_code == 302
    assert touch(client, screen, "tidak", page).status_code == 302
    assert Touch.objects.get().level == "puas"


def test_the_next_visitor_counts_again(client, screen):
    touch(client, screen)
    touch(client, screen)
    assert Touch.objects.count() == 2


def touched_at_once():
    open_here("siup")
    screen = touches.screen_for(make_team()["layanan"])
    page = touches.new_page(screen)
    return race(4, lambda _number: touches.record(screen, page, Touch.Level.SATISFIED), at_once=4)


@pytest.mark.django_db(transaction=True)
def test_four_touches_of_one_page_at_once_count_once():
    assert touched_at_once() == [None] * 4
    assert Touch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_four_touches_without_the_pages_own_nonce(monkeypatch):
    another = iter("abcd")
    monkeypatch.setattr(signing, "loads", lambda *_args, **_options: next(another) * 32)
    assert touched_at_once() == [None] * 4
    assert Touch.objects.count() == 4


def test_what_was_touched_stays(client, screen):
    touch(client, screen)
    with pytest.raises(DatabaseError), transaction.atomic():
        Touch.objects.update(level="tidak")
    with pytest.raises(DatabaseError), transaction.atomic():
        Touch.objects.all().delete()


# What is refused ----------------------------------------------------------------------


def test_a_page_that_stood_too_long_is_not_counted_and_returns_to_a_fresh_one(client, screen, noon):
    page = page_of(client, screen)
    noon.shift(datetime.timedelta(seconds=touches.PAGE_STALE_AFTER + 1))
    response = touch(client, screen, page=page)
    assert response.status_code == 409
    assert response["Refresh"].endswith(f"url=/sentuh/{screen}/")
    assert not Touch.objects.exists()


@pytest.mark.parametrize("made_up", ["x", "", "abc:def:ghi", "a" * 5000])
def test_a_made_up_page_is_not_counted(client, screen, made_up):
    response = client.post(f"/sentuh/{screen}/", {"page": made_up, "level": "puas"})
    assert response.status_code == 409
    assert not Touch.objects.exists()


def test_a_page_of_another_screen_is_not_counted(client, screen, team):
    other = touches.screen_for(team["layanan"])
    assert touch(client, screen, page=page_of(client, other)).status_code == 409
    assert not Touch.objects.exists()


@pytest.mark.parametrize("level", ["", "sangat puas", "PUAS"])
def test_another_level_shows_the_buttons_again(client, screen, level):
    response = client.post(f"/sentuh/{screen}/", {"page": page_of(client, screen), "level": level})
    assert response.status_code == 422
    assert "Sentuhan tadi tidak terbaca" in response.content.decode()
    assert not Touch.objects.exists()


def test_a_script_counts_no_more_than_visitors_touch(client, screen, noon):
    for _visitor in range(survey_attempts.TOUCHES_PER_SCREEN_AND_MINUTE):
        assert touch(client, screen).status_code == 302
    refused = touch(client, screen)
    assert refused.status_code == 429
    assert refused["Refresh"].endswith(f"url=/sentuh/{screen}/")
    assert Touch.objects.count() == survey_attempts.TOUCHES_PER_SCREEN_AND_MINUTE
    noon.shift(MINUTE)
    assert touch(client, screen).status_code == 302


def test_a_screen_that_is_touched_all_day_long_is_nobodys_opinion(client, screen, monkeypatch):
    monkeypatch.setattr(survey_attempts, "TOUCHES_PER_SCREEN_AND_DAY", 2)
    assert [touch(client, screen).status_code for _visitor in range(3)] == [302, 302, 429]


@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 404)])
def test_an_address_lasts_thirty_days(client, screen, noon, days, status):
    noon.shift(days * DAY)
    assert client.get(f"/sentuh/{screen}/").status_code == status
    assert client.get(f"/sentuh/{screen}/terima-kasih/").status_code == status


def test_taking_the_role_away_ends_the_address(client, screen, staff):
    staff["counter"].roles.clear()
    assert client.get(f"/sentuh/{screen}/").status_code == 404
    assert client.post(f"/sentuh/{screen}/", {"level": "puas"}).status_code == 404


def test_closing_the_account_ends_the_address(client, screen, staff):
    User.objects.filter(pk=staff["counter"].pk).update(is_active=False)
    assert client.get(f"/sentuh/{screen}/").status_code == 404


def test_ending_all_screens_ends_every_address_given_out_before(client, screen, team):
    others, end = touches.screen_for(team["layanan"]), "/petugas/survei/layar/akhiri/"
    client.force_login(team["koordinator"])
    assert "juga yang sedang dipakai" in client.get(end).content.decode()
    assert client.get(f"/sentuh/{screen}/").status_code == 200
    assert client.post(end, {"seen": "0"}, follow=True).status_code == 200
    for ended in (screen, others):
        assert client.get(f"/sentuh/{ended}/").status_code == 404
        assert client.post(f"/sentuh/{ended}/", {"level": "puas"}).status_code == 404
        assert client.get(f"/sentuh/{ended}/terima-kasih/").status_code == 404
    path = re.search(r'href="(/sentuh/[^"]+)"', client.get("/petugas/survei/layar/").content.decode())[1]
    assert client.get(path).status_code == 200


def test_ending_them_twice_leaves_the_new_addresses_alone(client, team):
    end = "/petugas/survei/layar/akhiri/"
    client.force_login(team["koordinator"])
    assert client.post(end, {"seen": "0"}).status_code == 302
    new = touches.screen_for(team["layanan"])
    assert client.post(end, {"seen": "0"}).status_code == 302
    assert client.get(f"/sentuh/{new}/").status_code == 200


@pytest.mark.parametrize("typed", [{}, {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 30}])
def test_a_form_that_saw_nothing_ends_no_screen(client, screen, team, typed):
    client.force_login(team["koordinator"])
    answer = client.post("/petugas/survei/layar/akhiri/", {"confirm": "1"} | typed)
    assert answer.status_code == 422
    assert 'name="seen" value="0"' in answer.content.decode()
    assert client.get(f"/sentuh/{screen}/").status_code == 200


def test_only_who_meets_people_ends_the_screens(client, screen, staff, team, applicant):
    end = "/petugas/survei/layar/akhiri/"
    assert client.post(end).status_code == 302
    for outsider in (applicant, staff["archive"], team["hukum"], team["admin"]):
        client.force_login(outsider)
        assert client.post(end).status_code == 404
    client.force_login(team["layanan"])
    assert client.delete(end).status_code == 405
    assert client.get(f"/sentuh/{screen}/").status_code == 200


def test_wrong_addresses_are_limited_and_stop_no_good_one(client, screen):
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        assert client.get(f"/sentuh/salah-{number}/").status_code == 404
    for path in ("", "terima-kasih/"):
        assert client.get(f"/sentuh/salah/{path}").status_code == 429
        assert client.get(f"/sentuh/{screen}/{path}").status_code == 200
    assert client.get("/sentuh/salah/", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert touch(client, screen).status_code == 302


def test_a_tablet_whose_address_has_ended_returns_by_itself_while_others_are_refused(client, screen, staff):
    staff["counter"].roles.clear()
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        client.get(f"/sentuh/salah-{number}/")
    refused = client.get(f"/sentuh/{screen}/")
    assert (refused.status_code, refused["Refresh"]) == (429, f"60; url=/sentuh/{screen}/")


def test_only_who_meets_people_gives_an_address(client, staff, team, applicant):
    path = "/petugas/survei/layar/"
    assert client.get(path).status_code == 302
    for insider in (staff["counter"], team["layanan"], team["koordinator"]):
        client.force_login(insider)
        assert client.get(path).status_code == 200
    for outsider in (applicant, staff["archive"], team["hukum"], team["admin"]):
        client.force_login(outsider)
        assert client.get(path).status_code == 404


def test_the_wrong_methods_are_refused(client, screen, staff):
    client.force_login(staff["counter"])
    assert client.delete(f"/sentuh/{screen}/").status_code == 405
    assert client.post(f"/sentuh/{screen}/terima-kasih/").status_code == 405
    assert client.post("/petugas/survei/layar/").status_code == 405
