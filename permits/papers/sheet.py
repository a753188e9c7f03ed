"""What every writer of a paper hands to the printer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Content:
    """A paper before it is drawn. ``address`` is what its QR code says, "" for a paper without one.

    ``pictures`` are what it shows besides its emblem, by the name after ``paper:``.
    """

    template: str
    made_at: datetime.datetime
    values: dict[str, Any]
    address: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def spaced_nip(nip: str) -> str:
    """A civil servant's number in its four groups: birth date, month of appointment, sex, serial."""
    return f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}".strip()
