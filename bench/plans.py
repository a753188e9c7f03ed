"""What is to become of each application before anything is written: when it is filed, by whom, and its moves.

A plan is a list of codes of ``permits.actions``; the mix is that of an office with
some years behind it. The same seed gives the same plans.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from permits.actions import CANCEL, FORWARD, REJECT, RESUBMIT, RETURN, REVOKE, SEND_BACK, SUBMIT, WITHDRAW
from permits.models import ApplicantKind, NoLeadsTo, Stage, Work

SEED = 20260117
YEARS = 4
# Nothing that is to be over was filed so lately that its pauses would not have ended.
LATEST_FINISHED = datetime.timedelta(days=45)
SHORTEST_WAITING, LONGEST_WAITING = datetime.timedelta(hours=1), datetime.timedelta(days=60)
ENDINGS = {"completed": 88, "rejected": 4, "withdrawn": 4, "cancelled": 2, "revoked": 2}
RETURNED_ONCE, SENT_BACK_ONCE, WALK_IN, COMPANY = 0.15, 0.05, 0.3, 0.4
STILL_RETURNED = 0.12


@dataclass(frozen=True)
class Plan:
    """One application to be; ``actions`` are its moves in order, ``number`` its place among all plans."""

    number: int
    filed_at: datetime.datetime
    kind: str
    walk_in: bool
    actions: tuple[str, ...]


def make_plans(count: int, live: int, stages: list[Stage], now: datetime.datetime, first: int) -> list[Plan]:
    """Return ``count`` plans in the order of filing, ``live`` of them not over yet, numbered from ``first``."""
    chance = random.Random(SEED + first)
    office_stages = [stage for stage in stages if stage.work != Work.FILE]
    plans = []
    for place in range(count):
        if place < live:
            # Most of what is live came in lately; some is long overdue.
            filed_at = now - SHORTEST_WAITING - LONGEST_WAITING * chance.random() ** 4
            actions = _unfinished(chance, office_stages)
        else:
            filed_at = now - LATEST_FINISHED - datetime.timedelta(days=365 * YEARS) * chance.random()
            actions = _finished(chance, office_stages)
        kind = ApplicantKind.COMPANY if chance.random() < COMPANY else ApplicantKind.PERSON
        plans.append((filed_at, kind, chance.random() < WALK_IN, actions))
    plans.sort(key=lambda plan: plan[0])
    return [Plan(number, *plan) for number, plan in enumerate(plans, start=first)]


def _unfinished(chance: random.Random, stages: list[Stage]) -> tuple[str, ...]:
    """Moves up to a stage drawn at random, or to a return that waits for its correction."""
    if chance.random() < STILL_RETURNED:
        return (SUBMIT.code, RETURN.code)
    here = chance.randrange(len(stages))
    return (SUBMIT.code, *_forward(chance, stages[:here]))


def _finished(chance: random.Random, stages: list[Stage]) -> tuple[str, ...]:
    """Moves to one of ENDINGS."""
    ending = chance.choices(list(ENDINGS), weights=list(ENDINGS.values()))[0]
    if ending == "withdrawn":
        return (SUBMIT.code, *_forward(chance, stages[: chance.randrange(2)]), WITHDRAW.code)
    if ending == "rejected":
        return (SUBMIT.code, *_forward(chance, _before(stages, Work.VERIFY)), REJECT.code)
    if ending == "cancelled":
        return (SUBMIT.code, *_forward(chance, _before(stages, Work.COMPARE)), CANCEL.code)
    whole = (SUBMIT.code, *_forward(chance, stages))
    return (*whole, REVOKE.code) if ending == "revoked" else whole


def _before(stages: list[Stage], work: str) -> list[Stage]:
    place = next(place for place, stage in enumerate(stages) if stage.work == work)
    return stages[:place]


def _forward(chance: random.Random, stages: list[Stage]) -> list[str]:
    """The moves that finish ``stages``, now and then with a return or a step back on the way."""
    actions = []
    for place, stage in enumerate(stages):
        if stage.no_leads_to == NoLeadsTo.APPLICANT and chance.random() < RETURNED_ONCE:
            actions += [RETURN.code, RESUBMIT.code]
        if stage.no_leads_to == NoLeadsTo.STAGE and chance.random() < SENT_BACK_ONCE:
            steps_back = stage.order - (stage.no_stage or stage.order)
            actions += [SEND_BACK.code, *[FORWARD.code] * min(steps_back, place)]
        actions.append(FORWARD.code)
    return actions
