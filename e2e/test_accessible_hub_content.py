"""The pages of the hub's staff, in every state of a link and for every role: empty, with long words, with errors."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from helpdesk import board, publishing, questions, upkeep
from helpdesk.models import AddressCheck, Group, HubSettings, Link
from helpdesk.outgoing import Opened
from helpdesk.publishing import Material, Wording
from helpdesk.questions import Asked
from testkit.hub import collected, make_team, pass_trial, tried, turned_away, written
from testkit.hub import published as publish_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

HUB = "/petugas/informasi/"
LONG_TITLE = "Panduanperizinanberusahaberbasisrisikountukusahamikrokecildanmenengahdidaerahku"
LONG_ADDRESS = "https://oss.go.id/" + "panduan-lengkap" * 20


@pytest.fixture
def people():
    """The team, one of them with a long name, and the page's own rows, which a test before may have taken away."""
    HubSettings.objects.get_or_create(pk=1)
    if not Group.objects.exists():
        Group.objects.create(slug="nib", title="Mendapatkan NIB", order=1)
    team = make_team()
    team["konten"].full_name = LONG_NAME
    team["konten"].save()
    return team


@pytest.fixture
def desk_of(page_of, people):
    def open_page(name, address="", **options):
        page = page_of(people[name], 1366, **options)
        page.goto(HUB + address)
        return page

    return open_page


def refused(team):
    return publishing.refuse(collected(team), by=team["hukum"], note="Sudah dicabut. " * 20)


def badly_tried(team):
    version = written(team)
    hops = [LONG_ADDRESS, LONG_ADDRESS + "/id"]
    check = AddressCheck.objects.create(
        version=version,
        at=timezone.now(),
        is_trial=True,
        problem="status",
        status=404,
        hops=hops,
        page_title=LONG_TITLE,
    )
    return publishing.record_trial(version, check, by=team["admin"])


def vouched(team):
    return publishing.vouch(turned_away(team), by=team["admin"], note="Halaman terbuka tanpa masuk akun. " * 20)


def overdue_and_broken(team):
    link = publish_link(team)
    questions.ask(Asked("wrong_link", "Kosong.", link=link), "a" * 32)
    past = datetime.date(2026, 1, 1)
    Link.objects.filter(pk=link.pk).update(
        reviewed_on=past, review_due=past + datetime.timedelta(days=30), broken_since=timezone.now(), is_featured=True
    )
    return link.versions.get()


def withdrawn(team):
    link = publish_link(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Diganti.")
    return link.versions.get()


def long_words(team):
    version = written(team, title=LONG_TITLE, summary=LONG_TITLE * 2, address=LONG_ADDRESS)
    return pass_trial(version, team)


STATES = {
    "ditolak-situs": (turned_away, "admin"),
    "dibuka-sendiri": (vouched, "koordinator"),
    "terkumpul": (collected, "hukum"),
    "luar": (lambda team: collected(team, address="https://contoh.example/"), "hukum"),
    "ditolak": (refused, "layanan"),
    "ditulis": (written, "admin"),
    "gagal-uji": (badly_tried, "konten"),
    "teruji": (tried, "koordinator"),
    "panjang": (long_words, "koordinator"),
    "rusak": (overdue_and_broken, "koordinator"),
    "ditarik": (withdrawn, "koordinator"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_link_in_every_state(desk_of, look_as_officer, people, state):
    make, name = STATES[state]
    version = make(people)
    page = desk_of(name, f"tautan/{version.link_id}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_as_officer(page, f"hub-tautan-{state}")


@pytest.mark.parametrize("name", ["koordinator", "konten", "layanan", "hukum", "admin"])
def test_the_start_page_of_each_role(desk_of, look_as_officer, people, name):
    collected(people)
    overdue_and_broken(people)
    look_as_officer(desk_of(name), f"hub-mulai-{name}")


@pytest.mark.parametrize("address", ["", "tautan/", "pengumuman/", "kelompok/", "pengaturan/", "tautan/baru/"])
def test_pages_with_nothing_on_them_yet(desk_of, look_as_officer, address):
    look_as_officer(desk_of("koordinator", address), f"hub-kosong-{address.replace('/', '')}")


def test_the_list_with_long_words_and_filters(desk_of, look_as_officer, people):
    long_words(people)
    overdue_and_broken(people)
    people["layanan"].roles.clear()
    look_as_officer(desk_of("koordinator", "tautan/?langkah=tried&petugas="), "hub-daftar")
    look_as_officer(desk_of("koordinator", "tautan/"), "hub-daftar-semua")


def test_versions_beside_each_other(desk_of, look_as_officer, people):
    link = publish_link(people)
    version = publishing.revise(link, Material("Edaran baru", LONG_ADDRESS), by=people["konten"])
    version = publishing.verify(version, by=people["hukum"])
    publishing.write(version, Wording(LONG_TITLE, "Ringkasan lain."), by=people["konten"])
    look_as_officer(desk_of("konten", f"tautan/{link.pk}/versi/2/"), "hub-versi")


def test_announcements_of_every_kind(desk_of, look_as_officer, people):
    by, end = people["konten"], timezone.now() + datetime.timedelta(days=3)
    board.announce("outage", LONG_TITLE, "SIMBG tidak dapat dibuka.", by=by)
    board.announce("news", "Loket pindah", "", by=by, visible_from=end)
    found = board.announce("news", "Loket tutup", "", by=by, visible_until=end)
    look_as_officer(desk_of("admin", "pengumuman/"), "hub-pengumuman")
    look_as_officer(desk_of("konten", f"pengumuman/{found.pk}/"), "hub-pengumuman-ubah")


@pytest.mark.parametrize("address", ["tautan/baru/", "pengumuman/baru/", "kelompok/"])
def test_forms_with_errors(desk_of, look_as_officer, address):
    page = desk_of("koordinator", address)
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Perbaiki dulu")
    look_as_officer(page, f"hub-salah-{address.replace('/', '')}")


def test_a_move_with_errors_and_one_that_came_too_late(desk_of, look_as_officer, people):
    version = tried(people)
    page = desk_of("koordinator", f"tautan/{version.link_id}/")
    page.get_by_label("Tinjauan berikutnya").fill("2099-01-01")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("alert")).to_contain_text("tiga bulan")
    look_as_officer(page, "hub-tautan-salah")
    publishing.revise(version.link, Material("Lain", "https://oss.go.id/lain"), by=people["layanan"])
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tidak dicatat")
    look_as_officer(page, "hub-tautan-terlambat")


def test_the_whole_way_without_javascript(page_of, people, monkeypatch):
    monkeypatch.setattr("helpdesk.outgoing.open_address", lambda address: Opened(status=200, size=1000))

    def act(name, address, button, **typed):
        page = page_of(people[name], 1366, javascript=False)
        page.goto(HUB + address)
        for label, value in typed.items():
            page.get_by_label(label, exact=False).first.fill(value)
        page.get_by_role("button", name=button).first.click()
        return page

    page = page_of(people["konten"], 1366, javascript=False)
    page.goto(HUB + "tautan/baru/")
    page.get_by_label("Kelompok").select_option("Mendapatkan NIB")
    page.get_by_label("Asal bahan").fill("Edaran 1/2026")
    page.get_by_label("Alamat resmi").fill("oss.go.id/panduan")
    page.get_by_role("button", name="Simpan bahan").click()
    expect(page.get_by_role("status")).to_contain_text("menunggu Pengawas Hukum")
    link = f"tautan/{Link.objects.get().pk}/"
    act("hukum", link, "Nyatakan terverifikasi")
    act("konten", link, "Simpan judul dan ringkasan", Judul="Panduan NIB", Ringkasan="Langkah demi langkah.")
    act("admin", link, "Uji akses")
    done = act("koordinator", link, "Terbitkan")
    expect(done.get_by_role("heading", name="Yang dilihat masyarakat sekarang")).to_be_visible()
    expect(done.locator(".hub-preview").first).to_contain_text("Panduan NIB")
