"""Every situation, every action, every person: what the table does not allow is refused and leaves no row."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from permits import workflow
from permits.actions import ACTIONS, available_actions
from permits.demonstration import plan_for
from permits.models import (
    Application,
    Bill,
    Inspection,
    Payment,
    Permit,
    Status,
    Transition,
    Turn,
    Verdict,
    Work,
)
from testkit.story import advance, attach, file_application, make_draft, payload_for

CASHIERS = {"cashier", "second_cashier"}
# Situations of the long procedure that have no kind of work of their own, and the work that leads there.
LONG: dict[str, str] = {
    "paid and drafted": Work.VERIFY,
    "signed and paid": Work.ARCHIVE,
    "received by the applicant": Work.HAND_OVER,
    **{work: work for work in (
        Work.SCHEDULE, Work.INSPECT, Work.RESUME, Work.REVIEW, Work.ASSESS, Work.PAY, Work.SETTLE,
    )},
}  # fmt: skip
# Situation -> action -> who may; written out by hand, apart from the code it judges.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"submit": {"applicant"}},
    Work.SCHEDULE: {"forward": {"scheduler"}, "withdraw": {"applicant"}},
    Work.INSPECT: {"forward": {"inspector"}, "reschedule": {"scheduler"}, "withdraw": {"applicant"}},
    Work.RESUME: {"forward": {"entry"}, "withdraw": {"applicant"}},
    Work.REVIEW: {"forward": {"kasi"}, "reject": {"kasi"}, "withdraw": {"applicant"}},
    Work.ASSESS: {"forward": CASHIERS, "send_back": CASHIERS, "withdraw": {"applicant"}},
    Work.PAY: {"forward": CASHIERS, "dispute": {"applicant"}, "withdraw": {"applicant"}},
    # The first cashier took the payment, so only the second may void it.
    Work.SETTLE: {"forward": CASHIERS, "void": {"second_cashier"}, "withdraw": {"applicant"}},
    "paid and drafted": {
        "forward": {"kabid"},
        "send_back": {"kabid"},
        "reject": {"kabid"},
        "void": {"second_cashier"},
        "withdraw": {"applicant"},
    },
    "signed and paid": {"forward": {"archive"}},
    "received by the applicant": {"forward": {"counter"}},
    Work.CHECK: {"forward": {"counter"}, "return": {"counter"}, "withdraw": {"applicant"}},
    Work.PREPARE: {"forward": {"entry"}, "withdraw": {"applicant"}},
    Work.VERIFY: {"forward": {"kasi"}, "send_back": {"kasi"}, "reject": {"kasi"}, "withdraw": {"applicant"}},
    Work.CORRECT: {"forward": {"kabid"}, "send_back": {"kabid"}, "reject": {"kabid"}, "withdraw": {"applicant"}},
    Work.SIGN: {"forward": {"head"}, "send_back": {"head"}, "reject": {"head"}, "withdraw": {"applicant"}},
    Work.ARCHIVE: {"forward": {"archive"}},
    Work.COMPARE: {"forward": {"counter"}, "cancel": {"counter"}},
    Work.HAND_OVER: {"forward": {"counter"}},
    "returned": {"resubmit": {"applicant"}, "withdraw": {"applicant"}},
    "completed": {"revoke": {"head"}},
    "rejected": {},
    "withdrawn": {},
    "cancelled": {},
    "revoked": {},
}


@pytest.fixture
def people(applicant, other_applicant, long_staff, stranger) -> dict[str, Any]:
    return {
        "applicant": applicant,
        "other applicant": other_applicant,
        "stranger": stranger,
        "signed out": AnonymousUser(),
        **long_staff,
    }


@pytest.fixture
def bring_to(applicant, staff, long_staff) -> Callable[[str], Application]:
    """An application brought into a situation by the moves that lead there."""

    def bring(situation: str) -> Application:
        if situation == "draft":
            return make_draft(applicant)
        if situation in LONG:
            application = file_application(applicant, slug="izin-gangguan")
            advance(application, long_staff, to=LONG[situation])
            return application
        application = file_application(applicant)
        if situation == "withdrawn":
            workflow.perform(application, "withdraw", by=applicant, note="Tidak jadi")
        elif situation == "returned":
            workflow.perform(
                application, "return", by=staff["counter"], note="KTP", payload=payload(application, "return")
            )
        elif situation == "rejected":
            advance(application, staff, to=Work.VERIFY)
            workflow.perform(application, "reject", by=staff["kasi"], note="Tidak memenuhi syarat")
        elif situation == "cancelled":
            advance(application, staff, to=Work.COMPARE)
            workflow.perform(
                application, "cancel", by=staff["counter"], note="Beda", payload=payload(application, "cancel")
            )
        elif situation in ("completed", "revoked"):
            advance(application, staff)
            if situation == "revoked":
                workflow.perform(application, "revoke", by=staff["head"], note="Keterangan tidak benar")
        else:
            advance(application, staff, to=situation)
        return application

    return bring


def payload(application: Application, action: str) -> dict[str, Any]:
    """What the move demands, so that only the table can refuse it."""
    given = payload_for(application) if application.stage else {}
    if action == "reschedule":
        return plan_for(application, timezone.now())
    if action == "return":
        given["verdicts"] = {**given.get("verdicts", {}), "ktp": ("unreadable", "Foto ulang.")}
    if action == "cancel":
        given["verdicts"] = {**given.get("verdicts", {}), "ktp": ("mismatch", "Nama berbeda.")}
    return given


@pytest.mark.parametrize("situation", ALLOWED)
def test_only_the_table_of_actions_moves_an_application(situation, bring_to, people):
    application = bring_to(situation)
    if LONG.get(situation, situation) == Work.ARCHIVE:
        application.papers.filter(kind="permit").update(file="p.pdf", sha256="0" * 64, rendered_at=application.filed_at)
    if situation == "returned":
        attach(application, "ktp", by=people["applicant"])
    for action in ACTIONS:
        for name, person in people.items():
            if name in ALLOWED[situation].get(action.code, set()):
                assert action in available_actions(application, person), (action.code, name)
                assert_moves(application, action.code, person)
            else:
                assert action not in available_actions(application, person), (action.code, name)
                assert_refused(application, action.code, person)


def assert_moves(application: Application, action: str, person: Any) -> None:
    """The move goes through; then it is rolled back, so that the next person meets the same situation."""
    with transaction.atomic():
        row = workflow.perform(application, action, by=person, note="Alasan", payload=payload(application, action))
        assert row.action == action
        assert application.version == row.sequence
        transaction.set_rollback(True)
    application.refresh_from_db()


def assert_refused(application: Application, action: str, person: Any) -> None:
    before = snapshot(application)
    with pytest.raises(workflow.NotAllowed):
        workflow.perform(application, action, by=person, note="Alasan", payload=payload(application, action))
    assert snapshot(application) == before


def snapshot(application: Application) -> tuple[Any, ...]:
    rows = [
        model.objects.filter(**{path: application}).count()
        for model, path in (
            (Transition, "application"),
            (Turn, "application"),
            (Verdict, "turn__application"),
            (Permit, "application"),
            (Inspection, "application"),
            (Bill, "application"),
            (Payment, "bill__application"),
        )
    ]
    return (*rows, Application.objects.filter(pk=application.pk).values().get())


def test_the_table_names_every_situation_a_filed_application_can_be_in():
    assert {Status.DRAFT, Status.RETURNED, Status.COMPLETED, Status.REJECTED, Status.WITHDRAWN, Status.CANCELLED,
            Status.REVOKED, Status.IN_PROCESS} == set(Status)  # fmt: skip
    assert set(ALLOWED) >= (set(Status) - {Status.IN_PROCESS}) | (set(Work) - {Work.FILE, Work.RECORD})


def test_an_officer_may_not_decide_on_a_file_of_their_own(staff):
    own = file_application(staff["counter"])
    assert [action.code for action in available_actions(own, staff["counter"])] == ["withdraw"]


def test_a_walk_ins_corrections_are_sent_by_any_officer_of_the_counter(staff, people):
    draft = make_draft(staff["counter"])
    Application.objects.filter(pk=draft.pk).update(applicant=None)
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=staff["counter"])
    workflow.perform(draft, "return", by=staff["counter"], note="KTP", payload=payload(draft, "return"))
    assert "resubmit" in [action.code for action in available_actions(draft, staff["counter"])]
    assert available_actions(draft, people["applicant"]) == []
