"""An address whose site turns machines away: somebody opens it, says what they saw, and is believed every day."""

import datetime

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from helpdesk import daily_checks, publishing, trials
from helpdesk.models import AddressCheck, Link, LinkMove, LinkVersion, Problem, Step
from helpdesk.models.content import TURNED_AWAY
from helpdesk.moves import NotYours, Overtaken, Refused
from helpdesk.publishing import Material, Wording
from helpdesk.tests.hub_steps import page_of, send, text_of
from helpdesk.tests.test_helpdesk_triggers import refuses
from helpdesk.triggers import RULES
from sipelaku.triggers import remove
from testkit import hub
from testkit.sites import leads_to, page, titled
from testkit.story import make_user

pytestmark = pytest.mark.django_db

SEEN = "Halaman panduan NIB terbuka tanpa masuk akun."
FORBIDDEN = page("", "403 Forbidden")
AN_HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def team(catalogue):
    """The guide's team, in an office that tests of real transactions have not emptied."""
    return hub.make_team()


@pytest.fixture
def oss(internet):
    return internet.site("oss.go.id", {"/panduan": FORBIDDEN})


@pytest.fixture
def version(team):
    return hub.turned_away(team)


@pytest.fixture
def link(team, version):
    """A published link whose address somebody vouched for."""
    publishing.publish(publishing.vouch(version, by=team["admin"], note=SEEN), by=team["koordinator"])
    return Link.objects.get(pk=version.link_id)


# Saying so ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "405 Not Allowed", "429 Too Many Requests"])
def test_a_site_that_turns_machines_away_is_published_once_somebody_opened_it(team, oss, status):
    oss.pages["/panduan"] = page("", status)
    version = hub.written(team)
    check = trials.try_out(version, by=team["konten"])
    version.refresh_from_db()
    assert (check.is_turned_away, version.step) == (True, Step.WRITTEN)
    publishing.vouch(version, by=team["admin"], note=f"  {SEEN} ")
    version.refresh_from_db()
    assert (version.step, version.trial, version.vouched_by, version.vouch_note) == (
        Step.TRIED,
        check,
        team["admin"],
        SEEN,
    )
    move = LinkMove.objects.last()
    assert (move.action, move.by, move.version, move.note) == ("vouch", team["admin"], version, SEEN)
    assert version.vouched_at <= move.at <= timezone.now()
    assert publishing.publish(version, by=team["koordinator"]).step == Step.PUBLISHED


@pytest.mark.parametrize("answer", [page("", "404 Not Found"), page("", "500 Rusak"), page("", "451 Terlarang")])
def test_any_other_failing_is_nobodys_to_talk_away(team, oss, answer):
    oss.pages["/panduan"] = answer
    version = hub.written(team)
    trials.try_out(version, by=team["konten"])
    with pytest.raises(Overtaken, match="menolak uji akses"):
        publishing.vouch(version, by=team["admin"], note=SEEN)


def test_what_turns_away_without_a_secure_connection_is_not_vouched_for(team, internet):
    internet.site("oss.go.id", {"/panduan": FORBIDDEN}, is_secure=False)
    version = hub.written(team, address="http://oss.go.id/panduan")
    assert not trials.try_out(version, by=team["konten"]).is_turned_away
    with pytest.raises(Overtaken):
        publishing.vouch(version, by=team["admin"], note=SEEN)


def test_what_turns_away_outside_go_id_is_outside_all_the_same(team, internet):
    internet.site("oss.go.id", {"/panduan": leads_to("https://menang.example/")})
    internet.site("menang.example", {"/": FORBIDDEN})
    version = hub.written(team)
    assert trials.try_out(version, by=team["konten"]).problem == Problem.OUTSIDE
    with pytest.raises(Overtaken):
        publishing.vouch(version, by=team["admin"], note=SEEN)


@pytest.mark.parametrize("note", ["", " " * 30, "Terbuka.", "\u200b" * 25, "Terbuka." + "\u2060" * 20])
def test_who_vouches_writes_what_they_saw(team, version, note):
    with pytest.raises(Refused, match="20 huruf"):
        publishing.vouch(version, by=team["admin"], note=note)
    version.refresh_from_db()
    assert version.step == Step.WRITTEN


@pytest.mark.parametrize("who", ["koordinator", "konten", "layanan", "hukum"])
def test_only_the_technical_administrator_vouches(team, version, who):
    with pytest.raises(NotYours):
        publishing.vouch(version, by=team[who], note=SEEN)


def test_nobody_vouches_for_what_they_collected_themselves(team):
    both = make_user("rangkap", "admin", "konten")
    version = publishing.revise(hub.turned_away(team).link, Material("Edaran", hub.OSS), by=both)
    version = publishing.write(
        publishing.verify(version, by=team["hukum"]), Wording("Panduan", "Isi."), by=team["konten"]
    )
    check = AddressCheck.objects.create(
        version=version, at=timezone.now(), is_trial=True, problem="status", status=403, tls_until=timezone.now()
    )
    publishing.record_trial(version, check, by=team["konten"])
    with pytest.raises(NotYours, match="orang lain"):
        publishing.vouch(version, by=both, note=SEEN)
    assert publishing.vouch(version, by=team["admin"], note=SEEN).step == Step.TRIED


def test_new_words_and_new_material_have_to_be_tried_and_vouched_for_anew(team, version):
    publishing.vouch(version, by=team["admin"], note=SEEN)
    publishing.write(version, Wording("Panduan lain", "Isi."), by=team["konten"])
    version.refresh_from_db()
    assert (version.step, version.trial, version.vouched_by, version.vouched_at, version.vouch_note) == (
        Step.WRITTEN,
        None,
        None,
        None,
        "",
    )
    with pytest.raises(Overtaken):
        publishing.vouch(version, by=team["admin"], note=SEEN)


def test_a_trial_after_it_takes_the_word_back(team, oss, version):
    publishing.vouch(version, by=team["admin"], note=SEEN)
    oss.pages["/panduan"] = titled("Panduan NIB")
    trials.try_out(version, by=team["konten"])
    version.refresh_from_db()
    assert (version.step, version.vouched_by, version.trial.is_good) == (Step.TRIED, None, True)


def test_a_restored_version_brings_no_old_word_along(team, link):
    restored = publishing.restore(link.versions.get(), by=team["konten"])
    assert (restored.step, restored.vouched_by) == (Step.WRITTEN, None)


# The pages ----------------------------------------------------------------------------------


def test_the_administrator_vouches_from_the_page_and_the_team_reads_it(at_desk, hub_people):
    version = hub.turned_away(hub_people)
    assert "Admin Teknis membukanya sendiri" in text_of(at_desk("konten").get(page_of(version)))
    short = send(at_desk("admin"), version, "vouch", note="Terbuka.")
    assert (short.status_code, "Terbuka." in text_of(short)) == (422, True)
    assert 'href="#id_vouch_note"' in text_of(short)
    assert send(at_desk("admin"), version, "vouch", note=SEEN).status_code == 302
    text = text_of(at_desk("koordinator").get(page_of(version)))
    assert "Dibuka sendiri oleh Admin pada" in text
    assert SEEN in text


def test_nobody_else_is_offered_to_vouch(at_desk, hub_people):
    version = hub.turned_away(hub_people)
    assert "kirim-vouch" in text_of(at_desk("admin").get(page_of(version)))
    for name in ("koordinator", "konten", "hukum", "layanan"):
        assert "kirim-vouch" not in text_of(at_desk(name).get(page_of(version)))


# Every day ----------------------------------------------------------------------------------


def look(link):
    """Check ``link`` as if it were due; return how it stands then."""
    Link.objects.filter(pk=link.pk).update(next_check_at=timezone.now())
    cache.delete("opened:oss.go.id")
    daily_checks.check_due()
    link.refresh_from_db()
    return link


def test_the_same_refusal_does_not_break_what_somebody_vouched_for(link, oss):
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert (link.failures, link.broken_since) == (0, None)
    assert link.next_check_at > timezone.now() + 20 * AN_HOUR
    check = AddressCheck.objects.filter(is_trial=False).first()
    assert (check.problem, check.status) == (Problem.STATUS, 403), "what was found is written down as it was"


def test_control_without_the_word_the_refusal_breaks_a_link(team, oss):
    link = hub.published(team)
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert link.broken_since is not None


@pytest.mark.parametrize("answer", [page("", "404 Not Found"), page("", "503 Perawatan")], ids=["404", "503"])
def test_anything_else_breaks_a_link_somebody_vouched_for(link, oss, answer):
    oss.pages["/panduan"] = answer
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert link.broken_since is not None


@pytest.mark.parametrize("status", ["401 Unauthorized", "405 Not Allowed", "429 Too Many Requests"])
def test_another_refusal_breaks_a_link_somebody_vouched_for(link, oss, status):
    oss.pages["/panduan"] = page("", status)
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert link.broken_since is not None


def test_the_same_refusal_elsewhere_breaks_a_link_somebody_vouched_for(link, oss, internet):
    oss.pages["/panduan"] = leads_to("https://parkir.go.id/")
    internet.site("parkir.go.id", {"/": FORBIDDEN})
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert link.broken_since is not None


def test_the_same_refusal_elsewhere_on_the_site_is_the_same(link, oss):
    oss.pages["/panduan"] = leads_to("/masuk")
    oss.pages["/masuk"] = FORBIDDEN
    assert look(link).failures == 0


def test_control_who_takes_any_refusal_takes_that_of_a_parked_name(link, oss, internet, monkeypatch):
    monkeypatch.setattr(AddressCheck, "is_vouched_for", property(lambda check: check.is_turned_away))
    oss.pages["/panduan"] = leads_to("https://parkir.go.id/")
    internet.site("parkir.go.id", {"/": page("", "401 Unauthorized")})
    assert look(link).failures == 0


def test_a_way_outside_breaks_a_link_somebody_vouched_for(link, oss, internet):
    oss.pages["/panduan"] = leads_to("https://menang.example/")
    internet.site("menang.example", {"/": FORBIDDEN})
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert link.broken_since is not None
    assert AddressCheck.objects.first().problem == Problem.OUTSIDE


def test_an_invalid_certificate_breaks_a_link_somebody_vouched_for(link, internet, authority):
    other = authority.issue("situs-lain.go.id")
    internet.site("oss.go.id", {"/panduan": FORBIDDEN}, certificate=other)
    for _day in range(daily_checks.FAILURES_TO_BREAK):
        look(link)
    assert (link.broken_since is not None, AddressCheck.objects.first().problem) == (True, Problem.TLS)


# The database -------------------------------------------------------------------------------


def test_the_database_refuses_an_author_who_vouches(team, version):
    with pytest.raises(IntegrityError, match="link_vouched_for"), transaction.atomic():
        LinkVersion.objects.filter(pk=version.pk).update(
            vouched_by=version.author, vouched_at=timezone.now(), vouch_note=SEEN, trial=version.checks.get()
        )


@pytest.mark.parametrize("missing", ["vouched_by", "vouched_at", "vouch_note", "trial"])
def test_the_database_refuses_half_a_word(team, version, missing):
    whole = {"vouched_by": team["admin"], "vouched_at": timezone.now(), "vouch_note": SEEN}
    whole |= {"trial": version.checks.get()}
    with pytest.raises(IntegrityError, match="link_vouched_for_completely"), transaction.atomic():
        LinkVersion.objects.filter(pk=version.pk).update(**whole | {missing: "" if missing == "vouch_note" else None})


def found(version, **answer):
    """A trial that found something."""
    return AddressCheck.objects.create(version=version, at=timezone.now(), is_trial=True, **answer)


@pytest.mark.parametrize("step", ["tried", "published"])
def test_the_database_refuses_to_take_a_failed_trial_for_a_good_one(team, step):
    version = hub.written(team)
    fails = found(version, problem=Problem.STATUS, status=403, tls_until=timezone.now())
    rows = LinkVersion.objects.filter(pk=version.pk)
    now = {"published_by": team["koordinator"], "published_at": timezone.now(), "visible_from": timezone.now()}
    assert refuses(lambda: rows.update(step=step, trial=fails, **now))
    assert not refuses(lambda: rows.update(step=step, trial=found(version, status=200), **now))


@pytest.mark.parametrize(
    ("answer", "is_refused"),
    [
        *(({"problem": "status", "status": status, "tls_until": timezone.now()}, False) for status in TURNED_AWAY),
        ({"problem": "status", "status": 404, "tls_until": timezone.now()}, True),
        ({"problem": "status", "status": 403}, True),
        ({"problem": "tls", "status": 403, "tls_until": timezone.now()}, True),
        ({"problem": "no_host"}, True),
    ],
)
def test_the_database_lets_nobody_vouch_for_another_failing(team, answer, is_refused):
    version = hub.written(team)
    word = {"vouched_by": team["admin"], "vouched_at": timezone.now(), "vouch_note": SEEN}
    change = {"step": "tried", "trial": found(version, **answer), **word}
    assert refuses(lambda: LinkVersion.objects.filter(pk=version.pk).update(**change)) is is_refused


@pytest.mark.parametrize("other", ["another version's", "a daily check", "none"])
def test_the_database_lets_nothing_on_without_a_trial_of_its_own(team, other):
    version = hub.written(team)
    checks = {
        "another version's": hub.tried(team).trial,
        "a daily check": AddressCheck.objects.create(version=version, at=timezone.now(), status=200),
        "none": None,
    }
    rows = LinkVersion.objects.filter(pk=version.pk)
    assert refuses(lambda: rows.update(step="tried", trial=checks[other]))
    assert not refuses(lambda: rows.update(step="tried", trial=found(version, status=200)))


@pytest.mark.parametrize("step", ["tried", "published"])
def test_the_database_lets_nothing_begin_as_tried(team, step):
    old = hub.published(team).versions.get()
    kept = ("link", "address", "source", "title", "summary", "author", "collected_at", "verified_by", "verified_at")
    new = {name: getattr(old, name) for name in kept} | {"number": 2, "trial": old.trial}
    new |= {"published_by": team["koordinator"], "published_at": timezone.now(), "visible_from": timezone.now()}
    assert refuses(lambda: LinkVersion.objects.create(step=step, **new))
    assert not refuses(lambda: LinkVersion.objects.create(step="written", **new | {"trial": None}))


def test_control_without_the_triggers_a_foreign_trial_carries_a_version_on(team):
    version, foreign = hub.written(team), hub.tried(team).trial
    remove(connection, RULES)
    assert LinkVersion.objects.filter(pk=version.pk).update(step="tried", trial=foreign) == 1
