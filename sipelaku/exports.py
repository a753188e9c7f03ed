"""A report as a file to take along: XLSX, or CSV as a spreadsheet in Indonesian reads it (semicolons, decimal commas).

Words that a spreadsheet would run as a formula are made words again, in headers too.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

Cell = str | int | Decimal | None

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\ufeff"
BEGIN_FORMULAS = "=+-@＝＋－＠"
LONGEST_TITLE = 31  # of a sheet in Excel
WIDEST, NARROWEST = 60, 8  # columns, in letters
LANDSCAPE_A4 = 9
MOST_DECIMALS = 4


@dataclass(frozen=True)
class Sheet:
    """A table to take along. ``title`` names the sheet, ``name`` the file (without the day and its ending)."""

    title: str
    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def download(sheet: Sheet, kind: str, now: datetime.datetime) -> HttpResponse:
    """The file of ``kind``, CSV or XLSX, named after the report and the day it was taken (``now``, office's zone)."""
    content = as_xlsx(sheet, now) if kind == XLSX else as_csv(sheet)
    name = f"{slugify(sheet.name)}-diambil-{now:%Y-%m-%d}.{kind}"
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def harmless(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet might take it for a formula."""
    begins = text.lstrip()[:1]
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or (begins and begins in BEGIN_FORMULAS) else text


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in sheet.header])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return str(cell).replace(".", ",")


def as_xlsx(sheet: Sheet, now: datetime.datetime) -> bytes:
    """The table as a workbook of one sheet, its numbers as numbers, ready to be printed lengthwise."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        # The format keeps no zone: it is the office's clock.
        book.set_properties({"title": sheet.title, "created": now.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        decimals = {
            places: book.add_format({"num_format": f"0.{'0' * places}"}) for places in range(1, MOST_DECIMALS + 1)
        }
        page = book.add_worksheet(sheet.title[:LONGEST_TITLE])
        page.set_landscape()
        page.set_paper(LANDSCAPE_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.freeze_panes(1, 0)
        for place, width in enumerate(_widths(sheet)):
            page.set_column(place, place, width)
        for place, name in enumerate(sheet.header):
            page.write_string(0, place, harmless(name), bold)
        for number, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, place, harmless(cell))
                elif isinstance(cell, Decimal):
                    page.write_number(number, place, float(cell), decimals[_places(cell)])
                elif cell is not None:
                    page.write_number(number, place, cell)
    return buffer.getvalue()


def _places(number: Decimal) -> int:
    """With how many decimals a number is shown: those it has, but one at least."""
    exponent = number.as_tuple().exponent
    return min(max(-exponent, 1), MOST_DECIMALS) if isinstance(exponent, int) else 1


def _widths(sheet: Sheet) -> list[int]:
    """How wide each column is, for the longest words in it."""
    columns = zip(*sheet.rows, strict=True) if sheet.rows else [() for _name in sheet.header]
    longest = [max((len(cell) for cell in column if isinstance(cell, str)), default=0) for column in columns]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]
