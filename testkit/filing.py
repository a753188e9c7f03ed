"""Filing through the pages as a browser without JavaScript does it; every helper takes a signed-in test client."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from permits.demonstration import PERSON_ANSWERS, drawn_document
from permits.models import Application, ServiceStandard, Status

APPLY = "/ajukan/siup/"
PERSON_CODES = ["ktp", "npwp_file", "foto", "domisili", "neraca", "pernyataan"]


def page(answer: Any) -> str:
    """The HTML of an answer that is in order."""
    assert answer.status_code == 200
    return answer.content.decode()


def begin(browser: Client, kind: str = "person", query: str = "") -> Application:
    """Take the first step; return the draft."""
    answer = browser.post(f"{APPLY}{query}", {"applicant_kind": kind})
    assert answer.status_code == 302
    draft = Application.objects.filter(status=Status.DRAFT).latest("pk")
    assert answer["Location"] == step(draft, 2)
    return draft


def step(draft: Application, number: int) -> str:
    """The address of a step."""
    return reverse("apply_step", args=["siup", draft.pk, number])


def answers(section: str, **changes: str) -> dict[str, Any]:
    """What a browser posts for one section of a person's form."""
    standard = ServiceStandard.objects.get(permit_type__slug="siup")
    keys = [row.key for row in standard.fields_for("person") if row.section == section]
    values = {key: PERSON_ANSWERS.get(key, "") for key in keys} | changes
    return {f"answer-{key}": value for key, value in values.items()}


def pictures(codes: list[str]) -> dict[str, Any]:
    """A drawn document for each requirement."""
    return {f"file-{code}": SimpleUploadedFile(f"{code}.jpg", drawn_document(code), "image/jpeg") for code in codes}


def fill(browser: Client, draft: Application) -> None:
    """Fill every step up to the check."""
    assert browser.post(step(draft, 2), answers("Pemohon") | {"next": "1"})["Location"] == step(draft, 3)
    assert browser.post(step(draft, 3), answers("Usaha") | {"next": "1"})["Location"] == step(draft, 4)
    assert browser.post(step(draft, 4), pictures(PERSON_CODES) | {"next": "1"})["Location"] == step(draft, 5)


def seen_on(html: str) -> str:
    """What the check page carries to say what it showed."""
    (mark,) = re.findall(r'name="seen" value="([^"]+)"', html)
    return str(mark)


def send(browser: Client, draft: Application) -> Any:
    """Send from the check page; return the answer."""
    return browser.post(step(draft, 5), {"seen": seen_on(page(browser.get(step(draft, 5))))})
