"""Puts the national holidays and the joint leave of the years given on the office's list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sipelaku.office.models import Holiday
from sipelaku.office.national_holidays import FIRST_YEAR, LAST_YEAR
from sipelaku.office.seeding import seed_holidays


class Command(BaseCommand):
    """``manage.py seed_holidays 2026 2027``; safe to repeat, keeps what an administrator has changed."""

    help = "Mengisi hari libur nasional dan cuti bersama. Aman diulang; perubahan administrator tetap."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the years."""
        parser.add_argument("years", metavar="tahun", nargs="+", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed each year and say what that took."""
        for year in options["years"]:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise CommandError(f"Tahun {year} tidak dikenal. Tulis tahun dari {FIRST_YEAR} sampai {LAST_YEAR}.")
        for year in options["years"]:
            seeded = seed_holidays(year)
            estimated = Holiday.objects.filter(date__year=year, estimated=True).count()
            self.stdout.write(
                f"{year}: {seeded.added} ditambah, {seeded.updated} diperbarui, {seeded.removed} dihapus, "
                f"{seeded.kept} tetap; {estimated} masih perkiraan."
            )
