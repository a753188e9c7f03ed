"""What the tests of the kinds of filing and of parallel filing share: a SIUP of every kind, and a TDP beside it."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from permits.demonstration import PERSON_ANSWERS, answers_to, drawn_document
from permits.models import Application, FilingKind, FormField, Permit, PermitType, Requirement, ServiceStandard, Status
from permits.publication import put_in_force
from permits.steps import places_for, steps_for
from testkit.filing import APPLY, page, seen_on
from testkit.story import advance, file_application

LONG_AGO = datetime.date(2017, 5, 1)
OLD = [FilingKind.AMENDMENT, FilingKind.RENEWAL, FilingKind.REREGISTRATION]


def offer_every_kind(**changes: Any) -> ServiceStandard:
    """Put a SIUP in force that is filed in all four ways, valid two years; ``changes`` are the standard's columns."""
    draft = ServiceStandard.objects.get(permit_type__slug="siup").revise()
    columns = {"kinds": list(FilingKind.values), "validity_months": 24} | changes
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save()
    Requirement.objects.create(standard=draft, order=50, code="izin_lama", name="SIUP lama", kinds=OLD)
    FormField.objects.create(
        standard=draft, order=50, section="Usaha", key="what_changes", label="Yang berubah", kinds=["amendment"]
    )
    put_in_force(draft, LONG_AGO)
    return draft


def offer_tdp() -> PermitType:
    """Put a TDP in force that may be filed in one form with the SIUP.

    It asks for the SIUP's documents but two and one of its own, and for an e-mail address, which the SIUP leaves open.
    """
    siup = PermitType.objects.get(slug="siup")
    tdp = PermitType.objects.create(
        slug="tdp", code="005", name="Tanda Daftar Perusahaan (TDP)", abbreviation="TDP", agency="Dinas Perdagangan"
    )
    siup.filed_with.add(tdp)
    draft = siup.standards.order_by("revision")[0].revise()
    draft.permit_type, draft.revision = tdp, 1
    draft.save()
    draft.requirements.filter(code__in=["neraca", "sewa"]).delete()
    draft.fields.filter(key="email").update(required=True)
    Requirement.objects.create(standard=draft, order=50, code="sk_menteri", name="Daftar riwayat perusahaan")
    FormField.objects.create(
        standard=draft, order=50, section="Pendaftaran", key="branches", label="Jumlah cabang", kind="number"
    )
    put_in_force(draft, LONG_AGO)
    return tdp


def address(draft: Application, number: int) -> str:
    """The address of a step, whatever the type."""
    return reverse("apply_step", args=[draft.permit_type.slug, draft.pk, number])


def fill_all(browser: Client, draft: Application, **changes: Any) -> None:
    """Answer every question and hand in every demanded document, step by step through the pages."""
    draft = Application.objects.get(pk=draft.pk)
    for step in steps_for(draft):
        if step.kind == "section":
            given = answers_to(step.questions, PERSON_ANSWERS | draft.answers | changes)
            posted = {f"answer-{key}": value for key, value in given.items()} | {"next": "1"}
            assert browser.post(address(draft, step.number), posted).status_code == 302, step.title
        elif step.kind == "documents":
            codes = [place.requirement.code for place in places_for(draft) if place.required and not place.document]
            assert browser.post(address(draft, step.number), drawings(codes) | {"next": "1"}).status_code == 302


def drawings(codes: list[str]) -> dict[str, Any]:
    """A drawn document for each requirement."""
    return {f"file-{code}": SimpleUploadedFile(f"{code}.jpg", drawn_document(code), "image/jpeg") for code in codes}


def check_page(browser: Client, draft: Application) -> str:
    """The check page of a draft."""
    draft = Application.objects.get(pk=draft.pk)
    return page(browser.get(address(draft, len(steps_for(draft)))))


def send(browser: Client, draft: Application) -> Any:
    """Send from the check page; return the answer."""
    draft = Application.objects.get(pk=draft.pk)
    return browser.post(address(draft, len(steps_for(draft))), {"seen": seen_on(check_page(browser, draft))})


def issue(applicant: Any, staff: dict[str, Any], at: datetime.datetime | None = None) -> Permit:
    """A SIUP of the applicant's own, filed at ``at`` (now) and handed over."""
    application = file_application(applicant, at=at)
    advance(application, staff, at=at)
    return Permit.objects.get(application=application)


def begin(browser: Client, kind: str, number: Any, query: str = "") -> Any:
    """Take the first step from an old permit; return the answer."""
    return browser.post(f"{APPLY}{query}", {"kind": kind, "permit_number": number})


def begun(answer: Any) -> Application:
    """The draft an answer has led to."""
    assert answer.status_code == 302, answer.content.decode()
    draft: Application = Application.objects.filter(status=Status.DRAFT, filed_with=None).latest("pk")
    return draft


def refused(answer: Any) -> str:
    """The page of a refusal, which has begun nothing."""
    assert answer.status_code == 422
    assert not Application.objects.filter(status=Status.DRAFT).exists()
    return str(answer.content.decode())


def own_page(browser: Client, application: Any) -> str:
    """The page of an application as its applicant sees it."""
    return page(browser.get(reverse("my_application", args=[application.number])))
