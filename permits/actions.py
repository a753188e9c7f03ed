"""Every move there is, and who may make it. Stages are data; actions are code.

``ACTIONS`` is the only list of moves. ``available_actions`` feeds the buttons of a
page and the guard of ``workflow.perform``, so the two cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permits.models import LIVE, Application, Bill, NoLeadsTo, Payment, Stage, Status, Work
from permits.querysets import APPLICANT_ROLE, COUNTER_ROLE

DECIDING = (Work.REVIEW, Work.VERIFY, Work.CORRECT, Work.SIGN)
HEAD_ROLE = "kepala_dinas"
# What the applicant does and an officer records: at the till, and at the counter.
RECORDED_BY = {Work.PAY: Work.ASSESS, Work.HAND_OVER: Work.CHECK}


@dataclass(frozen=True)
class Action:
    """One kind of move.

    ``by`` says whose move it is: the ``applicant``'s, the ``stage``'s role, a kind of
    work (the role that does it in this standard), or a role's code. ``works`` limits it
    to kinds of work; ``no_leads_to`` to stages whose "no" leads there; ``unsigned`` to
    files whose permit is not signed yet; ``paid`` to those whose bill is paid.
    """

    code: str
    label: str | Promise
    done: str | Promise
    statuses: tuple[str, ...]
    by: str
    to: str = Status.IN_PROCESS
    works: tuple[str, ...] = ()
    no_leads_to: str = ""
    unsigned: bool = False
    paid: bool = False
    needs_reason: bool = False


SUBMIT = Action("submit", _("Kirim permohonan"), _("Permohonan diajukan"), (Status.DRAFT,), by="applicant")
FORWARD = Action("forward", _("Teruskan"), _("Tahap diselesaikan"), (Status.IN_PROCESS,), by="stage")
RETURN = Action(
    "return",
    _("Kembalikan kepada pemohon"),
    _("Dikembalikan untuk diperbaiki"),
    (Status.IN_PROCESS,),
    by="stage",
    to=Status.RETURNED,
    no_leads_to=NoLeadsTo.APPLICANT,
    needs_reason=True,
)
RESUBMIT = Action("resubmit", _("Kirim perbaikan"), _("Perbaikan dikirim"), (Status.RETURNED,), by="applicant")
SEND_BACK = Action(
    "send_back",
    _("Kembalikan ke tahap sebelumnya"),
    _("Dikembalikan ke tahap sebelumnya"),
    (Status.IN_PROCESS,),
    by="stage",
    no_leads_to=NoLeadsTo.STAGE,
    needs_reason=True,
)
REJECT = Action(
    "reject",
    _("Tolak permohonan"),
    _("Permohonan ditolak"),
    (Status.IN_PROCESS,),
    by="stage",
    to=Status.REJECTED,
    works=DECIDING,
    unsigned=True,
    needs_reason=True,
)
CANCEL = Action(
    "cancel",
    _("Batalkan izin"),
    _("Izin dibatalkan"),
    (Status.IN_PROCESS,),
    by="stage",
    to=Status.CANCELLED,
    no_leads_to=NoLeadsTo.CANCEL,
    needs_reason=True,
)
WITHDRAW = Action(
    "withdraw",
    _("Tarik permohonan"),
    _("Permohonan ditarik"),
    LIVE,
    by="applicant",
    to=Status.WITHDRAWN,
    unsigned=True,
    needs_reason=True,
)
RESCHEDULE = Action(
    "reschedule",
    _("Jadwalkan ulang peninjauan"),
    _("Peninjauan dijadwalkan ulang"),
    (Status.IN_PROCESS,),
    by=Work.SCHEDULE,
    works=(Work.INSPECT,),
    needs_reason=True,
)
DISPUTE = Action(
    "dispute",
    _("Ajukan keberatan atas jumlah retribusi"),
    _("Jumlah retribusi diperiksa ulang atas keberatan pemohon"),
    (Status.IN_PROCESS,),
    by="applicant",
    works=(Work.PAY,),
    needs_reason=True,
)
VOID = Action(
    "void",
    _("Batalkan pembayaran"),
    _("Pembayaran dibatalkan"),
    (Status.IN_PROCESS,),
    by=Work.ASSESS,
    unsigned=True,
    paid=True,
    needs_reason=True,
)
REVOKE = Action(
    "revoke",
    _("Cabut izin"),
    _("Izin dicabut"),
    (Status.COMPLETED,),
    by=HEAD_ROLE,
    to=Status.REVOKED,
    needs_reason=True,
)

ACTIONS = (
    SUBMIT,
    FORWARD,
    RETURN,
    RESUBMIT,
    SEND_BACK,
    RESCHEDULE,
    DISPUTE,
    VOID,
    REJECT,
    CANCEL,
    WITHDRAW,
    REVOKE,
)
BY_CODE = {action.code: action for action in ACTIONS}


def available_actions(application: Application, user: Any) -> list[Action]:
    """The moves ``user`` may make with ``application`` as it stands now, in the order of ACTIONS."""
    return [action for action in ACTIONS if state_allows(action, application) and is_theirs(action, application, user)]


def state_allows(action: Action, application: Application) -> bool:
    """Whether the application's status, stage and permit allow the move, whoever makes it."""
    if application.status not in action.statuses:
        return False
    stage = application.stage
    if action.works and (stage is None or stage.work not in action.works):
        return False
    if action.no_leads_to and (stage is None or stage.no_leads_to != action.no_leads_to):
        return False
    if action.unsigned and is_signed(application):
        return False
    return not action.paid or confirmed_payment(application) is not None


def is_theirs(action: Action, application: Application, user: Any) -> bool:
    """Whether the move is ``user``'s to make.

    Nobody acts as an officer on a file of their own, and nobody voids a payment they took themselves.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if action.by == "applicant":
        return speaks_for_applicant(application, user)
    if application.applicant_id == user.pk:
        return False
    if acting_role(action, application) not in user.role_codes - {APPLICANT_ROLE}:
        return False
    payment = confirmed_payment(application) if action.paid else None
    return payment is None or payment.received_by_id != user.pk


def acting_role(action: Action, application: Application) -> str:
    """The code of the officers' role that makes the move."""
    if action.by == "stage":
        return office_role(application.stage, application) if application.stage else ""
    if action.by in Work:
        return _role_of(Work(action.by), application)
    return action.by


def office_role(stage: Stage, application: Application) -> str:
    """The role that finishes ``stage`` in the portal: its own, or whose officers record what the applicant does."""
    recorder = RECORDED_BY.get(Work(stage.work))
    if stage.role_id != APPLICANT_ROLE or recorder is None:
        return stage.role_id
    return _role_of(recorder, application)


def _role_of(work: Work, application: Application) -> str:
    return next((stage.role_id for stage in application.standard.stages.all() if stage.work == work), "")


def live_bill(application: Application) -> Bill | None:
    """The bill that stands, None when none was issued or it was cancelled."""
    return application.bills.filter(cancelled_at__isnull=True).first()


def confirmed_payment(application: Application) -> Payment | None:
    """The payment of the standing bill, None while it is unpaid. No query where nothing is charged."""
    if not application.standard.is_charged:
        return None
    return Payment.objects.filter(
        bill__application=application, bill__cancelled_at__isnull=True, voided_at__isnull=True
    ).first()


def speaks_for_applicant(application: Application, user: Any) -> bool:
    """The applicant; or, for a walk-in without an account, the counter that filed (any of its officers)."""
    if application.applicant_id:
        return application.applicant_id == user.pk
    if COUNTER_ROLE not in user.role_codes:
        return False
    return application.created_by_id == user.pk or application.status != Status.DRAFT


def is_signed(application: Application) -> bool:
    """Whether a signed permit exists for the application."""
    permit = getattr(application, "permit", None)
    return permit is not None and permit.signed_at is not None
