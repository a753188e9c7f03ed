"""Consultation hours for the public: which slots are free, booking a place, one's own booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import consultations
from helpdesk.booking_calendar import calendar_file
from helpdesk.consultations import ADDRESS_FORMAT, Offer
from helpdesk.forms.consultations import BookingForm
from helpdesk.models import Booking, ConsultationHours, Meeting
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import too_many_attempts
from sipelaku.office.services import current_office

HoursAndOffers = tuple[ConsultationHours, list[Offer]]

BOOKINGS_PER_ADDRESS = {"amount": 20, "seconds": 10 * 60}
# A phone company's network is one address for many people, but a fortnight has few places: nobody gets them all.
BOOKINGS_PER_ADDRESS_AND_DAY = {"amount": 30, "seconds": 24 * 3600}
BOOKINGS_PER_CONTACT = {"amount": 6, "seconds": 24 * 3600}
DIGITS_OF_A_KEY = 18


# What is free -------------------------------------------------------------------------


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the weekly hours in words, and the slots of the coming days with the places left."""
    now = timezone.now()
    hours = list(consultations.hours_from(timezone.localdate(now)))
    context = {
        "today": timezone.localdate(now),
        "hours": hours,
        "days": _by_day(consultations.offers_of(hours, now)),
    }
    return render(request, "helpdesk/consultations/overview.html", context)


def _by_day(offers: list[Offer]) -> list[tuple[date, list[HoursAndOffers]]]:
    days = groupby(offers, key=lambda offer: offer.slot.starts_at.date())
    return [(day, _by_hours(of_day)) for day, of_day in days]


def _by_hours(offers: Iterable[Offer]) -> list[HoursAndOffers]:
    return [(hours, list(of_hours)) for hours, of_hours in groupby(offers, key=lambda offer: offer.hours)]


# Booking ------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Ask who comes to the slot of the address and what about; by POST, book it.

    A POST with ``ganti`` comes from the slots offered instead of one that was taken: what was typed moves along.
    """
    now = timezone.now()
    offers = consultations.coming_offers(now)
    key, starts_at = _chosen(request)
    try:
        offer = consultations.offer_at(key, starts_at, offers)
    except consultations.NoSuchSlot:
        return _offer_others(request, offers, starts_at, status=422)
    if request.method == "POST" and "ganti" not in request.POST:
        return _book(request, offer, offers, now)
    if not offer.left:
        return _offer_others(request, offers, starts_at, status=409)
    form = BookingForm(offer.hours.meeting, typed=request.POST if request.method == "POST" else None)
    return _ask(request, offer, form)


def _chosen(request: HttpRequest) -> tuple[int, datetime]:
    """The hours and the moment the address names, on the office's clock; for what names none, no hours and now."""
    key, begins = request.GET.get("jam", ""), request.GET.get("mulai", "")
    try:
        local = datetime.strptime(begins, ADDRESS_FORMAT)
    except ValueError:
        return 0, timezone.now()
    if not (key.isascii() and key.isdigit() and len(key) <= DIGITS_OF_A_KEY and local.year > 1):
        return 0, timezone.now()
    return int(key), local.replace(tzinfo=current_office().zone)


def _book(request: HttpRequest, offer: Offer, offers: list[Offer], now: datetime) -> HttpResponse:
    if not limits.allow("booking", limits.client_address(request), **BOOKINGS_PER_ADDRESS):
        return too_many_attempts(request)
    form = BookingForm(offer.hours.meeting, request.POST)
    if not form.is_valid():
        return _ask(request, offer, form, status=422)
    if not limits.allow("booking-day", limits.client_address(request), **BOOKINGS_PER_ADDRESS_AND_DAY):
        return too_many_attempts(request)
    wish = form.wish()
    contacts = filter(None, (wish.email, wish.phone))
    if not all(limits.allow("booking-for", contact, **BOOKINGS_PER_CONTACT) for contact in contacts):
        return too_many_attempts(request)
    starts_at = offer.slot.starts_at
    try:
        booked = consultations.book(offer.hours.pk, starts_at, wish, now=now)
    except consultations.Full:
        return _offer_others(request, consultations.coming_offers(now), starts_at, status=409)
    except consultations.NoSuchSlot:
        return _offer_others(request, offers, starts_at, status=422)
    except consultations.AlreadyBooked:
        form.add_error(None, _("Anda sudah memesan jam ini. Buka tautan dalam pesan yang kami kirim kepada Anda."))
    except consultations.TooMany:
        form.add_error(None, _("Anda sudah punya dua janji. Batalkan salah satunya dulu, atau pesan lagi sesudahnya."))
    else:
        messages.success(request, _("Tempat Anda sudah dipesan."))
        return redirect("booking", token=booked.token)
    return _ask(request, offer, form, status=422)


def _ask(request: HttpRequest, offer: Offer, form: BookingForm, *, status: int = 200) -> HttpResponse:
    context = {"offer": offer, "form": form, "has_typed": True}
    return render(request, "helpdesk/consultations/book.html", context, status=status)


def _offer_others(request: HttpRequest, offers: list[Offer], starts_at: datetime, *, status: int) -> HttpResponse:
    """The slot is full (409) or there is none (422): offer those nearest to it, and keep what was typed."""
    others = consultations.nearby(offers, starts_at)
    meeting = others[0].hours.meeting if others else Meeting.OFFICE
    context = {
        "others": others,
        "is_full": status == 409,
        "starts_at": starts_at,
        "form": BookingForm(meeting, typed=request.POST) if request.method == "POST" else None,
    }
    return render(request, "helpdesk/consultations/other_slots.html", context, status=status)


# One's own booking --------------------------------------------------------------------


def _booking_or_404(request: HttpRequest, token: str) -> Booking:
    found = Booking.objects.select_related("hours").filter(token=token).first()
    if found is None:
        limits.count_wrong_token(request)
        raise Http404
    return found


@discreet
@require_safe
def booking(request: HttpRequest, token: str) -> HttpResponse:
    """Show a booking to whoever holds its address, but not who booked. Raises Http404."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    return _show(request, _booking_or_404(request, token))


def _show(request: HttpRequest, found: Booking, *, status: int = 200) -> HttpResponse:
    context = {
        "booking": found,
        "ends_at": consultations.ends_at(found),
        "is_to_come": found.cancelled_at is None and timezone.now() < found.starts_at,
        "number": consultations.official_number(found.hours.meeting),
    }
    return render(request, "helpdesk/consultations/booking.html", context, status=status)


@discreet
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, then free the place; until the slot begins."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    found, now = _booking_or_404(request, token), timezone.now()
    if found.cancelled_at is not None:
        return redirect("booking", token=token)
    if found.starts_at <= now:
        messages.warning(request, _("Jam ini sudah mulai dan tidak dapat dibatalkan lagi."))
        return redirect("booking", token=token)
    if request.method != "POST":
        return _ask_to_cancel(request, found)
    if consultations.cancel(found, now=now):
        messages.success(request, _("Janji Anda dibatalkan. Tempatnya kini untuk orang lain."))
    return redirect("booking", token=token)


def _ask_to_cancel(request: HttpRequest, found: Booking) -> HttpResponse:
    context = {
        "booking": found,
        "ends_at": consultations.ends_at(found),
        "title": _("Batalkan janji ini?"),
        "consequence": _("Tempat Anda diberikan kepada orang lain. Anda dapat memesan jam lain kapan saja."),
        "action_label": _("Batalkan janji"),
        "stay_label": _("Jangan batalkan"),
        "back_href": reverse("booking", args=[found.token]),
    }
    return render(request, "helpdesk/consultations/cancel.html", context)


@discreet
@require_safe
def calendar_entry(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the booking as a file for the phone's calendar. Raises Http404 for a cancelled one."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    found = _booking_or_404(request, token)
    if found.cancelled_at is not None:
        raise Http404
    answer = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="konsultasi.ics"'
    return answer
