"""Two people at one link on real connections. Each race has a control: without its guard it goes wrong."""

from collections import Counter

import pytest

from helpdesk import board, moves, publishing, upkeep
from helpdesk.models import Group, HubSettings, Link, LinkMove, ShortAddress, Step
from helpdesk.moves import Refused, newest_move
from helpdesk.publishing import Material
from permits.tests.test_concurrency import race
from testkit.hub import collected, make_team, tried
from testkit.hub import published as publish_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

TOGETHER = 6


def outcomes(task, count=TOGETHER):
    """What became of ``count`` people who did ``task`` at once: results and refusals by their names."""

    def attempt(number):
        try:
            return task(number)
        except Refused as refused:
            return refused

    return Counter(type(result).__name__ for result in race(count, attempt, at_once=count))


@pytest.fixture
def team(catalogue):
    # What the migrations wrote here was flushed by the race before.
    if not Group.objects.exists():
        Group.objects.create(slug="nib", title="Mendapatkan NIB", order=1)
    HubSettings.objects.get_or_create(pk=1)
    return make_team()


@pytest.fixture
def without_locks(monkeypatch):
    """Read the link without locking it."""
    monkeypatch.setattr(moves, "_lock", lambda link: Link.objects.get(pk=link))


def publish_at_once(team):
    version = tried(team)
    return version, outcomes(lambda _number: publishing.publish(version, by=team["koordinator"]))


def test_a_version_published_by_many_at_once_is_published_once(team):
    version, results = publish_at_once(team)
    assert results == {"LinkVersion": 1, "Overtaken": TOGETHER - 1}
    assert LinkMove.objects.filter(version=version, action="publish").count() == 1


def test_control_publishing_at_once_without_any_lock(team, monkeypatch, without_locks):
    monkeypatch.setattr(moves, "_making", lambda link: link.versions.exclude(step=Step.PUBLISHED).first())
    _version, results = publish_at_once(team)
    assert results != {"LinkVersion": 1, "Overtaken": TOGETHER - 1}


def restore_at_once(team):
    old = publish_link(team).versions.get()
    return old, outcomes(lambda _number: publishing.restore(old, by=team["konten"]))


def test_one_version_is_in_the_making_when_many_bring_one_back_at_once(team):
    old, results = restore_at_once(team)
    assert results == {"LinkVersion": 1, "Overtaken": TOGETHER - 1}
    assert [row.number for row in old.link.versions.all()] == [2, 1]


def test_control_bringing_back_at_once_without_the_lock(team, without_locks):
    _old, results = restore_at_once(team)
    assert results["IntegrityError"] > 0, "then only the constraint keeps them apart, and people see an error"


def feature_at_once(team):
    links = [publish_link(team, title=f"Tautan {number}") for number in range(TOGETHER)]
    return outcomes(lambda number: upkeep.feature(links[number], by=team["koordinator"]))


def test_one_link_is_featured_when_many_are_at_once(team):
    assert feature_at_once(team) == {"NoneType": TOGETHER}
    assert Link.objects.filter(is_featured=True).count() == 1
    assert LinkMove.objects.filter(action="feature").count() == TOGETHER
    assert LinkMove.objects.filter(action="unfeature").count() == TOGETHER - 1


def test_control_featuring_at_once_without_the_lock(team, monkeypatch):
    monkeypatch.setattr(upkeep, "_one_at_a_time", lambda: None)
    results = feature_at_once(team)
    assert results["IntegrityError"] + results["OperationalError"] > 0
    assert Link.objects.filter(is_featured=True).count() == 1, "the constraint holds without the lock"


def verify_while_the_material_is_exchanged(team):
    """The lawyer verifies what she read while somebody sends other material; returns what was verified, if anything."""
    version = collected(team)
    seen = newest_move(version.link)

    def act(number):
        if number:
            return publishing.revise(version.link, Material("Lain", "https://lain.go.id/"), by=team["layanan"])
        with moves.as_seen(version.link, seen):
            return publishing.verify(version, by=team["hukum"])

    outcomes(act, count=2)
    version.refresh_from_db()
    return version.address if version.verified_by_id else ""


def test_material_that_is_exchanged_meanwhile_is_never_verified(team):
    for _time in range(8):
        assert verify_while_the_material_is_exchanged(team) == ""


def test_control_verifying_without_comparing_what_was_read(team, monkeypatch):
    monkeypatch.setattr(moves, "compare", lambda link, newest: None)
    verified = {verify_while_the_material_is_exchanged(team) for _time in range(20)}
    assert "https://lain.go.id/" in verified


def test_moving_and_featuring_links_at_once_never_waits_for_itself(team):
    links = [publish_link(team, title=f"Tautan {number}") for number in range(TOGETHER)]
    by = team["koordinator"]

    def act(number):
        if number % 2:
            return upkeep.feature(links[number], by=by)
        return upkeep.shift(links[number], 1, by=by)

    assert outcomes(act) == {"NoneType": TOGETHER}
    assert sorted(Link.objects.values_list("order", flat=True)) == list(range(1, TOGETHER + 1))


def test_headings_of_one_name_added_at_once_have_slugs_of_their_own(team):
    by = team["koordinator"]
    assert outcomes(lambda _number: board.add_group("Panduan", "", by=by)) == {"Group": TOGETHER}
    assert Group.objects.filter(slug__startswith="panduan").count() == TOGETHER
    assert ShortAddress.objects.filter(group__slug__startswith="panduan").count() == TOGETHER
