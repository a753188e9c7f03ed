"""Opens an address as anybody outside would, and never anything inside the office's network.

* Only http and https, at their usual ports, without a name or password; proxies of the environment are not asked.
* Every host on the way is looked up once, all its places must be public, and the connection goes to a place that
  was judged (``helpdesk.destinations``). What is refused is refused before anything is sent, so that the answer is
  the same whether something listens there or not.
* TLS is required where the way ends and is verified as a browser does; a way never leads from https down to http.
* Everything together, name service and dripping servers included, ends after SECONDS; what is read is limited, and
  never unpacked.

Of what a site answers nothing is kept but status, size, type, title and the end of its certificate.
"""

from __future__ import annotations

import datetime
import io
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote

from django.conf import settings

from helpdesk import destinations
from helpdesk.destinations import Destination, Inside, Malformed, NoHost, Place
from helpdesk.models import Problem
from helpdesk.page_titles import HEAD_BYTES, printable, title_of

SECONDS = 10.0
SECONDS_A_PLACE = 4.0
MOST_REDIRECTS = 5
# look.md's phone on 3G (700 kbps) waits a minute for this; bytes.
LARGEST = 5 * 1024 * 1024
# What is read of an answer, bytes. How long a longer one is, is believed when it says so itself.
MOST_READ = 3 * 1024 * 1024
MOST_BEFORE_THE_BODY = 64 * 1024
PIECE = 64 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LARGEST_NUMBER = 2**31 - 1  # what the database's integers hold


@dataclass(frozen=True)
class Opened:
    """What came of it. ``problem`` is "" when all was well; ``size`` in bytes, ``took`` in milliseconds."""

    problem: str = ""
    status: int | None = None
    hops: tuple[str, ...] = ()
    tls_until: datetime.datetime | None = None
    size: int | None = None
    content_type: str = ""
    page_title: str = ""
    took: int = 0


class _Wrong(Exception):
    """The site answered, but not as it should; the argument is the Problem."""


class _Flood(HTTPException):
    """The site sends more than it may before it comes to the point."""


@dataclass
class _Way:
    """What is known so far, also when the way ends halfway."""

    hops: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)


def open_address(address: str) -> Opened:
    """Open ``address`` and say what came of it; never raises for what it finds, and takes SECONDS at the most."""
    began = time.monotonic()
    way, deadline = _Way(), _Deadline(began + SECONDS)
    opened = Opened(problem=_problem_of(way, deadline, address))
    took = round((time.monotonic() - began) * 1000)
    return replace(opened, hops=tuple(way.hops), took=took, **way.seen)


# The ways an opening fails, the special before the general: errors of TLS are errors of the connection too.
_FAILURES: tuple[tuple[type[Exception], Problem], ...] = (
    (Inside, Problem.NOT_PUBLIC),
    (NoHost, Problem.NO_HOST),
    (ssl.SSLError, Problem.TLS),
    (TimeoutError, Problem.TIMEOUT),
    (OSError, Problem.UNREACHABLE),
    (HTTPException, Problem.ANSWER),
)


def _problem_of(way: _Way, deadline: _Deadline, address: str) -> str:
    try:
        start = destinations.destination_of(address)
    except Malformed:
        return Problem.NO_HOST
    except Inside:
        return Problem.NOT_PUBLIC
    try:
        _go(way, deadline, start)
    except _Wrong as wrong:
        return str(wrong.args[0])
    except Malformed:
        return Problem.ANSWER
    except tuple(kind for kind, _problem in _FAILURES) as error:
        return next(problem for kind, problem in _FAILURES if isinstance(error, kind))
    return ""


def _go(way: _Way, deadline: _Deadline, here: Destination) -> None:
    """Follow the redirects from ``here`` and read what is at their end. Raises what is wrong with it."""
    for _hop in range(MOST_REDIRECTS + 1):
        way.hops.append(here.address)
        with _answer_of(way, deadline, here) as (response, wire):
            way.seen["status"] = response.status
            if response.status not in REDIRECTS:
                _read(way, wire, response)
                if here.scheme != "https":
                    raise _Wrong(Problem.TLS)
                return
            location = response.getheader("Location")
        here = _next(here, location)
    raise _Wrong(Problem.REDIRECTS)


def _next(here: Destination, location: str | None) -> Destination:
    if not location:
        raise Malformed
    there = destinations.next_destination(here, _as_meant(location))
    if here.scheme == "https" and there.scheme == "http":
        raise _Wrong(Problem.TLS)
    return there


def _as_meant(location: str) -> str:
    """A header's bytes were taken for Latin-1; sites that leave letters unquoted mean UTF-8."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


# The connection -----------------------------------------------------------------------


class _Deadline:
    """One moment by which everything has to be done."""

    def __init__(self, ends: float) -> None:
        self._ends = ends

    def left(self) -> float:
        """Seconds. Raises TimeoutError when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Wire(io.RawIOBase):
    """What comes over a connection, no longer than until the deadline and no more than ``allowed`` bytes.

    ``http.client`` reads from it in the place of a socket, which knows a limit for each read only.
    """

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self.allowed = MOST_BEFORE_THE_BODY
        self._connection = connection
        self._deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        """What ``http.client`` asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.allowed <= 0:
            raise _Flood
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer)
        self.allowed -= count
        return count


@contextmanager
def _answer_of(way: _Way, deadline: _Deadline, there: Destination) -> Iterator[tuple[HTTPResponse, _Wire]]:
    """Ask for ``there`` and yield its answer, read up to its body."""
    places = destinations.public_places_of(there, seconds=deadline.left())
    with ExitStack() as stack:
        connection = stack.enter_context(closing(_connected(places, deadline)))
        if there.scheme == "https":
            connection.settimeout(deadline.left())
            secured = _tls().wrap_socket(connection, server_hostname=there.host)
            connection = stack.enter_context(closing(secured))
            way.seen["tls_until"] = _end_of_certificate(secured)
        connection.settimeout(deadline.left())
        connection.sendall(_request(there))
        wire = _Wire(connection, deadline)
        response = stack.enter_context(closing(HTTPResponse(wire, method="GET")))  # type: ignore[arg-type]
        response.begin()
        yield response, wire


def _connected(places: list[Place], deadline: _Deadline) -> socket.socket:
    """A connection to the first of ``places`` that takes one. Raises OSError."""
    for place in places[:-1]:
        try:
            return _connect(place, min(SECONDS_A_PLACE, deadline.left() / 2))
        except OSError:
            continue
    return _connect(places[-1], deadline.left())


def _connect(place: Place, seconds: float) -> socket.socket:
    connection = socket.socket(socket.AF_INET6 if ":" in place[0] else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def _tls() -> ssl.SSLContext:
    """As browsers verify: the system's authorities, dates and the name of the host."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _end_of_certificate(secured: ssl.SSLSocket) -> datetime.datetime:
    certificate = secured.getpeercert() or {}
    seconds = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _request(there: Destination) -> bytes:
    portal = quote(settings.SITE_URL, safe=":/.-[]")
    lines = (
        f"GET {there.target} HTTP/1.1",
        f"Host: {there.host_header}",
        f"User-Agent: Mozilla/5.0 (compatible; SIPELAKU; +{portal})",
        "Accept: text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
        "Accept-Language: id",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


# The answer ---------------------------------------------------------------------------


def _read(way: _Way, wire: _Wire, response: HTTPResponse) -> None:
    """Note what the answer is. Raises _Wrong unless it is one the public can use."""
    content_type = printable(response.getheader("Content-Type") or "")
    way.seen["content_type"] = content_type[:100]
    if not 200 <= response.status < 300:
        raise _Wrong(Problem.STATUS)
    told = response.length
    if told is not None and told > LARGEST:
        way.seen["size"] = min(told, LARGEST_NUMBER)
        raise _Wrong(Problem.TOO_LARGE)
    # An answer in tiny pieces needs more on the way than it is worth; twice is what a decent one never needs.
    wire.allowed = 2 * MOST_READ
    beginning, count = _read_body(response)
    way.seen["size"] = count if told is None else told
    way.seen["page_title"] = title_of(beginning, content_type)
    if count < MOST_READ and response.length:
        raise _Wrong(Problem.ANSWER)
    if count >= MOST_READ and told is None:
        raise _Wrong(Problem.TOO_LARGE)


def _read_body(response: HTTPResponse) -> tuple[bytes, int]:
    """The first HEAD_BYTES of the body, and how many bytes there were, MOST_READ at the most."""
    beginning, count = b"", 0
    while count < MOST_READ and (piece := _piece(response)):
        beginning += piece[: HEAD_BYTES - len(beginning)] if len(beginning) < HEAD_BYTES else b""
        count += len(piece)
    return beginning, count


def _piece(response: HTTPResponse) -> bytes:
    """The next of the body. Raises HTTPException also for the lengths of chunks that ``http.client`` takes on trust."""
    try:
        return response.read(PIECE)
    except (ValueError, OverflowError) as error:
        raise HTTPException from error
