"""Puts into words what applicants are told: what happened, what to do now, until when, and where to follow it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from permits.actions import (
    CANCEL,
    DISPUTE,
    FORWARD,
    REJECT,
    RESCHEDULE,
    RESUBMIT,
    RETURN,
    REVOKE,
    SUBMIT,
    VOID,
    WITHDRAW,
)
from permits.models import FilingKind, Payment, Permit, Status, Transition, Turn, Verdict, Work
from sipelaku.channels import Message
from sipelaku.office.services import current_office
from tracking.models import Notice

TOLD = {
    SUBMIT.code: "registered",
    RETURN.code: "returned",
    RESUBMIT.code: "corrected",
    RESCHEDULE.code: "visit_moved",
    DISPUTE.code: "disputed",
    VOID.code: "payment_voided",
    REJECT.code: "rejected",
    CANCEL.code: "cancelled",
    WITHDRAW.code: "withdrawn",
    REVOKE.code: "revoked",
}
# What finishing a stage of this work means to the applicant.
FINISHED = {Work.SCHEDULE: "visit_planned", Work.ASSESS: "bill_issued", Work.PAY: "payment_received"}


def kind_of(move: Transition) -> str:
    """What ``move`` means to the applicant, as the name of a template; "" for one that is the office's own affair."""
    if move.action != FORWARD.code:
        return TOLD.get(move.action, "")
    if move.to_stage is None:
        return "completed" if move.to_status == Status.COMPLETED else ""
    if move.from_stage and (kind := FINISHED.get(Work(move.from_stage.work))):
        return kind
    return "ready" if _is_pick_up(move) else "stage_finished"


def _is_pick_up(move: Transition) -> bool:
    """Whether the file has reached the counter where the applicant fetches the permit."""
    if move.to_stage is None or move.to_stage.work not in (Work.COMPARE, Work.HAND_OVER):
        return False
    if move.to_stage.work == Work.COMPARE:
        return True
    return not move.application.standard.stages.filter(work=Work.COMPARE).exists()


def message_of(notice: Notice) -> Message:
    """The message of a notice, in the office's words and time."""
    if notice.permit is not None:
        return _reminder(notice.permit, notice.channel)
    assert notice.transition is not None  # by the constraint
    return _news(notice.transition, notice.channel)


def _news(move: Transition, channel: str) -> Message:
    """What a move means to the applicant, and the one thing to do now."""
    application, kind = move.application, kind_of(move)
    context = {
        "application": application,
        "transition": move,
        "due_at": _due_moment(move),
        "stage_count": application.standard.stages.count(),
        **_particulars(kind, move),
    }
    subject, text = _written(kind, context)
    return Message(
        subject=subject,
        text=text,
        short=f"{subject}. {settings.SITE_URL}/t/{application.token}/",
        reference=f"{move.digest[:24]}.{channel}",
    )


def _reminder(permit: Permit, channel: str) -> Message:
    """Until when a permit is good, and how to have it renewed by what is in force today."""
    permit_type = permit.application.permit_type
    today = timezone.localdate(timezone=current_office().zone)
    standard = permit_type.standard_on(today) if permit_type.is_open_on(today) else None
    kinds = standard.kinds if standard else []
    renewal = next((kind for kind in (FilingKind.RENEWAL, FilingKind.REREGISTRATION) if kind in kinds), None)
    place = f"/{'ajukan' if renewal else 'layanan'}/{permit_type.slug}/"
    context = {"application": permit.application, "permit": permit, "renewal": renewal, "place": place}
    subject, text = _written("ending", context)
    return Message(
        subject=subject,
        text=text,
        short=f"{subject}. {settings.SITE_URL}{place}",
        reference=f"reminder.{permit.pk}.{channel}",
    )


def _written(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and text of a template, with moments in the office's zone."""
    office = current_office()
    with timezone.override(office.zone):
        text = render_to_string(
            f"email/notices/{kind}.txt", {"office": office, "site": settings.SITE_URL, **context}
        ).strip()
    subject, _separator, body = text.partition("\n")
    return subject, body.strip() + "\n"


def _particulars(kind: str, move: Transition) -> dict[str, Any]:
    """What only this kind of news tells."""
    application = move.application
    if kind == "returned":
        return {"faults": _faults(move)}
    if kind in ("visit_planned", "visit_moved"):
        return {"visit": application.inspections.get(sequence=move.sequence)}
    if kind == "bill_issued":
        return {"bill": application.bills.get(sequence=move.sequence)}
    if kind == "payment_received":
        return {"payment": Payment.objects.get(bill__application=application, sequence=move.sequence)}
    if kind == "payment_voided":
        number = move.details["payment"]
        payment = Payment.objects.select_related("bill").get(bill__application=application, number=number)
        return {"payment": payment, "bill": payment.bill}
    return {}


def _due_moment(move: Transition) -> datetime | None:
    """When the stage the move led to is due; None on the applicant's clock or at the end."""
    turn = Turn.objects.filter(application=move.application, stage=move.to_stage, opened_at=move.at).last()
    return turn.due_at if turn else None


def _faults(move: Transition) -> list[Verdict]:
    """The verdicts because of which the application was returned."""
    turn = Turn.objects.filter(application=move.application, stage=move.from_stage, closed_at=move.at).last()
    verdicts = turn.verdicts.select_related("requirement", "form_field") if turn else []
    return [verdict for verdict in verdicts if verdict.is_faulty]
