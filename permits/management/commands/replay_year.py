"""``manage.py replay_year CSV``: a table of issued permits, run through the real workflow; refuses a production."""

from __future__ import annotations

import datetime
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from permits.replay.table import BrokenTable, read, year_of
from permits.replay.year import prepare, run

BAR = 30
MOST_PROCESSES = 4


class Command(BaseCommand):
    help = "Menjalankan tabel izin terbit setahun melalui alur kerja yang sebenarnya. Bila terhenti, jalankan lagi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path, help="tabel izin terbit, seperti izin_terbit_2017.csv")
        parser.add_argument("--tahun", type=int, help="tahun tabel; bila tidak ditulis, diambil dari nama berkas")
        parser.add_argument("--proses", type=int, help="jumlah proses; bila tidak ditulis, menurut basis datanya")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and settings.SECRET_KEY != settings.UNSAFE_SECRET_KEY:
            raise CommandError("Ini pemasangan produksi; tahun contoh hanya untuk percobaan (DEMO=true).")
        year = options["tahun"] or year_of(options["csv"])
        if year is None or not 2000 <= year < datetime.date.today().year + 1:
            raise CommandError("Tulis tahunnya, misalnya --tahun 2017.")
        try:
            prepared = prepare(read(options["csv"]), year)
        except OSError as error:
            raise CommandError(f"Berkas tidak dapat dibaca: {error}") from None
        except BrokenTable as broken:
            raise CommandError("Tabel tidak dapat dijalankan:\n" + "\n".join(broken.reasons)) from None
        self.started, self.total = time.monotonic(), prepared.moves
        self.stdout.write(f"{len(prepared.planned)} izin, {self.total} langkah.")
        self.first_made: int | None = None
        run(prepared, processes=options["proses"] or _processes(), tell=self._tell)
        self.stdout.write(self.style.SUCCESS(f"\nSelesai dalam {time.monotonic() - self.started:.0f} detik."))

    def _tell(self, day: datetime.date, made: int) -> None:
        """Draw the bar anew on a terminal; elsewhere write a line a month."""
        if self.first_made is None:
            self.first_made = made
        share = made / self.total if self.total else 1.0
        fresh = made - self.first_made
        left = (time.monotonic() - self.started) / fresh * (self.total - made) if fresh else 0
        filled = "#" * int(BAR * share)
        line = f"[{filled:<{BAR}}] {share:4.0%}  {day:%d-%m-%Y}  {made}/{self.total}  sisa {left:.0f} detik "
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="")
            self.stdout.flush()
        elif (day + datetime.timedelta(days=1)).day == 1 or made == self.total:
            self.stdout.write(line)


def _processes() -> int:
    """Several hands on PostgreSQL; SQLite has one writer at a time."""
    return min(MOST_PROCESSES, os.cpu_count() or 1) if connection.vendor == "postgresql" else 1
