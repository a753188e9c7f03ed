"""The permit: drafted, read, signed, archived and handed over."""

from __future__ import annotations

import calendar as months
import datetime
from typing import Any

from django.utils.translation import gettext as _

from permits import answers, numbering
from permits.actions import FORWARD, REVOKE, is_signed
from permits.models import Application, FilingKind, Paper, PaperKind, Permit, Work
from permits.work.step import Handler, Incomplete, Step, order_paper
from sipelaku.office.services import current_office


def permit_fields(application: Application) -> list[Any]:
    """The form fields printed on the permit, in order."""
    return [row for row in application.questions() if row.on_permit]


def _demand_permit_data(step: Step) -> None:
    data = step.payload.get("permit", {})
    errors = {key: messages[0] for key, messages in answers.problems(permit_fields(step.application), data).items()}
    if errors:
        raise Incomplete(errors)


def _write_permit(step: Step) -> None:
    data = dict(step.payload["permit"])
    holder = data.get(answers.BUSINESS_NAME) or data.get(answers.FULL_NAME) or step.application.holder_name
    Permit.objects.update_or_create(application=step.application, defaults={"data": data, "holder_name": holder})
    order_paper(step, PaperKind.DRAFT, edition=step.sequence)


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
    permit.valid_until = valid_until(step.application, local.date())
    permit.save()
    order_paper(step, PaperKind.PERMIT)


def valid_until(application: Application, signed_on: datetime.date) -> datetime.date | None:
    """The last day of a permit signed on ``signed_on``; None for one without an end.

    An amendment keeps the old permit's end. A renewal or re-registration that comes early
    counts from the old permit's end, so that nobody loses days by being early.
    """
    old = application.previous_permit
    if application.kind == FilingKind.AMENDMENT and old is not None:
        return old.valid_until
    months = application.standard.validity_months
    if not months:
        return None
    begin = max(signed_on, old.valid_until) if old is not None and old.valid_until else signed_on
    return _months_later(begin, months)


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
    step.keep("archive_place")
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
    step.keep("received_by")
    name = str(step.payload["received_by"]).strip()[:150]
    Permit.objects.filter(application=step.application).update(handed_over_at=step.at, received_by=name)


def _revoke(step: Step) -> None:
    Permit.objects.filter(application=step.application).update(revoked_at=step.at)


def _demand_record(step: Step) -> None:
    if not str(step.payload.get("result", "")).strip():
        raise Incomplete({"result": _("Tulis hasilnya.")})


def _keep_result(step: Step) -> None:
    step.keep("result")


DEMANDS: dict[tuple[str, str], Handler] = {
    (Work.RECORD, FORWARD.code): _demand_record,
    (Work.PREPARE, FORWARD.code): _demand_permit_data,
    (Work.VERIFY, FORWARD.code): _demand_reading,
    (Work.CORRECT, FORWARD.code): _demand_correction,
    (Work.SIGN, FORWARD.code): _demand_reading,
    (Work.ARCHIVE, FORWARD.code): _demand_archive,
    (Work.HAND_OVER, FORWARD.code): _demand_recipient,
}
RESULTS: dict[tuple[str, str], Handler] = {
    (Work.RECORD, FORWARD.code): _keep_result,
    (Work.PREPARE, FORWARD.code): _write_permit,
    (Work.CORRECT, FORWARD.code): _correct_permit,
    (Work.SIGN, FORWARD.code): _sign,
    (Work.ARCHIVE, FORWARD.code): _archive,
    (Work.HAND_OVER, FORWARD.code): _hand_over,
    ("", REVOKE.code): _revoke,
}
