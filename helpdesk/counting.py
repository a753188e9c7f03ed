"""Counts visits in memory and writes them down together, so that no page waits for it.

A process that serves pages writes what it counted down every second, in a thread that begins with its first
visit, and the rest when it ends. What can't be written, because the database is away, is kept and tried again.
Only a process that is killed outright (SIGKILL, power) loses what it counted since the last second.
"""

from __future__ import annotations

import datetime
import logging
import os
import time
from functools import lru_cache
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread

from django.db import Error, close_old_connections, connection
from django.http import HttpRequest
from django.utils import timezone

from helpdesk import visitors
from helpdesk.models import Target
from helpdesk.tallies import Amount, Batch, Place, write_down

PAUSE = 1.0  # seconds
LONGEST_PAUSE = 30.0  # seconds, while the database is away
ENOUGH = 1000  # visits that wait are written down at once
# More people than these are kept waiting for no database: further visits then add views, but no people.
MOST_PEOPLE = 200_000
LAST_TRIES = 5
LONGEST_STAY = 1800  # seconds; whoever looks longer has left the page open

QUARTER_HOUR = 900  # seconds
ONE_VIEW = Amount(views=1)

logger = logging.getLogger(__name__)


def count(request: HttpRequest, target: Target, key: int = 0, campaign: int = 0) -> None:
    """Note that ``request`` opened something; ``key`` is a group's or a link's, ``campaign`` 0 without one.

    A visit with a campaign counts for the campaign and among all. It costs microseconds and no query.
    """
    if request.method != "GET" or not visitors.is_counted(request):
        return
    day = today()
    places = [Place(day, target.value, key, 0)]
    if campaign:
        places.append(Place(day, target.value, key, campaign))
    VISITS.note(places, ONE_VIEW, visitors.fingerprint(request))


def stayed(seconds: int) -> None:
    """Note that somebody looked at the hub's page for ``seconds``."""
    place = Place(today(), Target.PAGE.value, 0, 0)
    VISITS.note([place], Amount(stays=1, seconds=min(seconds, LONGEST_STAY)))


def today() -> datetime.date:
    """The day by the office's clock, which is that of every request."""
    return _day_of(int(timezone.now().timestamp()) // QUARTER_HOUR, timezone.get_current_timezone())


@lru_cache
def _day_of(quarters: int, zone: datetime.tzinfo) -> datetime.date:
    """The day a quarter of an hour is in, counted from 1970. In every zone a day begins with one."""
    return datetime.datetime.fromtimestamp(quarters * QUARTER_HOUR, zone).date()


class Visits:
    """What one process has counted and not written down yet."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin with nothing, and write nothing by itself: a new process, or a new test."""
        self.batch = Batch()
        self.waiting = 0
        self._writes_itself = self._has_writer = self._is_ending = False
        self._noting, self._writing, self._wake = Lock(), Lock(), Event()

    def after_fork(self) -> None:
        """What the parent counted is the parent's to write; its thread is not here."""
        writes_itself = self._writes_itself
        self.reset()
        self._writes_itself = writes_itself

    def write_by_itself(self) -> None:
        """Let a thread write down what is counted from now on."""
        self._writes_itself = True

    def note(self, places: list[Place], amount: Amount, person: bytes | None = None) -> None:
        """Add ``amount`` at every one of ``places``, where ``person`` was."""
        with self._noting:
            for place in places:
                self.batch.add(place, amount)
                if person is not None and len(self.batch.people) < MOST_PEOPLE:
                    self.batch.people.add((place, person))
            self.waiting += 1
            is_enough = self.waiting == ENOUGH
            begins = self._writes_itself and not self._has_writer
            self._has_writer |= begins
        if begins:
            self._begin()
        if is_enough:
            self._wake.set()
        if self._is_ending:
            self._write_the_last()

    def flush(self) -> int:
        """Write down what waits; return how many visits that were. Raises DatabaseError, and then keeps all."""
        with self._writing:
            batch, waiting = self._take()
            if not waiting:
                return 0
            try:
                write_down(batch)
            except Error:
                self._put_back(batch, waiting)
                raise
            return waiting

    def _take(self) -> tuple[Batch, int]:
        with self._noting:
            taken = self.batch, self.waiting
            self.batch, self.waiting = Batch(), 0
        return taken

    def _put_back(self, batch: Batch, waiting: int) -> None:
        with self._noting:
            for place, amount in self.batch.amounts.items():
                batch.add(place, amount)
            batch.people |= self.batch.people
            self.batch, self.waiting = batch, self.waiting + waiting

    # The writer -----------------------------------------------------------------------

    def _begin(self) -> None:
        # Finalizers run at the end of a worker that was forked too, where atexit is not heard.
        Finalize(None, self._end, exitpriority=0)
        Thread(target=self._write_on, name="visits", daemon=True).start()

    def _write_on(self) -> None:
        pause = PAUSE
        while True:
            self._wake.wait(pause)
            self._wake.clear()
            pause = PAUSE if self._try() else min(2 * pause, LONGEST_PAUSE)

    def _try(self) -> bool:
        """Write down what waits; whether that went well."""
        try:
            close_old_connections()
            self.flush()
        except Error as error:
            logger.warning("%s visits wait to be written down: %s", self.waiting, type(error).__name__)
            connection.close()
            return False
        return True

    def _end(self) -> None:
        """The process ends: from now on whoever counts writes."""
        self._is_ending = True
        self._write_the_last()

    def _write_the_last(self) -> None:
        for _try in range(LAST_TRIES):
            if self._try():
                return
            time.sleep(PAUSE)
        logger.error("%s visits are lost: the database stayed away", self.waiting)


VISITS = Visits()
os.register_at_fork(after_in_child=VISITS.after_fork)
