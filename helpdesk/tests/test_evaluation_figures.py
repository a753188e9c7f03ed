"""The figures of a quarter's evaluation: what they tell, and how they are written on its page and its paper."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import evaluations, figures_tables, posters
from helpdesk.demo import figures as demonstration
from helpdesk.figures import Counts, Day, Indicators
from helpdesk.models import CounterVisits, Evaluation, Question, QuestionStatus, Reply, Tally, Target
from helpdesk.tests.survey_steps import answered
from sipelaku.office.services import current_office
from testkit.hub import collected, published
from testkit.papers import pdf_text

pytestmark = pytest.mark.django_db

QUARTER = (2026, 3)
PAGE, PAPER = (reverse(name, args=QUARTER) for name in ("evaluation", "evaluation_paper"))


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    moment = datetime.datetime(2026, 11, 21, 10, 0, tzinfo=current_office().zone)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def digest():
    return evaluations.digest_of(Evaluation.objects.filter(year=2026, quarter=3).first())


def test_the_figures_tell_of_links_questions_and_their_answers(team):
    published(team)
    zone = current_office().zone
    for number, is_answered in ((1, True), (2, False)):
        question = Question.objects.create(
            number=f"T-{number}",
            text="Di mana?",
            asked_at=datetime.datetime(2026, 9, 29, 9, 0, tzinfo=zone),
            answer_days=5,
            status=QuestionStatus.ANSWERED if is_answered else QuestionStatus.OPEN,
        )
        if is_answered:
            at = datetime.datetime(2026, 10, 1, 9, 0, tzinfo=zone)
            Reply.objects.create(question=question, text="Di loket.", by=team["layanan"], at=at)
    found = evaluations.figures_of(*QUARTER, datetime.date(2026, 11, 21))
    assert found["content"] == {"links": 1, "in_time": 1, "broken": 0}
    assert found["questions"] == {"asked": 2, "answered": 1, "open": 1, "median_days": "2,0"}
    assert found["consultations"] == {"booked": 0, "came": 0}
    assert found["satisfaction"] is None


def test_on_its_last_day_a_quarter_has_no_index_of_its_own_yet(monkeypatch):
    answered(12, day=datetime.date(2026, 5, 4))
    answered(12, day=datetime.date(2026, 8, 3))
    last, after = datetime.date(2026, 9, 30), datetime.date(2026, 10, 1)
    told = []
    for today in (last, after):
        moment = datetime.datetime.combine(today, datetime.time(10), current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        told.append(evaluations.figures_of(*QUARTER, today)["satisfaction"])
    assert (told[0], told[1]["respondents"]) == (None, 12)


def test_what_is_answered_at_once_is_not_answered_in_no_days(team):
    asked_at = datetime.datetime(2026, 9, 29, 9, 0, tzinfo=current_office().zone)
    question = Question.objects.create(number="T-1", text="Di mana?", asked_at=asked_at, answer_days=5)
    Reply.objects.create(question=question, text="Di loket.", by=team["layanan"], at=asked_at)
    found = evaluations.figures_of(*QUARTER, datetime.date(2026, 11, 21))
    assert found["questions"]["median_days"] == "kurang dari 0,1"


def test_large_numbers_and_the_index_are_written_as_people_write_them(client, team):
    client.force_login(team["koordinator"])
    summer = datetime.date(2026, 8, 3)
    Tally.objects.create(day=summer, target=Target.PAGE, views=23456, visits=12345)
    CounterVisits.objects.create(day=summer, people=4321, entered_by=team["layanan"], entered_at=timezone.now())
    answered(1234, day=summer)
    evaluations.write(*QUARTER, "Kunjungan naik.", [], seen=digest())
    page = client.get(PAGE).content.decode()
    assert "75,00, mutu C (Kurang baik), 1.234 responden" in page
    evaluations.settle(*QUARTER, seen=digest(), by=team["koordinator"])
    client.get(PAPER)
    posters.render_pending(5)
    text = pdf_text(b"".join(client.get(PAPER).streaming_content))
    for written in ("12.345", "23.456", "4.321", "75,00, mutu C", "1.234 responden"):
        assert written in text


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (
            (8, 2, 4, "1,5"),
            "8 masuk: 2 dijawab, 4 menunggu, 2 ditutup tanpa jawaban; separuhnya dijawab dalam 1,5 hari",
        ),
        ((1, 1, 0, "kurang dari 0,1"), "1 masuk: 1 dijawab, 0 menunggu; separuhnya dijawab dalam kurang dari satu jam"),
        ((0, 0, 0, None), "Tidak ada"),
        ((1234, 0, 1234, None), "1.234 masuk: 0 dijawab, 1.234 menunggu"),
    ],
)
def test_what_was_asked_is_told_in_parts_that_add_up(counted, words):
    found = dict(zip(("asked", "answered", "open", "median_days"), counted, strict=True))
    assert evaluations.told(found).startswith(words)


def test_reports_are_counted_beside_the_questions(team):
    asked_at = datetime.datetime(2026, 9, 29, 9, 0, tzinfo=current_office().zone)
    for number, kind in enumerate(("question", "wrong_link", "fake")):
        Question.objects.create(number=f"T-{number}", text="?", asked_at=asked_at, answer_days=5, kind=kind)
    found = evaluations.figures_of(*QUARTER, datetime.date(2026, 11, 21))
    assert (found["questions"]["asked"], found["reports"]["asked"]) == (1, 2)


def test_a_quarter_that_runs_tells_no_satisfaction_anywhere(client, team):
    answered(4, day=datetime.date(2026, 8, 3))
    told = {
        quarter: evaluations.figures_of(2026, quarter, datetime.date(2026, 11, 21))["indicators"][5]
        for quarter in (3, 4)
    }
    assert (told[3]["now"], told[4]["now"], told[4]["before"]) == ("75,00", "–", "–")


def test_percentages_differ_by_points_and_what_was_not_counted_is_no_zero(db):
    july, nothing = Indicators((), None, 10, Decimal("70.0")), Indicators((), None, 0, None)
    june = Indicators((Day(datetime.date(2026, 6, 1), Counts(3, 2), None),), None, 4, Decimal("75.0"))
    told = "Puas menurut layar di loket (%), triwulan penuh terakhir"
    rows = {row.name: row for row in figures_tables.comparison(july, june)}
    assert rows[told].change == "−5,0 poin"
    rows = {row.name: row for row in figures_tables.comparison(june, nothing)}
    assert rows["Kunjungan ke halaman informasi"].before == "–"
    assert rows["Orang yang datang ke loket"].before == "–"
    assert rows["Sentuhan layar di loket"].before == "–"
    assert rows[told].change == "–"


def test_the_demonstration_leaves_the_last_quarter_to_be_settled_and_says_what_was_counted(hub_people):
    published(hub_people, title="Panduan NIB")
    unpublished = collected(hub_people)
    demonstration.tell(hub_people)
    waiting, settled = Evaluation.objects.order_by("-year", "-quarter")
    assert (waiting.quarter, settled.quarter) == (3, 2)
    assert waiting.settled_at is None
    assert settled.settled_at is not None
    month, line = settled.figures["months"][0], settled.figures["links"][0]
    assert f"{month['visits']} pada April" in settled.findings.replace(".", "")
    assert f"Panduan NIB, {line['views']} kali" in settled.findings.replace(".", "")
    assert not Tally.objects.filter(target=Target.LINK, key=unpublished.link_id).exists()
