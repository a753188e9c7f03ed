"""Rows on a page of the editor: as stored or as typed, rearranged by buttons that submit.

Nothing here needs a script: a page is sent as it is, the rows are rearranged as they were
typed, right or wrong, and the page comes back with nothing lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from permits.forms.editor_rows import KNOWN_KEYS, LONGEST_KEY, Row, Values
from permits.models import NoLeadsTo

MOST_ROWS = 80
UP, DOWN, REMOVE, INSERT = "naik", "turun", "hapus", "sisipkan"
_COUNT = re.compile(r"\d{1,3}")
_ORDER = re.compile(r"(?P<name>[a-z_]+):(?P<change>naik|turun|hapus|sisipkan):(?P<place>\d{1,3})")


class RowList:
    """The rows of one kind on a page, as stored or as typed."""

    def __init__(
        self,
        name: str,
        row_class: type[Row],
        *,
        stored: Iterable[Any] = (),
        posted: QueryDict | None = None,
        taken: Iterable[str] = (),
        **options: Any,
    ) -> None:
        self.name, self.taken = name, frozenset(taken)
        if posted is None:
            self.rows = [
                row_class(prefix=f"{name}-{place}", initial=row_class.typed(row), **options)
                for place, row in enumerate(stored)
            ]
        else:
            prefixes = [f"{name}-{place}" for place in range(count_of(posted, name))]
            # A row that was just inserted has nothing typed yet, not even what a new one begins with.
            sent = {match[1] for key in posted if (match := re.match(rf"({name}-\d+)-", key))}
            self.rows = [row_class(posted if prefix in sent else None, prefix=prefix, **options) for prefix in prefixes]
            _refuse_twice(self.rows)
            for row in self.rows:
                row.is_open = row.is_blank or not row.is_valid()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def is_valid(self) -> bool:
        """Whether every row that is not blank is."""
        return all(row.is_blank or row.is_valid() for row in self.rows)

    def errors(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the rows: the address of each field on the page, and its message with row and name."""
        for place, row in enumerate(self.rows, start=1):
            if not row.is_blank:
                yield from errors_of(row, _("Baris %(place)d, ") % {"place": place})

    def values(self) -> list[Values]:
        """The rows that are in order, numbered without a gap and each with a key of its own."""
        kept = [(typed, row) for typed, row in enumerate(self.rows, start=1) if not row.is_blank and row.is_valid()]
        values = [row.values() for _typed, row in kept]
        if self.rows and self.rows[0].key_name:
            _give_keys(values, self.rows[0].key_name, self.taken)
        places = {typed: place for place, (typed, _row) in enumerate(kept, start=1)}
        return [_pointed(row, places) | {"order": place} for place, row in enumerate(values, start=1)]


def errors_of(form: forms.Form, where: str = "") -> Iterator[tuple[str, str]]:
    """What is wrong with a form: the address of each field on the page, and its message with the field's name."""
    for message in form.non_field_errors():
        yield "", f"{where}{message}"
    for bound in form:
        for message in bound.errors:
            yield f"#{bound.auto_id}", f"{where}{bound.label}: {message}"


def _pointed(values: Values, places: Mapping[int, int]) -> Values:
    """A stage whose "no" leads where the other stage stands now that blank rows are left out."""
    if not values.get("no_stage"):
        return values
    place = places.get(values["no_stage"])
    return values | {"no_stage": place, "no_leads_to": values["no_leads_to"] if place else NoLeadsTo.NOWHERE}


def _refuse_twice(rows: list[Row]) -> None:
    """Refuse a second question with the same meaning: the officers' search would not know which to read."""
    used: set[str] = set()
    for row in rows:
        meaning = row["meaning"].value() if row.is_bound and "meaning" in row.fields else ""
        if meaning and meaning in used and row.is_valid():
            row.add_error("meaning", _("Sudah dipakai oleh isian lain. Pilih Isian biasa."))
        used.add(str(meaning))


def _give_keys(rows: list[Values], key_name: str, taken: frozenset[str]) -> None:
    """A key for each row that has none, made from what people read, and for a second one of the same key."""
    used: set[str] = set()
    for row in rows:
        if not row[key_name] or row[key_name] in used:
            label = row.get("label") or row["name"]
            row[key_name] = _free_key(label, used | taken | set(KNOWN_KEYS) | {other[key_name] for other in rows})
        used.add(row[key_name])


def _free_key(label: str, taken: set[str]) -> str:
    stem = slugify(label).replace("-", "_")[: LONGEST_KEY - 4].strip("_") or "isian"
    return next(key for key in (stem, *(f"{stem}_{number}" for number in range(2, 999))) if key not in taken)


def count_of(posted: Mapping[str, Any], name: str) -> int:
    """How many rows a page sent; raises BadRequest for what no page of ours sends."""
    text = posted.get(f"{name}-count", "")
    if not _COUNT.fullmatch(text) or int(text) > MOST_ROWS:
        raise BadRequest("no number of rows")
    return int(text)


def rearranged(posted: QueryDict, order: str, names: Iterable[str]) -> QueryDict:
    """What was typed with one row moved up or down, removed, or a new one inserted below.

    ``order`` is a button's value, "stages:naik:3"; places count from 0, and a new row takes the place named.
    Raises BadRequest for an order no button gives.
    """
    wanted = _ORDER.fullmatch(order)
    if wanted is None or wanted["name"] not in names:
        raise BadRequest("no such button")
    name, place = wanted["name"], int(wanted["place"])
    places = _new_places(count_of(posted, name), wanted["change"], place)
    changed = posted.copy()
    for key in [key for key in posted if re.match(rf"{name}-\d+-", key)]:
        del changed[key]
    for new, old in enumerate(places):
        for key in [key for key in posted if old is not None and key.startswith(f"{name}-{old}-")]:
            changed.setlist(f"{name}-{new}-" + key.removeprefix(f"{name}-{old}-"), posted.getlist(key))
    changed[f"{name}-count"] = str(len(places))
    _follow(changed, name, places)
    return changed


def _new_places(count: int, change: str, place: int) -> list[int | None]:
    """The old place of each row after the change, None for a new row."""
    places: list[int | None] = list(range(count))
    if change == INSERT and place <= count < MOST_ROWS:
        places.insert(place, None)
    elif change == REMOVE and place < count:
        places.pop(place)
    elif change == UP and 0 < place < count:
        places[place - 1], places[place] = places[place], places[place - 1]
    elif change == DOWN and place < count - 1:
        places[place], places[place + 1] = places[place + 1], places[place]
    return places


def _follow(changed: QueryDict, name: str, places: list[int | None]) -> None:
    """Let the stages to which a "no" leads keep their meaning when they move."""
    moved = {str(old + 1): str(new + 1) for new, old in enumerate(places) if old is not None}
    for new in range(len(places)):
        target = changed.get(f"{name}-{new}-if_no", "")
        if target.isdigit():
            changed[f"{name}-{new}-if_no"] = moved.get(target, "")
