"""Real sites on this machine for tests: HTTP and TLS servers, certificates good and bad, and a name service for them.

A site answers with bytes just as a test gives them, so that it can be as rude as the internet. Sites live at PUBLIC,
which tests declare public; what has to stay out of reach lives at INSIDE.
"""

from __future__ import annotations

import contextlib
import datetime
import socket
import socketserver
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from helpdesk import destinations

PUBLIC, INSIDE = "127.0.0.1", "127.0.0.2"
NOBODY_LISTENS = 1  # a port
# What somebody who wants TLS begins with.
HANDSHAKE = b"\x16\x03"
ENDS = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)

Answer = bytes | Callable[[socket.socket, threading.Event], None]


# What a site says -----------------------------------------------------------------------


def page(body: str | bytes = "", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; ``Content_Type="..."`` names a header."""
    content = body.encode() if isinstance(body, str) else body
    given = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


def titled(title: str) -> bytes:
    """A good page with a title."""
    return page(f"<!DOCTYPE html><html><head><title>{title}</title></head><body>Isi</body></html>")


def leads_to(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return page("", status, Location=location)


def endless(beginning: bytes, again: bytes, pause: float = 0.0) -> Answer:
    """``beginning``, then ``again`` and again, with a pause of seconds, until nobody listens any more."""

    def answer(connection: socket.socket, ended: threading.Event) -> None:
        connection.sendall(beginning)
        while not ended.wait(pause):
            connection.sendall(again)

    return answer


def hang_up(connection: socket.socket, ended: threading.Event) -> None:
    """Break the connection off as a machine does that is switched off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def silence(connection: socket.socket, ended: threading.Event) -> None:
    """Take the request and say nothing."""
    ended.wait()


# Certificates ---------------------------------------------------------------------------


class Authority:
    """Issues certificates into ``folder``; its own is ``file``."""

    def __init__(self, folder: Path, name: str = "Otoritas Uji") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._count = 0
        builder = self._certificate(self._name, self._key.public_key(), ENDS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def issue(self, *names: str, ends: datetime.datetime = ENDS) -> Path:
        """A certificate for ``names`` with its key, in one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        builder = self._certificate(subject, key.public_key(), ends)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._count += 1
        file = self._folder / f"{self._count}.pem"
        file.write_bytes(private + builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return file

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, ends: datetime.datetime
    ) -> x509.CertificateBuilder:
        begins = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False)
        )


# Sites ----------------------------------------------------------------------------------


class Site:
    """A server between ``with`` and its end, at ``number`` and ``port``; ``requests`` grows by the text of each."""

    def __init__(self, pages: dict[str, Answer], *, certificate: Path | None = None, number: str = PUBLIC) -> None:
        self.pages, self.requests, self.server_names = pages, list[str](), list[str | None]()
        self.is_secure = certificate is not None
        self._ended = threading.Event()
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
            self._context.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        self._server = _Server((number, 0), self._serve)
        self.place: tuple[str, int] = (number, self._server.server_address[1])

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [request.split(" ")[1] for request in self.requests]

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, connection: socket.socket) -> None:
        # Whoever opens a site leaves when it has seen enough, or at once when it doesn't trust the certificate.
        with contextlib.suppress(OSError), ExitStack() as stack:
            if self._context:
                connection = stack.enter_context(self._context.wrap_socket(connection, server_side=True))
            request = _request_from(connection)
            self.requests.append(request)
            answer = self.pages.get(request.split(" ")[1], page("tidak ada", "404 Not Found"))
            if isinstance(answer, bytes):
                connection.sendall(answer)
            else:
                answer(connection, self._ended)


def _request_from(connection: socket.socket) -> str:
    text = b""
    while b"\r\n\r\n" not in text and not text.startswith(HANDSHAKE) and (piece := connection.recv(4096)):
        text += piece
    return text.decode("latin-1") if text.startswith(b"GET ") else "- -"


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, place: tuple[str, int], serve: Callable[[socket.socket], None]) -> None:
        super().__init__(place, socketserver.BaseRequestHandler)
        self._serve = serve

    def finish_request(self, request: Any, client_address: Any) -> None:
        self._serve(request)


# The name service ------------------------------------------------------------------------


class Internet:
    """The sites of one test, by the names they have; ``lookups`` counts how often each name was asked for."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.lookups: Counter[str] = Counter()
        self._stack = ExitStack()
        self._places: dict[tuple[str, int], list[list[tuple[Any, ...]]]] = {}

    def site(
        self, name: str, pages: dict[str, Answer] | None = None, *, is_secure: bool = True, **options: Any
    ) -> Site:
        """Run a site under ``name``; its pages can be added later."""
        if is_secure:
            options.setdefault("certificate", self.authority.issue(name))
        site = self._stack.enter_context(Site(pages or {}, **options))
        self.name(name, site)
        return site

    def name(self, name: str, *sites: Site) -> None:
        """Let ``name`` stand for all of ``sites``."""
        self.answer(name, 443 if sites[0].is_secure else 80, [site.place for site in sites])

    def answer(self, name: str, port: int, *answers: list[tuple[Any, ...]]) -> None:
        """Let each look-up of ``name`` have the next of ``answers``, and all later ones the last."""
        self._places[name, port] = list(answers)

    def lookup(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """What the name service says. Raises gaierror for a name nobody has."""
        self.lookups[host] += 1
        if answers := self._places.get((host, port)):
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if any(host == name for name, _port in self._places):
            return [(PUBLIC, NOBODY_LISTENS)]
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    def close(self) -> None:
        self._stack.close()


@contextlib.contextmanager
def internet_of(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """An internet of this machine alone: names lead to its sites, and PUBLIC is public.

    Numbers, in whatever spelling, are read by the system itself. Nothing else is replaced.
    """
    internet, system, guard = Internet(authority), socket.getaddrinfo, destinations.is_public

    def look_up(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        if not isinstance(host, str) or _is_number(host) or host == "localhost":
            return system(host, port, *rest, **options)
        return [(_family(place), socket.SOCK_STREAM, 6, "", place) for place in internet.lookup(host, port)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(destinations, "is_public", lambda number: number == PUBLIC or guard(number))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with contextlib.closing(internet):
        yield internet


def _is_number(host: str) -> bool:
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")


def _family(place: tuple[Any, ...]) -> int:
    return socket.AF_INET6 if ":" in place[0] else socket.AF_INET
