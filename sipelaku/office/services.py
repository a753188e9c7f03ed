"""The office and its calendar as the rest of the portal asks for them.

Both are kept in memory for some seconds (see ``kept``), so asking is free and nobody passes them along.

Which holidays count: those whose date is certain, and the estimated ones of a year that an administrator has confirmed.
An estimate never counts silently, and a holiday that doesn't apply never counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from .kept import CALENDAR, CONFIRMED_YEARS, OFFICE, kept
from .models import Closure, ExtraWorkingDay, Holiday, HolidayYear, Office, ServiceHours
from .working_days import Calendar, Interval, NoWorkingDays, SpecialHours, Weekly, merged, next_opening


class OpenNow(NamedTuple):
    """Whether the office is open, and the stretch of service hours it is in or that comes next."""

    is_open: bool
    opens: datetime
    closes: datetime


def current_office() -> Office:
    """Return the office this portal belongs to. Raises Office.DoesNotExist on a database without its first data."""
    return kept(OFFICE, lambda: Office.objects.get(pk=1))


def local_today() -> date:
    """Return the day by the office's own clock."""
    return timezone.localdate(timezone=current_office().zone)


def bounds_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moment ``first`` begins and the moment the day after ``last`` begins, by the office's own clock."""
    zone = current_office().zone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def calendar() -> Calendar:
    """Return when the office is open, from its hours, holidays, closures and extra working days."""
    return kept(CALENDAR, _read_calendar)


def unconfirmed_years(today: date) -> list[int]:
    """Return which of this year and the next nobody has confirmed the holidays of; staff are warned of them."""
    confirmed = kept(CONFIRMED_YEARS, _read_confirmed_years)
    return [year for year in (today.year, today.year + 1) if year not in confirmed]


def open_now(moment: datetime) -> OpenNow | None:
    """Return whether the office is open at ``moment``, and until or from when; None when it has no service hours."""
    try:
        opening = next_opening(calendar(), moment)
    except NoWorkingDays:
        return None
    return OpenNow(opening.opens <= moment, opening.opens, opening.closes)


def _read_confirmed_years() -> frozenset[int]:
    return frozenset(HolidayYear.objects.filter(confirmed_at__isnull=False).values_list("year", flat=True))


def _read_calendar() -> Calendar:
    usual, periods = _read_hours()
    return Calendar(
        zone=current_office().zone,
        weekly=usual,
        periods=periods,
        closed=_read_holidays() | _read_closures(),
        extra=_read_extra_days(),
    )


def _read_hours() -> tuple[Weekly, tuple[SpecialHours, ...]]:
    """Return the usual hours, and the periods with hours of their own, the one that begins last coming first."""
    by_period: dict[tuple[date | None, date | None], list[ServiceHours]] = defaultdict(list)
    for row in ServiceHours.objects.all():
        by_period[row.valid_from, row.valid_until].append(row)
    usual = _weekly(by_period.pop((None, None), []))
    periods = [
        SpecialHours(first or date.min, last or date.max, _weekly(rows)) for (first, last), rows in by_period.items()
    ]
    return usual, tuple(sorted(periods, key=lambda period: (period.first, period.last), reverse=True))


def _weekly(rows: Iterable[ServiceHours]) -> Weekly:
    hours: dict[int, list[Interval]] = defaultdict(list)
    for row in rows:
        hours[row.weekday].append(Interval(row.opens, row.closes))
    return {weekday: merged(intervals) for weekday, intervals in hours.items()}


def _read_holidays() -> frozenset[date]:
    counting = Q(estimated=False) | Q(
        date__year__in=HolidayYear.objects.filter(confirmed_at__isnull=False).values("year")
    )
    return frozenset(Holiday.objects.filter(counting, applies=True).values_list("date", flat=True))


def _read_closures() -> frozenset[date]:
    return frozenset(
        first + timedelta(days=number)
        for first, last in Closure.objects.values_list("first", "last")
        for number in range((last - first).days + 1)
    )


def _read_extra_days() -> dict[date, tuple[Interval, ...]]:
    hours: dict[date, list[Interval]] = defaultdict(list)
    for day, opens, closes in ExtraWorkingDay.objects.values_list("date", "opens", "closes"):
        hours[day].append(Interval(opens, closes))
    return {day: merged(intervals) for day, intervals in hours.items()}
