"""The database itself refuses to change what was published, found, or done to a link."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from helpdesk.models import AddressCheck, LinkMove, LinkVersion, ShortAddress
from helpdesk.triggers import RULES
from sipelaku.triggers import after_migrate, before_migrate, remove
from testkit.hub import collected, tried
from testkit.hub import published as publish_link

pytestmark = pytest.mark.django_db

# Every column of a published version, with what somebody might write over it.
PUBLISHED = {
    "number": 7,
    "step": "tried",
    "source": "Lain",
    "address": "https://lain.go.id/",
    "document_name": "lain.pdf",
    "document_type": "text/html",
    "document_size": 1,
    "document_sha256": "0" * 64,
    "collected_at": timezone.now(),
    "verified_at": timezone.now(),
    "verification_note": "Lain",
    "is_foreign_allowed": True,
    "title": "Judul lain",
    "summary": "Ringkasan lain",
    "sector": "Lain",
    "permit_type": None,
    "written_at": timezone.now(),
    "vouched_at": timezone.now(),
    "vouch_note": "Halaman terbuka.",
    "published_at": timezone.now(),
    "visible_from": timezone.now(),
    "visible_until": timezone.now() + datetime.timedelta(days=1),
}


@pytest.fixture
def version(team):
    return publish_link(team).versions.get()


def refuses(change):
    """Whether the database refuses ``change``; nothing of it stays."""
    try:
        with transaction.atomic():
            change()
            raise Undone
    except Undone:
        return False
    except DatabaseError as error:
        return "is kept as it is" in str(error)


class Undone(Exception):
    """Takes a change back that was not refused."""


@pytest.mark.parametrize("column", PUBLISHED)
def test_a_published_version_never_changes(version, column):
    rows = LinkVersion.objects.filter(pk=version.pk)
    assert refuses(lambda: rows.update(**{column: PUBLISHED[column]}))


@pytest.mark.parametrize("column", ["author", "verified_by", "writer", "vouched_by", "published_by"])
def test_nobody_takes_another_ones_place_in_a_published_version(version, team, column):
    rows = LinkVersion.objects.filter(pk=version.pk)
    assert refuses(lambda: rows.update(**{column: team["admin"]}))


def test_every_column_of_a_published_version_was_tried():
    columns = {field.name for field in LinkVersion._meta.fields}
    people = {"author", "verified_by", "writer", "vouched_by", "published_by"}
    # These are tied to other rows, and guarded by the same trigger, which names no columns.
    assert columns - set(PUBLISHED) - people == {"id", "link", "document", "trial"}


def test_a_published_version_is_never_deleted(version):
    assert refuses(lambda: LinkVersion.objects.filter(pk=version.pk)._raw_delete("default"))


def test_a_version_in_the_making_may_change(team):
    rows = LinkVersion.objects.filter(pk=collected(team).pk)
    assert not refuses(lambda: rows.update(source="Edaran lain"))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (LinkMove, {"note": "lain"}),
        (LinkMove, {"action": "review"}),
        (LinkMove, {"at": timezone.now()}),
        (LinkMove, {"by": None}),
        (AddressCheck, {"problem": "tls"}),
        (AddressCheck, {"status": 404}),
    ],
)
def test_what_was_done_and_found_stays_written(team, model, change):
    tried(team)
    row = model.objects.order_by("pk").last()
    assert refuses(lambda: model.objects.filter(pk=row.pk).update(**change))


@pytest.mark.parametrize("model", [LinkMove, AddressCheck, ShortAddress])
def test_what_was_done_found_or_printed_is_never_deleted(team, model):
    tried(team)
    row = model.objects.order_by("pk").last()
    assert refuses(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))


def test_a_printed_code_never_changes(team):
    rows = ShortAddress.objects.filter(link=collected(team).link)
    assert refuses(lambda: rows.update(code="lainlain"))


def test_control_without_the_triggers_a_published_version_changes(version):
    remove(connection, RULES)
    assert LinkVersion.objects.filter(pk=version.pk).update(title="Judul lain") == 1


@pytest.mark.parametrize(("plan", "lifted_from"), [([], set()), (["a migration"], {"sqlite"})])
def test_where_tables_are_rebuilt_the_triggers_are_lifted_and_laid_again(version, plan, lifted_from):
    rows = LinkVersion.objects.filter(pk=version.pk)
    before_migrate(RULES)(sender=None, using="default", plan=plan)
    assert refuses(lambda: rows.update(title="Lain")) is (connection.vendor not in lifted_from)
    after_migrate(RULES)(sender=None, using="default")
    assert refuses(lambda: rows.update(title="Lain"))
