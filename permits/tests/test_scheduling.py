"""Scheduling an inspection through its pages: who goes when, what is refused, and planning it anew."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from permits import workflow
from permits.models import Inspection, PaperKind, Status, Work
from permits.tests.desk_steps import page_of
from permits.tests.inspection_steps import at, report, reschedule_page, typed_plan
from permits.work.inspection import inspection_to_come
from sipelaku.office.models import Holiday, HolidayYear
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day
from testkit.story import advance, file_application, make_user

HUGE = str(10**30)


@pytest.fixture
def to_schedule(applicant, long_staff):
    return at(Work.SCHEDULE, applicant, long_staff)


@pytest.fixture
def scheduler(client, long_staff):
    """The scheduler's browser."""
    client.force_login(long_staff["scheduler"])
    return client


@pytest.fixture
def planned(to_schedule, scheduler):
    """A file whose inspection is scheduled."""
    assert scheduler.post(page_of(to_schedule), typed_plan(to_schedule)).status_code == 302
    to_schedule.refresh_from_db()
    return to_schedule


def saturday():
    """A day within a year on which the office is closed."""
    day = timezone.localdate() + datetime.timedelta(days=3)
    while is_working_day(calendar(), day):
        day += datetime.timedelta(days=1)
    return day


def refused(answer, words):
    """The page is shown again with this error, what was typed kept."""
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Temui ketua RT." in page
    return True


# The first plan -----------------------------------------------------------------------


def test_a_plan_sends_the_team_and_orders_its_paper(to_schedule, scheduler, long_staff):
    answer = scheduler.post(page_of(to_schedule), typed_plan(to_schedule))
    assert answer.url == "/petugas/"
    to_schedule.refresh_from_db()
    assert to_schedule.stage.work == Work.INSPECT
    inspection = to_schedule.inspections.get()
    assert list(inspection.team.all()) == [long_staff["inspector"]] == [inspection.leader]
    assert (inspection.place, inspection.instructions) == ("Jalan Pasar Baru 12", "Temui ketua RT.")
    assert to_schedule.papers.filter(kind=PaperKind.TASK_ORDER).exists()


def test_the_form_proposes_the_next_working_day_and_the_place_of_the_business(to_schedule, scheduler):
    form = scheduler.get(page_of(to_schedule)).context["form"]
    assert form["place"].value() == "Jalan Pasar Baru 12, Damai, Tanjung Sari Kota"
    assert is_working_day(calendar(), form["day"].value())
    assert form["day"].value() >= timezone.localdate()


def test_the_form_says_until_when_the_site_has_to_be_seen(to_schedule, scheduler):
    page = scheduler.get(page_of(to_schedule)).content.decode()
    assert "Batas peninjauan" in page
    assert "lewat batas" in page


def test_a_day_after_the_limit_is_allowed_with_a_warning(to_schedule, scheduler):
    plan = scheduler.get(page_of(to_schedule)).context["form"]
    late = next(day for day, is_late in plan.late_days if is_late)
    answer = scheduler.post(page_of(to_schedule), typed_plan(to_schedule, day=late.isoformat()), follow=True)
    assert "Berkas ini akan terlambat" in answer.content.decode()
    to_schedule.refresh_from_db()
    assert to_schedule.stage.work == Work.INSPECT


def test_looking_at_a_day_keeps_what_was_typed_and_does_nothing(planned, scheduler, other_applicant, long_staff):
    second = at(Work.SCHEDULE, other_applicant, long_staff)
    far = timezone.localdate() + datetime.timedelta(days=40)
    while not is_working_day(calendar(), far):
        far += datetime.timedelta(days=1)
    moment = datetime.datetime.combine(far, datetime.time(13), current_office().zone)
    Inspection.objects.update(starts_at=moment, ends_at=moment + datetime.timedelta(hours=1))
    answer = scheduler.post(page_of(second), typed_plan(second, day=far.isoformat(), preview="1"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "13.00–14.00" in page
    assert "Temui ketua RT." in page
    assert "error-summary" not in page
    second.refresh_from_db()
    assert second.stage.work == Work.SCHEDULE


def test_who_is_away_is_said_beside_the_name(planned, scheduler, other_applicant, long_staff):
    second = at(Work.SCHEDULE, other_applicant, long_staff)
    (member,) = scheduler.get(page_of(second)).context["form"].members()
    inspection = planned.inspections.get()
    zone = current_office().zone
    hours = f"{inspection.starts_at.astimezone(zone):%H.%M}–{inspection.ends_at.astimezone(zone):%H.%M}"
    assert hours in member.days


# What is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"day": ""}, "Pilih hari peninjauan."),
        ({"day": "besok"}, "Tulis hari sebagai tanggal"),
        ({"day": "0001-01-01"}, "Hari ini sudah lewat"),
        ({"day": "9999-12-31"}, "12 bulan mendatang"),
        ({"begins": "25:99"}, "Tulis jam mulai, misalnya"),
        ({"ends": ""}, "Tulis jam selesai."),
        ({"begins": "11:00", "ends": "10:00"}, "Jam selesai harus sesudah jam mulai"),
        ({"team": []}, "Pilih sedikitnya satu anggota"),
        ({"team": "abc"}, "Pilih anggota tim dari daftar ini."),
        ({"team": HUGE}, "Pilih anggota tim dari daftar ini."),
        ({"leader": "abc"}, "Pilih ketua tim dari daftar ini."),
        ({"leader": HUGE}, "Pilih ketua tim dari daftar ini."),
        ({"leader": ""}, "Pilih ketua tim"),
        ({"place": "   "}, "Tulis alamat yang ditinjau."),
        ({"place": "x" * 251}, "250"),
    ],
)
def test_a_plan_with_something_wrong_says_what(to_schedule, scheduler, typed, says):
    assert refused(scheduler.post(page_of(to_schedule), typed_plan(to_schedule, **typed)), says)
    assert not Inspection.objects.exists()


def test_a_closed_day_is_refused(to_schedule, scheduler):
    sent = typed_plan(to_schedule, day=saturday().isoformat())
    assert refused(scheduler.post(page_of(to_schedule), sent), "Kantor tutup pada hari itu.")


def test_a_holiday_is_refused(to_schedule, scheduler):
    sent = typed_plan(to_schedule)
    day = datetime.date.fromisoformat(sent["day"])
    HolidayYear.objects.get_or_create(year=day.year)
    Holiday.objects.create(date=day, name="Hari libur contoh", source="uji")
    assert refused(scheduler.post(page_of(to_schedule), sent), "Kantor tutup pada hari itu.")


def test_an_hour_that_has_passed_is_refused(to_schedule, client, long_staff, time_machine):
    sent = typed_plan(to_schedule)
    day = datetime.date.fromisoformat(sent["day"])
    noon = datetime.datetime.combine(day, datetime.time(15), current_office().zone)
    time_machine.move_to(noon, tick=False)
    client.force_login(long_staff["scheduler"])
    sent |= {"begins": "13:00", "ends": "14:00"}
    assert refused(client.post(page_of(to_schedule), sent), "Waktu peninjauan sudah lewat.")


def test_an_officer_who_is_away_is_not_sent_elsewhere(planned, scheduler, other_applicant, long_staff):
    second = at(Work.SCHEDULE, other_applicant, long_staff)
    taken = planned.inspections.get()
    zone = current_office().zone
    begins = taken.starts_at.astimezone(zone)
    sent = typed_plan(second, day=begins.date().isoformat(), begins=f"{begins:%H:%M}", ends="23:00")
    answer = scheduler.post(page_of(second), sent)
    assert refused(answer, f"Sudah bertugas pada waktu itu: {long_staff['inspector']}.")


def test_right_after_one_visit_the_next_may_begin(planned, scheduler, other_applicant, long_staff):
    second = at(Work.SCHEDULE, other_applicant, long_staff)
    ends = planned.inspections.get().ends_at.astimezone(current_office().zone)
    sent = typed_plan(second, day=ends.date().isoformat(), begins=f"{ends:%H:%M}", ends="23:00")
    assert scheduler.post(page_of(second), sent).status_code == 302


@pytest.mark.parametrize(
    "spoil",
    [
        lambda person: type(person).objects.filter(pk=person.pk).update(is_active=False),
        lambda person: person.roles.set(["arsip"]),
    ],
    ids=["inactive", "another role"],
)
def test_only_active_officers_of_the_team_are_sent(to_schedule, scheduler, long_staff, spoil):
    colleague = make_user("wati", "tim_teknis")
    sent = typed_plan(to_schedule, team=[long_staff["inspector"].pk, colleague.pk])
    spoil(colleague)
    assert refused(scheduler.post(page_of(to_schedule), sent), "Pilih anggota tim dari daftar ini.")


def test_an_officer_is_not_sent_to_a_site_of_their_own(long_staff, scheduler):
    inspector = long_staff["inspector"]
    own = file_application(inspector, slug="izin-gangguan")
    colleague = make_user("wati", "tim_teknis")
    advance(own, long_staff, to=Work.SCHEDULE)
    sent = typed_plan(own, team=[colleague.pk, inspector.pk], leader=colleague.pk)
    assert refused(scheduler.post(page_of(own), sent), "Pilih anggota tim dari daftar ini.")


def test_the_leader_is_one_of_the_team(to_schedule, scheduler):
    colleague = make_user("wati", "tim_teknis")
    sent = typed_plan(to_schedule, leader=colleague.pk)
    assert refused(scheduler.post(page_of(to_schedule), sent), "Pilih ketua tim dari anggota yang ditugaskan.")


@pytest.mark.parametrize(("who", "status"), [("inspector", 403), ("counter", 403), ("siti", 404), ("konten", 404)])
def test_only_the_scheduler_plans(client, to_schedule, long_staff, applicant, stranger, who, status):
    client.force_login((long_staff | {"siti": applicant, "konten": stranger})[who])
    assert client.post(page_of(to_schedule), typed_plan(to_schedule)).status_code == status
    assert not Inspection.objects.exists()


def test_who_comes_second_is_told_and_gets_their_words_back(to_schedule, scheduler, long_staff):
    sent = typed_plan(to_schedule)
    scheduler.post(page_of(to_schedule), sent)
    answer = scheduler.post(page_of(to_schedule), sent)
    assert answer.status_code == 409
    assert "Temui ketua RT." in answer.content.decode()
    assert Inspection.objects.count() == 1


# The team's page, and the end of a plan --------------------------------------------------


def test_the_team_is_led_to_the_report_and_cannot_skip_it(client, planned, long_staff):
    client.force_login(long_staff["inspector"])
    page = client.get(page_of(planned)).content.decode()
    assert reverse("site_report", args=[planned.number]) in page
    assert planned.inspections.get().task_number in page
    assert client.post(page_of(planned), {"version": planned.version}).status_code == 403


def test_a_file_that_is_withdrawn_sets_the_team_free(planned, applicant, long_staff):
    workflow.perform(planned, "withdraw", by=applicant, note="Usaha batal.")
    assert planned.status == Status.WITHDRAWN
    assert planned.inspections.get().cancelled_at == planned.finished_at


# A new plan ------------------------------------------------------------------------------


def test_a_new_plan_takes_the_place_of_the_old_one_with_its_reason(planned, scheduler):
    sent = typed_plan(planned, place="Jalan Baru 1", reason="1", words="Hujan lebat.")
    answer = scheduler.post(reschedule_page(planned), sent)
    assert answer.url == page_of(planned)
    planned.refresh_from_db()
    assert planned.stage.work == Work.INSPECT
    old, new = planned.inspections.order_by("sequence")
    assert old.cancelled_at is not None
    assert (new.place, inspection_to_come(planned)) == ("Jalan Baru 1", new)
    assert planned.transitions.last().note == "Cuaca tidak memungkinkan. Hujan lebat."
    assert planned.papers.filter(kind=PaperKind.TASK_ORDER).count() == 2
    page = scheduler.get(page_of(planned)).content.decode()
    assert old.task_number in page
    assert "Jadwal yang dibatalkan" in page


def test_the_page_of_a_new_plan_begins_with_the_old_one(planned, scheduler):
    answer = scheduler.get(reschedule_page(planned))
    old = planned.inspections.get()
    form = answer.context["form"]
    assert form["team"].value() == [old.leader_id]
    assert form["place"].value() == old.place
    assert old.task_number in answer.content.decode()
    assert reschedule_page(planned) in scheduler.get(page_of(planned)).content.decode()


def test_ones_own_old_plan_is_in_nobodys_way(planned, scheduler):
    sent = typed_plan(planned, reason="2")
    old = planned.inspections.get()
    zone = current_office().zone
    begins = old.starts_at.astimezone(zone)
    sent |= {"day": begins.date().isoformat(), "begins": f"{begins:%H:%M}", "ends": "23:00"}
    assert scheduler.post(reschedule_page(planned), sent).status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Pilih alasannya."),
        ({"reason": "9"}, "error-summary"),
        ({"reason": "other"}, "Tulis alasannya."),
        ({"reason": "1", "team": "abc"}, "Pilih anggota tim dari daftar ini."),
        ({"reason": "1", "day": "besok"}, "Tulis hari sebagai tanggal"),
    ],
)
def test_a_new_plan_with_something_wrong_changes_nothing(planned, scheduler, typed, says):
    answer = scheduler.post(reschedule_page(planned), typed_plan(planned, **typed))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert planned.inspections.get().cancelled_at is None


def test_a_new_plan_may_be_tried_out_first(planned, scheduler):
    sent = typed_plan(planned, reason="2", words="Datang lagi.", preview="1")
    answer = scheduler.post(reschedule_page(planned), sent)
    assert answer.status_code == 200
    assert "Datang lagi." in answer.content.decode()
    assert planned.inspections.count() == 1


def test_a_new_plan_of_a_file_that_moved_on_is_overtaken(planned, scheduler, long_staff):
    sent = typed_plan(planned, reason="1")
    report(planned, long_staff)
    answer = scheduler.post(reschedule_page(planned), sent)
    assert answer.status_code == 409
    assert "Temui ketua RT." in answer.content.decode()


def test_what_is_reported_is_not_planned_anew(planned, scheduler, long_staff):
    report(planned, long_staff)
    assert scheduler.get(reschedule_page(planned)).status_code == 403
    assert scheduler.post(reschedule_page(planned), typed_plan(planned, reason="1")).status_code in (403, 409)


@pytest.mark.parametrize(
    ("who", "status"), [("inspector", 403), ("kasi", 403), ("siti", 404), ("konten", 404), ("", 302)]
)
def test_only_the_scheduler_plans_anew(client, planned, long_staff, applicant, stranger, who, status):
    client.logout()
    if who:
        client.force_login((long_staff | {"siti": applicant, "konten": stranger})[who])
    assert client.get(reschedule_page(planned)).status_code == status
    assert client.post(reschedule_page(planned), typed_plan(planned, reason="1")).status_code == status
    assert planned.inspections.get().cancelled_at is None


@pytest.mark.parametrize("version", ["", "abc", HUGE, "-1"])
def test_a_new_plan_without_its_version_is_a_bad_request(planned, scheduler, version):
    sent = typed_plan(planned, reason="1", version=version)
    assert scheduler.post(reschedule_page(planned), sent).status_code == 400


def test_a_new_plan_takes_no_other_method(planned, scheduler):
    assert scheduler.put(reschedule_page(planned)).status_code == 405
    assert scheduler.get(reverse("inspection_reschedule", args=["0000000000000000"])).status_code == 404
