"""Pages anyone may open, in every state: nothing in the way of anybody, nothing wider than the screen."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME, photo
from permits import demonstration, workflow
from permits.models import Permit, PermitType, ServiceStandard, StandardStatus
from permits.publication import put_in_force
from sipelaku import errors
from testkit.story import advance, file_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


def test_services(page_at, look_over):
    PermitType.objects.create(
        slug="izin-lain", code="901", name="Izin yang belum dapat diajukan", agency="Dinas Contoh"
    )
    page = page_at()
    for address, name in [
        ("/layanan/", "layanan"),
        ("/layanan/siup/", "layanan-siup"),
        ("/layanan/izin-lain/", "tutup"),
    ]:
        page.goto(address)
        look_over(page, name)


@pytest.mark.usefixtures("long_procedure")
def test_a_service_that_is_charged(page_at, look_over):
    page = page_at()
    page.goto("/layanan/izin-gangguan/")
    look_over(page, "layanan-retribusi")


def test_an_office_without_services(page_at, look_over):
    ServiceStandard.objects.update(status=StandardStatus.RETIRED)
    PermitType.objects.filter(standards=None).delete()
    page = page_at()
    for address, name in [("/", "depan-kosong"), ("/layanan/", "layanan-kosong")]:
        page.goto(address)
        look_over(page, name)


def test_looking_a_number_up(page_at, look_over, applicant):
    number = file_application(applicant).number
    page = page_at()
    for query, name in [("", "lacak"), ("?nomor=", "lacak-salah"), ("?nomor=1234", "lacak-tidak-ada")]:
        page.goto(f"/lacak/{query}")
        look_over(page, name)
    page.goto(f"/lacak/?nomor={number}")
    expect(page.get_by_role("main")).to_contain_text("Giliran")
    look_over(page, "lacak-ada")


def test_the_camera_page(page_at, look_over):
    page = page_at()
    page.goto("/pindai/")
    look_over(page, "pindai")
    page.get_by_label("Foto kode QR").set_input_files(photo("Bukan kode"))
    page.get_by_role("button", name="Baca foto").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "pindai-salah")


def status_page(application, page_at, look_over, name):
    page = page_at()
    page.goto(f"/t/{application.token}/")
    expect(page.get_by_role("main")).to_contain_text(application.number)
    look_over(page, f"status-{name}")


@pytest.mark.parametrize("stage", ["check", "compare", "completed"])
def test_the_status_of_a_file_on_its_way(page_at, look_over, applicant, staff, stage):
    application = file_application(applicant)
    advance(application, staff, to=stage)
    status_page(application, page_at, look_over, stage)


def test_the_status_of_a_late_file_with_a_long_name(page_at, look_over, applicant):
    at = timezone.now() - datetime.timedelta(days=30)
    draft = demonstration.make_draft(applicant, at=at, answers={"full_name": LONG_NAME, "business_name": LONG_NAME})
    workflow.perform(draft, "submit", by=applicant, at=at)
    status_page(draft, page_at, look_over, "terlambat")


@pytest.mark.parametrize(
    ("stage", "action", "who"),
    [("check", "return", "counter"), ("verify", "reject", "kasi"), ("check", "withdraw", ""),
     ("compare", "cancel", "counter"), ("completed", "revoke", "head")],
)  # fmt: skip
def test_the_status_and_the_permit_after_a_no(page_at, look_over, applicant, staff, stage, action, who):
    application = file_application(applicant)
    advance(application, staff, to=stage)
    payload = demonstration.fault(application, "ktp", FAULTS[action], "Foto lagi.") if action in FAULTS else {}
    workflow.perform(application, action, by=staff.get(who, applicant), note="Sebuah alasan.", payload=payload)
    status_page(application, page_at, look_over, action)
    permit = Permit.objects.filter(application=application, signed_at__isnull=False).first()
    if permit:
        page = page_at()
        page.goto(f"/v/{permit.token}/")
        look_over(page, f"izin-{action}")


FAULTS = {"return": "unreadable", "cancel": "mismatch"}


def test_a_permit_in_force_with_a_long_name(page_at, look_over, applicant, staff):
    draft = demonstration.make_draft(
        applicant, at=timezone.now(), answers={"full_name": LONG_NAME, "business_name": LONG_NAME}
    )
    workflow.perform(draft, "submit", by=applicant)
    advance(draft, staff)
    page = page_at()
    page.goto(f"/v/{draft.permit.token}/")
    expect(page.get_by_text("Izin ini berlaku")).to_be_visible()
    look_over(page, "izin-berlaku")


def test_a_permit_that_has_expired(page_at, look_over, applicant, staff):
    at = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
    standard = PermitType.objects.get(slug="siup").standard_on(at.date()).revise()
    standard.validity_months = 1
    standard.save()
    put_in_force(standard, at.date())
    application = file_application(applicant, at=at)
    advance(application, staff, at=at)
    page = page_at()
    page.goto(f"/v/{application.permit.token}/")
    expect(page.get_by_text("sudah habis")).to_be_visible()
    look_over(page, "izin-habis")


# What can't be answered ---------------------------------------------------------------


def test_what_is_not_there_and_what_is_malformed(page_at, look_over):
    page = page_at()
    assert page.goto("/t/tidak-ada-token-ini/").status == 404
    look_over(page, "404")
    assert page.goto("/lacak/?nomor=%00").status == 400
    look_over(page, "400")


def test_what_is_not_allowed(page_of, look_over, applicant, staff):
    page = page_of(applicant)
    assert page.goto("/ajukan/siup/?untuk=walkin").status == 403
    look_over(page, "403")
    page = page_of(staff["counter"])
    assert page.goto("/petugas/ambil/").status == 405
    look_over(page, "405")


def test_a_form_from_another_time(page_at, look_over):
    page = page_at()
    page.goto("/masuk/")
    page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Masuk")
    look_over(page, "403-formulir")


def test_too_many_attempts(page_at, look_over):
    page = page_at()
    for guess in range(31):
        page.request.get(f"/t/tebakan-{guess}/")
    assert page.goto("/t/tebakan/").status == 429
    look_over(page, "429")


@pytest.mark.parametrize("name", ["500", "sedang-gangguan"])
def test_a_portal_that_failed(page_at, look_over, rf, name):
    if name == "500":
        body = errors.server_error(rf.get("/")).content
    else:
        body = (Path(settings.BASE_DIR) / "deploy" / "sedang-gangguan.html").read_bytes()
    page = page_at()
    page.route("**/gagal/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto("/gagal/")
    look_over(page, name)
