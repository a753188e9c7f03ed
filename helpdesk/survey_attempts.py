"""How often the survey may be opened and the screen be touched.

An office's visitors may all come from one address, so that a limit per address leaves room for a busy day and yet
ends a script's.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sipelaku import limits

HOUR, DAY, MINUTE = 3600, 24 * 3600, 60  # seconds
OPENED_PER_ADDRESS_AND_HOUR = 30
OPENED_PER_ADDRESS_AND_DAY = 120
CODES_PER_OFFICER_AND_HOUR = 60
# Thanks are shown for some seconds after each.
TOUCHES_PER_SCREEN_AND_MINUTE = 12
TOUCHES_PER_SCREEN_AND_DAY = 600


def may_open_at_counter(request: HttpRequest) -> bool:
    """Count one survey opened from the poster."""
    address = limits.client_address(request)
    return limits.allow(
        "survey-hour", address, amount=OPENED_PER_ADDRESS_AND_HOUR, seconds=HOUR
    ) and limits.allow("survey-day", address, amount=OPENED_PER_ADDRESS_AND_DAY, seconds=DAY)  # fmt: skip


def may_make_code(user: Any) -> bool:
    """Count one code that an officer shows to a visitor."""
    return limits.allow("survey-code", str(user.pk), amount=CODES_PER_OFFICER_AND_HOUR, seconds=HOUR)


def may_touch(screen: str) -> bool:
    """Count one touch of ``screen`` (its address)."""
    return limits.allow("touch-minute", screen, amount=TOUCHES_PER_SCREEN_AND_MINUTE, seconds=MINUTE) and limits.allow(
        "touch-day", screen, amount=TOUCHES_PER_SCREEN_AND_DAY, seconds=DAY
    )
