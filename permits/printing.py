"""Prints the papers that were asked for: claimed with leases, drawn outside any transaction, written once.

Several workers may run; each paper is drawn by the one that claims it. One that
can't be drawn, or whose worker was killed, is tried again when its lease ends, later
each time, and never keeps the others waiting.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from permits.models import Paper
from permits.papers.content import content_of
from permits.papers.pdf import OWN, emblem_of, pdf_of, qr_png
from sipelaku.office.services import current_office

FIRST_LEASE = timedelta(minutes=1)
LONGEST_DOUBLING = 6
CHUNK_BYTES = 64 * 1024

# What one malformed paper or a full disk can cause. A database that is away concerns every paper and is raised.
FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    ObjectDoesNotExist,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

logger = logging.getLogger(__name__)


def render_pending(limit: int) -> int:
    """Draw and store up to ``limit`` papers that are due, the longest waiting first; return how many were tried.

    A failure is logged without personal data, counted on the row and tried again later.
    """
    tried = 0
    for key in list(_due(timezone.now()).order_by("requested_at").values_list("pk", flat=True)[:limit]):
        paper = claim(key, timezone.now())
        if paper is None:
            continue
        tried += 1
        try:
            store(paper, draw(paper))
        except FAILURES:
            logger.exception("paper %s (%s) failed at attempt %s", paper.pk, paper.kind, paper.attempts)
    return tried


def _due(now: datetime) -> QuerySet[Paper]:
    return Paper.objects.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now), rendered_at__isnull=True)


def claim(key: int, now: datetime) -> Paper | None:
    """Take paper ``key`` for this worker; None when another holds it or it is printed. Each lease is twice the last."""
    row = Paper.objects.filter(pk=key).values_list("attempts", flat=True).first()
    if row is None:
        return None
    until = now + FIRST_LEASE * 2 ** min(row, LONGEST_DOUBLING)
    if not _due(now).filter(pk=key, attempts=row).update(leased_until=until, attempts=F("attempts") + 1):
        return None
    return Paper.objects.select_related("application__permit_type", "application__standard").get(pk=key)


def draw(paper: Paper) -> bytes:
    """Return the PDF of ``paper``; the same paper of the same application gives the same bytes."""
    office = current_office()
    with timezone.override(office.zone):
        content = content_of(paper)
        emblem, picture = emblem_of(office)
        pictures = {**content.pictures, emblem: picture}
        values = content.values | {"office": office, "made_at": content.made_at, "address": content.address}
        values["emblem"] = OWN + emblem
        if content.address:
            pictures["qr.png"] = qr_png(content.address)
            values["qr"] = OWN + "qr.png"
        html = render_to_string(content.template, values)
    return pdf_of(html, pictures, f"{paper.kind}/{paper.application.number}/{paper.edition}")


def store(paper: Paper, content: bytes) -> bool:
    """Keep ``content`` as the file of ``paper``, once and for good; return False when another worker was faster."""
    now = timezone.now()
    name = default_storage.save(f"papers/{now:%Y/%m}/{uuid.uuid4().hex}.pdf", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    unprinted = Paper.objects.filter(pk=paper.pk, rendered_at__isnull=True)
    if unprinted.update(file=name, sha256=digest, rendered_at=now):
        return True
    default_storage.delete(name)
    return False


def check_stored(paper: Paper) -> bool:
    """Whether the file of a printed paper is there and still has the hash written down when it was printed."""
    if not paper.file.name or not default_storage.exists(paper.file.name):
        return False
    digest = hashlib.sha256()
    with paper.file.open("rb") as file:
        for chunk in file.chunks(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest() == paper.sha256


def misprints() -> Iterator[str]:
    """Name every printed paper whose file is gone or was changed, reading them all."""
    for paper in Paper.objects.filter(rendered_at__isnull=False).order_by("pk").iterator():
        if not check_stored(paper):
            yield f"paper {paper.pk} ({paper.kind}, application {paper.application_id})"


def warm_up() -> None:
    """Load fonts and libraries before the first paper is asked for; it costs a second only once."""
    pdf_of("<p>Halaman</p>", {}, "warm-up")
