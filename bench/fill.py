"""Fills a PostgreSQL database with applications: ``DATABASE_URL=... python -m bench.fill <count> <of them live>``.

Constraints and triggers are in force, numbers are drawn from the counters of
``permits.numbering``, digests are the models' own: ``manage.py verify_journey`` passes
on the result. Each year has its counter, so the years are written side by side.
"""

from __future__ import annotations

import datetime
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from django.db import connection, transaction
from django.utils import timezone

from bench import people
from bench.journeys import Cast, Journey
from bench.ledger import Ledger
from bench.plans import Plan, make_plans
from permits.models import Application, FilingKind, Permit, PermitType, ServiceStandard, Standing
from permits.numbering import (
    LARGEST_REGISTRATION,
    PERMIT_LETTERS,
    REGISTRATION,
    NumbersExhausted,
    format_registration,
    kind_code,
    next_serial,
)
from sipelaku.office.services import current_office

SLUG = "siup"
CHUNK = 500
# Several years of letters need numbers that differ from year to year.
LETTER_NUMBERS = "500.16.7.2/{serial}-PPO/{year}"


def fill(count: int, live: int) -> int:
    """Add what is missing to ``count`` filed applications, the same share of it live; return how many were added."""
    # What is measured is filed here, whatever has become of it since.
    Standing.objects.filter(permit_type__slug=SLUG).delete()
    there = Application.objects.filter(number__isnull=False).count()
    missing = count - there
    if missing <= 0:
        return 0
    now = timezone.now()
    office = current_office()
    office.letter_number_pattern = LETTER_NUMBERS
    office.save()
    standard = _standard()
    cast = Cast(people.applicants(missing), people.officers())
    share = round(live * missing / count)
    years: dict[int, list[Plan]] = defaultdict(list)
    for plan in make_plans(missing, share, list(standard.stages.all()), now, first=there + 1):
        years[plan.filed_at.astimezone(office.zone).year].append(plan)
    connection.close()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        longest_first = sorted(years.values(), key=len, reverse=True)
        for written in [pool.submit(write_year, plans, cast, now) for plans in longest_first]:
            written.result()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        # What is measured next must not wait for the disk to take in what was filled.
        cursor.execute("CHECKPOINT")
    return missing


def _standard() -> ServiceStandard:
    standard = PermitType.objects.get(slug=SLUG).standards.prefetch_related("stages", "fields", "requirements").first()
    if standard is None:
        raise ServiceStandard.DoesNotExist("run manage.py load_catalogue first")
    return standard


def write_year(plans: list[Plan], cast: Cast, now: datetime.datetime) -> None:
    """Write the applications filed in one year, in the order of filing, chunk after chunk."""
    standard, ledger = _standard(), Ledger()
    for chunk in (plans[start : start + CHUNK] for start in range(0, len(plans), CHUNK)):
        with transaction.atomic():
            signed: list[Permit] = []
            for plan, number in zip(chunk, _numbers(standard, chunk), strict=True):
                stages = list(standard.stages.all())
                Journey(plan, standard, stages, cast, ledger, now, signed).walk(number)
            _number_permits(signed)
            ledger.write()


def _numbers(standard: ServiceStandard, chunk: list[Plan]) -> Iterator[str]:
    """Registration numbers for applications of one year. Raises NumbersExhausted."""
    moments = [plan.filed_at.astimezone(current_office().zone) for plan in chunk]
    first = next_serial(REGISTRATION, moments[0].year, len(chunk))
    if first + len(chunk) - 1 > LARGEST_REGISTRATION:
        raise NumbersExhausted
    for serial, moment in enumerate(moments, start=first):
        yield format_registration(serial, standard.permit_type.code, kind_code(FilingKind.NEW), moment)


def _number_permits(signed: list[Permit]) -> None:
    """Give signed permits their numbers in the order of signing, from the register of the year of signing."""
    pattern, zone = current_office().letter_number_pattern, current_office().zone
    years: dict[int, list[Permit]] = defaultdict(list)
    for permit in signed:
        if permit.signed_at:
            years[permit.signed_at.astimezone(zone).year].append(permit)
    for year, permits in sorted(years.items()):
        permits.sort(key=lambda permit: (permit.signed_at, permit.pk))
        for serial, permit in enumerate(permits, start=next_serial(PERMIT_LETTERS, year, len(permits))):
            permit.number = pattern.replace("{serial}", str(serial)).replace("{year}", str(year))


if __name__ == "__main__":
    began = time.monotonic()
    added = fill(int(sys.argv[1]), int(sys.argv[2]))
    print(f"{added} applications added in {time.monotonic() - began:.0f} s", file=sys.stderr)
