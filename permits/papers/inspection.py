"""What the papers of an inspection say: the task order, the report from the site (BAP), the resume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files import File
from django.urls import reverse
from django.utils.translation import gettext as _

from permits import timeline
from permits.inspections import measures
from permits.models import Attendee, Inspection, InspectionPhoto, Paper, Work
from permits.papers.pdf import OWN
from permits.papers.pictures import fitted, signature
from permits.papers.sheet import Content, spaced_nip
from sipelaku.office.services import current_office

# With fonts and signatures the report stays under two megabytes.
MOST_PHOTO_BYTES = 1_400_000


@dataclass(frozen=True)
class Member:
    """An officer of the team as a paper names them."""

    name: str
    nip: str
    duty: str


@dataclass(frozen=True)
class Witness:
    """Somebody who was there; ``picture`` is the address of their drawn signature, "" for a line to sign on."""

    name: str
    capacity: str
    picture: str


def task_order(paper: Paper) -> Content:
    """The order that sends the team. Raises Inspection.DoesNotExist when the edition scheduled none."""
    application = paper.application
    inspection = _inspections(paper).get(sequence=paper.edition)
    office = current_office()
    values = {
        "application": application,
        "inspection": inspection,
        "basis": application.standard.legal_basis.splitlines(),
        "team": list(_team(inspection)),
        "signer": {"title": office.head_title, "name": office.head_name, "rank": office.head_rank},
        "nip": spaced_nip(office.head_nip),
    }
    address = settings.SITE_URL + reverse("desk_application", args=[application.number])
    return Content("print/task.html", inspection.scheduled_at, values, address)


def report(paper: Paper) -> Content:
    """The report as it was sent from the site. Raises Inspection.DoesNotExist when the edition brought none."""
    inspection = _inspections(paper).select_related("reported_by").get(report_sequence=paper.edition)
    assert inspection.reported_at is not None
    photos, attendees = list(inspection.photos.all()), list(inspection.attendees.all())
    shown, pictures = _photos(photos)
    witnesses, signatures = _witnesses(attendees)
    values = {
        "application": paper.application,
        "inspection": inspection,
        "measures": measures(paper.application, inspection.area, inspection.indices),
        "team": list(_team(inspection)),
        "witnesses": witnesses,
        "photos": [shown[place : place + 2] for place in range(0, len(shown), 2)],
    }
    return Content("print/bap.html", inspection.reported_at, values, pictures=pictures | signatures)


def resume(paper: Paper) -> Content:
    """The resume as it was written at its edition: the move's record has its words.

    Raises Transition.DoesNotExist or Inspection.DoesNotExist when the edition brought none.
    """
    application = paper.application
    move = application.transitions.select_related("by").get(sequence=paper.edition, details__has_key="resume")
    inspection = _inspections(paper).filter(report_sequence__lt=paper.edition).latest("report_sequence")
    reviewer = next((row for row in application.standard.stages.all() if row.work == Work.REVIEW), None)
    values = {
        "application": application,
        "inspection": inspection,
        "measures": measures(application, inspection.area, inspection.indices),
        "team": list(_team(inspection)),
        "resume": move.details["resume"],
        "author": move.by,
        "author_nip": spaced_nip(move.by.nip) if move.by else "",
        "reviewer": timeline.actor_title(reviewer, application.permit_type) if reviewer else "",
    }
    return Content("print/resume.html", move.at, values)


def _inspections(paper: Paper) -> Any:
    return Inspection.objects.filter(application=paper.application_id).select_related("leader")


def _team(inspection: Inspection) -> Iterator[Member]:
    """The team, its leader first."""
    people = sorted(inspection.team.all(), key=lambda person: (person.pk != inspection.leader_id, str(person)))
    for person in people:
        duty = _("Ketua tim") if person.pk == inspection.leader_id else _("Anggota")
        yield Member(str(person), spaced_nip(person.nip), duty)


def _photos(photos: list[InspectionPhoto]) -> tuple[list[tuple[str, str]], dict[str, bytes]]:
    """What the paper shows, (address, caption), and the pictures by name."""
    made = fitted([_content(photo.file) for photo in photos], MOST_PHOTO_BYTES)
    names = [f"photo-{place}.jpg" for place in range(len(photos))]
    shown = [(OWN + name, photo.caption) for name, photo in zip(names, photos, strict=True)]
    return shown, dict(zip(names, made, strict=True))


def _witnesses(attendees: list[Attendee]) -> tuple[list[Witness], dict[str, bytes]]:
    pictures = {
        f"signature-{person.order}.png": signature(_content(person.signature))
        for person in attendees
        if person.signature
    }
    witnesses = [
        Witness(
            name=person.name,
            capacity=person.capacity,
            picture=f"{OWN}signature-{person.order}.png" if person.signature else "",
        )
        for person in attendees
    ]
    return witnesses, pictures


def _content(file: File[bytes]) -> bytes:
    with file.open("rb") as opened:
        return opened.read()
