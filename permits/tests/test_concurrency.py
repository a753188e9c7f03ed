"""Races on real connections. Each has a control: with its guard taken away, the same race goes wrong."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import Error, close_old_connections, connection
from django.db.models import F, Max

from permits import numbering, workflow
from permits.models import Application, Serial
from testkit.standards import open_here
from testkit.story import STAFF, file_application, make_draft, make_user, payload_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def office(db):
    open_here("siup")


def race(count: int, task: Callable[[int], Any], at_once: int) -> list[Any]:
    """Run ``task(0..count-1)`` on ``at_once`` connections that start together; results or the errors raised."""
    start = threading.Barrier(at_once)

    def run(numbers: Iterable[int]) -> list[Any]:
        close_old_connections()
        start.wait()
        results = []
        for number in numbers:
            try:
                results.append(task(number))
            except (Error, workflow.NotAllowed, workflow.Overtaken) as error:
                results.append(error)
        connection.close()
        return results

    with ThreadPoolExecutor(at_once) as threads:
        parts = [threads.submit(run, range(first, count, at_once)) for first in range(at_once)]
        return [result for part in parts for result in part.result()]


def unguarded_claim(application):
    """``workflow._claim`` without the comparison."""
    Application.objects.filter(pk=application.pk).update(version=F("version") + 1)


@pytest.fixture
def two_officers_act():
    """One filed application and what is needed to let two officers act on it at once."""
    officers = [make_user("counter1", STAFF["counter"]), make_user("counter2", STAFF["counter"])]
    application = file_application(make_user("siti"))
    copies = [Application.objects.get(pk=application.pk) for _officer in officers]
    payload = payload_for(application)

    def act():
        results = race(
            2,
            lambda number: workflow.perform(copies[number], "forward", by=officers[number], payload=payload),
            at_once=2,
        )
        return application, Counter(type(result).__name__ for result in results)

    return act


def test_of_two_officers_who_act_on_one_file_one_wins_and_one_is_told(two_officers_act):
    application, results = two_officers_act()
    assert results == {"Transition": 1, "Overtaken": 1}
    assert application.transitions.count() == 2
    assert application.turns.filter(closed_at__isnull=True).count() == 1


def test_control_two_officers_without_the_comparison(two_officers_act, monkeypatch):
    monkeypatch.setattr(workflow, "_claim", unguarded_claim)
    _application, results = two_officers_act()
    assert results != {"Transition": 1, "Overtaken": 1}


def file_twenty_times():
    applicant = make_user("siti")
    draft = make_draft(applicant)
    copies = [Application.objects.get(pk=draft.pk) for _copy in range(20)]
    results = race(20, lambda number: workflow.perform(copies[number], "submit", by=applicant), at_once=20)
    return draft, Counter(type(result).__name__ for result in results)


def test_one_filing_sent_twenty_times_at_once_is_filed_once():
    draft, results = file_twenty_times()
    assert results == {"Transition": 1, "Overtaken": 19}
    assert draft.transitions.count() == 1
    assert Serial.objects.get(register="registration").last == 1


def test_control_one_filing_twenty_times_without_the_comparison(monkeypatch):
    monkeypatch.setattr(workflow, "_claim", unguarded_claim)
    _draft, results = file_twenty_times()
    assert results != {"Transition": 1, "Overtaken": 19}


def file_five_hundred():
    applicant = make_user("siti")
    drafts = [make_draft(applicant) for _draft in range(20)]
    pattern = Application.objects.get(pk=drafts[0].pk)
    copies: list[int] = []
    for _copy in range(480):
        pattern.pk, pattern.token, pattern._state.adding = None, f"t{_copy}", True
        pattern.save()
        copies.append(pattern.pk)
    drafts += list(Application.objects.filter(pk__in=copies))
    return race(500, lambda number: workflow.perform(drafts[number], "submit", by=applicant), at_once=40)


def numbers_given():
    return sorted(
        int(number[:5]) for number in Application.objects.exclude(number=None).values_list("number", flat=True)
    )


@pytest.fixture
def documents_do_not_matter(monkeypatch):
    """The race is about numbers; 500 sets of uploads would only slow it down."""
    monkeypatch.setattr("permits.work.DEMANDS", {})


def test_five_hundred_filings_at_once_get_five_hundred_numbers_without_a_gap(documents_do_not_matter):
    results = file_five_hundred()
    assert Counter(type(result).__name__ for result in results) == {"Transition": 500}
    assert numbers_given() == list(range(1, 501))


def test_control_five_hundred_filings_numbered_by_the_highest_so_far(documents_do_not_matter, monkeypatch):
    def highest_plus_one(register: str, year: int, count: int = 1) -> int:
        highest = Application.objects.filter(number__endswith=str(year)).aggregate(highest=Max("number"))["highest"]
        return int(highest[:5]) + 1 if highest else 1

    monkeypatch.setattr(numbering, "next_serial", highest_plus_one)
    results = file_five_hundred()
    assert Counter(type(result).__name__ for result in results) != {"Transition": 500}


def test_two_officers_asking_for_the_next_file_never_get_the_same():
    applicant, counter = make_user("siti"), make_user("counter", STAFF["counter"])
    waiting = {file_application(applicant).pk for _file in range(12)}
    taken = race(12, lambda _number: workflow.take_next(counter).pk, at_once=6)
    assert set(taken) == waiting
