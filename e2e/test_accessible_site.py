"""The report from the site in every state: empty, with errors, filled in, signing, waiting, overtaken, received."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from e2e.people_long import camera_photo
from e2e.test_offline_report import fill_in, press_send
from permits import workflow
from permits.demonstration import report_of
from permits.models import Application, Inspection
from permits.tests.site_steps import awaiting_report
from permits.tests.site_steps import page_of as address_of
from testkit.story import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def waiting(applicant, long_staff):
    application = awaiting_report(applicant, long_staff)
    Application.objects.filter(pk=application.pk).update(business_name=LONG_NAME, holder_name=LONG_NAME)
    Inspection.objects.update(place=LONG_NAME, instructions=LONG_NAME)
    application.refresh_from_db()
    return application


@pytest.fixture
def phone(page_of, waiting, long_staff):
    page = page_of(long_staff["inspector"], 360)
    page.goto(address_of(waiting))
    expect(page.locator("form[data-kept]")).to_be_attached()
    return page


@pytest.fixture
def plain(page_of, waiting, long_staff):
    """The page as it stands without its script; axe needs JavaScript, so only ours is kept away."""
    page = page_of(long_staff["inspector"], 360)
    page.route("**/js/site/**", lambda route: route.abort())
    page.goto(address_of(waiting))
    return page


@pytest.mark.usefixtures("page_at")
@pytest.mark.parametrize("script", ["phone", "plain"])
def test_the_empty_report_and_one_with_everything_missing(request, look_over, script):
    page = request.getfixturevalue(script)
    look_over(page, f"bap-kosong-{script}")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, f"bap-salah-{script}")


def test_the_report_filled_in_signed_and_waiting(phone, look_over):
    fill_in(phone)
    phone.get_by_label("Temuan di lokasi").fill(LONG_NAME)
    phone.get_by_label("Keterangan foto 1").fill(LONG_NAME)
    look_over(phone, "bap-terisi")
    phone.get_by_role("button", name="Tanda tangani orang 2").click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    look_over(phone, "bap-tanda-tangan")
    phone.get_by_role("button", name="Batal").click()
    phone.context.set_offline(True)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Menunggu sinyal")
    look_over(phone, "bap-menunggu")
    phone.context.set_offline(False)
    expect(phone.get_by_text("Laporan sudah diterima").first).to_be_visible()
    look_over(phone, "bap-diterima")


def test_a_session_that_ended_and_a_colleague_who_was_faster(phone, look_over, waiting):
    fill_in(phone)
    cookies = phone.context.cookies()
    phone.context.clear_cookies()
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Masuk lagi")
    look_over(phone, "bap-masuk-lagi")
    phone.context.add_cookies(cookies)
    faster = make_user("teknis2", "tim_teknis", name=LONG_NAME)
    workflow.perform(waiting, "forward", by=faster, payload={"report": report_of(waiting, timezone.now())})
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Laporan Anda tidak dikirim")
    look_over(phone, "bap-didahului")
    phone.goto(address_of(waiting))
    expect(phone.get_by_role("region", name="Laporan Anda yang tidak terkirim")).to_be_visible()
    look_over(phone, "bap-salinan")


def test_photos_without_the_script(plain, look_over):
    broken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"bukan foto"}
    plain.get_by_label("Ambil atau pilih foto").set_input_files([camera_photo(), broken])
    plain.get_by_role("button", name="Tambahkan foto").click()
    expect(plain.get_by_role("alert")).to_contain_text("bukan foto JPEG atau PNG")
    look_over(plain, "bap-foto-plain")
