"""The pages of inspections in every state: the calendar empty and full, plans, the resume, its verification."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits import demonstration, printing, workflow
from permits.models import Inspection, Work
from permits.tests.inspection_steps import a_photo, a_signature, add_photo, report
from testkit.story import advance, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG = {"full_name": LONG_NAME, "business_name": LONG_NAME, "business_address": LONG_NAME * 2, "activity": LONG_NAME}


@pytest.fixture
def look(look_over):
    return lambda page, name: look_over(page, name, officers=True)


@pytest.fixture
def colleagues(long_staff):
    """More officers of the team, one with a name no line holds."""
    return [make_user("wati", "tim_teknis", name="Wati Suryani"), make_user("lama", "tim_teknis", name=LONG_NAME[:100])]


def at_stage(stage, applicant, staff, **others):
    """An Izin Gangguan with long answers that has come as far as `stage`."""
    now = timezone.now()
    draft = demonstration.make_draft(applicant, at=now, slug="izin-gangguan", answers=LONG | others)
    workflow.perform(draft, "submit", by=applicant)
    advance(draft, staff, to=stage)
    return draft


def reported(applicant, staff, **others):
    """A file whose report has photos, a signature and long words."""
    application = at_stage(Work.INSPECT, applicant, staff)
    for number in range(3):
        add_photo(application, staff["inspector"], a_photo(), caption=LONG_NAME[:140] if number else "Tampak depan")
    people = [{"name": LONG_NAME[:110], "capacity": "Pemohon", "signature": a_signature()}]
    usual = {"findings": LONG_NAME * 5, "conclusion": "with_notes", "notes": LONG_NAME * 2, "attendees": people}
    report(application, staff, **usual | others)
    return application


def open_case(page, application):
    page.goto(f"/petugas/permohonan/{application.number}/")
    expect(page.get_by_role("heading", name=application.number, level=1)).to_be_visible()


@pytest.mark.parametrize("officer", ["scheduler", "inspector"])
def test_the_calendar_empty_and_with_visits(page_of, look, applicant, long_staff, colleagues, officer):
    page = page_of(long_staff[officer], 1366)
    for view in ("bulan", "minggu"):
        page.goto(f"/petugas/peninjauan/?tampilan={view}")
        look(page, f"peninjauan-kosong-{view}-{officer}")
    at_stage(Work.SCHEDULE, applicant, long_staff)
    made = [at_stage(Work.INSPECT, applicant, long_staff) for _file in range(6)]
    report(made[0], long_staff)
    before = timezone.now() - datetime.timedelta(days=1)
    Inspection.objects.filter(application=made[1]).update(
        starts_at=before, ends_at=before + datetime.timedelta(minutes=30)
    )
    day = Inspection.objects.last().starts_at.date()
    for view in ("bulan", "minggu"):
        page.goto(f"/petugas/peninjauan/?tampilan={view}&tanggal={day}")
        expect(page.get_by_role("link", name=made[2].number).first).to_be_visible()
        look(page, f"peninjauan-{view}-{officer}")


def test_a_plan_untouched_and_with_everything_wrong(page_of, look, applicant, long_staff, colleagues):
    application = at_stage(Work.SCHEDULE, applicant, long_staff)
    at_stage(Work.INSPECT, applicant, long_staff)
    page = page_of(long_staff["scheduler"], 1366)
    open_case(page, application)
    look(page, "jadwal")
    page.get_by_label("Hari peninjauan").fill("")
    page.get_by_label("Tempat").fill("")
    page.get_by_role("button", name="Jadwalkan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih hari peninjauan.")
    look(page, "jadwal-salah")


def test_a_new_plan_and_why(page_of, look, applicant, long_staff, colleagues):
    application = at_stage(Work.INSPECT, applicant, long_staff)
    page = page_of(long_staff["scheduler"], 1366)
    open_case(page, application)
    look(page, "ditinjau-penjadwalan")
    page.get_by_role("link", name="Jadwalkan ulang").click()
    expect(page.get_by_role("heading", name="Jadwalkan ulang peninjauan")).to_be_visible()
    look(page, "jadwal-ulang")
    page.get_by_label("Ketua tim").select_option("")
    page.get_by_role("button", name="Jadwalkan ulang", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih alasannya.")
    look(page, "jadwal-ulang-salah")


def test_the_case_page_of_the_team(page_of, look, applicant, long_staff):
    application = at_stage(Work.INSPECT, applicant, long_staff)
    page = page_of(long_staff["inspector"], 1366)
    open_case(page, application)
    expect(page.get_by_role("link", name="Buka laporan peninjauan (BAP)")).to_be_visible()
    look(page, "ditinjau-tim")


def test_the_resume_and_its_verification(page_of, look, applicant, long_staff):
    application = reported(applicant, long_staff)
    printing.render_pending(50)
    page = page_of(long_staff["entry"], 1366)
    open_case(page, application)
    look(page, "resume")
    page.get_by_label("Resume").fill("")
    page.get_by_role("button", name="Cetak resume", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis resume")
    look(page, "resume-salah")
    advance(application, long_staff, to=Work.REVIEW)
    printing.render_pending(50)
    page = page_of(long_staff["kasi"], 1366)
    open_case(page, application)
    look(page, "verifikasi-resume")
    page.get_by_label("Luas yang dipakai").fill("abc")
    page.get_by_role("button", name="Teruskan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis luas")
    look(page, "verifikasi-resume-salah")


def test_an_unfit_site_and_a_dispute(page_of, look, applicant, long_staff):
    unfit = reported(applicant, long_staff, conclusion="unfit")
    advance(unfit, long_staff, to=Work.REVIEW)
    page = page_of(long_staff["kasi"], 1366)
    open_case(page, unfit)
    look(page, "verifikasi-tidak-layak")
    disputed = at_stage(Work.PAY, applicant, long_staff)
    workflow.perform(disputed, "dispute", by=applicant, note=LONG_NAME)
    open_case(page, disputed)
    expect(page.locator(".banner__title", has_text="Keberatan pemohon")).to_be_visible()
    look(page, "verifikasi-keberatan")
