"""``manage.py drain``: send the notices and print the papers that are due, without a broker."""

import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from permits import printing
from sipelaku.checks import refuse_unsafe_setup
from tracking import notices, reminders

PAUSE_SECONDS = 1.0
BATCH = 10

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Mengirim pemberitahuan dan mencetak surat yang menunggu, setiap detik, sampai dihentikan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Kerjakan semua yang menunggu, lalu berhenti.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            # Asked for by a person: what became due since the day's own look is written, too.
            reminders.collect()
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
        """Work off a batch; a database that is away for a while ends neither the loop nor the portal."""
        try:
            close_old_connections()
            reminders.collect_today()
            return self._work_off()
        except (OperationalError, InterfaceError):
            logger.exception("the database could not be asked; trying again")
            connection.close()
            return 0

    def _work_off(self) -> int:
        """Work off a batch of each kind, say how much, and return it."""
        collected = notices.collect(BATCH)
        sent = notices.send_due(BATCH)
        printed = printing.render_pending(BATCH)
        if sent or printed:
            self.stdout.write(f"{sent} pemberitahuan, {printed} cetakan")
        return collected + sent + printed


def _ended_by_signal() -> Event:
    """Return what SIGTERM and SIGINT set, so that a message or paper in hand is finished first."""
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended
