"""The periods a survey is reported for: a year, a half or a quarter of it. Pure.

There is none shorter than a quarter: whoever may take one period from another learns nothing about fewer people than
a quarter's.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from helpdesk import spans
from helpdesk.spans import Span

WHOLE_YEAR = ""
# Each part of a year, by how it stands in an address: its first and its last quarter.
PARTS = {
    WHOLE_YEAR: (1, 4),
    "s1": (1, 2),
    "s2": (3, 4),
    **{f"q{number}": (number, number) for number in spans.QUARTERS},
}


@dataclass(frozen=True)
class Period:
    """A year, or the ``part`` of it that PARTS names."""

    year: int
    part: str = WHOLE_YEAR

    @property
    def span(self) -> Span:
        """Its days."""
        first, last = PARTS[self.part]
        return Span(spans.of_quarter(self.year, first).first, spans.of_quarter(self.year, last).last)

    @property
    def first(self) -> datetime.date:
        return self.span.first

    @property
    def last(self) -> datetime.date:
        return self.span.last

    @property
    def end(self) -> datetime.date:
        """The first day that no longer belongs to it."""
        return self.last + spans.A_DAY

    @property
    def name(self) -> str:
        """What people call it: "Triwulan III 2026"."""
        return f"{part_name(self.part)} {self.year}" if self.part else _("Tahun %(year)d") % {"year": self.year}

    def is_over_on(self, day: datetime.date) -> bool:
        """Whether ``day`` comes after it."""
        return day > self.last


def part_name(part: str) -> str:
    """What people call a part of a year."""
    if part == WHOLE_YEAR:
        return _("Setahun penuh")
    if part[0] == "s":
        return _("Semester %(number)s") % {"number": "I" * int(part[1])}
    return spans.quarter_name(None, int(part[1]))


def last_full(day: datetime.date) -> list[Period]:
    """The last quarter, the last half and the last year that were over on ``day``."""
    return [_last_over(parts, day) for parts in (("q1", "q2", "q3", "q4"), ("s1", "s2"), (WHOLE_YEAR,))]


def _last_over(parts: tuple[str, ...], day: datetime.date) -> Period:
    candidates = [Period(year, part) for year in (day.year - 1, day.year) for part in parts]
    return [period for period in candidates if period.is_over_on(day)][-1]
