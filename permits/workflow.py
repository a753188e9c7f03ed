"""The whole story of an application, read from top to bottom; the only writer of status and stage.

Every move goes through ``perform`` in five steps: check; move (compare-and-swap on
status, stage and version); record; close and open turns; leave the rest (papers,
notices) to what reads the journey.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from permits import answers, deadlines, numbering, work
from permits.actions import (
    BY_CODE,
    DISPUTE,
    FORWARD,
    RESUBMIT,
    SEND_BACK,
    SUBMIT,
    VOID,
    Action,
    acting_role,
    is_theirs,
    office_role,
    state_allows,
)
from permits.models import (
    LIVE,
    WORKING,
    Application,
    FilingKind,
    Holder,
    Permit,
    PermitType,
    Stage,
    Status,
    Transition,
    Turn,
    Work,
)
from permits.querysets import APPLICANT_ROLE
from permits.standards import give_standard
from permits.work import Incomplete
from sipelaku.office.services import calendar, current_office

__all__ = [
    "Incomplete",
    "NotAllowed",
    "Overtaken",
    "StandardChanged",
    "keep_up_with_standard",
    "perform",
    "start",
    "take_next",
]


class Goal(NamedTuple):
    """Where a move leads; the stage is None once the journey is over."""

    status: str
    stage: Stage | None


class NotAllowed(Exception):
    """The move is not this person's to make, or not in this state."""


class Overtaken(Exception):
    """Somebody else was faster; ``transition`` is what they did, None if it cannot be told."""

    def __init__(self, transition: Transition | None) -> None:
        super().__init__("the application has moved on")
        self.transition = transition


class StandardChanged(Exception):
    """A new standard took effect since the draft was begun; the draft now stands under it."""


@transaction.atomic
def start(
    permit_type: PermitType,
    *,
    by: Any,
    on_behalf: bool = False,
    kind: str = FilingKind.NEW,
    previous: Permit | None = None,
    filed_with: Application | None = None,
    at: datetime.datetime | None = None,
) -> Application:
    """Begin a draft under the standard in force.

    ``on_behalf`` marks a walk-in filed by the counter: nobody's account is its applicant.
    ``previous`` is the permit an amendment, renewal or re-registration starts from (see
    ``permits.earlier``), ``filed_with`` the draft it shares its form with. Raises NotAllowed
    when the type is not filed here, no standard is in force or offers this kind, or a
    non-officer files for another.
    """
    at = at or timezone.now()
    today = at.astimezone(current_office().zone).date()
    standard = permit_type.standard_on(today)
    if standard is None or kind not in standard.kinds or (on_behalf and not by.is_officer):
        raise NotAllowed
    if not permit_type.is_open_on(today) or (kind == FilingKind.NEW) != (previous is None):
        raise NotAllowed
    return Application.objects.create(
        permit_type=permit_type,
        standard=standard,
        kind=kind,
        previous_permit=previous,
        filed_with=filed_with,
        applicant=None if on_behalf else by,
        created_by=by,
        created_at=at,
        saved_at=at,
    )


def perform(
    application: Application,
    action: Action | str,
    *,
    by: Any,
    note: str = "",
    payload: Mapping[str, Any] | None = None,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Transition:
    """Make one move and return its row; ``application`` is refreshed.

    ``note`` is the reason the applicant reads (or a remark to the next officer),
    ``payload`` what the stage's work demands (see ``permits.work``), ``version`` the
    version the person saw, ``at`` the moment (now, unless a past year is entered).
    Raises NotAllowed, Overtaken, Incomplete or, on filing, StandardChanged; then
    nothing has changed.
    """
    action = BY_CODE[action] if isinstance(action, str) else action
    at = at or timezone.now()
    give_standard(application)
    if action is SUBMIT:
        keep_up_with_standard(application, at)
    with transaction.atomic():
        turn = _check(application, action, by, note, version)
        step = work.Step(application, turn, by, at, payload or {}, note)
        work.demand(action.code, step)
        goal = _goal(application, action)
        _claim(application)
        work.carry_out(action.code, step)
        transition = _record(step, action, goal, note)
        _pass_on(application, action, turn, goal, at)
        _move(application, action, goal, transition)
    application.refresh_from_db()
    give_standard(application)
    return transition


def _check(application: Application, action: Action, by: Any, note: str, version: int | None) -> Turn | None:
    """Guard a move; return the turn it ends, None for a file that is not live."""
    if version is not None and version != application.version:
        raise Overtaken(application.transitions.order_by("-sequence").first())
    if not state_allows(action, application) or not is_theirs(action, application, by):
        raise NotAllowed
    if action.needs_reason and not note.strip():
        raise Incomplete({"note": _("Tulis alasannya.")})
    return None if action is SUBMIT else application.turns.filter(closed_at__isnull=True).first()


def _goal(application: Application, action: Action) -> Goal:
    """Where the move leads."""
    stage = _next_stage(application, action)
    if action is FORWARD and stage is None:
        return Goal(Status.COMPLETED, None)
    return Goal(action.to, stage if action.to in LIVE else None)


def _next_stage(application: Application, action: Action) -> Stage | None:
    stages = application.standard.stages.all()
    here = application.stage
    if action is SUBMIT:
        return next((stage for stage in stages if stage.work != Work.FILE), None)
    if here is not None and action is FORWARD:
        return next((stage for stage in stages if stage.order > here.order), None)
    if here is not None and action is SEND_BACK and here.no_stage:
        return next(stage for stage in stages if stage.order == here.no_stage)
    if action is DISPUTE:
        # By the SOP: what is wrong with the amount goes where the "no" of its computation leads.
        computed = next(stage for stage in stages if stage.work == Work.ASSESS)
        return next(stage for stage in stages if stage.order == computed.no_stage)
    if action is VOID:
        return next(stage for stage in stages if stage.work == Work.PAY)
    return here


def _filing_stage(application: Application) -> Stage | None:
    return next((stage for stage in application.standard.stages.all() if stage.work == Work.FILE), None)


def _claim(application: Application) -> None:
    """Compare-and-swap: lock the application as it was checked; raises Overtaken when it has moved on."""
    claimed = Application.objects.filter(
        pk=application.pk, status=application.status, stage=application.stage_id, version=application.version
    ).update(version=F("version") + 1)
    if claimed != 1:
        raise Overtaken(application.transitions.order_by("-sequence").first())


def _record(step: work.Step, action: Action, goal: Goal, note: str) -> Transition:
    """Write the chained row of the move."""
    application = step.application
    left = application.stage
    if action is SUBMIT:
        left = _filing_stage(application)
    row = Transition(
        application=application,
        sequence=application.version + 1,
        by=step.by,
        at=step.at,
        action=action.code,
        from_status=application.status,
        to_status=goal.status,
        from_stage=left,
        to_stage=goal.stage,
        role_id=_acting_role(application, action),
        note=note.strip(),
        details=step.details,
        previous_digest=application.journey_head,
    )
    row.digest = row.computed_digest()
    row.save()
    return row


def _acting_role(application: Application, action: Action) -> str:
    if action.by == "applicant":
        return APPLICANT_ROLE
    return acting_role(action, application)


def _pass_on(application: Application, action: Action, turn: Turn | None, goal: Goal, at: datetime.datetime) -> None:
    """Close the turn that ends and open the one that begins; filing leaves the applicant's own turn behind."""
    if turn is not None:
        Turn.objects.filter(pk=turn.pk, closed_at__isnull=True).update(closed_at=at)
    filing = _filing_stage(application) if action is SUBMIT else None
    begun = [_filing_turn(application, filing, at)] if filing else []
    if goal.stage is not None:
        begun.append(_next_turn(application, goal.stage, goal.status, at))
    Turn.objects.bulk_create(begun)


def _filing_turn(application: Application, stage: Stage, at: datetime.datetime) -> Turn:
    return Turn(
        application=application,
        stage=stage,
        holder=Holder.APPLICANT,
        role_id=APPLICANT_ROLE,
        opened_at=min(application.created_at, at),
        closed_at=at,
    )


def _next_turn(application: Application, stage: Stage, status: str, at: datetime.datetime) -> Turn:
    with_applicant = status == Status.RETURNED or stage.day_limit is None
    return Turn(
        application=application,
        stage=stage,
        holder=Holder.APPLICANT if with_applicant else _hands(stage),
        role_id=APPLICANT_ROLE if with_applicant else office_role(stage, application),
        opened_at=at,
        due_at=None if with_applicant else _due(application, stage, at),
    )


def _hands(stage: Stage) -> Holder:
    """In whose hands an officers' stage is: the technical agency's at the site, the office's elsewhere."""
    return Holder.AGENCY if stage.work == Work.INSPECT else Holder.OFFICE


def _due(application: Application, stage: Stage, at: datetime.datetime) -> datetime.datetime | None:
    """When the stage is due; what is only being filed has not paused yet."""
    if application.filed_at is None:
        return deadlines.due_moment(calendar(), at, stage.day_limit)
    pauses = deadlines.pauses_of(application.turns.select_related("stage"), at)
    return deadlines.due_moment(calendar(), application.filed_at, stage.day_limit, pauses)


def _move(application: Application, action: Action, goal: Goal, transition: Transition) -> None:
    """Write where the claimed application now stands.

    It comes last, because all filings of a year wait for the row the number is drawn from.
    """
    changes: dict[str, Any] = {"status": goal.status, "stage": goal.stage, "journey_head": transition.digest}
    if goal.status not in LIVE and application.finished_at is None:
        changes["finished_at"] = transition.at
    if action in (SUBMIT, RESUBMIT):
        changes |= answers.search_columns(application.answers)
    if action is SUBMIT:
        local = transition.at.astimezone(current_office().zone)
        changes["filed_at"] = transition.at
        changes["number"] = numbering.registration_number(application.permit_type, application.kind, local)
    Application.objects.filter(pk=application.pk).update(**changes)


def keep_up_with_standard(application: Application, at: datetime.datetime) -> None:
    """Put a draft under the standard in force. Raises StandardChanged after moving it, NotAllowed without one."""
    if application.status != Status.DRAFT:
        return
    standard = application.permit_type.standard_on(at.astimezone(current_office().zone).date())
    if standard is None:
        raise NotAllowed
    if standard.pk == application.standard_id:
        return
    requirements = {row.code: row for row in standard.requirements.all()}
    with transaction.atomic():
        Application.objects.filter(pk=application.pk, status=Status.DRAFT).update(standard=standard)
        for document in application.documents.select_related("requirement"):
            if successor := requirements.get(document.requirement.code):
                type(document).objects.filter(pk=document.pk).update(requirement=successor)
            else:
                type(document).objects.filter(pk=document.pk, replaced_at__isnull=True).update(replaced_at=at)
    application.refresh_from_db()
    give_standard(application)
    raise StandardChanged


def take_next(user: Any) -> Application | None:
    """Put the most urgent file nobody has taken into ``user``'s hands and return it, None when there is none.

    Two officers asking at once get two files. A file taken stays open to the
    colleagues of the same role, for the day its officer is away.
    """
    waiting = Turn.objects.filter(
        closed_at__isnull=True, holder__in=WORKING, role__in=user.role_codes, officer__isnull=True
    ).exclude(application__applicant=user)
    for turn in waiting.order_by("due_at", "pk").select_related("application")[:50]:
        if Turn.objects.filter(pk=turn.pk, officer__isnull=True, closed_at__isnull=True).update(officer=user) == 1:
            return turn.application
    return None
