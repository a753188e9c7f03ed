"""``manage.py load_catalogue``: permit types, service standards, roles; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from permits import catalogue


class Command(BaseCommand):
    help = "Memuat peran, jenis izin, dan standar pelayanan dari berkas data. Aman diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        for slug, is_new in catalogue.load_all():
            self.stdout.write(f"{slug}: {'dimuat' if is_new else 'sudah ada, dibiarkan'}")
