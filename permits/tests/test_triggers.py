"""The database itself refuses to change what is published, filed, recorded or signed."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from permits import records
from permits.models import (
    Application,
    Document,
    FormField,
    Look,
    Paper,
    Permit,
    Requirement,
    ServiceStandard,
    Stage,
    StandardIsPublished,
    Transition,
    Turn,
    Verdict,
)
from permits.triggers import RULES, remove
from testkit.story import advance, file_application


@pytest.fixture
def finished(applicant, staff):
    application = file_application(applicant)
    records.record_look(application, by=staff["counter"], paper="receipt")
    advance(application, staff)
    return application


CHANGES = [
    (ServiceStandard, {"fee": "Rp500.000"}),
    (ServiceStandard, {"status": "draft"}),
    (Stage, {"day_limit": 9}),
    (Requirement, {"required": False}),
    (FormField, {"label": "Lain"}),
    (Application, {"number": "9999900201012026"}),
    (Application, {"filed_at": timezone.now()}),
    (Transition, {"note": "lain"}),
    (Transition, {"action": "reject"}),
    (Look, {"paper": "lain"}),
    (Verdict, {"outcome": "missing"}),
    (Turn, {"opened_at": timezone.now()}),
    (Paper, {"sha256": "1" * 64}),
    (Permit, {"holder_name": "Orang lain"}),
    (Permit, {"number": "1"}),
    (Permit, {"handed_over_at": None}),
    (Permit, {"received_by": "Orang lain"}),
    (Permit, {"archive_place": "Lain"}),
    (Document, {"sha256": "1" * 64}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES, ids=lambda value: getattr(value, "__name__", str(value)[:25]))
def test_a_kept_row_refuses_the_change(model, change, finished):
    rows = model._default_manager.filter(rendered_at__isnull=False) if model is Paper else model._default_manager
    assert rows.count() > 0
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)


@pytest.mark.parametrize(
    "model",
    [ServiceStandard, Stage, Requirement, FormField, Application, Document, Transition, Look, Verdict, Turn, Permit],
)
def test_a_kept_row_refuses_to_go(model, finished):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_without_the_triggers_the_same_changes_go_through(finished):
    remove(connection)
    assert Transition.objects.update(note="lain")
    assert Permit.objects.update(holder_name="Orang lain")


def test_every_rule_has_its_trigger(catalogue):
    table = "pg_trigger WHERE NOT tgisinternal" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        names = {row[0] for row in cursor.fetchall()}
    assert {rule.name for rule in RULES} <= names


def test_a_published_standard_takes_no_new_row(catalogue):
    standard = ServiceStandard.objects.get()
    row = Requirement(standard=standard, order=99, code="baru", name="Baru")
    with pytest.raises(StandardIsPublished):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Requirement.objects.bulk_create([row])


def test_a_published_standard_refuses_save_and_delete_and_can_be_retired_once(catalogue):
    standard = ServiceStandard.objects.get()
    standard.fee = "Rp1"
    with pytest.raises(StandardIsPublished):
        standard.save()
    with pytest.raises(StandardIsPublished):
        standard.delete()
    standard.retire()
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceStandard.objects.update(status="published")


def test_a_notice_marks_a_move_as_announced_once(finished):
    now = timezone.now()
    assert Transition.objects.take_unannounced(3, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Transition.objects.filter(announced_at__isnull=False).update(announced_at=None)
