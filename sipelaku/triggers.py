"""Database triggers: the rows an app names stay as they are, whoever asks.

The models and the admin refuse such changes too; the triggers hold for everything
else that reaches the database. A rule names a table, an event, the columns it
guards (none: all but ``free``) and the condition under which a change is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Rule:
    """One refusal. ``when`` is SQL over OLD and NEW that both databases understand."""

    table: str
    event: str
    when: str = "1 = 1"
    free: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def name(self) -> str:
        return f"keep_{self.table}_{self.event.lower()}{self.suffix}"


def before_migrate(rules: Sequence[Rule]) -> Callable[..., None]:
    """A receiver of ``pre_migrate`` that lifts every trigger from SQLite, where there is something to migrate.

    SQLite refuses to rebuild a table that a trigger of another one names. ``after_migrate`` lays them again.
    """

    def lift(sender: AppConfig, using: str, plan: Sequence[Any], **kwargs: Any) -> None:
        connection = connections[using]
        if plan and connection.vendor == "sqlite":
            remove(connection, rules)

    return lift


def after_migrate(rules: Sequence[Rule]) -> Callable[..., None]:
    """A receiver of ``post_migrate`` that lays every trigger, unless the tables are not there (a migration backwards).

    SQLite drops a table's triggers when a later migration rebuilds it, so they are laid anew each time.
    """

    def lay(sender: AppConfig, using: str, **kwargs: Any) -> None:
        connection = connections[using]
        if {rule.table for rule in rules} <= set(connection.introspection.table_names()):
            install(connection, rules)

    return lay


def install(connection: BaseDatabaseWrapper, rules: Sequence[Rule]) -> None:
    """Create every trigger of ``rules`` anew on ``connection`` (SQLite or PostgreSQL)."""
    with connection.cursor() as cursor:
        for rule in rules:
            for statement in _statements(connection, rule):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, rules: Sequence[Rule]) -> None:
    """Drop every trigger of ``rules``: for migrations of SQLite, and for tests that empty the tables."""
    with connection.cursor() as cursor:
        for rule in rules:
            cursor.execute(_drop(connection, rule))


def _drop(connection: BaseDatabaseWrapper, rule: Rule) -> str:
    on_table = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {rule.name}{on_table}"


def _statements(connection: BaseDatabaseWrapper, rule: Rule) -> list[str]:
    columns = ""
    if rule.free:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, rule.table)
        columns = " OF " + ", ".join(column.name for column in described if column.name not in rule.free)
    message = f"{rule.table} is kept as it is"
    if connection.vendor == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        create = f"CREATE TRIGGER {rule.name} BEFORE {rule.event}{columns} ON {rule.table} WHEN {rule.when} {body}"
        return [_drop(connection, rule), create]
    # A WHEN clause may hold no subquery on PostgreSQL, so the condition goes into the function.
    function = (
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {rule.when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;"
        f" RETURN {'OLD' if rule.event == 'DELETE' else 'NEW'}; END $$"
    )
    create = (
        f"CREATE TRIGGER {rule.name} BEFORE {rule.event}{columns} ON {rule.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
    )
    return [function, _drop(connection, rule), create]
