"""Messages that wait to be sent: rows claimed with leases and sent outside any transaction.

Two senders never send the same one, and only a kill between sending and writing that
down makes one go out twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=2)
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
# What a channel that is away, or a row that is not as it should be, can cause; a database that is away is raised.
FAILURES = (AttributeError, LookupError, ObjectDoesNotExist, OSError, TypeError, ValueError)

logger = logging.getLogger(__name__)


class Unwanted(Exception):
    """What a message tells is not so any more, or its reader is none any more: it is not to be sent."""


class Outgoing(models.Model):
    """One message by one channel that is to be sent, was sent, or was given up."""

    channel = models.CharField(_("saluran"), max_length=20)
    next_try_at = models.DateTimeField(_("dicoba lagi"))
    leased_until = models.DateTimeField(_("sedang dikirim sampai"), null=True)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    sent_at = models.DateTimeField(_("terkirim"), null=True)
    given_up_at = models.DateTimeField(_("tidak terkirim"), null=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Outgoing)


def send_due(waiting: models.QuerySet[Row], send: Callable[[Row], None], limit: int) -> int:
    """Send up to ``limit`` rows of ``waiting`` that are due with ``send``; return how many were tried.

    What could not be sent is tried again after each of WAITS, then given up. A failure
    ends the round: where one message waited in vain for an answer, the next would too.
    What ``send`` finds Unwanted is given up at once.
    """
    tried = 0
    for key in list(_due(waiting, timezone.now()).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]):
        row = claim(waiting, key, timezone.now())
        if row is None:
            continue
        tried += 1
        try:
            send(row)
        except Unwanted:
            _rows_of(row).update(given_up_at=timezone.now(), leased_until=None)
            continue
        except FAILURES:
            logger.exception("%s %s (%s) failed at attempt %s", row._meta.model_name, row.pk, row.channel, row.attempts)
            _put_off(row, timezone.now())
            break
        _rows_of(row).update(sent_at=timezone.now(), leased_until=None)
    return tried


def claim(waiting: models.QuerySet[Row], key: int, now: datetime) -> Row | None:
    """Take row ``key`` for this sender; None when another holds it or it is sent."""
    if not _due(waiting, now).filter(pk=key).update(leased_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return waiting.get(pk=key)


def _due(waiting: models.QuerySet[Row], now: datetime) -> models.QuerySet[Row]:
    return waiting.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=now),
        sent_at__isnull=True,
        given_up_at__isnull=True,
        next_try_at__lte=now,
    )


def _put_off(row: Outgoing, now: datetime) -> None:
    if row.attempts > len(WAITS):
        _rows_of(row).update(given_up_at=now, leased_until=None)
    else:
        _rows_of(row).update(next_try_at=now + WAITS[row.attempts - 1], leased_until=None)


def _rows_of(row: Outgoing) -> models.QuerySet[Outgoing]:
    return type(row)._default_manager.filter(pk=row.pk)
