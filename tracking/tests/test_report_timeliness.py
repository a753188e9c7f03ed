"""The report of the time limits: who was on time, how long it took, and in whose hands, counted by hand."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permits import workflow
from permits.models import Application, PermitType, Turn
from sipelaku.office.models import Closure, Holiday
from sipelaku.office.services import calendar
from testkit.spreadsheets import read_xlsx
from testkit.story import file_application, make_user
from testkit.year_story import play, walked, wita
from tracking.reports import timeliness
from tracking.reports.timeliness import EndedFile, Figures, ended_files, figures_of, late_ones

pytestmark = pytest.mark.django_db
ADDRESS = "/petugas/laporan/ketepatan-waktu/"
LATE = f"{ADDRESS}terlambat/"
SIUP, LONG = "Surat Izin Usaha Perdagangan (SIUP)", "Izin Gangguan"


def figures(finished, met, share, median, office, agency, applicant, *otherwise):
    """Figures written as people would: numbers of files, and words for what has a decimal."""
    decimals = {"share": share, "median": median, "office": office, "agency": agency, "applicant": applicant}
    rejected, cancelled, withdrawn = otherwise or (0, 0, 0)
    return Figures(
        finished=finished,
        met=met,
        rejected=rejected,
        cancelled=cancelled,
        withdrawn=withdrawn,
        **{name: Decimal(text) if text else None for name, text in decimals.items()},
    )


NONE = figures(0, 0, None, None, None, None, None)
# In March: 1.0, 2.0, 3.5 (late), 0.25 and 2.0 working days; the last was two more with the applicant.
MARCH = figures(5, 4, "80.0", "2.0", "1.8", "0.0", "0.4", 1, 0, 1)
FEBRUARY = figures(0, 0, None, None, None, None, None, 0, 1, 0)
APRIL = figures(1, 1, "100.0", "1.0", "1.0", "0.0", "0.0")
MAY = figures(1, 1, "100.0", "4.0", "3.0", "1.0", "2.0")
SIUP_2019 = figures(6, 5, "83.3", "1.5", "1.6", "0.0", "0.3", 1, 1, 1)
ALL_2019 = figures(7, 6, "85.7", "2.0", "1.8", "0.1", "0.6", 1, 1, 1)


@pytest.fixture
def year(applicant, long_staff):
    return play(applicant, long_staff)


@pytest.fixture
def at_the_desk(client, stranger):
    client.force_login(stranger)
    return client


def rows(page, table):
    return {row.name: row.figures for row in page.context[table]}


def permit_queries(captured):
    return [query["sql"] for query in captured if "permits_" in query["sql"]]


def test_each_month_and_each_type_is_counted_from_the_turns(at_the_desk, year):
    page = at_the_desk.get(ADDRESS, {"tahun": "2019"})
    others = dict.fromkeys(("Januari", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"), NONE)
    assert rows(page, "months") == others | {"Februari": FEBRUARY, "Maret": MARCH, "April": APRIL, "Mei": MAY}
    assert rows(page, "types") == {SIUP: SIUP_2019, LONG: MAY}
    assert page.context["total"].figures == ALL_2019


def test_one_month_and_one_type(at_the_desk, year):
    page = at_the_desk.get(ADDRESS, {"tahun": "2019", "bulan": "3", "izin": "siup"})
    assert rows(page, "months") == {"Maret": MARCH}
    assert rows(page, "types") == {SIUP: MARCH}
    assert rows(at_the_desk.get(ADDRESS, {"tahun": "2019", "bulan": "1"}), "types") == {}


def test_what_ends_in_the_new_year_counts_there(at_the_desk, year):
    # Three working days from Monday's opening to Thursday's, due at the close of Tuesday; the other took one.
    page = at_the_desk.get(ADDRESS, {"tahun": "2020"})
    assert rows(page, "months")["Januari"] == figures(2, 1, "50.0", "2.0", "2.0", "0.0", "0.0")


def test_the_late_ones_are_listed_with_their_limit_and_how_late_they_were(at_the_desk, year):
    page = at_the_desk.get(LATE, {"tahun": "2019"})
    ((late, name),) = page.context["lines"]
    assert (late.number, name) == (year["late"].number, SIUP)
    assert late.due_at == wita(5, 3, 16)
    assert late.ended_at == wita(7, 3, 12)
    assert late.lateness == "1,5 hari kerja"
    html = page.content.decode()
    assert "7 Maret 2019, 12.00" in html
    assert "5 Maret 2019, 16.00" in html


def test_only_who_may_open_a_file_gets_a_link_to_it(client, at_the_desk, year, staff):
    link = f'href="/petugas/permohonan/{year["late"].number}/"'
    assert link not in at_the_desk.get(LATE, {"tahun": "2019"}).content.decode()
    client.force_login(staff["kabid"])
    assert link in client.get(LATE, {"tahun": "2019"}).content.decode()


def test_nobody_is_linked_to_a_file_of_their_own(client, staff):
    own = walked(
        staff["kabid"], staff | {"kabid": make_user("kabid2", "kabid")}, wita(4, 3, 8), wita(5, 3, 8), wita(7, 3, 12)
    )
    client.force_login(staff["kabid"])
    html = client.get(LATE, {"tahun": "2019"}).content.decode()
    assert own.number in html
    assert f'href="/petugas/permohonan/{own.number}/"' not in html


def test_reports_hold_nothing_personal(at_the_desk, year):
    for address in (ADDRESS, LATE):
        html = at_the_desk.get(address, {"tahun": "2019"}).content.decode()
        for file in year.values():
            for secret in (file.holder_name, file.business_name, file.nik, file.phone.removeprefix("+62")):
                assert secret not in html


def test_the_row_of_a_month_leads_to_its_late_ones(at_the_desk, year):
    html = at_the_desk.get(ADDRESS, {"tahun": "2019"}).content.decode()
    assert f'<a href="{LATE}?tahun=2019&amp;bulan=3">1 berkas</a>' in html
    assert f'<a href="{LATE}?tahun=2019&amp;izin=siup">1 berkas</a>' in html
    assert len(at_the_desk.get(LATE, {"tahun": "2019", "bulan": "3"}).context["lines"]) == 1
    assert "Tidak ada yang terlambat" in at_the_desk.get(LATE, {"tahun": "2019", "bulan": "4"}).content.decode()


# What is kept ---------------------------------------------------------------------------


def test_a_late_entry_into_a_month_that_is_kept_shows(at_the_desk, applicant, staff, year):
    assert rows(at_the_desk.get(ADDRESS, {"tahun": "2019"}), "months")["April"] == APRIL
    walked(applicant, staff, wita(1, 4, 8), wita(2, 4, 8), wita(2, 4, 16))
    assert rows(at_the_desk.get(ADDRESS, {"tahun": "2019"}), "months")["April"].finished == 2


def test_a_holiday_written_down_later_shows(at_the_desk, year):
    assert len(at_the_desk.get(LATE, {"tahun": "2019"}).context["lines"]) == 1
    Holiday.objects.create(date=datetime.date(2019, 3, 6), name="Hari libur", source="uji")
    Closure.objects.create(first=datetime.date(2019, 3, 7), last=datetime.date(2019, 3, 7), reason="Pindah kantor")
    ((late, _name),) = at_the_desk.get(LATE, {"tahun": "2019"}).context["lines"]
    assert late.lateness == "kurang dari 0,1 hari kerja"


def test_a_month_that_is_over_is_read_once_and_a_month_that_runs_every_time(year):
    def questions(now):
        with CaptureQueriesContext(connection) as captured:
            ended_files(2019, calendar(), now)
        return len(permit_queries(captured))

    in_may = wita(20, 5, 9)
    assert [questions(in_may), questions(in_may)] == [3, 3]
    in_june = wita(3, 6, 9)
    assert [questions(in_june), questions(in_june)] == [3, 1]


def test_the_guard_of_the_cache_sees_a_month_kept_too_long(year, applicant, staff, monkeypatch):
    """The control: a key that does not tell how many files there are hides the one entered later."""
    plain = timeliness._keys
    monkeypatch.setattr(timeliness, "_keys", lambda *args: {month: f"x{month}" for month in plain(*args)})
    before = len(ended_files(2019, calendar(), timezone.now()))
    walked(applicant, staff, wita(1, 4, 8), wita(2, 4, 8), wita(2, 4, 16))
    assert len(ended_files(2019, calendar(), timezone.now())) == before
    monkeypatch.undo()
    assert len(ended_files(2019, calendar(), timezone.now())) == before + 1


def test_the_report_costs_a_fixed_number_of_questions(at_the_desk, year):
    """Types, the first end, the months; and once the files and their turns."""
    for expected in (5, 3):
        with CaptureQueriesContext(connection) as captured:
            at_the_desk.get(ADDRESS, {"tahun": "2019"})
        assert len(permit_queries(captured)) == expected, permit_queries(captured)
    with CaptureQueriesContext(connection) as captured:
        at_the_desk.get(LATE, {"tahun": "2019"})
    assert len(permit_queries(captured)) == 4, permit_queries(captured)


# Files to take along --------------------------------------------------------------------


def test_the_figures_as_csv_have_decimal_commas(at_the_desk, year):
    response = at_the_desk.get(ADDRESS, {"tahun": "2019", "format": "csv"})
    today = timezone.localtime().date().isoformat()
    assert f'filename="ketepatan-waktu-2019-diambil-{today}.csv"' in response["Content-Disposition"]
    header, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert header[:6] == ["Jenis izin", "Bulan selesai", "Selesai", "Tepat waktu", "Terlambat", "Tepat waktu (%)"]
    assert [SIUP, "Maret", "5", "4", "1", "80,0", "2,0", "1,8", "0,0", "0,4", "1", "0", "1"] in lines
    assert [SIUP, "Februari", "0", "0", "0", "", "", "", "", "", "0", "1", "0"] in lines
    assert lines[-1] == ["Semua jenis izin", "Total", "7", "6", "1", "85,7", "2,0", "1,8", "0,1", "0,6", "1", "1", "1"]
    assert [line[:2] for line in lines if line[0] == LONG] == [[LONG, "Mei"], [LONG, "Total"]]


def test_the_figures_as_a_workbook_follow_the_filters(at_the_desk, year):
    query = {"tahun": "2019", "bulan": "3", "izin": "siup", "format": "xlsx"}
    response = at_the_desk.get(ADDRESS, query)
    assert "ketepatan-waktu-2019-maret-siup-diambil-" in response["Content-Disposition"]
    title, lines = read_xlsx(response.content)
    assert title == "Ketepatan waktu 2019"
    assert lines[1] == [SIUP, "Maret", 5, 4, 1, 80, 2, 1.8, 0, 0.4, 1, 0, 1]


def test_the_late_ones_can_be_taken_along(at_the_desk, year):
    response = at_the_desk.get(LATE, {"tahun": "2019", "bulan": "3", "format": "csv"})
    assert "selesai-terlambat-2019-maret-diambil-" in response["Content-Disposition"]
    header, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert header == ["Nomor", "Izin", "Batas waktu", "Kantor selesai", "Terlambat (hari kerja)"]
    assert lines == [[year["late"].number, SIUP, "2019-03-05 16:00", "2019-03-07 12:00", "1,5"]]


def test_another_year_keeps_the_filters(at_the_desk, year):
    for address in (ADDRESS, LATE):
        html = at_the_desk.get(address, {"tahun": "2019", "bulan": "3", "izin": "siup"}).content.decode()
        assert '<a href="?tahun=2020&amp;izin=siup&amp;bulan=3">2020</a>' in html


def test_an_empty_year_is_said_and_can_be_taken_along(at_the_desk, catalogue):
    assert "Belum ada berkas yang berakhir" in at_the_desk.get(ADDRESS, {"tahun": "2019"}).content.decode()
    _title, lines = read_xlsx(at_the_desk.get(ADDRESS, {"tahun": "2019", "format": "xlsx"}).content)
    assert len(lines) == 1


# Arithmetic -----------------------------------------------------------------------------


def ended(number, lateness, office=1.0):
    due_at = wita(5, 3, 16)
    return EndedFile(1, 3, "completed", str(number), office, ended_at=due_at + lateness, due_at=due_at)


def test_a_hundred_per_cent_means_every_file():
    on_time, late = datetime.timedelta(), datetime.timedelta(microseconds=1)
    files = [ended(number, on_time) for number in range(7200)]
    assert figures_of(files).share == 100
    assert figures_of([*files, ended(7200, late)]).share == Decimal("99.9")


@pytest.mark.parametrize(("spent", "shown"), [([0.25], "0.3"), ([0.1, 0.2], "0.2"), ([0.05, 0.15, 9.0], "0.2")])
def test_halves_are_rounded_up(spent, shown):
    files = [ended(number, datetime.timedelta(), days) for number, days in enumerate(spent)]
    assert figures_of(files).median == Decimal(shown)


def test_the_one_that_ended_last_comes_first():
    files = [ended(number, datetime.timedelta(hours=number)) for number in (1, 3, 0, 2)]
    assert [row.number for row in late_ones(files)] == ["3", "2", "1"]


def test_the_time_of_a_file_still_on_its_way_is_not_counted(at_the_desk, applicant, catalogue):
    file_application(applicant, at=wita(4, 3, 8))
    assert Turn.objects.filter(closed_at__isnull=True).count() == 1
    assert ended_files(2019, calendar(), timezone.now()) == []


# Pages and bad addresses ------------------------------------------------------------------


def test_the_late_ones_come_twenty_five_to_a_page(at_the_desk, applicant, catalogue, monkeypatch):
    siup = PermitType.objects.get(slug="siup")
    many = [
        ended(f"{number:03}", datetime.timedelta(hours=number))._replace(permit_type=siup.pk) for number in range(1, 61)
    ]
    monkeypatch.setattr("tracking.reports.views.ended_files", lambda *args: many)
    first = at_the_desk.get(LATE, {"tahun": "2019", "izin": "siup"})
    assert "1–25 dari 60" in " ".join(first.content.decode().split())
    assert first.context["previous_url"] == ""
    last = at_the_desk.get(LATE + at_the_desk.get(LATE + first.context["next_url"]).context["next_url"])
    assert "51–60 dari 60" in " ".join(last.content.decode().split())
    assert last.context["next_url"] == ""
    assert at_the_desk.get(LATE, {"halaman": "4"}).status_code == 422


@pytest.mark.parametrize("address", [ADDRESS, LATE])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"tahun": "abc"}, "dari 2000 sampai"),
        ({"tahun": "99999"}, "dari 2000 sampai"),
        ({"tahun": "1800"}, "dari 2000 sampai"),
        ({"bulan": "13"}, "dari 1 sampai 12"),
        ({"izin": "tidak-ada"}, "Jenis izin ini tidak ada"),
        ({"format": "exe"}, "xlsx (Excel) atau csv"),
    ],
)
def test_an_address_that_cannot_be_read_says_what_to_do(at_the_desk, address, query, said):
    page = at_the_desk.get(address, query)
    assert page.status_code == 422
    assert said in page.content.decode()


@pytest.mark.parametrize(("halaman", "said"), [("0", "dihitung dari 1"), ("x", "dengan angka"), ("2", "halaman 1.")])
def test_a_page_that_is_not_there_is_said(at_the_desk, catalogue, halaman, said):
    page = at_the_desk.get(LATE, {"halaman": halaman})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_the_list_of_late_files_is_the_officers_own(client, applicant):
    assert client.get(LATE).status_code == 302
    client.force_login(applicant)
    assert client.get(LATE).status_code == 404
    assert client.post(LATE).status_code == 405


def test_a_revoked_permit_stays_finished_where_it_was(applicant, staff):
    done = walked(applicant, staff, wita(1, 4, 8), wita(1, 4, 12), wita(1, 4, 16))
    before = ended_files(2019, calendar(), timezone.now())
    workflow.perform(done, "revoke", by=staff["head"], note="Keterangan palsu", at=wita(15, 5, 9))
    assert Application.objects.get(pk=done.pk).finished_at == wita(1, 4, 16)
    assert figures_of(ended_files(2019, calendar(), timezone.now())) == figures_of(before)
