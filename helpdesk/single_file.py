"""One at a time: work that must not be done twice at once although no row stands for it that could be locked."""

from __future__ import annotations

import hashlib

from django.db import connection


def in_single_file(*names: str) -> None:
    """Wait until nobody else is at work under one of ``names``; the turn ends with the transaction, which must be open.

    On PostgreSQL by locks of its own under a digest of each name. On SQLite whoever writes is alone from the start of
    the transaction, so there is nothing to wait for.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # In one order for everybody, lest two wait for each other.
        for key in sorted({_key(name) for name in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _key(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
