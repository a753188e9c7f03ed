"""The fifteen stages of Izin Gangguan at the officers' desk."""

from __future__ import annotations

from e2e import bodies
from e2e.addresses import Row
from e2e.bodies import Body
from e2e.scene import CASHIERS, LONG_OFFICERS
from e2e.table.desk import desk_file, refusal


def long_file(which: str, *people: str, body: Body, status: int = 302) -> Row:
    return desk_file(which, *people, body=body, officers=LONG_OFFICERS, status=status)


def long_refusal(action: str, which: str, *people: str, body: Body) -> Row:
    situation = f"{action} {which}"
    return refusal(action, which, *people, body=body, officers=LONG_OFFICERS, situation=situation)


LONG_WAY = [
    long_file("long check", "counter", body=bodies.checklist("long check")),
    long_file("schedule", "scheduler", body=bodies.plan("schedule")),
    # The report is written at the site, and a payment taken at the till: each has a page of its own.
    long_file("inspect", "inspector", body=bodies.reading("inspect"), status=403),
    long_file("resume", "entry", body=bodies.resume("resume")),
    long_file("review", "kasi", body=bodies.review("review")),
    long_file("assess", *CASHIERS, body=bodies.reading("assess")),
    long_file("pay", *CASHIERS, body=bodies.reading("pay"), status=422),
    long_file("settle", *CASHIERS, body=bodies.reading("settle")),
    long_file("long prepare", "entry", body=bodies.permit_data("long prepare")),
    long_file("long verify", "kabid", body=bodies.reading("long verify")),
    long_file("long sign", "head", body=bodies.reading("long sign"), status=403),
    long_file("long archive", "archive", body=bodies.archiving("long archive")),
    long_file("long compare", "counter", body=bodies.comparison("long compare")),
    long_file("long hand_over", "counter", body=bodies.receiver("long hand_over")),
    long_refusal("return", "long check", "counter", body=bodies.faulty_checklist("long check")),
    long_refusal("reject", "review", "kasi", body=bodies.because("review")),
    long_refusal("send_back", "assess", *CASHIERS, body=bodies.because("assess")),
    long_refusal("send_back", "long verify", "kabid", body=bodies.because("long verify")),
    long_refusal("reject", "long verify", "kabid", body=bodies.because("long verify")),
    long_refusal("send_back", "long sign", "head", body=bodies.because("long sign")),
    long_refusal("reject", "long sign", "head", body=bodies.because("long sign")),
    long_refusal("cancel", "long compare", "counter", body=bodies.mismatch("long compare")),
    long_refusal("revoke", "long completed", "head", body=bodies.because("long completed")),
    # What is paid is not rejected before somebody reads a draft of it.
    long_refusal("reject", "settle", body=bodies.because("settle")),
]
