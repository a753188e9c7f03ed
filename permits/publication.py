"""Publishing a service standard: the legal check before it, and the day it takes effect.

A standard is published by an administrator after somebody else, with the role of legal
oversight and no hand in the draft, has found it lawful as it stands. What keeps it from
working is found by ``permits.examination``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from permits import journal, parts
from permits.examination import findings
from permits.models import LegalCheck, PermitType, ServiceStandard, StandardIsPublished, StandardStatus
from permits.parts import Part
from sipelaku.office.services import current_office


class ChangedSinceRead(Exception):
    """The draft is no longer what the person read."""


class WroteItThemselves(Exception):
    """Who wrote in a draft cannot be the one who checks it."""


def problems(standard: ServiceStandard) -> Iterator[str]:
    """Every reason why ``standard`` cannot work, in Indonesian, first things first."""
    return (finding.text for finding in findings(standard))


def digest_of(standard: ServiceStandard) -> str:
    """SHA-256 over canonical JSON of everything the standard says; the same for the same words."""
    return parts.digest_of({part.value: parts.content_of(standard, part) for part in Part})


# The legal check ----------------------------------------------------------------------


def wrote_in(standard: ServiceStandard, user: Any) -> bool:
    """Whether ``user`` is among the authors of the standard."""
    return standard.authors.filter(pk=user.pk).exists()


@transaction.atomic
def record_check(standard: ServiceStandard, *, by: Any, approved: bool, note: str, digest: str) -> LegalCheck:
    """Write down what ``by`` found of the draft with ``digest``, once however often the button is tapped.

    Raises StandardIsPublished, WroteItThemselves, ChangedSinceRead when the draft has changed since, and
    ValidationError for an objection that does not say why.
    """
    draft = lock_draft(standard)
    if wrote_in(draft, by):
        raise WroteItThemselves
    if digest_of(draft) != digest:
        raise ChangedSinceRead
    if not approved and not note.strip():
        raise ValidationError(_("Tulis apa yang belum sesuai dan apa yang harus diubah."))
    said = {"by": by, "digest": digest, "approved": approved, "note": note.strip()}
    newest = draft.legal_checks.order_by("-at", "-pk").first()
    # A second tap of the button says nothing new.
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    journal.note(draft, _("Pemeriksaan hukum: sesuai") if approved else _("Pemeriksaan hukum: keberatan"), by=by)
    return LegalCheck.objects.create(standard=draft, at=timezone.now(), **said)


def approval_of(standard: ServiceStandard) -> LegalCheck | None:
    """The check that allows publishing: the newest of the draft as it stands, by no author, if it approves."""
    checks = standard.legal_checks.filter(digest=digest_of(standard)).exclude(by__in=standard.authors.all())
    newest = checks.select_related("by").order_by("-at", "-pk").first()
    return newest if newest and newest.approved else None


# Publishing ---------------------------------------------------------------------------


@transaction.atomic
def publish(standard: ServiceStandard, effective_from: datetime.date, *, by: Any) -> None:
    """Put a checked draft in force from ``effective_from`` on, today at the earliest.

    Two publishers wait for each other on the row of the permit type. Raises StandardIsPublished, and
    ValidationError with every reason not to.
    """
    draft = lock_draft(standard)
    reasons = list(problems(draft))
    if approval_of(draft) is None:
        reasons.append(_("Rancangan ini belum dinyatakan sesuai oleh pengawas hukum yang tidak ikut menulisnya."))
    if effective_from < today_at_the_office():
        reasons.append(_("Tanggal berlaku sudah lewat. Pilih hari ini atau sesudahnya."))
    if reasons:
        raise ValidationError(reasons)
    put_in_force(standard, effective_from)
    journal.note(standard, _("Diterbitkan"), by=by)


@transaction.atomic
def put_in_force(standard: ServiceStandard, effective_from: datetime.date) -> None:
    """Put a draft in force from any day on, past ones included, without a legal check.

    This is the door of the catalogue's first loading: its standards were decided by the office long ago, in
    decrees on paper, and there is nobody yet to check them. Raises StandardIsPublished, and ValidationError
    with every reason why the standard cannot work.
    """
    draft = lock_draft(standard)
    if reasons := list(problems(draft)):
        raise ValidationError(reasons)
    same_day = ServiceStandard.objects.filter(
        permit_type=draft.permit_type_id, status=StandardStatus.PUBLISHED, effective_from=effective_from
    )
    if same_day.exists():
        raise ValidationError(_("Sudah ada standar yang berlaku mulai tanggal itu. Pilih tanggal lain."))
    ServiceStandard.objects.filter(pk=draft.pk, status=StandardStatus.DRAFT).update(
        status=StandardStatus.PUBLISHED, effective_from=effective_from, published_at=timezone.now()
    )
    standard.refresh_from_db()


def lock_draft(standard: ServiceStandard) -> ServiceStandard:
    """The draft as it stands in the database, held until the transaction ends; raises StandardIsPublished."""
    PermitType.objects.select_for_update().get(pk=standard.permit_type_id)
    held = ServiceStandard.objects.select_for_update().select_related("permit_type").get(pk=standard.pk)
    if held.status != StandardStatus.DRAFT:
        raise StandardIsPublished
    return held


def today_at_the_office() -> datetime.date:
    """The office's local date."""
    return timezone.localdate(timezone=current_office().zone)
