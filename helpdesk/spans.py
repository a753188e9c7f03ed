"""Spans of days that figures are read for: a month, a quarter, a year, or from one day to another."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sipelaku.periods import month_name

QUARTERS = (1, 2, 3, 4)
MOST_DAYS_DRAWN, MOST_WEEKS_DRAWN = 31, 100  # days in a span whose chart has a bar for each day, for each week
A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: datetime.date
    last: datetime.date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def ends(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day, as a range asks for them."""
        return self.first, self.last

    def days(self) -> Iterator[datetime.date]:
        """Every day of it."""
        return (self.first + number * A_DAY for number in range(len(self)))

    def until(self, today: datetime.date) -> Span:
        """What of it has come already; of a span to come its first day."""
        return Span(self.first, max(min(self.last, today), self.first))

    def step_of(self, day: datetime.date) -> str:
        """Under which bar of a chart ``day`` stands: its own, its week's (by its first day), or its month's."""
        if len(self) <= MOST_DAYS_DRAWN:
            return f"{day.day}/{day.month}"
        if len(self) <= MOST_WEEKS_DRAWN:
            monday = max(day - day.weekday() * A_DAY, self.first)
            return f"{monday.day}/{monday.month}"
        return month_name(day.month, short=True) + (f" {day:%y}" if self.first.year != self.last.year else "")

    @property
    def step(self) -> str:
        """What one bar of its chart is: "day", "week" or "month"."""
        if len(self) <= MOST_DAYS_DRAWN:
            return "day"
        return "week" if len(self) <= MOST_WEEKS_DRAWN else "month"

    def __str__(self) -> str:
        if self.first == self.last:
            return date_format(self.first)
        return f"{date_format(self.first)} – {date_format(self.last)}"


def of_month(year: int, number: int) -> Span:
    """The days of a month."""
    first = datetime.date(year, number, 1)
    return Span(first, _next_month(first) - A_DAY)


def of_quarter(year: int, number: int) -> Span:
    """The days of a quarter, 1 to 4."""
    return Span(of_month(year, 3 * number - 2).first, of_month(year, 3 * number).last)


def of_year(number: int) -> Span:
    """The days of a year."""
    return Span(datetime.date(number, 1, 1), datetime.date(number, 12, 31))


def quarter_of(day: datetime.date) -> tuple[int, int]:
    """The year and the quarter ``day`` is in."""
    return day.year, (day.month + 2) // 3


def quarter_before(year: int, number: int) -> tuple[int, int]:
    """The quarter before a quarter."""
    return (year, number - 1) if number > 1 else (year - 1, 4)


def quarter_name(year: int | None, number: int) -> str:
    """A quarter as Indonesian offices write it: "Triwulan IV 2026"; without a year "Triwulan IV"."""
    roman = ("I", "II", "III", "IV")[number - 1]
    name = _("Triwulan %(number)s") % {"number": roman}
    return f"{name} {year}" if year else name


def before(whole: Span, shown: Span) -> Span:
    """What ``shown`` is compared with: as many days from the beginning of the whole span before ``whole``."""
    if whole.first.day == 1 and _is_whole(whole):
        months = _months(whole)
        begin = whole.first
        for _month in range(months):
            begin = (begin - A_DAY).replace(day=1)
        last = whole.first - A_DAY
    else:
        begin, last = whole.first - len(whole) * A_DAY, whole.first - A_DAY
    if shown == whole:
        return Span(begin, last)
    return Span(begin, min(begin + (len(shown) - 1) * A_DAY, last))


def _is_whole(span: Span) -> bool:
    return (span.last + A_DAY).day == 1


def _months(span: Span) -> int:
    end = span.last + A_DAY
    return 12 * (end.year - span.first.year) + end.month - span.first.month


def _next_month(first: datetime.date) -> datetime.date:
    return (first + 31 * A_DAY).replace(day=1)
