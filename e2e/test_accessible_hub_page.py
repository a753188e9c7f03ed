"""The hub's page, its search and the help page in every state: full, empty, in trouble, with the longest names."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from helpdesk import publishing
from helpdesk.models import Announcement, AnnouncementKind, Link, LinkVersion, OfficialNumber
from permits.models import PermitType
from sipelaku.office.models import Office
from testkit import hub

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG_WORD = "Pertanggungjawabankesejahteraanbersama"


@pytest.fixture
def full(team):
    """A link in every group, each in another state; an outage, news, official numbers."""
    featured = hub.published(team, title="Panduan membuat NIB", summary="Langkah membuat NIB, dari akun sampai terbit.")
    broken = hub.published(team, group="oss", title="Masuk ke OSS")
    reviewed = hub.published(team, group="formulir", title="Formulir izin reklame")
    version = hub.written(team, group="persyaratan", title="Syarat toko")
    LinkVersion.objects.filter(pk=version.pk).update(
        sector="Perdagangan", permit_type=PermitType.objects.get(slug="siup")
    )
    publishing.publish(hub.pass_trial(LinkVersion.objects.get(pk=version.pk), team), by=team["koordinator"])
    Link.objects.filter(pk=featured.pk).update(is_featured=True)
    Link.objects.filter(pk=broken.pk).update(broken_since=timezone.now())
    Link.objects.filter(pk=reviewed.pk).update(reviewed_on="2026-01-01", review_due="2026-03-01")
    for kind, title in ((AnnouncementKind.OUTAGE, "Pembayaran terganggu"), (AnnouncementKind.NEWS, "Loket pindah")):
        Announcement.objects.create(
            kind=kind, title=title, text="Datang ke kasir.", visible_from=timezone.now(), written_by=team["konten"]
        )
    OfficialNumber.objects.create(label="Loket informasi", number="+6281200000001", hours="Senin-Jumat")
    return team


@pytest.fixture
def long_names(full):
    """The same with every text as long as the portal takes."""
    longest = (LONG_NAME + LONG_WORD * 2)[:200]
    # Published versions are for good, so the long one is made a new link.
    hub.published(full, title=(LONG_WORD * 3)[:80], summary=longest[:160], address=f"https://{LONG_WORD.lower()}.go.id")
    Announcement.objects.create(
        kind=AnnouncementKind.OUTAGE,
        title=(LONG_WORD * 3)[:100],
        visible_from=timezone.now(),
        written_by=full["konten"],
    )
    OfficialNumber.objects.create(label=(LONG_WORD * 3)[:80], number="+6281200000002", hours=longest[:80])
    office = Office.objects.get()
    office.name, office.government = longest, longest[:120]
    office.save()


@pytest.fixture
def look(page_at, look_over):
    def look_at(address, name, status=200):
        page = page_at()
        assert page.goto(address).status == status
        look_over(page, name)
        return page

    return look_at


def test_the_page_without_content(look, db):
    look("/", "hub-kosong")


def test_the_page_with_everything(look, full):
    page = look("/", "hub")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_text("Sedang bermasalah")).to_be_visible()
    expect(page.get_by_text("Sedang ditinjau")).to_be_visible()


def test_the_page_with_the_longest_names(look, long_names):
    look("/", "hub-nama-panjang")


def test_the_page_of_somebody_signed_in(page_of, look_over, full, applicant):
    page = page_of(applicant)
    page.goto("/")
    look_over(page, "hub-masuk")
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "name", "status"),
    [
        ("", "cari", 200),
        ("?q=bikin+PT", "cari-hasil", 200),
        ("?q=kapal+selam", "cari-tanpa-hasil", 200),
        ("?q=" + LONG_WORD[:40], "cari-kata-panjang", 200),
        ("?q=" + "reklame+" * 20, "cari-terlalu-panjang", 422),
    ],
)
def test_the_search(look, full, query, name, status):
    look(f"/cari/{query}", name, status)


def test_the_help_page_with_its_questions_open(look, full):
    look("/bantuan/", "bantuan")


def test_a_group_is_reached_by_its_anchor(page_at, full):
    page = page_at()
    page.goto("/#oss")
    expect(page.locator("#oss")).to_be_in_viewport()


def test_all_of_it_works_without_javascript(page_at, full):
    page = page_at(javascript=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Salin alamat")).to_be_hidden()
    expect(page.get_by_role("link", name="Kirim lewat WhatsApp")).to_be_visible()
    page.get_by_role("searchbox", name="Cari izin, panduan, atau jawaban").fill("surat usaha")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("link", name="Panduan membuat NIB")).to_be_visible()


def test_the_address_is_copied_and_the_phone_told_what_to_share(page_at, full):
    page = page_at(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = what => { window.shared = what; return Promise.resolve(); }")
    page.goto("/")
    page.get_by_role("button", name="Salin alamat").click()
    expect(page.get_by_role("status").filter(has_text="Alamat sudah disalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/")
    page.get_by_role("button", name="Bagikan").click()
    assert page.evaluate("window.shared.url") == page.evaluate("navigator.clipboard.readText()")
