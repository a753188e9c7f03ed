"""Whoever gets past the triggers and changes a bill, a payment or a report is found out by the chained record."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from permits import records, workflow
from permits.models import Attendee, Bill, Inspection, InspectionPhoto, LegalCheck, Payment, Work
from permits.tests.till_steps import at_work, bill_of, pay
from permits.triggers import remove
from testkit.story import advance

REPORTED = Inspection.objects.filter(reported_at__isnull=False)
ENDED = Bill.objects.filter(cancelled_at__isnull=False)
VOIDED = Payment.objects.filter(voided_at__isnull=False)
PAID = Payment.objects.filter(voided_at__isnull=True)


@pytest.fixture
def finished(applicant, long_staff):
    """Reported, corrected, billed, disputed, billed anew, paid, voided, paid again and handed over."""
    application = at_work(applicant, long_staff, Work.REVIEW)
    report = application.inspections.get()
    payload = {"confirmed": True, "area": Decimal("80"), "indices": report.basis_indices, "basis_note": "Diukur ulang"}
    workflow.perform(application, "forward", by=long_staff["kasi"], payload=payload)
    advance(application, long_staff, to=Work.PAY)
    workflow.perform(application, "dispute", by=applicant, note="Luasnya kurang dari itu")
    advance(application, long_staff, to=Work.PAY)
    pay(application, long_staff["cashier"], channel="transfer", reference="TRF-1")
    workflow.perform(application, "void", by=long_staff["second_cashier"], note="Salah rekening")
    pay(application, long_staff["cashier"])
    advance(application, long_staff)
    return application


@pytest.fixture
def open_to_change(finished):
    """The same without the triggers, as for somebody who may switch them off."""
    remove(connection)
    return finished


CHANGES: dict[str, tuple[Any, dict[str, Any], str]] = {
    "amount of a bill": (Bill.objects, {"amount": 1}, "bill"),
    "number of a bill": (Bill.objects.filter(cancelled_at__isnull=True), {"number": "99999/SKRD/2026"}, "bill"),
    "why a bill ended": (ENDED, {"cancel_reason": "lain"}, "end of"),
    "amount of a payment": (Payment.objects, {"amount": 1}, "payment"),
    "channel of a payment": (PAID, {"channel": "qris", "reference": "1"}, "payment"),
    "moment of a payment": (PAID, {"received_at": timezone.now()}, "payment"),
    "number of a payment": (PAID, {"number": "999999/TBP/2026"}, "payment"),
    "why a payment was voided": (VOIDED, {"void_reason": "lain"}, "void of"),
    "a task order": (Inspection.objects, {"task_number": "99999/ST/2026"}, "area of"),
    "the day of a visit": (Inspection.objects, {"starts_at": timezone.now()}, "task order"),
    "a conclusion": (REPORTED, {"conclusion": "unfit"}, "report"),
    "the area at the site": (REPORTED, {"area": 9}, "report"),
    "the indices at the site": (REPORTED, {"indices": {}}, "report"),
    "the corrected area": (REPORTED, {"basis_area": 9}, "area of"),
    "the corrected indices": (REPORTED, {"basis_indices": {}}, "area of"),
    "why it was corrected": (REPORTED, {"basis_note": "lain"}, "area of"),
}


def first_misfit():
    """What the command says of the first row that does not fit."""
    errors = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_journey", stderr=errors)
    return errors.getvalue()


def test_an_untouched_long_journey_fits(finished):
    assert list(records.misfits()) == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_behind_the_back_of_the_journey_is_found(name, open_to_change):
    rows, change, what = CHANGES[name]
    assert rows.update(**change)
    assert f"application {open_to_change.pk}: the {what}" in first_misfit()


@pytest.mark.parametrize("rows", [PAID, VOIDED], ids=["paid", "voided"])
def test_a_payment_that_is_gone_is_missed(rows, open_to_change):
    number = rows.get().number
    rows.delete()
    assert f"the payment {number} is not" in "\n".join(records.misfits())


def test_a_payment_nobody_took_is_found(open_to_change):
    bill = ENDED.get()
    paid = PAID.get()
    Payment.objects.create(
        bill=bill,
        sequence=paid.sequence,
        number="000077/TBP/2026",
        amount=bill.amount,
        channel="cash",
        received_by=paid.received_by,
        received_at=paid.received_at,
    )
    assert "the payment 000077/TBP/2026" in first_misfit()


def test_both_chains_and_what_they_brought_about_cost_a_fixed_number_of_queries(
    finished, applicant, long_staff, django_assert_num_queries
):
    at_work(applicant, long_staff, Work.SETTLE)
    with django_assert_num_queries(7):
        assert list(records.misfits()) == []


# What the database refuses -------------------------------------------------------------


def test_nobody_joins_a_report_or_its_team_afterwards(finished, long_staff):
    inspection = REPORTED.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendee.objects.create(inspection=inspection, order=8, name="Orang lain", capacity="Tetangga")
    with pytest.raises(DatabaseError), transaction.atomic():
        inspection.team.add(long_staff["cashier"])
    with pytest.raises(DatabaseError), transaction.atomic():
        inspection.team.clear()


def test_no_photo_is_moved_into_a_report(finished, applicant, long_staff):
    waiting = at_work(applicant, long_staff, Work.INSPECT).inspections.get()
    photo = InspectionPhoto.objects.create(
        inspection=waiting,
        key="00000000-0000-4000-8000-000000000001",
        sha256="0" * 64,
        added_by=long_staff["inspector"],
        added_at=timezone.now(),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        InspectionPhoto.objects.filter(pk=photo.pk).update(inspection=REPORTED.get())


def test_the_legal_check_of_a_published_standard_stays(finished, long_staff):
    check = LegalCheck.objects.create(
        standard=finished.standard, by=long_staff["inspector"], at=timezone.now(), digest="0" * 64, approved=True
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalCheck.objects.filter(pk=check.pk).delete()


def test_control_without_the_triggers_all_of_it_goes_through(open_to_change, long_staff):
    inspection = REPORTED.get()
    inspection.team.add(long_staff["cashier"])
    inspection.team.clear()
    assert Attendee.objects.create(inspection=inspection, order=8, name="Orang lain", capacity="Tetangga").pk
    assert bill_of(open_to_change).amount
