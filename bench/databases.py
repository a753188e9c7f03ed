"""Databases of the measurements: made, migrated and filled when they are not there yet, kept for the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

import psycopg
from psycopg import sql

# Filing and stages measured add applications; a database grown by more than this is made anew.
MAY_GROW = 1.2


@dataclass(frozen=True)
class Database:
    """A database with ``count`` applications, ``live`` of them not over yet."""

    count: int
    live: int

    @property
    def name(self) -> str:
        return f"{os.environ['BENCH_DATABASE']}_{self.count}_{self.live}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the portal works on this database."""
        return os.environ | {"DATABASE_URL": f"{os.environ['DATABASE_SERVER']}/{self.name}"}

    def run(self, *command: str) -> str:
        """Run a Python command on this database and return what it prints; its errors are shown as they come."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, check=True, text=True, stdout=subprocess.PIPE
        )
        return done.stdout

    def prepare(self) -> None:
        """Make the database what it should be; one that is so already is only looked at."""
        with psycopg.connect(f"{os.environ['DATABASE_SERVER']}/postgres", autocommit=True) as server:
            if self._is_there(server) and self._applications() > self.count * MAY_GROW:
                server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self.name)))
            if not self._is_there(server):
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "load_catalogue")
        self.run("-m", "bench.fill", str(self.count), str(self.live))

    def _is_there(self, server: psycopg.Connection) -> bool:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone())

    def _applications(self) -> int:
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            table = connection.execute("SELECT to_regclass('permits_application')").fetchone()
            if table == (None,):
                return 0
            row = connection.execute("SELECT count(*) FROM permits_application").fetchone()
        return row[0] if row else 0
