"""Lets Django empty the test database although the portal's triggers forbid deleting from the journey.

Tests with real transactions end with a flush of every table. The append-only triggers stay in force during the test
and step aside for the flush only. The cache table, which has no model, is emptied with the rest. What the migrations
leave for every model, content types and permissions, stays; so Django need not write it, nor lay every trigger, anew.
So do the survey's first grades, which no trigger would let in again.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

FlushStatements = list[str]

KEPT = {"django_content_type", "auth_permission", "helpdesk_gradescale"}


def flush_past_triggers(operations: type[BaseDatabaseOperations]) -> Callable[..., FlushStatements]:
    """Return a replacement of `operations.sql_flush` that gets past the append-only triggers."""
    plain_flush = operations.sql_flush

    def sql_flush(self: BaseDatabaseOperations, style: Any, tables: Any, **options: Any) -> FlushStatements:
        tables = [table for table in tables if table not in KEPT]
        statements: FlushStatements = plain_flush(self, style, tables, **options)
        caches = [f'DELETE FROM "{table}"' for table in cache_tables()]
        if connection.vendor == "postgresql":
            # To delete a few rows takes milliseconds; to truncate as many tables, a second or two.
            emptied = [f'DELETE FROM "{table}"' for table in tables]
            return ["SET LOCAL session_replication_role = replica", *emptied, *caches]
        triggers = sqlite_triggers()
        return [f'DROP TRIGGER "{name}"' for name in triggers] + statements + caches + list(triggers.values())

    return sql_flush


def cache_tables() -> list[str]:
    """Return the tables of database caches that exist."""
    tables = connection.introspection.table_names()
    places = [str(cache.get("LOCATION", "")) for cache in settings.CACHES.values()]
    return [place for place in places if place in tables]


def sqlite_triggers() -> dict[str, str]:
    """Return the name of every trigger with the statement that makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())
