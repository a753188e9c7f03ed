"""The table of a year: what is read from it, and what is refused with its place and reason."""

import pytest
from django.core.management import CommandError, call_command

from permits.definitions import DATA
from permits.models import Application, Permit, PermitType
from permits.replay.table import MONTHS, BrokenTable, Row, read, year_of

HEADER = "no,nama," + ",".join(MONTHS) + ",total"
SIUP = "Surat Izin Usaha Perdagangan (SIUP)"
ZEROS = ",0" * 11


@pytest.fixture
def table(tmp_path):
    """Writes a table of a year long past."""

    def write(*lines: str, name: str = "izin_2017.csv", header: str = HEADER):
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def test_the_table_of_2017_has_7201_permits_of_38_types():
    rows = read(DATA / "izin_terbit_2017.csv")
    assert len(rows) == 38
    assert sum(sum(row.counts) for row in rows) == 7201
    assert rows[23] == Row(SIUP, (178, 186, 247, 166, 167, 150, 139, 187, 193, 254, 227, 164))


@pytest.mark.parametrize(("name", "year"), [("izin_terbit_2017.csv", 2017), ("tabel.csv", None), ("20171.csv", None)])
def test_the_year_is_told_by_the_files_name(tmp_path, name, year):
    assert year_of(tmp_path / name) == year


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("-3", "negatif"),
        ("", "kosong"),
        ("  ", "kosong"),
        ("tiga", "bukan jumlah izin"),
        ("1.5", "bukan jumlah izin"),
        ("²", "bukan jumlah izin"),
        ("1e3", "bukan jumlah izin"),
        ("999999999999", "bukan jumlah izin"),
        ("=1+1", "bukan jumlah izin"),
    ],
)
def test_a_cell_that_is_no_count_is_named_with_its_place(table, cell, message):
    with pytest.raises(BrokenTable, match=r"Baris 2 .*kolom jan") as refused:
        read(table(f'24,"{SIUP}",{cell}{ZEROS},0'))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "header", "message"),
    [
        ([], HEADER, "Tabel kosong"),
        (["1,A" + ",0" * 12 + ",0"], HEADER.replace("nama", "izin"), "Kolom “nama”"),
        (["1,A" + ",0" * 11 + ",0"], HEADER.replace(",mei", ""), "mei"),
        (["1,A" + ",0" * 13 + ",0"], HEADER.replace("mei", "mei,mei2"), "mei"),
        (["1," + ",0" * 12 + ",0"], HEADER, "nama izin kosong"),
        (["1,A" + ",1" * 12 + ",11"], HEADER, "jumlah bulan 12, total 11"),
        (["1,A" + ",1" * 12 + ",12,9,9"], HEADER, "terlalu banyak kolom"),
        (["1,A" + ",0" * 12 + ",0", "2,A" + ",0" * 12 + ",0"], HEADER, "A tertulis dua kali"),
        (["1,A,0"], HEADER, "kolom feb"),
    ],
)
def test_a_broken_table_says_what_is_wrong(table, lines, header, message):
    with pytest.raises(BrokenTable, match=message):
        read(table(*lines, header=header))


def test_every_wrong_cell_is_named_at_once(table):
    with pytest.raises(BrokenTable) as refused:
        read(table(f"1,A,x{ZEROS},0", f"2,B,-1{ZEROS},0"))
    assert len(refused.value.reasons) == 2


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "izin_2017.csv"
    path.write_bytes(b"\xff\xfe\x00nama\x00")
    with pytest.raises(BrokenTable, match="UTF-8"):
        read(path)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([f'24,"{SIUP}",-1{ZEROS},'], "negatif"),
        (['1,"Izin Terbang",1' + ZEROS + ","], "tidak ada dalam katalog"),
        (['39,"Izin Gangguan",1' + ZEROS + ","], "tidak lagi diterbitkan"),
    ],
)
def test_the_command_refuses_a_table_it_cannot_run_and_changes_nothing(db, table, lines, message):
    with pytest.raises(CommandError, match=message):
        call_command("replay_year", table(*lines))
    assert not Application.objects.exists()
    assert not Permit.objects.exists()
    assert not PermitType.objects.exists()


def test_the_command_asks_for_a_year_it_cannot_guess(db, table):
    with pytest.raises(CommandError, match="--tahun"):
        call_command("replay_year", table(name="tabel.csv"))


def test_a_year_that_is_not_over_is_not_replayed(db, table):
    with pytest.raises(CommandError, match="sudah lewat"):
        call_command("replay_year", table(f'27,"Izin Reklame",0{ZEROS[:-2]},1,1'), tahun=2026)


def test_a_file_that_is_not_there_is_said_to_be_missing(db, tmp_path):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("replay_year", tmp_path / "izin_2017.csv")


def test_a_production_is_left_alone(db, table, settings):
    settings.PRODUCTION, settings.SECRET_KEY = True, "x" * 60
    with pytest.raises(CommandError, match="produksi"):
        call_command("replay_year", table(f'24,"{SIUP}",1{ZEROS},'))
