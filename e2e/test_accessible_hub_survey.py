"""The survey in every state: to be answered, with errors, closed; its results, and the screen at the counter."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from helpdesk import surveys, touches
from helpdesk.models import Answer, HubSettings, Invitation, Touch
from helpdesk.models.survey import ELEMENTS
from helpdesk.survey_periods import last_full
from helpdesk.tests.survey_steps import answered, handed_over
from permits.models import PermitType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue", "hub_settings")]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def hub_settings(transactional_db):
    """The hub's own row, which a test before may have taken away."""
    HubSettings.objects.get_or_create(pk=1)


@pytest.fixture
def invitation(applicant, staff):
    return surveys.invite(handed_over(applicant, staff))


@pytest.fixture
def long_type():
    return PermitType.objects.create(slug="izin-panjang", code="902", name=LONG_NAME, agency="Dinas", place=1)


@pytest.fixture
def answers(long_type):
    """Of the last quarter and of this one; of one service too few. The screen was touched in both."""
    first = last_full(timezone.localdate())[0].first
    answered(12, day=first, permit_type=long_type, gender="female", age=26, remark="Panjangsekali" * 30)
    answered(12, day=timezone.localdate(), permit_type=long_type, remark="Perlu kursi.")
    answered(1, day=timezone.localdate())
    for number, day in enumerate((first, first, first, timezone.localdate())):
        Touch.objects.create(nonce=f"{number:032}", day=day, level="puas")


def fill_in(page):
    for name in ELEMENTS:
        page.locator(f"#id_{name}_2").check()


# Answering ----------------------------------------------------------------------------


def test_the_holder_answers_on_a_phone_without_javascript(page_at, look_over, invitation):
    page = page_at(360, javascript=False)
    page.goto(f"/survei/{invitation.token}/")
    fill_in(page)
    page.get_by_label("Saran untuk kami").fill("Terima kasih.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    assert Answer.objects.get().remark == "Terima kasih."


def test_the_survey_and_its_errors(page_at, look_over, invitation):
    page = page_at(360)
    page.goto(f"/survei/{invitation.token}/")
    look_over(page, "survei")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih satu jawaban.")
    look_over(page, "survei-salah")


def test_the_survey_at_the_counter(page_at, look_over, long_type):
    page = page_at(360)
    page.goto("/survei/loket/")
    look_over(page, "survei-loket")
    page.get_by_role("button", name="Mulai survei").click()
    look_over(page, "survei-dari-loket")
    page.get_by_label("Layanan apa").select_option("lain")
    fill_in(page)
    page.get_by_role("button", name="Kirim jawaban").click()
    look_over(page, "survei-terima-kasih")


def test_surveys_that_are_closed(page_at, look_over, invitation):
    page = page_at(360)
    old = surveys.open_at_counter()
    Invitation.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - 2 * DAY)
    page.goto(f"/survei/{old.token}/")
    look_over(page, "survei-ditutup")
    surveys.answer(invitation, dict.fromkeys(ELEMENTS, 3))
    page.goto(f"/survei/{invitation.token}/")
    look_over(page, "survei-sudah-diisi")


# Results ------------------------------------------------------------------------------


def test_the_published_results(page_at, look_over, answers):
    page = page_at(360)
    page.goto("/survei/hasil/")
    expect(page.get_by_text("12 responden")).to_be_visible()
    look_over(page, "survei-hasil")


def test_nothing_is_published_yet(page_at, look_over):
    page = page_at(360)
    page.goto("/survei/hasil/")
    look_over(page, "survei-hasil-kosong")


STAFF_PAGES = {
    "hasil": "",
    "layanan": "?layanan=izin-panjang",
    "sedikit": f"?tahun={timezone.localdate().year}&layanan=lain",
    "berjalan": f"?tahun={timezone.localdate().year}",
    "saran": "saran/",
    "belum-lewat": f"publikasi/?tahun={timezone.localdate().year}",
    "salah": "?tahun=99999",
}


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_the_results_for_the_team(page_of, look_as_officer, staff, answers, name):
    page = page_of(staff["head"], 1366)
    page.goto(f"/petugas/survei/{STAFF_PAGES[name]}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look_as_officer(page, f"petugas-survei-{name}")


@pytest.mark.parametrize("name", ["hasil", "saran"])
def test_results_without_answers(page_of, look_as_officer, staff, name):
    page = page_of(staff["counter"], 1366)
    page.goto(f"/petugas/survei/{STAFF_PAGES[name]}")
    look_as_officer(page, f"petugas-survei-{name}-kosong")


# At the counter -----------------------------------------------------------------------


def test_the_officers_code(page_of, look_as_officer, staff):
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/survei/loket/")
    look_as_officer(page, "petugas-survei-loket")
    page.get_by_role("button", name="Buat kode").click()
    expect(page.get_by_alt_text("Kode QR survei untuk satu orang")).to_be_visible()
    look_as_officer(page, "petugas-survei-loket-kode")
    surveys.answer(Invitation.objects.get(), dict.fromkeys(ELEMENTS, 3))
    page.reload()
    expect(page.get_by_text("Kode terakhir sudah dipakai")).to_be_visible()
    look_as_officer(page, "petugas-survei-loket-dipakai")


def test_the_screens_address(page_of, look_as_officer, staff):
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/survei/layar/")
    look_as_officer(page, "petugas-survei-layar")


def test_the_screen_is_touched_without_javascript_and_returns_by_itself(page_at, staff):
    page = page_at(1366, javascript=False)
    page.goto(f"/sentuh/{touches.screen_for(staff['counter'])}/")
    page.get_by_role("button", name="Cukup puas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    expect(page.get_by_role("button", name="Tidak puas")).to_be_visible(timeout=15_000)
    assert Touch.objects.get().level == "cukup"


def test_the_screen_in_every_state(page_at, look_over, staff):
    screen = touches.screen_for(staff["counter"])
    page = page_at(1366)
    page.goto(f"/sentuh/{screen}/")
    look_over(page, "sentuh")
    page.locator('input[name="page"]').evaluate("field => { field.value = 'lama' }")
    page.get_by_role("button", name="Cukup puas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sentuh sekali lagi")
    look_over(page, "sentuh-lagi")
    page.goto(f"/sentuh/{screen}/terima-kasih/")
    look_over(page, "sentuh-terima-kasih")
