"""The front page, the help page, the emblem and the colour, as anyone sees them."""

import datetime
import io
import re

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from helpdesk import front
from helpdesk.models import CommonQuestion
from permits.models import PermitType, ServiceStandard, StandardStatus
from sipelaku.office.models import Office

pytestmark = pytest.mark.django_db

FRIDAY_MORNING = datetime.datetime(2026, 10, 9, 2, 0, tzinfo=datetime.UTC)  # 10.00 WITA
SATURDAY_MORNING = datetime.datetime(2026, 10, 10, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def published(db: None) -> PermitType:
    """A permit type whose standard is in force."""
    return permit_with_standard("izin-contoh", "901", status=StandardStatus.PUBLISHED, days_from_now=0)


def permit_with_standard(slug: str, code: str, *, status: str, days_from_now: int) -> PermitType:
    permit_type = PermitType.objects.create(slug=slug, code=code, name=f"Izin {slug}", agency="Dinas Contoh")
    day = timezone.localdate() + datetime.timedelta(days=days_from_now)
    ServiceStandard.objects.create(
        permit_type=permit_type, status=status, effective_from=day, published_at=timezone.now()
    )
    return permit_type


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_front_page_names_the_office_and_takes_a_number_to_the_tracking_page(client):
    html = page(client, "/")
    assert Office.objects.get().name in html
    assert 'action="/lacak/"' in html
    assert 'name="nomor"' in html


def test_the_front_page_links_to_services_in_force(client, published):
    assert 'href="/layanan/izin-contoh/"' in page(client, "/")


@pytest.mark.parametrize(("status", "days_from_now"), [("draft", 0), ("published", 1)])
def test_the_front_page_keeps_quiet_about_services_not_yet_in_force(client, status, days_from_now):
    permit_with_standard("belum-berlaku", "902", status=status, days_from_now=days_from_now)
    assert "belum-berlaku" not in page(client, "/")


@pytest.mark.parametrize("state", ["oss", "simbg", "elsewhere", "abolished"])
def test_the_front_page_points_to_no_service_that_is_had_elsewhere(client, published, state):
    published.standings.create(effective_from=timezone.localdate(), state=state, explanation="Ke tempat lain.")
    html = page(client, "/")
    assert "/layanan/izin-contoh/" not in html
    assert 'href="/layanan/"' in html


def test_the_front_page_shows_the_first_of_many_and_finds_the_others(client, published):
    for number in range(2, 10):
        permit_with_standard(f"izin-{number}", f"91{number}", status=StandardStatus.PUBLISHED, days_from_now=0)
    html = page(client, "/")
    assert html.count('href="/layanan/izin-') == front.MAIN_SERVICES
    assert "Semua layanan (9)" in html
    assert 'action="/cari/"' in html


def test_a_service_with_two_revisions_in_force_is_listed_once(client, published):
    ServiceStandard.objects.create(
        permit_type=published,
        revision=2,
        status=StandardStatus.PUBLISHED,
        effective_from=timezone.localdate() - datetime.timedelta(days=1),
        published_at=timezone.now(),
    )
    assert page(client, "/").count("/layanan/izin-contoh/") == 1


def test_the_front_page_says_until_when_the_counter_is_open(client):
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        assert "Loket melayani sampai pukul" in page(client, "/")


def test_the_front_page_says_when_a_closed_counter_opens(client):
    with time_machine.travel(SATURDAY_MORNING, tick=False):
        assert "Loket buka Senin, 12 Oktober 2026" in page(client, "/")


def test_the_help_page_shows_the_hours_of_the_coming_week_and_its_closed_days(client):
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        html = page(client, "/bantuan/")
    assert "Jumat, 9 Oktober 2026" in html
    assert "Kamis, 15 Oktober 2026" in html
    assert html.count("Tutup") == 2


def test_pages_load_the_colour_of_an_office_that_has_its_own(client):
    assert "/warna.css" not in page(client, "/bantuan/")
    change_office(accent="#7a1f5c")
    address = "/warna.css?7a1f5c/static/css/base.css"
    html = page(client, "/bantuan/")
    assert html.count("base.css") == html.count(address) == 1
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    sheet = answer.content.decode()
    assert (settings.BASE_DIR / "static" / "css" / "base.css").read_text() in sheet
    assert sheet.rindex("--accent: #7a1f5c") > sheet.index("--accent: #0b5c63")


def test_the_colour_travels_compressed(client):
    change_office(accent="#7a1f5c")
    answer = client.get("/warna.css", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("address", ["/warna.css?0b5c64/static/css/base.css", "/lambang/?lain.png", "/kartu.png?lain"])
def test_what_shows_another_version_than_was_asked_for_is_kept_by_nobody(client, address):
    """For some seconds after a change one process names the new one and another still shows the old one."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    change_office(emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"), accent="#7a1f5c")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "immutable" not in answer["Cache-Control"]


def test_the_emblem_is_served_to_everyone(client):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    change_office(emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"))
    (address,) = re.findall(r'<img src="(/lambang/[^"]+)"', page(client, "/"))
    answer = client.get(address)
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"] == "image/png"
    assert answer.content == picture.getvalue()


def test_a_large_emblem_is_served_no_larger_than_a_screen_needs(client):
    picture = io.BytesIO()
    Image.effect_noise((900, 1200), 90).save(picture, "PNG")
    change_office(emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"))
    answer = client.get("/lambang/")
    assert answer["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (108, 144)
    assert len(answer.content) <= 16 * 1024


def test_a_new_emblem_replaces_the_old_one_at_once(client):
    for colour in ("red", "blue"):
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(picture, "PNG")
        change_office(emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"))
        assert client.get("/lambang/").content == picture.getvalue()


def test_an_office_without_an_emblem_has_none_to_serve(client):
    assert client.get("/lambang/").status_code == 404


def test_the_help_page_answers_the_questions_every_office_starts_with(client):
    html = page(client, "/bantuan/")
    assert html.count("<details") == 7
    assert "Batas waktunya tertulis pada halaman layanan" in html


def test_the_help_page_shows_published_questions_only_and_shows_them_as_text(client):
    CommonQuestion.objects.update(is_published=False)
    CommonQuestion.objects.create(
        question="Apakah <b>gratis</b>?", answer="Ya.\n\nSemua gratis.", changed_at=timezone.now()
    )
    html = page(client, "/bantuan/")
    assert html.count("<details") == 1
    assert "Apakah &lt;b&gt;gratis&lt;/b&gt;?" in html
    assert "<p>Semua gratis.</p>" in html


def test_the_help_page_leads_to_those_who_answer(client):
    html = page(client, "/bantuan/")
    reports = ("/tanya/?jenis=palsu", "/tanya/?jenis=tautan-salah")
    for address in ("/tanya/", "/konsultasi/", "/nomor-resmi/", "/cari/", "/survei/hasil/", *reports):
        assert f'href="{address}"' in html


# The card for social media ------------------------------------------------------------


def test_the_card_has_the_size_that_social_media_show(client):
    answer = client.get(f"/kartu.png?{front.card_version()}")
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (1200, 630)
    assert picture.convert("RGB").getpixel((5, 5)) == pytest.approx((11, 92, 99), abs=6)
    assert len(answer.content) <= 60 * 1024


def test_the_card_changes_its_address_with_what_it_shows(client):
    before = front.card_version()
    change_office(name="Dinas Perizinan Baru")
    assert front.card_version() != before
    assert f"/kartu.png?{front.card_version()}" in page(client, "/")


def test_the_card_bears_the_emblem_and_bears_the_longest_name(client):
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "#ffcc00").save(picture, "PNG")
    change_office(
        name="Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu " * 3,
        emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"),
    )
    answer = client.get("/kartu.png")
    middle_of_the_emblem = Image.open(io.BytesIO(answer.content)).convert("RGB").getpixel((160, 140))
    assert middle_of_the_emblem == pytest.approx((255, 204, 0), abs=8)


@pytest.mark.parametrize("address", ["/", "/cari/", "/bantuan/", "/warna.css", "/lambang/", "/kartu.png"])
def test_nothing_at_the_front_desk_takes_a_post(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/cari/", "/bantuan/", "/warna.css", "/kartu.png"])
def test_everything_at_the_front_desk_tells_its_head(client, address):
    answer = client.head(address)
    assert answer.status_code == 200
    assert answer.content == b""


def change_office(**values: object) -> None:
    office = Office.objects.get()
    for name, value in values.items():
        setattr(office, name, value)
    office.save()
