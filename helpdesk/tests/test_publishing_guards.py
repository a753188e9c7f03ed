"""Nobody does more to a link than the page offers, and the page offers nothing that is refused; no step is skipped."""

import ast
import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from helpdesk import moves, publishing, upkeep
from helpdesk.models import Link, LinkMove, LinkVersion, Step
from helpdesk.moves import Action, Refused, Situation, newest_move, possible
from helpdesk.publishing import Material
from helpdesk.tests.link_states import DEEDS, STATES
from testkit.hub import OSS
from testkit.pages import fields_of
from testkit.story import make_user

pytestmark = pytest.mark.django_db

PEOPLE = ["koordinator", "konten", "layanan", "hukum", "admin", "loket", "kadis", "siti"]


@pytest.fixture
def everybody(team):
    """The team, somebody of the counter, the head of the office and an applicant."""
    others = {"loket": make_user("loket", "petugas_loket"), "kadis": make_user("kadis", "kepala_dinas")}
    return team | others | {"siti": make_user("siti")}


def situation_of(version):
    link = Link.objects.get(pk=version.link_id)
    return Situation(link, link.versions.exclude(step=Step.PUBLISHED).first())


def content_of(version):
    """All that is kept about a link, to see that nothing of it changed."""
    rows = [Link.objects.filter(pk=version.link_id), LinkVersion.objects.filter(link=version.link_id)]
    return [list(row.order_by("pk").values()) for row in rows] + [LinkMove.objects.count()]


# Who may do what, when ------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", list(Action))
def test_what_a_page_offers_is_exactly_what_can_be_done(everybody, internet, state, action):
    version = STATES[state](everybody)
    for name in PEOPLE:
        by = everybody[name]
        offered = action in possible(situation_of(version), by)
        before = content_of(version)
        try:
            with transaction.atomic():
                DEEDS[action](version, by)
                done = True
                raise Undone
        except Undone:
            pass
        except Refused:
            done = False
        assert done is offered, (state, action, name)
        assert content_of(version) == before


class Undone(Exception):
    """Takes back what a person did, for the next to try."""


EXPECTED = {
    ("collected", "hukum"): {"verify", "refuse"},
    ("collected", "konten"): {"collect"},
    ("collected", "layanan"): {"collect"},
    ("collected", "koordinator"): {"collect", "withdraw", "entrust", "regroup", "shift"},
    ("collected", "admin"): set(),
    ("refused", "hukum"): set(),
    ("refused", "konten"): {"collect"},
    ("verified", "konten"): {"collect", "write"},
    ("verified", "hukum"): set(),
    ("written", "konten"): {"collect", "write", "try"},
    ("written", "admin"): {"try"},
    ("written", "layanan"): {"collect"},
    ("tried", "konten"): {"collect", "write", "try"},
    ("tried", "koordinator"): {"collect", "write", "try", "publish", "withdraw", "entrust", "regroup", "shift"},
    ("turned away", "admin"): {"try", "vouch"},
    ("turned away", "koordinator"): {"collect", "write", "try", "withdraw", "entrust", "regroup", "shift"},
    ("turned away", "konten"): {"collect", "write", "try"},
    ("tried", "admin"): {"try"},
    ("published", "admin"): {"check"},
    ("published", "konten"): {"collect", "restore", "check", "review"},
    ("published", "hukum"): set(),
    ("published", "koordinator"): {
        *("collect", "restore", "check", "review", "withdraw", "feature", "entrust", "regroup", "shift"),
    },
    ("featured", "koordinator"): {
        *("collect", "restore", "check", "review", "withdraw", "unfeature", "entrust", "regroup", "shift"),
    },
    ("withdrawn", "koordinator"): {"collect", "restore", "entrust", "regroup"},
    ("revised", "hukum"): {"verify", "refuse"},
    ("revised", "konten"): {"collect", "check", "review"},
    ("published", "loket"): set(),
    ("tried", "kadis"): set(),
    ("tried", "siti"): set(),
}


@pytest.mark.parametrize(("state", "name"), EXPECTED)
def test_each_role_has_its_own_moves_at_each_step(everybody, state, name):
    version = STATES[state](everybody)
    assert possible(situation_of(version), everybody[name]) == EXPECTED[state, name]


# From outside ---------------------------------------------------------------------------


def post(client, user, version, action, **typed):
    """Send a form that no page offered, with the state of the link as it is now."""
    client.force_login(user)
    typed = {"seen": newest_move(version.link), **typed}
    return client.post(reverse(f"hub_link_{action}", args=[version.link_id]), typed)


VALID: dict[str, dict[str, Any]] = {
    "verify": {"note": "Cocok."},
    "refuse": {"note": "Keliru."},
    "write": {"title": "Judul", "summary": "Ringkasan."},
    "try": {},
    "vouch": {"note": "Halaman panduan terbuka tanpa masuk akun."},
    "check": {},
    "publish": {"review_on": "2026-12-01"},
    "restore": {"number": 1},
    "review": {"next_on": "2026-12-01"},
}


@pytest.mark.parametrize(
    ("state", "name", "action"),
    [
        ("collected", "koordinator", "publish"),
        ("collected", "konten", "write"),
        ("collected", "admin", "try"),
        ("refused", "hukum", "verify"),
        ("refused", "konten", "write"),
        ("verified", "konten", "try"),
        ("verified", "koordinator", "publish"),
        ("verified", "hukum", "verify"),
        ("verified", "hukum", "refuse"),
        ("written", "koordinator", "publish"),
        ("tried", "hukum", "verify"),
        ("published", "koordinator", "publish"),
        ("published", "konten", "write"),
        ("published", "admin", "try"),
        ("revised", "konten", "restore"),
        ("withdrawn", "koordinator", "review"),
        ("withdrawn", "koordinator", "withdraw"),
        ("written", "admin", "vouch"),
        ("verified", "admin", "vouch"),
        ("tried", "admin", "vouch"),
        ("written", "admin", "check"),
        ("withdrawn", "admin", "check"),
    ],
)
def test_a_step_is_not_skipped_and_not_made_twice(client, everybody, state, name, action):
    version = STATES[state](everybody)
    before = content_of(version)
    typed = VALID.get(action, {"note": "Salah."})
    assert post(client, everybody[name], version, action, **typed).status_code == 409
    assert content_of(version) == before


@pytest.mark.parametrize(
    ("state", "name", "action", "status"),
    [
        ("collected", "konten", "verify", 403),
        ("collected", "koordinator", "verify", 403),
        ("collected", "hukum", "collect", 403),
        ("verified", "layanan", "write", 403),
        ("written", "layanan", "try", 403),
        ("tried", "konten", "publish", 403),
        ("tried", "admin", "publish", 403),
        ("published", "layanan", "review", 403),
        ("published", "konten", "withdraw", 403),
        ("published", "konten", "feature", 403),
        ("turned away", "koordinator", "vouch", 403),
        ("turned away", "konten", "vouch", 403),
        ("turned away", "hukum", "vouch", 403),
        ("published", "layanan", "check", 403),
        ("published", "hukum", "check", 403),
        ("turned away", "loket", "vouch", 404),
        ("published", "siti", "check", 404),
        ("tried", "loket", "publish", 404),
        ("tried", "kadis", "publish", 404),
        ("tried", "siti", "publish", 404),
    ],
)
def test_a_role_does_not_do_what_is_another_ones(client, everybody, state, name, action, status):
    version = STATES[state](everybody)
    before = content_of(version)
    answer = post(client, everybody[name], version, action, **VALID.get(action, {}))
    assert answer.status_code == status
    assert content_of(version) == before


def test_the_author_does_not_verify_by_request_either(client, team):
    both = make_user("rangkap", "hukum", "konten")
    version = publishing.revise(STATES["collected"](team).link, Material("Edaran", OSS), by=both)
    answer = post(client, both, version, "verify")
    assert answer.status_code == 403
    assert "harus diverifikasi orang lain" in answer.content.decode()
    version.refresh_from_db()
    assert version.step == Step.COLLECTED


def test_the_database_refuses_an_author_who_verifies(team):
    version = STATES["collected"](team)
    change = {"verified_by": version.author, "step": Step.VERIFIED}
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkVersion.objects.filter(pk=version.pk).update(**change, verified_at=version.collected_at)


@pytest.mark.parametrize("step", ["verified", "written", "tried", "published"])
def test_the_database_refuses_a_step_without_verification(team, step):
    version = STATES["collected"](team)
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkVersion.objects.filter(pk=version.pk).update(step=step)


@pytest.mark.parametrize("state", ["verified", "written"])
def test_the_database_refuses_publication_of_what_was_not_tried(team, state):
    version = STATES[state](team)
    now = version.collected_at
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkVersion.objects.filter(pk=version.pk).update(
            step="published", published_by=team["koordinator"], published_at=now, visible_from=now
        )


def test_nobody_signed_in_is_sent_to_sign_in(client, team):
    version = STATES["collected"](team)
    answer = client.post(reverse("hub_link_verify", args=[version.link_id]), {})
    assert answer.status_code == 302
    assert answer.url.startswith("/masuk/")


@pytest.mark.parametrize("action", list(Action))
def test_moves_are_made_by_post_only(client, team, action):
    client.force_login(team["koordinator"])
    version = STATES["tried"](team)
    assert client.get(reverse(f"hub_link_{action}", args=[version.link_id])).status_code == 405


# What was seen --------------------------------------------------------------------------


def test_a_verification_of_material_that_was_exchanged_meanwhile_is_not_taken(client, team):
    version = STATES["collected"](team)
    seen = newest_move(version.link)
    publishing.revise(version.link, Material("Lain", "https://lain.go.id/"), by=team["layanan"])
    answer = post(client, team["hukum"], version, "verify", seen=seen, note="Cocok dengan edaran.")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "berubah sejak Anda membukanya" in text
    assert "Cocok dengan edaran." in text, "what was typed is kept"
    version.refresh_from_db()
    assert version.step == Step.COLLECTED


def test_control_without_the_comparison_the_exchanged_material_is_verified(client, team, monkeypatch):
    monkeypatch.setattr(moves, "compare", lambda link, newest: None)
    version = STATES["collected"](team)
    seen = newest_move(version.link)
    publishing.revise(version.link, Material("Lain", "https://lain.go.id/"), by=team["layanan"])
    assert post(client, team["hukum"], version, "verify", seen=seen).status_code == 302


def test_a_form_sent_twice_is_taken_once(client, team):
    version = STATES["verified"](team)
    seen = newest_move(version.link)
    assert post(client, team["konten"], version, "write", seen=seen, **VALID["write"]).status_code == 302
    again = post(client, team["konten"], version, "write", seen=seen, **VALID["write"])
    assert again.status_code == 409
    assert LinkMove.objects.filter(action="write").count() == 1


def test_what_was_typed_is_offered_again_for_the_state_that_is_here_now(client, team):
    version = STATES["verified"](team)
    seen = newest_move(version.link)
    upkeep.entrust(version.link, team["layanan"], by=team["koordinator"])
    answer = post(client, team["konten"], version, "write", seen=seen, title="Judul saya", summary="Ringkasan saya.")
    assert answer.status_code == 409
    fields = fields_of(answer, "kirim-write")
    assert fields["title"] == ["Judul saya"]
    assert client.post(reverse("hub_link_write", args=[version.link_id]), fields).status_code == 302


def test_what_the_portal_itself_found_makes_no_form_stale(client, team):
    version = STATES["published"](team)
    seen = newest_move(version.link)
    moves.record(version.link, "broken", None, version=version)
    answer = post(client, team["konten"], version, "review", seen=seen, next_on=_tomorrow())
    assert answer.status_code == 302


def _tomorrow():
    return (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize("seen", ["", "0", "-1", "x", "9" * 30])
def test_a_form_that_says_no_state_is_a_bad_request(client, team, seen):
    version = STATES["collected"](team)
    status = 409 if seen == "9" * 30 else 400
    assert post(client, team["hukum"], version, "verify", seen=seen).status_code == status


# The house --------------------------------------------------------------------------------


def writers_of_the_step(code):
    """Yield the lines of ``code`` that write the step of a version."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(attr="step", ctx=ast.Store()):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="update" | "create" | "update_or_create"), keywords=keywords):
                if any(keyword.arg == "step" for keyword in keywords):
                    yield node.lineno


def test_only_publishing_writes_the_step():
    rooms = ("helpdesk", "sipelaku", "permits", "tracking", "testkit")
    writers = [
        str(path.relative_to(settings.BASE_DIR))
        for room in rooms
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
        if path.name != "publishing.py" and not {"tests", "migrations"} & set(path.parts)
        if list(writers_of_the_step(path.read_text(encoding="utf-8")))
    ]
    assert writers == []


@pytest.mark.parametrize(
    "code",
    ["version.step = 'tried'", "LinkVersion.objects.filter(pk=1).update(step='tried')", "x.create(link=a, step=b)"],
)
def test_the_guard_sees_a_second_writer(code):
    assert list(writers_of_the_step(code)) == [1]


@pytest.mark.parametrize("code", ["version.step == 'tried'", "rows.filter(step='tried').update(link=1)", "steps = 1"])
def test_the_guard_lets_harmless_code_pass(code):
    assert list(writers_of_the_step(code)) == []
