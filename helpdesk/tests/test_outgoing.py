"""Opening addresses as the public does: good sites, broken ones and rude ones, all of them real servers."""

import contextlib
import datetime
import gzip
import socket
import threading
import time

import hypothesis
import hypothesis.strategies as st
import pytest

from helpdesk import destinations, outgoing
from helpdesk.models import Problem
from helpdesk.outgoing import open_address
from testkit.sites import ENDS, PUBLIC, Authority, endless, hang_up, leads_to, page, silence, titled

OSS = "https://oss.go.id/"
A_MEGABYTE = b"x" * 1024 * 1024


@pytest.fixture
def oss(internet):
    return internet.site("oss.go.id", {"/": titled("Panduan NIB")})


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.6)


def test_a_good_page_is_told_with_all_that_may_be_known(oss):
    opened = open_address(OSS)
    assert (opened.problem, opened.status, opened.hops) == ("", 200, (OSS,))
    assert (opened.content_type, opened.page_title) == ("text/html; charset=utf-8", "Panduan NIB")
    assert opened.size == len(oss.pages["/"].partition(b"\r\n\r\n")[2])
    assert opened.tls_until == ENDS
    assert 0 <= opened.took < 10_000


def test_the_site_learns_who_asks_and_which_name_is_meant(oss, settings):
    settings.SITE_URL = "https://perizinan.contoh.go.id"
    open_address(OSS)
    (request,) = oss.requests
    assert request.startswith("GET / HTTP/1.1\r\nHost: oss.go.id\r\n")
    assert "User-Agent: Mozilla/5.0 (compatible; SIPELAKU; +https://perizinan.contoh.go.id)\r\n" in request
    assert "Accept-Encoding: identity\r\n" in request
    assert oss.server_names == ["oss.go.id"]


def test_proxies_of_the_environment_are_not_asked(oss, internet, monkeypatch):
    proxy = internet.site("proxy.contoh.go.id", is_secure=False)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{proxy.place[0]}:{proxy.place[1]}")
    assert open_address(OSS).problem == ""
    assert proxy.requests == []


@pytest.mark.parametrize(
    "address", ["https://OSS.go.id/", "https://oss.go.id./", "https://oss.go.id:443/", "https://ＯＳＳ。go。id/"]
)
def test_other_spellings_of_a_name_lead_to_the_same_site(oss, address):
    assert open_address(address).hops == (OSS,)


def test_letters_beyond_ascii_are_sent_in_the_internets_own(internet):
    site = internet.site("xn--bcher-kva.go.id", {"/izin%20usaha/%C3%A9?q=%C3%A9": titled("Buku")})
    assert open_address("https://bücher.go.id/izin%20usaha/é?q=é#bagian").problem == ""
    assert site.targets == ["/izin%20usaha/%C3%A9?q=%C3%A9"]


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "403 Forbidden", "304 Not Modified"])
def test_an_answer_that_is_not_good_is_told_by_its_status(oss, status):
    oss.pages["/"] = page("<title>Rahasia</title>", status)
    opened = open_address(OSS)
    assert (opened.problem, opened.status) == (Problem.STATUS, int(status[:3]))
    assert opened.page_title == ""


# Redirects --------------------------------------------------------------------------------


def test_an_http_address_that_leads_to_https_is_good(oss, internet):
    internet.site("jalan.go.id", {"/": leads_to(OSS, "301 Moved Permanently")}, is_secure=False)
    opened = open_address("http://jalan.go.id/")
    assert (opened.problem, opened.hops) == ("", ("http://jalan.go.id/", OSS))


def test_an_address_that_stays_without_tls_is_not_good(internet):
    internet.site("lama.go.id", {"/": titled("Lama")}, is_secure=False)
    opened = open_address("http://lama.go.id/")
    assert (opened.problem, opened.status, opened.tls_until) == (Problem.TLS, 200, None)


def test_a_way_down_from_https_is_not_gone(oss, internet):
    low = internet.site("bawah.go.id", {"/": leads_to(OSS)}, is_secure=False)
    oss.pages["/turun"] = leads_to("http://bawah.go.id/")
    assert open_address(f"{OSS}turun").problem == Problem.TLS
    assert low.requests == []


@pytest.mark.parametrize(
    "location",
    ["/panduan/nib", "nib", "//oss.go.id/panduan/nib", "../panduan/./nib", "https://oss.go.id/panduan/nib#a"],
)
def test_a_relative_redirect_leads_where_a_browser_goes(oss, location):
    oss.pages |= {"/panduan/": leads_to(location), "/panduan/nib": titled("NIB")}
    assert open_address(f"{OSS}panduan/").hops == (f"{OSS}panduan/", f"{OSS}panduan/nib")


def test_letters_beyond_ascii_in_a_redirect_are_taken_as_meant(oss):
    oss.pages |= {"/": leads_to("/café"), "/caf%C3%A9": titled("Kopi")}
    assert open_address(OSS).page_title == "Kopi"


def test_five_redirects_are_followed_and_no_more(oss):
    oss.pages |= {f"/{number}": leads_to(f"/{number - 1}") for number in range(1, 7)} | {"/0": titled("Akhir")}
    assert open_address(f"{OSS}5").page_title == "Akhir"
    opened = open_address(f"{OSS}6")
    assert (opened.problem, len(opened.hops)) == (Problem.REDIRECTS, 6)


def test_a_loop_has_an_end(oss):
    oss.pages["/"] = leads_to("/")
    assert open_address(OSS).problem == Problem.REDIRECTS
    assert len(oss.requests) == 6


@pytest.mark.parametrize(
    "location", ["", "http://", "https://[", "http://[::x]/", "https://a b/", "/" + "x" * 3000, "https://-.\\a"]
)
def test_a_redirect_to_nowhere_is_an_answer_that_cannot_be_read(oss, location):
    oss.pages["/"] = leads_to(location)
    assert open_address(OSS).problem == Problem.ANSWER


# Rude sites -------------------------------------------------------------------------------


def test_a_name_nobody_has(internet):
    assert open_address("https://tidakada.go.id/").problem == Problem.NO_HOST


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https://[",
        "https://a..b/",
        "https://a b/",
        "https://" + "a" * 70 + ".id/",
        "https://oss.go.id/" + "a" * 2000,
        "https://oss.go.id:x/",
    ],
)
def test_what_is_no_address(internet, address):
    assert open_address(address).problem == Problem.NO_HOST


def test_a_site_that_is_switched_off(oss, internet):
    assert open_address("http://oss.go.id/").problem == Problem.UNREACHABLE


def test_a_second_place_is_tried_when_the_first_is_switched_off(oss, internet):
    internet.answer("oss.go.id", 443, [("127.0.0.1", 1), oss.place])
    assert open_address(OSS).problem == ""


def test_a_connection_that_breaks_before_the_answer(oss):
    oss.pages["/"] = hang_up
    assert open_address(OSS).problem == Problem.UNREACHABLE


def test_an_answer_that_ends_too_early(oss):
    oss.pages["/"] = page("separuh", Content_Length="5000")
    assert open_address(OSS).problem == Problem.ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00" * 200 + b"\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-" + b"f" * 30 + b"\r\nabc",
    ],
)
def test_what_is_not_http(oss, answer):
    oss.pages["/"] = answer
    assert open_address(OSS).problem == Problem.ANSWER


def test_silence_ends(oss, impatient):
    oss.pages["/"] = silence
    assert_ends_in_time(OSS)


def test_a_body_that_drips_ends(oss, impatient):
    oss.pages["/"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.02)
    assert_ends_in_time(OSS)


def test_headers_that_drip_end(oss, impatient):
    oss.pages["/"] = endless(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.02)
    assert_ends_in_time(OSS)


def test_redirects_share_one_time_limit(oss, impatient):
    oss.pages |= {"/": leads_to("/dua"), "/dua": leads_to("/tiga"), "/tiga": silence}
    assert_ends_in_time(OSS)


def test_a_name_service_that_does_not_answer_ends(internet, monkeypatch, impatient):
    ended = threading.Event()

    def lookup(host, port):
        ended.wait()
        return []

    monkeypatch.setattr(internet, "lookup", lookup)
    assert_ends_in_time(OSS)
    ended.set()


def test_a_body_in_the_tiniest_pieces_ends(oss, impatient):
    oss.pages["/"] = endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")
    assert_ends_in_time(OSS)


def test_a_handshake_that_never_comes_ends(internet, impatient):
    with socket.create_server((PUBLIC, 0)) as mute:
        internet.answer("bisu.go.id", 443, [mute.getsockname()])
        assert_ends_in_time("https://bisu.go.id/")


def drip_for_a_second(connection, ended):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _piece in range(50):
        connection.sendall(b"x")
        ended.wait(0.02)


def test_a_drip_that_would_end_by_itself_is_not_waited_for(oss, impatient):
    oss.pages["/"] = drip_for_a_second
    assert_ends_in_time(OSS)


def test_control_with_a_limit_for_each_read_only_a_drip_is_waited_for(oss, impatient, monkeypatch):
    monkeypatch.setattr(outgoing._Deadline, "left", lambda deadline: outgoing.SECONDS)
    oss.pages["/"] = drip_for_a_second
    opened = open_address(OSS)
    assert (opened.problem, opened.took > 600) == ("", True)


def assert_ends_in_time(address):
    began = time.monotonic()
    opened = open_address(address)
    assert opened.problem == Problem.TIMEOUT
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "flood",
    [
        endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 8000 + b"\r\n"),
        endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 8000),
        endless(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["many headers", "one header", "small headers", "continue"],
)
def test_floods_are_not_read(oss, flood):
    oss.pages["/"] = flood
    assert open_address(OSS).problem == Problem.ANSWER


def test_control_without_a_limit_before_the_body_a_flood_is_read_until_time_is_up(oss, monkeypatch, impatient):
    monkeypatch.setattr(outgoing, "MOST_BEFORE_THE_BODY", 10**12)
    oss.pages["/"] = endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n")
    assert_ends_in_time(OSS)


BEGINNINGS = (b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: ", b"HTTP/1.1 200 OK\r\nContent-Length: ")
ENDINGS = (b"", b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n<title>")


@hypothesis.settings(max_examples=150, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(st.sampled_from(BEGINNINGS), st.binary(max_size=60), st.sampled_from(ENDINGS), st.binary(max_size=60))
def test_whatever_a_site_says_is_found_to_be_something(oss, beginning, words, ending, body):
    oss.pages["/"] = beginning + words + ending + body
    opened = open_address(OSS)
    assert opened.problem == "" or opened.problem in Problem.values
    assert opened.page_title.isprintable()
    assert opened.content_type.isprintable()


@hypothesis.given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "https://oss.go.id", "//"]))
def test_whatever_is_written_is_an_address_or_none(text, before):
    with contextlib.suppress(destinations.Malformed, destinations.Inside):
        there = destinations.destination_of(before + text)
        assert there.address.isascii()
        assert destinations.destination_of(there.address) == there


# Weight -----------------------------------------------------------------------------------


def test_an_endless_body_is_too_large(oss):
    oss.pages["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", A_MEGABYTE)
    opened = open_address(OSS)
    assert (opened.problem, opened.status) == (Problem.TOO_LARGE, 200)
    assert opened.size == outgoing.MOST_READ


def test_what_says_it_is_too_heavy_is_not_read(oss):
    oss.pages["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n", b"", 0.02)
    assert open_address(OSS).problem == Problem.TOO_LARGE


def test_a_document_of_the_largest_size_is_good_and_one_byte_more_is_not(oss):
    pdf = {"Content_Type": "application/pdf"}
    oss.pages["/"] = page(A_MEGABYTE * 5, **pdf)
    opened = open_address(OSS)
    assert (opened.problem, opened.size, opened.page_title) == ("", outgoing.LARGEST, "")
    oss.pages["/"] = page(A_MEGABYTE * 5 + b"x", **pdf)
    assert open_address(OSS).problem == Problem.TOO_LARGE


def test_a_bomb_is_not_unpacked(oss):
    bomb = gzip.compress(b"<title>x</title>" + b"\0" * 50_000_000)
    oss.pages["/"] = page(bomb, Content_Encoding="gzip")
    opened = open_address(OSS)
    assert (opened.problem, opened.size, opened.page_title) == ("", len(bomb), "")


def test_an_answer_in_pieces_is_measured_without_what_parts_them(oss):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    oss.pages["/"] = body + b"7\r\n<title>\r\n3\r\nNIB\r\n8\r\n</title>\r\n0\r\n\r\n"
    opened = open_address(OSS)
    assert (opened.problem, opened.size, opened.page_title) == ("", 18, "NIB")


# Certificates -----------------------------------------------------------------------------


def test_a_certificate_of_nobody_known(internet, tmp_path):
    site = internet.site("oss.go.id", certificate=Authority(tmp_path / "other", "Lain").issue("oss.go.id"))
    assert open_address(OSS).problem == Problem.TLS
    assert site.requests == []


def test_a_certificate_that_has_ended(internet):
    ended = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
    site = internet.site("oss.go.id", certificate=internet.authority.issue("oss.go.id", ends=ended))
    assert open_address(OSS).problem == Problem.TLS
    assert site.requests == []


def test_a_certificate_of_another_name(internet):
    site = internet.site("oss.go.id", certificate=internet.authority.issue("lain.go.id"))
    assert open_address(OSS).problem == Problem.TLS
    assert site.requests == []


def test_a_site_that_speaks_no_tls_at_its_port(internet):
    plain = internet.site("oss.go.id", {"/": titled("x")}, is_secure=False)
    internet.answer("oss.go.id", 443, [plain.place])
    assert open_address(OSS).problem == Problem.TLS
