"""What was touched at the counter is told as answers are: of quarters that are over, and of enough people."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from helpdesk import evaluations, figures, spans, survey_results
from helpdesk.models import Touch
from helpdesk.spans import Span
from helpdesk.survey_periods import Period
from helpdesk.survey_results import Touched, touches
from helpdesk.tests.survey_steps import AFTERWARDS, LAST_QUARTER_DAY, NOON, TODAY
from testkit.spreadsheets import read_xlsx

pytestmark = pytest.mark.django_db

SUMMER, AUTUMN, HALF = Period(2026, "q3"), Period(2026, "q4"), Period(2026, "s2")
RESULTS = "/petugas/survei/?tahun=2026&bagian=q4"


@pytest.fixture(autouse=True)
def clock():
    """It is noon of TODAY, in a quarter that runs."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(client, team):
    client.force_login(team["koordinator"])
    return client


def touch(*levels, day=TODAY):
    """Let people touch the screen on ``day``."""
    for level in levels:
        Touch.objects.create(nonce=f"{Touch.objects.count():032}", day=day, level=level)


def told_after(client, level):
    """What pages, files and evaluation say of the touches right after ``level`` was touched; nothing of it stays."""
    today = TODAY.isoformat()
    with transaction.atomic():
        touch(level)
        told = [
            client.get(RESULTS).content.decode().split('id="sentuhan"')[1].split("</section>")[0],
            client.get(f"{RESULTS}&format=csv").content.decode("utf-8-sig").splitlines()[-1],
            read_xlsx(client.get(f"{RESULTS}&format=xlsx").content)[1][-1],
            client.get(reverse("figures"), {"dari": today, "sampai": today}).context["rows"],
            evaluations.figures_of(2026, 4, TODAY)["indicators"],
        ]
        transaction.set_rollback(True)
    return told


def test_whoever_looks_right_after_a_visitor_does_not_learn_what_they_touched(reader):
    touch("puas", "puas", "cukup", day=LAST_QUARTER_DAY)
    touch("puas", "puas", "cukup")
    page, line, row, *_figures = told = told_after(reader, "tidak")
    assert told == told_after(reader, "puas")
    assert "4 sentuhan. Tombolnya terbaca setelah periode ini berakhir, 31 Desember 2026." in page
    assert (line.split(";")[0], row[0]) == ("Sentuhan layar: 4", "Sentuhan layar: 4")


def test_control_levels_of_a_period_that_runs_tell_on_the_last_visitor(reader, monkeypatch):
    touch("puas", "puas", "cukup")
    monkeypatch.setattr(Period, "is_over_on", lambda period, day: True)
    assert all(
        one != other for one, other in zip(told_after(reader, "tidak")[:3], told_after(reader, "puas")[:3], strict=True)
    )


def test_a_day_tells_how_many_touched_the_screen(reader):
    touch("puas", "tidak")
    assert figures.indicators(Span(TODAY, TODAY)).touches == 2
    today = TODAY.isoformat()
    rows = reader.get(reverse("figures"), {"dari": today, "sampai": today}).context["rows"]
    assert [row.now for row in rows if row.name == "Sentuhan layar di loket"] == ["2"]


def test_of_a_quarter_that_is_over_the_buttons_are_told(reader, team, clock):
    touch("puas", "puas", "tidak")
    clock.move_to(AFTERWARDS)
    reader.force_login(team["koordinator"])
    assert [share.count for share in touches(AUTUMN).shares] == [2, 0, 1]
    assert "Tidak puas" in reader.get(RESULTS).content.decode()
    assert str(figures.indicators(spans.of_quarter(2026, 4)).satisfied) == "66.7"


def test_fewer_than_three_touches_stay_a_number_in_their_quarter_and_in_all_that_hold_it(reader, team, clock):
    touch("puas", "tidak")
    touch("puas", "puas", "cukup", day=LAST_QUARTER_DAY)
    clock.move_to(AFTERWARDS)
    reader.force_login(team["koordinator"])
    assert (touches(AUTUMN), touches(HALF)) == (Touched(2, []), Touched(5, []))
    assert [share.count for share in touches(SUMMER).shares] == [2, 1, 0]
    assert "Tombolnya tidak ditampilkan" in reader.get(RESULTS).content.decode()
    assert figures.indicators(spans.of_quarter(2026, 4)).satisfied is None


def test_control_without_the_bar_a_half_and_its_quarter_tell_on_two(clock, monkeypatch):
    monkeypatch.setattr(survey_results, "ANONYMOUS", 0)
    touch("puas", "tidak")
    touch("puas", "puas", "cukup", day=LAST_QUARTER_DAY)
    clock.move_to(AFTERWARDS)
    half, summer = touches(HALF).shares, touches(SUMMER).shares
    assert [whole.count - part.count for whole, part in zip(half, summer, strict=True)] == [1, 0, 1]


@pytest.mark.parametrize("days", [1, 2, 30])
def test_days_chosen_at_will_tell_no_buttons_of_their_own(clock, days):
    touch("tidak", "tidak", "tidak", day=LAST_QUARTER_DAY)
    clock.move_to(AFTERWARDS)
    span = Span(LAST_QUARTER_DAY, LAST_QUARTER_DAY + datetime.timedelta(days=days - 1))
    now = figures.indicators(span)
    assert (now.touches, now.satisfied) == (3, None)
