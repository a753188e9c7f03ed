"""The front page, the help page, the emblem and the colour, as anyone sees them."""

import datetime
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from helpdesk import views
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
    assert html.count('href="/layanan/izin-') == views.MAIN_SERVICES
    assert "Semua layanan (9)" in html
    assert 'action="/layanan/"' in html
    assert 'name="cari"' in html


def test_the_front_page_costs_a_fixed_number_of_queries(client, published, django_assert_num_queries):
    client.get("/bantuan/")  # reads the office and its hours
    with django_assert_num_queries(2):
        client.get("/")


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
    assert "/warna.css" not in page(client, "/")
    change_office(accent="#7a1f5c")
    assert "/warna.css?7a1f5c" in page(client, "/")
    answer = client.get("/warna.css?7a1f5c")
    assert answer["Content-Type"].startswith("text/css")
    assert "--accent: #7a1f5c" in answer.content.decode()
    assert "immutable" in answer["Cache-Control"]


def test_the_emblem_is_served_to_everyone(client):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    change_office(emblem=SimpleUploadedFile("lambang.png", picture.getvalue(), "image/png"))
    assert 'src="/lambang/?' in page(client, "/")
    answer = client.get("/lambang/")
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content) == picture.getvalue()


def test_an_office_without_an_emblem_has_none_to_serve(client):
    assert client.get("/lambang/").status_code == 404


@pytest.mark.parametrize("address", ["/", "/bantuan/", "/warna.css", "/lambang/"])
def test_nothing_at_the_front_desk_takes_a_post(client, address):
    assert client.post(address).status_code == 405


def change_office(**values: object) -> None:
    office = Office.objects.get()
    for name, value in values.items():
        setattr(office, name, value)
    office.save()
