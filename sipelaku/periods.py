"""Years and months of the office's own clock, as reports are asked for."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

EARLIEST = 2000  # no permit of an office like this is entered from before
LATEST = 2999  # a year of five digits, or a slip like 9026, is not meant
MONTHS = range(1, 13)


def year_span(year: int, zone: ZoneInfo) -> tuple[datetime.datetime, datetime.datetime]:
    """The moments a year begins and ends in the office's zone: from, and up to but without."""
    return datetime.datetime(year, 1, 1, tzinfo=zone), datetime.datetime(year + 1, 1, 1, tzinfo=zone)


def years_since(first: datetime.datetime | None, this_year: int, zone: ZoneInfo) -> list[int]:
    """The years from that of ``first`` (this year when there is none) to this one, the newest first."""
    begin = first.astimezone(zone).year if first else this_year
    return list(range(this_year, max(min(begin, this_year), EARLIEST) - 1, -1))


def month_name(month: int, *, short: bool = False) -> str:
    """The name of a month, 1 to 12: "Agustus", or "Agu"."""
    return date_format(datetime.date(EARLIEST, month, 1), "M" if short else "F")
