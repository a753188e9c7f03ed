"""Rows waiting to be written in bulk, with ids drawn from the tables' own sequences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from permits.models import Application, Document, Look, Paper, Permit, Transition, Turn, Verdict

# Parents before children.
TABLES: tuple[type[models.Model], ...] = (Application, Document, Turn, Transition, Verdict, Look, Permit, Paper)
KEYS_AT_ONCE = 5000
ROWS_AT_ONCE = 2000


class Ledger:
    """Collects rows and writes them, table after table."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[Any]] = {table: [] for table in TABLES}
        self._keys = {table: _keys_of(table) for table in TABLES}

    def add(self, table: type[models.Model], **values: Any) -> Any:
        """Put down a row with an id of its own and return it; it may still be changed until ``write``."""
        row = table(pk=next(self._keys[table]), **values)
        self.rows[table].append(row)
        return row

    def write(self) -> None:
        """Insert everything and begin anew. Constraints and triggers are in force as ever."""
        for table, rows in self.rows.items():
            table._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
            rows.clear()


def _keys_of(table: type[models.Model]) -> Iterator[int]:
    drawn = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(drawn, [table._meta.db_table, KEYS_AT_ONCE])
            keys = [key for (key,) in cursor.fetchall()]
        yield from keys
