"""A whole year: what is checked and prepared before the first move, and the days run one after the other.

Every day's moves are made before the next day begins, so that numbers rise as in a real
year. What has been done is read from the journeys themselves: a run that was stopped
goes on where it was.
"""

from __future__ import annotations

import datetime
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from permits import catalogue, printing, publication
from permits.models import Application, PermitType, ServiceStandard
from permits.replay.journeys import advance, token_of
from permits.replay.people import Cast
from permits.replay.plan import LEAD, VISITS_A_MORNING, Planned, PlannedStage, WorkingDays, give_visits, plan
from permits.replay.table import MONTHS, BrokenTable, Row
from sipelaku.office.models import Holiday
from sipelaku.office.seeding import seed_holidays
from sipelaku.office.services import calendar

Day = datetime.date


@dataclass
class Year:
    """A prepared year: its permits in the order they are filed, and who acts."""

    planned: list[Planned]
    cast: Cast

    @property
    def moves(self) -> int:
        """How many moves the whole year has."""
        return sum(len(permit.moves) for permit in self.planned)

    def by_day(self) -> dict[Day, list[int]]:
        """The places of the permits that have a move on a day, by day, in order."""
        days: defaultdict[Day, list[int]] = defaultdict(list)
        for place, permit in enumerate(self.planned):
            for day in sorted({move.at.date() for move in permit.moves}):
                days[day].append(place)
        return dict(sorted(days.items()))

    def done(self) -> dict[int, int]:
        """How many moves of each permit earlier runs have made, by place."""
        places = {token_of(permit.key): place for place, permit in enumerate(self.planned)}
        made = Application.objects.filter(applicant__in=self.cast.applicants).values_list("token", "version")
        return {places[token]: version for token, version in made if token in places}


@transaction.atomic
def prepare(rows: Sequence[Row], year: int) -> Year:
    """Check the table against the catalogue and plan every permit; makes people, holidays and standards.

    Raises BrokenTable with every reason not to run; then nothing has changed.
    """
    catalogue.load_all()
    for around in (year - 1, year, year + 1):
        if not Holiday.objects.filter(date__year=around).exists():
            seed_holidays(around)
    begin = Day(year, 1, 1) - LEAD
    types = _types_of(rows, year)
    standards = {row.name: _standard_on(types[row.name], begin) for row in rows if any(row.counts)}
    planned = sorted(_plan(rows, year, standards), key=lambda permit: permit.moves[0].at)
    most_visits = give_visits(planned)
    if planned and max(permit.moves[-1].at for permit in planned) > timezone.now():
        raise BrokenTable([_("Tahun %(year)d belum selesai dijalani; pilih tahun yang sudah lewat.") % {"year": year}])
    inspectors = -(-most_visits // VISITS_A_MORNING)
    return Year(planned, Cast([standard.pk for standard in standards.values()], inspectors))


def _types_of(rows: Sequence[Row], year: int) -> dict[str, PermitType]:
    """The permit types of the table by its names."""
    known = {permit_type.name.casefold(): permit_type for permit_type in PermitType.objects.all()}
    reasons, types = [], {}
    for row in rows:
        permit_type = known.get(row.name.casefold())
        if permit_type is None:
            reasons.append(_("Jenis izin “%(name)s” tidak ada dalam katalog.") % {"name": row.name})
        elif any(row.counts) and not (permit_type.is_open_on(Day(year, 12, 31))):
            place = {"name": row.name, "year": year}
            reasons.append(_("“%(name)s” tidak lagi diterbitkan di sini pada akhir tahun %(year)d.") % place)
        else:
            types[row.name] = permit_type
    if reasons:
        raise BrokenTable(reasons)
    return types


def _standard_on(permit_type: PermitType, day: Day) -> ServiceStandard:
    """The standard in force on ``day``. What was filed before the first one ran under the same SOP: a copy of it."""
    standard = permit_type.standard_on(day)
    if standard is not None:
        return standard
    first = permit_type.standards.filter(status="published").order_by("effective_from").first()
    if first is None:
        raise BrokenTable([_("“%(name)s” belum mempunyai standar pelayanan.") % {"name": permit_type.name}])
    copy = first.revise()
    publication.put_in_force(copy, day)
    return copy


def _plan(rows: Sequence[Row], year: int, standards: dict[str, ServiceStandard]) -> Iterator[Planned]:
    days = WorkingDays(calendar(), year)
    for row in rows:
        if not any(row.counts):
            continue
        stages = [PlannedStage(stage.work, stage.day_limit) for stage in standards[row.name].stages.all()]
        slug = standards[row.name].permit_type.slug
        for month, count in enumerate(row.counts, start=1):
            if count and not days.of_month(year, month):
                place = {"month": MONTHS[month - 1], "year": year}
                raise BrokenTable([_("Bulan %(month)s %(year)d tidak mempunyai hari kerja.") % place])
            for number in range(count):
                yield plan(year, month, slug, number, stages, days)


# Running ------------------------------------------------------------------------------


def run(year: Year, *, processes: int, tell: Callable[[Day, int], None]) -> None:
    """Make every move that is not made yet, day by day, with so many processes.

    ``tell`` hears after each day with something left to do how many moves of the whole year are made. Raises
    what the workflow raises; what was done until then stays.
    """
    done = year.done()
    made = sum(done.values())
    with _hands(processes, year.cast) as share:
        for day, places in year.by_day().items():
            due = [place for place in places if _made_by(year.planned[place], day) > done.get(place, 0)]
            if due:
                made += sum(share([(year.planned[place], day) for place in due]))
                tell(day, made)


def _made_by(permit: Planned, day: Day) -> int:
    return sum(move.at.date() <= day for move in permit.moves)


Share = Callable[[list[tuple[Planned, Day]]], Iterable[int]]


@contextmanager
def _hands(processes: int, cast: Cast) -> Iterator[Share]:
    """How a day's work is shared: among processes of their own, or done here by one."""
    if processes == 1:
        _begin(cast)
        yield partial(map, _advance)
        return
    # A child must not go on with its parent's connection.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(processes, _begin, (cast,)) as pool:
        yield partial(pool.imap_unordered, _advance, chunksize=2)


_casts: list[Cast] = []


def _begin(cast: Cast) -> None:
    """Get a process ready: it knows the people, has its fonts loaded, and does not wait for the disk.

    What a power cut loses of the last moments, the next run makes again.
    """
    _casts[:] = [cast]
    printing.warm_up()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO OFF")


def _advance(task: tuple[Planned, Day]) -> int:
    planned, day = task
    return advance(planned, _casts[0], day)
