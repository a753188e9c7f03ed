"""Races of publishers and writers on real connections. Each has a control: without its guard it goes wrong."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from permits import editor, publication
from permits.models import ServiceStandard, StandardIsPublished
from permits.parts import COLUMNS, Entered, Part
from permits.tests.editor_steps import approve

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PATIENCE = 1.5  # seconds for which one waits at the narrow place for somebody whom the guard keeps away


def unguarded(standard):
    """``publication.lock_draft`` without the lock."""
    return ServiceStandard.objects.select_related("permit_type").get(pk=standard.pk)


@pytest.fixture
def narrow_place(monkeypatch):
    """Lets two meet between the check of a draft and its publication, if nothing keeps one of them out."""
    meeting = threading.Barrier(2)
    today = publication.today_at_the_office()

    def meet():
        try:
            meeting.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return today
        return today

    monkeypatch.setattr(publication, "today_at_the_office", meet)
    return meeting


def together(*tasks):
    """Do the tasks at once, each on a connection of its own; return what they returned or raised."""

    def run(task):
        try:
            return task()
        except (ValidationError, StandardIsPublished, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


@pytest.fixture
def two_publish(draft, administrator, lawyer, narrow_place):
    """Two drafts of one type, checked, published for the same day at once; return what became of it."""
    other = draft.revise()
    approve(draft, lawyer)
    approve(other, lawyer)
    today = timezone.localdate()

    def act():
        tasks = [lambda row=row: publication.publish(row, today, by=administrator) for row in (draft, other)]
        return together(*tasks)

    return act


def test_of_two_publishers_for_one_day_one_is_told_to_take_another(two_publish):
    results = two_publish()
    (refused,) = [result for result in results if result is not None]
    assert isinstance(refused, ValidationError)
    assert "tanggal" in refused.messages[0]


def test_control_two_publishers_without_the_lock(two_publish, monkeypatch):
    monkeypatch.setattr(publication, "lock_draft", unguarded)
    assert any(isinstance(result, IntegrityError) for result in two_publish())


@pytest.fixture
def write_while_publishing(draft, administrator, colleague, lawyer, monkeypatch):
    """Somebody saves a new fee between the check of a draft and its publication; return the digest that was checked."""
    checked = approve(draft, lawyer).digest
    stamp = editor.stamp_of(draft, Part.COMPONENTS)
    texts = {name: getattr(draft, name) for name in COLUMNS[Part.COMPONENTS]} | {"fee": "Rp1.000.000"}
    was_checked, is_written = threading.Event(), threading.Event()
    today = publication.today_at_the_office()

    def let_write():
        was_checked.set()
        is_written.wait(PATIENCE)
        return today

    def write():
        was_checked.wait(10 * PATIENCE)
        try:
            editor.write(draft, Part.COMPONENTS, Entered(texts, {}), by=colleague, stamp=stamp)
        finally:
            is_written.set()

    def act():
        monkeypatch.setattr(publication, "today_at_the_office", let_write)
        mine = ServiceStandard.objects.select_related("permit_type").get(pk=draft.pk)
        _published, written = together(lambda: publication.publish(mine, today, by=administrator), write)
        draft.refresh_from_db()
        return checked, written

    return act


def test_what_is_published_is_what_was_checked(write_while_publishing, draft):
    checked, written = write_while_publishing()
    assert draft.status == "published"
    assert publication.digest_of(draft) == checked
    assert isinstance(written, StandardIsPublished)


def test_control_a_write_slips_in_without_the_lock(write_while_publishing, draft, monkeypatch):
    monkeypatch.setattr(publication, "lock_draft", unguarded)
    monkeypatch.setattr(editor, "lock_draft", unguarded)
    checked, _written = write_while_publishing()
    assert draft.status == "published"
    assert publication.digest_of(draft) != checked
