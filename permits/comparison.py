"""What a service standard says in words, and what changed between two versions of it.

``described`` lays a standard out for reading: chapters of texts and rows. ``compare`` sets
two of them side by side, text word by word, rows by what they are about, so that a head of
office sees what is new without knowing how it is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from permits.models import FilingKind, ServiceStandard
from permits.parts import COLUMNS, ROWS, Part

NOTHING = "–"
SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "ins", "del", "changed", "moved"
# A word with the space after it: a sentence that was replaced does not fall into pieces at its spaces.
_WORDS = re.compile(r"\S+\s*|\s+")


class Text(NamedTuple):
    """A label and what is written under it."""

    label: str
    words: str


@dataclass(frozen=True)
class Line:
    """A row in words. ``key`` says which row of another version it is the same as."""

    key: str
    title: str
    values: tuple[Text, ...]


@dataclass(frozen=True)
class Table:
    """The rows of one kind, in order."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chapter:
    """One part of a standard in words."""

    part: Part
    texts: tuple[Text, ...]
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        return str(self.part.label)


def described(standard: ServiceStandard) -> list[Chapter]:
    """The whole standard in words, part by part."""
    return [
        Chapter(
            part,
            tuple(Text(_label(standard, name), _shown(standard, name)) for name in COLUMNS.get(part, ())),
            tuple(_table(standard, name) for name in ROWS.get(part, ())),
        )
        for part in Part
    ]


def _label(row: models.Model, name: str) -> str:
    label = str(getattr(row._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _shown(row: models.Model, name: str) -> str:
    """A column as people read it: choices by their label, yes and no in words, nothing as a dash."""
    value = getattr(row, name)
    if name == "kinds":
        return ", ".join(str(FilingKind(kind).label) for kind in value if kind in FilingKind.values) or NOTHING
    if name == "choices":
        return "\n".join(f"{item['label']}: {item['value']}" if isinstance(item, dict) else item for item in value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")()) or NOTHING
    if value is None or value == "":
        return NOTHING
    return str(value) if isinstance(value, str) else str(number_format(value, use_l10n=True, force_grouping=True))


def _table(standard: ServiceStandard, name: str) -> Table:
    rows = list(getattr(standard, name).all())
    names = {row.order: _NAMES[name](row) for row in rows}
    seen: Counter[str] = Counter()
    lines = []
    for row in rows:
        key = _KEYS[name](row)
        seen[key] += 1
        # Two rows may be called the same: the second is the second in every version.
        lines.append(Line(f"{key} #{seen[key]}", _NAMES[name](row), tuple(_values(name, row, names))))
    return Table(_TITLES[name](), tuple(lines))


def _values(name: str, row: Any, names: Mapping[int, str]) -> Iterator[Text]:
    if name == "stages":
        yield Text(_("Pelaksana"), row.role.title)
    for column in _READ[name]:
        if (words := _shown(row, column)) != NOTHING:
            yield Text(_label(row, column), words)
    if name == "stages" and row.no_leads_to:
        target = names.get(row.no_stage, "")
        way = str(row.get_no_leads_to_display())
        yield Text(_("Bila jawabannya “tidak”"), f"{way}: {target}" if target else way)


_TITLES: dict[str, Callable[[], str]] = {
    "requirements": lambda: _("Persyaratan"),
    "fields": lambda: _("Isian formulir"),
    "stages": lambda: _("Tahap"),
    "tariff_indices": lambda: _("Indeks"),
    "tariff_steps": lambda: _("Jenjang tarif"),
}
_READ: dict[str, tuple[str, ...]] = {
    "requirements": ("help_text", "applies_to", "kinds", "required"),
    "fields": ("section", "help_text", "kind", "choices", "applies_to", "kinds", "required", "on_permit"),
    "stages": ("work", "minutes", "day_limit", "needs", "output"),
    "tariff_indices": ("choices",),
    "tariff_steps": ("rate",),
}
_KEYS: dict[str, Callable[[Any], str]] = {
    "requirements": lambda row: row.code,
    "fields": lambda row: row.key,
    "stages": lambda row: f"{row.work}: {row.name}",
    "tariff_indices": lambda row: row.key,
    "tariff_steps": lambda row: str(row.up_to),
}
_NAMES: dict[str, Callable[[Any], str]] = {
    "requirements": lambda row: row.name,
    "fields": lambda row: row.label,
    "stages": lambda row: row.name,
    "tariff_indices": lambda row: row.name,
    "tariff_steps": lambda row: (
        _("Sampai %(limit)s") % {"limit": _shown(row, "up_to")} if row.up_to else _("Selebihnya")
    ),
}


# Two versions -------------------------------------------------------------------------


class Piece(NamedTuple):
    """Some words of a text, and whether they are the same, added or removed."""

    kind: str
    words: str


@dataclass(frozen=True)
class TextChange:
    """A text that is no longer the same, word by word."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class LineChange:
    """A row that was added, removed, changed or moved; ``texts`` are its words, or those that changed."""

    kind: str
    title: str
    texts: tuple[TextChange, ...] = ()


@dataclass(frozen=True)
class TableChange:
    """The rows of one kind that are no longer the same."""

    title: str
    lines: tuple[LineChange, ...]


@dataclass(frozen=True)
class ChapterChange:
    """What changed in one part."""

    title: str
    texts: tuple[TextChange, ...]
    tables: tuple[TableChange, ...]


def compare(old: Iterable[Chapter], new: Iterable[Chapter]) -> list[ChapterChange]:
    """What changed from ``old`` to ``new``, part by part; a part without changes is left out."""
    changes = [_chapter_change(before, after) for before, after in zip(old, new, strict=True)]
    return [change for change in changes if change.texts or change.tables]


def _chapter_change(old: Chapter, new: Chapter) -> ChapterChange:
    tables = [
        TableChange(after.title, tuple(_line_changes(before.lines, after.lines)))
        for before, after in zip(old.tables, new.tables, strict=True)
    ]
    return ChapterChange(
        new.title, tuple(_text_changes(old.texts, new.texts)), tuple(table for table in tables if table.lines)
    )


def _text_changes(old: Sequence[Text], new: Sequence[Text]) -> Iterator[TextChange]:
    """Texts by their label; one that is nowhere in a version counts as empty there."""
    before, after = (
        {text.label: "" if text.words == NOTHING else text.words for text in texts} for texts in (old, new)
    )
    for label in dict.fromkeys([*before, *after]):
        if before.get(label, "") != after.get(label, ""):
            yield TextChange(label, tuple(pieces_of(before.get(label, ""), after.get(label, ""))))


def pieces_of(old: str, new: str) -> Iterator[Piece]:
    """Both texts word by word: what stayed, what is gone, what is new."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, begin, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(before[begin:end]))
            continue
        if end > begin:
            yield Piece(REMOVED, "".join(before[begin:end]))
        if last > first:
            yield Piece(ADDED, "".join(after[first:last]))


def _line_changes(old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
    partners = dict(_partners(old, new))
    stayed = _in_order([partners[place] for place in sorted(partners)])
    for place, line in enumerate(new):
        if place not in partners:
            yield LineChange(ADDED, line.title, tuple(_text_changes((), line.values)))
            continue
        before = old[partners[place]]
        texts = tuple(_text_changes((_titled(before), *before.values), (_titled(line), *line.values)))
        if texts:
            yield LineChange(CHANGED, line.title, texts)
        elif partners[place] not in stayed:
            words = _("dari urutan %(old)d ke %(new)d") % {"old": partners[place] + 1, "new": place + 1}
            yield LineChange(MOVED, f"{line.title} ({words})")
    for place, line in enumerate(old):
        if place not in partners.values():
            yield LineChange(REMOVED, line.title)


def _titled(line: Line) -> Text:
    return Text(_("Nama"), line.title)


def _partners(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Which old row each new one is: the same key, else the only one left whose key begins alike (stages renamed)."""
    places = {line.key: place for place, line in enumerate(old)}
    found = {place: places[line.key] for place, line in enumerate(new) if line.key in places}
    yield from found.items()
    left_old = [(line, place) for place, line in enumerate(old) if place not in found.values()]
    left_new = [(line, place) for place, line in enumerate(new) if place not in found]
    for line, place in left_new:
        kind, _colon, _name = line.key.partition(": ")
        alike = [other for row, other in left_old if row.key.startswith(f"{kind}: ")]
        rivals = [row for row, _place in left_new if row.key.startswith(f"{kind}: ")]
        if len(alike) == 1 and len(rivals) == 1:
            yield place, alike[0]


def _in_order(places: Sequence[int]) -> set[int]:
    """The rows that kept their order among each other: what is not among them has been moved."""
    wanted = sorted(places)
    blocks = SequenceMatcher(None, wanted, list(places), autojunk=False).get_matching_blocks()
    return {wanted[block.a + step] for block in blocks for step in range(block.size)}
