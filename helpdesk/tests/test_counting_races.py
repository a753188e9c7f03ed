"""Two processes that count at once, a day that ends meanwhile, and a real server that is stopped: nothing is lost."""

import datetime
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from helpdesk import tallies
from helpdesk.counting import Visits
from helpdesk.models import CountingDay, Seen, Tally, Target
from helpdesk.tallies import Amount, Batch, Place, close_days, write_down
from helpdesk.tests.test_visitors import PHONE
from permits.tests.test_concurrency import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

FRIDAY = datetime.date(2026, 11, 20)
PLACE = Place(FRIDAY, Target.PAGE, 0, 0)
LINK = Place(FRIDAY, Target.LINK, 7, 0)
FLUSHES, VIEWS = 25, 4
PATIENCE = 60  # seconds


def two_processes_count():
    """Each notes the same few people at the same places and writes them down, FLUSHES times; results of the flushes."""
    processes = [Visits(), Visits()]

    def flush(number):
        process = processes[number % 2]
        for view in range(VIEWS):
            process.note([PLACE, LINK] if number % 4 < 2 else [LINK, PLACE], Amount(views=1), f"orang {view}".encode())
        return process.flush()

    return race(2 * FLUSHES, flush, at_once=2)


def views():
    return dict(Tally.objects.values_list("target", "views"))


def test_two_processes_that_write_at_once_lose_nothing_and_count_a_person_once():
    assert two_processes_count() == [VIEWS] * 2 * FLUSHES
    assert views() == {"page": 2 * FLUSHES * VIEWS, "link": 2 * FLUSHES * VIEWS}
    assert Seen.objects.filter(target="page").count() == VIEWS
    assert CountingDay.objects.count() == 1


def read_then_write(place, amount):
    """``tallies._add`` as one might write it first."""
    row = Tally.objects.filter(**place._asdict()).first() or Tally(**place._asdict())
    row.views += amount.views
    row.save()


@pytest.mark.postgresql
def test_control_two_processes_that_read_and_then_write(monkeypatch):
    unlocked = CountingDay(day=FRIDAY, salt="garam")
    monkeypatch.setattr(tallies, "_held", lambda day: unlocked)
    monkeypatch.setattr(tallies, "_add", read_then_write)
    Tally.objects.bulk_create([Tally(**PLACE._asdict()), Tally(**LINK._asdict())])
    two_processes_count()
    assert views()["page"] < 2 * FLUSHES * VIEWS


# A day ends while somebody writes -----------------------------------------------------


@pytest.fixture
def closing_meets_writing(monkeypatch):
    """Lets a late batch try to get in between the counting of a day's people and the day's end."""
    write_down(Batch({PLACE: Amount(views=1)}, {(PLACE, b"siti")}))
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2026, 11, 21, 3, 0, tzinfo=datetime.UTC))
    counted, written, people_of = threading.Event(), threading.Event(), tallies._people_of

    def count_and_wait(day):
        rows = list(people_of(day))
        counted.set()
        written.wait(2)
        return rows

    def write_late():
        assert counted.wait(PATIENCE)
        write_down(Batch({PLACE: Amount(views=1)}, {(PLACE, b"dewi")}))
        written.set()
        connection.close()

    def close():
        close_days()
        connection.close()

    def meet():
        monkeypatch.setattr(tallies, "_people_of", count_and_wait)
        with ThreadPoolExecutor(2) as threads:
            done = [threads.submit(close), threads.submit(write_late)]
        for one in done:
            one.result()

    return meet


def test_nobody_gets_into_a_day_between_its_counting_and_its_end(closing_meets_writing):
    closing_meets_writing()
    row = Tally.objects.get()
    assert (row.views, row.visits) == (2, 1)
    assert not Seen.objects.exists()


@pytest.mark.postgresql
def test_control_a_day_that_is_not_held(closing_meets_writing, monkeypatch):
    """Dewi was written down as a person in time, and then forgotten without having been counted."""
    monkeypatch.setattr(tallies, "_held", lambda day: CountingDay.objects.get(day=day))
    deleted_uncounted = []
    delete = Seen.objects.filter

    def note_deleted(**where):
        rows = delete(**where)
        deleted_uncounted.append(rows.count())
        return rows

    monkeypatch.setattr(Seen.objects, "filter", note_deleted)
    closing_meets_writing()
    assert Tally.objects.get().visits == 1
    assert deleted_uncounted[-1] == 2


@pytest.mark.postgresql
def test_two_who_close_a_day_at_once_close_it_once(monkeypatch):
    write_down(Batch({PLACE: Amount(views=1)}, {(PLACE, b"siti")}))
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2026, 11, 21, 3, 0, tzinfo=datetime.UTC))
    assert sorted(race(2, lambda _number: close_days(), at_once=2)) == [0, 1]
    assert Tally.objects.get().visits == 1


# A real server is stopped -------------------------------------------------------------


def database_address():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password, host, port = (database[part] for part in ("USER", "PASSWORD", "HOST", "PORT"))
    return f"postgres://{user}:{password}@{host}:{port}/{database['NAME']}"


@pytest.fixture
def server():
    """Granian with two workers on the test's database: the process and its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": database_address(), "TRUSTED_PROXIES": "127.0.0.1", "DEMO": "true"}
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "sipelaku.wsgi:application"]
    process = subprocess.Popen([sys.executable, *command], cwd=django_settings.BASE_DIR, env=environment)
    try:
        wait_for(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            conversation = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            conversation.request("GET", "/healthz")
            assert conversation.getresponse().status == 200
        except ConnectionRefusedError:
            threading.Event().wait(0.1)
        else:
            return
    raise TimeoutError


def stay_a_second(port, number):
    """One person tells that they looked at the page for a second."""
    conversation = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "User-Agent": PHONE,
        "X-Forwarded-For": f"203.0.113.{number % 250}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    conversation.request("POST", "/hitung/", "detik=1", headers)
    status = conversation.getresponse().status
    conversation.close()
    return status


def test_a_server_that_is_stopped_at_once_has_written_every_answered_request_down(server):
    process, port = server
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda number: stay_a_second(port, number), range(60)))
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert answers == [204] * 60
    assert list(Tally.objects.values_list("stays", "seconds")) == [(60, 60)]
