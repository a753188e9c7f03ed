"""Attacks on the figures: one person's answer got out of them, a sum that no column holds."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from helpdesk import figures, visitors
from helpdesk.counting import LONGEST_STAY, VISITS, stayed
from helpdesk.models import Tally, Target
from helpdesk.spans import Span, of_quarter
from helpdesk.tests.survey_steps import AFTERWARDS, NOON, TODAY, answered, scores

pytestmark = pytest.mark.django_db

LARGEST_INTEGER = 2**31 - 1
ANGRY = scores(1, 1, 1, 1, 1, 1, 1, 1, 1)


def index_of(first, last):
    found = figures.indicators(Span(first, last)).satisfaction
    return None if found is None else found.index


# One person's answer --------------------------------------------------------------------


def test_the_indicators_of_a_day_dont_tell_what_the_only_one_of_that_day_answered(client, catalogue, team):
    answered(9, day=datetime.date(2026, 10, 1))
    answered(day=TODAY, **ANGRY)
    client.force_login(team["konten"])
    with time_machine.travel(NOON, tick=False):
        page = client.get(reverse("figures"), {"dari": TODAY, "sampai": TODAY}).content.decode()
    assert "25,00" not in page


def test_two_spans_that_differ_by_a_day_dont_tell_it_either(catalogue):
    answered(9, day=datetime.date(2026, 10, 1))
    answered(day=TODAY, **ANGRY)
    first = datetime.date(2026, 10, 1)
    with time_machine.travel(AFTERWARDS, tick=False):
        assert index_of(first, TODAY) == index_of(first, TODAY - datetime.timedelta(days=1))


def test_fewer_than_three_answers_of_a_quarter_are_no_index(catalogue):
    answered(2)
    autumn = of_quarter(2026, 4)
    with time_machine.travel(AFTERWARDS, tick=False):
        assert index_of(*autumn.ends) is None
        answered()
        assert index_of(*autumn.ends) == 75


def test_a_quarter_that_runs_has_no_index(catalogue):
    answered(9)
    with time_machine.travel(NOON, tick=False):
        assert index_of(*of_quarter(2026, 4).ends) is None


# Sums -----------------------------------------------------------------------------------


def test_stays_told_of_all_day_long_never_keep_visits_from_being_written_down(db):
    with time_machine.travel(NOON, tick=False):
        Tally.objects.create(day=TODAY, target=Target.PAGE, seconds=LARGEST_INTEGER)
        stayed(LONGEST_STAY)
        assert VISITS.flush() == 1
    assert Tally.objects.get().seconds == LARGEST_INTEGER + LONGEST_STAY


@pytest.mark.postgresql
def test_control_a_column_of_integers_would_have_refused_it(db):
    with connection.cursor() as cursor, pytest.raises(Exception, match="integer out of range"):
        cursor.execute("SELECT %s::integer + %s::integer", [LARGEST_INTEGER, LONGEST_STAY])


# Browsers -------------------------------------------------------------------------------


def test_of_an_endless_name_of_a_browser_only_the_beginning_is_searched(rf, monkeypatch):
    searched = []

    def is_robot(browser):
        searched.append(len(browser))
        return True

    monkeypatch.setattr(visitors, "is_robot", is_robot)
    visitors.is_counted(rf.get("/", HTTP_USER_AGENT="Mozilla/5.0 " + 8000 * "a"))
    assert searched == [visitors.LONGEST_BROWSER]


def test_control_a_robot_of_usual_length_is_still_known(rf):
    name = "Mozilla/5.0 (Linux; Android 6.0.1) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36".ljust(400)
    assert not visitors.is_counted(rf.get("/", HTTP_USER_AGENT=f"{name}(compatible; Googlebot/2.1)"))
