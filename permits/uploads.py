"""Uploads that survive a lost connection: a file arrives in pieces and becomes a document when it is whole.

The server alone knows how far an upload has come; a browser that lost touch asks and goes on from there,
after a reload or on another day too, when the same file is chosen again.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from permits import drafts, files, pieces
from permits.models import Application, Document, Requirement, Upload

LONGEST_NAME = 120


class WrongPiece(Exception):
    """The piece is not the next one, or has not the length the next one has."""


def begin(application: Application, requirement: Requirement, name: str, size: int, *, by: Any) -> Upload:
    """Start an upload of ``size`` bytes, or take up the one of the same file that was interrupted.

    Another file begun for the same place is dropped. Raises NotAllowed, and ValidationError for a bad size.
    """
    files.check_size(size)
    name = name[:LONGEST_NAME]
    with drafts.open_for_changes(application, by=by) as locked:
        drafts.ensure_open(locked, requirement)
        begun = locked.uploads.filter(requirement=requirement)
        if (upload := begun.filter(name=name, size=size).first()) is not None:
            return upload
        pieces.discard(begun)
        return Upload.objects.create(
            application=locked, requirement=requirement, name=name, size=size, started_at=timezone.now()
        )


def accept(upload: Upload, offset: int, content: bytes, *, by: Any) -> None:
    """Store the next piece; ``upload`` is brought up to date. Raises WrongPiece, NotAllowed, Upload.DoesNotExist."""
    with drafts.open_for_changes(upload.application, by=by):
        upload.refresh_from_db(fields=["received"])
        if offset != upload.received or len(content) != pieces.length_at(upload, offset):
            raise WrongPiece
        if not content:
            return
        pieces.write(upload, offset, content)
        upload.received += len(content)
        upload.save(update_fields=["received"])


def finish(upload: Upload, *, by: Any) -> Document:
    """Turn a whole upload into the document in its place; its pieces go, whether it is accepted or refused.

    Raises ValidationError for a file that is refused, NotAllowed when the place has been closed meanwhile.
    """
    content = pieces.whole(upload)
    try:
        checked = files.check(content, upload.name)
    except ValidationError:
        with transaction.atomic():
            pieces.discard([upload])
        raise
    with transaction.atomic():
        document = drafts.add_document(upload.application, upload.requirement, checked, by=by)
        pieces.discard([upload])
    return document
