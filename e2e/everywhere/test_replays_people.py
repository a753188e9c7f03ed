"""Made up where people meet the office: another's token, another's page, and fields that no form has."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from e2e import bodies_hub_b as bodies
from e2e.happenings_hub_b import SETTLED, WRITTEN, YEAR
from e2e.scene import Scene, changed, traces
from e2e.table import TABLE
from helpdesk.forms.consultations import TOKENS
from helpdesk.models import Answer, Booking, CounterVisits, Evaluation, Way
from sipelaku.office.services import local_today

pytestmark = pytest.mark.django_db


def row_of(name: str):
    return next(row for row in TABLE if str(row) == name)


def send(scene: Scene, person: str, name: str, **forged: str) -> int:
    """Send the form of a row of the table with ``forged`` in it."""
    row = row_of(name)
    return scene.ask(person, row.address(scene), "POST", row.body(scene) | forged).status_code


# Tokens -------------------------------------------------------------------------------

ADDRESSES = ("booking", "cancel_booking", "booking_calendar", "survey", "touch", "touch_thanks", "status_by_token")


def tokens(scene: Scene) -> dict[str, str]:
    """What opens a page each, by the addresses that it opens."""
    return {
        "booking cancel_booking booking_calendar": scene.things["booking"].token,
        "survey": scene.things["holder"].token,
        "touch touch_thanks": scene.things["counter's screen"],
        "status_by_token": scene.files["check"].token,
    }


def address_of(name: str, token: str) -> str:
    """The address with ``token`` in it, whether it takes such a one or not."""
    return reverse(name, args=["huruf-acak"]).replace("huruf-acak", token)


def test_a_token_opens_its_own_pages_and_no_others(scene):
    for names, token in tokens(scene).items():
        opened = {name for name in ADDRESSES if scene.ask("nobody", address_of(name, token)).status_code == 200}
        assert opened == set(names.split())


def test_a_token_of_another_kind_moves_nothing(scene):
    before = traces()
    for names, token in tokens(scene).items():
        for name in {"cancel_booking", "survey", "touch"} - set(names.split()):
            fields = bodies.answers()(scene) | bodies.touch(scene)
            assert scene.ask("nobody", address_of(name, token), "POST", fields).status_code == 404, name
    assert changed(before, traces()) == []


def test_whoever_knows_a_bookings_token_cannot_book_in_its_name(scene):
    """Only what we have signed becomes a booking's token: of others a booking of its own comes."""
    others = scene.things["booking"]
    for nonce in (others.token, f"{others.token}:tanda-tangan", ""):
        with scene.undone():
            assert send(scene, "nobody", "book_consultation", nonce=nonce) == 302
            assert Booking.objects.latest("pk").token not in (others.token, nonce)
    with scene.undone():
        assert send(scene, "nobody", "book_consultation", nonce=TOKENS.sign("control")) == 302
        assert Booking.objects.latest("pk").token == "control"


def test_the_screen_of_who_no_longer_meets_people_is_dark(scene):
    row = row_of("touch")
    assert scene.ask("nobody", row.address(scene)).status_code == 200
    scene.people["counter"].roles.clear()
    before = traces()
    assert scene.ask("nobody", row.address(scene)).status_code == 404
    assert send(scene, "nobody", "touch") == 404
    assert changed(before, traces()) == []


# Fields no form has -------------------------------------------------------------------


def test_who_books_decides_nothing_but_what_is_asked(scene):
    forged = {"place": "9", "came": "True", "token": "punya-saya", "starts_at": "2026-01-01", "cancel_reason": "x"}
    assert send(scene, "nobody", "book_consultation", **forged) == 302
    booking, offer = Booking.objects.latest("pk"), scene.things["free slot"]
    assert (booking.hours_id, booking.starts_at, booking.place) == (offer.hours.pk, offer.slot.starts_at, 1)
    assert (booking.token, booking.came, booking.cancel_reason) == (bodies.TOKEN, None, "")


def test_a_permits_holder_answers_about_that_permit_and_today(scene):
    before = set(Answer.objects.values_list("pk", flat=True))
    forged = {"service": "lain", "permit_type": "1", "day": "2020-01-01", "way": "counter"}
    assert send(scene, "nobody", "survey", **forged) == 302
    answer = Answer.objects.exclude(pk__in=before).get()
    assert (answer.permit_type.slug, answer.day, answer.way) == ("siup", local_today(), Way.LINK)


def test_days_that_are_not_on_the_page_get_no_visitors(scene):
    day = bodies.today()
    others = (day + bodies.A_DAY, day - 40 * bodies.A_DAY, datetime.date(2999, 1, 1))
    assert send(scene, "counter", "counter_visits", **{f"orang-{other}": "7" for other in others}) == 302
    assert not CounterVisits.objects.filter(day__in=others).exists()
    assert CounterVisits.objects.get(day=day).entered_by == scene.people["counter"]


def test_an_evaluation_is_settled_by_its_own_button_only(scene):
    forged = {"settled_at": "2026-01-01", "settled_by": "1", "figures": "{}", "quarter": str(SETTLED)}
    assert send(scene, "koordinator", "evaluation", **forged) == 302
    kept = Evaluation.objects.get(year=YEAR, quarter=WRITTEN)
    assert (kept.settled_at, kept.findings) == (None, "Kunjungan naik lagi.")


def test_what_was_seen_of_another_evaluation_settles_none(scene):
    before = traces()
    others = bodies.seen("settled evaluation")(scene)
    assert send(scene, "koordinator", "settle_evaluation", **others) == 409
    assert changed(before, traces()) == []


def test_an_evaluation_changed_after_it_was_read_is_not_settled(scene):
    seen = bodies.seen("written evaluation")(scene)
    assert send(scene, "head", "evaluation") == 302
    before = traces()
    assert send(scene, "koordinator", "settle_evaluation", **seen) == 409
    assert changed(before, traces()) == []


@pytest.mark.parametrize("word", ["", "mungkin", "True", "1"])
def test_a_mark_made_up_is_not_taken(scene, word):
    before = traces()
    assert send(scene, "counter", "mark_booking", datang=word) == 302
    assert changed(before, traces()) == []
