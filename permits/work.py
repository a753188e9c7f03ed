"""What each kind of work demands before a file may leave its stage, and what it leaves behind.

``workflow.perform`` calls ``demand`` before the move and ``carry_out`` within its
transaction. Both look their step up by kind of work and action; a step that is not
listed demands nothing and leaves nothing.
"""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from permits import answers, numbering
from permits.actions import CANCEL, FORWARD, RESUBMIT, RETURN, SUBMIT, is_signed
from permits.models import (
    Application,
    Document,
    Outcome,
    Paper,
    PaperKind,
    Permit,
    Requirement,
    Turn,
    Verdict,
    Work,
)
from permits.nudge import nudge_printer
from sipelaku.office.services import current_office

FAULTS = (Outcome.MISSING, Outcome.UNREADABLE, Outcome.UNSUITABLE)


class Incomplete(Exception):
    """The work of this stage is not done; ``errors`` maps a field's name to a message, "" to the whole."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass
class Step:
    """One move at one stage: what the officer or applicant brings to it."""

    application: Application
    turn: Turn | None
    by: Any
    at: datetime.datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


Handler = Callable[[Step], None]


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


def current_documents(application: Application) -> dict[int, Document]:
    """The documents in force, by requirement id."""
    return {row.requirement_id: row for row in application.documents.filter(replaced_at__isnull=True)}


def to_check(application: Application) -> list[Requirement]:
    """The requirements that need a verdict: every required one and every one a file was sent for."""
    documents = current_documents(application)
    asked = application.standard.requirements_for(application.applicant_kind)
    return [row for row in asked if row.required or row.pk in documents]


# Filing -------------------------------------------------------------------------------


def _demand_complete_filing(step: Step) -> None:
    application = step.application
    if not application.applicant_kind:
        raise Incomplete({"applicant_kind": _("Pilih perorangan atau badan usaha.")})
    questions = application.standard.fields_for(application.applicant_kind)
    errors = {key: messages[0] for key, messages in answers.problems(questions, application.answers).items()}
    documents = current_documents(application)
    for requirement in application.standard.requirements_for(application.applicant_kind):
        if requirement.required and requirement.pk not in documents:
            errors[requirement.code] = _("Unggah %(name)s.") % {"name": requirement.name}
    if errors:
        raise Incomplete(errors)


def _request_receipt(step: Step) -> None:
    _order_paper(step, PaperKind.RECEIPT)


def _demand_corrections(step: Step) -> None:
    """Every faulty document replaced since it was returned, every faulty answer valid."""
    documents = current_documents(step.application)
    errors: dict[str, str] = {}
    faulty = unlocked(step.application)
    for requirement in faulty.requirements:
        document = documents.get(requirement.pk)
        if document is None or (faulty.since and document.uploaded_at < faulty.since):
            errors[requirement.code] = _("Unggah %(name)s yang sudah diperbaiki.") % {"name": requirement.name}
    questions = step.application.standard.fields_for(step.application.applicant_kind)
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
    turn = application.turns.filter(closed_at__isnull=False, holder="office").last()
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
    kind = step.application.applicant_kind
    requirements = {row.code: row for row in step.application.standard.requirements_for(kind)}
    fields = {row.key: row for row in step.application.standard.fields_for(kind)}
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


# The permit ---------------------------------------------------------------------------


def permit_fields(application: Application) -> list[Any]:
    """The form fields printed on the permit, in order."""
    return [row for row in application.standard.fields_for(application.applicant_kind) if row.on_permit]


def _demand_permit_data(step: Step) -> None:
    data = step.payload.get("permit", {})
    errors = {key: messages[0] for key, messages in answers.problems(permit_fields(step.application), data).items()}
    if errors:
        raise Incomplete(errors)


def _write_permit(step: Step) -> None:
    data = dict(step.payload["permit"])
    holder = data.get(answers.BUSINESS_NAME) or data.get(answers.FULL_NAME) or step.application.holder_name
    Permit.objects.update_or_create(application=step.application, defaults={"data": data, "holder_name": holder})
    _order_paper(step, PaperKind.DRAFT, edition=step.application.version + 1)


def _demand_reading(step: Step) -> None:
    if not Permit.objects.filter(application=step.application).exists():
        raise Incomplete({"": _("Draf izin belum ada. Kembalikan ke tahap entri data.")})
    if not step.payload.get("confirmed"):
        raise Incomplete({"confirmed": _("Nyatakan bahwa Anda sudah mencocokkan draf izin dengan berkas.")})


def _demand_correction(step: Step) -> None:
    _demand_reading(step)
    if "permit" in step.payload:
        _demand_permit_data(step)


def _correct_permit(step: Step) -> None:
    if "permit" in step.payload:
        _write_permit(step)


def _sign(step: Step) -> None:
    office = current_office()
    local = step.at.astimezone(office.zone)
    standard = step.application.standard
    permit = Permit.objects.get(application=step.application)
    permit.number = numbering.permit_number(office.letter_number_pattern, local)
    permit.signed_at = step.at
    permit.signed_by = step.by
    permit.signer = {
        "name": step.by.full_name,
        "nip": step.by.nip,
        "rank": office.head_rank,
        "title": office.head_title,
    }
    permit.valid_from = local.date()
    permit.valid_until = _months_later(local.date(), standard.validity_months) if standard.validity_months else None
    permit.save()
    _order_paper(step, PaperKind.PERMIT)


def _months_later(day: datetime.date, count: int) -> datetime.date:
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    return datetime.date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _demand_archive(step: Step) -> None:
    _demand_signed(step)
    if not str(step.payload.get("archive_place", "")).strip():
        raise Incomplete({"archive_place": _("Tulis letak arsip, misalnya Lemari 3, map 12.")})
    if not Paper.objects.filter(
        application=step.application, kind=PaperKind.PERMIT, rendered_at__isnull=False
    ).exists():
        raise Incomplete({"": _("Surat izin masih dicetak. Coba lagi sebentar lagi.")})


def _archive(step: Step) -> None:
    place = str(step.payload["archive_place"]).strip()[:100]
    Permit.objects.filter(application=step.application).update(archive_place=place)


def _demand_signed(step: Step) -> None:
    if not is_signed(step.application):
        raise Incomplete({"": _("Izin belum ditandatangani.")})


def _demand_recipient(step: Step) -> None:
    _demand_signed(step)
    if not str(step.payload.get("received_by", "")).strip():
        raise Incomplete({"received_by": _("Tulis nama orang yang menerima izin.")})


def _hand_over(step: Step) -> None:
    name = str(step.payload["received_by"]).strip()[:150]
    Permit.objects.filter(application=step.application).update(handed_over_at=step.at, received_by=name)


def _revoke(step: Step) -> None:
    Permit.objects.filter(application=step.application).update(revoked_at=step.at)


def _demand_record(step: Step) -> None:
    if not str(step.payload.get("result", "")).strip():
        raise Incomplete({"result": _("Tulis hasilnya.")})


def request_paper(application: Application, kind: str, at: datetime.datetime, edition: int = 0) -> Paper:
    """Ask for a paper on behalf of a person; asking again for the same edition returns the row there is."""
    paper, created = Paper.objects.get_or_create(
        application=application, kind=kind, edition=edition, defaults={"requested_at": at}
    )
    if created:
        _nudge()
    return paper


def _order_paper(step: Step, kind: str, edition: int = 0) -> None:
    """Ask for the paper a move brings about; the move is made once, so nobody has asked for it before."""
    Paper.objects.create(application=step.application, kind=kind, edition=edition, requested_at=step.at)
    _nudge()


def _nudge() -> None:
    # A broker that is away must not fail what is already committed; the next round prints the paper.
    transaction.on_commit(nudge_printer, robust=True)


DEMANDS: dict[tuple[str, str], Handler] = {
    ("", SUBMIT.code): _demand_complete_filing,
    ("", RESUBMIT.code): _demand_corrections,
    (Work.CHECK, FORWARD.code): _demand_all_present,
    (Work.CHECK, RETURN.code): _demand_a_fault,
    (Work.RECORD, FORWARD.code): _demand_record,
    (Work.PREPARE, FORWARD.code): _demand_permit_data,
    (Work.VERIFY, FORWARD.code): _demand_reading,
    (Work.CORRECT, FORWARD.code): _demand_correction,
    (Work.SIGN, FORWARD.code): _demand_reading,
    (Work.ARCHIVE, FORWARD.code): _demand_archive,
    (Work.COMPARE, FORWARD.code): _demand_all_match,
    (Work.COMPARE, CANCEL.code): _demand_a_mismatch,
    (Work.HAND_OVER, FORWARD.code): _demand_recipient,
}
RESULTS: dict[tuple[str, str], Handler] = {
    ("", SUBMIT.code): _request_receipt,
    (Work.CHECK, FORWARD.code): _record_verdicts,
    (Work.CHECK, RETURN.code): _record_verdicts,
    (Work.PREPARE, FORWARD.code): _write_permit,
    (Work.CORRECT, FORWARD.code): _correct_permit,
    (Work.SIGN, FORWARD.code): _sign,
    (Work.ARCHIVE, FORWARD.code): _archive,
    (Work.COMPARE, FORWARD.code): _record_verdicts,
    (Work.COMPARE, CANCEL.code): _record_mismatch,
    (Work.HAND_OVER, FORWARD.code): _hand_over,
    ("", "revoke"): _revoke,
}
