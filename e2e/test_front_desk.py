"""The front page and the help page in a browser: nothing in the way, nothing too wide, nothing too heavy."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.accessibility import small_targets
from helpdesk.models import CommonQuestion
from permits.models import PermitType, ServiceStandard, StandardStatus

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

PAGES = ["/", "/bantuan/"]


@pytest.fixture(autouse=True)
def a_service_with_a_long_name():
    permit_type = PermitType.objects.create(
        slug="izin-panjang",
        code="901",
        name="Izin Penyelenggaraan Pertanggungjawaban Keseimbangan Lingkungan Pascapertambangan",
        agency="Dinas Contoh",
    )
    ServiceStandard.objects.create(
        permit_type=permit_type,
        status=StandardStatus.PUBLISHED,
        effective_from=timezone.localdate(),
        published_at=timezone.now(),
    )


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 360, 1366])
def test_the_page_is_accessible_at_every_width(page_at, axe, address, width):
    page = page_at(width)
    page.goto(address)
    axe(page)
    assert small_targets(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_letters_twice_the_size_fit_the_narrowest_phone(page_at, axe, address):
    page = page_at(320, bypass_csp=True)
    page.goto(address)
    page.add_style_tag(content="html { font-size: 200%; }")
    axe(page)


def test_the_keyboard_reaches_the_content_first(page_at):
    page = page_at(360)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_question_opens_without_javascript(page_at):
    CommonQuestion.objects.create(
        question="Berapa lama izin saya selesai?",
        answer="Batas waktunya tertulis pada halaman layanan.",
        changed_at=timezone.now(),
    )
    page = page_at(360, javascript=False)
    page.goto("/bantuan/")
    answer = page.get_by_text("Batas waktunya tertulis pada halaman layanan").first
    expect(answer).to_be_hidden()
    page.get_by_text("Berapa lama izin saya selesai?").first.click()
    expect(answer).to_be_visible()
