"""What each kind of work demands before a file may leave its stage, and what it leaves behind.

``workflow.perform`` calls ``demand`` before the move and ``carry_out`` within its
transaction. Both look their step up by kind of work and action; a step that is not
listed demands nothing and leaves nothing.
"""

from __future__ import annotations

from permits.work import filing, inspection, permit, retribution
from permits.work.filing import FAULTS, Unlocked, current_documents, to_check, unlocked
from permits.work.permit import permit_fields
from permits.work.step import Handler, Incomplete, Step, request_paper

__all__ = [
    "FAULTS",
    "Incomplete",
    "Step",
    "Unlocked",
    "carry_out",
    "current_documents",
    "demand",
    "permit_fields",
    "request_paper",
    "to_check",
    "unlocked",
]

ROOMS = (filing, inspection, retribution, permit)
DEMANDS: dict[tuple[str, str], Handler] = {key: value for room in ROOMS for key, value in room.DEMANDS.items()}
RESULTS: dict[tuple[str, str], Handler] = {key: value for room in ROOMS for key, value in room.RESULTS.items()}


def demand(action: str, step: Step) -> None:
    """Raise Incomplete when the work that ``action`` needs is not done."""
    if handler := DEMANDS.get((_work(step), action)) or DEMANDS.get(("", action)):
        handler(step)


def carry_out(action: str, step: Step) -> None:
    """Write what ``action`` leaves behind. Runs inside the transaction of the move."""
    if handler := RESULTS.get((_work(step), action)) or RESULTS.get(("", action)):
        handler(step)


def _work(step: Step) -> str:
    return step.application.stage.work if step.application.stage else ""
