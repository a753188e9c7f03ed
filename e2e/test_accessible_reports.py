"""The reports' pages with and without numbers, with the longest names, and when an address cannot be read."""

import pytest
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits.models import PermitType
from testkit.year_story import walked, wita

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

REPORTS = {
    "daftar": "",
    "izin-terbit": "izin-terbit/?tahun=2019",
    "ketepatan-waktu": "ketepatan-waktu/?tahun=2019",
    "terlambat": "ketepatan-waktu/terlambat/?tahun=2019",
}


@pytest.fixture
def reports_at(page_of, staff):
    def open_reports(address):
        page = page_of(staff["head"], 1366)
        page.goto(f"/petugas/laporan/{address}")
        return page

    return open_reports


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_with_numbers_and_long_names(reports_at, look_as_officer, applicant, staff, name):
    PermitType.objects.create(slug="izin-lain", code="901", name=LONG_NAME, agency=LONG_NAME, place=1)
    PermitType.objects.create(slug="izin-panjang", code="902", name="Panjangsekali" * 10, agency="Dinas", place=2)
    walked(applicant, staff, wita(4, 3, 8), wita(4, 3, 12), wita(4, 3, 16))
    walked(applicant, staff, wita(4, 3, 8), wita(5, 3, 10), wita(7, 3, 12))
    page = reports_at(REPORTS[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_as_officer(page, f"laporan-{name}")


@pytest.mark.parametrize("name", ["izin-terbit", "ketepatan-waktu", "terlambat"])
def test_a_report_without_numbers(reports_at, look_as_officer, name):
    look_as_officer(reports_at(REPORTS[name]), f"laporan-{name}-kosong")


@pytest.mark.parametrize("name", ["izin-terbit", "ketepatan-waktu", "terlambat"])
def test_an_address_that_cannot_be_read(reports_at, look_as_officer, name):
    page = reports_at(REPORTS[name].replace("2019", "99999&format=exe"))
    expect(page.get_by_role("alert")).to_contain_text("dari 2000 sampai")
    look_as_officer(page, f"laporan-{name}-salah")


def test_the_files_of_a_report_are_taken_along_without_javascript(page_of, staff):
    page = page_of(staff["head"], 1366, javascript=False)
    page.goto("/petugas/laporan/izin-terbit/?tahun=2019")
    for link, ending in (("Unduh Excel (XLSX)", ".xlsx"), ("Unduh CSV", ".csv")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=link).click()
        assert taken.value.suggested_filename.startswith("izin-terbit-2019-diambil-")
        assert taken.value.suggested_filename.endswith(ending)
