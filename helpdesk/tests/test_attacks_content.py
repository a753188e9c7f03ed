"""Attacks on the hub's content: addresses that say one thing and lead to another, trials that stop the portal."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from helpdesk import daily_checks, outgoing, publishing, trials
from helpdesk.models import Group, Link, LinkVersion, Problem, Step
from helpdesk.moves import Refused, newest_move
from helpdesk.outgoing import Opened
from helpdesk.publishing import Material, Wording
from testkit import hub
from testkit.sites import leads_to, titled

pytestmark = pytest.mark.django_db

# Larger than any column.
HUGE = 10**20


@pytest.fixture
def team(catalogue):
    return hub.make_team()


@pytest.fixture
def casino(internet):
    return internet.site("menang.example", {"/": titled("Slot gacor")})


@pytest.fixture
def hacked(internet, casino):
    return internet.site("oss.go.id", {"/panduan": leads_to("https://menang.example/")})


def collect_by_form(client, team, address):
    group = Group.objects.get(slug="nib")
    sent = {"group": group.pk, "source": "SE 12/2026", "address": address, "person_in_charge": team["konten"].pk}
    client.force_login(team["konten"])
    return client.post(reverse("hub_link_new"), sent)


# Where an address leads -----------------------------------------------------------------


def test_an_official_address_that_leads_outside_is_not_published_without_the_legal_word(team, hacked):
    version = hub.written(team)
    check = trials.try_out(version, by=team["konten"])
    version.refresh_from_db()
    assert (check.problem, version.step) == (Problem.OUTSIDE, Step.WRITTEN)
    with pytest.raises(Refused):
        publishing.publish(version, by=team["koordinator"])


def test_control_an_official_address_may_lead_to_another_official_one(team, internet):
    internet.site("oss.go.id", {"/panduan": leads_to("https://www.bkpm.go.id/panduan")})
    internet.site("www.bkpm.go.id", {"/panduan": titled("Panduan")})
    assert trials.try_out(hub.written(team), by=team["konten"]).is_good


def test_control_what_the_legal_officer_allowed_may_lead_outside(team, internet, casino):
    internet.site("menang.example", {"/": leads_to("https://menang.example/masuk"), "/masuk": titled("Masuk")})
    version = hub.written(team, address="https://menang.example/")
    assert trials.try_out(version, by=team["konten"]).is_good


def test_a_published_site_that_was_hacked_to_lead_outside_is_found_broken(team, hacked):
    link = hub.published(team)
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        Link.objects.filter(pk=link.pk).update(next_check_at=timezone.now())
        cache.delete("opened:oss.go.id")
        daily_checks.check_due()
    link.refresh_from_db()
    assert link.broken_since is not None


def test_an_address_in_capitals_leads_on_once_it_is_published(client, team):
    assert collect_by_form(client, team, "HTTPS://OSS.GO.ID/Panduan").status_code == 302
    version = LinkVersion.objects.get()
    version = publishing.verify(version, by=team["hukum"])
    publishing.write(version, Wording(title="Panduan NIB", summary="Untuk siapa saja."), by=team["konten"])
    publishing.publish(hub.pass_trial(version, team), by=team["koordinator"])
    client.logout()
    code = version.link.addresses.get().code
    assert client.get(reverse("short_address", args=[code]))["Location"] == "https://OSS.GO.ID/Panduan"


@pytest.mark.parametrize("rest", [492, 493, 499])
def test_an_address_too_long_with_its_scheme_is_refused_and_never_a_fault(client, team, rest):
    address = "oss.go.id/".ljust(rest, "a")
    response = collect_by_form(client, team, address)
    assert response.status_code == (302 if rest == 492 else 422)


# Trials ---------------------------------------------------------------------------------


def test_trials_that_wait_for_slow_sites_hold_one_web_process_at_most(team, monkeypatch):
    first, second = hub.written(team), hub.written(team, address="https://bkpm.go.id/")

    def slow(address):
        with pytest.raises(Refused, match="sedang menguji"):
            trials.try_out(second, by=team["koordinator"])
        return Opened(status=200, hops=(address,))

    monkeypatch.setattr(outgoing, "open_address", slow)
    assert trials.try_out(first, by=team["konten"]).is_good


def test_after_a_trial_the_next_one_may_begin_also_when_it_failed(team, monkeypatch):
    version = hub.written(team)

    def breaks(address):
        raise MemoryError

    monkeypatch.setattr(outgoing, "open_address", breaks)
    with pytest.raises(MemoryError):
        trials.try_out(version, by=team["konten"])
    monkeypatch.setattr(outgoing, "open_address", lambda address: Opened(status=200, hops=(address,)))
    assert trials.try_out(version, by=team["konten"]).is_good


# The way of a version -------------------------------------------------------------------


def test_the_material_cannot_be_exchanged_under_the_legal_officers_eyes(client, team):
    version = hub.collected(team)
    seen = newest_move(version.link)
    publishing.revise(version.link, Material("Surat", address="https://menang.example/"), by=team["layanan"])
    client.force_login(team["hukum"])
    sent = {"seen": seen, "allow_foreign": "on"}
    response = client.post(reverse("hub_link_verify", args=[version.link_id]), sent)
    version.refresh_from_db()
    assert (response.status_code, version.step) == (409, Step.COLLECTED)


@pytest.mark.parametrize("number", [1, HUGE])
def test_a_document_of_a_link_that_cannot_be_is_not_there(client, team, number):
    client.force_login(team["konten"])
    assert client.get(reverse("hub_version_document", args=[HUGE, number])).status_code == 404
