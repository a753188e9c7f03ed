"""The database itself refuses to change what was reported, billed, paid and closed."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from permits import workflow
from permits.models import (
    Attendee,
    Bill,
    Closing,
    Inspection,
    InspectionPhoto,
    LegalCheck,
    Payment,
    TariffIndex,
    TariffStep,
    Work,
)
from permits.triggers import remove
from testkit.story import advance, file_application


@pytest.fixture
def finished(applicant, long_staff):
    """Paid, voided, paid again and closed, with a photo from the site and a legal check."""
    application = file_application(applicant, slug="izin-gangguan")
    advance(application, long_staff, to=Work.INSPECT)
    inspector, now = long_staff["inspector"], timezone.now()
    InspectionPhoto.objects.create(
        inspection=application.inspections.get(), key=uuid.uuid4(), sha256="0" * 64, added_by=inspector, added_at=now
    )
    advance(application, long_staff, to=Work.SETTLE)
    workflow.perform(application, "void", by=long_staff["second_cashier"], note="Salah")
    advance(application, long_staff)
    closing = Closing.objects.create(
        number="00001/TK/2026", closed_at=now, closed_by=long_staff["cashier"], total=1, counted_cash=1
    )
    Payment.objects.filter(voided_at__isnull=True).update(closing=closing)
    LegalCheck.objects.create(standard=application.standard, by=inspector, at=now, digest="0" * 64, approved=True)
    return application


def other_closing() -> Closing:
    first = Closing.objects.get()
    return Closing.objects.create(
        number="00002/TK/2026", closed_at=first.closed_at, closed_by=first.closed_by, total=1, counted_cash=1
    )


CHANGES: list[tuple[Any, dict[str, Any]]] = [
    (Inspection, {"findings": "lain"}),
    (Inspection, {"area": 9}),
    (Inspection, {"conclusion": "unfit"}),
    (InspectionPhoto, {"caption": "lain"}),
    (Attendee, {"name": "Orang lain"}),
    (Bill, {"amount": 1}),
    (Bill, {"calculation": {}}),
    (Bill, {"payment_code": "1"}),
    (Payment, {"amount": 1}),
    (Payment, {"channel": "edc", "reference": "1"}),
    (Closing, {"total": 2}),
    (LegalCheck, {"approved": False}),
    (TariffIndex, {"name": "lain"}),
    (TariffStep, {"rate": 1}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES, ids=lambda value: getattr(value, "__name__", str(value)[:25]))
def test_a_kept_row_refuses_the_change(model, change, finished):
    assert model.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", [Inspection, InspectionPhoto, Attendee, Bill, Payment, Closing, TariffStep])
def test_a_kept_row_refuses_to_go(model, finished):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_a_void_and_a_closing_are_written_once(finished, long_staff):
    voided, paid = Payment.objects.get(voided_at__isnull=False), Payment.objects.get(voided_at__isnull=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=voided.pk).update(void_reason="lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=voided.pk).update(voided_at=None, voided_by=None)
    for change in (None, other_closing()):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payment.objects.filter(pk=paid.pk).update(closing=change)
    assert Payment.objects.filter(pk=voided.pk).update(void_closing=paid.closing) == 1


def test_without_the_triggers_the_same_changes_go_through(finished):
    remove(connection)
    for model, change in CHANGES:
        assert model.objects.update(**change), model


def test_what_the_retribution_is_computed_from_may_still_be_corrected(finished):
    assert Inspection.objects.update(basis_area=80, basis_note="Diukur ulang")


def test_the_database_knows_the_rules_of_the_till(finished, long_staff):
    payment = Payment.objects.get(voided_at__isnull=True)
    refused: list[dict[str, Any]] = [
        {"voided_at": timezone.now(), "voided_by": payment.received_by},
        {"voided_at": timezone.now(), "voided_by": None},
    ]
    for change in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(**change)
    second: dict[str, Any] = {field.attname: getattr(payment, field.attname) for field in Payment._meta.concrete_fields}
    second |= {"id": None, "number": "000099/TBP/2026"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(**second)
