"""The calendar of the inspections, a new plan, and the report from the site with its photos."""

from __future__ import annotations

from e2e import bodies
from e2e.addresses import (
    NOT_THIS_WAY,
    NOTHING_THERE,
    ON_THE_LONG_WAY,
    SHOWN_TO_ALL,
    Row,
    at_stage,
    only,
)
from e2e.scene import LONG_OFFICERS, OFFICERS_WITH_STAGES

INSPECTORS = only(["inspector"])
# The scheduler's to do at the stage of the inspection, and at no other.
NOT_NOW = only(LONG_OFFICERS, 403)

INSPECTIONS = [
    Row("inspections", only(["scheduler", "inspector"])),
    Row("inspections", only(["scheduler", "inspector"]), query="?tampilan=minggu&tanggal=2026-11-23", situation="week"),
    Row(
        "inspection_reschedule",
        at_stage("scheduler", status=200, officers=LONG_OFFICERS),
        ("number: inspect",),
        at_stage("scheduler", officers=LONG_OFFICERS),
        bodies.new_plan("inspect"),
        moves=("scheduler",),
    ),
    Row(
        "inspection_reschedule",
        NOT_NOW,
        ("number: schedule",),
        NOT_NOW,
        bodies.new_plan("schedule"),
        situation="not planned",
    ),
    Row(
        "inspection_reschedule",
        NOT_NOW,
        ("number: resume",),
        NOT_NOW,
        bodies.new_plan("resume"),
        situation="reported",
    ),
    Row(
        "inspection_reschedule",
        only(OFFICERS_WITH_STAGES, 403),
        ("number: check",),
        only(OFFICERS_WITH_STAGES, 403),
        bodies.because("check"),
        situation="never inspected",
    ),
    Row("site_worker", SHOWN_TO_ALL),
    Row(
        "site_report",
        INSPECTORS,
        ("number: inspect",),
        only(["inspector"], 302),
        bodies.site_report("inspect"),
        moves=("inspector",),
    ),
    Row("site_report", INSPECTORS, ("number: inspect",), only(["inspector"], 422), situation="of nothing"),
    Row(
        "site_report",
        INSPECTORS,
        ("number: resume",),
        only(["inspector"], 409),
        bodies.site_report("resume"),
        situation="reported",
    ),
    Row(
        "site_report",
        NOTHING_THERE,
        ("number: schedule",),
        NOTHING_THERE,
        bodies.site_report("schedule"),
        situation="not planned",
    ),
    Row(
        "site_report",
        NOTHING_THERE,
        ("number: inspector's own",),
        NOTHING_THERE,
        bodies.site_report("inspector's own"),
        situation="an officer's own",
    ),
    Row(
        "site_report",
        NOTHING_THERE,
        ("number: check",),
        NOTHING_THERE,
        bodies.site_report("check"),
        situation="never inspected",
    ),
    Row(
        "site_photos",
        NOT_THIS_WAY,
        ("number: inspect",),
        only(["inspector"], 201),
        bodies.site_photo,
        moves=("inspector",),
    ),
    Row("site_photos", NOT_THIS_WAY, ("number: inspect",), only(["inspector"], 400), situation="of nothing"),
    Row(
        "site_photos",
        NOT_THIS_WAY,
        ("number: resume",),
        only(["inspector"], 409),
        bodies.site_photo,
        situation="reported",
    ),
    # Until the report is sent, a photo is for who took it.
    Row("site_photo", INSPECTORS, ("number: inspect", "photo: photo not sent yet"), situation="unsent"),
    Row("site_photo", ON_THE_LONG_WAY, ("number: seen", "photo: photo")),
    Row("site_photo", NOTHING_THERE, ("number: inspect", "photo: photo"), situation="of another file"),
]
