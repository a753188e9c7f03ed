"""The reports as tables: what stands on the page, and what is taken along in a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permits.models import PermitType
from sipelaku.exports import Cell, Sheet
from sipelaku.periods import MONTHS, month_name
from tracking.reports.issued import Line
from tracking.reports.timeliness import EndedFile, Figures, figures_of, tenths


def issued_sheet(lines: Sequence[Line], total: Line, year: int, agency: str) -> Sheet:
    """The table of permits issued; ``agency`` is "" for all."""
    return Sheet(
        title=_("Izin terbit %(year)d") % {"year": year},
        name=f"izin-terbit-{year}-{agency}",
        header=[
            pgettext("nomor urut", "No"),
            _("Nama izin"),
            *(month_name(month, short=True) for month in MONTHS),
            _("Total"),
        ],
        rows=[[line.place, line.name, *line.months, line.total] for line in (*lines, total)],
    )


@dataclass(frozen=True)
class Row:
    """A line of the report on the page: its name, its figures, and the query string of its late files."""

    name: str
    figures: Figures
    late_query: str


def by_month(files: Sequence[EndedFile], chosen: dict[str, Any]) -> list[Row]:
    """A row for each month of the year, or the one chosen."""
    months = [int(chosen["bulan"])] if chosen["bulan"] else MONTHS
    return [
        _row(month_name(month), [row for row in files if row.month == month], chosen | {"bulan": month})
        for month in months
    ]


def by_type(files: Sequence[EndedFile], types: Sequence[PermitType], chosen: dict[str, Any]) -> list[Row]:
    """A row for each permit type a file of which ended, or the one chosen."""
    return [
        _row(permit_type.name, theirs, chosen | {"izin": permit_type.slug})
        for permit_type in types
        if (theirs := [row for row in files if row.permit_type == permit_type.pk]) or permit_type.slug == chosen["izin"]
    ]


def everything(files: Sequence[EndedFile], chosen: dict[str, Any]) -> Row:
    """The row of all files together."""
    return _row(_("Total"), files, chosen)


def _row(name: str, files: Sequence[EndedFile], chosen: dict[str, Any]) -> Row:
    return Row(name, figures_of(files), query_of(chosen))


def query_of(chosen: dict[str, Any]) -> str:
    """The query string of what is chosen, without what is not."""
    wanted = {name: chosen.get(name) for name in ("tahun", "izin", "instansi", "bulan")}
    return urlencode({name: value for name, value in wanted.items() if value})


def years_of(years: Sequence[int], chosen: dict[str, Any]) -> list[tuple[int, str]]:
    """The years to choose from, each with the query string of the same report in that year."""
    return [(year, query_of(chosen | {"tahun": year})) for year in years]


def late_sheet(files: Sequence[EndedFile], names: Mapping[int, str], chosen: dict[str, Any]) -> Sheet:
    """The files that missed their limit; ``names`` are those of the permit types. Moments are the office's."""
    return Sheet(
        title=_("Selesai terlambat %(year)d") % {"year": chosen["tahun"]},
        name=f"selesai-terlambat-{_part_of_year(chosen)}",
        header=[_("Nomor"), _("Izin"), _("Batas waktu"), _("Kantor selesai"), _("Terlambat (hari kerja)")],
        rows=[
            [row.number, names[row.permit_type], _moment(row.due_at), _moment(row.ended_at), tenths(row.days_late)]
            for row in files
        ],
    )


def _moment(moment: datetime.datetime | None) -> str:
    """A moment so that a spreadsheet sorts it."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _part_of_year(chosen: dict[str, Any]) -> str:
    """What is chosen, for the name of a file."""
    month = month_name(int(chosen["bulan"])) if chosen["bulan"] else ""
    return f"{chosen['tahun']}-{month}-{chosen['izin']}"


def timeliness_sheet(files: Sequence[EndedFile], types: Sequence[PermitType], chosen: dict[str, Any]) -> Sheet:
    """One row for each permit type and month with an ended file; under each type, and at the end, their sums."""
    rows: list[list[Cell]] = []
    for permit_type in types:
        theirs = [row for row in files if row.permit_type == permit_type.pk]
        rows += _rows_of_months(permit_type.name, theirs)
    rows += _rows_of_months(_("Semua jenis izin"), files)
    return Sheet(
        title=_("Ketepatan waktu %(year)d") % {"year": chosen["tahun"]},
        name=f"ketepatan-waktu-{_part_of_year(chosen)}",
        header=[
            _("Jenis izin"),
            _("Bulan selesai"),
            _("Selesai"),
            _("Tepat waktu"),
            _("Terlambat"),
            _("Tepat waktu (%)"),
            _("Median hari kerja"),
            _("Rata-rata hari kerja di kantor"),
            _("Rata-rata hari kerja di instansi teknis"),
            _("Rata-rata hari kerja di pemohon"),
            _("Ditolak"),
            _("Izin dibatalkan"),
            _("Ditarik pemohon"),
        ],
        rows=rows,
    )


def _rows_of_months(name: str, files: Sequence[EndedFile]) -> list[list[Cell]]:
    if not files:
        return []
    months = sorted({row.month for row in files})
    parts = [(month_name(month), [row for row in files if row.month == month]) for month in months]
    return [[name, month, *_cells(figures_of(part))] for month, part in [*parts, (_("Total"), files)]]


def _cells(figures: Figures) -> list[Cell]:
    return [
        figures.finished,
        figures.met,
        figures.late,
        figures.share,
        figures.median,
        figures.office,
        figures.agency,
        figures.applicant,
        figures.rejected,
        figures.cancelled,
        figures.withdrawn,
    ]
