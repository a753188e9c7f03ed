"""A small HTTP client that keeps a server busy over persistent connections, on the loopback only.

It reads no more of an answer than its status and its length: what a client costs
must not hide what a page costs.
"""

from __future__ import annotations

import random
import selectors
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle

PROCESSES = 2
CONNECTIONS = 8  # of each process
PATIENCE = 30  # seconds
PIECE = 256 * 1024


class UnexpectedAnswer(Exception):
    """The server answered something else than 200."""


@dataclass(frozen=True)
class Page:
    """What is asked for: paths in turn, at a port, with a session's cookie or none."""

    port: int
    paths: tuple[str, ...]
    cookie: str = ""

    def requests(self) -> Iterator[bytes]:
        """Endless requests, path after path, from one drawn at random on."""
        headers = f"Host: 127.0.0.1:{self.port}\r\nAccept: text/html\r\nAccept-Language: id\r\n"
        if self.cookie:
            headers += f"Cookie: sessionid={self.cookie}\r\n"
        start = random.randrange(len(self.paths))
        paths = cycle(self.paths[start:] + self.paths[:start])
        return (f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode() for path in paths)


class Visitor:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._missing = -1
        self._head = b""

    def ask(self, request: bytes) -> None:
        self._missing, self._head = -1, b""
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what has arrived; return whether the answer is whole. Raises UnexpectedAnswer."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise UnexpectedAnswer("the connection was closed")
        if self._missing >= 0:
            self._missing -= len(piece)
            return self._missing <= 0
        self._head += piece
        head, end, body = self._head.partition(b"\r\n\r\n")
        if not end:
            return False
        lines = head.lower().split(b"\r\n")
        if b" 200 " not in lines[0] + b" ":
            raise UnexpectedAnswer(head.decode("latin-1"))
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        self._missing = length - len(body)
        return self._missing <= 0


def visit(page: Page, seconds: float) -> float:
    """Ask for ``page`` over CONNECTIONS connections for ``seconds``; return answers per second."""
    requests = page.requests()
    answers = 0
    with selectors.DefaultSelector() as waiting:
        visitors = [Visitor(page.port) for _ in range(CONNECTIONS)]
        for visitor in visitors:
            waiting.register(visitor.socket, selectors.EVENT_READ, visitor)
            visitor.ask(next(requests))
        begin = now = time.monotonic()
        while now < begin + seconds:
            ready = waiting.select(PATIENCE)
            if not ready:
                raise UnexpectedAnswer("no answer at all")
            for key, _events in ready:
                if key.data.read():
                    answers += 1
                    key.data.ask(next(requests))
            now = time.monotonic()
        for visitor in visitors:
            visitor.socket.close()
    return answers / (now - begin)


def rate(pool: ProcessPoolExecutor, page: Page, seconds: float) -> float:
    """Answers per second of all PROCESSES clients together."""
    clients = [pool.submit(visit, page, seconds) for _ in range(PROCESSES)]
    return sum(client.result() for client in clients)
