"""A round of the daily check keeps what it has found, whatever befalls it at the next site."""

import datetime

import pytest
from django.utils import timezone

from helpdesk import daily_checks, trials
from helpdesk.models import AddressCheck, Link, Problem
from testkit import hub
from testkit.sites import page, titled

pytestmark = pytest.mark.django_db

NEGATIVE_CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc"


@pytest.fixture
def team(catalogue):
    """The guide's team, in an office that tests of real transactions have not emptied."""
    return hub.make_team()


@pytest.fixture
def three(team, internet):
    """Three due links to sites of their own; the one in the middle answers with nonsense."""
    links = []
    for number, answer in enumerate([titled("Baik"), NEGATIVE_CHUNK, page("", "404 Not Found")]):
        name = f"situs{number}.go.id"
        internet.site(name, {"/": answer})
        link = hub.published(team, address=f"https://{name}/", title=name)
        due = timezone.now() - datetime.timedelta(minutes=10 - number)
        Link.objects.filter(pk=link.pk).update(next_check_at=due)
        links.append(link)
    return links


def problems():
    """What was found, in the order in which it was written down."""
    return list(AddressCheck.objects.filter(is_trial=False).order_by("pk").values_list("problem", flat=True))


def test_a_site_that_answers_with_nonsense_is_one_failure_among_others(three):
    assert daily_checks.check_due() == 3
    assert problems() == ["", Problem.ANSWER, Problem.STATUS]


@pytest.fixture
def fails_at_the_second(monkeypatch):
    """Let the opening of the second site end the round."""
    examine = trials.examine

    def fail(version):
        if version.title == "situs1.go.id":
            raise MemoryError
        return examine(version)

    monkeypatch.setattr(trials, "examine", fail)


def test_what_was_found_before_a_round_ended_halfway_stays(three, fails_at_the_second):
    with pytest.raises(MemoryError):
        daily_checks.check_due()
    assert problems() == [""]
    assert daily_checks.check_due() == 1
    assert problems() == ["", Problem.STATUS], "the next round goes on behind the one that is still claimed"


def test_control_who_writes_down_only_at_the_end_loses_it(three, fails_at_the_second, monkeypatch):
    monkeypatch.setattr(daily_checks, "_answered", lambda found: False)
    with pytest.raises(MemoryError):
        daily_checks.check_due()
    assert problems() == []
