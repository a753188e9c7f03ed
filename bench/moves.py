"""Measures moves of the workflow in one database: ``DATABASE_URL=... python -m bench.moves <rounds>``.

In turn, round after round: filing by one process and by four, finishing the checking
stage, and the bare transaction they are compared with (11 rows in three tables).
Prints the rates as JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from django.db import connection, transaction
from django.utils import timezone

from bench import people
from bench.fill import SLUG
from permits import workflow
from permits.models import ApplicantKind, Application, Document, Outcome, PermitType
from sipelaku.accounts.models import User
from sipelaku.celery import app

MOVES = 60  # of each process in a round
PROCESSES = 4
BARE_TABLES = """
CREATE TABLE IF NOT EXISTS bench_application (
    id bigserial PRIMARY KEY, token text UNIQUE, status text, answers jsonb, filed_at timestamptz);
CREATE TABLE IF NOT EXISTS bench_stage (
    id bigserial PRIMARY KEY, application_id bigint REFERENCES bench_application, place int, due_at timestamptz);
CREATE TABLE IF NOT EXISTS bench_event (
    id bigserial PRIMARY KEY, application_id bigint REFERENCES bench_application, action text, at timestamptz);
CREATE INDEX IF NOT EXISTS bench_stage_application ON bench_stage (application_id);
CREATE INDEX IF NOT EXISTS bench_event_application ON bench_event (application_id);
"""
STAGES = 9

Work = Callable[[list[int]], tuple[float, float]]


def measure(rounds: int) -> dict[str, list[float]]:
    """Moves per second by name of what was measured, one figure a round."""
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLES)
    rates: dict[str, list[float]] = {"bare 1": [], "file 1": [], "stage 1": [], "bare 4": [], "file 4": []}
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        _warm_up(pool)
        for _ in range(rounds):
            alone, together = draft(MOVES), draft(MOVES * PROCESSES)
            rates["bare 1"].append(_rate(pool, write_bare, alone, 1))
            rates["file 1"].append(_rate(pool, file_all, alone, 1))
            rates["stage 1"].append(_rate(pool, check_all, alone, 1))
            rates["bare 4"].append(_rate(pool, write_bare, together, PROCESSES))
            rates["file 4"].append(_rate(pool, file_all, together, PROCESSES))
    app.control.purge()
    return rates


def _warm_up(pool: ProcessPoolExecutor) -> None:
    keys = draft(PROCESSES * 5)
    _rate(pool, write_bare, keys, PROCESSES)
    _rate(pool, file_all, keys, PROCESSES)


def _rate(pool: ProcessPoolExecutor, work: Work, keys: list[int], processes: int) -> float:
    """Moves per second from the first process's start to the last one's end."""
    shares = [keys[first::processes] for first in range(processes)]
    spans = [task.result() for task in [pool.submit(work, share) for share in shares]]
    return len(keys) / (max(end for _begin, end in spans) - min(begin for begin, _end in spans))


def draft(count: int) -> list[int]:
    """Write down ``count`` applications that are complete and not sent; return their ids."""
    standard = PermitType.objects.get(slug=SLUG).standards.prefetch_related("fields", "requirements").get()
    applicants = random.sample(people.applicants(0), count)
    now = timezone.now()
    drafts = Application.objects.bulk_create(
        Application(
            permit_type_id=standard.permit_type_id,
            standard=standard,
            applicant_id=applicant,
            created_by_id=applicant,
            applicant_kind=ApplicantKind.PERSON,
            answers=people.answers_for(standard, ApplicantKind.PERSON, applicant),
            created_at=now,
            saved_at=now,
        )
        for applicant in applicants
    )
    Document.objects.bulk_create(
        Document(
            application=row,
            requirement=requirement,
            file="documents/ukur",
            name=f"{requirement.code}.jpg",
            content_type="image/jpeg",
            size=250_000,
            sha256="0" * 64,
            uploaded_by_id=row.created_by_id,
            uploaded_at=now,
        )
        for row in drafts
        for requirement in standard.requirements_for(ApplicantKind.PERSON)
        if requirement.required
    )
    return [row.pk for row in drafts]


def file_all(keys: list[int]) -> tuple[float, float]:
    """File every draft of ``keys``; return the moments of beginning and end (seconds, monotonic)."""
    drafts = _as_views_load_them(keys)
    begin = time.monotonic()
    for row in drafts:
        workflow.perform(row, "submit", by=row.applicant)
    return begin, time.monotonic()


def check_all(keys: list[int]) -> tuple[float, float]:
    """Finish the checking stage of every application of ``keys``; moments as in ``file_all``."""
    officer = User.objects.get(username="ukur-petugas_loket-1")
    filed = _as_views_load_them(keys)
    asked = filed[0].standard.requirements_for(ApplicantKind.PERSON)
    payload = {"verdicts": {row.code: (Outcome.PRESENT, "") for row in asked if row.required}}
    begin = time.monotonic()
    for row in filed:
        workflow.perform(row, "forward", by=officer, payload=payload)
    return begin, time.monotonic()


def _as_views_load_them(keys: list[int]) -> list[Application]:
    rows = Application.objects.filter(pk__in=keys).select_related("standard", "permit_type", "stage", "applicant")
    return list(rows.prefetch_related("standard__fields", "standard__requirements"))


def write_bare(keys: list[int]) -> tuple[float, float]:
    """One transaction of 11 rows for each of ``keys``; moments as in ``file_all``."""
    answers = json.dumps(people.answers_for(PermitType.objects.get(slug=SLUG).standards.get(), "person", 1))
    now = timezone.now()
    connection.ensure_connection()
    begin = time.monotonic()
    for _ in keys:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_application (token, status, answers, filed_at)"
                " VALUES (gen_random_uuid()::text, 'in_process', %s, %s) RETURNING id",
                [answers, now],
            )
            (key,) = cursor.fetchone()
            values = [value for place in range(STAGES) for value in (key, place, now)]
            places = ", ".join(["(%s, %s, %s)"] * STAGES)
            cursor.execute(f"INSERT INTO bench_stage (application_id, place, due_at) VALUES {places}", values)
            cursor.execute("INSERT INTO bench_event (application_id, action, at) VALUES (%s, 'submit', %s)", [key, now])
    return begin, time.monotonic()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
