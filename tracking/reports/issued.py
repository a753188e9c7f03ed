"""Permits issued: how many of each type were signed in each month of a year, in the shape of the office's own table.

A permit counts in the month it was signed, by the office's clock. One cancelled before
it was handed over does not count: nobody ever held it. One revoked later does: it was
issued, and what became of it afterwards is another matter.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Min
from django.db.models.functions import ExtractMonth

from permits.models import Permit, PermitType
from sipelaku.periods import MONTHS, year_span

# What a type is given that nobody has put in order yet; it is no number for people.
WITHOUT_PLACE = PermitType._meta.get_field("place").default


@dataclass(frozen=True)
class Line:
    """One permit type's year: how many permits were issued in each of the twelve months."""

    place: int | None
    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.months)


def first_signature() -> datetime.datetime | None:
    """When the first permit was signed, None before that. One query."""
    return Permit.objects.aggregate(first=Min("signed_at"))["first"]


def issued(year: int, types: Iterable[PermitType], zone: ZoneInfo) -> list[Line]:
    """One line for each of ``types``, in their order, those without any permit too. One query."""
    begin, end = year_span(year, zone)
    rows = (
        Permit.objects.filter(signed_at__gte=begin, signed_at__lt=end, cancelled_at__isnull=True)
        .annotate(month=ExtractMonth("signed_at", tzinfo=zone))
        .values_list("application__permit_type", "month")
        .annotate(permits=Count("pk"))
        .order_by()
    )
    counts: Counter[tuple[int, int]] = Counter({(pk, month): permits for pk, month, permits in rows})
    return [
        Line(
            place=None if row.place == WITHOUT_PLACE else row.place,
            name=row.name,
            months=tuple(counts[row.pk, month] for month in MONTHS),
        )
        for row in types
    ]


def sum_of(lines: Sequence[Line], name: str) -> Line:
    """The line under all others."""
    return Line(None, name, tuple(sum(line.months[month - 1] for line in lines) for month in MONTHS))
