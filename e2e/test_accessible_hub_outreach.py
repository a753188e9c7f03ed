"""Codes, posters and campaigns for the team, and what the public sees where a code leads nowhere: in every state."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.conftest import DESK
from helpdesk import outreach, upkeep
from helpdesk.models import Campaign, Group, Link, ShortAddress, Tally, Target
from testkit.hub import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG_WORD = "Pertanggungjawabankesejahteraanbersama"
LONG_TITLE = (LONG_WORD * 3)[:80]


@pytest.fixture
def market(team):
    """A campaign with a code of each kind, one of which leads to a link that was withdrawn since; all names long."""
    gone = published(team, title=f"Lama {LONG_TITLE}"[:80], summary=LONG_WORD * 4)
    campaign = Campaign.objects.create(
        name=LONG_TITLE, first_day=datetime.date(2026, 5, 1), created_by=team["koordinator"]
    )
    for target, key in (
        (Target.PAGE, 0),
        (Target.GROUP, Group.objects.get(slug="nib").pk),
        (Target.LINK, published(team, title=LONG_TITLE).pk),
        (Target.LINK, gone.pk),
    ):
        outreach.new_address(target, key, campaign)
    upkeep.withdraw(gone, by=team["koordinator"], note="Diganti.")
    Tally.objects.create(day="2026-05-01", target=Target.PAGE, campaign=campaign.pk, views=12345, visits=9876)
    return campaign


@pytest.fixture
def writer_at(page_of, team):
    def open_page(address, width=DESK):
        page = page_of(team["konten"], width)
        page.goto(address)
        return page

    return open_page


def code_to(link, **which):
    return ShortAddress.objects.get(link=link, **({"campaign": None} | which)).code


# The team's pages ---------------------------------------------------------------------


def test_the_codes_of_a_new_office(writer_at, look_as_officer):
    look_as_officer(writer_at("/petugas/qr/"), "qr-baru")


def test_the_codes_with_long_titles(writer_at, market, look_as_officer):
    look_as_officer(writer_at("/petugas/qr/"), "qr")


def test_a_code(writer_at, team, look_as_officer):
    page = writer_at(f"/petugas/qr/{code_to(published(team))}/")
    expect(page.get_by_role("img", name="Kode QR untuk")).to_be_visible()
    assert page.evaluate("document.querySelector('.code__picture').naturalWidth > 0")
    look_as_officer(page, "qr-kode")


def test_a_campaigns_code_that_leads_nowhere(writer_at, market, look_as_officer):
    gone = market.addresses.get(link__withdrawn_at__isnull=False)
    look_as_officer(writer_at(f"/petugas/qr/{gone.code}/"), "qr-kode-tidak-tampil")


def test_campaigns_none_and_some(writer_at, team, look_as_officer):
    page = writer_at("/petugas/qr/kegiatan/")
    look_as_officer(page, "kegiatan-kosong")
    Campaign.objects.create(name=LONG_TITLE, first_day="2026-05-01", last_day="2026-05-31", created_by=team["konten"])
    page.reload()
    look_as_officer(page, "kegiatan")


def test_beginning_a_campaign_with_and_without_errors(writer_at, look_as_officer):
    page = writer_at("/petugas/qr/kegiatan/baru/")
    look_as_officer(page, "kegiatan-baru")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis nama kegiatannya.")
    look_as_officer(page, "kegiatan-baru-salah")


def test_mending_a_campaign_that_somebody_else_just_mended(writer_at, market, look_as_officer):
    page = writer_at(f"/petugas/qr/kegiatan/{market.pk}/ubah/")
    Campaign.objects.filter(pk=market.pk).update(name="Stan Pasar Pagi")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Belum disimpan")).to_be_visible()
    look_as_officer(page, "kegiatan-didahului")


def test_a_campaign_with_codes_and_without(writer_at, market, look_as_officer):
    look_as_officer(writer_at(f"/petugas/qr/kegiatan/{market.pk}/"), "kegiatan-kode")
    empty = Campaign.objects.create(name="Radio", first_day="2026-05-01", created_by=market.created_by)
    page = writer_at(f"/petugas/qr/kegiatan/{empty.pk}/")
    look_as_officer(page, "kegiatan-tanpa-kode")
    page.get_by_role("button", name="Buat kode").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih paling sedikit satu tujuan.")
    look_as_officer(page, "kegiatan-tanpa-kode-salah")


def test_a_campaign_for_who_may_only_look(page_of, team, market, look_as_officer):
    page = page_of(team["layanan"], DESK)
    page.goto(f"/petugas/qr/kegiatan/{market.pk}/")
    look_as_officer(page, "kegiatan-hanya-lihat")


def test_leading_a_code_elsewhere_and_who_was_faster(writer_at, market, look_as_officer):
    address = market.addresses.filter(group=None, link=None).get()
    page = writer_at(f"/petugas/qr/{address.code}/tujuan/")
    look_as_officer(page, "tujuan")
    page.get_by_label("Tujuan yang baru").select_option("")
    page.get_by_role("button", name="Ubah tujuan").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih tujuannya.")
    look_as_officer(page, "tujuan-salah")
    place = next(place for place in outreach.places() if place.target == Target.GROUP)
    outreach.retarget(address, place, by=market.created_by, stamp="")
    page.get_by_label("Tujuan yang baru").select_option(label="Kontak layanan")
    page.get_by_role("button", name="Ubah tujuan").click()
    expect(page.get_by_text("Tujuan belum diubah")).to_be_visible()
    look_as_officer(page, "tujuan-didahului")


def test_files_are_taken_along_without_javascript(page_of, team):
    code = code_to(published(team))
    page = page_of(team["layanan"], DESK, javascript=False)
    page.goto(f"/petugas/qr/{code}/")
    for link, ending in (("Unduh SVG", ".svg"), ("Unduh PNG", ".png")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=link).click()
        assert taken.value.suggested_filename == f"panduan-nib-{code}{ending}"


def test_a_poster_that_waits_for_the_printer(writer_at, team, look_as_officer):
    page = writer_at(f"/petugas/qr/{code_to(published(team))}/poster-a4.pdf")
    expect(page.get_by_role("heading", name="Cetakan sedang disiapkan")).to_be_visible()
    look_as_officer(page, "poster-disiapkan")


# What the public sees -----------------------------------------------------------------


def unknown(team):
    return "abcdef"


def withdrawn(team):
    link = published(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Dicabut.")
    return code_to(link)


def early(team):
    return code_to(published(team, visible_from=timezone.now() + datetime.timedelta(days=1)))


def broken(team):
    link = published(team, title=LONG_TITLE, summary=LONG_WORD * 4)
    Link.objects.filter(pk=link.pk).update(broken_since=timezone.now())
    return code_to(link)


@pytest.mark.parametrize("state", [unknown, withdrawn, early, broken])
def test_a_code_that_does_not_simply_lead_on(page_at, look_over, team, state):
    page = page_at()
    page.goto(f"/s/{state(team)}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_over(page, f"kode-{state.__name__}")


def test_who_is_at_a_dead_end_finds_the_way_on(page_at, team):
    page = page_at(javascript=False)
    page.goto(f"/s/{withdrawn(team)}/")
    page.get_by_label("Cari informasi").fill("reklame")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cari")


def test_a_printed_code_opens_the_group_on_the_page(page_at, team):
    page = page_at()
    page.goto(f"/s/{ShortAddress.objects.get(group__slug='kontak').code}/")
    assert page.url.endswith("/#kontak")
    expect(page.locator("#kontak")).to_be_in_viewport()
