"""``manage.py verify_journey``: check the digest chain of every application."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from permits import records


class Command(BaseCommand):
    help = "Memeriksa rantai catatan setiap permohonan; menyebut baris pertama yang tidak cocok (keluar dengan kode 1)."

    def handle(self, *args: Any, **options: Any) -> None:
        first = next(records.misfits(), None)
        if first is not None:
            self.stderr.write(self.style.ERROR(f"Tidak cocok: {first}"))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Semua catatan cocok."))
