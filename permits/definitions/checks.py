"""What is wrong with a permit type's definition, part by part, in words an administrator can act on.

The columns of the models say what fits into them; what only makes sense together is left to
``permits.publication``, which judges every standard before it takes effect.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from permits.definitions import columns
from permits.models import (
    FilingKind,
    FormField,
    NoLeadsTo,
    PermitType,
    Requirement,
    ServiceStandard,
    Stage,
    Standing,
    TariffIndex,
    TariffMode,
    TariffStep,
)
from sipelaku.accounts.models import Role

# Says what is wrong with a value, "" when nothing is.
Check = Callable[[Any], str]

# What no text of ours holds and not every database keeps: control characters, halves of a surrogate pair.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LARGEST = {"PositiveSmallIntegerField": 32_767, "PositiveIntegerField": 2_147_483_647}
_LONGEST_KEY = 60


@dataclass(frozen=True)
class Part:
    """A part of the file: its values, the parts and lists of rows within it, and which of them must be there."""

    values: Mapping[str, Check]
    required: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    rows: Mapping[str, Part] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        yield from (*self.parts, *self.values, *self.rows)


class Problems:
    """What was found wrong so far."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: str, problem: str) -> None:
        """Note a problem at ``place``; an empty one is none."""
        if problem:
            self.found.append(_("Bagian %(place)s: %(problem)s.") % {"place": place, "problem": problem})

    def stop(self) -> None:
        """Raise ValidationError when anything was found."""
        if self.found:
            raise ValidationError(self.found)


def unknown(value: Any, known: Iterable[str]) -> str:
    """That ``value`` is none of ``known``, and what those are."""
    return _("“%(value)s” tidak dikenal; pakai salah satu dari: %(known)s") % {
        "value": _said(value),
        "known": ", ".join(known),
    }


def check_outline(problems: Problems, given: Any) -> None:
    """Note what is missing, unknown or of the wrong form at the top of the file, before shared parts are filled in."""
    if wrong := is_mapping(given):
        problems.add("permit_type", wrong)
        return
    root = _root(())
    ways = {"procedure": is_text, "days": is_list}
    for key in root.required:
        if key not in given and key != "stages":
            problems.add(key, _("belum ada"))
    for key, value in given.items():
        if key not in (*root, *ways):
            problems.add(_said(key), unknown(key, (*root, *ways)))
        elif key not in root.values:
            problems.add(key, is_mapping(value) if key in root.parts else ways.get(key, is_list)(value))
    if ("procedure" in given) == ("stages" in given):
        problems.add("stages", _("tulis tahapnya, atau pilih satu prosedur dengan kunci procedure"))
    if "days" in given and "procedure" not in given:
        problems.add("days", _("hanya untuk prosedur yang dipilih dengan kunci procedure"))


def check(problems: Problems, definition: Mapping[str, Any]) -> None:
    """Note everything wrong with a definition whose shared parts are filled in."""
    roles = tuple(Role.objects.order_by("code").values_list("code", flat=True))
    _check_part(problems, "", _root(roles), definition)
    problems.stop()
    stages, tariff = definition["stages"], definition.get("tariff", {})
    for place, stage in enumerate(stages, start=1):
        way_back = stage.get("if_no")
        if isinstance(way_back, int) and not 1 <= way_back <= len(stages):
            problems.add(f"stages {place}, if_no", _("tidak ada tahap nomor %(number)d") % {"number": way_back})
    _check_twice(problems, "requirements", (row["code"] for row in definition["requirements"]))
    _check_twice(problems, "fields", (row["key"] for row in definition["fields"]))
    _check_twice(problems, "standings", (str(row["effective_from"]) for row in definition.get("standings", ())))
    _check_twice(problems, "tariff, indices", (row["key"] for row in tariff.get("indices", ())))


def _check_part(problems: Problems, place: str, part: Part, content: Any) -> None:
    if wrong := is_mapping(content):
        problems.add(place, wrong)
        return
    prefix = f"{place}, " if place else ""
    for key in part.required:
        if key not in content:
            problems.add(f"{prefix}{key}", _("belum ada"))
    for key, value in content.items():
        if key in part.values:
            problems.add(f"{prefix}{key}", part.values[key](value))
        elif key in part.parts:
            _check_part(problems, f"{prefix}{key}", part.parts[key], value)
        elif key in part.rows:
            _check_rows(problems, f"{prefix}{key}", part.rows[key], value)
        else:
            problems.add(f"{prefix}{_said(key)}", unknown(key, part))


def _check_rows(problems: Problems, place: str, part: Part, rows: Any) -> None:
    if wrong := is_list(rows):
        problems.add(place, wrong)
        return
    for number, row in enumerate(rows, start=1):
        _check_part(problems, f"{place} {number}{_known_as(row)}", part, row)


def _known_as(row: Any) -> str:
    """The code or key a row goes by, in brackets: its number in the file is another where rows are included."""
    name = row.get("code", row.get("key")) if isinstance(row, dict) else None
    return f" ({_said(name)})" if isinstance(name, str) else ""


def _check_twice(problems: Problems, place: str, keys: Iterable[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            problems.add(place, _("“%(key)s” ditulis %(count)d kali") % {"key": key, "count": count})


# What each part may hold ---------------------------------------------------------------


def _root(roles: Collection[str]) -> Part:
    """The whole file, once the shared parts are filled in."""
    return Part(
        values={
            "filed_with": partial(_each, _column(PermitType, "slug")),
            "effective_from": _column(ServiceStandard, "effective_from"),
            "kinds": _kinds,
            "most_per_person": _column(ServiceStandard, "most_per_person"),
        },
        required=("permit_type", "permit", "stages", "requirements", "fields"),
        parts={
            "permit_type": _part(PermitType, columns.PERMIT_TYPE, required=("slug", "code", "name", "agency")),
            "components": _part(ServiceStandard, columns.COMPONENTS),
            "permit": _part(ServiceStandard, columns.PERMIT, required=("title", "terms")),
            "tariff": _part(
                ServiceStandard,
                columns.TARIFF,
                required=("mode", "account_code", "account_name", "steps"),
                own={"mode": partial(_one_of, [mode for mode in TariffMode.values if mode])},
                rows={"indices": _index(), "steps": _step()},
            ),
        },
        rows={
            "standings": _part(Standing, columns.STANDING, required=("effective_from", "state", "explanation")),
            "stages": _part(
                Stage,
                columns.STAGE,
                required=("name", "role", "work", "minutes", "day"),
                own={"role": partial(_one_of, roles), "if_no": _way_back},
            ),
            "requirements": _part(Requirement, columns.REQUIREMENT, required=("code", "name"), own={"kinds": _kinds}),
            "fields": _part(
                FormField,
                columns.FIELD,
                required=("section", "key", "label"),
                own={"kinds": _kinds, "choices": partial(_each, _words)},
            ),
        },
    )


def _index() -> Part:
    choice = Part({"label": _words, "value": _factor}, required=("label", "value"))
    names = {key: column for key, column in columns.INDEX.items() if key != "choices"}
    return _part(TariffIndex, names, required=("key", "name", "choices"), rows={"choices": choice})


def _step() -> Part:
    return _part(
        TariffStep,
        columns.STEP,
        required=("up_to", "rate"),
        own={"up_to": lambda value: "" if value is None else _factor(value) or _column(TariffStep, "up_to")(value)},
    )


def _part(
    model: type[models.Model],
    names: Mapping[str, str],
    *,
    required: tuple[str, ...] = (),
    own: Mapping[str, Check] | None = None,
    rows: Mapping[str, Part] | None = None,
) -> Part:
    """A part whose keys stand for columns of ``model``, with checks and lists of its own."""
    checks = dict(own or {})
    checks |= {key: _column(model, name) for key, name in names.items() if key not in checks}
    return Part(checks, required, rows=rows or {})


# What a value may be -------------------------------------------------------------------


def is_mapping(value: Any) -> str:
    """That ``value`` is no mapping, "" when it is one."""
    return "" if isinstance(value, dict) else _("harus berisi kunci dan nilai")


def is_list(value: Any) -> str:
    """That ``value`` is no list, "" when it is one."""
    return "" if isinstance(value, list) else _("harus berupa daftar")


def is_text(value: Any) -> str:
    """That ``value`` is no text we could keep, "" when it is one."""
    if not isinstance(value, str):
        return _("harus berupa teks; apit dengan tanda kutip")
    return _("memuat huruf yang tidak dapat dicetak") if _UNPRINTABLE.search(value) else ""


def _words(value: Any) -> str:
    return is_text(value) or ("" if value.strip() else _("belum diisi"))


def _one_of(known: Collection[str], value: Any) -> str:
    return "" if isinstance(value, str) and value in known else unknown(value, known)


def _each(check_one: Check, value: Any) -> str:
    """What is wrong with the first wrong one of a list, or that two are the same."""
    if wrong := is_list(value) or next(filter(None, map(check_one, value)), ""):
        return wrong
    return _("ada yang ditulis dua kali") if len(set(value)) < len(value) else ""


def _kinds(value: Any) -> str:
    return _each(partial(_one_of, FilingKind.values), value)


def _way_back(value: Any) -> str:
    if type(value) is int:
        return ""
    places = (NoLeadsTo.APPLICANT.value, NoLeadsTo.CANCEL.value)
    return "" if isinstance(value, str) and value in places else unknown(value, (*places, _("nomor tahap")))


def _factor(value: Any) -> str:
    number = _number(value)
    return "" if number is not None and number > 0 else _("harus berupa bilangan di atas nol")


def _number(value: Any) -> Decimal | None:
    """A decimal as YAML or a quoted text gives it, None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _column(model: type[models.Model], name: str) -> Check:
    return partial(_for_column, model._meta.get_field(name.removesuffix("_id")))


def _for_column(column: Any, value: Any) -> str:
    """What keeps ``value`` out of a model's column."""
    if value is None and column.null:
        return ""
    for kinds, check_kind in _KINDS:
        if isinstance(column, kinds):
            return check_kind(column, value) or _by_validators(column, value)
    raise TypeError(f"no check for {column}")


def _text_column(column: Any, value: Any) -> str:
    if wrong := is_text(value):
        return wrong
    if not value.strip() and not column.blank:
        return _("belum diisi")
    if known := [choice for choice, _label in column.choices or ()]:
        return _one_of(known, value)
    if column.max_length and len(value) > column.max_length:
        return _("terlalu panjang, paling banyak %(most)d huruf") % {"most": column.max_length}
    return ""


def _whole_number(column: Any, value: Any) -> str:
    most = _LARGEST[column.get_internal_type()]
    if type(value) is not int or not 0 <= value <= most:
        return _("harus berupa bilangan bulat, paling banyak %(most)d") % {"most": most}
    return ""


def _decimal(column: Any, value: Any) -> str:
    return "" if _number(value) is not None else _("harus berupa bilangan")


def _truth(column: Any, value: Any) -> str:
    return "" if isinstance(value, bool) else _("harus true atau false")


def _date(column: Any, value: Any) -> str:
    return "" if type(value) is datetime.date else _("harus berupa tanggal, misalnya 2017-04-25")


_KINDS: tuple[tuple[tuple[type, ...], Callable[[Any, Any], str]], ...] = (
    ((models.CharField, models.TextField), _text_column),
    ((models.PositiveSmallIntegerField, models.PositiveIntegerField), _whole_number),
    ((models.DecimalField,), _decimal),
    ((models.BooleanField,), _truth),
    ((models.DateField,), _date),
)


def _by_validators(column: Any, value: Any) -> str:
    """What the column's own validators say, first things first."""
    plain = Decimal(str(value)) if isinstance(column, models.DecimalField) else value
    if plain in column.empty_values:
        return ""
    try:
        column.run_validators(plain)
    except ValidationError as error:
        return str(error.messages[0]).rstrip(".")
    return ""


def _said(value: Any) -> str:
    """A value as a message repeats it: short, and never a whole list."""
    return str(value)[:_LONGEST_KEY] if isinstance(value, str | int) else type(value).__name__
