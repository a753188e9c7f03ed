"""The hub's page measured: what counting costs it, and that at 200 requests a second no visit is lost.

``python -m bench.hub`` measures this alone: ``BENCH_ROUNDS``, ``BENCH_SECONDS`` and ``BENCH_STEADY`` (seconds of the
steady load) make it shorter.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from bench.load import PROCESSES, Page, Visitor, rate
from bench.servers import served
from bench.table import Figure, ratios, text_of

PORTAL, UNCOUNTED = "sipelaku.wsgi:application", "bench.uncounted:application"
BROWSER = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"
ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 21)
SECONDS = float(os.environ.get("BENCH_SECONDS") or 1.5)
STEADY_SECONDS = int(os.environ.get("BENCH_STEADY") or 30)
WARM_UP_SECONDS = 2.0
A_SECOND = 200  # requests of the steady load
PEOPLE = 2500  # who send them, each more than once in the longest load
CLIENTS = 16
COUNTED = """
import json
from helpdesk.models import Seen, Tally
page = {"target": "page", "key": 0, "campaign": 0}
views = sum(Tally.objects.filter(**page).values_list("views", flat=True))
print(json.dumps([views, Seen.objects.filter(**page).count()]))
"""
FORGET = """
from helpdesk.models import CountingDay, Seen, Tally
for table in (Seen, Tally, CountingDay):
    table.objects.all().delete()
"""


@dataclass(frozen=True)
class Visitors(Page):
    """Requests of many people: another address and browser with each."""

    def requests(self) -> Iterator[bytes]:
        """Endless requests, person after person."""
        number = 0
        while True:
            yield request_of(self.port, number % PEOPLE)
            number += 1


def request_of(port: int, person: int) -> bytes:
    """The request by which ``person`` opens the page."""
    lines = (
        "GET / HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: text/html",
        f"User-Agent: {BROWSER} P/{person}",
        f"X-Forwarded-For: 10.{person // 62500}.{person // 250 % 250}.{person % 250 + 1}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# What counting costs ------------------------------------------------------------------


def cost(environment: dict[str, str]) -> list[Figure]:
    """The page's rate with counting against its rate without, in turn; the order changes from round to round."""
    rates: dict[str, list[float]] = {"counted": [], "uncounted": []}
    with ExitStack() as stack:
        pages = {
            "counted": Visitors(stack.enter_context(served(PORTAL, environment)), ("/",)),
            "uncounted": Visitors(stack.enter_context(served(UNCOUNTED, environment)), ("/",)),
        }
        pool = stack.enter_context(ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")))
        for page in pages.values():
            rate(pool, page, WARM_UP_SECONDS)
        for number in range(ROUNDS):
            order = ("counted", "uncounted") if number % 2 else ("uncounted", "counted")
            for name in order:
                rates[name].append(rate(pool, pages[name], SECONDS))
    compared = ratios(rates["counted"], rates["uncounted"])
    return [
        Figure("hub's page, visits not counted", "/s", rates["uncounted"]),
        Figure("hub's page, visits counted", "/s", rates["counted"], compared, "uncounted", at_least=0.9),
    ]


# Nothing lost -------------------------------------------------------------------------


def loss(environment: dict[str, str], where: str) -> list[Figure]:
    """A steady load, the server stopped at once after it, and what stands in the database then."""
    _forget(environment)
    sent = A_SECOND * STEADY_SECONDS
    with served(PORTAL, environment) as port:
        took, waits = send_steadily(port, sent)
    views, people = counted(environment)
    who = min(sent, PEOPLE)
    name = f"{sent:,} visits of {who:,} people on {where}, then SIGTERM"
    return [
        Figure(f"{name}: views lost", "", [sent - views], at_most=0),
        Figure(f"{name}: people lost", "", [who - people], at_most=0),
        Figure(f"steady load reached on {where}", "/s", [sent / took], at_least=0.97 * A_SECOND),
        Figure(f"the page's answer under it on {where}", "ms", [1000 * wait for wait in sorted(waits)[: -sent // 100]]),
    ]


def send_steadily(port: int, number: int) -> tuple[float, list[float]]:
    """Send ``number`` requests, A_SECOND a second; return how long that took and each answer's wait, in seconds."""
    begin = time.monotonic() + 0.2
    with ThreadPoolExecutor(CLIENTS) as clients:
        shares = [clients.submit(_send, port, begin, range(first, number, CLIENTS)) for first in range(CLIENTS)]
        waits = [wait for share in shares for wait in share.result()]
    return time.monotonic() - begin, waits


def _send(port: int, begin: float, numbers: Iterable[int]) -> list[float]:
    """Send the requests ``numbers``, each due at its own moment after ``begin``, over one connection."""
    visitor, waits = Visitor(port), []
    for number in numbers:
        time.sleep(max(begin + number / A_SECOND - time.monotonic(), 0))
        asked = time.monotonic()
        visitor.ask(request_of(port, number % PEOPLE))
        while not visitor.read():
            pass
        waits.append(time.monotonic() - asked)
    visitor.socket.close()
    return waits


def counted(environment: dict[str, str]) -> tuple[int, int]:
    """Views of the page, and the people of the days that are open."""
    views, people = json.loads(_ask(environment, COUNTED))
    return views, people


def _forget(environment: dict[str, str]) -> None:
    _ask(environment, FORGET)


def _ask(environment: dict[str, str], program: str) -> str:
    """The last line that ``program`` prints in the portal's shell."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    told = subprocess.run(command, env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout
    return told.splitlines()[-1] if told.strip() else ""


# The databases ------------------------------------------------------------------------


def on_postgresql() -> dict[str, str]:
    """The environment of an own database of the hub on the server of the measurements, made when it is not there."""
    name = f"{os.environ['BENCH_DATABASE']}_hub"
    with psycopg.connect(f"{os.environ['DATABASE_SERVER']}/postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return prepared(f"{os.environ['DATABASE_SERVER']}/{name}")


def on_sqlite(folder: str) -> dict[str, str]:
    """The environment of a database in a file of ``folder``, without Redis: the smallest way to run the portal."""
    return prepared(f"sqlite:///{folder}/hub.sqlite3", REDIS_URL="")


def prepared(address: str, **more: str) -> dict[str, str]:
    """The environment in which the portal works on ``address``, which it brings up to date."""
    environment = os.environ | {"DATABASE_URL": address, "TRUSTED_PROXIES": "127.0.0.1"} | more
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"], ["load_catalogue"]):
        run = [sys.executable, "manage.py", *command]
        subprocess.run(run, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def figures() -> list[Figure]:
    """All figures of the hub."""
    with TemporaryDirectory() as folder:
        postgresql, sqlite = on_postgresql(), on_sqlite(folder)
        return [*cost(postgresql), *loss(postgresql, "PostgreSQL"), *loss(sqlite, "SQLite")]


if __name__ == "__main__":
    print(text_of(figures()))
