"""Pages of the front desk: the front page, the help page, and the office's emblem and colour."""

from datetime import date, timedelta
from typing import NamedTuple

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from permits.services import services_on
from sipelaku.office.services import calendar, current_office, open_now
from sipelaku.office.working_days import Interval

MAIN_SERVICES = 6
A_YEAR = 365 * 24 * 3600  # seconds; the address of what is kept so long changes with its content


class Day(NamedTuple):
    """One day of the coming week and its service hours."""

    date: date
    hours: tuple[Interval, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: follow a file, pick a service that can be applied for, find another, reach the office."""
    every = services_on(timezone.localdate())
    context = {
        "services": [service for service in every if service.is_open][:MAIN_SERVICES],
        "count": len(every),
        "opening": open_now(timezone.now()),
    }
    return render(request, "helpdesk/home.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how to file, how to follow, when to come and what people ask."""
    return render(request, "helpdesk/help.html", {"week": coming_week(), "opening": open_now(timezone.now())})


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def accent(request: HttpRequest) -> HttpResponse:
    """Answer with the office's own colour as a style sheet, because the pages allow no inline style."""
    return render(request, "helpdesk/accent.css", content_type="text/css")


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def emblem(request: HttpRequest) -> FileResponse:
    """Answer with the emblem the office uploaded. Raises Http404 when it uploaded none."""
    picture = current_office().emblem
    if not picture:
        raise Http404(_("Kantor ini belum mengunggah lambang."))
    return FileResponse(picture.open("rb"))


def coming_week() -> list[Day]:
    """Return today and the six days after it, each with its service hours."""
    office_calendar = calendar()
    today = timezone.localdate()
    days = (today + timedelta(days=number) for number in range(7))
    return [Day(day, office_calendar.hours_on(day)) for day in days]
