"""The public pages of the service standards."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from permits.catalogue import load_all
from permits.models import PermitType, ServiceStandard, Standing
from testkit.standards import open_here

pytestmark = pytest.mark.django_db

LARGEST_PAGE = 60 * 1024  # bytes, before compression
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)


def page(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def closed_type(catalogue):
    """A permit type nobody can apply for yet."""
    return PermitType.objects.create(slug="izin-contoh", code="099", name="Izin Contoh", agency="Dinas Contoh")


def stand(slug: str, state: str, effective_from: datetime.date, **values: str) -> Standing:
    """What becomes of a permit type from a day on."""
    usual = {"successor": "Pengganti", "explanation": "Urus di sana; kami bantu.", "legal_basis": "PP 1/2020"}
    return Standing.objects.create(
        permit_type=PermitType.objects.get(slug=slug), state=state, effective_from=effective_from, **(usual | values)
    )


def rows_of(html: str) -> list[str]:
    """The labels and values of a page, in order, without markup."""
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return [" | ".join(" ".join(re.sub(r"<[^>]+>", "", part).split()) for part in row) for row in rows]


def test_the_list_separates_what_can_be_applied_for(client, closed_type):
    html = page(client, "/layanan/")
    assert html.index("/layanan/siup/") < html.index("Belum dapat diajukan di sini") < html.index("Izin Contoh")


def test_the_list_goes_by_what_became_of_each_type(client, long_procedure, closed_type):
    open_here("tdp")
    stand("siup", "oss", YESTERDAY, successor="NIB")
    stand("izin-gangguan", "abolished", YESTERDAY)
    html = page(client, "/layanan/")
    titles = re.findall(r'<h2 id="[a-z-]+">(.*?) <span', html)
    assert titles == [
        "Dapat diajukan di sini",
        "Diurus di tempat lain, kami bantu",
        "Sudah dihapus",
        "Belum dapat diajukan di sini",
    ]
    places = [html.index(f"/layanan/{slug}/") for slug in ("tdp", "siup", "izin-gangguan", "izin-contoh")]
    assert places == sorted(places)
    assert f"Diurus melalui OSS: NIB, sejak {date_format(YESTERDAY)}" in html


@pytest.mark.parametrize(
    "search", ["SIUP", "ijin usaha perdagangan", "  surat   IZIN, usaha ", "perdagangan (siup)", "Perorangan badan"]
)
def test_a_type_is_found_by_name_abbreviation_or_summary_however_it_is_spelt(client, long_procedure, search):
    html = page(client, f"/layanan/?{urlencode({'cari': search})}")
    assert "/layanan/siup/" in html
    assert "/layanan/izin-gangguan/" not in html
    assert f'value="{escape(search.strip())}"' in html


def test_a_type_is_found_by_what_replaced_it(client, long_procedure):
    stand("siup", "oss", YESTERDAY, successor="Nomor Induk Berusaha (NIB)")
    html = page(client, "/layanan/?cari=nib")
    assert "1 izin cocok" in html
    assert "/layanan/siup/" in html


@pytest.mark.parametrize("search", ["tidak ada", "aha", "%", "' OR 1=1 --", "<script>alert(1)</script>", "x" * 5000])
def test_a_search_in_vain_leads_back_to_all(client, catalogue, search):
    html = page(client, f"/layanan/?{urlencode({'cari': search})}")
    found_nothing = "Tidak ada izin yang cocok" in html
    assert found_nothing == (search != "%"), "a word without letters asks for nothing, so all is shown"
    assert "<script>alert" not in html
    assert "x" * 101 not in html


def test_the_page_tells_all_one_has_to_know_before_starting(client, catalogue):
    html = page(client, "/layanan/siup/")
    for text in ("Sekitar 15 menit", "2 hari kerja", "Gratis.", "KTP pemilik", "Tambahan untuk badan usaha", "loket"):
        assert text in html
    assert 'href="/ajukan/siup/"' in html
    assert html.index("Ajukan sekarang") < html.index('id="syarat"')


def test_the_procedure_names_who_acts_and_by_which_working_day(client, catalogue):
    html = page(client, "/layanan/siup/")
    assert html.count("(H1)") >= 4
    assert "Kasi Perizinan Usaha I · paling lambat hari kerja ke-1 (H1)" in html
    assert "Kepala Dinas · paling lambat hari kerja ke-2 (H2)" in html


def test_delivery_comes_before_how_the_office_is_run(client, catalogue):
    html = page(client, "/layanan/siup/")
    delivery = ["Persyaratan", "Prosedur", "Jangka waktu", "Biaya", "Yang Anda terima", "Pengaduan, saran, dan masukan"]
    places = [html.index(f"{title}</h2>") for title in delivery]
    assert places == sorted(places)
    internal = html[html.index('id="standar"') :]
    assert places[-1] < html.index('id="standar"')
    assert internal.count("<details") == 8


def test_the_page_shows_the_standard_in_force_and_its_revision(client, catalogue):
    standard = ServiceStandard.objects.get(permit_type__slug="siup")
    coming = standard.revise()
    coming.fee = "Biaya baru"
    coming.save()
    ServiceStandard.objects.filter(pk=coming.pk).update(
        status="published",
        published_at=timezone.now(),
        effective_from=timezone.localdate() + datetime.timedelta(days=2),
    )
    html = page(client, "/layanan/siup/")
    assert "Revisi 1, berlaku sejak 25 April 2017" in html
    assert "Biaya baru" not in html


def test_a_type_without_a_standard_in_force_says_so_and_offers_no_form(client, closed_type):
    html = page(client, "/layanan/izin-contoh/")
    assert "Layanan ini belum dapat diajukan" in html
    assert "/ajukan/" not in html


def test_a_retired_standard_is_not_offered(client, catalogue):
    ServiceStandard.objects.get(permit_type__slug="siup").retire()
    assert "/ajukan/" not in page(client, "/layanan/siup/")


def test_an_unknown_type_is_not_found(client, catalogue):
    assert client.get("/layanan/tidak-ada/").status_code == 404


@pytest.mark.parametrize("address", ["/layanan/", "/layanan/siup/"])
def test_the_public_pages_only_answer_questions(client, catalogue, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


# What became of a type ----------------------------------------------------------------


def test_a_type_gone_to_oss_says_since_when_where_to_and_how_we_help(client, catalogue):
    stand("siup", "oss", YESTERDAY, successor="NIB", address="https://oss.go.id/id", explanation="Daftar di OSS.")
    html = page(client, "/layanan/siup/")
    assert "Izin ini tidak diajukan di kantor kami lagi" in html
    for text in ("Daftar di OSS.", "Kami bantu", "PP 1/2020", "(0500) 123456", "Jalan Merdeka No. 1", "Loket"):
        assert text in html
    assert f"Sejak | {date_format(YESTERDAY)}" in rows_of(html)
    assert "Penggantinya | NIB" in rows_of(html)
    assert '<a href="https://oss.go.id/id" rel="noopener">oss.go.id</a>' in html


def test_a_closed_type_offers_no_form_but_keeps_its_old_standard_and_its_files_in_reach(client, catalogue):
    stand("siup", "abolished", YESTERDAY)
    html = page(client, "/layanan/siup/")
    assert "/ajukan/" not in html
    assert 'href="/lacak/"' in html
    assert "Izin ini sudah dihapus" in html
    last_day = date_format(YESTERDAY - datetime.timedelta(days=1))
    assert html.index(f"Standar yang berlaku sampai {last_day}") < html.index("KTP pemilik")
    assert "Lebih suka datang ke loket?" not in html


def test_the_old_standard_is_readable_even_when_it_was_withdrawn(client, catalogue):
    ServiceStandard.objects.get(permit_type__slug="siup").retire()
    stand("siup", "oss", YESTERDAY)
    assert "KTP pemilik" in page(client, "/layanan/siup/")


def test_the_last_day_is_that_of_the_first_change_since_the_type_was_open(client, catalogue):
    for days, state in ((900, "oss"), (600, "here"), (300, "oss"), (30, "abolished")):
        stand("siup", state, TODAY - datetime.timedelta(days=days))
    html = page(client, "/layanan/siup/")
    assert f"Standar yang berlaku sampai {date_format(TODAY - datetime.timedelta(days=301))}" in html
    assert f"Sejak | {date_format(TODAY - datetime.timedelta(days=30))}" in rows_of(html)


def test_a_type_that_never_had_a_standard_here_still_says_where_to_go(client, closed_type):
    stand("izin-contoh", "elsewhere", YESTERDAY)
    html = page(client, "/layanan/izin-contoh/")
    assert "Urus di sana; kami bantu." in html
    assert "Standar yang berlaku sampai" not in html


def test_a_change_to_come_is_announced_while_the_type_is_open(client, catalogue):
    stand("siup", "oss", TOMORROW, successor="NIB")
    html = page(client, "/layanan/siup/")
    assert f"Mulai {date_format(TOMORROW)}: Diurus melalui OSS" in html
    assert "Penggantinya: NIB" in html
    assert 'href="/ajukan/siup/"' in html
    assert f"Mulai {date_format(TOMORROW)}: Diurus melalui OSS" in page(client, "/layanan/")


def test_a_change_to_come_is_told_as_one_to_come_and_leads_to_what_replaces_the_permit(client, catalogue):
    stand("siup", "oss", TOMORROW, successor="NIB", address="https://oss.go.id")
    html = page(client, "/layanan/siup/")
    assert html.index("Mulai hari itu berlaku:") < html.index("Urus di sana; kami bantu.")
    assert '<a href="https://oss.go.id" rel="noopener">NIB</a>' in html


def test_a_type_that_came_back_is_open_again(client, catalogue):
    stand("siup", "oss", TODAY - datetime.timedelta(days=9))
    stand("siup", "here", TODAY)
    assert 'href="/ajukan/siup/"' in page(client, "/layanan/siup/")


# What it costs, and in how many queries -----------------------------------------------


@pytest.mark.parametrize(("address", "queries"), [("/layanan/", 2), ("/layanan/siup/", 6)])
def test_a_public_page_costs_a_fixed_number_of_queries(client, catalogue, django_assert_num_queries, address, queries):
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_page_of_a_type_gone_elsewhere_costs_as_much(client, catalogue, django_assert_num_queries):
    stand("siup", "oss", YESTERDAY)
    client.get("/bantuan/")  # reads the office and its hours
    with django_assert_num_queries(6):
        client.get("/layanan/siup/")


def test_every_type_of_the_catalogue_has_a_page_of_bearable_size(client, catalogue):
    load_all()
    for slug in PermitType.objects.values_list("slug", flat=True):
        assert len(page(client, f"/layanan/{slug}/").encode()) <= LARGEST_PAGE, slug
    assert len(page(client, "/layanan/").encode()) <= LARGEST_PAGE
