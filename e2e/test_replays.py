"""The same thing sent twice, out of turn, or after power was taken away: it counts once, or not at all."""

from __future__ import annotations

import pytest
from django.test import Client

from e2e import bodies
from e2e.addresses import TABLE
from permits.models import Application, Permit, Transition
from testkit.story import PASSWORD

pytestmark = pytest.mark.django_db

# Each form is sent by who may, and sent again as it was; the second answer is not the first one's success.
REPLAYED = [
    ("apply_step step 5", "owner", 302),
    ("application_correct", "owner", 302),
    ("application_withdraw", "owner", 302),
    ("desk_application check", "counter", 409),
    ("desk_application prepare", "entry", 409),
    ("desk_application verify", "kasi", 409),
    ("desk_application correct", "kabid", 409),
    ("desk_application archive", "archive", 409),
    ("desk_application compare", "counter", 409),
    ("desk_application hand_over", "counter", 409),
    ("desk_sign by the head alone", "head", 200),
    ("desk_decide return", "counter", 409),
    ("desk_decide send_back", "kasi", 409),
    ("desk_decide reject", "kasi", 409),
    ("desk_decide cancel", "counter", 409),
    ("desk_decide revoke", "head", 409),
]


def moves() -> int:
    return Transition.objects.count()


def row_of(name: str):
    return next(row for row in TABLE if str(row) == name)


def test_the_same_form_sent_again_moves_a_file_once(scene):
    for name, person, answered in REPLAYED:
        row, before = row_of(name), moves()
        with scene.undone():
            address, body, again = row.address(scene), row.body(scene), row.body(scene)
            assert scene.ask(person, address, "POST", body).status_code in (200, 302), name
            assert moves() == before + 1, name
            assert scene.ask(person, address, "POST", again).status_code == answered, name
            assert moves() == before + 1, name


def test_every_form_that_moves_a_file_is_replayed():
    moving = {str(row) for row in TABLE if row.moves and row.name.startswith(("desk_application", "desk_decide"))}
    assert moving - {name for name, _person, _status in REPLAYED} == {"desk_application an officer's own"}


def test_what_was_decided_on_an_old_page_does_not_count(scene):
    for version in (0, 1, 99):
        before = moves()
        fields = bodies.reading("verify")(scene) | {"version": str(version)}
        answer = scene.ask("kasi", row_of("desk_application verify").address(scene), "POST", fields)
        assert answer.status_code == 409
        assert moves() == before


@pytest.mark.parametrize(
    "forged",
    [
        {"stage": "9", "stage_id": "9", "to": "completed", "status": "completed", "goal": "completed"},
        {"action": "sign", "work": "sign", "role": "kepala_dinas", "signed_at": "2026-01-01", "number": "1"},
        {"by": "1", "officer": "1", "applicant": "1", "handed_over_at": "2026-01-01", "received_by": "Siapa saja"},
    ],
)
def test_fields_made_up_skip_no_stage(scene, forged):
    application = scene.files["check"]
    fields = bodies.checklist("check")(scene) | forged
    assert scene.ask("counter", row_of("desk_application check").address(scene), "POST", fields).status_code == 302
    application.refresh_from_db()
    assert (application.status, application.stage.work) == ("in_process", "prepare")
    assert not Permit.objects.filter(application=application).exists()


def test_a_later_stages_form_finishes_no_earlier_stage(scene):
    """The counter, who holds the first stage and the last, sends the last one's form for a file at the first."""
    before = moves()
    fields = {"version": str(scene.files["check"].version), "received_by": "Siti Rahmawati", "confirmed": "on"}
    answer = scene.ask("counter", row_of("desk_application check").address(scene), "POST", fields)
    assert (answer.status_code, moves()) == (422, before)


def test_what_waits_at_another_stage_is_not_signed(scene):
    for stage in ("check", "verify", "archive", "completed"):
        before = moves()
        file = scene.files[stage]
        fields = {"file": f"{file.number}:{file.version}", "confirm": "1", "password": PASSWORD}
        assert scene.ask("head", "/petugas/tanda-tangan/", "POST", fields).status_code == 200
        assert moves() == before


def test_answers_made_up_change_nothing_but_what_was_asked(scene):
    """A returned file opens two items; a third sent along is not taken, nor are columns of the database."""
    returned = scene.files["returned"]
    fields = bodies.mended(scene) | {"answer-nik": "6471054507900002", "status": "completed", "version": "77"}
    assert scene.ask("owner", row_of("application_correct").address(scene), "POST", fields).status_code == 302
    kept = Application.objects.get(pk=returned.pk)
    assert kept.answers == returned.answers | {"goods": "Beras, gula, dan minyak goreng"}
    assert (kept.status, kept.version) == ("in_process", returned.version + 1)


# Power taken away ---------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["roles", "account"])
def test_power_taken_away_ends_the_session_before_the_next_page(scene, loss):
    counter = scene.people["counter"]
    assert scene.ask("counter", "/petugas/").status_code == 200
    if loss == "roles":
        counter.roles.clear()
    else:
        type(counter).objects.filter(pk=counter.pk).update(is_active=False)
    before = moves()
    row = row_of("desk_application check")
    for method, address, body in (("GET", "/petugas/", None), ("POST", row.address(scene), row.body(scene))):
        answer = scene.ask("counter", address, method, body)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/masuk/")
    assert moves() == before


def test_a_form_without_its_token_is_refused_on_a_page_in_indonesian(scene):
    before = moves()
    for row in [row for row in TABLE if row.moves and row.method == "POST"]:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(scene.people[row.moves[0]])
        answer = browser.post(row.address(scene), row.body(scene))
        assert answer.status_code == 403, str(row)
        assert "Halaman sudah kedaluwarsa" in answer.content.decode()
    assert moves() == before
