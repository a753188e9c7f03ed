"""What everybody sees of the survey: the last full period with enough answers, on the page and on paper."""

import datetime

import pytest
import time_machine

from helpdesk import posters
from helpdesk.models import Poster, PosterKind
from helpdesk.survey_periods import Period
from helpdesk.survey_results import LEAST_PUBLISHED, published, results
from helpdesk.survey_tables import poster_values
from helpdesk.tests.survey_steps import LAST_QUARTER_DAY, NOON, TODAY, answered, scores, three_types
from testkit.papers import pdf_text

pytestmark = pytest.mark.django_db

SUMMER = Period(2026, "q3")
RESULTS = "/petugas/survei/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def types(catalogue):
    return three_types()


@pytest.fixture
def reader(client, team):
    client.force_login(team["koordinator"])
    return client


# What everybody sees ------------------------------------------------------------------


def test_the_last_full_quarter_is_published(client, types):
    answered(LEAST_PUBLISHED, day=LAST_QUARTER_DAY, permit_type=types[0], gender="female")
    answered(20, permit_type=types[0], **scores(*[1] * 9))  # of a quarter that is not over
    page = client.get("/survei/hasil/").content.decode()
    assert "Triwulan III 2026" in page
    assert "75,00" in page
    assert "10 responden" in page
    assert "Perempuan" in page


def test_too_few_answers_are_not_published(client, types):
    answered(LEAST_PUBLISHED - 1, day=LAST_QUARTER_DAY, permit_type=types[0])
    page = client.get("/survei/hasil/").content.decode()
    assert "Belum ada hasil untuk diumumkan" in page
    assert "75,00" not in page


def test_a_half_is_published_when_the_quarter_has_too_few(types):
    answered(LEAST_PUBLISHED, day=datetime.date(2026, 2, 2), permit_type=types[0])
    assert published(TODAY).period == Period(2026, "s1")


def test_a_year_is_published_when_nothing_shorter_has_enough(types):
    answered(LEAST_PUBLISHED, day=datetime.date(2025, 2, 2), permit_type=types[0])
    assert published(TODAY).period == Period(2025)
    assert published(datetime.date(2027, 2, 2)) is None


def test_suggestions_are_for_the_staff_only(client, types):
    answered(LEAST_PUBLISHED, day=LAST_QUARTER_DAY, permit_type=types[0], remark="Kursi kurang")
    assert "Kursi kurang" not in client.get("/survei/hasil/").content.decode()


def test_the_published_page_costs_the_same_whatever_was_answered(client, types, django_assert_max_num_queries):
    answered(100, day=LAST_QUARTER_DAY, permit_type=types[0])
    client.get("/bantuan/")
    with django_assert_max_num_queries(8):
        client.get("/survei/hasil/")


# On paper -----------------------------------------------------------------------------


def test_the_paper_says_what_the_page_says(reader, types):
    answered(7, day=LAST_QUARTER_DAY, permit_type=types[0], gender="female", education="upper")
    answered(5, day=LAST_QUARTER_DAY, permit_type=types[0], gender="male", **scores(*[4] * 9))
    path = f"{RESULTS}publikasi/?bagian=q3"
    assert reader.get(path).status_code == 202
    assert posters.render_pending(10) == 1
    response = reader.get(path)
    assert response["Content-Type"] == "application/pdf"
    text = pdf_text(b"".join(response.streaming_content))
    # 7 x 3 + 5 x 4 = 41 points of 12 people; 41/12 x 25 = 85.4166...
    for words in ("85,42", "Baik", "Triwulan III 2026", "Terima kasih", "Perempuan", "Laki-laki", "Izin Ambar"):
        assert words in text
    assert "1 dari 1" in text


def test_the_same_result_is_one_paper(reader, types):
    answered(LEAST_PUBLISHED, day=LAST_QUARTER_DAY, permit_type=types[0])
    reader.get(f"{RESULTS}publikasi/?bagian=q3")
    reader.get(f"{RESULTS}publikasi/?bagian=q3")
    assert Poster.objects.get().kind == PosterKind.SKM


@pytest.mark.parametrize(("query", "reason"), [("bagian=q4", "baru berakhir"), ("bagian=q3", "paling sedikit 10")])
def test_a_paper_that_cannot_be_is_explained(reader, types, query, reason):
    answered(LEAST_PUBLISHED, permit_type=types[0])
    response = reader.get(f"{RESULTS}publikasi/?{query}")
    assert response.status_code == 409
    assert reason in response.content.decode()
    assert not Poster.objects.exists()


def test_the_results_lead_to_the_paper_or_to_why_there_is_none(reader, types):
    answered(LEAST_PUBLISHED, day=LAST_QUARTER_DAY, permit_type=types[0])
    for query, words in (("bagian=q3", "Cetak lembar publikasi"), ("bagian=q4", "belum dapat dicetak?")):
        page = reader.get(f"{RESULTS}?{query}").content.decode()
        assert words in page
        assert f"publikasi/?tahun=2026&amp;{query}" in page


def test_a_paper_of_nothing_is_not_thought_of(types):
    with pytest.raises(AssertionError):
        poster_values(results(SUMMER), [], address="", contact="")
