"""Nothing inside can be reached through the checks of addresses: each way in, with a control that the way is open.

A control lifts one guard and shows that the server inside is then reached; so the test of the guard can fail.
"""

import socket
import ssl
import time

import pytest

from helpdesk import destinations, outgoing
from helpdesk.models import Problem
from helpdesk.outgoing import open_address
from testkit.sites import INSIDE, NOBODY_LISTENS, PUBLIC, Site, leads_to, titled

NAME = "menipu.go.id"

# Every range that is not the public internet's, by one of its addresses or its edges.
PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "oss.go.id",
]
EVERYBODYS = [
    "8.8.8.8",
    "103.30.180.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2404:6800:4003::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]

# Ways to write this machine that the system understands.
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "１２７.0.0.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
]


@pytest.fixture
def inside(monkeypatch):
    """A server inside, where an address without a port leads."""
    with Site({"/": titled("Rahasia"), "/latest/meta-data/": titled("Rahasia")}, number=PUBLIC) as site:
        monkeypatch.setattr(destinations, "PORTS", {"http": site.place[1], "https": 443})
        yield site


@pytest.fixture
def unguarded(monkeypatch):
    """The control: everything counts as public."""
    monkeypatch.setattr(destinations, "is_public", lambda number: True)


@pytest.fixture
def secret(internet):
    """A server inside, at a place that is not public."""
    return internet.site("rahasia.intern", {"/": titled("Rahasia")}, is_secure=False, number=INSIDE)


@pytest.fixture
def every_place_is_the_secret(secret, monkeypatch):
    """Let every connection end at the server inside, as if it listened there; gives the places that were wanted."""
    wanted, connect = [], outgoing._connect

    def connect_inside(place, seconds):
        wanted.append(place[0])
        return connect(secret.place, seconds)

    monkeypatch.setattr(outgoing, "_connect", connect_inside)
    return wanted


# Ranges -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", PRIVATE)
def test_what_is_not_the_public_internets(number):
    assert not destinations.is_public(number)


@pytest.mark.parametrize("number", EVERYBODYS)
def test_what_is_the_public_internets(number):
    assert destinations.is_public(number)


@pytest.mark.parametrize("number", [number for number in PRIVATE if number not in (PUBLIC, "", "oss.go.id")])
def test_a_name_that_stands_for_a_place_inside_is_refused(internet, secret, every_place_is_the_secret, number):
    internet.answer(NAME, 80, [(number, 80)])
    opened = open_address(f"http://{NAME}/")
    assert (opened.problem, opened.status, opened.page_title) == (Problem.NOT_PUBLIC, None, "")
    assert every_place_is_the_secret == secret.requests == []


@pytest.mark.parametrize("number", ["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fd12:3456::1"])
def test_control_a_name_that_stands_for_a_place_inside(internet, secret, every_place_is_the_secret, unguarded, number):
    internet.answer(NAME, 80, [(number, 80)])
    assert open_address(f"http://{NAME}/").page_title == "Rahasia"
    assert (every_place_is_the_secret, len(secret.requests)) == ([number], 1)


# Spellings --------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_this_machine_is_refused_however_it_is_written(inside, spelling):
    assert open_address(f"http://{spelling}/").problem == Problem.NOT_PUBLIC
    assert inside.requests == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_control_this_machine_however_it_is_written(inside, unguarded, spelling):
    assert open_address(f"http://{spelling}/").page_title == "Rahasia"
    assert len(inside.requests) == 1


@pytest.mark.parametrize(
    "literal", ["[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[64:ff9b::7f00:1]"]
)
def test_numbers_of_the_new_internet_are_refused(inside, literal):
    assert open_address(f"http://{literal}/").problem == Problem.NOT_PUBLIC
    assert inside.requests == []


def test_control_a_number_of_the_old_internet_in_the_new_ones_clothes(inside, unguarded):
    assert open_address("http://[::ffff:127.0.0.1]/").page_title == "Rahasia"


@pytest.mark.parametrize(
    "address",
    [
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://127%2e0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "//127.0.0.1/",
        "/etc/passwd",
        "",
        "http://user@127.0.0.1/",
        "http://user:sandi@127.0.0.1/",
        "http://oss.go.id@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://127.0.0.1:443/",
        "https://127.0.0.1:80/",
        "http://127.0.0.1:0/",
    ],
)
def test_other_ways_than_a_public_site_are_refused_wherever_they_lead(inside, unguarded, address):
    assert open_address(address).problem == Problem.NOT_PUBLIC
    assert inside.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1\\@oss.go.id/",
        "http://oss.go.id\\@127.0.0.1/",
        "http://127.0.0.1\r\nHost: oss.go.id/",
        "http://127.0.0.1/\r\nX-Masuk: 1",
        "http://127.0.0.1\t/",
        "http://127.0.0.1\x00/",
        " http://127.0.0.1/",
        "http://127.0.0.1 /",
        "http://0.0.0.0⁄127.0.0.1/",
        "http://127.0.0.1#@oss.go.id:99999/",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_leads_nowhere_inside(inside, address):
    assert open_address(address).problem in (Problem.NO_HOST, Problem.NOT_PUBLIC)
    assert inside.requests == []


# Redirects --------------------------------------------------------------------------------


@pytest.fixture
def detour(internet, secret):
    """A public site that leads inside."""
    return internet.site(NAME, {"/": leads_to("http://rahasia.intern/")}, is_secure=False)


def test_a_public_site_that_leads_inside_is_not_followed(detour, secret):
    opened = open_address(f"http://{NAME}/")
    assert (opened.problem, opened.page_title) == (Problem.NOT_PUBLIC, "")
    assert (len(detour.requests), secret.requests) == (1, [])


def test_control_a_public_site_that_leads_inside(detour, secret, unguarded):
    assert open_address(f"http://{NAME}/").page_title == "Rahasia"
    assert len(secret.requests) == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "//169.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://user@oss.go.id/",
        "http://oss.go.id:8080/",
        "file:///etc/passwd",
        "ftp://oss.go.id/",
    ],
)
def test_every_step_of_a_way_is_judged_anew(detour, every_place_is_the_secret, secret, monkeypatch, location):
    secret.pages["/"] = leads_to(location)
    assert open_address(f"http://{NAME}/").problem == Problem.NOT_PUBLIC
    assert (every_place_is_the_secret, len(secret.requests)) == ([PUBLIC], 1)


# The name service ---------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_with_one_public_and_one_inner_place_is_refused(internet, secret, order):
    public = internet.site(NAME, {"/": titled("Umum")}, is_secure=False)
    internet.answer(NAME, 80, [public.place, secret.place][::order])
    assert open_address(f"http://{NAME}/").problem == Problem.NOT_PUBLIC
    assert public.requests == secret.requests == []


def test_control_a_name_with_a_public_place_that_is_off_and_an_inner_one(internet, secret, monkeypatch):
    internet.answer(NAME, 80, [(PUBLIC, NOBODY_LISTENS), secret.place])
    assert open_address(f"http://{NAME}/").problem == Problem.NOT_PUBLIC
    first_only = destinations.is_public

    def careless(destination, *, seconds):
        places = destinations.places_of(destination.host, destination.port, seconds=seconds)
        if not first_only(places[0][0]):
            raise destinations.Inside
        return places

    monkeypatch.setattr(destinations, "public_places_of", careless)
    assert open_address(f"http://{NAME}/").page_title == "Rahasia"


@pytest.fixture
def turncoat(internet, secret):
    """A name that stands for a public site when first asked for, and for the server inside from then on."""
    public = internet.site(NAME, {"/": titled("Umum")}, is_secure=False)
    internet.answer(NAME, 80, [public.place], [secret.place])
    return public


def test_the_connection_goes_to_the_place_that_was_judged(internet, turncoat, secret):
    assert open_address(f"http://{NAME}/").page_title == "Umum"
    assert (internet.lookups[NAME], len(turncoat.requests), secret.requests) == (1, 1, [])


def test_control_who_looks_the_name_up_again_is_led_inside(internet, turncoat, secret, monkeypatch):
    def connect_by_name(places, deadline):
        return outgoing._connect(socket.getaddrinfo(NAME, 80)[0][4], deadline.left())

    monkeypatch.setattr(outgoing, "_connected", connect_by_name)
    assert open_address(f"http://{NAME}/").page_title == "Rahasia"
    assert (internet.lookups[NAME], turncoat.requests, len(secret.requests)) == (2, [], 1)


def test_a_name_that_turns_between_two_steps_of_a_way_is_judged_anew(internet, turncoat, secret):
    turncoat.pages["/"] = leads_to("/dua")
    assert open_address(f"http://{NAME}/").problem == Problem.NOT_PUBLIC
    assert (len(turncoat.requests), secret.requests) == (1, [])


# What can be learnt -------------------------------------------------------------------------


def test_the_answer_is_the_same_whether_something_listens_inside_or_not(internet, secret):
    internet.answer("mati.intern", 80, [(INSIDE, NOBODY_LISTENS)])
    listening, silent = (open_address(f"http://{name}/") for name in ("rahasia.intern", "mati.intern"))
    assert _told(listening) == _told(silent) == (Problem.NOT_PUBLIC, None, None, None, "", "")
    assert secret.requests == []


def test_control_without_the_guard_it_differs(internet, secret, unguarded):
    internet.answer("mati.intern", 80, [(INSIDE, NOBODY_LISTENS)])
    listening, silent = (open_address(f"http://{name}/") for name in ("rahasia.intern", "mati.intern"))
    assert _told(listening) != _told(silent)


def test_a_refusal_takes_no_longer_than_looking_the_name_up(internet, monkeypatch):
    internet.answer("lambat.intern", 443, [("10.255.255.1", 443)])
    began = time.monotonic()
    assert open_address("https://lambat.intern/").problem == Problem.NOT_PUBLIC
    assert time.monotonic() - began < 5


def test_certificates_are_verified_as_browsers_do():
    context = outgoing._tls()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_what_is_asked_for_can_smuggle_no_second_request(internet):
    site = internet.site(NAME, {}, is_secure=False)
    site.pages["/"] = leads_to("/a\tb")
    open_address(f"http://{NAME}/")
    open_address(f"http://{NAME}/a%0d%0aX-Masuk:%201\u010d\u010a")
    assert site.targets == ["/", "/ab", "/a%0d%0aX-Masuk:%201%C4%8D%C4%8A"]
    assert all(request.count("\r\n\r\n") == 1 and "\nX-Masuk" not in request for request in site.requests)


def _told(opened):
    return (opened.problem, opened.status, opened.size, opened.tls_until, opened.page_title, opened.content_type)
