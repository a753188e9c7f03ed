"""The quarterly reviews: who is reminded when, who is told when nobody answers, and what the page says meanwhile."""

import datetime

import pytest
from django.core.cache import caches
from django.utils import timezone

from helpdesk import letters, published, reviews, tasks, upkeep
from helpdesk.models import Letter, LetterKind, Link
from helpdesk.moves import NotYours, Refused
from sipelaku.office.models import Office
from sipelaku.office.services import current_office
from testkit.hub import published as publish_link
from testkit.story import make_user

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 12, 10)


@pytest.fixture
def on(monkeypatch):
    """Let it be a moment at the office: ``on(day)`` at nine, ``on(day, "23:59")``."""

    def at(day, time="09:00"):
        moment = datetime.datetime.combine(day, datetime.time.fromisoformat(time), current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return at


@pytest.fixture
def link(team):
    """A link of Pengelola Konten whose review is due on DUE."""
    found = publish_link(team)
    Link.objects.filter(pk=found.pk).update(reviewed_on=DUE - datetime.timedelta(days=90), review_due=DUE)
    found.refresh_from_db()
    return found


def after(days):
    return DUE + datetime.timedelta(days=days)


def told():
    """Who was written to, in order."""
    rows = Letter.objects.filter(kind=LetterKind.REVIEW_DUE).order_by("pk")
    return list(rows.values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("days", "readers"),
    [
        (-8, []),
        (-7, ["konten"]),
        (-1, ["konten"]),
        (0, ["konten"]),
        (6, ["konten"]),
        (7, ["konten"]),
        (8, ["konten", "koordinator"]),
        (30, ["konten", "koordinator"]),
    ],
)
def test_who_is_told_on_a_day_on_which_nobody_was_told_before(link, on, days, readers):
    on(after(days))
    assert reviews.chase() == len(readers)
    assert told() == readers


def test_the_person_in_charge_is_reminded_before_on_the_day_and_every_week(link, on):
    days_of_letters = []
    for days in range(-10, 30):
        on(after(days))
        days_of_letters += [days] * reviews.chase()
    assert days_of_letters == [-7, 0, 7, 8, 14, 14, 21, 21, 28, 28]
    assert told().count("konten") == 6
    assert told().count("koordinator") == 4


def test_looking_again_writes_nothing_twice(link, on):
    on(after(8))
    assert reviews.chase() == 2
    assert reviews.chase() == 0
    assert len(told()) == 2


def test_a_review_that_was_done_ends_the_letters(link, on, team):
    on(after(3))
    upkeep.review(link, by=team["konten"])
    assert reviews.chase() == 0


def test_a_link_that_was_withdrawn_is_not_chased(link, on, team):
    upkeep.withdraw(link, by=team["koordinator"], note="Diganti.")
    on(after(20))
    assert reviews.chase() == 0


def test_a_coordinator_in_charge_gets_one_letter_and_not_two(link, on, team):
    upkeep.entrust(link, team["koordinator"], by=team["koordinator"])
    on(after(10))
    assert reviews.chase() == 1
    assert told() == ["koordinator"]


@pytest.mark.parametrize("how", ["without a role", "not active"])
def test_the_coordinators_are_told_once_when_the_person_in_charge_has_left(link, on, team, how):
    if how == "without a role":
        team["konten"].roles.clear()
    else:
        type(team["konten"]).objects.filter(pk=team["konten"].pk).update(is_active=False)
    make_user("koordinator2", "koordinator")
    on(after(-30))
    assert reviews.chase() == 2
    assert sorted(told()) == ["koordinator", "koordinator2"]
    on(after(-29))
    assert reviews.chase() == 0
    on(after(1))
    assert reviews.chase() == 0, "nobody is there to be reminded"


def test_looking_costs_the_same_for_one_link_and_for_many(team, on, django_assert_num_queries):
    for number in range(5):
        publish_link(team, title=f"Tautan {number}")
    Link.objects.update(reviewed_on=DUE - datetime.timedelta(days=90), review_due=DUE)
    on(after(1))
    reviews.chase()
    with django_assert_num_queries(4):
        assert reviews.chase() == 0


def test_each_process_looks_once_a_day(link, on):
    on(after(8))
    assert tasks.chase_reviews() == 2
    Letter.objects.all().delete()
    assert tasks.chase_reviews() == 0
    caches["local"].clear()
    assert tasks.chase_reviews() == 2


# What the letters say -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "subject", "words"),
    [
        (-7, "Tinjau paling lambat 10 Desember 2026: Panduan NIB", "catat tinjauan"),
        (0, "Tinjau paling lambat 10 Desember 2026: Panduan NIB", "catat tinjauan"),
        (7, "Tinjauan lewat waktu: Panduan NIB", "menandainya sedang ditinjau"),
    ],
)
def test_a_letter_says_what_to_do_until_when(link, on, days, subject, words):
    on(after(days))
    reviews.chase()
    message = letters.message_of(Letter.objects.first())
    assert message.subject == subject
    assert words in message.text
    assert f"/petugas/informasi/tautan/{link.pk}/" in message.text
    assert "\n\n\n" not in message.text
    assert "Panduan NIB" in message.short


def test_the_letter_about_who_left_names_them(link, on, team):
    team["konten"].roles.clear()
    on(after(-30))
    reviews.chase()
    message = letters.message_of(Letter.objects.first())
    assert message.subject == "Tanpa penanggung jawab: Panduan NIB"
    assert team["konten"].get_full_name() in message.text


# What the page says -------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura"])
@pytest.mark.parametrize(
    ("days", "time", "is_in_review"), [(0, "23:59", False), (1, "00:01", True), (0, "00:01", False)]
)
def test_a_review_is_overdue_from_the_midnight_of_the_office(link, on, zone, days, time, is_in_review):
    office = Office.objects.get(pk=1)
    office.time_zone = zone
    office.save()
    on(after(days), time)
    (shown,) = published.now()
    assert shown.is_in_review is is_in_review


def test_a_review_takes_the_mark_off_the_page(link, on, team):
    on(after(5))
    assert published.now()[0].is_in_review
    upkeep.review(link, by=team["konten"], note="Masih benar.")
    assert not published.now()[0].is_in_review


# Until when ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2026-11-21", "2027-02-21"),
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-12-31", "2027-03-31"),
        ("2026-10-01", "2027-01-01"),
    ],
)
def test_the_next_review_is_at_most_three_months_off(today, last):
    assert upkeep.latest_review(datetime.date.fromisoformat(today)) == datetime.date.fromisoformat(last)


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, False), (1, True), (92, True), (93, False)])
def test_the_next_review_is_after_today_and_within_three_months(link, on, team, days, is_taken):
    today = datetime.date(2026, 7, 1)
    on(today)
    assert upkeep.latest_review(today) == today + datetime.timedelta(days=92)
    next_on = today + datetime.timedelta(days=days)
    if is_taken:
        upkeep.review(link, by=team["konten"], next_on=next_on)
    else:
        with pytest.raises(Refused, match="paling lama tiga bulan"):
            upkeep.review(link, by=team["konten"], next_on=next_on)
    link.refresh_from_db()
    assert link.review_due == (next_on if is_taken else DUE)


def test_who_is_not_in_charge_does_not_review(link, team):
    with pytest.raises(NotYours):
        upkeep.review(link, by=team["layanan"])
    upkeep.review(link, by=team["koordinator"])


def test_who_was_in_charge_and_has_left_the_team_does_not_review(link, team):
    team["konten"].roles.clear()
    team["konten"].refresh_from_db()
    with pytest.raises(NotYours):
        upkeep.review(link, by=team["konten"])
