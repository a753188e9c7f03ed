"""The headings of the hub, its announcements and its settings: who keeps them, and what is refused."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import board, published
from helpdesk.models import Announcement, Group, HubSettings, ShortAddress, WhenBroken
from helpdesk.moves import NotYours, Refused
from helpdesk.tests.hub_steps import text_of
from testkit.hub import published as publish_link

pytestmark = pytest.mark.django_db

GROUPS, ANNOUNCEMENTS = "/petugas/informasi/kelompok/", "/petugas/informasi/pengumuman/"
NEW, SETTINGS = "/petugas/informasi/pengumuman/baru/", "/petugas/informasi/pengaturan/"


def later(days):
    return timezone.now() + datetime.timedelta(days=days)


def news(hub_people, **changes):
    given = {"kind": "news", "title": "Loket pindah", "text": "Ke lantai dua.", "by": hub_people["konten"]} | changes
    return board.announce(**given)


# Groups -------------------------------------------------------------------------------


def test_a_new_heading_is_the_last_and_has_its_short_address(at_desk):
    assert at_desk("koordinator").post(GROUPS, {"title": "  Pajak   daerah ", "summary": ""}).status_code == 302
    group = Group.objects.last()
    assert (group.slug, group.title) == ("pajak-daerah", "Pajak daerah")
    assert ShortAddress.objects.filter(group=group, campaign=None).count() == 1
    assert published.groups_of([])[-1].group == group


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Tulis judulnya."),
        ({"title": "x" * 81}, "Judul paling banyak 80 huruf."),
        ({"title": "Pajak", "summary": "x" * 161}, "Ringkasan paling banyak 160 huruf."),
        ({"title": "kontak LAYANAN"}, "Sudah ada kelompok dengan judul ini."),
    ],
)
def test_a_heading_that_can_not_be_taken_comes_back(at_desk, typed, words):
    answer = at_desk("koordinator").post(GROUPS, typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert typed["title"] in text_of(answer)
    assert Group.objects.count() == 5


@pytest.mark.parametrize(("title", "slug"), [("OSS", "oss-2"), ("الترخيص", "kelompok"), ("x" * 80, "x" * 36)])
def test_every_title_gets_a_slug_of_its_own(hub_people, title, slug):
    assert board.add_group(title, "", by=hub_people["koordinator"]).slug == slug


def test_a_heading_keeps_its_slug_when_it_is_called_something_else(at_desk):
    group = Group.objects.get(slug="oss")
    address = reverse("hub_group", args=[group.pk])
    browser = at_desk("koordinator")
    assert browser.post(address, {"title": "Masuk OSS", "summary": "Baru."}).status_code == 302
    group.refresh_from_db()
    assert (group.slug, group.title, group.summary) == ("oss", "Masuk OSS", "Baru.")
    assert browser.post(address, {"title": "Masuk OSS", "summary": ""}).status_code == 302, (
        "its own title is no other's"
    )
    assert browser.post(address, {"title": "Kontak layanan"}).status_code == 422


def test_headings_change_places(at_desk):
    first, second = Group.objects.all()[:2]
    browser = at_desk("koordinator")
    for places, order in (("1", [second, first]), ("-1", [first, second]), ("-1", [first, second])):
        assert browser.post(reverse("hub_group_order", args=[first.pk]), {"places": places}).status_code == 302
        assert list(Group.objects.all()[:2]) == order
    assert browser.post(reverse("hub_group_order", args=[first.pk]), {"places": "7"}).status_code == 400
    assert browser.get(reverse("hub_group_order", args=[first.pk])).status_code == 405


@pytest.mark.parametrize("name", ["konten", "layanan", "hukum", "admin", "loket", "siti"])
def test_headings_are_the_coordinators(at_desk, hub_people, name):
    group = Group.objects.first()
    for address in (GROUPS, reverse("hub_group", args=[group.pk])):
        assert at_desk(name).get(address).status_code == 404
    assert at_desk(name).post(reverse("hub_group_order", args=[group.pk]), {"places": "1"}).status_code == 404
    by = hub_people[name]
    for deed in (
        lambda: board.add_group("Lain", "", by=by),
        lambda: board.rename_group(group, "Lain", "", by=by),
        lambda: board.shift_group(group, up=False, by=by),
    ):
        with pytest.raises(NotYours):
            deed()


# Announcements ------------------------------------------------------------------------


def test_an_announcement_is_shown_from_its_moment_to_its_end(hub_people):
    news(hub_people, visible_from=later(1), visible_until=later(3))
    assert [len(published.announcements_at(later(day))) for day in (0, 2, 4)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("konten", "news", 302),
        ("konten", "outage", 302),
        ("koordinator", "outage", 302),
        ("admin", "outage", 302),
        ("admin", "news", 422),
        ("layanan", "news", 404),
        ("hukum", "outage", 404),
        ("kadis", "news", 404),
    ],
)
def test_who_announces_what(at_desk, name, kind, status):
    answer = at_desk(name).post(NEW, {"kind": kind, "title": "SIMBG terganggu", "text": "Coba lagi besok."})
    assert answer.status_code == status
    assert Announcement.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Tulis judulnya."),
        ({"kind": "x"}, "Pilih jenis dari daftar."),
        ({"text": "x" * 601}, "Isi paling banyak 600 huruf."),
        ({"visible_until": "2020-01-01T08:00"}, "Waktu akhir harus sesudah waktu mulai."),
        ({"visible_from": "nanti"}, "Tulis tanggal dan jam"),
    ],
)
def test_an_announcement_that_can_not_be_taken_comes_back(at_desk, typed, words):
    given = {"kind": "news", "title": "Loket pindah", "text": "Ke lantai dua."} | typed
    answer = at_desk("konten").post(NEW, given)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert given["text"] in text_of(answer)


def test_an_announcement_gets_other_words_and_another_end_and_is_withdrawn_once(at_desk, hub_people):
    found = news(hub_people)
    browser = at_desk("konten")
    end = timezone.localtime(later(5)).strftime("%Y-%m-%dT%H:%M")
    address = reverse("hub_announcement", args=[found.pk])
    assert browser.post(address, {"title": "Loket kembali", "text": "", "visible_until": end}).status_code == 302
    found.refresh_from_db()
    assert found.title == "Loket kembali"
    assert found.visible_until
    assert browser.post(address, {"title": "x", "visible_until": "2020-01-01T08:00"}).status_code == 422
    withdraw = reverse("hub_announcement_withdraw", args=[found.pk])
    assert browser.get(withdraw).status_code == 405
    assert browser.post(withdraw).status_code == 302
    assert published.announcements_at(timezone.now()) == []
    assert "sudah ditarik" in text_of(browser.post(withdraw, follow=True))
    late = browser.post(address, {"title": "Ditulis terlambat", "text": ""})
    assert late.status_code == 409
    assert "Ditulis terlambat" in text_of(late)


def test_the_administrator_leaves_news_alone(at_desk, hub_people):
    found = news(hub_people)
    browser = at_desk("admin")
    assert browser.get(ANNOUNCEMENTS).status_code == 200
    assert browser.get(reverse("hub_announcement", args=[found.pk])).status_code == 403
    assert browser.post(reverse("hub_announcement_withdraw", args=[found.pk])).status_code == 403
    with pytest.raises(NotYours):
        board.take_down(found, by=hub_people["admin"])


def test_the_list_tells_what_is_shown_what_will_be_and_what_was(at_desk, hub_people):
    news(hub_people, visible_from=later(1))
    old = news(hub_people)
    Announcement.objects.filter(pk=old.pk).update(visible_from=later(-3), visible_until=later(-1))
    board.take_down(news(hub_people), by=hub_people["konten"])
    news(hub_people)
    text = text_of(at_desk("konten").get(ANNOUNCEMENTS))
    for words in ("Terjadwal", "Selesai", "Ditarik", "Tampil"):
        assert f">{words}</span>" in text


def test_an_announcement_ends_after_it_begins(hub_people):
    with pytest.raises(Refused):
        news(hub_people, visible_from=later(2), visible_until=later(1))


# Settings -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["koordinator", "admin"])
def test_what_becomes_of_broken_links_is_decided_here(at_desk, hub_people, name):
    link = publish_link(hub_people)
    type(link).objects.filter(pk=link.pk).update(broken_since=timezone.now())
    assert [row.is_broken for row in published.now()] == [True]
    assert at_desk(name).post(SETTINGS, {"when_broken": "hide"}).status_code == 302
    assert published.now() == []
    assert HubSettings.objects.get().when_broken == "hide"
    assert "Disembunyikan sampai pulih" in text_of(at_desk(name).get(reverse("hub_link", args=[link.pk])))


@pytest.mark.parametrize("typed", [{}, {"when_broken": "x"}])
def test_nothing_else_can_be_decided(at_desk, typed):
    assert at_desk("admin").post(SETTINGS, typed).status_code == 422


@pytest.mark.parametrize("name", ["konten", "layanan", "hukum", "loket", "siti"])
def test_settings_are_not_everybodys(at_desk, hub_people, name):
    assert at_desk(name).post(SETTINGS, {"when_broken": "hide"}).status_code == 404
    with pytest.raises(NotYours):
        board.decide_about_broken(WhenBroken.HIDE, by=hub_people[name])
