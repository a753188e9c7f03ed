"""The year 2017 at a fortieth of its volume, through the real workflow: the reports show its table again."""

import csv
import io

import pytest
from django.core.management import call_command

from permits import records
from permits.definitions import DATA
from permits.models import Application, Document, Permit, Status, Transition
from permits.replay.table import MONTHS, Row, read
from testkit.spreadsheets import read_xlsx
from testkit.story import make_user

ISSUED, TIMELINESS = "/petugas/laporan/izin-terbit/", "/petugas/laporan/ketepatan-waktu/"


@pytest.fixture
def fortieth() -> list[Row]:
    """A fortieth of every cell, rounded up so that no month of a type is lost."""
    rows = read(DATA / "izin_terbit_2017.csv")
    return [Row(row.name, tuple(-(-count // 40) for count in row.counts)) for row in rows]


@pytest.fixture
def replayed(db, fortieth, tmp_path) -> None:
    path = tmp_path / "izin_terbit_2017.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["no", "nama", *MONTHS, "total"])
        writer.writerows([no, row.name, *row.counts, sum(row.counts)] for no, row in enumerate(fortieth, start=1))
    call_command("replay_year", path, proses=1, stdout=io.StringIO())


def test_a_fortieth_of_2017_goes_the_real_way_and_the_reports_show_its_table_again(replayed, fortieth, client):
    client.force_login(make_user("kepala", "kepala_dinas"))
    the_journeys_are_whole(fortieth)
    the_table_is_back_row_by_row(client, fortieth)
    every_finished_file_is_in_the_timeliness_report(client)


def the_journeys_are_whole(fortieth):
    everything = sum(sum(row.counts) for row in fortieth)
    assert Application.objects.filter(status=Status.COMPLETED).count() == everything == Application.objects.count()
    assert Permit.objects.filter(handed_over_at__isnull=False).count() == everything
    assert next(records.misfits(), None) is None
    assert 0.05 < Transition.objects.filter(action="return").count() / everything < 0.25
    assert Document.objects.filter(replaced_at__isnull=False).exists()


def the_table_is_back_row_by_row(client, fortieth):
    answer = client.get(ISSUED, {"tahun": "2017", "format": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    wanted = [
        [str(no), row.name, *map(str, row.counts), str(sum(row.counts))] for no, row in enumerate(fortieth, start=1)
    ]
    assert [line for line in lines if line and line[0].isdigit() and int(line[0]) <= len(fortieth)] == wanted
    title, rows = read_xlsx(client.get(ISSUED, {"tahun": "2017", "format": "xlsx"}).content)
    assert "2017" in title
    assert [list(map(str, row)) for row in rows if isinstance(row[0], int) and row[0] <= len(fortieth)] == wanted
    sums = [sum(row.counts[month] for row in fortieth) for month in range(12)]
    assert [str(cell) for cell in lines[-1] if cell.isdigit()] == [*map(str, sums), str(sum(sums))]


def every_finished_file_is_in_the_timeliness_report(client):
    page = client.get(TIMELINESS, {"tahun": "2017"}).content.decode()
    assert "Surat Izin Usaha Perdagangan (SIUP)" in page
    late = client.get(f"{TIMELINESS}terlambat/", {"tahun": "2017"}).content.decode()
    assert "Belum ada" not in late
