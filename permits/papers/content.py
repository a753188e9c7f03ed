"""What each paper says: the receipt, the control sheet, the draft and the permit.

Everything is taken from the application as it stood at the paper's edition, so that
a paper rendered late says the same as one rendered at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from permits import deadlines, timeline, work
from permits.actions import BY_CODE
from permits.answers import shown
from permits.models import (
    Application,
    Document,
    Holder,
    Paper,
    PaperKind,
    Permit,
    Transition,
    Turn,
    Verdict,
    Work,
)
from permits.papers import inspection, retribution
from permits.papers.sheet import Content, spaced_nip
from permits.remarks import remarks_of
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import counted_from


def content_of(paper: Paper) -> Content:
    """Return what ``paper`` says. Raises Permit.DoesNotExist for a draft or permit nobody has prepared."""
    return WRITERS[PaperKind(paper.kind)](paper)


# The receipt --------------------------------------------------------------------------


def _receipt(paper: Paper) -> Content:
    application = paper.application
    filed_at = _filed_at(application)
    stages = application.standard.stages.exclude(work=Work.FILE).select_related("role")
    due = deadlines.due_moments(calendar(), stages, filed_at)
    return Content(
        template="print/receipt.html",
        made_at=filed_at,
        values={
            "application": application,
            "counted_from": counted_from(calendar(), filed_at),
            "documents": _documents_at(application, filed_at),
            "steps": [
                (stage, timeline.actor_title(stage, application.permit_type), due[stage.order]) for stage in stages
            ],
        },
        address=f"{settings.SITE_URL}/t/{application.token}/",
    )


def _filed_at(application: Application) -> datetime.datetime:
    if application.filed_at is None:
        raise ValueError("a draft has no papers")
    return application.filed_at


def _documents_at(application: Application, moment: datetime.datetime) -> list[Document]:
    """The documents in force at ``moment``, in the order of the requirements."""
    documents = application.documents.select_related("requirement").filter(uploaded_at__lte=moment)
    return [row for row in documents if row.replaced_at is None or row.replaced_at > moment]


# The control sheet --------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """One line of the control sheet; ``turn`` is the turn the move ended, if it ended one."""

    transition: Transition
    label: str
    actor: str
    remark: str
    turn: Turn | None

    @property
    def was_late(self) -> bool:
        due_at = self.turn.due_at if self.turn else None
        return due_at is not None and self.transition.at > due_at


def _control_sheet(paper: Paper) -> Content:
    application = paper.application
    transitions = list(
        application.transitions.filter(sequence__lte=paper.edition).select_related("by", "role", "from_stage__role")
    )
    turns = list(application.turns.select_related("stage__role"))
    moves = list(_moves(transitions, turns, application))
    made_at = transitions[-1].at
    ended = [move.turn for move in moves if move.turn]
    present = turns[len(ended)] if len(ended) < len(turns) else None
    return Content(
        template="print/control.html",
        made_at=made_at,
        values={
            "application": application,
            "status": transitions[-1].get_to_status_display(),
            "moves": moves,
            "present": present,
            "present_holder": _holder(present, application) if present else "",
            "verdicts": Verdict.objects.filter(turn__in=ended)
            .select_related("requirement", "form_field", "by", "turn__stage")
            .order_by("turn", "requirement__order", "form_field__order"),
        },
    )


def _moves(transitions: Iterable[Transition], turns: list[Turn], application: Application) -> Iterator[Move]:
    """Pair each move with the turn it ended; both are in order, and not every move ends one."""
    place = 0
    for transition in transitions:
        turn = turns[place] if place < len(turns) and turns[place].stage_id == transition.from_stage_id else None
        place += turn is not None
        yield Move(
            transition=transition,
            label=str(BY_CODE[transition.action].done),
            actor=_actor(transition, application),
            remark=_remark(transition),
            turn=turn,
        )


def _actor(transition: Transition, application: Application) -> str:
    stage = transition.from_stage
    if stage is not None and stage.role_id == transition.role_id:
        return timeline.actor_title(stage, application.permit_type)
    return transition.role.title if transition.role else ""


def _holder(turn: Turn, application: Application) -> str:
    if turn.holder == Holder.APPLICANT:
        return str(Holder.APPLICANT.label)
    return timeline.actor_title(turn.stage, application.permit_type)


def _remark(transition: Transition) -> str:
    """The note and what the stage's work left behind, on one line each."""
    details = [f"{name}: {value}" for name, value in remarks_of(transition)]
    return "\n".join([*details, transition.note] if transition.note else details)


# The permit and its draft -------------------------------------------------------------


def _draft(paper: Paper) -> Content:
    application = paper.application
    permit = Permit.objects.get(application=application)
    office = current_office()
    prepared = application.transitions.filter(sequence=paper.edition).first()
    values = wording(application, permit) | {
        "is_draft": True,
        "signer": {"title": office.head_title, "name": office.head_name, "rank": office.head_rank},
        "nip": spaced_nip(office.head_nip),
    }
    return Content(template="print/permit.html", made_at=prepared.at if prepared else paper.requested_at, values=values)


def _permit(paper: Paper) -> Content:
    permit = Permit.objects.get(application=paper.application)
    if permit.signed_at is None:
        raise ValueError("an unsigned permit is not printed")
    values = wording(paper.application, permit) | {"signer": permit.signer, "nip": spaced_nip(permit.signer["nip"])}
    address = f"{settings.SITE_URL}/v/{permit.token}/"
    return Content(template="print/permit.html", made_at=permit.signed_at, values=values, address=address)


def wording(application: Application, permit: Permit) -> dict[str, Any]:
    """The wording both share; {number} and {filed_on} stand for the application's own."""
    standard = application.standard
    filed_on = date_format(timezone.localdate(_filed_at(application)))
    considering = standard.permit_considering.replace("{number}", str(application.number))
    return {
        "application": application,
        "permit": permit,
        "title": standard.permit_title or application.permit_type.name,
        "basis": standard.permit_basis.splitlines(),
        "considering": considering.replace("{filed_on}", filed_on).splitlines(),
        "sections": [
            (name, [(field.label, shown(field, permit.data.get(field.key))) for field in fields])
            for name, fields in groupby(work.permit_fields(application), key=lambda field: field.section)
        ],
        "terms": standard.permit_terms.splitlines(),
        "copies": standard.permit_copies.splitlines(),
    }


WRITERS: dict[PaperKind, Callable[[Paper], Content]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.CONTROL_SHEET: _control_sheet,
    PaperKind.DRAFT: _draft,
    PaperKind.PERMIT: _permit,
    PaperKind.TASK_ORDER: inspection.task_order,
    PaperKind.REPORT: inspection.report,
    PaperKind.RESUME: inspection.resume,
    PaperKind.BILL: retribution.bill,
    PaperKind.PAID_BILL: retribution.paid_bill,
    PaperKind.PAYMENT: retribution.payment,
}
