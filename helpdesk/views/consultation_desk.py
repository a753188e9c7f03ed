"""The consultation desk: a day's bookings with who comes, attendance, cancelling, and the weekly hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk import access, consultation_hours, consultations
from helpdesk.forms.consultations import CancelForm, ChangeHoursForm, DayForm, HoursForm
from helpdesk.models import Booking, ConsultationHours
from helpdesk.views.gate import only_if

MARKS = {"ya": True, "tidak": False, "kosong": None}

front_only = only_if(access.may_meet_people)
set_up_only = only_if(access.may_set_up)


# A day --------------------------------------------------------------------------------


@never_cache
@require_safe
@front_only
def desk(request: HttpRequest) -> HttpResponse:
    """Show the bookings of today or of the day of the address, made to be printed, and the bookings left stranded."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = DayForm(request.GET if "tanggal" in request.GET else {"tanggal": today})
    is_day = form.is_valid()
    day = form.cleaned_data["tanggal"] if is_day else today
    bookings = list(consultations.bookings_on(day).order_by("starts_at", "hours", "place"))
    context = {
        "form": form,
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "standing": [booking for booking in bookings if booking.cancelled_at is None],
        "cancelled": [booking for booking in bookings if booking.cancelled_at is not None],
        "attendance": consultations.attendance(day, day),
        "stranded": consultations.stranded(now),
        "can_cancel_day": any(_may_still_cancel(booking) for booking in bookings),
        "may_set_up": access.may_set_up(request.user),
    }
    return render(request, "helpdesk/consultations/desk.html", context, status=200 if is_day else 422)


def _may_still_cancel(booking: Booking) -> bool:
    is_open = booking.cancelled_at is None and booking.came is None
    return is_open and timezone.now() < consultations.ends_at(booking)


def _to_day(day: date) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address_of(day))


def _address_of(day: date) -> str:
    return f"{reverse('consultation_desk')}?tanggal={day.isoformat()}"


def _booking_or_404(pk: int) -> Booking:
    return get_object_or_404(Booking.objects.select_related("hours"), pk=pk)


@require_POST
@front_only
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whether the person came; the day itself at the earliest."""
    booking = _booking_or_404(pk)
    word = request.POST.get("datang", "")
    if word not in MARKS:
        messages.error(request, _("Pilih Datang atau Tidak datang."))
    elif not consultations.mark(booking, MARKS[word], now=timezone.now()):
        messages.warning(request, _("Tidak dicatat: janji ini dibatalkan, atau harinya belum tiba."))
    return _to_day(timezone.localdate(booking.starts_at))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_only
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel one appointment with a reason that the person reads."""
    booking = _booking_or_404(pk)
    day = timezone.localdate(booking.starts_at)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not _may_still_cancel(booking):
        return _ask_why(request, form, day, [booking], is_too_late=True)
    if not form.is_valid():
        return _ask_why(request, form, day, [booking])
    if not consultations.cancel_by_office(booking, form.cleaned_data["reason"], now=timezone.now()):
        return _ask_why(request, form, day, [booking], is_too_late=True)
    messages.success(request, _("Janji dibatalkan. Pemesan dikabari."))
    return _to_day(day)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_only
def cancel_day(request: HttpRequest) -> HttpResponse:
    """Cancel every appointment of a day that is still to be held: the officer is ill, the office closed since."""
    asked = DayForm(request.GET)
    if not asked.is_valid():
        return redirect("consultation_desk")
    day = asked.cleaned_data["tanggal"]
    bookings = [booking for booking in consultations.bookings_on(day) if _may_still_cancel(booking)]
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or not bookings:
        return _ask_why(request, form, day, bookings, is_too_late=not bookings)
    reason, now = form.cleaned_data["reason"], timezone.now()
    done = sum(consultations.cancel_by_office(booking, reason, now=now) for booking in bookings)
    messages.success(
        request,
        ngettext("%(done)s janji dibatalkan.", "%(done)s janji dibatalkan.", done) % {"done": done}
        + " "
        + _("Pemesan dikabari."),
    )
    return _to_day(day)


def _ask_why(
    request: HttpRequest, form: CancelForm, day: date, bookings: list[Booking], *, is_too_late: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "bookings": bookings,
        "layout": "staff.html",
        "is_too_late": is_too_late,
        "title": _("Batalkan janji %(day)s?") % {"day": date_format(day)},
        "consequence": _("Tempatnya menjadi kosong dan pemesan dikabari dengan alasan Anda. Ini tidak dapat ditarik."),
        "action_label": _("Batalkan dan kabari"),
        "stay_label": _("Jangan batalkan"),
        "back_href": _address_of(day),
    }
    status = 409 if is_too_late else 422 if form.errors else 200
    return render(request, "helpdesk/consultations/cancel_by_office.html", context, status=status)


# The hours ----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@set_up_only
def hours(request: HttpRequest) -> HttpResponse:
    """List the weekly hours; by POST, add some. Those held at the same time as others are refused."""
    if request.method != "POST":
        return _show_hours(request, HoursForm(initial={"valid_from": timezone.localdate()}))
    form = HoursForm(request.POST)
    if not form.is_valid() or not _saved(form):
        return _show_hours(request, form, status=422)
    messages.success(request, _("Jam konsultasi ditambahkan. Tempatnya dapat dipesan mulai sekarang."))
    if unused := consultation_hours.unused_minutes(form.instance):
        messages.warning(
            request,
            _("%(unused)d menit terakhir tidak terpakai: terlalu pendek untuk satu sesi %(minutes)d menit.")
            % {"unused": unused, "minutes": form.instance.minutes},
        )
    return redirect("consultation_hours")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@set_up_only
def change_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the places of weekly hours, or say when they end."""
    found = get_object_or_404(ConsultationHours, pk=pk)
    form = ChangeHoursForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, _("Jam konsultasi diubah."))
        return redirect("consultation_hours")
    # A form that was judged has written its values on the row it was given.
    context = {"form": form, "today": timezone.localdate(), "hours": ConsultationHours.objects.get(pk=pk)}
    return render(request, "helpdesk/consultations/change_hours.html", context, status=422 if form.errors else 200)


def _saved(form: HoursForm | ChangeHoursForm) -> bool:
    try:
        consultation_hours.save(form.instance)
    except consultation_hours.Overlapping as overlapping:
        form.add_error(None, _("Bertabrakan dengan jam lain: %(hours)s. Ubah salah satunya.") % {"hours": overlapping})
        return False
    return True


def _show_hours(request: HttpRequest, form: HoursForm, *, status: int = 200) -> HttpResponse:
    lasting = list(consultations.hours_from(timezone.localdate()))
    keys = {row.pk for row in lasting}
    context: dict[str, Any] = {
        "form": form,
        "today": timezone.localdate(),
        "lasting": lasting,
        "ended": [row for row in ConsultationHours.objects.all() if row.pk not in keys],
        "stranded": consultations.stranded(timezone.now()),
        "may_meet_people": access.may_meet_people(request.user),
    }
    return render(request, "helpdesk/consultations/hours.html", context, status=status)
