"""``manage.py drain``: do the background work of CELERY_BEAT_SCHEDULE without a broker."""

import logging
import signal
from threading import Event
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.module_loading import import_string

from permits import printing
from sipelaku.checks import refuse_unsafe_setup

PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Mengirim pemberitahuan, mencetak surat, dan mengerjakan tugas latar lain, setiap detik, sampai dihentikan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Kerjakan semua yang menunggu, lalu berhenti.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            # Asked for by a person: what is looked for once a day is looked for again.
            caches["local"].clear()
            while self._work_off():
                pass
            return
        refuse_unsafe_setup()
        ended = _ended_by_signal()
        printing.warm_up()
        while not ended.is_set():
            if not self.try_once():
                ended.wait(PAUSE_SECONDS)

    def try_once(self) -> int:
        """Do what is due; a database that is away for a while ends neither the loop nor the portal."""
        try:
            close_old_connections()
            return self._work_off()
        except (OperationalError, InterfaceError):
            logger.exception("the database could not be asked; trying again")
            connection.close()
            return 0

    def _work_off(self) -> int:
        """Call every task of the schedule, say what it did, and return how much was done."""
        done = {name: import_string(str(entry["task"]))() for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
        if told := ", ".join(f"{name}: {number}" for name, number in done.items() if number):
            self.stdout.write(told)
        return sum(done.values())


def _ended_by_signal() -> Event:
    """Return what SIGTERM and SIGINT set, so that a message or paper in hand is finished first."""
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended
