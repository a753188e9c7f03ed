"""Reminds of consultations on the day before them.

Whoever looks finds the same bookings; the database keeps one reminder for each booking and channel. So every worker
may look as often as it likes: what has been reminded of is not found again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from helpdesk import letters
from helpdesk.consultations import is_held
from helpdesk.models import Booking, Letter, LetterKind
from sipelaku.channels import channels_to
from sipelaku.daily import is_morning_past
from sipelaku.office.services import bounds_of, current_office

ENOUGH_NOTICE = timedelta(hours=12)


def remind(now: datetime) -> int:
    """Write a reminder of every booking of tomorrow that is due one at ``now``; return how many were written.

    Nobody is called to a slot that is held no more: of those the desk is warned, and cancels them or has them come.
    """
    if not is_morning_past(now):
        return 0
    tomorrow = now.astimezone(current_office().zone).date() + timedelta(days=1)
    waiting = _unreminded(*bounds_of(tomorrow, tomorrow)).select_related("hours")
    return sum(_remind(booking.pk) for booking in waiting if is_held(booking) and channels_to(booking))


def _unreminded(begins: datetime, ends: datetime) -> QuerySet[Booking]:
    """The bookings from ``begins`` until ``ends`` that stand, weren't made just before and weren't reminded of."""
    reminders = Letter.objects.filter(booking=OuterRef("pk"), kind=LetterKind.BOOKING_REMINDER)
    return Booking.objects.filter(
        ~Exists(reminders),
        starts_at__gte=begins,
        starts_at__lt=ends,
        cancelled_at=None,
        booked_at__lte=F("starts_at") - ENOUGH_NOTICE,
    )


def _remind(key: int) -> bool:
    """Write the reminder of one booking, unless it is being cancelled: that takes back what stands unsent."""
    with transaction.atomic():
        booking = Booking.objects.select_for_update().filter(pk=key, cancelled_at=None).first()
        if booking is None:
            return False
        day = timezone.localdate(booking.starts_at, current_office().zone)
        letters.write(LetterKind.BOOKING_REMINDER, booking=booking, occasion=day.isoformat())
    return True
