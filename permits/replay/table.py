"""The table of permits issued in a year, read from CSV: a row a permit type, a column a month.

The columns are ``no``, ``nama``, the twelve months (named by their first three letters,
whatever follows) and ``total``; others are left aside.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
LARGEST_CELL = 99_999
LONGEST_CELL = 20
YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


class BrokenTable(Exception):
    """The table cannot be used; each of ``reasons`` names its place and says what is wrong."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Row:
    """How many permits of one type were issued in each month, January first."""

    name: str
    counts: tuple[int, ...]


def year_of(path: Path) -> int | None:
    """The year a file's name tells, None when it tells none."""
    found = YEAR_IN_NAME.search(path.stem)
    return int(found.group(1)) if found else None


def read(path: Path) -> list[Row]:
    """The rows of the table at ``path``. Raises BrokenTable with everything that is wrong with it, or OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenTable([_("Berkas ini bukan CSV dalam UTF-8: %(error)s") % {"error": error}]) from None
    if not lines:
        raise BrokenTable([_("Tabel kosong: tidak ada baris izin.")])
    months = _month_columns(lines[0])
    rows: list[Row] = []
    reasons: list[str] = []
    for number, line in enumerate(lines, start=2):
        try:
            rows.append(_row(line, months, number))
        except BrokenTable as broken:
            reasons += broken.reasons
    names = [row.name for row in rows]
    reasons += [_("%(name)s tertulis dua kali.") % {"name": name} for name in {n for n in names if names.count(n) > 1}]
    if reasons:
        raise BrokenTable(reasons)
    return rows


def _month_columns(line: Mapping[str | None, str]) -> list[str]:
    columns = [column for column in line if column]
    if "nama" not in columns:
        raise BrokenTable([_("Kolom “nama” tidak ada.")])
    found = {month: [column for column in columns if column.lower()[:3] == month] for month in MONTHS}
    if missing := [month for month, names in found.items() if len(names) != 1]:
        raise BrokenTable([_("Kolom bulan harus ada satu kali: %(months)s.") % {"months": ", ".join(missing)}])
    return [names[0] for names in found.values()]


def _row(line: Mapping[str | None, str], months: Sequence[str], number: int) -> Row:
    name = (line.get("nama") or "").strip()
    if not name:
        raise BrokenTable([_("Baris %(number)d: nama izin kosong.") % {"number": number}])
    if None in line:
        raise BrokenTable([_("Baris %(number)d: terlalu banyak kolom.") % {"number": number}])
    counts, reasons = [], []
    for column in months:
        try:
            counts.append(_count(line.get(column)))
        except ValueError as wrong:
            place = {"number": number, "name": name, "column": column, "wrong": wrong}
            reasons.append(_("Baris %(number)d (%(name)s), kolom %(column)s: %(wrong)s") % place)
    if reasons:
        raise BrokenTable(reasons)
    if line.get("total") not in (None, "") and line["total"].strip() != str(sum(counts)):
        place = {"number": number, "name": name, "sum": sum(counts), "total": line["total"]}
        raise BrokenTable([_("Baris %(number)d (%(name)s): jumlah bulan %(sum)d, total %(total)s.") % place])
    return Row(name, tuple(counts))


def _count(cell: str | None) -> int:
    """The number in a cell. Raises ValueError, saying what is wrong with it."""
    text = (cell or "").strip()
    if not text:
        raise ValueError(_("kosong; tulis 0 bila tidak ada izin terbit."))
    if text.startswith("-") and text[1:].isdigit():
        raise ValueError(_("“%(text)s” negatif; jumlah izin paling sedikit 0.") % {"text": text[:20]})
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_CELL or int(text) > LARGEST_CELL:
        raise ValueError(_("“%(text)s” bukan jumlah izin; tulis angka bulat.") % {"text": text[:20]})
    return int(text)
