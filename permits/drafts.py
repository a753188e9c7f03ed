"""What an applicant changes: answers and documents, before sending and while something is returned.

Every change locks the application's row and looks at its status again, so that nothing slips in
after sending; sending takes the same lock. What is returned opens only the items found faulty.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from permits import pieces, workflow
from permits.access import may_edit
from permits.actions import RESUBMIT, SUBMIT
from permits.answers import EMAIL, FULL_NAME, PHONE
from permits.files import CheckedFile
from permits.models import Application, Document, FormField, PermitType, Requirement, Status, Transition
from permits.work import Unlocked, unlocked
from permits.workflow import NotAllowed, Overtaken, StandardChanged

# Longer than any answer may be: what is typed beyond it is invalid anyway, and stays invalid.
LONGEST_KEPT = 2000


class ChangedMeanwhile(Exception):
    """The draft is no longer what the person saw on the check page."""


@contextmanager
def open_for_changes(application: Application, *, by: Any) -> Iterator[Application]:
    """Lock the application and yield its present row; raises NotAllowed when ``by`` may not change it now."""
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",))
        locked = rows.select_related("standard", "permit_type", "stage").get(pk=application.pk)
        if not may_edit(by, locked):
            raise NotAllowed
        yield locked


def begin(permit_type: PermitType, applicant_kind: str, *, by: Any, on_behalf: bool = False) -> Application:
    """Start a draft; one of the same kind in which nothing was done yet is taken up instead.

    Raises NotAllowed when no standard is in force or ``by`` may not file for another.
    """
    untouched = unsent(permit_type, by=by).filter(
        applicant=None if on_behalf else by, answers={}, documents__isnull=True, applicant_kind=applicant_kind
    )
    if (draft := untouched.first()) is not None:
        return draft
    draft = workflow.start(permit_type, by=by, on_behalf=on_behalf)
    save_kind(draft, applicant_kind, by=by)
    return draft


def unsent(permit_type: PermitType, *, by: Any) -> Any:
    """The drafts of this type that ``by`` began, the one worked on last first."""
    drafts = Application.objects.visible_to(by).filter(permit_type=permit_type, created_by=by, status=Status.DRAFT)
    return drafts.order_by("-saved_at", "-pk")


def save_kind(application: Application, applicant_kind: str, *, by: Any) -> None:
    """Say whether a person or a company applies; what was answered and uploaded stays. Raises NotAllowed."""
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT:
            raise NotAllowed
        _write(application, applicant_kind=applicant_kind)


def save_answers(application: Application, values: Mapping[str, Any], *, by: Any) -> None:
    """Keep answers by key, invalid texts too: they are shown again and stop the sending, but are not lost.

    Raises NotAllowed after sending, and for a key that a return did not open.
    """
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT and set(values) - set(unlocked(locked).keys):
            raise NotAllowed
        kept = {key: value[:LONGEST_KEPT] if isinstance(value, str) else value for key, value in values.items()}
        _write(application, answers=locked.answers | kept)


def add_document(application: Application, requirement: Requirement, file: CheckedFile, *, by: Any) -> Document:
    """Put a checked file in a requirement's place, instead of the one there. Raises NotAllowed."""
    with open_for_changes(application, by=by) as locked:
        now = _take_away(locked, requirement)
        document = Document(
            application=locked,
            requirement=requirement,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            uploaded_by=by,
            uploaded_at=now,
        )
        document.file.save("document", ContentFile(file.content), save=False)
        document.save()
        _write(application, saved_at=now)
    return document


def remove_document(application: Application, requirement: Requirement, *, by: Any) -> None:
    """Empty a requirement's place. Raises NotAllowed."""
    with open_for_changes(application, by=by) as locked:
        _take_away(locked, requirement)
        _write(application)


def ensure_open(locked: Application, requirement: Requirement) -> None:
    """Raise NotAllowed for a place that is not open: not asked of this applicant, or not found faulty."""
    is_draft = locked.status == Status.DRAFT
    if requirement not in (locked.requirements() if is_draft else unlocked(locked).requirements):
        raise NotAllowed


def _take_away(locked: Application, requirement: Requirement) -> datetime.datetime:
    """Mark the document in place as replaced and return the moment. Nobody judged a draft's: its bytes go too."""
    ensure_open(locked, requirement)
    now = timezone.now()
    for document in locked.documents.filter(requirement=requirement, replaced_at__isnull=True):
        row = Document.objects.filter(pk=document.pk)
        if locked.status != Status.DRAFT:
            row.update(replaced_at=now)
            continue
        row.update(replaced_at=now, file="")
        transaction.on_commit(partial(document.file.storage.delete, str(document.file)))
    return now


def _write(application: Application, **values: Any) -> None:
    """Update the row and the instance in hand, with the moment of saving."""
    values.setdefault("saved_at", timezone.now())
    Application.objects.filter(pk=application.pk).update(**values)
    for name, value in values.items():
        setattr(application, name, value)


# Sending ------------------------------------------------------------------------------


def seen_mark(application: Application) -> str:
    """What a page carries to say which state of the application it showed."""
    return f"{application.version}.{application.saved_at.timestamp():.6f}"


def send(application: Application, *, by: Any, seen: str) -> Transition:
    """File a draft as the person saw it, exactly once; ``seen`` is the page's ``seen_mark``.

    Raises ChangedMeanwhile, and what ``workflow.perform`` raises: NotAllowed and Overtaken
    when it has been sent already, Incomplete, StandardChanged.
    """
    moved_to_new_standard = False
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT:
            raise Overtaken(locked.transitions.order_by("-sequence").first())
        if seen != seen_mark(locked):
            raise ChangedMeanwhile
        try:
            transition = workflow.perform(locked, SUBMIT, by=by)
        except StandardChanged:
            # Raised only after this block, which keeps the draft's move to the new standard.
            moved_to_new_standard = True
        else:
            pieces.discard(locked.uploads.all())
    application.refresh_from_db()
    if moved_to_new_standard:
        raise StandardChanged
    return transition


def send_corrections(application: Application, *, by: Any) -> Transition:
    """Give a returned application back to the office, under the same lock as the corrections.

    Raises what ``workflow.perform`` raises, NotAllowed among it when it has been sent already.
    """
    with open_for_changes(application, by=by) as locked:
        transition = workflow.perform(locked, RESUBMIT, by=by)
        pieces.discard(locked.uploads.all())
    application.refresh_from_db()
    return transition


# What is known already ----------------------------------------------------------------


def known_details(application: Application) -> dict[str, Any]:
    """Answers to offer by key: from the applicant's profile and the application filed last. One query."""
    applicant = application.applicant
    if applicant is None:
        return {}
    earlier = Application.objects.filter(applicant=applicant).exclude(status=Status.DRAFT)
    answers = earlier.order_by("-filed_at").values_list("answers", flat=True).first() or {}
    profile = {FULL_NAME: applicant.full_name, PHONE: applicant.phone, EMAIL: applicant.email}
    return {key: value for key, value in (profile | answers).items() if value not in ("", None)}


def open_questions(application: Application, opened: Unlocked) -> list[FormField]:
    """The questions a return opened, in the form's order."""
    questions = application.questions()
    return [question for question in questions if question.key in opened.keys]
