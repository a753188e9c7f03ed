"""What changes a few times a year is kept for some seconds in the memory of each process.

A change made through a model or a queryset is seen at once by the process that made it, and by every other within the
15 seconds of the cache ``local``.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import models

T = TypeVar("T")

OFFICE = "office:office"
CALENDAR = "office:calendar"
CONFIRMED_YEARS = "office:confirmed-years"


def kept(key: str, read: Callable[[], T], seconds: Any = DEFAULT_TIMEOUT) -> T:
    """Return what is kept under ``key``, reading it with ``read`` when it isn't there: for 15 seconds unless told."""
    value = caches["local"].get(key)
    if value is None:
        value = read()
        caches["local"].set(key, value, seconds)
    return value


def forget() -> None:
    """Drop everything kept of the office, so that the next question reads the database."""
    caches["local"].delete_many([OFFICE, CALENDAR, CONFIRMED_YEARS])


class KeptQuerySet(models.QuerySet):
    """A queryset whose bulk changes, the admin's bulk delete among them, make the process forget what it kept."""

    def update(self, **values: Any) -> int:
        """Update the rows, then forget."""
        changed = super().update(**values)
        forget()
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, then forget."""
        deleted = super().delete()
        forget()
        return deleted

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Any]:
        """Insert the rows, then forget."""
        created = super().bulk_create(objs, *args, **options)
        forget()
        return created


class KeptModel(models.Model):
    """A row that is kept in memory: saving or deleting it makes the process forget what it kept."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row, then forget."""
        super().save(*args, **options)
        forget()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete the row, then forget."""
        deleted = super().delete(*args, **options)
        forget()
        return deleted
