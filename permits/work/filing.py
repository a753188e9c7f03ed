"""Filing, correcting and checking: what an applicant hands in, and the officers' verdicts on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from permits import answers
from permits.actions import CANCEL, FORWARD, RESUBMIT, RETURN, SUBMIT
from permits.models import (
    LIVE,
    WORKING,
    Application,
    Document,
    FilingKind,
    Outcome,
    PaperKind,
    Permit,
    PermitState,
    PermitType,
    Requirement,
    Status,
    Verdict,
    Work,
)
from permits.work.step import Handler, Incomplete, Step, order_paper
from sipelaku.office.services import current_office

FAULTS = (Outcome.MISSING, Outcome.UNREADABLE, Outcome.UNSUITABLE)


def current_documents(application: Application) -> dict[int, Document]:
    """The documents in force, by requirement id."""
    return {row.requirement_id: row for row in application.documents.filter(replaced_at__isnull=True)}


def to_check(application: Application) -> list[Requirement]:
    """The requirements that need a verdict: every required one and every one a file was sent for."""
    documents = current_documents(application)
    return [row for row in application.requirements() if row.required or row.pk in documents]


def _demand_complete_filing(step: Step) -> None:
    application = step.application
    _demand_open_filing(step)
    if not application.applicant_kind:
        raise Incomplete({"applicant_kind": _("Pilih perorangan atau badan usaha.")})
    questions = application.questions()
    errors = {key: messages[0] for key, messages in answers.problems(questions, application.answers).items()}
    documents = current_documents(application)
    for requirement in application.requirements():
        if requirement.required and requirement.pk not in documents:
            errors[requirement.code] = _("Unggah %(name)s.") % {"name": requirement.name}
    if errors:
        raise Incomplete(errors)


def _demand_open_filing(step: Step) -> None:
    """What may have changed since the draft was begun: the type itself, the old permit, how many a person holds."""
    application = step.application
    today = step.at.astimezone(current_office().zone).date()
    standing = application.permit_type.standing_on(today)
    if standing is not None and not standing.is_here:
        raise Incomplete({"": standing.explanation})
    if application.kind not in application.standard.kinds:
        raise Incomplete({"": _("Jenis permohonan ini tidak lagi diterima untuk izin ini. Mulai permohonan baru.")})
    if application.kind != FilingKind.NEW:
        _demand_free_permit(application, today)
    if application.standard.most_per_person:
        _demand_room_for_one_more(application, today)


def _demand_free_permit(application: Application, today: datetime.date) -> None:
    """The old permit stands, and nobody else's live application starts from it: its row is locked while we look.

    An expired permit can be renewed; amended it would be expired still.
    """
    old = Permit.objects.select_for_update(of=("self",)).get(successors=application)
    if old.revoked_at or old.cancelled_at or old.is_replaced:
        raise Incomplete({"": _("Izin lama %(number)s sudah tidak dapat dipakai.") % {"number": old.number}})
    if application.kind == FilingKind.AMENDMENT and old.valid_until and old.valid_until < today:
        raise Incomplete({"": _("Izin lama %(number)s sudah berakhir. Ajukan perpanjangan.") % {"number": old.number}})
    if Application.objects.filter(previous_permit=old, status__in=LIVE).exists():
        raise Incomplete(
            {"": _("Sudah ada permohonan yang sedang diproses untuk izin %(number)s.") % {"number": old.number}}
        )


def _demand_room_for_one_more(application: Application, today: datetime.date) -> None:
    """No more permits of one type for one NIK than the standard allows, those on the way counted.

    A permit and the application that renews it are one. The type's row is locked while we
    count, so that two sent at once do not both take the last place.
    """
    most = application.standard.most_per_person
    nik = str(application.answers.get(answers.NIK, ""))
    if not most or not nik:
        return
    PermitType.objects.select_for_update(no_key=True).get(pk=application.permit_type_id)
    others = Application.objects.filter(permit_type=application.permit_type_id, nik=nik).exclude(pk=application.pk)
    if application.previous_permit_id:
        others = others.exclude(permit=application.previous_permit_id)
    finished = others.filter(status=Status.COMPLETED).select_related("permit")
    held = {row.permit.pk for row in finished if row.permit.state_on(today) == PermitState.VALID}
    live = others.filter(status__in=LIVE).values_list("previous_permit", flat=True)
    count = len(held) + sum(previous not in held for previous in live)
    if count >= most:
        raise Incomplete(
            {
                answers.NIK: _("NIK ini sudah memiliki atau mengajukan %(count)d izin; paling banyak %(most)d.")
                % {"count": count, "most": most}
            }
        )


def _request_receipt(step: Step) -> None:
    order_paper(step, PaperKind.RECEIPT)


def _demand_corrections(step: Step) -> None:
    """Every faulty document replaced since it was returned, every faulty answer valid."""
    documents = current_documents(step.application)
    errors: dict[str, str] = {}
    faulty = unlocked(step.application)
    for requirement in faulty.requirements:
        document = documents.get(requirement.pk)
        if document is None or (faulty.since and document.uploaded_at < faulty.since):
            errors[requirement.code] = _("Unggah %(name)s yang sudah diperbaiki.") % {"name": requirement.name}
    questions = step.application.questions()
    for key, messages in answers.problems(questions, step.application.answers).items():
        errors[key] = messages[0]
    if errors:
        raise Incomplete(errors)


@dataclass(frozen=True)
class Unlocked:
    """What a return opened for correction: requirements, keys of answers, notes by code or key."""

    requirements: tuple[Requirement, ...] = ()
    keys: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    since: datetime.datetime | None = None


def unlocked(application: Application) -> Unlocked:
    """What the officer of the last finished office turn found faulty."""
    turn = application.turns.filter(closed_at__isnull=False, holder__in=WORKING).last()
    if turn is None:
        return Unlocked()
    faulty = [row for row in turn.verdicts.select_related("requirement", "form_field") if row.outcome in FAULTS]
    return Unlocked(
        requirements=tuple(row.requirement for row in faulty if row.requirement),
        keys=tuple(row.form_field.key for row in faulty if row.form_field),
        notes={row.code: row.note for row in faulty},
        outcomes={row.code: row.outcome for row in faulty},
        since=turn.closed_at,
    )


# Checking documents -------------------------------------------------------------------


def _verdicts(step: Step, allowed: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The payload's verdicts, code or key to (outcome, note); raises Incomplete for one that is missing."""
    given = step.payload.get("verdicts", {})
    errors = {
        requirement.code: _("Beri penilaian untuk %(name)s.") % {"name": requirement.name}
        for requirement in to_check(step.application)
        if given.get(requirement.code, ("", ""))[0] not in allowed
    }
    if errors:
        raise Incomplete(errors)
    return dict(given)


def _demand_all_present(step: Step) -> None:
    verdicts = _verdicts(step, (Outcome.PRESENT, *FAULTS))
    if any(outcome in FAULTS for outcome, _note in verdicts.values()):
        raise Incomplete({"": _("Ada yang belum benar. Kembalikan kepada pemohon, atau ubah penilaian Anda.")})


def _demand_a_fault(step: Step) -> None:
    verdicts = _verdicts(step, (Outcome.PRESENT, *FAULTS))
    faults = {code: note for code, (outcome, note) in verdicts.items() if outcome in FAULTS}
    if not faults:
        raise Incomplete({"": _("Tandai dahulu apa yang harus diperbaiki pemohon.")})
    silent = {code: _("Tulis apa yang harus diperbaiki.") for code, note in faults.items() if not note.strip()}
    if silent:
        raise Incomplete(silent)


def _demand_all_match(step: Step) -> None:
    verdicts = _verdicts(step, (Outcome.MATCH, Outcome.MISMATCH))
    if any(outcome == Outcome.MISMATCH for outcome, _note in verdicts.values()):
        raise Incomplete({"": _("Ada dokumen yang tidak cocok. Menurut SOP, izin dibatalkan.")})


def _demand_a_mismatch(step: Step) -> None:
    verdicts = _verdicts(step, (Outcome.MATCH, Outcome.MISMATCH))
    if all(outcome == Outcome.MATCH for outcome, _note in verdicts.values()):
        raise Incomplete({"": _("Semua dokumen cocok; izin tidak dapat dibatalkan dengan alasan ini.")})


def _record_verdicts(step: Step) -> None:
    documents = current_documents(step.application)
    requirements = {row.code: row for row in step.application.requirements()}
    fields = {row.key: row for row in step.application.questions()}
    rows = []
    for code, (outcome, note) in step.payload.get("verdicts", {}).items():
        requirement = requirements.get(code)
        form_field = None if requirement else fields.get(code)
        if requirement is None and form_field is None:
            continue
        document = documents.get(requirement.pk) if requirement else None
        rows.append(
            Verdict(
                turn=step.turn,
                requirement=requirement,
                form_field=form_field,
                document=document,
                outcome=outcome,
                note=note.strip(),
                by=step.by,
                at=step.at,
            )
        )
    Verdict.objects.bulk_create(rows)


def _record_mismatch(step: Step) -> None:
    _record_verdicts(step)
    Permit.objects.filter(application=step.application).update(cancelled_at=step.at)


DEMANDS: dict[tuple[str, str], Handler] = {
    ("", SUBMIT.code): _demand_complete_filing,
    ("", RESUBMIT.code): _demand_corrections,
    (Work.CHECK, FORWARD.code): _demand_all_present,
    (Work.CHECK, RETURN.code): _demand_a_fault,
    (Work.COMPARE, FORWARD.code): _demand_all_match,
    (Work.COMPARE, CANCEL.code): _demand_a_mismatch,
}
RESULTS: dict[tuple[str, str], Handler] = {
    ("", SUBMIT.code): _request_receipt,
    (Work.CHECK, FORWARD.code): _record_verdicts,
    (Work.CHECK, RETURN.code): _record_verdicts,
    (Work.COMPARE, FORWARD.code): _record_verdicts,
    (Work.COMPARE, CANCEL.code): _record_mismatch,
}
