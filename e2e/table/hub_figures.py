"""Visits and evaluations: the team and the head read them, the counter writes who came, two evaluate."""

from __future__ import annotations

from e2e import bodies_hub_b as bodies
from e2e.addresses import NOT_THIS_WAY, Row, everybody, only
from e2e.happenings_hub_b import SETTLED, UNWRITTEN, WRITTEN, YEAR
from e2e.table.hub_consultations import FRONT
from e2e.table.hub_survey import READERS

EVALUATORS = ("koordinator", "head")
THE_SETTLED, THE_WRITTEN, THE_UNWRITTEN = ((str(YEAR), str(quarter)) for quarter in (SETTLED, WRITTEN, UNWRITTEN))
TO_COME = ("2999", "1")

VISITS = [
    # A browser tells it while it leaves the page; nobody reads the answer.
    Row("stay", NOT_THIS_WAY, post=everybody(204), body=lambda _scene: {"detik": "30"}),
    Row("stay", NOT_THIS_WAY, post=everybody(422), body=lambda _scene: {"detik": "lama"}, situation="in words"),
    Row("figures", only(READERS)),
    Row("figures", only(READERS), query="?tabel=tautan&format=csv", situation="as a list"),
    Row("figures", only(READERS, 422), query="?tahun=1890", situation="of no year"),
    Row("counter_visits", only(FRONT), post=only(FRONT, 302), body=bodies.came_today, moves=FRONT),
    Row("counter_visits", only(FRONT), post=only(FRONT, 422), situation="of no day"),
    Row(
        "counter_visits",
        only(FRONT),
        post=only(FRONT, 409),
        body=bodies.came_yesterday,
        situation="changed meanwhile",
    ),
]

# Those who evaluate get as far as the form; who else reads the evaluation does not write it.
WRITING = {status: only(READERS, 403) | dict.fromkeys(EVALUATORS, status) for status in (302, 409, 422)}

EVALUATIONS = [
    Row("evaluations", only(READERS)),
    Row(
        "evaluation",
        only(READERS),
        THE_WRITTEN,
        WRITING[302],
        bodies.findings("written evaluation"),
        moves=EVALUATORS,
    ),
    Row(
        "evaluation",
        only(READERS),
        THE_UNWRITTEN,
        WRITING[302],
        bodies.findings(),
        moves=EVALUATORS,
        situation="for the first time",
    ),
    Row(
        "evaluation",
        only(READERS),
        THE_WRITTEN,
        WRITING[422],
        bodies.findings("written evaluation", **{"rencana-0-person_in_charge": ""}),
        situation="in nobody's charge",
    ),
    Row("evaluation", only(READERS), THE_WRITTEN, WRITING[409], bodies.findings(), situation="changed meanwhile"),
    Row(
        "evaluation",
        only(READERS),
        THE_SETTLED,
        WRITING[409],
        bodies.findings("settled evaluation"),
        situation="settled",
    ),
    Row("evaluation", only([]), TO_COME, only([]), bodies.findings(), situation="to come"),
    Row(
        "settle_evaluation",
        only(EVALUATORS),
        THE_WRITTEN,
        only(EVALUATORS, 302),
        bodies.seen("written evaluation"),
        moves=EVALUATORS,
    ),
    Row("settle_evaluation", only(EVALUATORS), THE_WRITTEN, only(EVALUATORS, 409), situation="nothing seen"),
    Row(
        "settle_evaluation",
        only(EVALUATORS),
        THE_UNWRITTEN,
        only(EVALUATORS, 422),
        bodies.seen(),
        situation="unwritten",
    ),
    Row(
        "settle_evaluation",
        only(EVALUATORS),
        THE_SETTLED,
        only(EVALUATORS, 409),
        bodies.seen("settled evaluation"),
        situation="settled",
    ),
    Row("evaluation_paper", only(READERS), THE_SETTLED),
    Row("evaluation_paper", only([]), THE_WRITTEN, situation="open"),
    Row(
        "follow_up",
        NOT_THIS_WAY,
        ("follow-up: follow-up",),
        only(EVALUATORS, 302),
        bodies.done(),
        moves=EVALUATORS,
    ),
    Row(
        "follow_up",
        NOT_THIS_WAY,
        ("follow-up: follow-up",),
        only(EVALUATORS, 422),
        bodies.done(done_on="kemarin"),
        situation="in words",
    ),
    Row(
        "follow_up",
        NOT_THIS_WAY,
        ("follow-up: done follow-up",),
        only(EVALUATORS, 409),
        bodies.done(),
        situation="changed meanwhile",
    ),
]

FIGURES = [*VISITS, *EVALUATIONS]
