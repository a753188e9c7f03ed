"""The calendar of inspections: who sees what on it, which days are closed, and that it costs the same however full."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from permits import inspections
from permits.inspections import MOST_IN_CELL, MOST_WAITING
from permits.models import Inspection, Work
from permits.tests.desk_steps import page_of
from permits.tests.inspection_steps import at, report, reschedule_page, typed_plan
from sipelaku.office.models import Closure, Holiday, HolidayYear
from sipelaku.office.services import current_office
from testkit.story import advance, file_application, make_user

CALENDAR = "/petugas/peninjauan/"
MONTH_QUERIES, WEEK_QUERIES = 12, 13


@pytest.fixture
def planned(applicant, long_staff):
    return at(Work.INSPECT, applicant, long_staff)


@pytest.fixture
def scheduler(client, long_staff):
    client.force_login(long_staff["scheduler"])
    return client


def day_of(inspection):
    return inspection.starts_at.astimezone(current_office().zone).date()


def address(inspection, view="minggu"):
    return f"{CALENDAR}?tampilan={view}&tanggal={day_of(inspection)}"


def many(application, count):
    """``count`` more inspections on the day of the one there is, at files of the same procedure."""
    model = application.inspections.get()
    copies = []
    for serial in range(count):
        copy = type(application).objects.get(pk=application.pk)
        copy.pk, copy.token, copy.number = None, f"token-{serial}", f"{serial + 90000}{application.number[5:]}"
        copies.append(copy)
    made = type(application).objects.bulk_create(copies)
    rows = Inspection.objects.bulk_create(
        Inspection(
            application=file,
            sequence=3,
            task_number=f"{serial:05}/ST/1999",
            starts_at=model.starts_at + datetime.timedelta(minutes=serial % 60),
            ends_at=model.ends_at + datetime.timedelta(hours=1),
            place=model.place,
            leader=model.leader,
            scheduled_by=model.scheduled_by,
            scheduled_at=model.scheduled_at,
        )
        for serial, file in enumerate(made)
    )
    through = Inspection.team.through
    through.objects.bulk_create(through(inspection=row, user=model.leader) for row in rows)


# Who ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("scheduler", 200), ("inspector", 200), ("counter", 404), ("kasi", 404), ("siti", 404), ("konten", 404)],
)
def test_the_calendar_is_for_who_plans_and_who_goes(client, planned, long_staff, applicant, stranger, who, status):
    client.force_login((long_staff | {"siti": applicant, "konten": stranger})[who])
    assert client.get(CALENDAR).status_code == status


def test_who_is_not_signed_in_is_asked_to(client, planned):
    assert client.get(CALENDAR)["Location"].startswith("/masuk/")
    assert client.post(CALENDAR).status_code in (302, 405)


@pytest.mark.parametrize("view", ["bulan", "minggu"])
def test_a_visit_leads_to_its_file(scheduler, planned, long_staff, view):
    inspection = planned.inspections.get()
    page = scheduler.get(address(inspection, view)).content.decode()
    assert page_of(planned) in page
    assert str(long_staff["inspector"]) in page


def test_an_officers_own_site_is_not_on_their_calendar(client, long_staff):
    inspector = long_staff["inspector"]
    colleague = make_user("wati", "tim_teknis")
    own = file_application(inspector, slug="izin-gangguan")
    advance(own, long_staff | {"inspector": colleague}, to=Work.INSPECT)
    inspection = own.inspections.get()
    client.force_login(inspector)
    assert own.number not in client.get(address(inspection)).content.decode()
    client.force_login(colleague)
    assert own.number in client.get(address(inspection)).content.decode()


# What ---------------------------------------------------------------------------------


def test_the_team_sees_its_own_tasks_first(client, planned, long_staff):
    inspection = planned.inspections.get()
    colleague = make_user("wati", "tim_teknis")
    for person, count in ((long_staff["inspector"], 1), (colleague, 0)):
        client.force_login(person)
        tasks = client.get(CALENDAR).context["tasks"]
        assert len(tasks["now"] + tasks["later"]) == count
    moment = timezone.now() - datetime.timedelta(days=2)
    Inspection.objects.update(starts_at=moment, ends_at=moment + datetime.timedelta(hours=1))
    client.force_login(long_staff["inspector"])
    answer = client.get(CALENDAR)
    assert answer.context["tasks"]["now"] == [inspection]
    assert "Belum dilaporkan" in answer.content.decode()


def test_what_is_reported_is_no_task_and_stays_on_the_calendar(client, planned, long_staff):
    inspection = planned.inspections.get()
    report(planned, long_staff)
    client.force_login(long_staff["inspector"])
    answer = client.get(address(inspection))
    assert answer.context["tasks"] == {"now": [], "later": []}
    assert "Sudah dilaporkan" in answer.content.decode()


def test_the_most_urgent_file_without_a_date_comes_first(scheduler, applicant, long_staff):
    before = timezone.now() - datetime.timedelta(days=20)
    fresh = at(Work.SCHEDULE, applicant, long_staff)
    late = file_application(applicant, slug="izin-gangguan", at=before)
    advance(late, long_staff, to=Work.SCHEDULE, at=before)
    waiting = scheduler.get(CALENDAR).context["waiting"]
    assert [turn.application.number for turn, _urgency, _left in waiting] == [late.number, fresh.number]
    assert "Terlambat" in scheduler.get(CALENDAR).content.decode()


def test_a_plan_that_was_cancelled_is_gone(scheduler, planned):
    old = planned.inspections.get()
    sent = typed_plan(planned, reason="1", begins="14:00", ends="15:00")
    scheduler.post(reschedule_page(planned), sent)
    days = scheduler.get(address(old)).context["days"]
    assert [row.starts_at.astimezone(current_office().zone).hour for day in days for row in day.visits] == [14]


def test_who_is_busy_when_stands_in_the_week(scheduler, planned, long_staff):
    inspection = planned.inspections.get()
    make_user("wati", "tim_teknis", name="Wati Suryani")
    team = dict(scheduler.get(address(inspection)).context["team"])
    busy = {person.username: {day.date: hours for day, hours in days if hours} for person, days in team.items()}
    zone = current_office().zone
    hours = f"{inspection.starts_at.astimezone(zone):%H.%M}–{inspection.ends_at.astimezone(zone):%H.%M}"
    assert busy == {"inspector": {day_of(inspection): hours}, "wati": {}}


def test_holidays_closures_and_weekends_are_marked(scheduler, planned):
    HolidayYear.objects.get_or_create(year=2028)
    Holiday.objects.create(date="2028-03-10", name="Libur contoh", source="uji")
    Closure.objects.create(first="2028-03-11", last="2028-03-12", reason="Pindah kantor")
    answer = scheduler.get(f"{CALENDAR}?tanggal=2028-03-01")
    cells = {day.date.isoformat(): day.closed for week in answer.context["weeks"] for day in week}
    assert cells["2028-03-09"] == ""
    assert cells["2028-03-10"] == "Libur contoh"
    assert cells["2028-03-11"] == cells["2028-03-12"] == "Pindah kantor"
    assert cells["2028-03-04"] == "Tutup"
    assert "<caption" in answer.content.decode()
    assert "Maret 2028" in answer.content.decode()


@pytest.mark.parametrize(
    ("tanggal", "before", "after"),
    [("2026-12-31", "2026-11-30", "2027-01-01"), ("2027-01-15", "2026-12-31", "2027-02-01")],
)
def test_the_months_follow_each_other(scheduler, planned, tanggal, before, after):
    context = scheduler.get(f"{CALENDAR}?tanggal={tanggal}").context
    assert context["previous_url"].endswith(f"tanggal={before}")
    assert context["next_url"].endswith(f"tanggal={after}")


@pytest.mark.parametrize(
    "query",
    ["tanggal=besok", "tanggal=0001-01-01", "tanggal=9999-12-31", f"tanggal={10**30}", "tampilan=tahun", "tanggal=-1"],
)
def test_a_part_of_the_calendar_that_does_not_exist_is_a_bad_request(scheduler, planned, query):
    assert scheduler.get(f"{CALENDAR}?{query}").status_code == 400


# At what price ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 400])
@pytest.mark.parametrize(("view", "queries"), [("bulan", MONTH_QUERIES), ("minggu", WEEK_QUERIES)])
@pytest.mark.usefixtures("sessions_in_database")
def test_the_calendar_costs_the_same_however_full(scheduler, planned, django_assert_num_queries, count, view, queries):
    many(planned, count)
    page = address(planned.inspections.get(), view)
    scheduler.get(page)
    with django_assert_num_queries(queries):
        scheduler.get(page)


@pytest.mark.postgresql
def test_the_calendar_is_read_from_its_index(planned, long_staff):
    many(planned, 3000)
    inspection = planned.inspections.get()
    rows = list(Inspection.objects.all())
    for serial, row in enumerate(rows):
        row.starts_at = inspection.starts_at + datetime.timedelta(hours=serial)
        row.ends_at = row.starts_at + datetime.timedelta(hours=1)
    Inspection.objects.bulk_update(rows, ["starts_at", "ends_at"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE permits_inspection")
        cursor.execute("ANALYZE permits_application")
    day = day_of(inspection)
    plan = inspections.visits_of(long_staff["scheduler"], day, day + datetime.timedelta(days=6)).explain()
    assert "inspection_by_day" in plan
    assert "Seq Scan on permits_inspection" not in plan


def test_a_full_day_shows_its_first_visits_and_says_how_many_more(scheduler, planned):
    many(planned, 10)
    inspection = planned.inspections.get()
    answer = scheduler.get(address(inspection, "bulan"))
    (day,) = [day for week in answer.context["weeks"] for day in week if day.visits]
    assert (len(day.visits), day.more) == (MOST_IN_CELL, 11 - MOST_IN_CELL)
    assert f"dan {day.more} lagi" in answer.content.decode()


def test_a_week_that_is_too_full_says_so(scheduler, planned):
    many(planned, 305)
    assert "sisanya tidak ditampilkan" in scheduler.get(address(planned.inspections.get())).content.decode()


def test_of_many_files_without_a_date_the_first_are_shown(scheduler, applicant, long_staff):
    for _file in range(MOST_WAITING + 1):
        at(Work.SCHEDULE, applicant, long_staff)
    answer = scheduler.get(CALENDAR)
    assert len(answer.context["waiting"]) == MOST_WAITING
    assert "Lihat semuanya di antrean" in answer.content.decode()
