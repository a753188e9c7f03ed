"""Counting: in memory first, then in the tallies; a person once a day; nothing lost while the database is away."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpdesk import counting, tallies
from helpdesk.counting import VISITS, count
from helpdesk.models import CountingDay, Seen, Tally, Target
from helpdesk.tallies import Amount, Batch, Place, close_days, write_down
from helpdesk.tasks import close_counting_days
from helpdesk.tests.test_visitors import CUBOT, PHONE
from sipelaku.office.services import current_office

pytestmark = pytest.mark.django_db

FRIDAY = datetime.date(2026, 11, 20)


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock: `clock("2026-11-20 23:59")`, by the office's own."""

    def set_to(text):
        moment = datetime.datetime.fromisoformat(text).replace(tzinfo=current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to("2026-11-20 10:00")
    return set_to


@pytest.fixture(autouse=True)
def office_time():
    with timezone.override(current_office().zone):
        yield


def visit(target=Target.PAGE, key=0, campaign=0, browser=PHONE, address="203.0.113.7"):
    request = RequestFactory().get("/", HTTP_USER_AGENT=browser, REMOTE_ADDR=address)
    request.user = AnonymousUser()
    count(request, target, key, campaign)


def told(day=FRIDAY, target=Target.PAGE, key=0, campaign=0):
    """Views and people of a place, as the pages read them."""
    here = {"day": day, "target": target, "key": key, "campaign": campaign}
    row = Tally.objects.filter(**here).first()
    return (row.views if row else 0), (row.visits if row else 0) + Seen.objects.filter(**here).count()


def test_a_visit_costs_the_page_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        visit()


def test_what_was_counted_is_written_down_in_one_transaction(clock):
    visit()
    visit(Target.GROUP, 3)
    visit(Target.LINK, 7)
    visit(Target.LINK, 7, address="203.0.113.8")
    with CaptureQueriesContext(connection) as queries:
        assert VISITS.flush() == 4
    assert len([query for query in queries if "SAVEPOINT" in query["sql"] or "BEGIN" in query["sql"]]) <= 6
    assert told() == (1, 1)
    assert told(target=Target.GROUP, key=3) == (1, 1)
    assert told(target=Target.LINK, key=7) == (2, 2)
    assert VISITS.flush() == 0


def test_a_person_is_counted_once_a_day_however_often_they_come(clock):
    for _flush in range(2):
        visit()
        visit()
        VISITS.flush()
    visit(browser=CUBOT)
    VISITS.flush()
    assert told() == (5, 2)


def test_who_comes_by_a_campaign_counts_for_it_and_once_among_all(clock):
    visit(campaign=4)
    visit()
    visit(Target.LINK, 7, campaign=4)
    VISITS.flush()
    assert told(campaign=4) == (1, 1)
    assert told() == (2, 1)
    assert told(target=Target.LINK, key=7, campaign=4) == told(target=Target.LINK, key=7) == (1, 1)


def test_the_day_changes_at_midnight_by_the_offices_clock(clock):
    clock("2026-11-20 23:59:59")
    visit()
    clock("2026-11-21 00:00:00")
    visit()
    VISITS.flush()
    assert told(FRIDAY) == (1, 1)
    assert told(FRIDAY + datetime.timedelta(1)) == (1, 1)
    assert len(set(Seen.objects.values_list("person", flat=True))) == 2


@pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", 20), ("Asia/Jayapura", 21)])
def test_midnight_is_that_of_the_offices_zone(zone, day, monkeypatch, client):
    moment = datetime.datetime(2026, 11, 20, 16, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    with timezone.override(zone):
        visit()
    VISITS.flush()
    assert Tally.objects.get().day == datetime.date(2026, 11, day)


# The end of a day ---------------------------------------------------------------------


@pytest.fixture
def friday_is_over(clock):
    for address in ("203.0.113.7", "203.0.113.8", "203.0.113.7"):
        visit(address=address)
    visit(Target.LINK, 7)
    VISITS.flush()
    clock("2026-11-21 08:00")


def test_a_day_that_is_over_keeps_its_counts_and_forgets_its_people(friday_is_over):
    assert close_counting_days() == 1
    assert told() == (3, 2)
    assert told(target=Target.LINK, key=7) == (1, 1)
    assert not Seen.objects.exists()
    closed = CountingDay.objects.get()
    assert closed.salt == ""
    assert closed.closed_at is not None


def test_a_day_is_closed_once(friday_is_over):
    close_days()
    assert close_days() == 0
    assert told() == (3, 2)


def test_today_stays_open_and_so_do_the_first_minutes_after_midnight(clock):
    visit()
    VISITS.flush()
    assert close_days() == 0
    clock("2026-11-21 00:09")
    assert close_days() == 0
    clock("2026-11-21 00:11")
    assert close_days() == 1


def test_what_arrives_after_the_day_was_closed_adds_views_and_nobody(friday_is_over):
    close_days()
    late = Place(FRIDAY, Target.PAGE, 0, 0)
    write_down(Batch({late: Amount(views=5)}, {(late, b"siapa")}))
    assert told() == (8, 2)
    assert not Seen.objects.exists()
    assert CountingDay.objects.get().salt == ""


# The database is away -----------------------------------------------------------------


@pytest.fixture
def database_is_away(monkeypatch):
    def fail(batch):
        raise OperationalError("away")

    monkeypatch.setattr(counting, "write_down", fail)


def test_what_cannot_be_written_is_kept_and_written_later(clock, database_is_away, monkeypatch):
    visit()
    with pytest.raises(OperationalError):
        VISITS.flush()
    visit()
    visit(address="203.0.113.8")
    assert VISITS.waiting == 3
    monkeypatch.setattr(counting, "write_down", write_down)
    assert VISITS.flush() == 3
    assert told() == (3, 2)


def test_a_batch_is_written_whole_or_not_at_all(clock, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("away")

    visit()
    monkeypatch.setattr(tallies, "_see", fail)
    with pytest.raises(OperationalError):
        VISITS.flush()
    monkeypatch.undo()
    assert not Tally.objects.exists()
    assert VISITS.waiting == 1


def test_people_who_wait_are_bounded_and_their_views_are_not(clock, database_is_away, monkeypatch):
    monkeypatch.setattr(counting, "MOST_PEOPLE", 3)
    for number in range(5):
        visit(address=f"203.0.113.{number}")
    with pytest.raises(OperationalError):
        VISITS.flush()
    assert len(VISITS.batch.people) == 3
    monkeypatch.setattr(counting, "write_down", write_down)
    VISITS.flush()
    assert told() == (5, 3)


def test_a_writer_that_fails_says_how_many_wait_and_goes_on(clock, database_is_away, caplog):
    visit()
    assert not VISITS._try()
    assert "1 visits wait" in caplog.text
    assert "203.0.113" not in caplog.text


def test_no_thread_writes_in_tests_and_commands(clock):
    visit()
    assert not VISITS._has_writer


def test_a_forked_process_leaves_its_parents_visits_to_the_parent(clock):
    visit()
    VISITS.after_fork()
    assert VISITS.flush() == 0
