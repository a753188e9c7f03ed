"""The inspection: scheduled with a team and a task order, reported from the site, summed up, verified."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from permits import numbering, tariffs
from permits.actions import FORWARD, RESCHEDULE, WITHDRAW
from permits.models import Application, Attendee, Conclusion, Inspection, PaperKind, Work
from permits.retribution import CannotCalculate
from permits.work.step import Handler, Incomplete, Step, order_paper
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

LARGEST_AREA = Decimal(10**9)


def inspection_to_come(application: Application) -> Inspection | None:
    """The inspection that is scheduled and not reported yet."""
    return application.inspections.filter(cancelled_at__isnull=True, reported_at__isnull=True).first()


def last_report(application: Application) -> Inspection | None:
    """The newest inspection with a report."""
    return application.inspections.filter(reported_at__isnull=False).order_by("-report_sequence").first()


# Scheduling ---------------------------------------------------------------------------


def possible_team(application: Application) -> Any:
    """The active officers who may be sent: those of the inspecting role, without the applicant."""
    stages = application.standard.stages.all()
    role = next((stage.role_id for stage in stages if stage.work == Work.INSPECT), None)
    people = get_user_model().objects.filter(roles=role, is_active=True).exclude(applications=application)
    return people.order_by("full_name")


def _demand_plan(step: Step) -> None:
    given, errors = step.payload, {}
    starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
    if starts_at is None or ends_at is None:
        raise Incomplete({"starts_at": _("Tentukan hari dan jam peninjauan.")})
    local_day = starts_at.astimezone(current_office().zone).date()
    if starts_at <= step.at:
        errors["starts_at"] = _("Waktu peninjauan sudah lewat. Pilih waktu yang akan datang.")
    elif not is_working_day(calendar(), local_day):
        errors["starts_at"] = _("Kantor tutup pada hari itu. Pilih hari kerja.")
    if ends_at <= starts_at or ends_at.astimezone(current_office().zone).date() != local_day:
        errors["ends_at"] = _("Jam selesai harus sesudah jam mulai, pada hari yang sama.")
    if not str(given.get("place", "")).strip():
        errors["place"] = _("Tulis alamat yang ditinjau.")
    errors |= _team_errors(step)
    if errors:
        raise Incomplete(errors)


def _team_errors(step: Step) -> dict[str, str]:
    chosen = set(step.payload.get("team", ()))
    possible = {person.pk: person for person in possible_team(step.application)}
    if not chosen or not chosen <= set(possible):
        return {"team": _("Pilih sedikitnya satu anggota tim teknis.")}
    if step.payload.get("leader") not in chosen:
        return {"leader": _("Pilih ketua tim dari anggota yang ditugaskan.")}
    _hold_team(chosen)
    busy = Inspection.objects.filter(
        team__in=chosen,
        cancelled_at__isnull=True,
        reported_at__isnull=True,
        starts_at__lt=step.payload["ends_at"],
        ends_at__gt=step.payload["starts_at"],
    ).exclude(application=step.application)
    taken = set(busy.values_list("team", flat=True)) & chosen
    if taken:
        names = ", ".join(sorted(str(possible[key]) for key in taken))
        message = _("Sudah bertugas pada waktu itu: %(names)s. Pilih waktu atau anggota lain.")
        return {"team": message % {"names": names}}
    return {}


def _hold_team(chosen: set[int]) -> None:
    """Let who plans for one of these officers wait until we are done: else two plans would not see each other.

    In the order of the keys, so that two plans for the same two officers never wait for one another.
    """
    people = get_user_model().objects.filter(pk__in=chosen).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk", flat=True))


def _call_off(step: Step) -> None:
    """A file that ends before its inspection sets the team free."""
    step.application.inspections.filter(cancelled_at__isnull=True, reported_at__isnull=True).update(
        cancelled_at=step.at
    )


def _schedule(step: Step) -> None:
    _call_off(step)
    local = step.at.astimezone(current_office().zone)
    inspection = Inspection.objects.create(
        application=step.application,
        sequence=step.sequence,
        task_number=numbering.yearly_number(numbering.TASK_ORDERS, "ST", local),
        starts_at=step.payload["starts_at"],
        ends_at=step.payload["ends_at"],
        place=str(step.payload["place"]).strip()[:250],
        instructions=str(step.payload.get("instructions", "")).strip()[:500],
        leader_id=step.payload["leader"],
        scheduled_by=step.by,
        scheduled_at=step.at,
    )
    inspection.team.set(step.payload["team"])
    step.details |= {"task_number": inspection.task_number, "starts_at": inspection.starts_at.isoformat()}
    order_paper(step, PaperKind.TASK_ORDER, edition=step.sequence)


# The report from the site -------------------------------------------------------------


def _demand_report(step: Step) -> None:
    inspection = inspection_to_come(step.application)
    if inspection is None:
        raise Incomplete({"": _("Peninjauan belum dijadwalkan.")})
    given, errors = step.payload.get("report", {}), {}
    visited_at = given.get("visited_at")
    # People write down minutes: the one the order was given in counts as after it.
    earliest = inspection.scheduled_at.replace(second=0, microsecond=0)
    if not isinstance(visited_at, datetime.datetime) or not earliest <= visited_at <= step.at:
        errors["visited_at"] = _("Tulis kapan lokasi ditinjau: sesudah surat tugas terbit dan bukan di masa depan.")
    if not str(given.get("findings", "")).strip():
        errors["findings"] = _("Tulis apa yang ditemukan di lokasi.")
    if given.get("conclusion") not in Conclusion:
        errors["conclusion"] = _("Pilih kesimpulan.")
    if given.get("conclusion") == Conclusion.WITH_NOTES and not str(given.get("notes", "")).strip():
        errors["notes"] = _("Tulis catatannya.")
    if not any(str(person.get("name", "")).strip() for person in given.get("attendees", ())):
        errors["attendees"] = _("Tulis sedikitnya satu orang yang hadir.")
    if step.application.standard.is_charged:
        errors |= basis_errors(step.application, given.get("area"), given.get("indices", {}))
    if errors:
        raise Incomplete(errors)


def basis_errors(application: Application, area: Any, places: Mapping[str, Any]) -> dict[str, str]:
    """What keeps the retribution from being computed of this area and these choices; by field, indices as index-key."""
    errors: dict[str, str] = {}
    if not isinstance(area, Decimal) or not area.is_finite() or not 0 < area <= LARGEST_AREA:
        errors["area"] = _("Tulis luas yang terukur, lebih dari nol.")
    for row in application.standard.tariff_indices.all():
        try:
            tariffs.index_of(row, places.get(row.key))
        except CannotCalculate as reason:
            errors[f"index-{row.key}"] = str(reason)
    return errors


def _report(step: Step) -> None:
    given = step.payload["report"]
    inspection = inspection_to_come(step.application)
    assert inspection is not None
    for name in ("visited_at", "latitude", "longitude", "accuracy", "area", "conclusion"):
        setattr(inspection, name, given.get(name))
    inspection.indices = dict(given.get("indices", {}))
    inspection.findings = str(given["findings"]).strip()
    inspection.notes = str(given.get("notes", "")).strip()
    inspection.report_key = given["report_key"]
    inspection.reported_by, inspection.reported_at = step.by, step.at
    inspection.report_sequence = step.sequence
    inspection.basis_area, inspection.basis_indices = inspection.area, inspection.indices
    # Those present first: nobody joins a report that is in.
    for order, person in enumerate(given["attendees"], start=1):
        _write_attendee(inspection, order, person)
    inspection.save()
    step.details |= {"task_number": inspection.task_number, "conclusion": inspection.conclusion}
    step.details["measured"] = {
        "area": None if inspection.area is None else str(inspection.area),
        "indices": inspection.indices,
    }
    order_paper(step, PaperKind.REPORT, edition=step.sequence)


def _write_attendee(inspection: Inspection, order: int, person: Mapping[str, Any]) -> None:
    attendee = Attendee(
        inspection=inspection,
        order=order,
        name=str(person["name"]).strip()[:120],
        capacity=str(person.get("capacity", "")).strip()[:80],
    )
    if person.get("signature"):
        attendee.signature.save("signature", ContentFile(person["signature"]), save=False)
    attendee.save()


# The resume ---------------------------------------------------------------------------


def _demand_resume(step: Step) -> None:
    if last_report(step.application) is None:
        raise Incomplete({"": _("Laporan peninjauan belum ada.")})
    if not str(step.payload.get("resume", "")).strip():
        raise Incomplete({"resume": _("Tulis resume hasil peninjauan.")})


def _write_resume(step: Step) -> None:
    inspection = last_report(step.application)
    assert inspection is not None
    inspection.resume, inspection.resume_sequence = str(step.payload["resume"]).strip(), step.sequence
    inspection.save(update_fields=["resume", "resume_sequence"])
    # The resume as it is printed: the chained record keeps it, however it is written anew later.
    step.details["resume"] = inspection.resume
    order_paper(step, PaperKind.RESUME, edition=step.sequence)


def _demand_review(step: Step) -> None:
    inspection = last_report(step.application)
    if inspection is None or not inspection.resume:
        raise Incomplete({"": _("Resume belum ada.")})
    if inspection.conclusion == Conclusion.UNFIT:
        raise Incomplete({"": _("Lokasi tidak memenuhi syarat menurut BAP. Tolak permohonan ini dengan alasannya.")})
    if not step.payload.get("confirmed"):
        raise Incomplete({"confirmed": _("Nyatakan bahwa Anda sudah mencocokkan resume dengan BAP.")})
    if "area" not in step.payload:
        return
    errors = basis_errors(step.application, step.payload["area"], step.payload.get("indices", {}))
    if _is_correction(inspection, step) and not str(step.payload.get("basis_note", "")).strip():
        errors["basis_note"] = _("Tulis alasan koreksi luas atau indeks.")
    if errors:
        raise Incomplete(errors)


def _is_correction(inspection: Inspection, step: Step) -> bool:
    places = step.payload.get("indices", {})
    return step.payload["area"] != inspection.basis_area or dict(places) != inspection.basis_indices


def _review(step: Step) -> None:
    inspection = last_report(step.application)
    if inspection is None or "area" not in step.payload or not _is_correction(inspection, step):
        return
    inspection.basis_area = step.payload["area"]
    inspection.basis_indices = dict(step.payload["indices"])
    inspection.basis_note = str(step.payload["basis_note"]).strip()
    inspection.save(update_fields=["basis_area", "basis_indices", "basis_note"])
    step.details |= {"area": str(inspection.basis_area), "indices": inspection.basis_indices}
    step.details["basis_note"] = inspection.basis_note


DEMANDS: dict[tuple[str, str], Handler] = {
    (Work.SCHEDULE, FORWARD.code): _demand_plan,
    (Work.INSPECT, RESCHEDULE.code): _demand_plan,
    (Work.INSPECT, FORWARD.code): _demand_report,
    (Work.RESUME, FORWARD.code): _demand_resume,
    (Work.REVIEW, FORWARD.code): _demand_review,
}
RESULTS: dict[tuple[str, str], Handler] = {
    (Work.SCHEDULE, FORWARD.code): _schedule,
    (Work.INSPECT, RESCHEDULE.code): _schedule,
    (Work.INSPECT, FORWARD.code): _report,
    (Work.INSPECT, WITHDRAW.code): _call_off,
    (Work.RESUME, FORWARD.code): _write_resume,
    (Work.REVIEW, FORWARD.code): _review,
}
