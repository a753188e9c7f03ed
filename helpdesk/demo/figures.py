"""The demonstration's visits of the last two quarters and this one, the counter's numbers, and two evaluations.

Invented by a fixed seed: ever more people look here, ever fewer come to the counter. The evaluations say what their
figures say; the older one is settled, the one of the last quarter waits for it.
"""

from __future__ import annotations

import datetime
from random import Random

from django.utils import timezone
from django.utils.formats import number_format

from helpdesk import counter, evaluations, spans
from helpdesk.evaluations import Plan
from helpdesk.models import Campaign, CountingDay, Group, Link, Tally, Target
from helpdesk.spans import A_DAY, Span
from helpdesk.survey_periods import Period
from helpdesk.survey_questions import TITLES
from helpdesk.survey_results import results
from helpdesk.tallies import Amount, Batch, Place, write_down
from sipelaku.accounts.models import User
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

SEED = 2026
FIRST_VISITS, LAST_VISITS = 22, 68  # people on a working day, at the beginning and at the end
FIRST_AT_COUNTER, LAST_AT_COUNTER = 64, 37
AT_WEEKENDS = 0.45
STAY = 74  # seconds


def tell(users: dict[str, User]) -> None:
    """Count, write down who came to the counter, and evaluate; links and campaigns are there already."""
    today = timezone.localdate(timezone=current_office().zone)
    last = spans.quarter_before(*spans.quarter_of(today))
    span = Span(spans.of_quarter(*spans.quarter_before(*last)).first, today - A_DAY)
    chance = Random(SEED)
    _count(span, chance)
    _count_today(today, chance)
    _come_to_the_counter(span, chance, users["loket"])
    _evaluate(last, today, users)


def _grown(first: int, end: int, day: datetime.date, span: Span) -> float:
    return first + (end - first) * (day - span.first).days / len(span)


def _count(span: Span, chance: Random) -> None:
    """A closed day for each of ``span``: the page, each group, each link, each campaign while it runs."""
    groups = list(Group.objects.values_list("pk", flat=True))
    # Nobody can open what was never published.
    links = list(Link.objects.filter(reviewed_on__isnull=False).values_list("pk", flat=True))
    campaigns = list(Campaign.objects.all())
    tallies: list[Tally] = []
    for day in span.days():
        weight = 1.0 if day.weekday() < 5 else AT_WEEKENDS
        people = round(_grown(FIRST_VISITS, LAST_VISITS, day, span) * weight * chance.uniform(0.8, 1.2))
        stays = round(people * 0.7)
        seconds = round(stays * STAY * chance.uniform(0.8, 1.25))
        tallies.append(_tally(day, Target.PAGE, 0, people, chance, stays=stays, seconds=seconds))
        tallies += [_tally(day, Target.GROUP, key, chance.randrange(4), chance) for key in groups]
        tallies += [
            _tally(day, Target.LINK, key, round(people * chance.uniform(0.2, 0.6) / (place + 1.5)), chance)
            for place, key in enumerate(links)
        ]
        # A leaflet still brings somebody long after its occasion.
        tallies += [
            _tally(
                day,
                Target.PAGE,
                0,
                chance.randrange(*((3, 14) if day <= (row.last_day or day) else (0, 3))),
                chance,
                campaign=row.pk,
            )
            for row in campaigns
            if row.first_day <= day
        ]
    Tally.objects.bulk_create((row for row in tallies if row.views), ignore_conflicts=True)
    now = timezone.now()
    CountingDay.objects.bulk_create((CountingDay(day=day, closed_at=now) for day in span.days()), ignore_conflicts=True)


def _tally(
    day: datetime.date, target: Target, key: int, people: int, chance: Random, *, campaign: int = 0, **more: int
) -> Tally:
    views = round(people * chance.uniform(1.1, 1.6))
    return Tally(day=day, target=target, key=key, campaign=campaign, views=views, visits=people, **more)


def _count_today(today: datetime.date, chance: Random) -> None:
    """The day that is still open, as the portal itself writes it down."""
    page = Place(today, Target.PAGE, 0, 0)
    people = {(page, f"pengunjung {number}".encode()) for number in range(chance.randrange(20, 40))}
    amount = Amount(views=round(len(people) * 1.3), stays=len(people), seconds=len(people) * STAY)
    write_down(Batch({page: amount}, people))


def _come_to_the_counter(span: Span, chance: Random, officer: User) -> None:
    """Who came on working days; two days somebody forgot to write down."""
    working = [day for day in span.days() if is_working_day(calendar(), day)]
    forgotten = set(chance.sample(working, 2)) if len(working) > 2 else set()
    counter.enter(
        {
            day: (None, round(_grown(FIRST_AT_COUNTER, LAST_AT_COUNTER, day, span) * chance.uniform(0.8, 1.2)))
            for day in working
            if day not in forgotten
        },
        by=officer,
    )


def _evaluate(last: tuple[int, int], today: datetime.date, users: dict[str, User]) -> None:
    """The evaluation before the last, settled, one of its follow-ups done; the last quarter's, to be settled."""
    earlier, begin = spans.quarter_before(*last), spans.of_quarter(*last).first
    plans = [
        Plan(
            "Taruh biaya dan lama proses di baris pertama ringkasan tautan",
            users["konten"].full_name,
            begin + 20 * A_DAY,
        ),
        Plan("Pasang kode QR di tiga kantor kecamatan lain", users["layanan"].full_name, begin + 45 * A_DAY),
        Plan("Tambah kursi ruang tunggu loket", users["koordinator"].full_name, begin + 85 * A_DAY),
    ]
    settled = evaluations.write(*earlier, _findings(*earlier), plans, seen=evaluations.digest_of(None))
    evaluations.settle(*earlier, seen=evaluations.digest_of(settled), by=users["koordinator"])
    evaluations.finish(settled.follow_ups.order_by("due_on")[0], begin + 18 * A_DAY, seen=None)
    next_plan = Plan("Terbitkan panduan izin reklame", users["konten"].full_name, today + 30 * A_DAY)
    evaluations.write(*last, _findings(*last), [next_plan], seen=evaluations.digest_of(None))


def _findings(year: int, quarter: int) -> str:
    """What the figures of a quarter that is over say, in words."""
    span = spans.of_quarter(year, quarter)
    told = evaluations.figures_of(year, quarter, span.last + A_DAY)
    first, *_between, last = told["months"]
    then, now = ({name: _number(month[name]) for name in ("visits", "counter")} for month in (first, last))
    paragraphs = [
        f"Kunjungan ke halaman informasi: {then['visits']} pada {first['name']}, {now['visits']} pada {last['name']}. "
        f"Orang yang datang ke loket: {then['counter']} pada {first['name']}, {now['counter']} pada {last['name']}."
    ]
    if links := told["links"]:
        paragraphs.append(f"Tautan yang paling banyak dibuka: {links[0]['name']}, {_number(links[0]['views'])} kali.")
    if said := results(Period(year, f"q{quarter}"), types=()).total.said:
        one, other = (str(TITLES[element.name]).lower() for element in said.weakest(2))
        paragraphs.append(f"Menurut survei, unsur yang paling lemah: {one}, lalu {other}.")
    return "\n\n".join(paragraphs)


def _number(counted: int) -> str:
    return number_format(counted, force_grouping=True)
