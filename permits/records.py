"""The record of looks at personal papers, and the check of both chains.

Every look is chained to the one before it on the same application; the newest
digest stands on the application, so a chain cut short at its end is found too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from permits.models import Application, Document, Look, Status, Transition

CHUNK = 1000


@transaction.atomic
def record_look(
    application: Application,
    *,
    by: Any,
    document: Document | None = None,
    paper: str = "",
    at: datetime.datetime | None = None,
) -> Look:
    """Write down that ``by`` opened a document or a paper (its kind), before it is shown."""
    locked = Application.objects.select_for_update().only("looks_head", "looks_count").get(pk=application.pk)
    row = Look(
        application=application,
        sequence=locked.looks_count + 1,
        by=by,
        at=at or timezone.now(),
        document=document,
        paper=paper,
        previous_digest=locked.looks_head,
    )
    row.digest = row.computed_digest()
    row.save()
    Application.objects.filter(pk=application.pk).update(looks_head=row.digest, looks_count=row.sequence)
    return row


def misfits() -> Iterator[str]:
    """Name every row of both chains that does not fit, application by application in order of their ids."""
    keys = iter(Application.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    while chunk := list(islice(keys, CHUNK)):
        moves = _by_application(Transition, chunk)
        looks = _by_application(Look, chunk)
        fields = ("status", "stage_id", "version", "journey_head", "looks_head", "looks_count")
        rows = Application.objects.filter(pk__in=chunk).order_by("pk").select_related("permit")
        for application in rows.only(*fields, "permit__cancelled_at", "permit__revoked_at"):
            yield from _check_journey(application, moves.get(application.pk, []))
            yield from _check_chain(
                "look", application, looks.get(application.pk, []), application.looks_count, application.looks_head
            )


def _by_application(model: type[Transition] | type[Look], keys: list[int]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {}
    for row in model._default_manager.filter(application__in=keys).order_by("application", "sequence"):
        rows.setdefault(row.application_id, []).append(row)
    return rows


def _check_journey(application: Application, rows: list[Transition]) -> Iterator[str]:
    yield from _check_chain("transition", application, rows, application.version, application.journey_head)
    status, stage = (rows[-1].to_status, rows[-1].to_stage_id) if rows else ("draft", None)
    if (application.status, application.stage_id) != (status, stage):
        yield f"application {application.pk}: status and stage are not those of its last transition"
    permit = getattr(application, "permit", None)
    ended = (permit.cancelled_at is not None, permit.revoked_at is not None) if permit else (False, False)
    if ended != (status == Status.CANCELLED, status == Status.REVOKED):
        yield f"application {application.pk}: its permit is not worth what its last transition says"


def _check_chain(name: str, application: Application, rows: list[Any], count: int, head: str) -> Iterator[str]:
    previous = ""
    for place, row in enumerate(rows, start=1):
        if row.sequence != place or row.previous_digest != previous or row.digest != row.computed_digest():
            yield f"{name} {row.pk} (application {application.pk}, row {row.sequence})"
            return
        previous = row.digest
    if len(rows) != count or previous != head:
        yield f"application {application.pk}: the chain of its {name}s ends too early"
