"""Races of filing on real connections. The control shows that the lock of ``drafts`` is what decides them."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from permits import drafts, workflow
from permits.demonstration import PERSON_ANSWERS
from permits.models import Application, Status
from permits.workflow import NotAllowed
from testkit.filing import page, seen_on, step
from testkit.standards import open_here
from testkit.story import make_draft, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LONGEST_WAIT = 0.5  # seconds the sender gives the other tab, which a lock keeps from finishing


@pytest.fixture
def draft(db):
    open_here("siup")
    return make_draft(make_user("siti"))


def test_twenty_taps_on_send_at_once_lead_to_one_number(draft):
    def browser():
        client = Client()
        client.force_login(draft.applicant)
        return client

    seen = seen_on(page(browser().get(step(draft, 5))))
    browsers = [browser() for _tap in range(20)]
    start = threading.Barrier(20)

    def tap(client):
        start.wait()
        answer = client.post(step(draft, 5), {"seen": seen})
        connection.close()
        return answer.status_code, answer.headers.get("Location")

    with ThreadPoolExecutor(20) as threads:
        answers = Counter(threads.map(tap, browsers))
    draft.refresh_from_db()
    assert answers == {(302, f"/permohonan/{draft.number}/terkirim/"): 20}
    assert draft.transitions.count() == 1


@pytest.fixture
def save_while_sending(draft, monkeypatch):
    """Let another tab save a wrong NIK after the check and before the move; return what becomes of it."""
    saved = threading.Event()
    outcome = []
    claim = workflow._claim

    def save_in_another_tab():
        try:
            drafts.save_answers(Application.objects.get(pk=draft.pk), {"nik": "1"}, by=draft.applicant)
            outcome.append("saved")
        except NotAllowed:
            outcome.append("refused")
        saved.set()
        connection.close()

    other_tab = threading.Thread(target=save_in_another_tab)

    def slow_claim(*args):
        other_tab.start()
        saved.wait(LONGEST_WAIT)
        claim(*args)

    def run():
        monkeypatch.setattr(workflow, "_claim", slow_claim)
        drafts.send(draft, by=draft.applicant, seen=drafts.seen_mark(draft))
        other_tab.join()
        draft.refresh_from_db()
        return outcome

    return run


def test_what_is_saved_while_sending_waits_and_is_refused(draft, save_while_sending):
    assert save_while_sending() == ["refused"]
    assert draft.status == Status.IN_PROCESS
    assert draft.answers == PERSON_ANSWERS


def test_control_without_the_lock_an_unchecked_answer_is_filed(draft, save_while_sending, monkeypatch):
    @contextmanager
    def unlocked(application, *, by):
        with transaction.atomic():
            yield Application.objects.get(pk=application.pk)

    monkeypatch.setattr(drafts, "open_for_changes", unlocked)
    assert save_while_sending() == ["saved"]
    assert draft.status == Status.IN_PROCESS
    assert draft.answers["nik"] == "1"
