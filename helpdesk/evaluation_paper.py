"""The settled evaluation as a paper: plain values, so that equal evaluations are one print."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format

from helpdesk import posters, spans
from helpdesk.models import Evaluation, Poster, PosterKind
from sipelaku.charts import FLOOR, pairs, width_of
from sipelaku.office.services import current_office

LETTERHEAD = ("address", "phone", "email", "website", "city", "head_title", "head_name", "head_rank", "head_nip")


def ask_for(evaluation: Evaluation) -> Poster:
    """The print of a settled evaluation, with its follow-ups as they stand now."""
    return posters.ask_for(PosterKind.EVALUATION, values_of(evaluation))


def values_of(evaluation: Evaluation) -> dict[str, Any]:
    """All that the paper of a settled evaluation says."""
    assert evaluation.settled_at is not None  # open ones have no paper
    assert evaluation.settled_by is not None  # by the constraint
    office = current_office()
    return {
        "name": spans.quarter_name(evaluation.year, evaluation.quarter),
        "figures": evaluation.figures,
        "chart": _chart(evaluation.figures["months"]),
        "findings": evaluation.findings,
        "follow_ups": [
            {
                "action": row.action,
                "person": row.person_in_charge,
                "due_on": date_format(row.due_on),
                "done_on": date_format(row.done_on) if row.done_on else "",
            }
            for row in evaluation.follow_ups.all()
        ],
        "settled_on": date_format(evaluation.settled_at.astimezone(office.zone)),
        "settled_by": evaluation.settled_by.get_full_name(),
        "letterhead": {name: getattr(office, name) for name in LETTERHEAD},
    }


def _chart(months: list[dict[str, Any]]) -> dict[str, Any]:
    """The bars of the months: visits here beside people at the counter."""
    drawn = pairs(
        [row["visits"] for row in months], [row["counter"] or 0 for row in months], [row["name"][:3] for row in months]
    )
    bars = [
        {
            "label": pair.label,
            "middle": pair.middle,
            "first": {"x": pair.first.x, "y": pair.first.y, "height": pair.first.height},
            "second": {
                "x": pair.second.x,
                "y": pair.second.y,
                "height": pair.second.height,
            },
            "width": pair.first.width,
        }
        for pair in drawn
    ]
    return {"bars": bars, "width": width_of(len(bars)), "floor": FLOOR}
