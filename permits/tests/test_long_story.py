"""Izin Gangguan from filing to hand-over: inspection, retribution, payment, and what may go wrong on the way."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from permits import workflow
from permits.actions import available_actions, confirmed_payment, live_bill
from permits.demonstration import payload_for, report_of
from permits.models import Bill, Holder, Inspection, PaperKind, Payment, Status, Turn, Work
from permits.timeline import story_of
from permits.work.inspection import last_report
from testkit.story import advance, file_application, forward

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=WITA)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def filed(applicant, long_procedure):
    return file_application(applicant, slug="izin-gangguan")


def codes(application, person):
    return [action.code for action in available_actions(application, person)]


def test_an_izin_gangguan_goes_through_its_fifteen_stages(filed, long_staff):
    advance(filed, long_staff)
    assert filed.status == Status.COMPLETED
    moves = [row.from_stage.order for row in filed.transitions.select_related("from_stage")]
    assert moves == list(range(1, 16))
    assert {paper.kind for paper in filed.papers.all()} == set(PaperKind) - {PaperKind.CONTROL_SHEET}
    assert all(line.state == "done" for line in story_of(filed).lines)


def test_the_team_reports_and_the_record_says_so(filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    turn = Turn.objects.get(application=filed, closed_at__isnull=True)
    assert (turn.holder, turn.role_id) == (Holder.AGENCY, "tim_teknis")
    inspection = filed.inspections.get()
    assert inspection.leader == long_staff["inspector"]
    move = forward(filed, long_staff)
    inspection.refresh_from_db()
    assert inspection.report_sequence == move.sequence
    assert inspection.basis_area == Decimal("150.00")
    assert move.details == {
        "task_number": inspection.task_number,
        "conclusion": "fit",
        "measured": {"area": "150", "indices": inspection.indices},
    }


def test_the_bill_follows_the_tariff_and_nobody_types_it(filed, long_staff):
    """100 m² × 2000 + 50 m² × 1500 = 275,000; indices 1 × 1 × 1."""
    advance(filed, long_staff, to=Work.PAY)
    bill = live_bill(filed)
    assert bill.amount == 275_000
    assert bill.number.endswith("/SKRD/" + str(bill.issued_at.astimezone(WITA).year))
    assert filed.transitions.last().details == {"bill": bill.number, "amount": 275_000}
    turn = Turn.objects.get(application=filed, closed_at__isnull=True)
    assert (turn.holder, turn.due_at) == (Holder.APPLICANT, None)


@pytest.mark.parametrize("amount", [None, 0, 274_999, 275_001, -275_000, "275000"])
def test_a_payment_of_another_amount_is_refused_and_changes_nothing(filed, long_staff, amount):
    advance(filed, long_staff, to=Work.PAY)
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(filed, "forward", by=long_staff["cashier"], payload={"amount": amount, "channel": "cash"})
    assert "Rp275.000" in refused.value.errors["amount"]
    assert not Payment.objects.exists()
    assert filed.stage.work == Work.PAY


@pytest.mark.parametrize("channel", ["transfer", "qris", "edc"])
def test_money_that_is_not_cash_needs_its_reference(filed, long_staff, channel):
    advance(filed, long_staff, to=Work.PAY)
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(filed, "forward", by=long_staff["cashier"], payload={"amount": 275_000, "channel": channel})
    assert set(refused.value.errors) == {"reference"}


def test_the_applicant_pays_but_the_cashier_records_it(filed, applicant, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    assert codes(filed, applicant) == ["dispute", "withdraw"]
    assert codes(filed, long_staff["cashier"]) == ["forward"]
    with pytest.raises(workflow.NotAllowed):
        workflow.perform(filed, "forward", by=applicant, payload={"amount": 275_000, "channel": "cash"})


def test_the_applicant_receives_but_the_counter_records_it(filed, applicant, long_staff):
    advance(filed, long_staff, to=Work.HAND_OVER)
    turn = Turn.objects.get(application=filed, closed_at__isnull=True)
    assert (turn.holder, turn.role_id) == (Holder.OFFICE, "petugas_loket")
    assert codes(filed, applicant) == []
    assert codes(filed, long_staff["counter"]) == ["forward"]


def test_a_disputed_amount_goes_back_to_the_verification_of_the_resume(filed, applicant, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    first = live_bill(filed)
    workflow.perform(filed, "dispute", by=applicant, note="Luasnya hanya 80 meter persegi.")
    assert (filed.stage.order, filed.stage.work) == (6, Work.REVIEW)
    first.refresh_from_db()
    assert first.cancel_reason == "Luasnya hanya 80 meter persegi."
    assert live_bill(filed) is None
    corrected = {"confirmed": True, "area": Decimal(80), "indices": {"zone": 0, "road": 0, "disturbance": 0}}
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(filed, "forward", by=long_staff["kasi"], payload=corrected)
    assert set(refused.value.errors) == {"basis_note"}
    corrected["basis_note"] = "Diukur ulang bersama pemohon."
    move = workflow.perform(filed, "forward", by=long_staff["kasi"], payload=corrected)
    assert move.details["area"] == "80"
    forward(filed, long_staff)
    assert live_bill(filed).amount == 160_000
    assert Bill.objects.filter(application=filed).count() == 2
    assert last_report(filed).area == Decimal("150.00")


def test_a_void_needs_a_second_cashier_and_goes_back_to_the_till(filed, long_staff):
    advance(filed, long_staff, to=Work.SETTLE)
    assert "void" not in codes(filed, long_staff["cashier"])
    with pytest.raises(workflow.NotAllowed):
        workflow.perform(filed, "void", by=long_staff["cashier"], note="Salah berkas")
    workflow.perform(filed, "void", by=long_staff["second_cashier"], note="Salah berkas")
    assert filed.stage.work == Work.PAY
    assert confirmed_payment(filed) is None
    forward(filed, long_staff)
    assert Payment.objects.filter(bill__application=filed).count() == 2
    assert len(set(Payment.objects.values_list("number", flat=True))) == 2


def test_nothing_is_voided_after_the_signature(filed, long_staff):
    advance(filed, long_staff, to=Work.ARCHIVE)
    assert "void" not in codes(filed, long_staff["second_cashier"])


@pytest.mark.parametrize(("action", "person"), [("withdraw", "applicant"), ("dispute", "applicant")])
def test_an_unpaid_bill_ends_with_the_file(filed, applicant, long_staff, action, person):
    advance(filed, long_staff, to=Work.PAY)
    workflow.perform(filed, action, by=applicant, note="Tidak jadi")
    assert live_bill(filed) is None


def test_an_unfit_site_is_not_forwarded_but_rejected(filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    report = payload_for(filed)
    report["report"]["conclusion"] = "unfit"
    workflow.perform(filed, "forward", by=long_staff["inspector"], payload=report)
    forward(filed, long_staff)
    with pytest.raises(workflow.Incomplete):
        forward(filed, long_staff)
    workflow.perform(filed, "reject", by=long_staff["kasi"], note="Lokasi tidak memenuhi syarat.")
    assert filed.status == Status.REJECTED


def test_an_inspection_is_moved_with_a_reason_and_a_new_task_order(filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    first = filed.inspections.get()
    plan = {
        "starts_at": first.starts_at + datetime.timedelta(hours=3),
        "ends_at": first.ends_at + datetime.timedelta(hours=3),
        "team": [long_staff["inspector"].pk],
        "leader": long_staff["inspector"].pk,
        "place": first.place,
    }
    workflow.perform(filed, "reschedule", by=long_staff["scheduler"], note="Hujan lebat", payload=plan)
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert filed.stage.work == Work.INSPECT
    assert Inspection.objects.get(application=filed, cancelled_at__isnull=True).task_number != first.task_number
    assert filed.papers.filter(kind=PaperKind.TASK_ORDER).count() == 2


def test_the_clock_stands_still_while_the_payer_has_the_bill(applicant, long_staff):
    application = file_application(applicant, slug="izin-gangguan", at=MONDAY)
    at = MONDAY
    while application.stage.work != Work.PAY:
        at += HOUR if application.stage.work != Work.INSPECT else 24 * HOUR
        forward(application, long_staff, at=at)
    paid_at = at + datetime.timedelta(days=1)
    before = {line.stage.order: line.due_at for line in story_of(application, at).lines}
    forward(application, long_staff, at=paid_at)
    after = {line.stage.order: line.due_at for line in story_of(application, paid_at).lines}
    assert before[8] is None
    assert before[9] < after[9]
    assert application.turns.get(closed_at__isnull=True).due_at == after[9]


def test_a_report_without_what_the_tariff_needs_is_refused(filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    report = report_of(filed, filed.filed_at) | {"area": Decimal(0), "indices": {"zone": 9}, "attendees": []}
    report |= {"findings": " ", "conclusion": "maybe"}
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(filed, "forward", by=long_staff["inspector"], payload={"report": report})
    assert set(refused.value.errors) >= {
        "area", "index-zone", "index-road", "index-disturbance", "attendees", "findings", "conclusion",
    }  # fmt: skip
    assert not filed.inspections.filter(reported_at__isnull=False).exists()


def test_an_officer_does_not_inspect_twice_at_the_same_time(filed, other_applicant, long_staff):
    advance(filed, long_staff, to=Work.SCHEDULE)
    plan = payload_for(filed)
    forward(filed, long_staff)
    other = file_application(other_applicant, slug="izin-gangguan")
    advance(other, long_staff, to=Work.SCHEDULE)
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(other, "forward", by=long_staff["scheduler"], payload=plan)
    assert "Sudah bertugas" in refused.value.errors["team"]
    forward(other, long_staff)
    assert other.inspections.get().starts_at >= filed.inspections.get().ends_at


def test_a_cashiers_own_application_is_paid_by_a_colleague(long_staff):
    own = file_application(long_staff["cashier"], slug="izin-gangguan")
    others = {name: user for name, user in long_staff.items() if name != "cashier"}
    advance(own, others, to=Work.PAY)
    assert "forward" not in codes(own, long_staff["cashier"])
    assert "forward" in codes(own, long_staff["second_cashier"])
