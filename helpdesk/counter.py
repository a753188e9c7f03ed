"""How many people came to the counter, day by day, as the counter writes it down and corrects it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from helpdesk.models import CounterVisits

LOOKED_BACK = 30  # days written down
FAR_ABOVE, NEVER_MANY = 3, 50  # times the most of those days; people who are not questioned however few came before


@dataclass(frozen=True)
class Usual:
    """How many people came on the last days written down: the most, and on average."""

    most: int
    average: int

    def is_far_above(self, people: int) -> bool:
        """Whether ``people`` in a day look like a slip of the hand."""
        return people > max(FAR_ABOVE * self.most, NEVER_MANY)


def usual() -> Usual | None:
    """What the counter has lately had; None when no day was written down. One query."""
    lately = list(CounterVisits.objects.order_by("-day").values_list("people", flat=True)[:LOOKED_BACK])
    return Usual(max(lately), round(sum(lately) / len(lately))) if lately else None


class Overtaken(Exception):
    """Somebody else wrote other numbers down meanwhile: ``days`` with theirs. Nothing was written."""

    def __init__(self, days: dict[datetime.date, int]) -> None:
        super().__init__("the numbers changed meanwhile")
        self.days = days


@transaction.atomic
def enter(entered: Mapping[datetime.date, tuple[int | None, int]], *, by: Any) -> int:
    """Write down what was ``entered``: for each day what was known of it (None: nothing) and what is said now.

    All days or none. Saying again what somebody else has just said is no quarrel. Returns how many days were
    written; raises Overtaken.
    """
    others: dict[datetime.date, int] = {}
    written = 0
    for day, (known, people) in sorted(entered.items()):
        if _write(day, known, people, by):
            written += 1
            continue
        theirs = CounterVisits.objects.get(day=day).people
        if theirs != people:
            others[day] = theirs
    if others:
        raise Overtaken(others)
    return written


def _write(day: datetime.date, known: int | None, people: int, by: Any) -> bool:
    """Write one day down if nobody was faster."""
    stamp = {"people": people, "entered_by": by, "entered_at": timezone.now()}
    if known is not None:
        return bool(CounterVisits.objects.filter(day=day, people=known).update(**stamp))
    _row, is_new = CounterVisits.objects.get_or_create(day=day, defaults=stamp)
    return is_new
