"""One move at one stage: what a person brings to it, and the papers it asks for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from permits.models import Application, Paper, Turn
from permits.nudge import nudge_printer


class Incomplete(Exception):
    """The work of this stage is not done; ``errors`` maps a field's name to a message, "" to the whole."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass
class Step:
    """One move at one stage: what the officer or applicant brings to it.

    ``note`` is the reason given for the move. What the work leaves in ``details`` is
    written into the chained record of the move.
    """

    application: Application
    turn: Turn | None
    by: Any
    at: datetime.datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def sequence(self) -> int:
        """The number of the move in the journey: also the edition of the papers it brings about."""
        return self.application.version + 1

    def keep(self, *names: str) -> None:
        """Write these parts of the payload into the record of the move."""
        self.details |= {name: self.payload[name] for name in names if name in self.payload}


Handler = Callable[[Step], None]


def request_paper(application: Application, kind: str, at: datetime.datetime, edition: int = 0) -> Paper:
    """Ask for a paper on behalf of a person; asking again for the same edition returns the row there is."""
    paper, created = Paper.objects.get_or_create(
        application=application, kind=kind, edition=edition, defaults={"requested_at": at}
    )
    if created:
        _nudge()
    return paper


def order_paper(step: Step, kind: str, edition: int = 0) -> None:
    """Ask for the paper a move brings about; the move is made once, so nobody has asked for it before."""
    Paper.objects.create(application=step.application, kind=kind, edition=edition, requested_at=step.at)
    _nudge()


def _nudge() -> None:
    # A broker that is away must not fail what is already committed; the next round prints the paper.
    transaction.on_commit(nudge_printer, robust=True)
