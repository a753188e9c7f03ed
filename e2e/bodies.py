"""What a form that is filled in as it should be sends, for every form of the portal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from e2e.scene import Scene
from permits import cashier
from permits.demonstration import PERSON_ANSWERS, drawn_document, plan_for
from permits.drafts import seen_mark
from permits.models import Channel
from permits.work import permit_fields
from sipelaku.office.services import current_office
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


def comparison(which: str) -> Body:
    return lambda scene: verdicts(scene, which, "match")


def because(which: str) -> Body:
    """A reason, confirmed."""
    return lambda scene: version(scene, which) | {"reason": "1", "words": "Lihat catatan.", "confirm": "queue"}


def faulty_checklist(which: str) -> Body:
    """A document that can't be read and an answer that isn't clear."""
    document = {"doc-ktp": "unreadable", "doc-ktp-note": "Foto ulang."}
    answer = {"field-business_name": "on", "field-business_name-note": "Rinci."}
    return lambda scene: verdicts(scene, which, "present") | because(which)(scene) | document | answer


def mismatch(which: str) -> Body:
    """An original that isn't what was uploaded."""
    return lambda scene: verdicts(scene, which, "match") | because(which)(scene) | {"doc-ktp": "mismatch"}


def permit_data(which: str) -> Body:
    """The answers, taken over into the permit."""
    return lambda scene: (
        version(scene, which)
        | {
            f"answer-{row.key}": str(scene.files[which].answers.get(row.key, ""))
            for row in permit_fields(scene.files[which])
        }
    )


def reading(which: str) -> Body:
    return lambda scene: version(scene, which) | {"confirmed": "on"} | corrections(scene, which)


def corrections(scene: Scene, which: str) -> dict[str, str]:
    """The permit's data as they stand, which the form for corrections shows."""
    if which != "correct":
        return {}
    application = scene.files[which]
    return {f"answer-{row.key}": str(application.permit.data.get(row.key, "")) for row in permit_fields(application)}


def archiving(which: str) -> Body:
    return lambda scene: version(scene, which) | {"archive_place": "Lemari 3, map 12"}


def receiver(which: str) -> Body:
    return lambda scene: version(scene, which) | {"received_by": "Siti Rahmawati"}


def signature(scene: Scene) -> dict[str, str]:
    """The batch of one file, confirmed with the password everybody in the story has."""
    waiting = scene.files["sign"]
    return {"file": f"{waiting.number}:{waiting.version}", "confirm": "1", "password": PASSWORD}


def mended(_scene: Scene) -> dict[str, Any]:
    return {"answer-goods": "Beras, gula, dan minyak goreng", "file-ktp": photo(), "send": "1"}


def seen(which: str) -> Body:
    """What the check page carries to say what it showed."""

    def mark(scene: Scene) -> dict[str, str]:
        draft = scene.files[which]
        draft.refresh_from_db()
        return {"seen": seen_mark(draft)}

    return mark


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


def from_permit(kind: str, which: str) -> Body:
    """An application of ``kind`` that starts from the permit of ``which``."""
    return lambda scene: {"kind": kind, "permit_number": str(scene.files[which].permit.number)}


# The inspection -----------------------------------------------------------------------


def plan(which: str) -> Body:
    """One officer for two hours of the first working day on which somebody is free."""

    def typed(scene: Scene) -> dict[str, str]:
        planned, zone = plan_for(scene.files[which], timezone.now()), current_office().zone
        begins, ends = planned["starts_at"].astimezone(zone), planned["ends_at"].astimezone(zone)
        day_and_hours = {"day": begins.date().isoformat(), "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
        team = {"team": str(planned["team"][0]), "leader": str(planned["leader"])}
        return version(scene, which) | day_and_hours | team | {"place": "Jalan Pasar Baru 12", "instructions": ""}

    return typed


def new_plan(which: str) -> Body:
    return lambda scene: plan(which)(scene) | {"reason": "1", "words": ""}


def site_report(which: str) -> Body:
    """A complete report as the page's plain form sends it, under the same key every time."""

    def typed(scene: Scene) -> dict[str, str]:
        application = scene.files[which]
        plain = {
            "report_key": str(uuid.uuid5(uuid.NAMESPACE_URL, str(application.number))),
            "visited_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "area": "1.234,5",
            "findings": "Bangunan sesuai dengan denah.",
            "conclusion": "fit",
            "notes": "",
            "latitude": "-1,265432",
            "longitude": "116.831234",
            "accuracy": "12",
            "attendee-0-name": "Siti Rahmawati",
            "attendee-0-capacity": "Pemohon",
        }
        return plain | {f"index-{row.key}": "0" for row in application.standard.tariff_indices.all()}

    return typed


def site_photo(_scene: Scene) -> dict[str, Any]:
    """A photo under the same key every time, as the phone sends it again when an answer was lost."""
    return {"key": "3b7f1c52-7a1e-4d8e-9a55-0c1de2f3a4b5", "photo": photo()}


def resume(which: str) -> Body:
    return lambda scene: version(scene, which) | {"resume": "Lokasi sesuai dengan permohonan."}


def review(which: str) -> Body:
    """The resume found to agree with the report."""

    def typed(scene: Scene) -> dict[str, str]:
        inspection = scene.files[which].inspections.get(cancelled_at__isnull=True)
        indices = {f"index-{key}": str(place) for key, place in inspection.basis_indices.items()}
        area = {"area": f"{inspection.basis_area.normalize():f}".replace(".", ","), "basis_note": ""}
        return version(scene, which) | area | indices | {"confirmed": "on"}

    return typed


# The till -----------------------------------------------------------------------------


def cash(name: str) -> Body:
    """A bill's amount, in cash."""

    def typed(scene: Scene) -> dict[str, str]:
        bill = scene.things[name]
        amount = str(bill.amount)
        known = {"version": str(bill.application.version), "amount": amount}
        return known | {"channel": Channel.CASH.value, "reference": "", "cash_given": amount}

    return typed


def voiding(_scene: Scene) -> dict[str, str]:
    return {"reason": "1", "words": "Seharusnya untuk Toko Mawar.", "password": PASSWORD}


def counted(_scene: Scene) -> dict[str, str]:
    """The drawer as it should be."""
    account = cashier.open_account()
    return {"seen": account.mark, "counted_cash": str(account.totals[Channel.CASH]), "note": ""}


def dispute(_scene: Scene) -> dict[str, str]:
    return {"note": "Luas tempat usaha saya 100 meter persegi."}
