"""Links to WhatsApp and the telephone: numbers however they are written, words that survive the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import Context, Template

from sipelaku.contacts import telephone_link, whatsapp_link


def words_of(link):
    return parse_qs(urlsplit(link).query, strict_parsing=True)["text"][0]


@pytest.mark.parametrize("number", ["+6281234567890", "081234567890", "0812 3456-7890", "62 812 3456 7890"])
def test_a_chat_opens_with_the_same_number_however_it_is_written(number):
    assert urlsplit(whatsapp_link(number))._replace(query="").geturl() == "https://wa.me/6281234567890"


def test_a_message_about_nothing_begins_with_a_general_sentence():
    assert words_of(whatsapp_link("0812345678")) == "Halo, saya ingin bertanya tentang perizinan."


def test_a_message_names_the_service_and_its_public_page(settings):
    settings.SITE_URL = "https://izin.contoh.go.id"
    link = whatsapp_link("0812345678", "SIUP", "/layanan/siup/")
    assert words_of(link) == "Halo, saya ingin bertanya tentang SIUP (https://izin.contoh.go.id/layanan/siup/)."


@pytest.mark.parametrize(
    "about", ["Makan & Minum", "50% lebih?", "a=b#c", "Izin “É” 店", "<b>tebal</b>", '"kutip"', "a+b"]
)
def test_words_survive_the_address_whatever_they_hold(about):
    link = whatsapp_link("0812345678", about)
    assert about in words_of(link)
    assert not set(link.partition("?text=")[2]) & set("&=#+ <>\"'")


def test_the_tag_writes_a_link_that_html_leaves_as_it_is():
    html = Template("{% load sipelaku_format %}{% whatsapp_url '0812345678' about %}").render(
        Context({"about": "A & <B>"})
    )
    assert words_of(html) == "Halo, saya ingin bertanya tentang A & <B>."


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("(0717) 123-456", "tel:+62717123456"),
        ("(0717) 123456, 123457", "tel:+62717123456"),
        ("+62 812 3456 7890", "tel:+6281234567890"),
        ("112", "tel:112"),
        ("1500-123", "tel:1500123"),
        ("", ""),
        ("belum ada", ""),
    ],
)
def test_a_call_goes_to_the_international_form(number, link):
    assert telephone_link(number) == link


def test_no_number_makes_no_link():
    assert whatsapp_link("") == ""


@pytest.mark.parametrize(
    ("stored", "dialled"),
    [
        ("+6281234567890", "0812 3456 7890"),
        ("+62812345678", "0812 3456 78"),
        ("+62717123456", "0717 123456"),
        ("+622112345678", "021 12345678"),
        ("112", "112"),
    ],
)
def test_a_stored_number_is_written_as_people_dial_it(stored, dialled):
    assert (
        Template("{% load sipelaku_format %}{{ number|local_number }}").render(Context({"number": stored})) == dialled
    )
