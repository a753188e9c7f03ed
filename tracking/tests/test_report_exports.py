"""Files to take along: what a spreadsheet would run as a formula is words again, whatever is put in."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipelaku.exports import Sheet, as_csv, as_xlsx, download, harmless
from testkit.spreadsheets import read_xlsx

NOW = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
DANGEROUS = ["=1+1", "+62", "-2", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "＝1", "＠x"]


def of_cells(*cells):
    return Sheet("Uji", "uji", ["Kepala"] * len(cells), [cells])


def csv_cells(sheet):
    return list(csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_might_be_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "Izin Usaha (IUI)", "24", "Izin - baru", "a=b", "0=1"])
def test_plain_words_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_headers_are_made_harmless_too(text):
    sheet = Sheet("Uji", "uji", [text], [])
    assert csv_cells(sheet)[0][0].startswith("'")
    assert read_xlsx(as_xlsx(sheet, NOW))[1][0][0].startswith("'")


@given(WORDS)
def test_no_words_come_out_of_a_file_as_a_formula(text):
    sheet = of_cells(text)
    for cells in (csv_cells(sheet)[1], read_xlsx(as_xlsx(sheet, NOW))[1][1]):
        assert cells == [harmless(text)]
        assert cells[0].lstrip()[:1] not in tuple("=+-@")


def test_the_control_sees_a_formula_that_was_let_through(monkeypatch):
    monkeypatch.setattr("sipelaku.exports.harmless", lambda text: text)
    assert csv_cells(of_cells("=1+1"))[1] == ["=1+1"]


def test_words_with_separators_quotes_and_lines_stay_in_their_cell():
    text = 'Kepala "Dinas"; Seksi\nUsaha'
    assert csv_cells(of_cells(text, 1))[1] == [text, "1"]


def test_numbers_are_numbers_and_nothing_is_an_empty_cell():
    sheet = of_cells(24, Decimal("1.5"), None, Decimal("80.0"))
    assert csv_cells(sheet)[1] == ["24", "1,5", "", "80,0"]
    assert read_xlsx(as_xlsx(sheet, NOW))[1][1] == [24, 1.5, 80]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_name_of_a_file_says_what_and_when(kind):
    sheet = Sheet("Uji", 'Izin terbit-2026-Dinas "X"/../Perdagangan; é', ["Kepala"], [])
    disposition = download(sheet, kind, NOW)["Content-Disposition"]
    assert disposition == f'attachment; filename="izin-terbit-2026-dinas-xperdagangan-e-diambil-2026-11-21.{kind}"'
