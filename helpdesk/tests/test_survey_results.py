"""The survey's results: a small table worked out by hand, periods, samples, files, and what is published."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.models import Touch
from helpdesk.survey_periods import PARTS, Period, last_full
from helpdesk.survey_results import LEAST_PUBLISHED, Group, Touched, answers_in, profile, results, touches
from helpdesk.survey_tables import lines, priorities
from helpdesk.tests.survey_steps import (
    AFTERWARDS,
    LAST_QUARTER_DAY,
    NOON,
    TODAY,
    answered,
    handed_over,
    scores,
    three_types,
)
from permits.models import Permit
from testkit.spreadsheets import read_xlsx

pytestmark = pytest.mark.django_db

SUMMER, AUTUMN, YEAR = Period(2026, "q3"), Period(2026, "q4"), Period(2026)
RESULTS = "/petugas/survei/"


@pytest.fixture(autouse=True)
def clock():
    """It is the year after: what is told is of periods that are over."""
    with time_machine.travel(AFTERWARDS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noon(clock):
    clock.move_to(NOON)
    return clock


@pytest.fixture
def types(catalogue):
    return three_types()


@pytest.fixture
def reader(client, team):
    client.force_login(team["koordinator"])
    return client


def four_people(types):
    """Three about the first service, one about another; the fourth alone is too few to be told.

    element         1  2  3 |sum of 3, /3      | 4 |sum of 4, /4
    requirements    4  4  4 | 12     4         | 2 | 14     3,5
    procedure       3  3  3 |  9     3         | 2 | 11     2,75
    time            3  2  2 |  7     2,333     | 2 |  9     2,25
    fee             4  3  3 | 10     3,333     | 2 | 12     3
    product         3  3  3 |  9     3         | 2 | 11     2,75
    competence      4  4  3 | 11     3,667     | 2 | 13     3,25
    behaviour       4  4  4 | 12     4         | 2 | 14     3,5
    complaints      2  2  2 |  6     2         | 2 |  8     2
    facilities      3  3  2 |  8     2,667     | 2 | 10     2,5
                            | 84 -> 84/27 x 25 |   |102 -> 102/36 x 25
                            |    = 77,78 (B)   |   |    = 70,83 (C)
    """
    answered(permit_type=types[0], **scores(4, 3, 3, 4, 3, 4, 4, 2, 3))
    answered(permit_type=types[0], **scores(4, 3, 2, 3, 3, 4, 4, 2, 3))
    answered(permit_type=types[0], **scores(4, 3, 2, 3, 3, 3, 4, 2, 2))
    answered(permit_type=types[1], **scores(2, 2, 2, 2, 2, 2, 2, 2, 2))


# Arithmetic ---------------------------------------------------------------------------


def test_the_table_worked_out_by_hand(types):
    four_people(types)
    said = results(AUTUMN).total.said
    assert (said.index, said.grade.letter, said.grade.meaning) == (Decimal("70.83"), "C", "Kurang baik")
    averages = [str(line.average) for line in lines(said)]
    assert averages == ["3.500", "2.750", "2.250", "3.000", "2.750", "3.250", "3.500", "2.000", "2.500"]
    # 3.5 / 9 = 0.38888...
    assert str(lines(said)[0].weighted) == "0.389"
    assert [str(line.title) for line in priorities(said)] == [
        "Penanganan pengaduan, saran, dan masukan",
        "Waktu penyelesaian",
        "Sarana dan prasarana",
    ]


def test_one_service_by_itself(types):
    four_people(types)
    answered(2, permit_type=types[1])
    groups = {group.key: group for group in results(AUTUMN).services}
    assert groups[types[0].pk].said.index == Decimal("77.78")
    # One 2 and two 3 everywhere: 8/3 x 25 = 66.67.
    assert groups[types[1].pk].said.index == Decimal("66.67")


def test_without_answers_nothing_is_divided(types):
    found = results(AUTUMN)
    assert (found.total.respondents, found.total.said, found.total.sample, found.services) == (0, None, 0, [])
    assert profile(answers_in(AUTUMN)) == []
    assert touches(AUTUMN) == Touched(0, [])


def test_the_sample_is_measured_by_the_permits_handed_over_in_the_period(applicant, staff, noon):
    permit = handed_over(applicant, staff)
    answered(1, permit_type=permit.application.permit_type)
    (group,) = results(AUTUMN).services
    assert (group.population, group.sample, group.missing) == (1, 1, 0)
    assert results(SUMMER).services == []


def test_a_sample_that_is_not_reached_says_how_many_are_missing(applicant, staff, noon):
    handed_over(applicant, staff)
    handed_over(applicant, staff)
    found = results(AUTUMN)
    assert (found.total.population, found.total.sample, found.total.missing) == (2, 2, 2)


@pytest.mark.parametrize(
    ("moment", "part"),
    [
        (datetime.datetime(2026, 9, 30, 15, 59, tzinfo=datetime.UTC), "q3"),  # 23.59 in the office
        (datetime.datetime(2026, 9, 30, 16, 1, tzinfo=datetime.UTC), "q4"),  # 0.01 of the next day
    ],
)
def test_a_permit_belongs_to_the_offices_own_day(applicant, staff, noon, moment, part):
    noon.move_to(moment)
    handed_over(applicant, staff)
    assert Permit.objects.count() == 1
    assert results(Period(2026, part)).total.population == 1


def test_who_answered_is_counted_by_group(types):
    answered(2, gender="female", age=0, education="upper", occupation="owner")
    answered(1, gender="male", age=56)
    answered(1)
    told = {
        str(part.name): {str(share.name): share.count for share in part.shares} for part in profile(answers_in(AUTUMN))
    }
    assert told["Jenis kelamin"] == {"Laki-laki": 1, "Perempuan": 2, "Tidak menjawab": 1}
    assert told["Usia"]["Sampai 25 tahun"] == 2
    assert told["Usia"]["56 tahun ke atas"] == 1
    assert told["Pendidikan"]["Tidak menjawab"] == 2
    assert told["Pekerjaan"]["Wirausaha"] == 2


def test_touches_are_counted_apart(types):
    for number, level in enumerate(["puas", "puas", "puas", "tidak"]):
        Touch.objects.create(nonce=f"{number}" * 32, day=TODAY, level=level)
    Touch.objects.create(nonce="x" * 32, day=LAST_QUARTER_DAY, level="tidak")
    assert [(str(share.name), share.count, share.percent) for share in touches(AUTUMN).shares] == [
        ("Puas", 3, 75),
        ("Cukup puas", 0, 0),
        ("Tidak puas", 1, 25),
    ]
    assert results(AUTUMN).total.respondents == 0


# Periods ------------------------------------------------------------------------------


def test_the_parts_of_a_year():
    assert (SUMMER.first, SUMMER.last, SUMMER.name) == (
        datetime.date(2026, 7, 1),
        datetime.date(2026, 9, 30),
        "Triwulan III 2026",
    )
    assert (YEAR.first, YEAR.end, YEAR.name) == (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1), "Tahun 2026")
    assert Period(2026, "s2").name == "Semester II 2026"
    assert (Period(2028, "q1").last, Period(2028).name) == (datetime.date(2028, 3, 31), "Tahun 2028")


def test_quarters_and_halves_each_fill_the_year_without_a_gap():
    for parts in (["s1", "s2"], ["q1", "q2", "q3", "q4"]):
        periods = [Period(2026, part) for part in parts]
        assert periods[0].first == YEAR.first
        assert periods[-1].end == YEAR.end
        assert [period.end for period in periods[:-1]] == [period.first for period in periods[1:]]
    assert len(PARTS) == 1 + 2 + 4


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2026, 10, 9), [Period(2026, "q3"), Period(2026, "s1"), Period(2025)]),
        (datetime.date(2026, 9, 30), [Period(2026, "q2"), Period(2026, "s1"), Period(2025)]),
        (datetime.date(2026, 1, 1), [Period(2025, "q4"), Period(2025, "s2"), Period(2025)]),
        (datetime.date(2026, 12, 31), [Period(2026, "q3"), Period(2026, "s1"), Period(2025)]),
    ],
)
def test_the_last_full_periods(day, expected):
    assert last_full(day) == expected


def test_an_answer_counts_in_the_period_of_its_day(types):
    answered(3, day=datetime.date(2026, 9, 30), permit_type=types[0])
    answered(4, day=datetime.date(2026, 10, 1), permit_type=types[0])
    assert [results(period).total.respondents for period in (SUMMER, AUTUMN, YEAR)] == [3, 4, 7]


# The staff's page ---------------------------------------------------------------------


def test_the_page_shows_the_index_the_elements_and_the_services(reader, types):
    four_people(types)
    answered(5, permit_type=types[1])
    page = reader.get(f"{RESULTS}?tahun=2026&bagian=q4").content.decode()
    for words in (
        "Triwulan IV 2026",
        "9 responden",
        "Waktu penyelesaian",
        "Prioritas perbaikan",
        "Izin Ambar",
        "77,78",
    ):
        assert words in page


def test_the_page_of_one_service(reader, types):
    four_people(types)
    answered(2, permit_type=types[1])
    page = reader.get(f"{RESULTS}?tahun=2026&layanan=izin-ambar").content.decode()
    assert "77,78" in page
    assert "3 responden" in page
    assert "Menurut layanan" not in page


@pytest.mark.parametrize("query", ["", "?layanan=izin-biru", "?layanan=lain", "?tahun=2025", "?bagian=q1"])
def test_a_page_without_answers_says_so(reader, types, query):
    response = reader.get(RESULTS + query)
    assert response.status_code == 200
    assert "Belum ada jawaban dalam periode ini" in response.content.decode()


def test_the_years_go_back_to_the_first_answer(reader, types):
    answered(3, day=datetime.date(2024, 5, 5), permit_type=types[0])
    page = reader.get(RESULTS).content.decode()
    assert "?tahun=2024" in page
    assert "?tahun=2023" not in page


@pytest.mark.parametrize(
    "query",
    [
        "tahun=99999",
        "tahun=dua",
        "tahun=2028",
        "bagian=q5",
        "bagian=10",
        "layanan=tidak-ada",
        "format=exe",
        "halaman=0",
    ],
)
@pytest.mark.parametrize("path", ["", "saran/", "publikasi/"])
def test_what_cannot_be_read_is_said_and_shown(reader, types, path, query):
    response = reader.get(f"{RESULTS}{path}?{query}")
    assert response.status_code == 422
    assert query.partition("=")[2] in response.content.decode()


def test_suggestions_come_by_pages(reader, types):
    answered(60, permit_type=types[0], remark="Perlu kursi")
    first = reader.get(f"{RESULTS}saran/").content.decode()
    assert first.count("Perlu kursi") == 50
    assert "halaman=2" in first
    assert reader.get(f"{RESULTS}saran/?halaman=2").content.decode().count("Perlu kursi") == 10
    assert reader.get(f"{RESULTS}saran/?halaman=3").status_code == 422


def test_suggestions_are_shown_as_words(reader, types):
    answered(3, permit_type=types[0], remark="<script>alert(1)</script>\nbaris dua")
    page = reader.get(f"{RESULTS}saran/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_page_costs_the_same_with_three_answers_and_with_three_hundred(reader, types):
    answered(3, permit_type=types[0])
    reader.get(RESULTS)
    with CaptureQueriesContext(connection) as few:
        reader.get(RESULTS)
    for number in range(300):
        answered(1, permit_type=types[number % 3], gender="male", age=26, remark="Baik")
    with CaptureQueriesContext(connection) as many:
        reader.get(RESULTS)
    assert len(many) == len(few) <= 16


def test_large_numbers_are_written_with_points(reader, types):
    answered(1234, permit_type=types[0], gender="female", day=LAST_QUARTER_DAY)
    page = reader.get(f"{RESULTS}?tahun=2026&bagian=q3").content.decode()
    assert "1.234 responden" in page
    assert page.count('<td class="figure">1.234</td>') > 2
    assert "1234" not in page


# Files --------------------------------------------------------------------------------


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_table_is_taken_along_as_csv(reader, types):
    four_people(types)
    answered(2, permit_type=types[1])
    response = reader.get(f"{RESULTS}?tahun=2026&bagian=q4&format=csv")
    assert "survei-kepuasan-triwulan-iv-2026-diambil-2027-01-08.csv" in response["Content-Disposition"]
    header, total, amber, *_rest = read_csv(response)
    assert header[:7] == [
        "Layanan", "Izin diserahkan", "Sampel minimal", "Responden", "IKM", "Mutu layanan", "NRR Persyaratan",
    ]  # fmt: skip
    assert total[:4] == ["Semua layanan", "0", "0", "6"]
    assert amber[:7] == ["Izin Ambar", "0", "0", "3", "77,78", "B (Baik)", "4,000"]
    assert amber[header.index("NRR tertimbang Waktu penyelesaian")] == "0,259"


def test_the_workbook_holds_numbers(reader, types):
    four_people(types)
    content = reader.get(f"{RESULTS}?tahun=2026&format=xlsx").content
    title, (_header, total, *_rest) = read_xlsx(content)
    assert title == "SKM Tahun 2026"
    assert total[:5] == ["Semua layanan", 0, 0, 4, 70.83]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        formats = book.read("xl/styles.xml").decode()
    assert 'formatCode="0.00"' in formats or 'numFmtId="2"' in formats
    assert 'formatCode="0.000"' in formats


def test_a_service_named_like_a_formula_runs_nothing(reader, types):
    types[0].name = "=1+1"
    types[0].save()
    answered(3, permit_type=types[0])
    assert read_csv(reader.get(f"{RESULTS}?format=csv"))[2][0] == "'=1+1"


# Methods and roles --------------------------------------------------------------------


PAGES = ["", "saran/", "publikasi/"]


@pytest.mark.parametrize("path", PAGES)
def test_figures_are_for_the_team_the_counter_and_the_head(client, types, staff, team, applicant, path):
    answered(LEAST_PUBLISHED - 1, permit_type=types[0])
    assert client.get(RESULTS + path).status_code == 302
    for insider in (*team.values(), staff["counter"], staff["head"]):
        client.force_login(insider)
        assert client.get(RESULTS + path).status_code in (200, 409)
    for outsider in (applicant, staff["archive"], staff["kasi"]):
        client.force_login(outsider)
        assert client.get(RESULTS + path).status_code == 404


@pytest.mark.parametrize("path", [*(RESULTS + page for page in PAGES), "/survei/hasil/"])
def test_results_take_no_post(reader, types, path):
    assert reader.post(path).status_code == 405


def test_more_answers_than_permits_handed_over_are_no_sample_of_them(reader, types):
    answered(4, permit_type=types[0])
    page = reader.get(f"{RESULTS}?tahun=2026&bagian=q4").content.decode()
    assert "sampel minimal terhadap izin yang diserahkan tidak dapat dinilai" in page
    assert "Sampel terpenuhi" not in page
    assert not Group(None, "Semua", 4, 4, None).is_beyond
