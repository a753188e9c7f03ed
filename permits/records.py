"""The record of looks at personal papers, the check of both chains, and of what the moves brought about.

Every look is chained to the one before it on the same application; the newest
digest stands on the application, so a chain cut short at its end is found too.
What a move says of a task order, a report, a bill or a payment must be what their rows say.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from permits.actions import VOID
from permits.models import Application, Document, Look, Status, Transition

CHUNK = 1000
# What is known of each thing, by what it is and its number.
Facts = dict[tuple[str, str], tuple[Any, ...]]


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
    """Name every row that does not fit, application by application in order of their ids.

    First those of both chains; where these fit, what the moves brought about.
    """
    keys = iter(Application.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    while chunk := list(islice(keys, CHUNK)):
        moves = _by_application(Transition, chunk)
        looks = _by_application(Look, chunk)
        fields = ("status", "stage_id", "version", "journey_head", "looks_head", "looks_count")
        rows = Application.objects.filter(pk__in=chunk).order_by("pk").select_related("permit")
        rows = rows.prefetch_related("inspections", "bills__payments")
        for application in rows.only(*fields, "permit__cancelled_at", "permit__revoked_at"):
            journey = moves.get(application.pk, [])
            yield from (broken := list(_check_journey(application, journey)))
            yield from _check_chain(
                "look", application, looks.get(application.pk, []), application.looks_count, application.looks_head
            )
            if not broken:
                yield from _check_facts(application, _told(journey), _kept(application))


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


# What the moves brought about ---------------------------------------------------------


def _check_facts(application: Application, told: Facts, kept: Facts) -> Iterator[str]:
    for what, number in sorted(told.keys() | kept.keys()):
        if told.get((what, number)) != kept.get((what, number)):
            yield f"application {application.pk}: the {what} {number} is not what its move says"


def _told(moves: list[Transition]) -> Facts:
    """What the chained moves say was ordered, reported, corrected, billed, paid and voided."""
    facts: Facts = {}
    reported = ""
    for move in moves:
        said, made = move.details, (move.sequence, move.at, move.by_id)
        if "starts_at" in said:
            facts["task order", said["task_number"]] = (*made, datetime.datetime.fromisoformat(said["starts_at"]))
        if "conclusion" in said:
            reported, measured = said["task_number"], said["measured"]
            facts["report", reported] = (*made, said["conclusion"], *_measured(measured))
            facts["area of", reported] = (*_measured(measured), "")
        if "area" in said:
            facts["area of", reported] = (*_measured(said), said["basis_note"])
        facts |= _money_told(move)
    return facts


def _measured(said: dict[str, Any]) -> tuple[Decimal | None, dict[str, Any]]:
    area = said["area"]
    return (None if area is None else Decimal(area)), said["indices"]


def _money_told(move: Transition) -> Facts:
    said, made = move.details, (move.sequence, move.at, move.by_id)
    if move.action == VOID.code:
        return {("void of", said["payment"]): (move.at, move.by_id, said["amount"], move.note)}
    if "payment" in said:
        return {("payment", said["payment"]): (*made, said["amount"], said["channel"], said["bill"])}
    if "amount" in said:
        return {("bill", said["bill"]): (*made, said["amount"])}
    if "bill" in said:
        return {("end of", said["bill"]): (move.at, move.note)}
    return {}


def _kept(application: Application) -> Facts:
    """The same as the rows themselves have it."""
    facts: Facts = {}
    for row in application.inspections.all():
        facts["task order", row.task_number] = (row.sequence, row.scheduled_at, row.scheduled_by_id, row.starts_at)
        if row.reported_at is not None:
            made = (row.report_sequence, row.reported_at, row.reported_by_id)
            facts["report", row.task_number] = (*made, row.conclusion, row.area, row.indices)
            facts["area of", row.task_number] = (row.basis_area, row.basis_indices, row.basis_note)
    for bill in application.bills.all():
        facts["bill", bill.number] = (bill.sequence, bill.issued_at, bill.issued_by_id, bill.amount)
        if bill.cancelled_at is not None:
            facts["end of", bill.number] = (bill.cancelled_at, bill.cancel_reason)
        for paid in bill.payments.all():
            made = (paid.sequence, paid.received_at, paid.received_by_id)
            facts["payment", paid.number] = (*made, paid.amount, paid.channel, bill.number)
            if paid.voided_at is not None:
                facts["void of", paid.number] = (paid.voided_at, paid.voided_by_id, paid.amount, paid.void_reason)
    return facts
