"""Makes the planned moves of one permit through ``permits.workflow``, going on where an earlier run stopped."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import random
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from permits import demonstration, printing, workflow
from permits.actions import office_role
from permits.models import (
    ApplicantKind,
    Application,
    Document,
    Paper,
    PaperKind,
    PermitType,
    Requirement,
    Transition,
    Work,
)
from permits.replay.people import Cast, answers_of
from permits.replay.plan import VISITS_A_MORNING, Move, Planned
from sipelaku import printout

HOUR = datetime.timedelta(hours=1)


def token_of(key: str) -> str:
    """The application's token: the same on every run, and not to be guessed without the portal's secret."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"replay {key}".encode(), hashlib.sha256).hexdigest()
    return digest[:22]


def advance(planned: Planned, cast: Cast, until: datetime.date) -> int:
    """Make the moves of ``planned`` up to the end of the office's day ``until``; return how many were made now."""
    application = Application.objects.filter(token=token_of(planned.key)).first()
    done = application.version if application else 0
    due = [move for move in planned.moves if move.at.date() <= until][done:]
    for move in due:
        if application is None:
            application = _file(planned, cast, move)
        else:
            _move(application, planned, cast, move)
    if application is not None and due:
        _leave_behind(application, until_end=due[-1] is planned.moves[-1])
    return len(due)


@transaction.atomic
def _file(planned: Planned, cast: Cast, move: Move) -> Application:
    """Begin and send the application in one transaction, so that a run stopped here leaves nothing."""
    applicant = cast.applicant_of(planned.key)
    draft = workflow.start(PermitType.objects.get(slug=planned.slug), by=applicant, at=move.at - HOUR)
    known = answers_of(draft, planned.key)
    questions = draft.standard.fields_for(ApplicantKind.PERSON)
    Application.objects.filter(pk=draft.pk).update(
        token=token_of(planned.key),
        applicant_kind=ApplicantKind.PERSON,
        answers=demonstration.answers_to(questions, known),
    )
    draft.refresh_from_db()
    asked = [row for row in draft.requirements() if row.required]
    Document.objects.bulk_create(_document(draft, requirement, move.at - HOUR / 2) for requirement in asked)
    workflow.perform(draft, "submit", by=applicant, at=move.at)
    return draft


def _document(application: Application, requirement: Requirement, at: datetime.datetime) -> Document:
    """A document in a requirement's place; all of one requirement share one stored file."""
    content = demonstration.drawn_document(requirement.name)
    digest = hashlib.sha256(content).hexdigest()
    name = f"documents/replay/{digest}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return Document(
        application=application,
        requirement=requirement,
        file=name,
        name=f"{requirement.code}.jpg",
        content_type="image/jpeg",
        size=len(content),
        sha256=digest,
        uploaded_by=application.created_by,
        uploaded_at=at,
    )


def _move(application: Application, planned: Planned, cast: Cast, move: Move) -> None:
    if move.action == "resubmit":
        _correct(application, move)
        return
    role = office_role(application.stage, application) if application.stage else ""
    if application.stage and application.stage.work == Work.ARCHIVE:
        _print_permit(application)
    payload, note = _brought(application, planned, cast, move), ""
    if move.action == "return":
        note = "Satu dokumen perlu diperbaiki."
    workflow.perform(application, move.action, by=cast.officer(role), payload=payload, note=note, at=move.at)


def _brought(application: Application, planned: Planned, cast: Cast, move: Move) -> dict[str, Any]:
    """What the officer brings to this move."""
    if move.action == "return":
        return demonstration.fault(application, _faulty(application).code, "unreadable", "Foto kabur. Ambil ulang.")
    if move.work == Work.SCHEDULE:
        return _visit(application, planned, cast)
    payload = demonstration.payload_for(application, move.at)
    if move.work == Work.INSPECT:
        area = random.Random(planned.key).choice((45, 72, 90, 120, 150, 240, 420, 800))
        payload["report"]["area"] = Decimal(area)
    return payload


def _visit(application: Application, planned: Planned, cast: Cast) -> dict[str, Any]:
    """The inspection in its own hour of the morning, by an officer who has no other then."""
    day, move = planned.inspected_on, next(row for row in planned.moves if row.work == Work.INSPECT)
    assert day is not None
    opens = move.at.replace(hour=8, minute=0, second=0)
    starts_at = opens + planned.visit % VISITS_A_MORNING * HOUR
    inspector = cast.officers["tim_teknis"][planned.visit // VISITS_A_MORNING]
    return {
        "starts_at": starts_at,
        "ends_at": starts_at + HOUR,
        "team": [inspector.pk],
        "leader": inspector.pk,
        "place": application.answers.get("business_address") or "Jalan Melati 4",
    }


def _faulty(application: Application) -> Requirement:
    return next(row for row in application.requirements() if row.required)


@transaction.atomic
def _correct(application: Application, move: Move) -> None:
    """Hand the returned document in again and send the corrections, both or neither."""
    requirement = _faulty(application)
    application.documents.filter(requirement=requirement, replaced_at__isnull=True).update(replaced_at=move.at)
    _document(application, requirement, move.at).save()
    workflow.perform(application, "resubmit", by=application.applicant, at=move.at)


def _print_permit(application: Application) -> None:
    """Print the permit now: its archive waits for it, and the printer's queue is everybody's."""
    for paper in application.papers.filter(kind=PaperKind.PERMIT, rendered_at__isnull=True):
        printout.store(paper, printing.draw(paper))


def _leave_behind(application: Application, *, until_end: bool) -> None:
    """What is past is not announced again; what nobody printed is printed when somebody asks for it."""
    last = application.transitions.order_by("-sequence").first()
    assert last is not None
    Transition.objects.filter(application=application, announced_at__isnull=True).update(announced_at=last.at)
    if until_end:
        Paper.objects.filter(application=application, rendered_at__isnull=True).delete()
