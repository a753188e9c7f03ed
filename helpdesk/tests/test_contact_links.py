"""From any page one writes to the office about what one was reading, and never about oneself."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from helpdesk.tests.talk import asked
from permits.models import PermitType
from sipelaku.office.models import Office
from testkit.story import file_application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(catalogue):
    office = Office.objects.get()
    office.whatsapp, office.phone = "+6281200000000", "(0717) 123456, 123457"
    office.save()


def first_words(client, address):
    """What a message to the office begins with, for every link to WhatsApp on a page."""
    links = re.findall(r'href="(https://wa\.me/[0-9][^"]+)"', client.get(address).content.decode())
    assert all(urlsplit(link).path == "/6281200000000" for link in links)
    return {parse_qs(urlsplit(unescape(link)).query)["text"][0] for link in links}


def test_from_a_service_one_writes_about_the_service(client, settings):
    settings.SITE_URL = "https://izin.contoh.go.id"
    assert first_words(client, "/layanan/siup/") == {
        "Halo, saya ingin bertanya tentang SIUP (https://izin.contoh.go.id/layanan/siup/)."
    }


def test_from_a_service_that_moved_one_writes_about_it_too(client, settings):
    settings.SITE_URL = "https://izin.contoh.go.id"
    standings = PermitType.objects.get(slug="siup").standings
    standings.create(effective_from=timezone.localdate(), state="abolished", explanation="Sudah dihapus.")
    assert "Izin ini sudah dihapus" in client.get("/layanan/siup/").content.decode()
    words = first_words(client, "/layanan/siup/")
    assert words == {"Halo, saya ingin bertanya tentang SIUP (https://izin.contoh.go.id/layanan/siup/)."}


@pytest.mark.parametrize("address", ["/", "/bantuan/", "/layanan/", "/nomor-resmi/"])
def test_from_other_pages_one_writes_about_permits(client, address):
    caches["local"].clear()
    assert first_words(client, address) == {"Halo, saya ingin bertanya tentang perizinan."}


def test_who_searched_in_vain_writes_about_what_was_looked_for(client):
    assert "Halo, saya ingin bertanya tentang kapal & selam." in first_words(client, "/cari/?q=kapal+%26+selam")


@pytest.mark.parametrize("address", ["/", "/bantuan/", "/layanan/", "/nomor-resmi/"])
def test_a_number_is_written_as_people_dial_it(client, address):
    caches["local"].clear()
    page = client.get(address).content.decode()
    assert "0812 0000 0000" in page
    assert "+62812" not in page


def test_from_a_files_status_one_names_neither_its_number_nor_its_secret(client, applicant):
    application = file_application(applicant)
    for address in (f"/t/{application.token}/", f"/lacak/?nomor={application.number}"):
        assert first_words(client, address) == {"Halo, saya ingin bertanya tentang permohonan SIUP."}
    client.force_login(applicant)
    words = first_words(client, reverse("application_filed", args=[application.number]))
    assert "Halo, saya ingin bertanya tentang permohonan SIUP." in words
    assert not any(application.number in each or application.token in each for each in words)


def test_from_a_question_one_does_not_give_its_secret_away(client):
    question = asked()
    assert first_words(client, f"/tanya/{question.token}/") == {"Halo, saya ingin bertanya tentang perizinan."}


def test_a_service_leads_to_the_question_form_with_the_service_chosen(client):
    assert 'href="/tanya/?layanan=siup"' in client.get("/layanan/siup/").content.decode()
    assert 'href="/tanya/"' in client.get("/layanan/").content.decode()


def test_the_first_of_several_telephone_numbers_is_called(client):
    assert 'href="tel:+62717123456"' in client.get("/layanan/").content.decode()


def test_an_office_without_numbers_shows_no_links(client):
    office = Office.objects.get()
    office.whatsapp = office.phone = ""
    office.save()
    page = client.get("/layanan/").content.decode()
    assert "wa.me" not in page
    assert "tel:" not in page
