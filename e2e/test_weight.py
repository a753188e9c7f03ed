"""What a first visit costs on a slow phone: bytes as production sends them, requests, scripts.

nginx compresses pages and the portal its static files; the live server does neither, so every body is
compressed here, at the level both use.
"""

import gzip
import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Response

from sipelaku.office.models import Office
from testkit import hub
from testkit.story import advance, file_application, make_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

HEADERS = 400  # bytes an answer's headers take, about
GZIP_LEVEL = 6
SMALLER = ("text/", "javascript", "json", "svg")
REQUESTS = 6
PAGE_BYTES, HUB_BYTES, SCRIPT_BYTES = 60 * 1024, 40 * 1024, 15 * 1024


def weight(response: Response) -> int:
    """The bytes of a response on the way to a phone."""
    body = response.body()
    is_text = any(word in response.headers.get("content-type", "") for word in SMALLER)
    return HEADERS + len(gzip.compress(body, GZIP_LEVEL) if is_text else body)


def first_load(page, address):
    """Open an address with an empty cache; return the weight of every answer by its address."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return {answer.url: weight(answer) for answer in answers if not 300 <= answer.status < 400}


def check_weight(loaded, most=PAGE_BYTES):
    scripts = {url: size for url, size in loaded.items() if url.endswith(".js")}
    assert len(loaded) <= REQUESTS, loaded
    assert sum(loaded.values()) <= most, loaded
    assert sum(scripts.values()) <= SCRIPT_BYTES, loaded


@pytest.fixture(params=["", "#7a1f5c"], ids=["usual colour", "own colour"])
def colour(request):
    """The office's colour: the portal's own, or another."""
    if request.param:
        Office.objects.update(accent=request.param)


@pytest.mark.usefixtures("colour")
@pytest.mark.parametrize(
    "address",
    [
        "/bantuan/",
        "/cari/?q=izin",
        "/layanan/",
        "/layanan/siup/",
        "/lacak/",
        "/pindai/",
        "/masuk/",
        "/daftar/",
        "/tidak-ada/",
    ],
)
def test_a_public_page_is_light(page_at, address):
    check_weight(first_load(page_at(), address))


@pytest.mark.usefixtures("colour")
def test_the_front_page_is_lighter_still(page_at):
    check_weight(first_load(page_at(), "/"), HUB_BYTES)


def test_the_front_page_is_light_with_forty_links_and_the_heaviest_emblem_and_a_colour(page_at, team):
    for number in range(40):
        group = ("nib", "persyaratan", "formulir", "oss")[number % 4]
        hub.published(team, title=f"Panduan nomor {number}", summary=f"{number} " * 40, group=group)
    picture = io.BytesIO()
    Image.effect_noise((800, 600), 90).save(picture, "PNG")
    office = Office.objects.get()
    office.accent = "#7a1f5c"
    office.emblem.save("lambang.png", ContentFile(picture.getvalue()))
    check_weight(first_load(page_at(), "/"), HUB_BYTES)


def test_the_pages_behind_qr_codes_are_light(page_at, applicant, staff):
    application = file_application(applicant)
    advance(application, staff)
    for address in (f"/t/{application.token}/", f"/v/{application.permit.token}/"):
        check_weight(first_load(page_at(), address))


def test_the_page_that_uploads_documents_is_light(page_of, applicant):
    draft = make_draft(applicant)
    check_weight(first_load(page_of(applicant), f"/ajukan/siup/{draft.pk}/4/"))


def test_the_scanner_itself_is_fetched_when_the_camera_is_opened_only(page_at):
    page = page_at()
    assert not [url for url in first_load(page, "/pindai/") if "vendor" in url]
    with page.expect_request("**/vendor/**"):
        page.get_by_role("button", name="Buka kamera").click()
