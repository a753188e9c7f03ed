"""A replayed year: believable days, the real workflow, nothing done twice after a stop."""

import datetime

import pytest
from django.core.management import call_command

from permits import records
from permits.models import (
    Application,
    Bill,
    Holder,
    Paper,
    Payment,
    Permit,
    PermitType,
    Standing,
    Status,
    Transition,
    Work,
)
from permits.replay.plan import Planned, PlannedStage, WorkingDays, give_visits, plan
from permits.replay.table import MONTHS, Row
from permits.replay.year import prepare, run
from sipelaku.office.seeding import seed_holidays
from sipelaku.office.services import calendar
from testkit.standards import open_here

SIUP, GANGGUAN = "Surat Izin Usaha Perdagangan (SIUP)", "Izin Gangguan"
LITTLE = [Row(SIUP, (2, 0, 1, *[0] * 9)), Row(GANGGUAN, (1, 0, 0, 0, 0, 1, *[0] * 6))]


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def days(catalogue):
    for year in (2016, 2017, 2018):
        seed_holidays(year)
    return WorkingDays(calendar(), 2017)


@pytest.fixture
def little_catalogue(catalogue, monkeypatch):
    """SIUP and Izin Gangguan only, as if nothing had become of them."""
    open_here("siup", "izin-gangguan")
    monkeypatch.setattr("permits.catalogue.load_all", lambda: [])


def stages_of(slug: str) -> list[PlannedStage]:
    standard = PermitType.objects.get(slug=slug).standards.get()
    return [PlannedStage(stage.work, stage.day_limit) for stage in standard.stages.all()]


def plans(slug: str, days: WorkingDays, month: int, count: int = 200) -> list[Planned]:
    return [plan(2017, month, slug, number, stages_of(slug), days) for number in range(count)]


def replayed(rows: list[Row]) -> None:
    run(prepare(rows, 2017), processes=1, tell=lambda day, made: None)


@pytest.mark.parametrize("month", [1, 6, 12])
@pytest.mark.parametrize("slug", ["siup", "izin-gangguan"])
def test_every_move_is_in_service_hours_and_after_the_one_before(days, long_procedure, slug, month):
    hours = calendar()
    for permit in plans(slug, days, month):
        moments = [move.at for move in permit.moves]
        assert moments == sorted(set(moments))
        for at in moments:
            (service,) = hours.hours_on(at.date())
            assert service.opens <= at.time() < service.closes
        signed = next(move.at for move in permit.moves if move.work == Work.SIGN)
        assert (signed.year, signed.month) == (2017, month)


def test_nothing_happens_on_a_holiday(days):
    eid = datetime.date(2017, 6, 26)
    assert eid not in {move.at.date() for permit in plans("siup", days, 6) for move in permit.moves}


def test_some_are_returned_and_some_are_late_but_most_are_neither(days):
    permits = plans("siup", days, 5, 500)
    returned = sum(any(move.action == "return" for move in permit.moves) for permit in permits)
    assert 25 < returned < 110
    assert len({move.at.date() for permit in permits for move in permit.moves if move.work == Work.SIGN}) > 15


def test_the_plan_is_the_same_each_time(days):
    assert plans("siup", days, 3, 20) == plans("siup", days, 3, 20)


def test_inspections_of_a_day_are_numbered_from_nought(days, long_procedure):
    permits = plans("izin-gangguan", days, 4, 60)
    most = give_visits(permits)
    visits = [(permit.inspected_on, permit.visit) for permit in permits]
    assert len(set(visits)) == 60
    assert most == 1 + max(place for _day, place in visits)


def test_a_little_year_goes_the_real_way(little_catalogue):
    replayed(LITTLE)
    assert Application.objects.filter(status=Status.COMPLETED).count() == 5
    assert Permit.objects.filter(handed_over_at__isnull=False, number__isnull=False).count() == 5
    assert Bill.objects.count() == Payment.objects.count() == 2
    assert next(records.misfits(), None) is None
    assert not Transition.objects.filter(announced_at__isnull=True).exists()
    assert {paper.kind for paper in Paper.objects.all()} == {"permit"}
    assert Holder.AGENCY in Application.objects.values_list("turns__holder", flat=True)
    numbers = Application.objects.order_by("filed_at").values_list("number", flat=True)
    assert [number[:5] for number in numbers if number.endswith("2017")] == sorted(
        number[:5] for number in numbers if number.endswith("2017")
    )


@pytest.mark.parametrize("stop_after", [1, 9, 30])
def test_a_run_that_was_stopped_goes_on_where_it_was(little_catalogue, stop_after):
    def pull_the_plug(day: datetime.date, made: int) -> None:
        if made >= stop_after:
            raise Stopped

    with pytest.raises(Stopped):
        run(prepare(LITTLE, 2017), processes=1, tell=pull_the_plug)
    half_way = Transition.objects.count()
    assert stop_after <= half_way < prepare(LITTLE, 2017).moves
    replayed(LITTLE)
    whole = list(Transition.objects.order_by("at").values_list("application__number", "action", "at"))
    assert len(whole) == prepare(LITTLE, 2017).moves
    assert len(set(whole)) == len(whole)
    replayed(LITTLE)
    assert Transition.objects.count() == len(whole)


def test_a_move_that_fails_leaves_the_rest_as_it_was(little_catalogue, monkeypatch):

    def fail(*args, **kwargs):
        raise Stopped

    monkeypatch.setattr("permits.replay.journeys.workflow.perform", fail)
    with pytest.raises(Stopped):
        replayed(LITTLE)
    assert not Application.objects.exists()


def test_what_was_filed_before_the_first_standard_runs_under_a_copy_of_it(little_catalogue):
    replayed(LITTLE)
    first = PermitType.objects.get(slug="siup").standard_on(datetime.date(2017, 1, 2))
    assert first.revision == 2
    assert first.stages.count() == 9
    assert PermitType.objects.get(slug="siup").standard_on(datetime.date(2017, 5, 2)).revision == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_several_hands_make_the_same_year(tmp_path, little_catalogue):
    path = tmp_path / "izin_2017.csv"
    counts = ",".join(["3"] * 12)
    path.write_text(f"nama,{','.join(MONTHS)}\n{SIUP},{counts}\n{GANGGUAN},{counts}\n")
    assert not Standing.objects.exists()
    call_command("replay_year", path, proses=3, verbosity=0)
    assert Application.objects.filter(status=Status.COMPLETED).count() == 72
    assert next(records.misfits(), None) is None
