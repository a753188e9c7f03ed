"""What a bare system starts with: an invented office, its usual hours, and the holidays of a year.

Everything here may be run again and leaves alone what an administrator has changed since.
"""

from dataclasses import asdict
from datetime import time
from typing import NamedTuple

from django.db import transaction

from .models import Holiday, HolidayYear, Office, ServiceHours
from .national_holidays import PACKAGE, published_holidays

OFFICE = {
    "name": "DPMPTSP Kabupaten Tanjung Sari",
    "government": "Pemerintah Kabupaten Tanjung Sari",
    "address": "Jalan Merdeka No. 1, Tanjung Sari",
    "city": "Tanjung Sari",
    "phone": "(0500) 123456",
    "whatsapp": "+6281200000000",
    "email": "perizinan@tanjungsari.example",
    "website": "https://perizinan.tanjungsari.example",
    "head_title": "Kepala Dinas",
    "head_name": "Ratna Kusumawardani, S.E., M.Si.",
    "head_rank": "Pembina Utama Muda, IV/c",
    "head_nip": "197501012000032001",
}
OPENS, CLOSES = time(8), time(16)
MONDAY_TO_FRIDAY = range(5)


class Seeded(NamedTuple):
    """How many holidays of a year were added, brought up to date, taken off the list, and kept as they were."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    kept: int = 0


@transaction.atomic
def seed_office(office_model: type[Office] = Office, hours_model: type[ServiceHours] = ServiceHours) -> None:
    """Create the office when there is none, and the usual hours when there are none at all.

    The models are parameters so that a migration can pass its own.
    """
    office_model.objects.get_or_create(pk=1, defaults=OFFICE)
    if hours_model.objects.exists():
        return
    for weekday in MONDAY_TO_FRIDAY:
        hours_model.objects.create(weekday=weekday, opens=OPENS, closes=CLOSES)


@transaction.atomic
def seed_holidays(
    year: int, holiday_model: type[Holiday] = Holiday, year_model: type[HolidayYear] = HolidayYear
) -> Seeded:
    """Bring the holidays of ``year`` in line with the package, and return what that took.

    A confirmed year is left as it is, and so is every row an administrator wrote or changed (its source isn't the
    package). Rows of the package that it has since moved or dropped go.
    """
    known = {holiday.date: holiday for holiday in holiday_model.objects.filter(date__year=year)}
    confirmable, _created = year_model.objects.get_or_create(year=year)
    if confirmable.confirmed_at is not None:
        return Seeded(kept=len(known))
    added = updated = 0
    for published in published_holidays(year):
        holiday = known.pop(published.date, None)
        if holiday is None:
            holiday_model.objects.create(**asdict(published))
            added += 1
        elif holiday.source.startswith(PACKAGE):
            updated += _bring_up_to_date(holiday, asdict(published))
    removed = 0
    for holiday in known.values():
        if holiday.source.startswith(PACKAGE):
            holiday.delete()
            removed += 1
    total = holiday_model.objects.filter(date__year=year).count()
    return Seeded(added, updated, removed, kept=total - added - updated)


def _bring_up_to_date(holiday: Holiday, published: dict[str, object]) -> bool:
    """Write what the package says now into ``holiday``; return whether anything was different."""
    if all(getattr(holiday, name) == value for name, value in published.items()):
        return False
    for name, value in published.items():
        setattr(holiday, name, value)
    holiday.save()
    return True
