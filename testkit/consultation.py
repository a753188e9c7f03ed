"""Consultation hours and bookings for tests: a Tuesday morning at the office, and people who come."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from helpdesk import consultations
from helpdesk.consultations import Wish
from helpdesk.models import Booking, ConsultationHours
from permits.models.application import new_token
from testkit.pages import fields_of

WITA = ZoneInfo("Asia/Makassar")
SITI = {"name": "Siti Rahmawati", "topic": "Syarat izin warung", "phone": "0812 3456 7890", "email": "Siti@uji.example"}
# What of her must be on no public page.
PERSONAL = ("Siti", "34567890", "uji.example")
# A Monday morning; the slots are those of the Tuesday after it.
NOW = datetime.datetime(2026, 11, 23, 8, 30, tzinfo=WITA)
TUESDAY = datetime.date(2026, 11, 24)


def at(hour: int, minute: int = 0, *, day: datetime.date = TUESDAY) -> datetime.datetime:
    """A moment on the office's clock."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), WITA)


def tuesday_morning(**changes: Any) -> ConsultationHours:
    """Tuesdays from 9 to 11 at the office: four slots with two places each."""
    usual: dict[str, Any] = {
        "weekday": 1,
        "opens": datetime.time(9),
        "closes": datetime.time(11),
        "minutes": 30,
        "places": 2,
        "valid_from": datetime.date(2026, 1, 1),
    }
    return ConsultationHours.objects.create(**(usual | changes))


def wish(number: int = 1, **changes: Any) -> Wish:
    """What the person of a number wants; every number is somebody else."""
    usual: dict[str, Any] = {
        "name": f"Tamu {number}",
        "topic": "Syarat izin usaha",
        "email": f"tamu{number}@uji.example",
        "phone": f"+6281200000{number:03d}",
        "token": new_token(),
    }
    return Wish(**(usual | changes))


def booked(
    hours: ConsultationHours,
    starts_at: datetime.datetime,
    number: int = 1,
    *,
    now: datetime.datetime = NOW,
    **changes: Any,
) -> Booking:
    """A booking made the way people make one."""
    return consultations.book(hours.pk, starts_at, wish(number, **changes), now=now)


def address(hours: ConsultationHours, starts_at: datetime.datetime) -> str:
    """Where a slot is booked."""
    return f"/konsultasi/pesan/?jam={hours.pk}&mulai={starts_at:%Y-%m-%dT%H:%M}"


def book(client: Client, hours: ConsultationHours, starts_at: datetime.datetime, **changes: str) -> Any:
    """Open the form of a slot and send it filled in by Siti, as a browser would."""
    where = address(hours, starts_at)
    fields = fields_of(client.get(where), "pesan")
    return client.post(where, fields | SITI | changes)
