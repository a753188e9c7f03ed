"""The demonstration's visits since the last quarter began, the counter's numbers, and two evaluations.

Invented by a fixed seed: ever more people look here, ever fewer come to the counter.
"""

from __future__ import annotations

import datetime
from random import Random

from django.utils import timezone

from helpdesk import counter, evaluations, spans
from helpdesk.evaluations import Plan
from helpdesk.models import Campaign, CountingDay, Group, Link, Tally, Target
from helpdesk.spans import A_DAY, Span
from helpdesk.tallies import Amount, Batch, Place, write_down
from sipelaku.accounts.models import User
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

SEED = 2026
FIRST_VISITS, LAST_VISITS = 22, 68  # people on a working day, at the beginning and at the end
FIRST_AT_COUNTER, LAST_AT_COUNTER = 64, 37
AT_WEEKENDS = 0.45
STAY = 74  # seconds
FINDINGS = (
    "Kunjungan ke halaman informasi naik terus sejak kode QR dipasang di loket dan di kantor kecamatan. Pada masa yang "
    "sama orang yang datang ke loket berkurang, terutama yang hanya menanyakan syarat.\n\n"
    "Tautan panduan NIB paling banyak dibuka. Pertanyaan yang masuk kebanyakan tentang biaya dan lama proses, "
    "sehingga keduanya perlu lebih mudah ditemukan.\n\n"
    "Survei menunjukkan sarana dan prasarana serta waktu penyelesaian sebagai unsur yang paling lemah."
)
IN_THE_MAKING = "Angka dua bulan pertama sudah terlihat; hasil lengkap ditulis setelah triwulan berakhir."


def tell(users: dict[str, User]) -> None:
    """Count, write down who came to the counter, and evaluate; links and campaigns are there already."""
    today = timezone.localdate(timezone=current_office().zone)
    last = spans.quarter_before(*spans.quarter_of(today))
    span = Span(spans.of_quarter(*last).first, today - A_DAY)
    chance = Random(SEED)
    _count(span, chance)
    _count_today(today, chance)
    _come_to_the_counter(span, chance, users["loket"])
    _evaluate(last, today, users)


def _grown(first: int, end: int, day: datetime.date, span: Span) -> float:
    return first + (end - first) * (day - span.first).days / len(span)


def _count(span: Span, chance: Random) -> None:
    """A closed day for each of ``span``: the page, each group, each link, each campaign while it runs."""
    groups, links = list(Group.objects.values_list("pk", flat=True)), list(Link.objects.values_list("pk", flat=True))
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
    """The last quarter's evaluation, settled, one of its follow-ups done; this quarter's, begun."""
    begin = spans.of_quarter(*spans.quarter_of(today)).first
    plans = [
        Plan(
            "Taruh biaya dan lama proses di baris pertama ringkasan tautan",
            users["konten"].full_name,
            begin + 20 * A_DAY,
        ),
        Plan("Pasang kode QR di tiga kantor kecamatan lain", users["layanan"].full_name, begin + 45 * A_DAY),
        Plan("Tambah kursi ruang tunggu loket", users["koordinator"].full_name, begin + 85 * A_DAY),
    ]
    evaluation = evaluations.write(*last, FINDINGS, plans, seen=evaluations.digest_of(None))
    evaluations.settle(*last, seen=evaluations.digest_of(evaluation), by=users["koordinator"])
    if today > begin + 18 * A_DAY:
        evaluations.finish(evaluation.follow_ups.order_by("due_on")[0], begin + 18 * A_DAY, seen=None)
    this = spans.quarter_of(today)
    next_plan = Plan("Terbitkan panduan izin reklame", users["konten"].full_name, begin + 80 * A_DAY)
    evaluations.write(*this, IN_THE_MAKING, [next_plan], seen=evaluations.digest_of(None))
