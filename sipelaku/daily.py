"""What is looked for once a day, by each process, and again after a failure or a restart; and from when on letters go.

The work has to bear being done twice: processes don't ask each other.
"""

from collections.abc import Callable
from datetime import datetime, time

from django.core.cache import caches
from django.utils import timezone

from sipelaku.office.services import current_office

A_DAY = 24 * 3600  # seconds
MORNING = time(8)  # the office's clock: nobody's telephone rings at midnight


def is_morning_past(now: datetime) -> bool:
    """Whether people may be written to at ``now``, of what they did not bring about themselves just then."""
    return now.astimezone(current_office().zone).time() >= MORNING


def once_a_day(work: Callable[[], int]) -> int:
    """Call ``work`` unless this process has on this day (office's zone); return what it returned, else 0."""
    key = f"daily:{work.__module__}.{work.__qualname__}:{timezone.localdate(timezone=current_office().zone)}"
    if caches["local"].get(key):
        return 0
    done = work()
    caches["local"].set(key, True, A_DAY)
    return done
