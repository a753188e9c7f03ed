"""Somebody of the team has a published link checked at once: what answers again is whole, what fails is not blamed."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from helpdesk import daily_checks, outgoing, published, publishing, trials, upkeep
from helpdesk.models import AddressCheck, HubSettings, Letter, Link, LinkMove, Problem, WhenBroken
from helpdesk.moves import NotYours, Overtaken, Refused
from helpdesk.tests.hub_steps import page_of, send, text_of
from testkit import hub
from testkit.sites import page, titled

pytestmark = pytest.mark.django_db

GONE = page("", "404 Not Found")
AN_HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def team(catalogue):
    """The guide's team, in an office that tests of real transactions have not emptied."""
    return hub.make_team()


@pytest.fixture
def oss(internet):
    return internet.site("oss.go.id", {"/panduan": titled("Panduan NIB")})


@pytest.fixture
def link(team):
    return hub.published(team)


@pytest.fixture
def broken(link):
    Link.objects.filter(pk=link.pk).update(
        broken_since=timezone.now() - AN_HOUR, failures=2, next_check_at=timezone.now() + AN_HOUR
    )
    return link


@pytest.mark.parametrize("when_broken", WhenBroken)
def test_a_broken_link_that_answers_again_is_shown_whole_at_once(team, oss, broken, when_broken):
    HubSettings.objects.update(when_broken=when_broken)
    check = daily_checks.check_now(broken, by=team["admin"])
    broken.refresh_from_db()
    assert (check.problem, check.is_trial, broken.failures, broken.broken_since) == ("", False, 0, None)
    assert broken.next_check_at > timezone.now() + 20 * AN_HOUR
    (shown,) = published.now()
    assert not shown.is_broken
    asked, recovered = LinkMove.objects.order_by("pk")[LinkMove.objects.count() - 2 :]
    assert (asked.action, asked.by, recovered.action, recovered.by) == ("check", team["admin"], "recovered", None)
    assert {row.kind for row in Letter.objects.all()} == {"recovered"}


def test_a_link_that_fails_once_at_once_is_not_broken_and_soon_looked_at_again(team, oss, link):
    oss.pages["/panduan"] = GONE
    for _time in range(daily_checks.FAILURES_TO_BREAK):
        assert daily_checks.check_now(link, by=team["konten"]).problem == Problem.STATUS
    link.refresh_from_db()
    assert (link.failures, link.broken_since) == (0, None)
    assert link.next_check_at <= timezone.now()
    assert LinkMove.objects.last().note == str(Problem.STATUS.label)
    cache.delete("opened:oss.go.id")
    assert daily_checks.check_due() == 1
    link.refresh_from_db()
    assert link.failures == 1


def test_failing_at_once_does_not_shorten_the_hour_between_two_failures(team, oss, broken):
    oss.pages["/panduan"] = GONE
    planned = Link.objects.get(pk=broken.pk).next_check_at
    daily_checks.check_now(broken, by=team["konten"])
    broken.refresh_from_db()
    assert (broken.next_check_at, broken.failures, broken.broken_since is None) == (planned, 2, False)


def test_a_portal_that_is_offline_blames_nobody(team, internet, link):
    assert daily_checks.check_now(link, by=team["konten"]).problem == Problem.NO_HOST
    link.refresh_from_db()
    assert link.failures == 0


@pytest.mark.parametrize("who", ["layanan", "hukum"])
def test_who_may_not_try_makes_the_portal_ask_nobody(team, oss, link, who):
    with pytest.raises(NotYours):
        daily_checks.check_now(link, by=team[who])
    assert oss.requests == []


def test_what_the_public_will_not_see_is_not_checked(team, oss, link, time_machine):
    draft, over = hub.tried(team).link, hub.published(team, visible_until=timezone.now() + AN_HOUR)
    upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
    time_machine.move_to(timezone.now() + 2 * AN_HOUR)
    for row in (draft, over, link):
        row.refresh_from_db()
        with pytest.raises(Overtaken):
            daily_checks.check_now(row, by=team["admin"])
    assert oss.requests == []


def test_checks_at_once_are_counted_with_the_trials(team, oss, link, monkeypatch):
    monkeypatch.setattr(trials, "MOST_TRIALS", 2)
    # One window for the whole test, wherever on the clock it begins.
    monkeypatch.setattr(trials, "WITHIN", 10**8)
    daily_checks.check_now(link, by=team["konten"])
    trials.try_out(hub.written(team), by=team["konten"])
    with pytest.raises(Refused, match="sepuluh menit"):
        daily_checks.check_now(link, by=team["konten"])
    assert len(oss.requests) == 2


def test_checks_at_once_that_wait_hold_one_web_process_at_most(team, oss, link):
    cache.add(trials.UNDER_WAY, True, trials.LONGEST)
    with pytest.raises(Refused, match="sedang menguji"):
        daily_checks.check_now(link, by=team["konten"])
    assert oss.requests == []


def test_what_somebody_did_to_the_link_meanwhile_stands(team, oss, link, monkeypatch):
    examine = trials.examine

    def withdraw_meanwhile(version):
        upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
        return examine(version)

    monkeypatch.setattr(trials, "examine", withdraw_meanwhile)
    with pytest.raises(Overtaken):
        daily_checks.check_now(link, by=team["konten"])
    link.refresh_from_db()
    assert (link.next_check_at, AddressCheck.objects.filter(is_trial=False).count()) == (None, 0)


def test_a_worker_that_looked_meanwhile_is_believed(team, oss, broken, monkeypatch):
    examine = trials.examine

    def a_worker_is_faster(version):
        Link.objects.filter(pk=broken.pk).update(failures=3, next_check_at=timezone.now() + AN_HOUR)
        return examine(version)

    monkeypatch.setattr(trials, "examine", a_worker_is_faster)
    with pytest.raises(Overtaken, match="berubah selagi diperiksa"):
        daily_checks.check_now(broken, by=team["konten"])
    broken.refresh_from_db()
    assert (broken.failures, broken.broken_since is None) == (3, False)


@pytest.fixture
def asked_while_the_worker_waits(team, link, monkeypatch):
    """Let somebody ask for a check while the worker waits for the same site; gives what they were told."""
    Link.objects.filter(pk=link.pk).update(next_check_at=timezone.now() - AN_HOUR)
    examine, told = trials.examine, list[str]()

    def slow(version):
        if not told:
            told.append("")
            try:
                daily_checks.check_now(Link.objects.get(pk=link.pk), by=team["admin"])
            except Refused as refused:
                told[0] = str(refused)
        return examine(version)

    monkeypatch.setattr(trials, "examine", slow)
    return told


def test_a_worker_at_work_is_waited_for(oss, link, asked_while_the_worker_waits):
    oss.pages["/panduan"] = GONE
    assert daily_checks.check_due() == 1
    assert "sedang atau sebentar lagi memeriksa" in asked_while_the_worker_waits[0]
    link.refresh_from_db()
    assert (link.failures, len(oss.requests)) == (1, 1)


def test_control_who_takes_the_workers_lease_makes_its_finding_worthless(
    oss, link, asked_while_the_worker_waits, monkeypatch
):
    monkeypatch.setattr(daily_checks, "_is_leased", lambda link, now: False)
    oss.pages["/panduan"] = GONE
    assert daily_checks.check_due() == 0
    link.refresh_from_db()
    assert (link.failures, len(oss.requests)) == (0, 2)


def test_what_is_withdrawn_before_its_check_begins_is_not_opened(team, oss, link, monkeypatch):
    alone = trials.alone

    def withdraw_before(by):
        upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
        return alone(by)

    monkeypatch.setattr(trials, "alone", withdraw_before)
    with pytest.raises(Overtaken, match="berubah selagi diperiksa"):
        daily_checks.check_now(link, by=team["konten"])
    assert oss.requests == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_site_is_waited_for(team, oss, link, client, monkeypatch):
    seen, open_address = [], outgoing.open_address

    def watch(address):
        seen.append(connection.in_atomic_block)
        return open_address(address)

    monkeypatch.setattr(outgoing, "open_address", watch)
    client.force_login(team["konten"])
    assert send(client, link.versions.get(), "check").status_code == 302
    assert seen == [False]


# The page ---------------------------------------------------------------------------------


def test_the_result_is_told_where_it_was_asked_for(at_desk, hub_people, oss):
    version = hub.published(hub_people).versions.get()
    browser = at_desk("konten")
    sent = send(browser, version, "check")
    assert "Alamatnya dapat dibuka." in text_of(browser.get(sent.url))
    oss.pages["/panduan"] = GONE
    sent = send(browser, version, "check")
    text = text_of(browser.get(sent.url))
    assert "Pemeriksaan gagal: Situsnya menjawab dengan galat." in text
    assert "Alamat diperiksa lagi" in text


def test_a_broken_link_offers_the_check_unfolded(at_desk, hub_people):
    link = hub.published(hub_people)
    address = reverse("hub_link", args=[link.pk])
    assert '<details class="disclosure" id="check">' in text_of(at_desk("konten").get(address))
    Link.objects.filter(pk=link.pk).update(broken_since=timezone.now(), failures=2)
    assert '<details class="disclosure" id="check" open>' in text_of(at_desk("konten").get(address))


def test_what_somebody_vouched_for_is_said_not_to_be_known(at_desk, hub_people, oss):
    oss.pages["/panduan"] = page("", "403 Forbidden")
    version = hub.turned_away(hub_people)
    publishing.vouch(version, by=hub_people["admin"], note="Halaman panduan terbuka tanpa masuk akun.")
    publishing.publish(version, by=hub_people["koordinator"])
    browser = at_desk("admin")
    sent = send(browser, version, "check")
    assert "Situsnya masih menolak portal." in text_of(browser.get(sent.url))


def test_for_others_there_is_nothing_to_check(at_desk, hub_people, oss):
    link = hub.published(hub_people)
    address = reverse("hub_link_check", args=[link.pk])
    assert at_desk("siti").post(address).status_code == 404
    assert at_desk("konten").get(address).status_code == 405
    assert at_desk("konten").post(address, {}).status_code == 400
    assert at_desk("konten").get(page_of(link.versions.get())).status_code == 200
    assert oss.requests == []
