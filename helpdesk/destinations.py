"""Where an address leads, and whether that is a place the public can reach: nothing inside may be asked.

An address is read once (``destination_of``), its name is looked up once (``places_of``), and what was found is
judged (``is_public``). Whoever connects, connects to the very place that was judged: a second look at the name
service could answer something else.
"""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2000  # characters
MOST_PLACES = 8

# What ``ipaddress`` calls global, or has called so in one of its versions, although no public site is there.
NEVER_V4 = tuple(IPv4Network(text) for text in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24"))
# Public sites live in here only.
GLOBAL_V6 = IPv6Network("2000::/3")
# Protocols and tunnels (Teredo among them), documentation.
NEVER_V6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "3fff::/20"))
NAT64 = IPv6Network("64:ff9b::/96")

HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff\\]")
SAFE_IN_TARGET = "%/:=&?~+!$,;'@()*[]-._|"

# A socket address as ``socket.getaddrinfo`` gives it: the number, the port, for IPv6 two more.
Place = tuple[Any, ...]


class Malformed(Exception):
    """What was given is no address of a site."""


class Inside(Exception):
    """The address leads where the public can't go, or names another way than http(s) to its usual port."""


class NoHost(Exception):
    """The name service knows no such host."""


@dataclass(frozen=True)
class Destination:
    """An address taken apart: ``host`` as the name service knows it, ``target`` as the request asks for it."""

    scheme: str
    host: str
    target: str

    @property
    def port(self) -> int:
        return PORTS[self.scheme]

    @property
    def host_header(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"


def destination_of(address: str) -> Destination:
    """Take ``address`` apart. Raises Malformed, and Inside for what is never opened, wherever it leads."""
    if len(address) > LONGEST_ADDRESS or CONTROL_OR_SPACE.search(address):
        raise Malformed
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Malformed from error
    if parts.scheme not in PORTS or "@" in parts.netloc or port not in (None, PORTS[parts.scheme]):
        raise Inside
    return Destination(parts.scheme, _host_of(parts), _target_of(parts))


def next_destination(here: Destination, location: str) -> Destination:
    """Where a redirect from ``here`` leads; ``location`` may be relative. Raises as ``destination_of``."""
    try:
        return destination_of(urljoin(here.address, location.strip()))
    except ValueError as error:
        raise Malformed from error


def public_places_of(destination: Destination, *, seconds: float) -> list[Place]:
    """Look the host up, once, and return where to connect.

    Raises Inside when any of its places is not public, NoHost, and TimeoutError after ``seconds``.
    """
    places = places_of(destination.host, destination.port, seconds=seconds)
    if not places:
        raise NoHost
    if not all(is_public(str(place[0])) for place in places):
        raise Inside
    return places[:MOST_PLACES]


def places_of(host: str, port: int, *, seconds: float) -> list[Place]:
    """Every place the name service knows for ``host``. Raises NoHost, and TimeoutError after ``seconds``."""
    answers: SimpleQueue[list[Place] | None] = SimpleQueue()
    # The name service knows no time limit of ours, and nobody else waits for this thread.
    threading.Thread(target=_look_up, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError from None
    if found is None:
        raise NoHost
    return found


def is_public(number: str) -> bool:
    """Whether everybody on the internet means the same, reachable machine by this IP address."""
    try:
        judged = ip_address(number)
    except ValueError:
        return False
    if isinstance(judged, IPv6Address):
        return _is_public_v6(judged)
    return _is_public_v4(judged)


def _is_public_v4(judged: IPv4Address) -> bool:
    if any(judged in network for network in NEVER_V4):
        return False
    return judged.is_global and not (judged.is_multicast or judged.is_reserved)


def _is_public_v6(judged: IPv6Address) -> bool:
    if judged.scope_id is not None:
        return False
    if (wrapped := _wrapped(judged)) is not None:
        return _is_public_v4(wrapped)
    if judged not in GLOBAL_V6 or any(judged in network for network in NEVER_V6):
        return False
    return judged.is_global and not (judged.is_multicast or judged.is_reserved)


def _wrapped(judged: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one is another way to."""
    if judged in NAT64:
        return IPv4Address(int(judged) & 0xFFFFFFFF)
    return judged.ipv4_mapped or judged.sixtofour


def _look_up(host: str, port: int, answers: SimpleQueue[list[Place] | None]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        answers.put(None)
    else:
        answers.put(list(dict.fromkeys(row[4] for row in found)))


def _host_of(parts: SplitResult) -> str:
    """The host in the letters of the name service. Raises Malformed; Inside for an address of one network card."""
    name = parts.hostname or ""
    if "%" in name:
        raise Inside
    if ":" in name:
        return _literal(name)
    try:
        name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Malformed from error
    if not HOST_NAME.fullmatch(name):
        raise Malformed
    return name


def _literal(name: str) -> str:
    try:
        return str(IPv6Address(name))
    except ValueError as error:
        raise Malformed from error


def _target_of(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote((parts.path or "/") + query, safe=SAFE_IN_TARGET)
