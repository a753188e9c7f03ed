"""Walks one planned application through its journey and puts every row of it into a ledger.

The rows are those ``permits.workflow`` would have left: due moments, digests, goals and
search columns come from the same functions; only the writing is in bulk.
"""

from __future__ import annotations

import datetime
import hashlib
import random
from dataclasses import dataclass, field
from typing import Any

from bench.ledger import Ledger
from bench.people import answers_for
from bench.plans import Plan
from permits import answers, deadlines
from permits.actions import BY_CODE, CANCEL, FORWARD, RESUBMIT, RETURN, REVOKE, SEND_BACK, SUBMIT, Action
from permits.models import (
    LIVE,
    Application,
    Document,
    Holder,
    Look,
    Outcome,
    Paper,
    PaperKind,
    Permit,
    ServiceStandard,
    Stage,
    Status,
    Transition,
    Turn,
    Verdict,
    Work,
)
from permits.querysets import APPLICANT_ROLE
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import add_working_time, counted_from

MINUTES_OF_A_STAGE = (5, 150)
MINUTES_OF_A_LATE_STAGE = (600, 2400)
LATE = 0.03
DAYS_OF_A_CORRECTION = (1, 8)
FAULT = "Foto tidak terbaca; kirim foto yang terang."
REASONS = {RETURN.code: FAULT, SEND_BACK.code: "Periksa lagi alamat tempat usaha."}
ANY_REASON = "Atas permintaan dan menurut ketentuan yang berlaku."
PRINTED = {"file": "papers/ukur.pdf", "sha256": hashlib.sha256(b"").hexdigest()}


@dataclass(frozen=True)
class Cast:
    """The ids of those who act: applicants, and officers by the code of their role."""

    applicants: list[int]
    officers: dict[str, list[int]]


@dataclass
class Journey:
    """One application on its way."""

    plan: Plan
    standard: ServiceStandard
    stages: list[Stage]
    cast: Cast
    ledger: Ledger
    now: datetime.datetime
    signed: list[Permit]
    chance: random.Random = field(init=False)
    application: Application = field(init=False)
    turns: list[Turn] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    permit: Permit | None = None

    def walk(self, number: str) -> None:
        """Make the planned moves up to now; the application gets ``number``."""
        self.chance = random.Random(self.plan.number)
        self._begin(number)
        at = self.plan.filed_at
        for code in self.plan.actions:
            if code != SUBMIT.code:
                at = self._next_moment(at, code)
            if at >= self.now:
                return
            self._move(BY_CODE[code], at)

    def _begin(self, number: str) -> None:
        plan, filed_at = self.plan, self.plan.filed_at
        applicant = None if plan.walk_in else self.chance.choice(self.cast.applicants)
        given = answers_for(self.standard, plan.kind, plan.number)
        began = filed_at - datetime.timedelta(minutes=self.chance.randint(10, 3000))
        self.application = self.ledger.add(
            Application,
            number=number,
            permit_type_id=self.standard.permit_type_id,
            standard_id=self.standard.pk,
            applicant_id=applicant,
            created_by_id=applicant or self._officer("petugas_loket"),
            applicant_kind=plan.kind,
            answers=given,
            created_at=began,
            saved_at=filed_at,
            filed_at=filed_at,
            **answers.search_columns(given),
        )
        for requirement in self.standard.requirements_for(plan.kind):
            if requirement.required:
                self._upload(requirement.pk, requirement.code, filed_at - datetime.timedelta(minutes=5))

    def _upload(self, requirement: int, code: str, at: datetime.datetime) -> None:
        application = self.application
        for old in self.documents:
            if old.requirement_id == requirement:
                old.replaced_at = old.replaced_at or at
        row = self.ledger.add(
            Document,
            application_id=application.pk,
            requirement_id=requirement,
            file=f"documents/{application.created_at:%Y/%m}/ukur",
            name=f"{code}.jpg",
            content_type="image/jpeg",
            size=250_000,
            sha256=hashlib.sha256(f"{application.pk} {code} {at}".encode()).hexdigest(),
            uploaded_by_id=application.created_by_id,
            uploaded_at=at,
        )
        self.documents.append(row)

    def _next_moment(self, at: datetime.datetime, code: str) -> datetime.datetime:
        if code == RESUBMIT.code:
            return at + datetime.timedelta(hours=24 * self.chance.randint(*DAYS_OF_A_CORRECTION))
        late = self.chance.random() < LATE
        minutes = self.chance.randint(*(MINUTES_OF_A_LATE_STAGE if late else MINUTES_OF_A_STAGE))
        return add_working_time(calendar(), counted_from(calendar(), at), datetime.timedelta(minutes=minutes))

    def _officer(self, role: str) -> int:
        return self.chance.choice(self.cast.officers[role])

    # One move ---------------------------------------------------------------------------

    def _move(self, action: Action, at: datetime.datetime) -> None:
        application = self.application
        here = None if action is SUBMIT else self._stage(application.stage_id)
        status, stage = self._goal(action, here)
        role, by = self._actor(action, here)
        if here:
            self._work(here, action, by, at)
        self._record(action, here, status, stage, role, by, at)
        self._pass_on(action, status, stage, at)
        application.status, application.stage_id = status, stage.pk if stage else None
        if status not in LIVE and application.finished_at is None:
            application.finished_at = at

    def _stage(self, key: int | None) -> Stage | None:
        return next((stage for stage in self.stages if stage.pk == key), None)

    def _goal(self, action: Action, here: Stage | None) -> tuple[str, Stage | None]:
        order = here.order if here else 1
        if action in (SUBMIT, FORWARD):
            order += 1
        elif action is SEND_BACK and here:
            order = here.no_stage or order
        stage = next((stage for stage in self.stages if stage.order == order), None)
        if action is FORWARD and stage is None:
            return Status.COMPLETED, None
        return action.to, stage if action.to in LIVE else None

    def _actor(self, action: Action, here: Stage | None) -> tuple[str, int]:
        application = self.application
        if action.by == "applicant":
            return APPLICANT_ROLE, application.applicant_id or application.created_by_id
        role = here.role_id if action.by == "stage" and here else action.by
        return role, self._officer(role)

    def _record(
        self,
        action: Action,
        here: Stage | None,
        status: str,
        stage: Stage | None,
        role: str,
        by: int,
        at: datetime.datetime,
    ) -> None:
        application = self.application
        left = self.stages[0] if action is SUBMIT else here
        reason = REASONS.get(action.code, ANY_REASON) if action.needs_reason else ""
        row = self.ledger.add(
            Transition,
            application_id=application.pk,
            sequence=application.version + 1,
            by_id=by,
            at=at,
            action=action.code,
            from_status=application.status,
            to_status=status,
            from_stage_id=left.pk if left else None,
            to_stage_id=stage.pk if stage else None,
            role_id=role,
            note=reason,
            details=self._details(action, here),
            previous_digest=application.journey_head,
            announced_at=at,
        )
        row.digest = row.computed_digest()
        application.journey_head, application.version = row.digest, row.sequence

    def _details(self, action: Action, here: Stage | None) -> dict[str, str]:
        if action is not FORWARD or here is None:
            return {}
        if here.work == Work.ARCHIVE:
            return {"archive_place": self._archive_place()}
        if here.work == Work.HAND_OVER:
            return {"received_by": self.application.holder_name}
        return {}

    def _archive_place(self) -> str:
        return f"Lemari {self.plan.number // 1000 + 1}, map {self.plan.number % 1000}"

    def _pass_on(self, action: Action, status: str, stage: Stage | None, at: datetime.datetime) -> None:
        if action is SUBMIT:
            self._open_turn(self.stages[0], Holder.APPLICANT, self.application.created_at)
        if self.turns and self.turns[-1].closed_at is None:
            self.turns[-1].closed_at = at
        if stage is not None:
            self._open_turn(stage, Holder.APPLICANT if status == Status.RETURNED else Holder.OFFICE, at)

    def _open_turn(self, stage: Stage, holder: str, at: datetime.datetime) -> None:
        due_at = None
        if holder == Holder.OFFICE:
            pauses = deadlines.pauses_of(self.turns, at)
            due_at = deadlines.due_moment(calendar(), self.plan.filed_at, stage.day_limit, pauses)
        turn = self.ledger.add(
            Turn,
            application_id=self.application.pk,
            stage=stage,
            holder=holder,
            role_id=stage.role_id if holder == Holder.OFFICE else APPLICANT_ROLE,
            opened_at=at,
            due_at=due_at,
        )
        self.turns.append(turn)

    # What the move leaves behind ----------------------------------------------------------

    def _work(self, here: Stage, action: Action, by: int, at: datetime.datetime) -> None:
        if action is RESUBMIT:
            first = self.documents[0]
            self._upload(first.requirement_id, first.name.removesuffix(".jpg"), at - datetime.timedelta(minutes=1))
        elif action in (RETURN, CANCEL) or (action is FORWARD and here.work in (Work.CHECK, Work.COMPARE)):
            self._judge(here, action, by, at)
        elif action is REVOKE and self.permit:
            self.permit.revoked_at = at
        elif action is FORWARD:
            self._finish(here, by, at)

    def _judge(self, here: Stage, action: Action, by: int, at: datetime.datetime) -> None:
        """A look at every document in force, then a verdict on it; a refusal finds the first one faulty."""
        good, faulty = Outcome.PRESENT, Outcome.UNREADABLE
        if here.work == Work.COMPARE:
            good, faulty = Outcome.MATCH, Outcome.MISMATCH
        in_force = [row for row in self.documents if row.replaced_at is None]
        first = min(row.requirement_id for row in in_force)
        for document in in_force:
            self._look(document, by, at)
            is_faulty = action is not FORWARD and document.requirement_id == first
            self.ledger.add(
                Verdict,
                turn_id=self.turns[-1].pk,
                requirement_id=document.requirement_id,
                document_id=document.pk,
                outcome=faulty if is_faulty else good,
                note=FAULT if is_faulty else "",
                by_id=by,
                at=at,
            )
        if action is CANCEL and self.permit:
            self.permit.cancelled_at = at

    def _look(self, document: Document, by: int, at: datetime.datetime) -> None:
        application = self.application
        row = self.ledger.add(
            Look,
            application_id=application.pk,
            sequence=application.looks_count + 1,
            by_id=by,
            at=at,
            document_id=document.pk,
            previous_digest=application.looks_head,
        )
        row.digest = row.computed_digest()
        application.looks_head, application.looks_count = row.digest, row.sequence

    def _finish(self, here: Stage, by: int, at: datetime.datetime) -> None:
        if here.work == Work.PREPARE:
            self._prepare(at)
        elif here.work == Work.SIGN and self.permit:
            self._sign(self.permit, by, at)
        elif here.work == Work.ARCHIVE and self.permit:
            self.permit.archive_place = self._archive_place()
        elif here.work == Work.HAND_OVER and self.permit:
            self.permit.handed_over_at, self.permit.received_by = at, self.application.holder_name

    def _prepare(self, at: datetime.datetime) -> None:
        application = self.application
        on_permit = [row.key for row in self.standard.fields_for(application.applicant_kind) if row.on_permit]
        if self.permit is None:
            data = {key: application.answers[key] for key in on_permit}
            holder = application.business_name
            self.permit = self.ledger.add(Permit, application_id=application.pk, data=data, holder_name=holder)
        self._print(PaperKind.DRAFT, at, edition=application.version + 1)

    def _sign(self, permit: Permit, by: int, at: datetime.datetime) -> None:
        office = current_office()
        permit.signed_at, permit.signed_by_id = at, by
        permit.signer = {"name": office.head_name, "nip": office.head_nip, "rank": office.head_rank}
        permit.signer["title"] = office.head_title
        permit.valid_from = at.astimezone(office.zone).date()
        self.signed.append(permit)
        self._print(PaperKind.PERMIT, at)

    def _print(self, kind: str, at: datetime.datetime, edition: int = 0) -> None:
        values: dict[str, Any] = {"requested_at": at, "rendered_at": at, **PRINTED}
        self.ledger.add(Paper, application_id=self.application.pk, kind=kind, edition=edition, **values)
