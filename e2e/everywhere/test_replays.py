"""The same thing sent twice, out of turn, or after power was taken away: it counts once, or not at all."""

from __future__ import annotations

import pytest
from django.test import Client

from e2e import bodies
from e2e.scene import changed, traces
from e2e.table import TABLE
from helpdesk.moves import Action
from permits.models import Application, Permit, Transition
from permits.parts import Part
from testkit.story import PASSWORD

pytestmark = pytest.mark.django_db

# What the same form gets when it is sent again as it was, by the address's name.
ANSWERED = {
    "apply": 302,
    "apply_step": 302,
    "apply_discard": 404,
    "application_correct": 302,
    "application_withdraw": 302,
    "application_dispute": 302,
    "desk_application": 409,
    "desk_decide": 409,
    "desk_sign": 200,
    "inspection_reschedule": 409,
    "site_report": 302,
    "site_photos": 200,
    "cashier_bill": 302,
    "cashier_void": 302,
    "cashier_close": 302,
    "editor_new_type": 422,
    "editor_legal_check": 302,
    "editor_publish": 409,
    "editor_retire": 302,
    "editor_discard": 404,
    "hub_link_new": 302,
    **dict.fromkeys((f"hub_link_{action}" for action in Action), 409),
    "hub_announcement_new": 302,
    "hub_announcement": 302,
    "hub_announcement_withdraw": 302,
    "hub_groups": 422,
    "hub_group": 302,
    "hub_settings": 302,
    "hub_campaign_new": 422,
    "hub_campaign": 302,
    "hub_campaign_change": 409,
    "hub_retarget": 409,
    "ask": 302,
    "staff_question": 302,
    "staff_question_close": 409,
    "common_question_new": 302,
    "common_question": 302,
    "number_new": 422,
    "number": 302,
    "number_remove": 404,
    "book_consultation": 302,
    "cancel_booking": 302,
    "mark_booking": 302,
    "cancel_booking_by_office": 409,
    "cancel_consultation_day": 409,
    "consultation_hours": 422,
    "change_consultation_hours": 302,
    "survey": 409,
    "touch": 302,
    "end_touch_screens": 302,
    "counter_visits": 302,
    "evaluation": 302,
    "settle_evaluation": 409,
    "follow_up": 302,
}
# Saving again what is unsent is no replay: these may be sent as often as one likes.
SAVED_AGAIN = {
    "apply walk-in",
    "apply new",
    *(f"apply_step step {number}" for number in range(1, 5)),
    *(f"apply_step {which}" for which in ("walk-in", "together")),
    *(f"apply_step {kind} step 1" for kind in ("amendment", "reregistration", "renewal")),
    "upload_start",
    # One place further each time.
    *("hub_link_shift", "hub_group_order", "common_question_move", "number_move"),
    # Another code for another visitor.
    "survey_counter",
    "survey_desk",
    # Takes the next file that waits.
    "desk_take",
    # Begins another draft, and drafts may be thrown away.
    "editor_begin",
    "editor_change_type",
    "editor_standings",
    *(f"editor_part {part}" for part in Part.values),
}


def moves() -> int:
    return Transition.objects.count()


def row_of(name: str):
    return next(row for row in TABLE if str(row) == name)


def test_the_same_form_sent_again_changes_nothing(scene):
    faults = {}
    for row in [row for row in TABLE if row.moves and row.method == "POST" and str(row) not in SAVED_AGAIN]:
        with scene.undone():
            address, body, again = row.address(scene), row.body(scene), row.body(scene)
            assert scene.ask(row.moves[0], address, "POST", body).status_code in (200, 201, 302), str(row)
            before = traces()
            status = scene.ask(row.moves[0], address, "POST", again).status_code
            if (left := changed(before, traces())) or status != ANSWERED[row.name]:
                faults[str(row)] = f"{status}, leaves {left}"
    assert not faults, str(faults)


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


# Money and reports --------------------------------------------------------------------


def test_a_bill_paid_at_one_till_is_not_paid_at_the_other(scene):
    row = row_of("cashier_bill")
    fields = row.body(scene)
    assert scene.ask("cashier", row.address(scene), "POST", fields).status_code == 302
    before = traces()
    assert scene.ask("second_cashier", row.address(scene), "POST", fields).status_code == 302
    assert changed(before, traces()) == []


@pytest.mark.parametrize(
    ("forged", "answered"),
    [
        ({"version": "0"}, 409),
        ({"version": "99"}, 409),
        ({"amount": "1"}, 422),
        ({"amount": ""}, 422),
        ({"channel": "transfer"}, 422),
        ({"channel": "barter"}, 422),
        ({"cash_given": "1"}, 422),
    ],
)
def test_a_payment_made_up_is_not_taken(scene, forged, answered):
    row, before = row_of("cashier_bill"), traces()
    assert scene.ask("cashier", row.address(scene), "POST", row.body(scene) | forged).status_code == answered
    assert changed(before, traces()) == []


def test_what_a_cashier_makes_up_about_a_payment_is_passed_over(scene):
    row, bill = row_of("cashier_bill"), scene.things["bill"]
    forged = {
        "received_by": str(scene.people["second_cashier"].pk),
        "number": "9/TBP/2026",
        "received_at": "2026-01-01",
    }
    assert scene.ask("cashier", row.address(scene), "POST", row.body(scene) | forged).status_code == 302
    payment = bill.payments.get()
    assert (payment.received_by, payment.amount) == (scene.people["cashier"], bill.amount)
    assert payment.number != "9/TBP/2026"


def test_a_day_closed_on_an_old_page_does_not_count(scene):
    row = row_of("cashier_close")
    fields = row.body(scene)
    paid = row_of("cashier_bill")
    assert scene.ask("cashier", paid.address(scene), "POST", paid.body(scene)).status_code == 302
    before = traces()
    assert scene.ask("second_cashier", row.address(scene), "POST", fields).status_code == 409
    assert changed(before, traces()) == []


def test_the_report_of_one_site_is_not_sent_as_that_of_another(scene):
    row, seen = row_of("site_report"), scene.files["seen"].inspections.get()
    before = traces()
    for key in (str(seen.report_key), "", "bukan-kunci"):
        fields = row.body(scene) | {"report_key": key}
        assert scene.ask("inspector", row.address(scene), "POST", fields).status_code == 422, key
    assert changed(before, traces()) == []


def test_a_photo_of_one_site_is_not_shown_in_the_report_of_another(scene):
    row, before = row_of("site_report"), traces()
    fields = row.body(scene) | {"photo": str(scene.things["photo"].key)}
    assert scene.ask("inspector", row.address(scene), "POST", fields).status_code == 422
    assert changed(before, traces()) == []


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
        if row.moves[0] != "nobody":
            browser.force_login(scene.people[row.moves[0]])
        answer = browser.post(row.address(scene), row.body(scene))
        assert answer.status_code == 403, str(row)
        assert "Halaman sudah kedaluwarsa" in answer.content.decode()
    assert moves() == before
