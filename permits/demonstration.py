"""Believable applications for demonstrations and tests: invented people, drawn documents, the usual steps.

The moves go through ``workflow.perform``; only what a person would have typed or
photographed is made up here.
"""

from __future__ import annotations

import datetime
import hashlib
import io
from functools import lru_cache
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from permits import workflow
from permits.models import ApplicantKind, Application, Document, PermitType, Work

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


def make_draft(
    applicant: Any,
    *,
    at: datetime.datetime,
    slug: str = "siup",
    kind: str = ApplicantKind.PERSON,
    answers: dict[str, Any] | None = None,
) -> Application:
    """A complete draft not yet sent, begun at ``at``."""
    usual = COMPANY_ANSWERS if kind == ApplicantKind.COMPANY else PERSON_ANSWERS
    draft = workflow.start(PermitType.objects.get(slug=slug), by=applicant, at=at)
    Application.objects.filter(pk=draft.pk).update(applicant_kind=kind, answers=usual | (answers or {}))
    draft.refresh_from_db()
    for requirement in draft.standard.requirements_for(kind):
        if requirement.required:
            attach(draft, requirement.code, by=applicant, at=at)
    return draft


def payload_for(application: Application) -> dict[str, Any]:
    """What an officer brings to the present stage when everything is in order."""
    work = application.stage.work if application.stage else ""
    codes = [row.code for row in application.requirements() if row.required]
    payloads: dict[str, dict[str, Any]] = {
        Work.CHECK: {"verdicts": dict.fromkeys(codes, ("present", ""))},
        Work.RECORD: {"result": "Sesuai"},
        Work.PREPARE: {"permit": dict(application.answers)},
        Work.ARCHIVE: {"archive_place": "Lemari 1, map 1"},
        Work.COMPARE: {"verdicts": dict.fromkeys(codes, ("match", ""))},
        Work.HAND_OVER: {"received_by": application.holder_name},
    }
    return payloads.get(work, {"confirmed": True})


def fault(application: Application, code: str, outcome: str, note: str) -> dict[str, Any]:
    """``payload_for`` the present stage, with one document or answer found faulty."""
    usual = payload_for(application)
    return {"verdicts": {**usual["verdicts"], code: (outcome, note)}}
