"""Writes counted visits down, and closes the days that are over.

Who adds to a day or closes it holds its row, so that processes that write at once lose nothing,
and nothing is written into a day between its counting and its end.
"""

from __future__ import annotations

import datetime
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from helpdesk.models import CountingDay, Seen, Tally
from helpdesk.visitors import person_of
from sipelaku.office.services import current_office

SALT_BYTES = 32
# One value for all people of a place: a thousand rows made one by one would keep the pages waiting.
ELEMENTS = {"sqlite": "json_each(%s)", "postgresql": "json_array_elements_text(%s::json) AS people(value)"}
SEE = (
    "INSERT INTO helpdesk_seen (day, target, key, campaign, person) "
    "SELECT %s, %s, %s, %s, value FROM {} WHERE true ON CONFLICT DO NOTHING"
)
# A day is closed so long after its end, so that what was counted in its last second has been written down.
GRACE = datetime.timedelta(minutes=10)


class Place(NamedTuple):
    """What is counted: something opened on a day. ``campaign`` 0 is everybody, whichever way they came."""

    day: datetime.date
    target: str
    key: int
    campaign: int


@dataclass
class Amount:
    """How much is added to a place."""

    views: int = 0
    stays: int = 0
    seconds: int = 0

    def add(self, other: Amount) -> None:
        """Take ``other`` in."""
        self.views += other.views
        self.stays += other.stays
        self.seconds += other.seconds


@dataclass
class Batch:
    """What waits to be written down: amounts by place, and who was there (fingerprints)."""

    amounts: dict[Place, Amount] = field(default_factory=dict)
    people: set[tuple[Place, bytes]] = field(default_factory=set)

    def add(self, place: Place, amount: Amount) -> None:
        """Add ``amount`` to what waits for ``place``."""
        self.amounts.setdefault(place, Amount()).add(amount)


@transaction.atomic
def write_down(batch: Batch) -> None:
    """Add ``batch`` to the tallies, all of it or nothing. Raises DatabaseError.

    What comes for a day that is closed already adds views, but no people: its salt is gone.
    """
    salts = {day: _held(day).salt for day in sorted({place.day for place in batch.amounts})}
    for place, amount in batch.amounts.items():
        _add(place, amount)
    people: dict[Place, list[str]] = defaultdict(list)
    for place, print_of_them in batch.people:
        if salt := salts[place.day]:
            people[place].append(person_of(print_of_them, salt))
    for place, persons in people.items():
        _see(place, persons)


def close_days() -> int:
    """Count the people of every day that is over, forget them and the day's salt; return how many days were closed."""
    today = (timezone.now() - GRACE).astimezone(current_office().zone).date()
    over = CountingDay.objects.filter(closed_at=None, day__lt=today).order_by("day")
    return sum(_close(day) for day in over.values_list("day", flat=True))


@transaction.atomic
def _close(day: datetime.date) -> bool:
    held = _held(day)
    if held.closed_at is not None:
        return False
    for row in _people_of(day):
        Tally.objects.filter(day=day, target=row.target, key=row.key, campaign=row.campaign).update(visits=row.people)
    Seen.objects.filter(day=day).delete()
    held.salt, held.closed_at = "", timezone.now()
    held.save()
    return True


class _People(NamedTuple):
    target: str
    key: int
    campaign: int
    people: int


def _people_of(day: datetime.date) -> Iterable[_People]:
    rows = Seen.objects.filter(day=day).values_list("target", "key", "campaign").annotate(people=Count("pk"))
    return (_People(*row) for row in rows.order_by())


def _held(day: datetime.date) -> CountingDay:
    """The row of ``day``, made when it is the first visit's, and locked until the transaction ends."""
    rows = CountingDay.objects.select_for_update()
    held = rows.filter(day=day).first()
    if held is None:
        CountingDay.objects.bulk_create(
            [CountingDay(day=day, salt=secrets.token_hex(SALT_BYTES))], ignore_conflicts=True
        )
        held = rows.get(day=day)
    return held


def _add(place: Place, amount: Amount) -> None:
    added = Tally.objects.filter(**place._asdict()).update(
        views=F("views") + amount.views, stays=F("stays") + amount.stays, seconds=F("seconds") + amount.seconds
    )
    if not added:
        # Nobody else can make it meanwhile: the day's row is held.
        Tally.objects.create(**place._asdict(), views=amount.views, stays=amount.stays, seconds=amount.seconds)


def _see(place: Place, persons: list[str]) -> None:
    """Note that ``persons`` were at ``place``; who has been there today stays noted once."""
    day = connection.ops.adapt_datefield_value(place.day)
    with connection.cursor() as cursor:
        cursor.execute(
            SEE.format(ELEMENTS[connection.vendor]), [day, place.target, place.key, place.campaign, json.dumps(persons)]
        )
