"""Who wrote what in a draft, and when: so that a slower colleague can be told, and a head of office can ask.

Kept in Django's own log of changes, which the administration reads too.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models


def note(row: models.Model, what: Any, *, by: Any) -> None:
    """Write down that ``by`` did ``what`` (a few words) with a permit type or a standard."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=str(row)[:200],
        action_flag=CHANGE,
        change_message=str(what),
    )


def entries(row: models.Model, limit: int = 30) -> list[LogEntry]:
    """The newest entries about ``row``, the newest first, each with its person."""
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)
    return list(about.select_related("user").order_by("-action_time", "-pk")[:limit])


def latest(row: models.Model, what: Any) -> LogEntry | None:
    """The newest entry that ``what`` was done with ``row``."""
    return next((entry for entry in entries(row, limit=200) if entry.change_message == str(what)), None)
