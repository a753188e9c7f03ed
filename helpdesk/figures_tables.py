"""The visits as tables: the indicators beside those before, and what is taken along in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from helpdesk.figures import Day, Indicators, Line, change
from sipelaku.exports import Cell, Sheet

NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One indicator as people read it: now, before, and its change."""

    name: str
    now: str
    before: str
    change: str


def comparison(now: Indicators, before: Indicators) -> list[Row]:
    """A row for each indicator of the guide; a span in which nothing was counted yet is no zero to compare with."""
    index = now.satisfaction.index if now.satisfaction else None
    index_before = before.satisfaction.index if before.satisfaction else None
    stay, stay_before = now.page.average_stay, before.page.average_stay
    return [
        _row(_("Kunjungan ke halaman informasi"), now.page.visits, before.page.visits or None),
        _row(_("Halaman dibuka"), now.page.views, before.page.views or None),
        Row(_("Rata-rata lama di halaman"), duration(stay), duration(stay_before), _percent(change(stay, stay_before))),
        _row(_("Orang yang datang ke loket"), _people(now), _people(before)),
        _row(_("Orang ke loket per hari tercatat"), now.counter.a_day, before.counter.a_day),
        _row(_("Indeks kepuasan masyarakat (IKM), triwulan penuh terakhir"), index, index_before),
        _row(_("Sentuhan layar di loket"), now.touches, before.touches or None),
        Row(
            _("Puas menurut layar di loket (%), triwulan penuh terakhir"),
            _number(now.satisfied),
            _number(before.satisfied),
            _points(now.satisfied, before.satisfied),
        ),
    ]


def duration(seconds: int | None) -> str:
    """Seconds as people say them: "1 menit 25 detik"."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)d detik") % {"seconds": rest}
    return _("%(minutes)d menit %(seconds)d detik") % {"minutes": minutes, "seconds": rest}


def _row(name: str, now: Any, before: Any) -> Row:
    return Row(name, _number(now), _number(before), _percent(change(now, before)))


def _number(value: int | Decimal | None) -> str:
    return NOTHING if value is None else number_format(value, force_grouping=True)


def _people(there: Indicators) -> int | None:
    return there.counter.people if there.counter.days else None


def _points(now: Decimal | None, before: Decimal | None) -> str:
    """The difference of two percentages."""
    if now is None or before is None:
        return NOTHING
    return _("%(points)s poin") % {"points": _signed(now - before)}


def _percent(value: Decimal | None) -> str:
    if value is None:
        return NOTHING
    return f"{_signed(value)}%"


def _signed(value: Decimal) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value), force_grouping=True)}"


def days_sheet(days: Sequence[Day], span_name: str) -> Sheet:
    """A row for each day: the page's visits, and the people at the counter."""
    header = [_("Hari"), *_columns(), _("Rata-rata lama di halaman (detik)"), _("Orang ke loket")]
    rows: list[list[Cell]] = [
        [
            day.day.isoformat(),
            day.page.visits,
            day.page.views,
            day.page.average_stay,
            day.counter,
        ]
        for day in days
    ]
    return Sheet(_("Kunjungan per hari"), f"kunjungan-per-hari-{span_name}", header, rows)


def links_sheet(lines: Sequence[Line], span_name: str) -> Sheet:
    """A row for each link."""
    return _sheet(_("Kunjungan per tautan"), f"kunjungan-per-tautan-{span_name}", _("Tautan"), lines)


def campaigns_sheet(lines: Sequence[Line], span_name: str) -> Sheet:
    """A row for each campaign."""
    return _sheet(_("Kunjungan per kegiatan"), f"kunjungan-per-kegiatan-{span_name}", _("Kegiatan"), lines)


def groups_sheet(lines: Sequence[Line], span_name: str) -> Sheet:
    """A row for each group: its own short address, and its links."""
    header = [_("Kelompok"), *_columns(), _("Tautannya dibuka")]
    rows: list[list[Cell]] = [[line.name, line.counts.visits, line.counts.views, line.links.views] for line in lines]
    return Sheet(_("Kunjungan per kelompok"), f"kunjungan-per-kelompok-{span_name}", header, rows)


def _sheet(title: str, name: str, first: str, lines: Sequence[Line]) -> Sheet:
    rows: list[list[Cell]] = [[line.name, line.counts.visits, line.counts.views] for line in lines]
    return Sheet(title, name, [first, *_columns()], rows)


def _columns() -> tuple[str, str]:
    return _("Kunjungan"), _("Dibuka")
