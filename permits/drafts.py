"""What an applicant changes: answers and documents, before sending and while something is returned.

Every change locks the application's row and looks at its status again, so that nothing slips in
after sending; sending takes the same lock. What is returned opens only the items found faulty.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
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
from permits.earlier import prefilled
from permits.files import CheckedFile
from permits.models import (
    Application,
    Document,
    FilingKind,
    FormField,
    Permit,
    PermitType,
    Requirement,
    Status,
    Transition,
)
from permits.together import filings, share
from permits.work import Incomplete, Unlocked, unlocked
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
        locked = rows.select_related("standard", "permit_type", "stage").filter(pk=application.pk).first()
        if locked is None or not may_edit(by, locked):
            raise NotAllowed
        yield locked


def is_erased(application: Application) -> bool:
    """Whether a draft was deleted and only its row is left, for the record of looks at its documents."""
    return application.status == Status.DRAFT and not application.applicant_kind


def begin(
    permit_type: PermitType,
    applicant_kind: str,
    *,
    by: Any,
    on_behalf: bool = False,
    kind: str = FilingKind.NEW,
    previous: Permit | None = None,
    together: Collection[PermitType] = (),
) -> Application:
    """Start a draft; one of the same kind in which nothing was done yet is taken up instead.

    What starts from a permit (``previous``, see ``permits.earlier``) is filled with its data; of one permit there
    is one draft, which is taken up as it is. ``together`` are the types filed in the same form. Raises NotAllowed
    when no standard in force offers this or ``by`` may not file for another.
    """
    drafts = unsent(permit_type, by=by).filter(applicant=None if on_behalf else by, kind=kind, previous_permit=previous)
    if previous is not None:
        return drafts.first() or _begin_from(permit_type, kind, previous, by=by, on_behalf=on_behalf)
    untouched = drafts.filter(answers={}, documents__isnull=True, companions__documents__isnull=True)
    draft = untouched.filter(applicant_kind=applicant_kind).first()
    with transaction.atomic():
        draft = draft or workflow.start(permit_type, by=by, on_behalf=on_behalf, kind=kind)
        save_kind(draft, applicant_kind, by=by, together=together)
    return draft


def _begin_from(permit_type: PermitType, kind: str, previous: Permit, *, by: Any, on_behalf: bool) -> Application:
    with transaction.atomic():
        draft = workflow.start(permit_type, by=by, on_behalf=on_behalf, kind=kind, previous=previous)
        save_kind(draft, previous.application.applicant_kind, by=by)
        save_answers(draft, prefilled(previous, draft.questions()), by=by)
    return draft


def unsent(permit_type: PermitType, *, by: Any) -> Any:
    """The drafts of this type that ``by`` began, the one worked on last first; without companions and erased ones."""
    drafts = Application.objects.visible_to(by).filter(permit_type=permit_type, created_by=by, status=Status.DRAFT)
    return drafts.filter(filed_with__isnull=True).exclude(applicant_kind="").order_by("-saved_at", "-pk")


def save_kind(
    application: Application, applicant_kind: str, *, by: Any, together: Collection[PermitType] | None = None
) -> None:
    """Say whether a person or a company applies; what was answered and uploaded stays.

    ``together`` are the types filed in the same form: a companion is begun for each, and one no longer wanted
    is erased with what was uploaded for it alone; None leaves them as they are. Raises NotAllowed.
    """
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT or (together and locked.kind != FilingKind.NEW):
            raise NotAllowed
        companions = {row.permit_type_id: row for row in _locked_companions(locked)}
        for permit_type in together or ():
            if permit_type.pk not in companions:
                on_behalf = locked.applicant_id is None
                companions[permit_type.pk] = workflow.start(permit_type, by=by, on_behalf=on_behalf, filed_with=locked)
        if together is not None:
            wanted = {row.pk for row in together}
            for key in companions.keys() - wanted:
                _erase(companions.pop(key))
        Application.objects.filter(pk__in=[row.pk for row in companions.values()]).update(applicant_kind=applicant_kind)
        _write(application, applicant_kind=applicant_kind)


def _locked_companions(locked: Application) -> list[Application]:
    """The drafts that share the form of ``locked``, locked after it so that two senders never wait for each other."""
    rows = locked.companions.filter(status=Status.DRAFT).select_for_update(of=("self",)).order_by("pk")
    return list(rows.select_related("standard", "permit_type"))


def save_answers(application: Application, values: Mapping[str, Any], *, by: Any) -> None:
    """Keep answers by key, invalid texts too: they are shown again and stop the sending, but are not lost.

    Raises NotAllowed after sending, and for a key that a return did not open.
    """
    with open_for_changes(application, by=by) as locked:
        if is_erased(locked) or (locked.status != Status.DRAFT and set(values) - set(unlocked(locked).keys)):
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
    """Raise NotAllowed for a place that is not open: not asked of this applicant, not found faulty, deleted."""
    is_draft = locked.status == Status.DRAFT
    opened = locked.requirements() if is_draft else unlocked(locked).requirements
    if is_erased(locked) or requirement not in opened:
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


# Deleting -----------------------------------------------------------------------------


def erase(application: Application, *, by: Any) -> None:
    """Delete a draft with its companions and all that was uploaded. Raises NotAllowed once it is sent."""
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT:
            raise NotAllowed
        for draft in (*_locked_companions(locked), locked):
            _erase(draft)


def _erase(draft: Application) -> None:
    """Delete one locked draft and its stored files.

    Where somebody opened one of its documents the record of that look stays, and with it the row: emptied,
    and listed nowhere.
    """
    pieces.discard(draft.uploads.all())
    for document in draft.documents.exclude(file=""):
        transaction.on_commit(partial(document.file.storage.delete, str(document.file)))
    if not draft.looks_count:
        draft.delete()
        return
    now = timezone.now()
    draft.documents.filter(replaced_at__isnull=True).update(replaced_at=now)
    draft.documents.update(file="", name="")
    _write(draft, answers={}, applicant_kind="", filed_with=None, saved_at=now)


# Sending ------------------------------------------------------------------------------


def seen_mark(application: Application) -> str:
    """What a page carries to say which state of the application, and of what is sent with it, it showed."""
    return "|".join(f"{row.version}.{row.saved_at.timestamp():.6f}" for row in filings(application))


def send(application: Application, *, by: Any, seen: str) -> Transition:
    """File a draft as the person saw it, exactly once; ``seen`` is the page's ``seen_mark``.

    Its companions are filed with it, all or none. Raises ChangedMeanwhile, and what ``workflow.perform``
    raises: NotAllowed and Overtaken when it has been sent already, Incomplete, StandardChanged.
    """
    with open_for_changes(application, by=by) as locked:
        if locked.status != Status.DRAFT:
            raise Overtaken(locked.transitions.order_by("-sequence").first())
        drafts = [locked, *_locked_companions(locked)]
        if seen != seen_mark(locked):
            raise ChangedMeanwhile
        # Raised only after this block, which keeps the drafts' move to the new standard.
        moved_to_new_standard = sum(_is_moved(draft) for draft in drafts) > 0
        if not moved_to_new_standard:
            transition = _file_all(drafts, by=by)
    application.refresh_from_db()
    if moved_to_new_standard:
        raise StandardChanged
    return transition


def _is_moved(draft: Application) -> bool:
    """Whether a new standard took effect since the draft was begun; then it stands under that one now."""
    try:
        workflow.keep_up_with_standard(draft, timezone.now())
    except StandardChanged:
        return True
    return False


def _file_all(drafts: list[Application], *, by: Any) -> Transition:
    """File every draft and return the move of the first. What stops a companion names its type."""
    first, *companions = drafts
    transition = workflow.perform(first, SUBMIT, by=by)
    for companion in companions:
        share(first, companion)
        try:
            workflow.perform(companion, SUBMIT, by=by)
        except Incomplete as incomplete:
            name = str(companion.permit_type)
            raise Incomplete({key: f"{name}: {text}" for key, text in incomplete.errors.items()}) from incomplete
    for draft in drafts:
        pieces.discard(draft.uploads.all())
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
