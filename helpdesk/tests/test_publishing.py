"""The guide's way of a link, in its order and by its people: what each may do at each step, and nothing else."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from helpdesk import published, publishing, upkeep
from helpdesk.models import AddressCheck, Group, Link, ShortAddress, Step
from helpdesk.moves import Action, NotYours, Overtaken, Refused
from helpdesk.publishing import Material, Wording
from helpdesk.tests.link_states import DEEDS, NEXT, featured, good_check, revised
from testkit.hub import OSS, collected, pass_trial, tried, written
from testkit.hub import published as publish_link
from testkit.story import make_user

pytestmark = pytest.mark.django_db


# The way -------------------------------------------------------------------------------


def test_a_link_that_went_the_whole_way_is_before_the_public(team):
    link = publish_link(team)
    (shown,) = published.now()
    assert shown.link == link
    assert shown.domain == "oss.go.id"


def test_every_step_of_the_way_is_written_down_with_who_and_when(team):
    link = publish_link(team)
    steps = [(move.action, move.by.username, move.version.number) for move in link.moves.all()]
    assert steps == [
        ("collect", "konten", 1),
        ("verify", "hukum", 1),
        ("write", "konten", 1),
        ("try", "konten", 1),
        ("publish", "koordinator", 1),
    ]


def test_a_link_has_its_short_address_from_the_beginning(team):
    version = collected(team)
    assert ShortAddress.objects.filter(link=version.link, campaign=None).count() == 1


def test_links_of_a_group_stand_in_the_order_in_which_they_came(team):
    links = [collected(team).link for _number in range(3)]
    upkeep.regroup(links[0], Group.objects.get(slug="oss"), by=team["koordinator"])
    links.append(collected(team).link)
    orders = [Link.objects.get(pk=link.pk).order for link in links]
    assert orders == [1, 2, 3, 4]


# Verification ---------------------------------------------------------------------------


def test_nobody_verifies_what_they_collected_themselves(team):
    both = make_user("rangkap", "hukum", "konten")
    version = publishing.revise(collected(team).link, Material(source="Edaran", address=OSS), by=both)
    with pytest.raises(NotYours, match="orang lain"):
        publishing.verify(version, by=both)
    assert publishing.verify(version, by=team["hukum"]).step == Step.VERIFIED


def test_new_material_makes_the_verification_and_the_trial_void(team):
    version = tried(team)
    publishing.revise(version.link, Material(source="Edaran baru", address=NEXT), by=team["layanan"])
    version.refresh_from_db()
    assert (version.step, version.verified_by, version.verified_at, version.trial) == ("collected", None, None, None)
    assert version.author == team["layanan"]
    for action in (Action.WRITE, Action.TRY, Action.PUBLISH):
        with pytest.raises(Overtaken):
            DEEDS[action](version, team["koordinator"])


def test_a_word_about_an_address_outside_is_not_carried_to_the_next_material(team):
    version = written(team, address="https://perizinan.example/panduan")
    assert version.is_foreign_allowed
    version = publishing.revise(
        version.link, Material(source="Lain", address="https://lain.example/"), by=team["konten"]
    )
    assert not version.is_foreign_allowed
    with pytest.raises(Refused, match=r"di luar \.go\.id"):
        publishing.verify(version, by=team["hukum"])


def test_what_an_earlier_version_said_has_to_be_written_again_for_new_material(team):
    version = revised(team)
    assert version.title == "Panduan NIB"
    version = publishing.verify(version, by=team["hukum"])
    assert version.step == Step.VERIFIED
    with pytest.raises(Overtaken):
        publishing.record_trial(version, good_check(version), by=team["konten"])


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_a_refusal_says_why(team, note):
    with pytest.raises(Refused, match="alasannya"):
        publishing.refuse(collected(team), by=team["hukum"], note=note)


# The trial ------------------------------------------------------------------------------


def test_only_a_good_trial_leads_on(team):
    version = written(team)
    bad = AddressCheck.objects.create(version=version, at=timezone.now(), is_trial=True, problem="status", status=404)
    version = publishing.record_trial(version, bad, by=team["admin"])
    assert (version.step, version.trial) == (Step.WRITTEN, None)
    assert version.moves.last().note == "Situsnya menjawab dengan galat"
    with pytest.raises(Overtaken):
        publishing.publish(version, by=team["koordinator"])


def test_a_bad_trial_takes_a_good_one_back(team):
    version = tried(team)
    bad = AddressCheck.objects.create(version=version, at=timezone.now(), is_trial=True, problem="tls")
    assert publishing.record_trial(version, bad, by=team["admin"]).step == Step.WRITTEN


@pytest.mark.parametrize("what", ["another link's", "a daily check"])
def test_a_trial_is_of_this_version_and_a_trial(team, what):
    version, other = written(team), written(team)
    check = AddressCheck.objects.create(
        version=other if what == "another link's" else version, at=timezone.now(), is_trial=what == "another link's"
    )
    with pytest.raises(Refused, match="bukan untuk versi ini"):
        publishing.record_trial(version, check, by=team["konten"])


def test_a_trial_of_what_was_exchanged_meanwhile_does_not_count(team):
    before = written(team)
    now = publishing.revise(before.link, Material(source="Lain", address=NEXT), by=team["layanan"])
    now = publishing.verify(now, by=team["hukum"])
    publishing.write(now, Wording("Judul", "Ringkasan."), by=team["konten"])
    with pytest.raises(Overtaken, match="berganti selagi diuji"):
        publishing.record_trial(before, good_check(before), by=team["konten"])
    before.refresh_from_db()
    assert before.step == Step.WRITTEN


def test_what_is_written_after_a_trial_is_tried_again(team):
    version = publishing.write(tried(team), Wording("Judul lain", "Ringkasan lain."), by=team["konten"])
    assert (version.step, version.trial) == (Step.WRITTEN, None)


# Publication ----------------------------------------------------------------------------


def test_a_version_is_shown_between_its_moments_and_then_the_one_before_again(team):
    link, now = publish_link(team), timezone.now()
    version = publishing.restore(link.versions.get(), by=team["konten"])
    version = publishing.write(version, Wording("Jam Ramadan", "Jam layanan selama Ramadan."), by=team["konten"])
    begin, end = now + datetime.timedelta(days=10), now + datetime.timedelta(days=40)
    publishing.publish(pass_trial(version, team), by=team["koordinator"], visible_from=begin, visible_until=end)

    def shown_at(moment):
        (shown,) = published.links_at(moment)
        return shown.version.title

    assert shown_at(begin - datetime.timedelta(seconds=1)) == "Panduan NIB"
    assert shown_at(begin) == "Jam Ramadan"
    assert shown_at(end - datetime.timedelta(seconds=1)) == "Jam Ramadan"
    assert shown_at(end) == "Panduan NIB"


def test_a_moment_that_has_passed_means_now(team):
    version = publishing.publish(
        tried(team), by=team["koordinator"], visible_from=timezone.now() - datetime.timedelta(days=3)
    )
    assert version.visible_from == version.published_at


@pytest.mark.parametrize("days", [-1, 0])
def test_a_version_ends_after_it_begins(team, days):
    begin = timezone.now() + datetime.timedelta(days=2)
    with pytest.raises(Refused, match="Waktu akhir"):
        publishing.publish(
            tried(team), by=team["koordinator"], visible_from=begin, visible_until=begin + datetime.timedelta(days=days)
        )


def test_a_later_version_does_not_heal_the_one_that_is_shown(team):
    link = publish_link(team)
    Link.objects.filter(pk=link.pk).update(broken_since=timezone.now(), failures=3)
    version = publishing.restore(link.versions.get(), by=team["konten"])
    later = timezone.now() + datetime.timedelta(days=5)
    publishing.publish(pass_trial(version, team), by=team["koordinator"], visible_from=later)
    link.refresh_from_db()
    assert link.broken_since
    version = publishing.restore(link.versions.get(number=1), by=team["konten"])
    publishing.publish(pass_trial(version, team), by=team["koordinator"])
    link.refresh_from_db()
    assert (link.broken_since, link.failures) == (None, 0)


def test_what_was_withdrawn_does_not_come_back_by_a_schedule(team):
    link = publish_link(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Salah.")
    version = publishing.restore(link.versions.get(), by=team["konten"])
    version = pass_trial(publishing.write(version, Wording("Baru", "Yang benar."), by=team["konten"]), team)
    later = timezone.now() + datetime.timedelta(days=5)
    for schedule in ({"visible_from": later}, {"visible_until": later}):
        with pytest.raises(Refused, match="sedang ditarik"):
            publishing.publish(version, by=team["koordinator"], **schedule)
    assert published.now() == []
    publishing.publish(version, by=team["koordinator"])
    assert [row.version.title for row in published.now()] == ["Baru"]


def test_a_link_withdrawn_before_it_was_ever_shown_may_be_scheduled(team):
    version = tried(team)
    upkeep.withdraw(version.link, by=team["koordinator"], note="Nanti saja.")
    later = timezone.now() + datetime.timedelta(days=5)
    publishing.publish(version, by=team["koordinator"], visible_from=later)
    assert published.now() == []
    assert len(published.links_at(later)) == 1


# Earlier versions -----------------------------------------------------------------------


def test_an_earlier_version_comes_back_whole_and_is_tried_anew(team):
    link = publish_link(team)
    first = link.versions.get()
    second = publishing.revise(link, Material(source="Edaran baru", address=NEXT), by=team["konten"])
    second = publishing.verify(second, by=team["hukum"])
    second = publishing.write(second, Wording("Panduan baru", "Panduan yang baru."), by=team["konten"])
    publishing.publish(pass_trial(second, team), by=team["koordinator"])
    third = publishing.restore(first, by=team["konten"])
    kept = ("source", "address", "title", "summary", "author", "verified_by", "verified_at")
    assert [getattr(third, name) for name in kept] == [getattr(first, name) for name in kept]
    assert (third.number, third.step, third.trial) == (3, Step.WRITTEN, None)
    with pytest.raises(Overtaken):
        publishing.publish(third, by=team["koordinator"])


def test_the_document_of_an_earlier_version_comes_back_with_it(team):
    file = SimpleUploadedFile("formulir.pdf", b"%PDF-1.7 isi", "application/pdf")
    link = publish_link(team, address="", document=file, document_type="application/pdf")
    first = link.versions.get()
    restored = publishing.restore(first, by=team["konten"])
    assert restored.document.name == first.document.name
    assert restored.document.read() == b"%PDF-1.7 isi"
    assert restored.document_sha256 in restored.document.name


def test_nothing_comes_back_while_another_version_is_in_the_making(team):
    version = revised(team)
    with pytest.raises(Overtaken, match="sedang disiapkan"):
        publishing.restore(version.link.versions.get(number=1), by=team["konten"])


def test_only_what_was_published_comes_back(team):
    version = tried(team)
    with pytest.raises(Refused):
        publishing.restore(version, by=team["konten"])


# Upkeep -----------------------------------------------------------------------------------


def test_there_is_one_featured_link_and_the_one_before_goes_back(team):
    first, second = publish_link(team), publish_link(team)
    for link in (first, second):
        upkeep.feature(link, by=team["koordinator"])
    assert list(Link.objects.filter(is_featured=True)) == [second]
    assert [move.action for move in first.moves.order_by("pk")][-2:] == ["feature", "unfeature"]
    upkeep.unfeature(second, by=team["koordinator"])
    assert not Link.objects.filter(is_featured=True).exists()


def test_a_withdrawn_link_is_neither_shown_nor_featured_nor_checked(team):
    link = featured(team).link
    upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
    link.refresh_from_db()
    assert published.now() == []
    assert (link.is_featured, link.next_check_at) == (False, None)
    with pytest.raises(Overtaken):
        upkeep.withdraw(link, by=team["koordinator"], note="Lagi.")


@pytest.mark.parametrize("how", ["siti", "left", "inactive"])
def test_a_link_is_entrusted_to_the_team_only(team, how):
    link = publish_link(team)
    person = make_user("siti") if how == "siti" else team["layanan"]
    if how == "left":
        person.roles.clear()
    if how == "inactive":
        person.is_active = False
        person.save()
    person.refresh_from_db()
    with pytest.raises(Refused, match="anggota tim"):
        upkeep.entrust(link, person, by=team["koordinator"])
    with pytest.raises(Refused, match="anggota tim"):
        publishing.collect(link.group, Material("Edaran", OSS), by=team["konten"], in_charge=person)


@pytest.mark.parametrize(("places", "order"), [(-1, "bac"), (1, "acb"), (-5, "bac"), (9, "acb")])
def test_a_link_moves_among_those_of_its_group_and_no_further_than_the_ends(team, places, order):
    links = [publish_link(team, title=title) for title in "abc"]
    other = publish_link(team, title="lain", group="oss")
    upkeep.shift(links[1], places, by=team["koordinator"])
    titles = "".join(row.version.title for row in published.now() if row.link.group_id == links[0].group_id)
    assert titles == order
    assert Link.objects.get(pk=other.pk).order == other.order


@pytest.mark.parametrize("material", [{}, {"address": OSS, "document": SimpleUploadedFile("a.pdf", b"%PDF-")}])
def test_material_is_an_address_or_a_document(team, material):
    with pytest.raises(Refused, match="pilih salah satu"):
        publishing.collect(
            Group.objects.get(slug="nib"), Material("Edaran", **material), by=team["konten"], in_charge=team["konten"]
        )
