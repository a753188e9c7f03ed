"""What a form that is filled in as it should be sends, for every form of the portal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from e2e.scene import Scene
from permits.demonstration import PERSON_ANSWERS, drawn_document
from permits.drafts import seen_mark
from permits.work import permit_fields
from testkit.story import PASSWORD

Body = Callable[[Scene], Any]


def nothing(_scene: Scene) -> dict[str, Any]:
    return {}


def version(scene: Scene, which: str) -> dict[str, str]:
    """The version of the file that the officer saw."""
    return {"version": str(scene.files[which].version)}


def verdicts(scene: Scene, which: str, outcome: str) -> dict[str, str]:
    """The same verdict on every document."""
    asked = scene.files[which].standard.requirements_for("person")
    return version(scene, which) | {f"doc-{row.code}": outcome for row in asked if row.required}


def checklist(which: str) -> Body:
    return lambda scene: verdicts(scene, which, "present")


def comparison(scene: Scene) -> dict[str, str]:
    return verdicts(scene, "compare", "match")


def because(which: str) -> Body:
    """A reason, confirmed."""
    return lambda scene: version(scene, which) | {"reason": "1", "words": "Lihat catatan.", "confirm": "queue"}


def faulty_checklist(scene: Scene) -> dict[str, str]:
    found = {"doc-ktp": "unreadable", "doc-ktp-note": "Foto ulang.", "field-goods": "on", "field-goods-note": "Rinci."}
    return verdicts(scene, "check", "present") | because("check")(scene) | found


def mismatch(scene: Scene) -> dict[str, str]:
    return verdicts(scene, "compare", "match") | because("compare")(scene) | {"doc-ktp": "mismatch"}


def permit_data(scene: Scene) -> dict[str, str]:
    asked = permit_fields(scene.files["prepare"])
    return version(scene, "prepare") | {f"answer-{row.key}": str(PERSON_ANSWERS.get(row.key, "")) for row in asked}


def reading(which: str) -> Body:
    return lambda scene: version(scene, which) | {"confirmed": "on"} | corrections(scene, which)


def corrections(scene: Scene, which: str) -> dict[str, str]:
    """The permit's data as they stand, which the form for corrections shows."""
    if which != "correct":
        return {}
    application = scene.files[which]
    return {f"answer-{row.key}": str(application.permit.data.get(row.key, "")) for row in permit_fields(application)}


def archiving(scene: Scene) -> dict[str, str]:
    return version(scene, "archive") | {"archive_place": "Lemari 3, map 12"}


def receiver(scene: Scene) -> dict[str, str]:
    return version(scene, "hand_over") | {"received_by": "Siti Rahmawati"}


def signature(scene: Scene) -> dict[str, str]:
    """The batch of one file, confirmed with the password everybody in the story has."""
    waiting = scene.files["sign"]
    return {"file": f"{waiting.number}:{waiting.version}", "confirm": "1", "password": PASSWORD}


def mended(_scene: Scene) -> dict[str, Any]:
    return {"answer-goods": "Beras, gula, dan minyak goreng", "file-ktp": photo(), "send": "1"}


def seen(scene: Scene) -> dict[str, str]:
    draft = scene.files["draft"]
    draft.refresh_from_db()
    return {"seen": seen_mark(draft)}


def section(title: str) -> Body:
    """The questions of one step, answered."""
    return lambda scene: answers(scene, title) | {"next": "1"}


def answers(scene: Scene, title: str) -> dict[str, str]:
    asked = scene.files["draft"].standard.fields_for("person")
    return {f"answer-{row.key}": str(PERSON_ANSWERS.get(row.key, "")) for row in asked if row.section == title}


def documents(_scene: Scene) -> dict[str, Any]:
    return {"file-ktp": photo(), "next": "1"}


def upload_start(_scene: Scene) -> dict[str, Any]:
    return {"name": "ktp.jpg", "size": "1000"}


def piece(_scene: Scene) -> bytes:
    """The whole file at once, and no picture."""
    return b"x" * 1000


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("ktp.jpg", drawn_document("KTP"), "image/jpeg")
