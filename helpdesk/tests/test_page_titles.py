"""Titles of other people's pages: every sort of letters, no page that keeps the portal busy."""

import time

import pytest

from helpdesk.page_titles import HEAD_BYTES, LONGEST_TITLE, title_of

HTML = "text/html"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<title>Panduan NIB</title>", "Panduan NIB"),
        ("<TITLE\nlang=id >\n  Panduan\t NIB\r\n</Title >", "Panduan NIB"),
        ("<title>Izin &amp; Usaha &#8211; &copy; &nbsp;A&#x42;</title>", "Izin & Usaha – © AB"),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", "<script>alert(1)</script>"),
        ("<title>Pertama</title><title>Kedua</title>", "Pertama"),
        ("<!-- <title>Lama</title> --><title>Baru</title>", "Baru"),
        ("<script>'<title>Bukan</title>'</script><title>Benar</title>", "Benar"),
        ("<svg><title>Logo</title></svg><title>Benar</title>", "Benar"),
        ("<titles>Bukan</titles>", ""),
        ("<title>Terpotong", "Terpotong"),
        ("<title", ""),
        ("<!-- <title>Lama</title>", ""),
        ("<title>a\0b\x07c\u202ed\u200be</title>", "abcde"),
        ("<title>&#0;&#xD800;&#1;x</title>", "\ufffd\ufffdx"),
        ("<title></title>", ""),
        ("", ""),
    ],
)
def test_what_a_page_is_called(body, title):
    assert title_of(body.encode(), HTML) == title


def test_a_long_title_is_cut():
    assert title_of(b"<title>" + b"panjang " * 1000 + b"</title>", HTML) == ("panjang " * 25).strip()
    assert len(title_of(b"<title>" + b"x" * 9000, HTML)) == LONGEST_TITLE


def test_a_title_beyond_the_beginning_is_not_looked_for():
    assert title_of(b" " * HEAD_BYTES + b"<title>x</title>", HTML) == ""


@pytest.mark.parametrize("content_type", ["application/pdf", "text/plain", "", "image/svg+xml", "text/htmlx"])
def test_what_is_no_page_has_no_title(content_type):
    assert title_of(b"<title>x</title>", content_type) == ""


@pytest.mark.parametrize(
    ("encoded", "content_type", "within"),
    [
        ("utf-8", "text/html; charset=utf-8", b""),
        ("utf-8", "TEXT/HTML;Charset=UTF8", b""),
        ("utf-8", "text/html", b""),
        ("utf-8-sig", "text/html; charset=iso-8859-1", b""),
        ("cp1252", "text/html; charset=iso-8859-1", b""),
        ("cp1252", 'text/html; charset="windows-1252"', b""),
        ("cp1252", "text/html", b"<meta charset=latin1>"),
        ("cp1252", "text/html", b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'),
        ("utf-16", "text/html", b""),
        ("utf-16-le", "text/html; charset=utf-16le", b""),
        ("utf-8", "text/html", b"<meta charset=utf-16>"),
    ],
)
def test_letters_are_read_as_browsers_read_them(encoded, content_type, within):
    assert title_of(within + "<title>Café</title>".encode(encoded), content_type) == "Café"


@pytest.mark.parametrize(
    "charset", ["zlib", "base64", "unicode_escape", "idna", "punycode", "utf-7", "rot13", "tidakada", "x" * 99]
)
def test_a_label_from_outside_reaches_no_codec_it_should_not(charset):
    assert title_of(b"<title>a+b \\x41</title>", f"text/html; charset={charset}") == "a+b \\x41"


@pytest.mark.parametrize(
    "again",
    [
        "<",
        "<a ",
        "<a/",
        "<a a\n",
        "<a b='",
        "<!--",
        "<!---->",
        "<?",
        "</",
        "<title>",
        "<title ",
        "<script>",
        "<svg></svg>",
        "&",
        "&#",
        "&#9",
        "&a",
        "9",
        " ",
    ],
)
@pytest.mark.parametrize("before", ["", "<title>", "<title>&#", "<!DOCTYPE html ["])
def test_no_page_keeps_the_portal_busy(before, again):
    body = (before + again * HEAD_BYTES).encode()[:HEAD_BYTES]
    began = time.process_time()
    title_of(body, HTML)
    assert time.process_time() - began < 1
