"""The periods a survey is reported for: a year, a half, a quarter or a month of it. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sipelaku.periods import MONTHS, month_name

WHOLE_YEAR = ""
# Each part of a year, by how it stands in an address: its first and its last month.
PARTS = {
    WHOLE_YEAR: (1, 12),
    "s1": (1, 6),
    "s2": (7, 12),
    "q1": (1, 3),
    "q2": (4, 6),
    "q3": (7, 9),
    "q4": (10, 12),
    **{f"{month:02}": (month, month) for month in MONTHS},
}
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """A year, or the ``part`` of it that PARTS names."""

    year: int
    part: str = WHOLE_YEAR

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, PARTS[self.part][0], 1)

    @property
    def end(self) -> datetime.date:
        """The first day that no longer belongs to it."""
        last = PARTS[self.part][1]
        return datetime.date(self.year + last // 12, last % 12 + 1, 1)

    @property
    def last(self) -> datetime.date:
        return self.end - datetime.timedelta(days=1)

    @property
    def name(self) -> str:
        """What people call it: "Triwulan III 2026"."""
        return f"{part_name(self.part)} {self.year}" if self.part else _("Tahun %(year)d") % {"year": self.year}

    @property
    def quarters(self) -> list[Period]:
        """The quarters it is put together of; none for a quarter or a month."""
        first, last = PARTS[self.part]
        numbers = range((first + 2) // 3, last // 3 + 1) if last - first > 2 else ()
        return [Period(self.year, f"q{number}") for number in numbers]

    def is_over_on(self, day: datetime.date) -> bool:
        """Whether ``day`` comes after it."""
        return day >= self.end


def part_name(part: str) -> str:
    """What people call a part of a year."""
    if part == WHOLE_YEAR:
        return _("Setahun penuh")
    if part[0] in "sq":
        number = ROMAN[int(part[1]) - 1]
        return (_("Semester %(number)s") if part[0] == "s" else _("Triwulan %(number)s")) % {"number": number}
    return month_name(int(part))


def last_full(day: datetime.date) -> list[Period]:
    """The last quarter, the last half and the last year that were over on ``day``."""
    return [_last_over(parts, day) for parts in (("q1", "q2", "q3", "q4"), ("s1", "s2"), (WHOLE_YEAR,))]


def _last_over(parts: tuple[str, ...], day: datetime.date) -> Period:
    candidates = [Period(year, part) for year in (day.year - 1, day.year) for part in parts]
    return [period for period in candidates if period.is_over_on(day)][-1]
