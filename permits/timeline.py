"""How an application stands: its stages with their moments, whose turn it is and until when.

The applicant's page, the public status page and the officers' desk all tell it from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits import deadlines
from permits.actions import BY_CODE, FORWARD, SUBMIT
from permits.models import Application, Holder, PermitType, ServiceStandard, Stage, Status, Transition, Turn, Work
from permits.standards import give_standard
from sipelaku.office.services import calendar

SECTION_HEAD_ROLE = "kasi"
# As components/timeline.html calls the states of a stage.
DONE, CURRENT, WAITING, STOPPED = "done", "now", "next", "stopped"
# The colour of a status's tag.
STATUS_TAGS = {
    Status.DRAFT: "neutral",
    Status.IN_PROCESS: "info",
    Status.RETURNED: "waiting",
    Status.COMPLETED: "done",
    Status.REJECTED: "late",
    Status.WITHDRAWN: "neutral",
    Status.CANCELLED: "late",
    Status.REVOKED: "late",
}


class Tag(NamedTuple):
    """A word about how an application stands, and its colour (components/tag.html)."""

    kind: str
    text: str | Promise


AWAITING_PAYMENT = Tag("waiting", gettext_lazy("Menunggu pembayaran"))


def tag_of(application: Application, turn: Turn | None) -> Tag:
    """How an application stands; ``turn`` is its open one. In process in the applicant's hands, it waits for money."""
    status = Status(application.status)
    if turn is not None and turn.holder == Holder.APPLICANT and status == Status.IN_PROCESS:
        return AWAITING_PAYMENT
    return Tag(STATUS_TAGS[status], status.label)


@dataclass(frozen=True)
class StageLine:
    """One stage as the timeline shows it; ``state`` is DONE, CURRENT, WAITING or STOPPED (never to be reached).

    The present one may have an appointment: ``visit_at``, when the site is inspected, or
    ``pay_until``, the last day on which the bill may be paid (a calendar day, no limit of the office's).
    """

    stage: Stage
    actor: str
    state: str
    finished_at: datetime.datetime | None
    due_at: datetime.datetime | None
    was_late: bool
    visit_at: datetime.datetime | None = None
    pay_until: datetime.date | None = None


@dataclass(frozen=True)
class Event:
    """One move in the words people read."""

    transition: Transition
    label: str


@dataclass(frozen=True)
class Story:
    """All that a status page says. ``turn`` is None once the journey is over."""

    lines: list[StageLine]
    events: list[Event]
    turn: Turn | None
    holder: str
    due_at: datetime.datetime | None
    urgency: str

    @property
    def present(self) -> StageLine | None:
        """The stage the file is at, None once the journey is over."""
        return next((line for line in self.lines if line.state == CURRENT), None)


def actor_title(stage: Stage, permit_type: PermitType) -> str:
    """Who carries a stage out, in the office's words; a head of section as the permit type names them."""
    if stage.role_id == SECTION_HEAD_ROLE and permit_type.section_head:
        return permit_type.section_head
    return stage.role.title


def story_of(application: Application, now: datetime.datetime | None = None, *, with_people: bool = False) -> Story:
    """Tell how ``application`` stands at ``now``. Two queries, a third while an inspection or a payment is awaited.

    Its standard is read, too, where it is not kept yet.

    ``with_people`` also loads who made each move and who took the present turn, for the office's own pages.
    """
    now = now or timezone.now()
    standard = give_standard(application)
    moves, intervals = application.transitions.order_by("sequence"), application.turns.order_by("opened_at", "pk")
    if with_people:
        moves, intervals = moves.select_related("by"), intervals.select_related("officer")
    transitions, turns = list(moves), list(intervals)
    _give_stages(standard, transitions, turns)
    turn = next((row for row in turns if row.closed_at is None), None)
    finished = finished_stages(transitions)
    lines = _lines(application, standard, turns, finished, now)
    return Story(
        lines=lines,
        events=[Event(row, str(BY_CODE[row.action].done)) for row in transitions],
        turn=turn,
        holder=next((line.actor for line in lines if line.state == CURRENT), "") if turn else "",
        due_at=turn.due_at if turn else None,
        urgency=deadlines.urgency(calendar(), turn.due_at, now) if turn else "",
    )


def shown_stages(
    application: Application, lines: Iterable[StageLine], *, returned: str, unpaid: str = ""
) -> list[dict[str, Any]]:
    """The stages as components/timeline.html takes them.

    While the applicant holds the file the moments to come still move, so none is
    shown, and the present stage says ``returned`` or, where a bill waits for its payment,
    ``unpaid``. Of the stages never to be reached only the first is marked.
    """
    lines = list(lines)
    waits = {Status.RETURNED.value: returned, Status.IN_PROCESS.value: unpaid or _("Menunggu pembayaran pemohon")}
    is_awaited = is_applicants_turn(application)
    shown = [
        {
            "name": line.stage.name,
            "state": line.state,
            "finished_at": line.finished_at,
            "due_at": None if is_awaited or line.state == STOPPED else line.due_at,
            "who": line.actor,
            "words": waits[application.status] if is_awaited and line.state == CURRENT else "",
            "note": _appointment(line),
        }
        for line in lines
    ]
    for stage in [stage for stage in shown if stage["state"] == STOPPED][1:]:
        stage |= {"state": WAITING, "words": _("Tidak dilanjutkan")}
    return shown


def is_applicants_turn(application: Application) -> bool:
    """Whether the office's clock stands still until the applicant has corrected the file or paid."""
    stage = application.stage
    return application.status == Status.RETURNED or (stage is not None and stage.day_limit is None)


def _appointment(line: StageLine) -> str:
    """When the site is inspected, or until when the bill may be paid, as a sentence."""
    if line.visit_at is not None:
        local = timezone.localtime(line.visit_at)
        moment = {"day": date_format(local), "time": time_format(local)}
        return _("Lokasi ditinjau pada %(day)s pukul %(time)s") % moment
    if line.pay_until is not None:
        return _("Bayar paling lambat %(day)s") % {"day": date_format(line.pay_until)}
    return ""


def finished_stages(transitions: Iterable[Transition]) -> dict[int, datetime.datetime]:
    """When each stage was finished, by stage id; going back a stage unfinishes what lies behind it."""
    finished: dict[int, tuple[int, datetime.datetime]] = {}
    for row in transitions:
        if row.action in (SUBMIT.code, FORWARD.code) and row.from_stage:
            finished[row.from_stage.pk] = (row.from_stage.order, row.at)
        elif row.from_stage and row.to_stage and row.to_stage.order < row.from_stage.order:
            finished = {key: value for key, value in finished.items() if value[0] < row.to_stage.order}
    return {key: moment for key, (_order, moment) in finished.items()}


def _give_stages(standard: ServiceStandard, transitions: list[Transition], turns: list[Turn]) -> None:
    """Put the standard's stages on the rows that name them, so that reading one costs no query."""
    stages = {stage.pk: stage for stage in standard.stages.all()}
    naming: list[tuple[Any, str]] = [(turn, "stage") for turn in turns]
    naming += [(move, name) for move in transitions for name in ("from_stage", "to_stage")]
    for row, name in naming:
        setattr(row, name, stages.get(getattr(row, f"{name}_id")))


def _lines(
    application: Application,
    standard: ServiceStandard,
    turns: list[Turn],
    finished: dict[int, datetime.datetime],
    now: datetime.datetime,
) -> list[StageLine]:
    office_hours = calendar()
    pauses = deadlines.pauses_of(turns, now)

    def line(stage: Stage) -> StageLine:
        """One stage; a pause after it was finished does not move the moment it had been due."""
        finished_at, due_at = finished.get(stage.pk), None
        if application.filed_at is not None:
            counted = [pause for pause in pauses if pause.begin < (finished_at or now)]
            due_at = deadlines.due_moment(office_hours, application.filed_at, stage.day_limit, counted)
        return StageLine(
            stage=stage,
            actor=_holder_of(application, stage, standard.permit_type),
            state=_state(application, stage, finished),
            finished_at=finished_at,
            due_at=due_at,
            was_late=bool(finished_at and due_at and finished_at > due_at),
            **(_appointments(application, stage) if application.stage_id == stage.pk else {}),
        )

    return [line(stage) for stage in standard.stages.all()]


def _appointments(application: Application, stage: Stage) -> dict[str, Any]:
    """When the site is inspected, or until when the bill may be paid; nothing else of either is read."""
    if application.status != Status.IN_PROCESS:
        return {}
    if stage.work == Work.INSPECT:
        planned = application.inspections.filter(cancelled_at__isnull=True, reported_at__isnull=True)
        return {"visit_at": planned.values_list("starts_at", flat=True).first()}
    if stage.work == Work.PAY:
        standing = application.bills.filter(cancelled_at__isnull=True)
        return {"pay_until": standing.values_list("due_on", flat=True).first()}
    return {}


def _holder_of(application: Application, stage: Stage, permit_type: PermitType) -> str:
    if application.status == Status.RETURNED and application.stage_id == stage.pk:
        return str(Holder.APPLICANT.label)
    if stage.work == Work.INSPECT:
        return _("%(team)s (instansi teknis)") % {"team": actor_title(stage, permit_type)}
    return actor_title(stage, permit_type)


def _state(application: Application, stage: Stage, finished: dict[int, datetime.datetime]) -> str:
    if stage.pk in finished:
        return DONE
    if application.stage_id == stage.pk:
        return CURRENT
    return WAITING if application.is_live or application.status == Status.DRAFT else STOPPED
