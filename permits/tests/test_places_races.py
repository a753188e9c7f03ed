"""Races for the last place and for one old permit, on real connections; the controls show what decides them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from permits import drafts
from permits.demonstration import make_draft
from permits.models import Application, Status
from permits.tests.more_kinds import issue, offer_every_kind, offer_tdp
from permits.work import filing
from permits.workflow import Incomplete, NotAllowed, Overtaken
from testkit.standards import open_here
from testkit.story import STAFF, attach, make_user

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST_WAIT = 1  # seconds each sender gives the other to have counted too


@pytest.fixture
def citizen(db):
    open_here("siup")
    return make_user("siti")


def send(draft) -> str:
    try:
        drafts.send(draft, by=draft.applicant, seen=drafts.seen_mark(draft))
    except (Incomplete, IntegrityError, NotAllowed, Overtaken) as error:
        return type(error).__name__
    return "filed"


def send_at_once(first, second) -> list[str]:
    """Send both from two connections; what became of them, in order of the alphabet."""

    def one(draft):
        try:
            return send(draft)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(one, (first, second)))


def meet(monkeypatch, name) -> None:
    """Let two senders wait for each other after ``filing``'s guard ``name``: with a lock only one is through it."""
    guard, both = getattr(filing, name), threading.Barrier(2)

    def guard_and_wait(*args):
        guard(*args)
        try:
            both.wait(LONGEST_WAIT)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(filing, name, guard_and_wait)


def without_locks(monkeypatch) -> None:
    """The control: rows are read without being locked."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)


# The last place of a person -----------------------------------------------------------


@pytest.fixture
def last_place(citizen):
    """Two drafts for one NIK which has one of two places left."""
    offer_every_kind(most_per_person=2)
    send(make_draft(citizen, at=timezone.now()))
    return [make_draft(citizen, at=timezone.now()) for _tap in range(2)]


def test_nobody_holds_more_than_the_standard_allows(last_place):
    assert [send(draft) for draft in last_place] == ["filed", "Incomplete"]


def test_a_renewal_on_its_way_and_its_permit_take_one_place(citizen):
    staff = {name: make_user(name, role) for name, role in STAFF.items()}
    offer_every_kind(most_per_person=2)
    permit = issue(citizen, staff)
    assert send(make_draft(citizen, at=timezone.now(), filing="renewal", previous=permit)) == "filed"
    assert send(make_draft(citizen, at=timezone.now())) == "filed"
    assert send(make_draft(citizen, at=timezone.now())) == "Incomplete"


def test_somebody_elses_nik_has_places_of_its_own(last_place, citizen):
    other = make_draft(citizen, at=timezone.now(), answers={"nik": "6471054507900002"})
    assert [send(draft) for draft in (*last_place, other)] == ["filed", "Incomplete", "filed"]


@pytest.mark.postgresql
def test_two_sent_at_once_for_the_last_place_lead_to_one(last_place, monkeypatch):
    meet(monkeypatch, "_demand_room_for_one_more")
    assert send_at_once(*last_place) == ["Incomplete", "filed"]


@pytest.mark.postgresql
def test_control_without_the_lock_both_take_the_last_place(last_place, monkeypatch):
    without_locks(monkeypatch)
    meet(monkeypatch, "_demand_room_for_one_more")
    assert send_at_once(*last_place) == ["filed", "filed"]


# One old permit -----------------------------------------------------------------------


@pytest.fixture
def two_renewals(citizen):
    """Two drafts that renew one permit."""
    staff = {name: make_user(name, role) for name, role in STAFF.items()}
    offer_every_kind()
    permit = issue(citizen, staff)
    return [make_draft(citizen, at=timezone.now(), filing="renewal", previous=permit) for _tap in range(2)]


def test_one_permit_is_renewed_once_at_a_time(two_renewals):
    assert [send(draft) for draft in two_renewals] == ["filed", "Incomplete"]


@pytest.mark.postgresql
def test_two_renewals_sent_at_once_lead_to_one_and_an_explanation(two_renewals, monkeypatch):
    meet(monkeypatch, "_demand_free_permit")
    assert send_at_once(*two_renewals) == ["Incomplete", "filed"]
    assert Application.objects.filter(kind="renewal").exclude(status=Status.DRAFT).count() == 1


@pytest.mark.postgresql
def test_control_without_the_lock_only_the_database_stops_the_second(two_renewals, monkeypatch):
    without_locks(monkeypatch)
    meet(monkeypatch, "_demand_free_permit")
    assert send_at_once(*two_renewals) == ["IntegrityError", "filed"]


# Two types in one form ----------------------------------------------------------------


@pytest.mark.postgresql
def test_two_taps_at_once_on_one_form_for_two_types_file_two(citizen):
    tdp = offer_tdp()
    draft = make_draft(citizen, at=timezone.now(), answers={"branches": 3})
    drafts.save_kind(draft, "person", by=citizen, together=[tdp])
    companion = draft.companions.get()
    attach(companion, "sk_menteri", by=citizen)
    taps = [Application.objects.get(pk=draft.pk) for _tap in range(2)]
    assert send_at_once(*taps) == ["NotAllowed", "filed"]
    assert list(Application.objects.values_list("transitions__action", flat=True)) == ["submit", "submit"]
