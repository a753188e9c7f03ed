"""Papers that wait to be drawn: rows claimed with leases, drawn outside any transaction, written once.

Several workers may run; each paper is drawn by the one that claims it. One that
can't be drawn, or whose worker was killed, is tried again when its lease ends, later
each time, and never keeps the others waiting.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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


class Printout(models.Model):
    """A PDF that was asked for; its file, hash and moment are set once."""

    requested_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Printout)


def render_pending(papers: models.QuerySet[Row], draw: Callable[[Row], bytes], limit: int) -> int:
    """Draw and store up to ``limit`` of ``papers`` that are due, the longest waiting first; return how many were tried.

    A failure is logged without personal data, counted on the row and tried again later.
    """
    tried = 0
    for key in list(_due(papers, timezone.now()).order_by("requested_at").values_list("pk", flat=True)[:limit]):
        paper = claim(papers, key, timezone.now())
        if paper is None:
            continue
        tried += 1
        try:
            store(paper, draw(paper))
        except FAILURES:
            logger.exception("%s %s failed at attempt %s", paper._meta.model_name, paper.pk, paper.attempts)
    return tried


def _due(papers: models.QuerySet[Row], now: datetime) -> models.QuerySet[Row]:
    return papers.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now), rendered_at__isnull=True)


def claim(papers: models.QuerySet[Row], key: int, now: datetime) -> Row | None:
    """Take paper ``key`` for this worker; None when another holds it or it is printed. Each lease is twice the last."""
    attempts = papers.filter(pk=key).values_list("attempts", flat=True).first()
    if attempts is None:
        return None
    until = now + FIRST_LEASE * 2 ** min(attempts, LONGEST_DOUBLING)
    if not _due(papers, now).filter(pk=key, attempts=attempts).update(leased_until=until, attempts=F("attempts") + 1):
        return None
    return papers.get(pk=key)


def store(paper: Printout, content: bytes) -> bool:
    """Keep ``content`` as the file of ``paper``, once and for good; return False when another worker was faster."""
    now = timezone.now()
    name = default_storage.save(f"papers/{now:%Y/%m}/{uuid.uuid4().hex}.pdf", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    unprinted = type(paper)._default_manager.filter(pk=paper.pk, rendered_at__isnull=True)
    if unprinted.update(file=name, sha256=digest, rendered_at=now):
        return True
    default_storage.delete(name)
    return False


def check_stored(paper: Printout) -> bool:
    """Whether the file of a printed paper is there and still has the hash written down when it was printed."""
    if not paper.file.name or not default_storage.exists(paper.file.name):
        return False
    digest = hashlib.sha256()
    with paper.file.open("rb") as file:
        for chunk in file.chunks(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest() == paper.sha256
