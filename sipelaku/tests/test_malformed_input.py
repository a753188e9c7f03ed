"""However malformed a request is, it gets a 4xx page in Indonesian, never a 500, on both databases."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sipelaku.wsgi import application

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "batas"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    """A client that reports a failure as a visitor would see it: as a 500."""
    return Client(raise_request_exception=False)


def part(disposition: str, content: str = "x") -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n".encode()


def refused(response) -> bool:
    return response.status_code == 400 and "Permintaan tidak dapat dibaca" in response.content.decode()


BAD_QUERIES = {
    "NUL": "login=%00",
    "NUL in a name": "%00=1",
    "lone surrogate": "login=%ED%A0%80",
    "not UTF-8": "login=%FF",
    "half a percent": "login=%",
    "percent without digits": "login=%zz",
    "endless number": "page=" + "9" * 5000,
    "number beyond every column": "page=-" + "9" * 41,
    "too many fields": "&".join(f"f{number}=1" for number in range(2001)),
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_malformed_query_is_refused(visitor, query):
    assert refused(visitor.get("/masuk/", QUERY_STRING=query))


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_malformed_form_is_refused(visitor, query):
    assert refused(visitor.generic("POST", "/masuk/", query, content_type=FORM))


@pytest.mark.parametrize("path", ["/masuk/%00", "/%00/", "/t/%00/", "/layanan/si%00up/"])
def test_a_nul_in_the_path_is_refused(visitor, path):
    assert refused(visitor.get(path))


@pytest.mark.parametrize("path", ["/%FF/", "/%ED%A0%80/", "/%zz/", "/" + "a" * 9000 + "/", "/../../etc/passwd"])
def test_a_strange_path_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "charset",
    ["utf-7", "utf-16", "utf-32", "unicode_escape", "raw_unicode_escape", "idna", "base64", "rot13", "latin-1", "x"],
)
@pytest.mark.parametrize("kind", [FORM, MULTIPART, "text/plain", "application/json"])
def test_a_foreign_charset_is_refused(visitor, kind, charset):
    assert refused(visitor.generic("POST", "/masuk/", b"login=1", content_type=f"{kind}; charset={charset}"))


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_the_portals_own_charset_is_read(visitor, charset):
    response = visitor.generic("POST", "/masuk/", "login=s%C3%A4", content_type=f"{FORM}; charset={charset}")
    assert response.status_code == 200
    assert response.context["form"]["login"].value() == "sä"


BAD_MULTIPART = {
    "no boundary": ("multipart/form-data", part('form-data; name="login"')),
    "empty boundary": ("multipart/form-data; boundary=", b"x"),
    "boundary that is no ASCII": ("multipart/form-data; boundary=\xff", b"x"),
    "NUL in a field": (MULTIPART, part('form-data; name="login"', "a\x00b")),
    "NUL in a name": (MULTIPART, part('form-data; name="lo\x00gin"')),
    "endless number": (MULTIPART, part('form-data; name="login"', "7" * 50)),
    "too many fields": (MULTIPART, b"".join(part('form-data; name="a"')[: -len("--batas--\r\n")] for _ in range(2010))),
    "too many files": (
        MULTIPART,
        b"".join(part('form-data; name="a"; filename="b"')[: -len("--batas--\r\n")] for _ in range(41)),
    ),
}


@pytest.mark.parametrize(("kind", "body"), BAD_MULTIPART.values(), ids=BAD_MULTIPART)
def test_broken_multipart_is_refused(visitor, kind, body):
    assert refused(visitor.generic("POST", "/masuk/", body, content_type=kind))


HARMLESS_MULTIPART = {
    "broken base64": part('form-data; name="a"\r\nContent-Transfer-Encoding: base64', "!!!!x"),
    "half of base64": part('form-data; name="a"; filename="b"\r\nContent-Transfer-Encoding: base64', "abcde"),
    "cut off": part('form-data; name="login"')[:-20],
    "empty": b"",
    "no headers": b"--batas\r\n\r\n--batas--",
    "unknown encoding of a file name": part("form-data; name=a; filename*=bogus''x"),
    "codec that is no text": part("form-data; name=a; filename*=base64''x"),
    "surrogate by escape": part(r"form-data; name=a; filename*=unicode_escape''%5Cud800"),
    "surrogate in a name": part(r"form-data; name*=unicode_escape''%5Cud800"),
    "NUL in a file name": part('form-data; name="a"; filename="b\x00c"'),
    "path in a file name": part('form-data; name="a"; filename="../../x"'),
}


@pytest.mark.parametrize("body", HARMLESS_MULTIPART.values(), ids=HARMLESS_MULTIPART)
def test_odd_multipart_never_fails(visitor, body):
    assert visitor.generic("POST", "/masuk/", body, content_type=MULTIPART).status_code in (200, 400)


@pytest.mark.parametrize("cookie", ['nama="\\000"', "nama=\x00", 'sessionid="a\\000b"'])
def test_a_cookie_that_cant_be_stored_is_refused(visitor, cookie):
    assert refused(visitor.get("/masuk/", HTTP_COOKIE=cookie))


@pytest.mark.parametrize(
    "cookie", ["sessionid=" + "a" * 5000, "sessionid=\xff", "csrftoken=x", ";;;=", "messages=a:b:c"]
)
def test_a_foreign_cookie_is_passed_over(visitor, cookie):
    assert visitor.get("/masuk/", HTTP_COOKIE=cookie).status_code == 200


def test_a_body_that_ends_early_is_refused(visitor):
    class Broken(BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError("connection lost")

    response = visitor.generic("POST", "/masuk/", b"login=1", content_type=FORM, **{"wsgi.input": Broken()})
    assert refused(response)


@pytest.mark.parametrize("length", ["sepuluh", "-5", "1.5", "٣", "1" * 5000])
def test_a_length_that_is_no_number_is_refused(visitor, length):
    assert refused(visitor.generic("POST", "/masuk/", b"login=1", content_type=FORM, CONTENT_LENGTH=length))


def test_a_form_larger_than_allowed_is_refused(visitor):
    assert refused(visitor.generic("POST", "/masuk/", "a=" + "b" * (2 * 1024 * 1024 + 1), content_type=FORM))


def test_a_stranger_host_is_refused(visitor):
    assert refused(visitor.get("/masuk/", HTTP_HOST="jahat.example"))
    assert refused(visitor.get("/masuk/", HTTP_HOST="a b"))


def test_what_people_really_type_passes(visitor):
    answers = {
        "login": "Nur’aini ß 漢字 😀",
        "password": "100% benar + %zz",
        "file": SimpleUploadedFile("KTP 😀.pdf", b"\x00\xff"),
    }
    assert visitor.post("/masuk/", answers).status_code == 200
    assert visitor.get("/masuk/?next=%2Fakun%2F&q=a+b%20c").status_code == 200


def test_a_streamed_body_is_left_to_its_view(visitor):
    class Untouched(BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    for method in ("PATCH", "PUT"):
        request = {"content_type": "application/offset+octet-stream", "wsgi.input": Untouched()}
        assert visitor.generic(method, "/tidak-ada/", b"chunk", **request).status_code == 404


@pytest.mark.parametrize(
    "content_type", ["x/y; charset*=bogus''x", "x/y; charset*=a'b'c'd", "x/y; a*=idna''%ff", "x/y; charset*=base64''x"]
)
def test_a_content_type_that_cant_be_parsed_is_refused_by_the_server(content_type):
    answers: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        answers.append(status)

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/masuk/",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "CONTENT_TYPE": content_type,
    }
    body: Iterator[bytes] = iter(application(environ, start_response))
    assert "Permintaan tidak dapat dibaca" in b"".join(body).decode()
    assert answers == ["400 Bad Request"]


def test_control_without_the_guard_a_nul_reaches_the_session_lookup(visitor, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "RefuseMalformed" not in name]
    assert not refused(visitor.get("/masuk/", QUERY_STRING="login=%00"))
