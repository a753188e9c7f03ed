"""The daily check: what breaks is found, told and marked; what recovers too; an offline portal blames nobody."""

import datetime
import logging
import threading

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from helpdesk import daily_checks, letters, outgoing, published, publishing, trials, upkeep
from helpdesk.models import AddressCheck, Letter, Link, LinkMove, Problem
from helpdesk.publishing import Material, Wording
from helpdesk.tasks import check_addresses
from permits.tests.test_concurrency import race
from permits.tests.test_files import pdf
from testkit import hub
from testkit.sites import NOBODY_LISTENS, PUBLIC, page, titled

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 60
MINUTE, HOUR, DAY = (datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1))
GONE = page("", "404 Not Found")


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
def link(team, oss):
    return due(hub.published(team))


def due(link):
    """Let the check of ``link`` be due, and its site not be asked just now."""
    Link.objects.filter(pk=link.pk).update(next_check_at=timezone.now() - MINUTE)
    for name in ("oss.go.id", *(f"situs{number}.go.id" for number in range(5))):
        cache.delete(f"opened:{name}")
    link.refresh_from_db()
    return link


def check(link):
    """Check ``link`` when it is due; return how it stands then."""
    due(link)
    check_addresses()
    link.refresh_from_db()
    return link


def another(team, internet, number, **options):
    """A link to a site of its own."""
    name = f"situs{number}.go.id"
    site = internet.site(name, {"/": titled(name)})
    return due(hub.published(team, address=f"https://{name}/", title=name, **options)), site


def switch_off(internet, *names):
    for name in names:
        internet.answer(name, 443, [(PUBLIC, NOBODY_LISTENS)])


def told(kind):
    return {(letter.person.username, letter.link_id) for letter in Letter.objects.filter(kind=kind)}


# One link -----------------------------------------------------------------------------------


def test_a_link_that_holds_is_checked_again_within_the_day(link, oss):
    now = timezone.now()
    assert check_addresses() == 1
    link.refresh_from_db()
    row = AddressCheck.objects.get(is_trial=False)
    assert (row.version.link, row.problem, row.status, row.page_title) == (link, "", 200, "Panduan NIB")
    assert (link.failures, link.broken_since) == (0, None)
    assert now + 22 * HOUR <= link.next_check_at <= timezone.now() + DAY
    assert not Letter.objects.exists()
    assert check_addresses() == 0
    assert len(oss.requests) == 1


def test_one_failure_is_no_more_than_a_chance(link, oss):
    oss.pages["/panduan"] = GONE
    check(link)
    assert (link.failures, link.broken_since) == (1, None)
    assert timezone.now() + 59 * MINUTE < link.next_check_at <= timezone.now() + HOUR
    assert not Letter.objects.exists()
    oss.pages["/panduan"] = titled("Panduan NIB")
    assert check(link).failures == 0


def test_two_failures_in_a_row_break_a_link_and_its_people_are_told(team, link, oss):
    upkeep.entrust(link, team["layanan"], by=team["koordinator"])
    oss.pages["/panduan"] = GONE
    check(link)
    check(link)
    assert (link.failures, link.broken_since is None) == (2, False)
    move = LinkMove.objects.last()
    assert (move.action, move.by_id, move.note) == ("broken", None, str(Problem.STATUS.label))
    assert told("broken") == {("layanan", link.pk), ("koordinator", link.pk)}
    (shown,) = published.now()
    assert shown.is_broken
    check(link)
    assert Letter.objects.count() == 2
    assert LinkMove.objects.filter(action="broken").count() == 1


def test_a_link_that_recovers_is_shown_whole_and_its_people_are_told(link, oss):
    oss.pages["/panduan"] = GONE
    check(link)
    check(link)
    oss.pages["/panduan"] = titled("Panduan NIB")
    check(link)
    assert (link.failures, link.broken_since) == (0, None)
    assert LinkMove.objects.last().action == "recovered"
    assert told("recovered") == {("konten", link.pk), ("koordinator", link.pk)}
    (shown,) = published.now()
    assert not shown.is_broken


def test_the_letters_say_what_happened_and_where_to_look(link, oss, settings):
    settings.SITE_URL = "https://perizinan.contoh.go.id"
    oss.pages["/panduan"] = GONE
    check(link)
    check(link)
    oss.pages["/panduan"] = titled("Panduan NIB")
    check(link)
    kinds = ("broken", "recovered")
    broken, recovered = (letters.message_of(Letter.objects.filter(kind=kind).first()) for kind in kinds)
    assert broken.subject == "Tautan rusak: Panduan NIB"
    assert str(Problem.STATUS.label) in broken.text
    assert hub.OSS in broken.text
    assert f"https://perizinan.contoh.go.id{letters.page_of(Letter.objects.first())}" in broken.text
    assert recovered.subject == "Tautan pulih: Panduan NIB"
    assert "dapat dibuka lagi" in recovered.short


def test_who_has_left_the_office_is_not_written_to(team, link, oss):
    team["konten"].is_active = False
    team["konten"].save()
    oss.pages["/panduan"] = GONE
    check(link)
    check(link)
    assert told("broken") == {("koordinator", link.pk)}


def test_what_has_been_broken_for_a_day_is_asked_less_often(link, oss):
    oss.pages["/panduan"] = GONE
    Link.objects.filter(pk=link.pk).update(failures=daily_checks.PATIENT_FAILURES, broken_since=timezone.now())
    check(link)
    assert link.next_check_at > timezone.now() + 5 * HOUR


def test_a_document_is_checked_too(team):
    document = SimpleUploadedFile("Formulir.pdf", pdf())
    link = hub.published(team, address="", document=document, document_type="application/pdf")
    assert check(link).failures == 0
    version = link.versions.get()
    version.document.storage.delete(version.document.name)
    check(link)
    assert check(link).broken_since is not None
    assert AddressCheck.objects.first().problem == Problem.FILE_GONE


# Which links, which version -------------------------------------------------------------------


def test_what_nobody_sees_is_not_opened(team, oss):
    withdrawn = hub.published(team)
    upkeep.withdraw(withdrawn, by=team["koordinator"], note="Sudah tidak berlaku.")
    due(withdrawn)
    due(hub.tried(team).link)
    assert check_addresses() == 0
    assert oss.requests == []


def test_what_is_over_is_not_opened(team, oss, time_machine):
    link = hub.published(team, visible_until=timezone.now() + HOUR)
    time_machine.move_to(timezone.now() + 2 * HOUR)
    due(link)
    assert check_addresses() == 0
    assert oss.requests == []


def test_what_the_public_will_see_is_opened_before(team, oss):
    due(hub.published(team, visible_from=timezone.now() + 3 * DAY))
    assert check_addresses() == 1
    assert oss.targets == ["/panduan"]


def test_the_version_in_force_is_opened_and_not_the_one_to_come(team, link, oss):
    renew(team, link, "https://oss.go.id/baru", visible_from=timezone.now() + 3 * DAY)
    due(link)
    check_addresses()
    assert oss.targets == ["/panduan"]


def renew(team, link, address, **schedule):
    """Publish a new version of ``link``."""
    version = publishing.revise(link, Material("Surat edaran 13/2026", address), by=team["konten"])
    version = publishing.verify(version, by=team["hukum"])
    version = publishing.write(version, Wording("Panduan NIB", "Yang baru."), by=team["konten"])
    publishing.publish(hub.pass_trial(version, team), by=team["koordinator"], **schedule)


# Politeness -----------------------------------------------------------------------------------


def test_a_site_is_asked_for_one_link_at_a_time(team, link, oss):
    due(hub.published(team, address="https://oss.go.id/lain"))
    assert check_addresses() == 1
    assert len(oss.requests) == 1
    assert check_addresses() == 0
    cache.delete("opened:oss.go.id")
    assert check_addresses() == 1
    assert len(oss.requests) == 2


def test_control_without_the_pause_a_site_is_asked_for_all_at_once(team, link, oss, monkeypatch):
    due(hub.published(team, address="https://oss.go.id/lain"))
    monkeypatch.setattr(daily_checks, "_may_ask", lambda host: True)
    assert check_addresses() == 2
    assert len(oss.requests) == 2


def test_a_round_opens_no_more_than_it_may(team, internet, monkeypatch):
    monkeypatch.setattr(daily_checks, "MOST", 2)
    for number in range(3):
        another(team, internet, number)
    assert [check_addresses(), check_addresses(), check_addresses()] == [2, 1, 0]


def test_a_round_that_takes_long_leaves_the_rest_to_the_next(team, internet, monkeypatch):
    monkeypatch.setattr(daily_checks, "ROUND", 0.0)
    another(team, internet, 0)
    assert check_addresses() == 0
    monkeypatch.setattr(daily_checks, "ROUND", 20.0)
    assert check_addresses() == 1


def test_a_round_asks_the_database_little_for_each_link(team, internet, django_assert_max_num_queries):
    for number in range(3):
        another(team, internet, number)
    with django_assert_max_num_queries(60):
        assert check_addresses() == 3


# The portal offline -----------------------------------------------------------------------------


@pytest.fixture
def three(team, internet):
    """Three links to three sites."""
    return [another(team, internet, number)[0] for number in range(3)]


def test_when_nothing_outside_answers_no_link_is_blamed(three, internet, caplog):
    switch_off(internet, "situs0.go.id", "situs1.go.id", "situs2.go.id")
    with caplog.at_level(logging.WARNING):
        assert [check_addresses(), check_addresses()] == [0, 0]
    assert len([row for row in caplog.records if "the portal is offline" in row.message]) == 1
    assert not AddressCheck.objects.filter(is_trial=False).exists()
    for link in Link.objects.all():
        assert (link.failures, link.broken_since) == (0, None)
        assert timezone.now() + 59 * MINUTE < link.next_check_at <= timezone.now() + HOUR


def test_control_one_site_that_answers_shows_that_the_others_are_off(three, internet):
    switch_off(internet, "situs0.go.id", "situs1.go.id")
    assert check_addresses() == 3
    assert sorted(Link.objects.values_list("failures", flat=True)) == [0, 1, 1]


def test_a_site_that_answers_badly_answers(three, internet):
    switch_off(internet, "situs0.go.id", "situs1.go.id")
    internet.site("situs2.go.id", {"/": page("", "503 Perawatan")})
    assert check_addresses() == 3
    assert list(Link.objects.values_list("failures", flat=True)) == [1, 1, 1]


def later(*links):
    Link.objects.filter(pk__in=[link.pk for link in links]).update(next_check_at=timezone.now() + HOUR)


def test_where_one_link_is_due_the_sites_of_others_are_asked_as_witnesses(three, internet):
    later(*three[1:])
    switch_off(internet, "situs0.go.id")
    assert check_addresses() == 1
    three[0].refresh_from_db()
    assert three[0].failures == 1
    assert AddressCheck.objects.filter(is_trial=False).count() == 1


def test_where_one_link_is_due_and_no_witness_answers_it_is_not_blamed(three, internet):
    later(*three[1:])
    switch_off(internet, "situs0.go.id", "situs1.go.id", "situs2.go.id")
    assert check_addresses() == 0
    three[0].refresh_from_db()
    assert three[0].failures == 0


def test_where_there_are_too_few_sites_to_tell_a_failure_is_believed(link, internet):
    switch_off(internet, "oss.go.id")
    check(link)
    assert check(link).broken_since is not None


# Workers at once, and killed ------------------------------------------------------------------------


def test_a_worker_that_is_killed_leaves_the_link_to_another_after_a_while(link, oss, monkeypatch, time_machine):
    def killed(version):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(trials, "examine", killed)
        with pytest.raises(KeyboardInterrupt):
            check_addresses()
    cache.delete("opened:oss.go.id")
    assert check_addresses() == 0
    time_machine.move_to(timezone.now() + daily_checks.LEASE + MINUTE)
    assert check_addresses() == 1


def test_what_somebody_did_to_the_link_meanwhile_stands(team, link, oss, monkeypatch):
    examine = trials.examine

    def withdraw_meanwhile(version):
        upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
        return examine(version)

    monkeypatch.setattr(trials, "examine", withdraw_meanwhile)
    assert check_addresses() == 0
    link.refresh_from_db()
    assert (link.next_check_at, link.failures) == (None, 0)
    assert not AddressCheck.objects.filter(is_trial=False).exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_sites_are_waited_for(link, monkeypatch):
    seen, open_address = [], outgoing.open_address

    def watch(address):
        seen.append(connection.in_atomic_block)
        return open_address(address)

    monkeypatch.setattr(outgoing, "open_address", watch)
    assert check_addresses() == 1
    assert seen == [False]


@pytest.fixture
def both_have_looked(monkeypatch):
    """Two workers both read which links are due before either claims one; the pause between them is left out."""
    meeting, claim = threading.Barrier(2, timeout=PATIENCE_SECONDS), daily_checks.claim

    def after_both_have_looked(link, until):
        meeting.wait()
        return claim(link, until)

    monkeypatch.setattr(daily_checks, "claim", after_both_have_looked)
    monkeypatch.setattr(daily_checks, "_may_ask", lambda host: True)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_open_a_link_once(link, oss, both_have_looked):
    assert sorted(race(2, lambda _number: check_addresses(), at_once=2)) == [0, 1]
    assert len(oss.requests) == AddressCheck.objects.filter(is_trial=False).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_two_workers_without_the_comparison(link, oss, monkeypatch, both_have_looked):
    meet = daily_checks.claim

    def claim_without_looking(link, until):
        meet(link, until)
        return True

    monkeypatch.setattr(daily_checks, "claim", claim_without_looking)
    race(2, lambda _number: check_addresses(), at_once=2)
    assert len(oss.requests) == 2
