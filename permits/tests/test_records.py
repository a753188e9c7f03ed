"""The chains of moves and looks, and the command that checks them."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from permits import records, workflow
from permits.models import Application, Look, Permit, Transition
from permits.triggers import remove
from testkit.story import advance, file_application


@pytest.fixture
def two_files(applicant, staff):
    """Two completed applications whose rows can be tampered with: the triggers are gone."""
    files = [file_application(applicant), file_application(applicant)]
    for application in files:
        for _look in range(3):
            records.record_look(application, by=staff["counter"], paper="receipt")
        advance(application, staff)
    remove(connection)
    return files


def complaint():
    """What the command says of the first row that does not fit."""
    errors = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_journey", stderr=errors)
    return errors.getvalue()


def test_an_untouched_record_fits(two_files):
    said = io.StringIO()
    call_command("verify_journey", stdout=said)
    assert "cocok" in said.getvalue()


@pytest.mark.parametrize(("model", "name"), [(Transition, "transition"), (Look, "look")])
def test_a_changed_row_is_named(model, name, two_files):
    row = model.objects.filter(application=two_files[1], sequence=2).get()
    model.objects.filter(pk=row.pk).update(by=two_files[1].applicant)
    assert f"{name} {row.pk} " in complaint()


@pytest.mark.parametrize(("model", "name"), [(Transition, "transition"), (Look, "look")])
def test_a_missing_row_is_found_where_the_next_does_not_fit(model, name, two_files):
    model.objects.filter(application=two_files[0], sequence=2).delete()
    follower = model.objects.get(application=two_files[0], sequence=3)
    assert f"{name} {follower.pk} " in complaint()


@pytest.mark.parametrize("model", [Transition, Look])
def test_a_chain_cut_short_at_its_end_is_found(model, two_files):
    model.objects.filter(application=two_files[0]).order_by("sequence").last().delete()
    assert "ends too early" in complaint()


def test_a_status_set_past_the_journey_is_found(two_files):
    Application.objects.filter(pk=two_files[1].pk).update(status="rejected")
    assert f"application {two_files[1].pk}" in complaint()


def test_a_permit_revived_past_the_journey_is_found(two_files, staff):
    workflow.perform(two_files[1], "revoke", by=staff["head"], note="Keterangan tidak benar")
    Permit.objects.filter(application=two_files[1]).update(revoked_at=None)
    assert f"application {two_files[1].pk}: its permit" in complaint()


def test_the_first_of_two_misfits_is_named(two_files):
    for application in reversed(two_files):
        Transition.objects.filter(application=application, sequence=4).update(note="diubah")
    first = Transition.objects.get(application=two_files[0], sequence=4)
    assert f"transition {first.pk} " in complaint()
