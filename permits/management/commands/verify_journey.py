"""``manage.py verify_journey``: check the digest chain of every application."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from permits import printing, records


class Command(BaseCommand):
    help = "Memeriksa rantai catatan setiap permohonan; menyebut baris pertama yang tidak cocok (keluar dengan kode 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--papers", action="store_true", help="Periksa juga berkas semua surat yang tercetak.")

    def handle(self, *args: Any, papers: bool, **options: Any) -> None:
        first = next(records.misfits(), None) or (next(printing.misprints(), None) if papers else None)
        if first is not None:
            self.stderr.write(self.style.ERROR(f"Tidak cocok: {first}"))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Semua catatan cocok."))
