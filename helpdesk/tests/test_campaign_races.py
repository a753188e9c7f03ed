"""What the database keeps of printed codes, and what becomes of two who are at them at once."""

import datetime
import threading
from collections import Counter

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from helpdesk import outreach
from helpdesk.models import Campaign, Group, ShortAddress
from helpdesk.tests.test_campaigns import begun, begun_other, coded
from permits.tests.test_concurrency import race
from sipelaku.accounts.models import User
from testkit.hub import published
from testkit.standards import open_here

PATIENCE_SECONDS = 30

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(team):
    return begun(team)


# In the database ----------------------------------------------------------------------


def test_own_codes_stay_where_they_lead_and_a_campaigns_stay_its_own(team, market):
    link, other = published(team), begun_other(team)
    own, printed = link.addresses.get(), coded(market)
    for row, change in (
        (own, {"link": None}),
        (own, {"link": None, "group": Group.objects.get(slug="nib")}),
        (own, {"campaign": market}),
        (printed, {"campaign": other}),
        (printed, {"campaign": None}),
        (printed, {"code": "abcdef"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ShortAddress.objects.filter(pk=row.pk).update(**change)


def test_a_campaign_with_codes_stays(market):
    coded(market)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShortAddress.objects.filter(campaign=market).delete()


# Two at once --------------------------------------------------------------------------


@pytest.fixture
def fair(transactional_db):
    """A campaign and groups of its own: tests of real transactions begin with an empty database."""
    for number in range(2):
        Group.objects.create(slug=f"kelompok-{number}", title=f"Kelompok {number}", order=90 + number)
    by = User.objects.create(username="konten-lomba")
    open_here("siup")
    return Campaign.objects.create(name="Lomba", first_day=datetime.date(2026, 5, 1), created_by=by)


def lead_at_once(fair):
    """Two lead one code to two groups, each from a page opened before the other's change; None for who was told."""
    address = coded(fair)
    groups = [place for place in outreach.places() if place.title.startswith("Kelompok")]

    def lead(number):
        try:
            return outreach.retarget(address, groups[number], by=fair.created_by, stamp="")
        except outreach.Overtaken:
            return None

    return race(2, lead, at_once=2)


@pytest.mark.postgresql
def test_of_two_changes_at_once_one_is_told(fair):
    assert Counter(row is None for row in lead_at_once(fair)) == {True: 1, False: 1}


@pytest.mark.postgresql
def test_control_without_comparing_stamps_both_change_it(fair, monkeypatch):
    monkeypatch.setattr(outreach, "stamp_of", lambda _address: "")
    assert Counter(row is None for row in lead_at_once(fair)) == {False: 2}


@pytest.mark.postgresql
def test_two_who_add_the_same_codes_at_once_make_each_once(fair):
    places = outreach.places()[:3]
    made = race(2, lambda _number: len(outreach.add_codes(fair, places)), at_once=2)
    assert sorted(made) == [0, 3]
    assert fair.addresses.count() == 3


@pytest.mark.postgresql
def test_control_without_the_lock_they_make_them_twice(fair, monkeypatch):
    """Both look before either has written."""
    both_have_looked = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    places = outreach.places()[:1]
    monkeypatch.setattr(type(Campaign.objects.all()), "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(outreach, "new_address", meeting(both_have_looked))
    made = race(2, lambda _number: len(outreach.add_codes(fair, places)), at_once=2)
    assert made == [1, 1]


def meeting(both):
    """``new_address`` of people who wait for each other before they write."""
    write = outreach.new_address

    def wait_and_write(*what):
        both.wait()
        return write(*what)

    return wait_and_write
