"""What every writer of a paper hands to the printer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Content:
    """A paper before it is drawn. ``address`` is what its QR code says, "" for a paper without one."""

    template: str
    made_at: datetime.datetime
    values: dict[str, Any]
    address: str = ""
