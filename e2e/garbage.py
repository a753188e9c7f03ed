"""What no form of ours ever sends: values, bodies, addresses and headers that attackers and broken programs make up."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "batas"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
SCRIPT = "<script>alert(1)</script>"

VALUES = {
    "NUL": b"a\x00b",
    "lone surrogate": b"\xed\xa0\x80",
    "broken UTF-8": b"\xff\xfe",
    "huge number": str(10**30).encode(),
    "number of 400 digits": b"9" * 400,
    "largest number let through": b"9" * 40,
    "negative": b"-1",
    "infinite": b"1e400",
    "no number": b"NaN",
    "digits of another script": "٣٤٥".encode(),
    "superscript": "²".encode(),
    "5,000 letters": b"x" * 5000,
    "path": b"../../../../etc/passwd",
    "script": f"\"'>{SCRIPT}".encode(),
    "statement": b"'; DROP TABLE permits_application; --",
    "template": b"{{ settings.SECRET_KEY }} {% load x %} %s %n ${7*7}",
    "header": b"a\r\nSet-Cookie: b=c",
    "date that never was": b"2026-02-31",
    "year beyond all": b"99999-01-01",
    "blank": b" \t\n",
    "empty": b"",
    "JSON": b'{"a": [1, {"b": null}]}',
    "turned around": "\u202egnp.exe\u2066".encode(),
}

# What can stand in an address between two slashes.
SEGMENTS = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    str(10**30),
    "9" * 400,
    "9" * 5000,
    "-1",
    "0",
    "1e3",
    "%D9%A3",
    "x" * 5000,
    "..",
    "..%2F..%2Fetc%2Fpasswd",
    "%2e%2e",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "'%20OR%201=1--",
    "%0D%0ASet-Cookie:a=b",
    "None",
    "zzzzzzzz-0000-4000-8000-000000000000",
]

# Who asks which row of the table, and the names that its view or its form reads from the query.
QUERIES = [
    ("counter", "desk", ["izin", "batas", "milik", "setelah", "sebelum", "mulai", "lain"]),
    ("counter", "desk_files", ["izin", "status", "tahun", "setelah", "sebelum", "mulai"]),
    ("counter", "desk_application check", ["dokumen"]),
    ("owner", "my_applications", ["halaman"]),
    ("counter", "apply nothing said", ["untuk"]),
    ("owner", "apply nothing said", ["jenis", "dari", "untuk"]),
    ("owner", "apply_step step 3", ["ubah"]),
    ("owner", "paper receipt completed", ["edisi"]),
    ("owner", "paper skrd long completed", ["edisi"]),
    ("scheduler", "inspections", ["tampilan", "tanggal"]),
    ("inspector", "inspections week", ["tampilan", "tanggal"]),
    ("cashier", "cashier", ["bulan", "setelah", "sebelum", "mulai"]),
    ("cashier", "cashier_close", ["setelah", "sebelum", "mulai"]),
    ("kasi", "report_issued", ["tahun", "instansi", "format"]),
    ("kasi", "report_timeliness", ["tahun", "izin", "bulan", "format"]),
    ("kasi", "report_late", ["tahun", "izin", "bulan", "format", "halaman"]),
    ("admin", "editor_compare with another", ["dengan"]),
    ("konten", "hub_links", ["kelompok", "langkah", "petugas", "keadaan", "halaman"]),
    ("konten", "hub_version", ["dengan"]),
    ("konten", "hub_link_new", ["kelompok"]),
    ("nobody", "home", ["k"]),
    ("nobody", "search", ["q"]),
    ("nobody", "ask", ["jenis", "tautan", "layanan"]),
    ("layanan", "questions", ["jenis", "status", "setelah", "sebelum", "mulai"]),
    ("layanan", "staff_question", ["pakai"]),
    ("konten", "common_question_new", ["dari"]),
    ("nobody", "book_consultation", ["jam", "mulai"]),
    ("counter", "consultation_desk", ["tanggal"]),
    ("counter", "cancel_consultation_day of no day", ["tanggal"]),
    ("head", "figures", ["tahun", "bagian", "dari", "sampai", "tabel", "format"]),
    ("head", "survey_results", ["tahun", "bagian", "layanan", "format", "halaman"]),
    ("head", "survey_remarks", ["tahun", "bagian", "layanan", "halaman"]),
    ("head", "survey_poster", ["tahun", "bagian", "layanan"]),
    ("nobody", "service_list", ["cari"]),
    ("nobody", "track", ["nomor"]),
    ("nobody", "account_login", ["next"]),
]

ADMIN_QUERIES = [
    *("q", "p", "o", "e", "all", "_to_field", "_popup", "_changelist_filters", "next", "lain__lain"),
    *("id__exact", "password__startswith", "roles__id__exact", "is_active__exact", "weekday__exact", "kind__exact"),
    *("date__year", "date__month", "date__day", "first__gte", "given_up_at__isempty", "sent_at__isempty"),
    *("app_label", "model_name", "field_name", "term"),
]


def encoded(fields: dict[str, bytes]) -> bytes:
    """A form's body, whatever bytes the values are."""
    return b"&".join(f"{name}={quote_from_bytes(value)}".encode() for name, value in fields.items())


def part(headers: str, content: bytes = b"x") -> bytes:
    return f"--{BOUNDARY}\r\n{headers}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def bodies(fields: dict[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """The form ``fields`` sent as no browser would: a name to content type and body."""
    plain = encoded(fields)
    parts = b"".join(part(f'Content-Disposition: form-data; name="{name}"', value) for name, value in fields.items())
    stranger = part('Content-Disposition: form-data; name="lain"; filename="../../x.php"', b"<?php")
    return {
        "JSON": ("application/json", b'{"version": 1, "next": true, "x": [null]}'),
        "no JSON": ("application/json", b"{"),
        "text": ("text/plain", plain),
        "XML": ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "no type": ("", plain),
        "nothing": (FORM, b""),
        "separators": (FORM, b"&&&===&=&"),
        "10,000 fields": (FORM, plain + b"".join(b"&f%d=1" % number for number in range(10_000))),
        "each field twice": (FORM, plain + b"&" + encoded(dict.fromkeys(fields, b"x"))),
        "each field a list": (FORM, encoded({f"{name}[]": value for name, value in fields.items()})),
        "multipart without a boundary": ("multipart/form-data", parts + END),
        "multipart cut off": (MULTIPART, parts[:-10]),
        "multipart without an end": (MULTIPART, parts),
        "multipart of nothing": (MULTIPART, b""),
        "multipart in another charset": (f"{MULTIPART}; charset=utf-7", parts + END),
        "files nobody asked for": (MULTIPART, parts + stranger * 5 + END),
        "more files than fit": (MULTIPART, parts + stranger * 50 + END),
        "files for fields": (
            MULTIPART,
            b"".join(part(f'Content-Disposition: form-data; name="{name}"; filename="x"') for name in fields) + END,
        ),
        "fields for files": (
            MULTIPART,
            parts + part('Content-Disposition: form-data; name="photo"') + part('name="file-ktp"') + END,
        ),
    }


HEADERS = [
    {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
    {"Accept-Language": "x" * 4000},
    {"User-Agent": "\xff\x01"},
    {"Referer": "http://[::1"},
    {"Range": "bytes=9-1,-,abc"},
    {"If-None-Match": '"' * 100, "If-Modified-Since": "32 Abtober"},
    {"X-Forwarded-For": "1.2.3.4, bukan-alamat, ::ffff:1.2.3.4, \xff"},
    {"X-Forwarded-Proto": "gopher"},
    {"Authorization": "Basic !!!"},
    {"Cookie": "sessionid=' OR 1=1; csrftoken=x; messages=!!"},
    {"X-HTTP-Method-Override": "DELETE"},
]


class Fields(HTMLParser):
    """The names a page's forms can send, each with the value it has there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("input", "select", "textarea", "button") and (name := given.get("name")):
            self.found.setdefault(name, given.get("value") or "")
