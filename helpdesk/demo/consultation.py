"""The demonstration's consultations: two mornings at the office, an evening by WhatsApp, people who came and will come.

Everybody is invented; the numbers belong to nobody.
"""

from __future__ import annotations

import datetime
from itertools import cycle

from django.utils import timezone

from helpdesk import consultations, letters
from helpdesk.consultations import Offer, Wish
from helpdesk.models import Booking, ConsultationHours, Meeting
from permits.models.application import new_token
from sipelaku.accounts.models import User
from sipelaku.office.models.days import Weekday
from sipelaku.office.services import current_office

PERIOD = datetime.timedelta(days=14)
GUESTS = (
    ("Rahmat Hidayat", "Cara mendapat NIB untuk warung makan di rumah."),
    ("Yuliana Tandi", "Izin usaha saya atas nama suami. Bagaimana mengubahnya?"),
    ("Bahar Daeng Sila", "Syarat mendirikan bengkel motor di pinggir jalan kabupaten."),
    ("Ni Luh Sari", "KBLI yang tepat untuk jasa jahit dan jual kain."),
    ("Markus Palinggi", "Papan nama toko: perlu izin reklame atau tidak?"),
    ("Hasnah Wahid", "Akun OSS saya terkunci dan e-mail lamanya sudah tidak ada."),
    ("Agus Salim Pratama", "Memperpanjang izin yang habis bulan depan."),
    ("Dina Marlina", "Perbedaan CV dan perorangan untuk katering."),
)
# What became of those who booked, in turn; None: cancelled by themselves.
FATES = (True, True, False, True, None)
# How many take a place in the first slot, the second, and so on, of each stretch of two weeks.
TAKERS = (3, 0, 1, 2, 0, 1)


def tell(users: dict[str, User]) -> None:
    """Hold consultations since a month ago, with bookings of the last two weeks and the next."""
    now = timezone.now()
    _set_up(timezone.localdate(now, current_office().zone) - 2 * PERIOD)
    for booking, came in zip(_bookings(now - PERIOD), cycle(FATES), strict=False):
        _live_through(booking, came, now)
    _bookings(now)


def _set_up(first: datetime.date) -> None:
    office = {"minutes": 30, "places": 3, "meeting": Meeting.OFFICE, "valid_from": first}
    morning = {"opens": datetime.time(9), "closes": datetime.time(11, 30)}
    for weekday, topic in ((Weekday.TUESDAY, "NIB dan OSS"), (Weekday.THURSDAY, "")):
        ConsultationHours.objects.create(weekday=weekday, topic=topic, **office, **morning)
    ConsultationHours.objects.create(
        weekday=Weekday.WEDNESDAY,
        opens=datetime.time(19),
        closes=datetime.time(20, 30),
        minutes=30,
        places=2,
        meeting=Meeting.WHATSAPP,
        valid_from=first,
    )


def _bookings(moment: datetime.datetime) -> list[Booking]:
    """Book as people did at ``moment``; each guest one place, as long as there are guests."""
    wanted = [
        offer
        for offer, takers in zip(consultations.coming_offers(moment), cycle(TAKERS), strict=False)
        for _taker in range(min(takers, offer.hours.places))
    ]
    return [_book(offer, number, moment) for number, offer in zip(range(len(GUESTS)), wanted, strict=False)]


def _book(offer: Offer, number: int, moment: datetime.datetime) -> Booking:
    name, topic = GUESTS[number]
    email = f"{name.split()[0].lower()}@contoh.example" if number % 2 else ""
    wish = Wish(name, topic, email, f"+62812000020{number:02d}", new_token())
    return consultations.book(offer.hours.pk, offer.slot.starts_at, wish, now=moment)


def _live_through(booking: Booking, came: bool | None, now: datetime.datetime) -> None:
    if came is None:
        consultations.cancel(booking, now=booking.booked_at)
    elif booking.starts_at < now:
        consultations.mark(booking, came, now=now)
    # What would have been written then is not sent today.
    letters.withdraw(booking.letters.all(), now)
