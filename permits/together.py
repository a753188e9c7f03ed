"""Applications filed in one form: the first draft holds the answers, its companions what is theirs alone.

A companion is a draft of another type that was begun with the first one and is sent with it. What both
standards ask is asked once: the answer stands in the first draft, and so does the document.
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from permits.models import Application, Document, FilingKind, PermitType, Requirement, Status
from permits.standards import give_standard


def companion_types(permit_type: PermitType, day: datetime.date) -> list[PermitType]:
    """The types that may be filed in one form with ``permit_type`` on ``day``: open, and taking new filings."""
    types = permit_type.filed_with.prefetch_related("standings")
    return [row for row in types if row.is_open_on(day) and _takes_new(row, day)]


def _takes_new(permit_type: PermitType, day: datetime.date) -> bool:
    standard = permit_type.standard_on(day)
    return standard is not None and FilingKind.NEW in standard.kinds


def filings(application: Application) -> list[Application]:
    """The draft and its companions, each with its standard. One query, none where companions were prefetched."""
    companions = [row for row in application.companions.all() if row.status == Status.DRAFT]
    for companion in companions:
        give_standard(companion)
    return [application, *sorted(companions, key=lambda row: row.pk)]


def share(first: Application, companion: Application) -> None:
    """Give ``companion`` its own part of the answers and documents of ``first``, just before both are sent.

    A document's row is copied and points to the same stored file, which nobody can
    delete any more once both are filed: only what a draft holds is deleted.
    """
    asked = {question.key for question in companion.questions()}
    answers = {key: value for key, value in first.answers.items() if key in asked}
    Application.objects.filter(pk=companion.pk).update(answers=answers)
    companion.answers = answers
    shared = {row.code for row in first.requirements()}
    wanted = {row.code: row for row in companion.requirements() if row.code in shared}
    # What was uploaded for the companion while the first type did not ask for it yet.
    companion.documents.filter(requirement__in=wanted.values(), replaced_at__isnull=True).update(
        replaced_at=timezone.now()
    )
    documents = first.documents.filter(replaced_at__isnull=True, requirement__code__in=wanted)
    Document.objects.bulk_create(
        _copy(document, companion, wanted[document.requirement.code])
        for document in documents.select_related("requirement")
    )


def _copy(document: Document, companion: Application, requirement: Requirement) -> Document:
    return Document(
        application=companion,
        requirement=requirement,
        file=str(document.file),
        name=document.name,
        content_type=document.content_type,
        size=document.size,
        sha256=document.sha256,
        uploaded_by_id=document.uploaded_by_id,
        uploaded_at=document.uploaded_at,
    )
