"""Due moments of real files: after hours, over weekends and Lebaran, with pauses, in three zones."""

import datetime
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from permits import timeline, workflow
from permits.deadlines import Pause, due_moment, urgency
from permits.models import Work
from sipelaku.office.models import Office
from sipelaku.office.services import calendar
from sipelaku.office.working_days import Calendar, Interval, working_time
from testkit.story import attach, file_application, forward, payload_for

WITA = ZoneInfo("Asia/Makassar")
EIGHT_TO_FOUR = Calendar(
    zone=WITA,
    weekly={day: (Interval(datetime.time(8), datetime.time(16)),) for day in range(5)},
    closed=frozenset(),
    extra={},
    periods=(),
)


def at(text: str, zone: ZoneInfo = WITA) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone)


def due_dates(slug: str, moment: str) -> list[str]:
    out = io.StringIO()
    call_command("due_dates", slug, moment, stdout=out)
    return out.getvalue().splitlines()


def test_each_stage_is_due_at_the_close_of_its_day(catalogue):
    days = ["2026-10-05"] * 4 + ["2026-10-06"] * 5
    assert due_dates("siup", "2026-10-05T09:00") == [f"{no}\t{day}T16:00" for no, day in enumerate(days, start=1)]


def test_what_is_filed_after_closing_counts_from_the_next_opening(catalogue):
    assert due_dates("siup", "2026-10-09T16:01")[0] == "1\t2026-10-12T16:00"
    assert due_dates("siup", "2026-10-09T15:59")[0] == "1\t2026-10-09T16:00"
    assert due_dates("siup", "2026-10-10T10:00")[0] == "1\t2026-10-12T16:00"


def test_over_lebaran_2026_the_second_day_comes_after_the_holidays(catalogue):
    assert due_dates("siup", "2026-03-17T10:00")[4] == "5\t2026-03-25T16:00"


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_filed_in_the_last_hour_of_the_year(zone, applicant):
    office = Office.objects.get()
    office.time_zone = zone
    office.save()
    application = file_application(applicant, at=at("2026-12-31T23:30", ZoneInfo(zone)))
    assert application.number.endswith("122026")
    due = application.turns.get(closed_at__isnull=True).due_at.astimezone(ZoneInfo(zone))
    assert due.isoformat()[:16] == "2027-01-04T16:00"
    assert file_application(applicant, at=at("2027-01-01T00:10", ZoneInfo(zone))).number[:5] == "00001"


@pytest.mark.parametrize("moment", ["kemarin", "2026-13-01T00:00", "2026-10-05", "99999-10-05T09:00"])
def test_a_moment_that_is_none_is_refused(moment, catalogue):
    with pytest.raises(CommandError):
        due_dates("siup", moment)


def test_an_unknown_type_is_refused(catalogue):
    with pytest.raises(CommandError):
        due_dates("tidak-ada", "2026-10-05T09:00")


def test_a_return_over_a_weekend_does_not_count(applicant, staff):
    application = file_application(applicant, at=at("2026-10-09T09:00"))
    faulty = payload_for(application)
    faulty["verdicts"]["ktp"] = ("unreadable", "Foto ulang.")
    workflow.perform(application, "return", by=staff["counter"], note="KTP", payload=faulty, at=at("2026-10-09T15:00"))
    attach(application, "ktp", by=applicant, at=at("2026-10-12T09:50"))
    workflow.perform(application, "resubmit", by=applicant, at=at("2026-10-12T10:00"))
    assert application.turns.get(closed_at__isnull=True).due_at == at("2026-10-12T11:00")
    forward(application, staff, at=at("2026-10-12T10:30"))
    assert application.stage.work == Work.PREPARE
    assert application.turns.get(closed_at__isnull=True).due_at == at("2026-10-12T11:00")
    story = timeline.story_of(application, at("2026-10-12T12:00"))
    assert story.urgency == "late"
    assert [line.due_at for line in story.lines][4] == at("2026-10-13T11:00")


def test_while_the_applicant_has_the_file_nothing_is_late(applicant, staff):
    application = file_application(applicant, at=at("2026-10-09T09:00"))
    faulty = payload_for(application)
    faulty["verdicts"]["ktp"] = ("unreadable", "Foto ulang.")
    workflow.perform(application, "return", by=staff["counter"], note="KTP", payload=faulty, at=at("2026-10-09T15:00"))
    story = timeline.story_of(application, at("2026-11-30T15:00"))
    assert (story.urgency, story.holder) == ("paused", "Pemohon")


def test_a_stage_finished_in_time_stays_in_time_whatever_follows(applicant, staff):
    application = file_application(applicant, at=at("2026-10-09T09:00"))
    forward(application, staff, at=at("2026-10-09T16:30"))
    lines = timeline.story_of(application, at("2026-10-20T10:00")).lines
    assert [line.was_late for line in lines[:2]] == [False, True]


def test_urgency_has_words_for_every_distance():
    now = at("2026-10-05T10:00")
    near = {
        "late": at("2026-10-05T09:59"),
        "today": at("2026-10-05T16:00"),
        "soon": at("2026-10-06T16:00"),
        "safe": at("2026-10-07T16:00"),
        "paused": None,
    }
    assert {word: urgency(EIGHT_TO_FOUR, due, now) for word, due in near.items()} == {word: word for word in near}


moments = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=WITA, microsecond=0)
)
lengths = st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=20))


@given(moments, st.integers(1, 30))
def test_a_later_mark_is_never_due_earlier(filed_at, n):
    assert due_moment(EIGHT_TO_FOUR, filed_at, n) < due_moment(EIGHT_TO_FOUR, filed_at, n + 1)


@given(moments, st.integers(1, 15), lengths, lengths)
def test_a_pause_moves_a_due_moment_by_the_working_time_it_took(filed_at, n, wait, length):
    pause = Pause(filed_at + wait, filed_at + wait + length)
    plain = due_moment(EIGHT_TO_FOUR, filed_at, n)
    paused = due_moment(EIGHT_TO_FOUR, filed_at, n, [pause])
    lost = working_time(EIGHT_TO_FOUR, pause.begin, pause.end) if pause.begin < plain else datetime.timedelta(0)
    assert working_time(EIGHT_TO_FOUR, plain, paused) == lost


@given(moments, st.integers(1, 15), lengths, lengths, lengths)
def test_one_pause_or_two_halves_of_it_are_the_same(filed_at, n, wait, first, second):
    begin, middle, end = filed_at + wait, filed_at + wait + first, filed_at + wait + first + second
    whole = due_moment(EIGHT_TO_FOUR, filed_at, n, [Pause(begin, end)])
    halves = due_moment(EIGHT_TO_FOUR, filed_at, n, [Pause(begin, middle), Pause(middle, end)])
    assert halves == whole


def test_the_calendar_of_the_office_is_the_one_that_counts(catalogue):
    assert calendar().zone == Office.objects.get().zone
