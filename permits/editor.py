"""Drafts of service standards: begun, copied, read in, written part by part. Knows no request.

Who writes anything becomes an author, and cannot be the one who checks it. A save that was
overtaken changes nothing and says by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from permits import catalogue, definitions, journal, parts
from permits.models import PermitType, ServiceStandard, StandardStatus, Standing
from permits.parts import ROWS, Entered, Part
from permits.publication import lock_draft

STANDING_COLUMNS = ("effective_from", "state", "successor", "address", "explanation", "legal_basis")


class Stale(Exception):
    """Somebody else saved the same part since the page was opened; ``entry`` tells who and when, if it is known."""

    def __init__(self, entry: LogEntry | None) -> None:
        super().__init__("the part has been saved by somebody else")
        self.entry = entry


# Beginning ----------------------------------------------------------------------------


@transaction.atomic
def begin(permit_type: PermitType, procedure: str, *, by: Any) -> ServiceStandard:
    """A draft with what most types share: texts, first documents and questions, and the stages of ``procedure``.

    ``procedure`` is "short", "long", or "" for a draft without stages.
    """
    _hold(permit_type)
    shared = definitions.shared()
    definition = {
        "permit": shared["permit"] | {"title": permit_type.name},
        "components": {name: text.replace("{judul}", permit_type.name) for name, text in shared["components"].items()},
        "requirements": shared["requirements"]["identitas"],
        "fields": shared["fields"]["pemohon"],
        "stages": shared["procedures"].get(procedure, []),
    }
    return _signed(catalogue.draft(permit_type, definition), by, _("Rancangan dibuat"))


@transaction.atomic
def copy_of(standard: ServiceStandard, permit_type: PermitType, *, by: Any) -> ServiceStandard:
    """A draft of ``permit_type`` that begins as a copy of ``standard``, its own or another type's.

    Who wrote a draft that is copied wrote the copy too: copying is no way around the legal check by another.
    """
    _hold(permit_type)
    copy = _signed(standard.revise(permit_type), by, _called(standard))
    if standard.status == StandardStatus.DRAFT:
        copy.authors.add(*standard.authors.all())
    return copy


@transaction.atomic
def read_in(permit_type: PermitType, text: str, *, by: Any) -> ServiceStandard:
    """A draft of ``permit_type`` as a YAML file defines it.

    Raises ValidationError with everything wrong with the file; then nothing has changed.
    """
    definition = definitions.read(text)
    _hold(permit_type)
    return _signed(catalogue.draft(permit_type, definition), by, _("Rancangan dibuat dari berkas"))


def _called(standard: ServiceStandard) -> str:
    words = {"type": standard.permit_type, "number": standard.revision}
    return _("Rancangan dibuat dari %(type)s, revisi %(number)d") % words


def _hold(permit_type: PermitType) -> None:
    """Let two who begin a draft of the same type take turns: each gets a revision number of its own."""
    PermitType.objects.select_for_update().get(pk=permit_type.pk)


def _signed(standard: ServiceStandard, by: Any, what: str) -> ServiceStandard:
    standard.authors.add(by)
    journal.note(standard, what, by=by)
    return standard


# Writing ------------------------------------------------------------------------------


def stamp_of(standard: ServiceStandard, part: Part) -> str:
    """What a page carries to say which words of the part it showed."""
    return parts.digest_of(parts.content_of(standard, part))


@transaction.atomic
def write(standard: ServiceStandard, part: Part, entered: Entered, *, by: Any, stamp: str) -> bool:
    """Save one part of a draft as it was typed; return whether that changed anything.

    ``stamp`` is that of the page it was typed on. Raises Stale when somebody else saved the part since, and
    StandardIsPublished; then nothing has changed.
    """
    draft = lock_draft(standard)
    before = stamp_of(draft, part)
    _put(draft, part, entered)
    draft = ServiceStandard.objects.get(pk=draft.pk)
    # The same words again, a second tap of the button for one, take nothing away from anybody.
    if stamp_of(draft, part) == before:
        return False
    if before != stamp:
        raise Stale(journal.latest(draft, part.label))
    _signed(draft, by, str(part.label))
    return True


@contextmanager
def as_typed(standard: ServiceStandard, part: Part, entered: Entered) -> Iterator[ServiceStandard]:
    """The draft as it would be with what was typed, until the end of the block; then nothing has been saved.

    Read everything wanted of it within the block: what is asked later finds the draft as it was.
    """
    with transaction.atomic():
        _put(lock_draft(standard), part, entered)
        try:
            yield ServiceStandard.objects.select_related("permit_type").get(pk=standard.pk)
        finally:
            transaction.set_rollback(True)


def stamp_of_standings(permit_type: PermitType) -> str:
    """What the page of a type's standings carries to say which of them it showed."""
    rows = permit_type.standings.order_by("effective_from").values(*STANDING_COLUMNS)
    return parts.digest_of({"standings": list(rows)})


@transaction.atomic
def write_standings(permit_type: PermitType, rows: list[dict[str, Any]], *, by: Any, stamp: str) -> None:
    """Write down what became of a type; ``rows`` as typed, ``stamp`` of the page they were typed on. Raises Stale."""
    _hold(permit_type)
    before = stamp_of_standings(permit_type)
    permit_type.standings.all().delete()
    permit_type.standings.bulk_create(
        [Standing(permit_type=permit_type, **{name: row[name] for name in STANDING_COLUMNS}) for row in rows]
    )
    if stamp_of_standings(permit_type) == before:
        return
    if before != stamp:
        raise Stale(journal.latest(permit_type, _("Kedudukan diubah")))
    journal.note(permit_type, _("Kedudukan diubah"), by=by)


@transaction.atomic
def discard(standard: ServiceStandard, *, by: Any) -> None:
    """Throw a draft away; raises StandardIsPublished for anything else."""
    draft = lock_draft(standard)
    journal.note(draft.permit_type, _("Rancangan revisi %(number)d dibuang") % {"number": draft.revision}, by=by)
    draft.delete()


def _put(draft: ServiceStandard, part: Part, entered: Entered) -> None:
    for name, value in entered.columns.items():
        setattr(draft, name, value)
    draft.save()
    for name in ROWS.get(part, ()):
        rows = getattr(draft, name)
        rows.all().delete()
        rows.bulk_create([rows.model(standard=draft, **values) for values in entered.rows[name]])
