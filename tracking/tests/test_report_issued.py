"""The report of permits issued: what counts in which month, in the shape of the office's own table."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permits.models import PermitType
from sipelaku.office.models import Office
from testkit.spreadsheets import read_xlsx
from testkit.story import make_user
from testkit.year_story import play

pytestmark = pytest.mark.django_db
ADDRESS = "/petugas/laporan/izin-terbit/"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
IN_2019 = {3: 5, 4: 1, 12: 1}


@pytest.fixture
def year(applicant, long_staff):
    PermitType.objects.filter(slug="siup").update(place=24)
    PermitType.objects.filter(slug="izin-gangguan").update(place=39)
    return play(applicant, long_staff)


@pytest.fixture
def at_the_desk(client, stranger):
    client.force_login(stranger)
    return client


def months_of(response, name):
    """The twelve numbers of a permit type's line."""
    return next(line.months for line in response.context["lines"] if line.name == name)


def twelve(counts):
    return tuple(counts.get(month, 0) for month in range(1, 13))


def read_csv(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def permit_queries(captured):
    return [query["sql"] for query in captured if "permits_" in query["sql"]]


def test_a_permit_counts_in_the_month_it_was_signed_by_the_offices_clock(at_the_desk, year):
    page = at_the_desk.get(ADDRESS, {"tahun": "2019"})
    assert months_of(page, "Surat Izin Usaha Perdagangan (SIUP)") == twelve(IN_2019)
    assert months_of(page, "Izin Gangguan") == twelve({5: 1})
    assert page.context["total"].months == twelve(IN_2019 | {5: 1})
    assert page.context["total"].total == 8
    # "No" alone is a word that Django's own translation turns into "Tidak".
    assert '<th scope="col">No</th>' in page.content.decode()
    next_year = at_the_desk.get(ADDRESS, {"tahun": "2020"})
    assert months_of(next_year, "Surat Izin Usaha Perdagangan (SIUP)") == twelve({1: 1})


def test_in_another_zone_the_same_moments_fall_into_other_years(at_the_desk, year):
    Office.objects.update(time_zone="Asia/Jayapura")
    page = at_the_desk.get(ADDRESS, {"tahun": "2019"})
    assert months_of(page, "Surat Izin Usaha Perdagangan (SIUP)") == twelve({3: 5, 4: 1})


def test_the_lines_stand_in_their_places_those_without_permits_too(at_the_desk, catalogue):
    PermitType.objects.filter(slug="siup").update(place=24)
    PermitType.objects.create(slug="prinsip", code="901", name="Izin Prinsip", agency="Dinas Contoh", place=1)
    PermitType.objects.create(slug="lain", code="902", name="Izin tanpa urutan", agency="Dinas Contoh")
    page = at_the_desk.get(ADDRESS)
    assert [(line.place, line.total) for line in page.context["lines"]] == [(1, 0), (24, 0), (None, 0)]
    assert "999" not in page.content.decode()


def test_the_page_opens_at_this_year_and_links_every_year_with_a_permit(at_the_desk, year):
    this_year = timezone.localtime().year
    page = at_the_desk.get(ADDRESS)
    assert page.context["year"] == this_year
    html = page.content.decode()
    assert f'<a href="?tahun={this_year}" aria-current="page">' in html
    assert '<a href="?tahun=2019">' in html
    assert "?tahun=2018" not in html


def test_one_agency_alone(at_the_desk, year):
    page = at_the_desk.get(ADDRESS, {"tahun": "2019", "instansi": "Dinas Perdagangan"})
    assert [line.name for line in page.context["lines"]] == ["Surat Izin Usaha Perdagangan (SIUP)"]
    assert page.context["total"].total == 7


def test_the_bars_say_what_the_last_row_says(at_the_desk, year):
    page = at_the_desk.get(ADDRESS, {"tahun": "2019"})
    assert [(bar.label, bar.value) for bar in page.context["bars"]] == list(
        zip(MONTHS, page.context["total"].months, strict=True)
    )
    tallest = max(page.context["bars"], key=lambda bar: bar.height)
    assert tallest.label == "Mar"
    assert all((bar.height > 0) == (bar.value > 0) for bar in page.context["bars"])


def test_the_table_as_csv_reads_back_as_it_stands_on_the_page(at_the_desk, year):
    response = at_the_desk.get(ADDRESS, {"tahun": "2019", "format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbfNo;Nama izin;Jan;")
    today = timezone.localtime().date().isoformat()
    assert f'filename="izin-terbit-2019-diambil-{today}.csv"' in response["Content-Disposition"]
    header, *lines = read_csv(response)
    assert header == ["No", "Nama izin", *MONTHS, "Total"]
    assert lines == [
        ["24", "Surat Izin Usaha Perdagangan (SIUP)", *"005100000001", "7"],
        ["39", "Izin Gangguan", *"000010000000", "1"],
        ["", "Total", *"005110000001", "8"],
    ]


def test_the_table_as_a_workbook_reads_back_with_numbers_as_numbers(at_the_desk, year):
    response = at_the_desk.get(ADDRESS, {"tahun": "2019", "instansi": "Dinas Perdagangan", "format": "xlsx"})
    assert "izin-terbit-2019-dinas-perdagangan-diambil-" in response["Content-Disposition"]
    title, (header, first, last) = read_xlsx(response.content)
    assert title == "Izin terbit 2019"
    assert header == ["No", "Nama izin", *MONTHS, "Total"]
    assert first == [24, "Surat Izin Usaha Perdagangan (SIUP)", 0, 0, 5, 1, 0, 0, 0, 0, 0, 0, 0, 1, 7]
    assert last == ["Total", 0, 0, 5, 1, 0, 0, 0, 0, 0, 0, 0, 1, 7]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_would_be_a_formula_stays_a_name(at_the_desk, catalogue, kind):
    formula = '=HYPERLINK("http://jahat.example";"Klik")'
    PermitType.objects.create(slug="jahat", code="901", name=formula, agency="Dinas Contoh", place=1)
    response = at_the_desk.get(ADDRESS, {"format": kind})
    cells = read_csv(response)[1] if kind == "csv" else read_xlsx(response.content)[1][1]
    assert cells[1] == f"'{formula}"


def test_a_very_long_name_is_whole_on_the_page_and_in_the_file(at_the_desk, catalogue):
    name = "Izin Penyelenggaraan " + "Panjangsekali" * 9
    PermitType.objects.create(slug="panjang", code="901", name=name, agency="Dinas " + "Contoh" * 20, place=1)
    assert name in at_the_desk.get(ADDRESS).content.decode()
    response = at_the_desk.get(ADDRESS, {"instansi": "Dinas " + "Contoh" * 20, "format": "xlsx"})
    assert read_xlsx(response.content)[1][1][1] == name


def test_the_report_costs_three_questions_however_many_permits_there_are(at_the_desk, year):
    for query in ({"tahun": "2018"}, {"tahun": "2019"}, {"tahun": "2019", "instansi": "Dinas Perdagangan"}):
        with CaptureQueriesContext(connection) as captured:
            at_the_desk.get(ADDRESS, query)
        assert len(permit_queries(captured)) == 3, permit_queries(captured)


@pytest.mark.parametrize("address", ["/petugas/laporan/", ADDRESS, "/petugas/laporan/ketepatan-waktu/"])
def test_officers_of_any_role_see_reports_and_nobody_else(client, applicant, address):
    assert client.get(address).status_code == 302
    client.force_login(applicant)
    assert client.get(address).status_code == 404
    for role in ("kepala_dinas", "arsip", "konten", "admin"):
        client.force_login(make_user(f"petugas-{role}", role))
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_report_is_only_read(at_the_desk, method):
    assert getattr(at_the_desk, method)(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"tahun": "abc"}, "dari 2000 sampai"),
        ({"tahun": "99999"}, "dari 2000 sampai"),
        ({"tahun": "1800"}, "dari 2000 sampai"),
        ({"tahun": "-1"}, "dari 2000 sampai"),
        ({"tahun": "2019.5"}, "dari 2000 sampai"),
        ({"format": "exe"}, "xlsx (Excel) atau csv"),
        ({"tahun": "2019", "instansi": "<b>Dinas</b>"}, "tidak ada pada jenis izin mana pun"),
    ],
)
def test_an_address_that_cannot_be_read_says_what_to_do(at_the_desk, query, said):
    page = at_the_desk.get(ADDRESS, query)
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert "<b>Dinas" not in html
    assert "Lihat tahun" in html


def test_an_empty_year_of_an_office_without_permits_is_a_table_of_zeros(at_the_desk, catalogue):
    page = at_the_desk.get(ADDRESS, {"tahun": "2000"})
    assert page.status_code == 200
    assert page.context["total"].total == 0
