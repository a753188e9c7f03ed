"""Consultations: which places are free, and the only writer of bookings.

Three things keep a race harmless. The constraint ``one_person_a_place`` lets one have a place; who was slower looks
for the next. The token of a booking is drawn when its form is shown and is unique, so a form sent twice books once.
What one person may have is counted in single file for each e-mail address and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.models import Count, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from helpdesk import letters, slots
from helpdesk.models import Booking, ConsultationHours, LetterKind, Meeting, OfficialNumber
from helpdesk.single_file import in_single_file
from helpdesk.slots import Slot, Stretch
from sipelaku.office.services import bounds_of, calendar, current_office

OPEN_BOOKINGS = 2
NEARBY = 4
ADDRESS_FORMAT = "%Y-%m-%dT%H:%M"


class CannotBook(Exception):
    """A booking that is not made; which of its kinds says why."""


class NoSuchSlot(CannotBook):
    """There is no slot at this moment, or it begins too soon or too far ahead."""


class Full(CannotBook):
    """Every place of the slot is taken."""


class TooMany(CannotBook):
    """The person has as many open bookings as one may have."""


class AlreadyBooked(CannotBook):
    """The person has a place in this very slot."""


class Offer(NamedTuple):
    """A slot that can be booked as far as time goes, and how many places of it are taken."""

    slot: Slot
    hours: ConsultationHours
    taken: int

    @property
    def left(self) -> int:
        """How many places are left; none when the office has taken places away since."""
        return max(self.hours.places - self.taken, 0)

    @property
    def address(self) -> str:
        """Where it is booked: the moment on the office's clock, nothing about anybody."""
        begins = self.slot.starts_at.strftime(ADDRESS_FORMAT)
        return f"{reverse('book_consultation')}?{urlencode({'jam': self.hours.pk, 'mulai': begins})}"


@dataclass(frozen=True)
class Wish:
    """Who wants to talk about what; at least one of ``email`` and ``phone`` (E.164) is not empty.

    ``token`` will be the booking's: the same one again means the same form again.
    """

    name: str
    topic: str
    email: str
    phone: str
    token: str


class Attendance(NamedTuple):
    """How many bookings of some days there were, and what became of them."""

    booked: int
    came: int
    missed: int
    unmarked: int
    cancelled: int
    cancelled_by_office: int


# What is offered ----------------------------------------------------------------------


def stretch_of(hours: ConsultationHours) -> Stretch:
    """The arithmetic's view of consultation hours."""
    return Stretch(
        key=hours.pk,
        weekday=hours.weekday,
        opens=hours.opens,
        closes=hours.closes,
        minutes=hours.minutes,
        first=hours.valid_from,
        last=hours.valid_until or slots.LAST_DAY,
        is_at_office=hours.meeting == Meeting.OFFICE,
    )


def hours_from(day: date) -> QuerySet[ConsultationHours]:
    """The consultation hours held on ``day`` or later, in order of the week."""
    is_lasting = Q(valid_until=None) | Q(valid_until__gte=Greatest(F("valid_from"), Value(day, DateField())))
    return ConsultationHours.objects.filter(is_lasting)


def coming_offers(now: datetime) -> list[Offer]:
    """Return the slots that can be booked at ``now``, full ones included, in order of time; two queries."""
    return offers_of(hours_from(_day_of(now)), now)


def offers_of(hours: Iterable[ConsultationHours], now: datetime) -> list[Offer]:
    """Return the slots of ``hours`` that can be booked at ``now``, full ones included, in order of time."""
    every = {row.pk: row for row in hours}
    taken = _places_taken(now)
    coming = slots.coming_slots(map(stretch_of, every.values()), calendar(), now)
    return [Offer(slot, every[slot.key], taken[slot.key, slot.starts_at]) for slot in coming]


def offer_at(key: int, starts_at: datetime, offers: Iterable[Offer]) -> Offer:
    """Return the one of ``offers`` of the hours ``key`` at ``starts_at``. Raises NoSuchSlot."""
    for offer in offers:
        if offer.slot.key == key and offer.slot.starts_at == starts_at:
            return offer
    raise NoSuchSlot


def nearby(offers: Iterable[Offer], moment: datetime) -> list[Offer]:
    """Return the few of ``offers`` with places left that begin nearest to ``moment``."""
    free = {offer.slot: offer for offer in offers if offer.left}
    return [free[slot] for slot in slots.nearest(free, moment, NEARBY)]


def official_number(meeting: str) -> str:
    """The number by which the office writes (WhatsApp) or calls for a consultation; "" when it has none."""
    office = current_office()
    if meeting == Meeting.WHATSAPP:
        listed = OfficialNumber.objects.filter(is_whatsapp=True)
        other = office.whatsapp
    else:
        listed, other = OfficialNumber.objects.all(), office.phone
    return listed.values_list("number", flat=True).first() or other


# Booking ------------------------------------------------------------------------------


def book(key: int, starts_at: datetime, wish: Wish, *, now: datetime) -> Booking:
    """Give ``wish`` the lowest free place of the slot of the hours ``key`` at ``starts_at``, and write its letter.

    The same wish again returns the booking it brought about. Raises NoSuchSlot, AlreadyBooked, TooMany or Full.
    """
    with transaction.atomic():
        in_single_file(*(f"booking {contact}" for contact in (wish.email, wish.phone) if contact))
        if same := Booking.objects.filter(token=wish.token).first():
            return same
        hours = ConsultationHours.objects.filter(pk=key).first()
        if hours is None or not _can_be_booked(hours, starts_at, now):
            raise NoSuchSlot
        _refuse_too_many(hours, starts_at, wish, now)
        booking = _take_place(hours, starts_at, wish, now)
        letters.write(LetterKind.BOOKED, booking=booking)
    return booking


def _can_be_booked(hours: ConsultationHours, starts_at: datetime, now: datetime) -> bool:
    coming = slots.coming_slots([stretch_of(hours)], calendar(), now)
    return any(slot.starts_at == starts_at for slot in coming)


def _refuse_too_many(hours: ConsultationHours, starts_at: datetime, wish: Wish, now: datetime) -> None:
    theirs = list(open_bookings(wish.email, wish.phone, now).values_list("hours_id", "starts_at"))
    if (hours.pk, starts_at) in theirs:
        raise AlreadyBooked
    if len(theirs) >= OPEN_BOOKINGS:
        raise TooMany


def _take_place(hours: ConsultationHours, starts_at: datetime, wish: Wish, now: datetime) -> Booking:
    # Whoever is beaten to a place looks again; after as many defeats as there are places none is left.
    for _attempt in range(hours.places + 1):
        place = free_place(hours, starts_at)
        if place is None:
            raise Full
        try:
            with transaction.atomic():
                return Booking.objects.create(
                    hours=hours,
                    starts_at=starts_at,
                    place=place,
                    token=wish.token,
                    name=wish.name,
                    email=wish.email,
                    phone=wish.phone,
                    topic=wish.topic,
                    booked_at=now,
                )
        except IntegrityError:
            if same := Booking.objects.filter(token=wish.token).first():
                return same
    raise Full


def free_place(hours: ConsultationHours, starts_at: datetime) -> int | None:
    """Return the lowest free place of a slot; None when as many are taken as there are places."""
    taken = set(_standing().filter(hours=hours, starts_at=starts_at).values_list("place", flat=True))
    if len(taken) >= hours.places:
        return None
    return next(place for place in range(1, hours.places + 1) if place not in taken)


def open_bookings(email: str, phone: str, now: datetime) -> QuerySet[Booking]:
    """The bookings to come of whoever is reached by ``email`` or ``phone``; an empty one reaches nobody."""
    theirs = Q(pk__in=[])
    if email:
        theirs |= Q(email__iexact=email)
    if phone:
        theirs |= Q(phone=phone)
    return _standing().filter(theirs, starts_at__gt=now)


# What becomes of it -------------------------------------------------------------------


def cancel(booking: Booking, *, now: datetime) -> bool:
    """Free the place because the person who booked wants so; False when it is too late or was done before."""
    with transaction.atomic():
        waiting = _standing().filter(pk=booking.pk, starts_at__gt=now, came=None)
        if not waiting.update(cancelled_at=now):
            return False
        letters.withdraw(booking.letters.all(), now)
    return True


def cancel_by_office(booking: Booking, reason: str, *, now: datetime) -> bool:
    """Free the place because the office can't keep the appointment, and write why.

    ``reason`` is read by the person, up to 200 characters. False when the slot is over or something else became of it.
    """
    if ends_at(booking) <= now:
        return False
    with transaction.atomic():
        if not _standing().filter(pk=booking.pk, came=None).update(cancelled_at=now, cancel_reason=reason):
            return False
        letters.withdraw(booking.letters.all(), now)
        letters.write(LetterKind.BOOKING_CANCELLED, booking=booking)
    return True


def mark(booking: Booking, came: bool | None, *, now: datetime) -> bool:
    """Note whether the person came (None: take the mark away); False before the day itself, or for a cancelled one."""
    if _day_of(booking.starts_at) > _day_of(now):
        return False
    return bool(_standing().filter(pk=booking.pk).update(came=came))


def ends_at(booking: Booking) -> datetime:
    """The moment the slot of ``booking`` ends."""
    return booking.starts_at + timedelta(minutes=booking.hours.minutes)


# For staff ----------------------------------------------------------------------------


def bookings_on(day: date) -> QuerySet[Booking]:
    """The bookings of ``day`` in the office's zone, cancelled ones included, with their hours."""
    begins, ends = bounds_of(day, day)
    return Booking.objects.filter(starts_at__gte=begins, starts_at__lt=ends).select_related("hours")


def stranded(now: datetime) -> list[Booking]:
    """Return the bookings to come whose slot is held no more: a holiday, a closure or an end entered since."""
    coming = _standing().filter(starts_at__gt=now).select_related("hours").order_by("starts_at", "pk")
    return [booking for booking in coming if not is_held(booking)]


def is_held(booking: Booking) -> bool:
    """Whether the slot of ``booking`` is one by today's calendar and hours."""
    return slots.slot_at(stretch_of(booking.hours), booking.starts_at, calendar()) is not None


def attendance(first: date, last: date) -> Attendance:
    """Count the bookings of the days from ``first`` to ``last`` (office's zone, both included)."""
    begins, ends = bounds_of(first, last)
    standing, cancelled = Q(cancelled_at=None), Q(cancelled_at__isnull=False)
    conditions = {
        "booked": Q(),
        "came": standing & Q(came=True),
        "missed": standing & Q(came=False),
        "unmarked": standing & Q(came=None),
        "cancelled": cancelled & Q(cancel_reason=""),
        "cancelled_by_office": cancelled & ~Q(cancel_reason=""),
    }
    counts = Booking.objects.filter(starts_at__gte=begins, starts_at__lt=ends).aggregate(
        **{f"number_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    return Attendance(**{name: counts[f"number_{name}"] for name in conditions})


def _standing() -> QuerySet[Booking]:
    return Booking.objects.filter(cancelled_at=None)


def _places_taken(now: datetime) -> dict[tuple[int, datetime], int]:
    counts = _standing().filter(starts_at__gt=now).order_by().values_list("hours_id", "starts_at")
    return defaultdict(int, {(key, begins): count for key, begins, count in counts.annotate(Count("pk"))})


def _day_of(moment: datetime) -> date:
    return timezone.localdate(moment, current_office().zone)
