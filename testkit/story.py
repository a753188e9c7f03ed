"""The fixed cast and the story's usual steps, for tests of every app.

Everything here goes through the same doors as the views: ``workflow.perform`` and
the rows a person would have made. Names and numbers are invented.
"""

from __future__ import annotations

import datetime
import hashlib
import io
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from permits import workflow
from permits.models import ApplicantKind, Application, Document, Paper, PaperKind, PermitType, Status, Transition, Work
from sipelaku.accounts.models import Role, User

PASSWORD = "kata-sandi-uji-2026"
STAFF = {
    "counter": "petugas_loket",
    "entry": "petugas_entri",
    "kasi": "kasi",
    "kabid": "kabid",
    "head": "kepala_dinas",
    "archive": "arsip",
}
PERSON_ANSWERS = {
    "full_name": "Siti Rahmawati",
    "nik": "6471054507900001",
    "home_address": "Jalan Kenanga 5",
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


def make_user(username: str, *roles: str, name: str = "") -> User:
    """An account with a verified e-mail address and PASSWORD, holding the given role codes."""
    user = User.objects.create_user(
        username=username, email=f"{username}@uji.example", password=PASSWORD, full_name=name or username.title()
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.roles.set(Role.objects.filter(code__in=roles))
    return User.objects.get(pk=user.pk)


def picture(colour: str = "white") -> bytes:
    """A small JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def attach(application: Application, code: str, *, by: Any, at: datetime.datetime | None = None) -> Document:
    """Put a JPEG in the place of requirement ``code``, replacing what was there."""
    at = at or timezone.now()
    requirement = application.standard.requirements.get(code=code)
    Document.objects.filter(application=application, requirement=requirement, replaced_at__isnull=True).update(
        replaced_at=at
    )
    content = picture()
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
    document.file.save("upload", ContentFile(content), save=False)
    document.save()
    return document


def make_draft(applicant: User, *, slug: str = "siup", at: datetime.datetime | None = None) -> Application:
    """A draft of a person's application, complete but not sent."""
    at = at or timezone.now()
    draft = workflow.start(PermitType.objects.get(slug=slug), by=applicant, at=at)
    Application.objects.filter(pk=draft.pk).update(applicant_kind=ApplicantKind.PERSON, answers=PERSON_ANSWERS)
    draft.refresh_from_db()
    for requirement in draft.standard.requirements_for(ApplicantKind.PERSON):
        if requirement.required:
            attach(draft, requirement.code, by=applicant, at=at)
    return draft


def file_application(applicant: User, *, slug: str = "siup", at: datetime.datetime | None = None) -> Application:
    """An application just filed."""
    draft = make_draft(applicant, slug=slug, at=at)
    workflow.perform(draft, "submit", by=applicant, at=at)
    return draft


def payload_for(application: Application) -> dict[str, Any]:
    """What an officer brings to the present stage when everything is in order."""
    work = application.stage.work
    codes = [row.code for row in application.standard.requirements_for(application.applicant_kind) if row.required]
    if work == Work.CHECK:
        return {"verdicts": dict.fromkeys(codes, ("present", ""))}
    if work == Work.COMPARE:
        return {"verdicts": dict.fromkeys(codes, ("match", ""))}
    if work == Work.PREPARE:
        return {"permit": dict(application.answers)}
    simple: dict[str, dict[str, Any]] = {
        Work.RECORD: {"result": "Sesuai"},
        Work.ARCHIVE: {"archive_place": "Lemari 1, map 1"},
        Work.HAND_OVER: {"received_by": "Siti Rahmawati"},
    }
    return simple.get(work, {"confirmed": True})


def forward(application: Application, staff: dict[str, User], *, at: datetime.datetime | None = None) -> Transition:
    """Finish the present stage by the officer of its role."""
    officer = next(user for user in staff.values() if application.stage.role_id in user.role_codes)
    if application.stage.work == Work.ARCHIVE:
        pretend_rendered(application)
    return workflow.perform(application, "forward", by=officer, payload=payload_for(application), at=at)


def pretend_rendered(application: Application) -> None:
    """Mark the permit's paper as printed, for tests that are not about printing."""
    Paper.objects.filter(application=application, kind=PaperKind.PERMIT, rendered_at__isnull=True).update(
        file="papers/test.pdf", sha256="0" * 64, rendered_at=timezone.now()
    )


def advance(
    application: Application, staff: dict[str, User], *, to: str = "", at: datetime.datetime | None = None
) -> None:
    """Finish stages until the present one's kind of work is ``to``, or the application is completed."""
    while application.status == Status.IN_PROCESS and application.stage.work != to:
        forward(application, staff, at=at)
