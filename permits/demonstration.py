"""Believable applications for demonstrations and tests: invented people, drawn documents, the usual steps.

The moves go through ``workflow.perform``; only what a person would have typed or
photographed is made up here.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from permits import workflow
from permits.models import (
    ApplicantKind,
    Application,
    Channel,
    Conclusion,
    Document,
    FieldKind,
    FilingKind,
    FormField,
    Inspection,
    Permit,
    PermitType,
    Work,
)
from permits.work.inspection import possible_team
from sipelaku.office.services import calendar
from sipelaku.office.working_days import is_working_day

PERSON_ANSWERS: dict[str, Any] = {
    "full_name": "Siti Rahmawati",
    "nik": "6471054507900001",
    "home_address": "Jalan Kenanga 5, RT 12",
    "phone": "+6281234567890",
    "email": "siti@warga.example",
    "business_name": "Toko Melati",
    "npwp": "6471054507900001",
    "business_address": "Jalan Pasar Baru 12",
    "business_village": "Damai",
    "business_district": "Tanjung Sari Kota",
    "kbli": "47111",
    "kbli_edition": "2020",
    "goods": "Bahan pokok dan kelontong",
    "capital": "75000000",
    "trade_scale": "Kecil",
    "workers": 2,
}
COMPANY_ANSWERS: dict[str, Any] = PERSON_ANSWERS | {
    "full_name": "Bagus Prasetya",
    "nik": "6471051203850002",
    "position": "Direktur",
    "home_address": "Jalan Cendana 21",
    "phone": "+6281298765432",
    "email": "bagus@usaha.example",
    "business_name": "PT Sumber Rejeki Nusa",
    "legal_form": "Perseroan Terbatas (PT)",
    "npwp": "0012345678725000",
    "deed_number": "Nomor 12, 3 Maret 2025",
    "ahu_number": "AHU-0012345.AH.01.01.TAHUN 2025",
    "goods": "Bahan bangunan",
    "kbli": "46632",
    "capital": "2500000000",
    "trade_scale": "Menengah",
    "workers": 18,
}


@lru_cache(maxsize=64)
def drawn_document(title: str) -> bytes:
    """A JPEG that looks like a photographed paper with ``title``, marked as an example."""
    sheet = Image.new("RGB", (900, 640), "#f4f1e8")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 870, 610), outline="#51606d", width=3)
    pen.text((60, 60), title, fill="#17212b", font=ImageFont.load_default(34))
    pen.text((60, 540), "CONTOH - BUKAN DOKUMEN ASLI", fill="#a3211b", font=ImageFont.load_default(28))
    for line in range(160, 500, 48):
        pen.line((60, line, 560 + line % 200, line), fill="#9aa5ae", width=9)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def attach(application: Application, code: str, *, by: Any, at: datetime.datetime) -> Document:
    """Put a drawn document in the place of requirement ``code`` at a moment of choice, replacing what was there."""
    requirement = application.standard.requirements.get(code=code)
    Document.objects.filter(application=application, requirement=requirement, replaced_at__isnull=True).update(
        replaced_at=at
    )
    content = drawn_document(requirement.name)
    document = Document(
        application=application,
        requirement=requirement,
        name=f"{code}.jpg",
        content_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    document.file.save("document", ContentFile(content), save=False)
    document.save()
    return document


PLAIN_ANSWERS: dict[str, Any] = {
    FieldKind.TEXT: "Menurut berkas terlampir",
    FieldKind.LONG_TEXT: "Jalan Contoh 7, RT 3",
    FieldKind.NUMBER: 3,
    FieldKind.RUPIAH: "50000000",
    FieldKind.DATE: "2026-01-05",
    FieldKind.EMAIL: "contoh@warga.example",
    FieldKind.PHONE: "+6281234567890",
    FieldKind.NIK: "6471054507900001",
    FieldKind.NPWP: "6471054507900001",
    FieldKind.NIB: "1234567890123",
    FieldKind.KBLI: "47111",
}


def answers_to(questions: Iterable[FormField], known: Mapping[str, Any]) -> dict[str, Any]:
    """A valid answer to each question that is required or ``known``: the known one where it fits, else a plain one."""
    return {row.key: _answer(row, known) for row in questions if row.required or row.key in known}


def _answer(question: FormField, known: Mapping[str, Any]) -> Any:
    if question.kind == FieldKind.CHOICE:
        usual = known.get(question.key)
        return usual if usual in question.choices else question.choices[0]
    return known.get(question.key, PLAIN_ANSWERS[FieldKind(question.kind)])


def make_draft(
    applicant: Any,
    *,
    at: datetime.datetime,
    slug: str = "siup",
    kind: str = ApplicantKind.PERSON,
    answers: dict[str, Any] | None = None,
    filing: str = FilingKind.NEW,
    previous: Permit | None = None,
    filed_with: Application | None = None,
) -> Application:
    """A complete draft not yet sent, begun at ``at``; the last three as ``workflow.start`` takes them."""
    usual = COMPANY_ANSWERS if kind == ApplicantKind.COMPANY else PERSON_ANSWERS
    draft = workflow.start(
        PermitType.objects.get(slug=slug), by=applicant, kind=filing, previous=previous, filed_with=filed_with, at=at
    )
    given = answers_to(draft.standard.fields_for(kind, filing), usual) | (answers or {})
    Application.objects.filter(pk=draft.pk).update(applicant_kind=kind, answers=given)
    draft.refresh_from_db()
    for requirement in draft.requirements():
        if requirement.required:
            attach(draft, requirement.code, by=applicant, at=at)
    return draft


def payload_for(application: Application, at: datetime.datetime | None = None) -> dict[str, Any]:
    """What an officer brings to the present stage at ``at`` (now) when everything is in order."""
    at = at or timezone.now()
    work = application.stage.work if application.stage else ""
    codes = [row.code for row in application.requirements() if row.required]
    payloads: dict[str, dict[str, Any]] = {
        Work.CHECK: {"verdicts": dict.fromkeys(codes, ("present", ""))},
        Work.RECORD: {"result": "Sesuai"},
        Work.RESUME: {"resume": "Lokasi ditinjau; luas dan peruntukan sesuai dengan permohonan."},
        Work.PREPARE: {"permit": dict(application.answers)},
        Work.ARCHIVE: {"archive_place": "Lemari 1, map 1"},
        Work.COMPARE: {"verdicts": dict.fromkeys(codes, ("match", ""))},
        Work.HAND_OVER: {"received_by": application.holder_name},
    }
    if work == Work.SCHEDULE:
        return plan_for(application, at)
    if work == Work.INSPECT:
        return {"report": report_of(application, at)}
    if work == Work.PAY:
        bill = application.bills.get(cancelled_at__isnull=True)
        return {"amount": bill.amount, "channel": Channel.CASH}
    return payloads.get(work, {"confirmed": True})


def plan_for(application: Application, at: datetime.datetime) -> dict[str, Any]:
    """The first two hours after the working day of ``at`` in which an officer of the team is free."""
    hours = calendar()
    day = at.astimezone(hours.zone).date()
    while True:
        day += datetime.timedelta(days=1)
        for opens in (9, 11, 14) if is_working_day(hours, day) else ():
            starts_at = datetime.datetime.combine(day, datetime.time(opens), hours.zone)
            ends_at = starts_at + datetime.timedelta(hours=2)
            busy = Inspection.objects.filter(cancelled_at__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at)
            free = possible_team(application).exclude(inspections__in=busy.exclude(application=application)).first()
            if free is not None:
                return {
                    "starts_at": starts_at,
                    "ends_at": ends_at,
                    "team": [free.pk],
                    "leader": free.pk,
                    "place": application.answers.get("business_address") or "Jalan Contoh 7",
                }


def report_of(application: Application, at: datetime.datetime, area: str = "150") -> dict[str, Any]:
    """A report from the site: ``area`` square metres, the first choice of every index, the applicant present."""
    return {
        "report_key": uuid.uuid4(),
        "visited_at": at,
        "area": Decimal(area),
        "indices": {row.key: 0 for row in application.standard.tariff_indices.all()},
        "findings": "Bangunan dan kegiatan sesuai dengan permohonan.",
        "conclusion": Conclusion.FIT,
        "attendees": [{"name": application.holder_name, "capacity": "Pemohon"}],
    }


def fault(application: Application, code: str, outcome: str, note: str) -> dict[str, Any]:
    """``payload_for`` the present stage, with one document or answer found faulty."""
    usual = payload_for(application)
    return {"verdicts": {**usual["verdicts"], code: (outcome, note)}}
