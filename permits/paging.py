"""Pages of a long list, found by the last row of the page before: the thousandth page costs what the first does."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import QueryDict

PAGE_SIZE = 25
COUNT_LIMIT = 1000
AFTER, BEFORE, FIRST = "setelah", "sebelum", "mulai"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the moment the list is sorted by, and the id that parts equal moments."""

    moment: datetime.datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // MICROSECOND}-{self.pk}"


@dataclass(frozen=True)
class Place:
    """What a list's address says about its page: behind or before which row, and the number of its first row."""

    cursor: Cursor | None
    backwards: bool
    first: int


@dataclass(frozen=True)
class Page:
    """One page: its rows, the number of the first, and the query strings of its neighbours ("" where none is)."""

    rows: list[Any]
    first: int
    previous_url: str
    next_url: str

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def place_in(query: QueryDict) -> Place:
    """Read a page's place from the address; raises BadRequest for one that no page of ours ever linked to."""
    backwards = BEFORE in query
    text = query.get(BEFORE) or query.get(AFTER) or ""
    first = query.get(FIRST, "1")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", first):
        raise BadRequest("no number of a row")
    return Place(_cursor(text) if text else None, backwards, int(first))


def _cursor(text: str) -> Cursor:
    match = re.fullmatch(r"([0-9]{1,16})-([0-9]{1,18})", text)
    if match is None:
        raise BadRequest("no place in a list")
    return Cursor(EPOCH + int(match[1]) * MICROSECOND, int(match[2]))


def page_of(lists: Iterable[QuerySet], query: QueryDict, *, key: str, newest_first: bool = False) -> Page:
    """Return the page that ``query`` asks for of ``lists`` merged, sorted by the moment ``key`` and the id.

    One database query for each list, so that an index on (…, key, id) carries every one of them.
    """
    place = place_in(query)
    falling = newest_first != place.backwards
    rows: list[Any] = []
    for part in lists:
        rows += _from(part, place.cursor, key, falling).order_by(*_order(key, falling))[: PAGE_SIZE + 1]
    rows.sort(key=lambda row: (getattr(row, key), row.pk), reverse=falling)
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if place.backwards:
        rows.reverse()
    first = max(place.first, 1)
    has_previous = more if place.backwards else place.cursor is not None
    has_next = place.backwards or more
    return Page(
        rows=rows,
        first=first,
        previous_url=_address(query, BEFORE, rows[0], key, max(first - PAGE_SIZE, 1)) if has_previous and rows else "",
        next_url=_address(query, AFTER, rows[-1], key, first + len(rows)) if has_next and rows else "",
    )


def _order(key: str, falling: bool) -> list[str]:
    return [f"-{key}", "-pk"] if falling else [key, "pk"]


def _from(rows: QuerySet, cursor: Cursor | None, key: str, falling: bool) -> QuerySet:
    if cursor is None:
        return rows
    beyond, seen = ("lte", "gte") if falling else ("gte", "lte")
    return rows.filter(**{f"{key}__{beyond}": cursor.moment}).exclude(**{key: cursor.moment, f"pk__{seen}": cursor.pk})


def _address(query: QueryDict, side: str, row: Any, key: str, first: int) -> str:
    copy = query.copy()
    for name in (AFTER, BEFORE, FIRST):
        copy.pop(name, None)
    copy[side], copy[FIRST] = str(Cursor(getattr(row, key), row.pk)), str(first)
    return f"?{copy.urlencode()}"


def capped_count(rows: QuerySet) -> int:
    """Count ``rows``, but no further than one past COUNT_LIMIT."""
    return rows.order_by()[: COUNT_LIMIT + 1].count()
