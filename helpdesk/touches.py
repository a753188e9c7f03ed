"""The screen at the counter with three buttons: its signed address, its pages, and the touches counted.

The tablet holds no session. An officer who meets people gives it an address that is good for SCREEN_DAYS, and only as
long as that officer still works at the counter: taking the role away, or closing the account, ends it. One that got
about is ended together with all others: nobody need know whose it is. Every page the screen shows carries a signed
nonce of its own that the database counts once.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import F
from django.utils.crypto import get_random_string

from helpdesk import access
from helpdesk.models import HubSettings, Touch
from sipelaku.office.services import local_today

SCREEN_DAYS = 30
SCREEN_SALT = "helpdesk.touches.screens"
PAGE_SALT = "helpdesk.touches.page"
# The page fetches itself anew before it grows stale.
PAGE_RENEWED_AFTER = 10 * 60  # seconds
PAGE_STALE_AFTER = 15 * 60  # seconds
NONCE_LENGTH = 32


class StalePage(Exception):
    """The page is too old, of another screen, or none of ours."""


def screen_for(officer: Any) -> str:
    """The last part of a screen's address, good for SCREEN_DAYS unless it is ended before."""
    return signing.dumps([officer.pk, times_ended()], salt=SCREEN_SALT)


def end_screens(seen: int) -> bool:
    """End every address given out so far; False when that was done already since ``seen`` was the ``times_ended``."""
    return bool(HubSettings.objects.filter(pk=1, screens_ended=seen).update(screens_ended=F("screens_ended") + 1))


def is_screen(screen: str) -> bool:
    """Whether ``screen`` is the address of one that may be touched. No query, three for one of ours."""
    try:
        officer, times = signing.loads(screen, salt=SCREEN_SALT, max_age=datetime.timedelta(days=SCREEN_DAYS))
    except signing.BadSignature:
        return False
    if times != times_ended():
        return False
    user = get_user_model().objects.filter(pk=officer, is_active=True).first()
    return user is not None and access.may_meet_people(user)


def times_ended() -> int:
    """How often all screens were ended."""
    return HubSettings.objects.get(pk=1).screens_ended


def new_page(screen: str) -> str:
    """The nonce of a page of ``screen``, signed."""
    return signing.dumps(get_random_string(NONCE_LENGTH), salt=f"{PAGE_SALT}.{screen}")


def record(screen: str, page: str, level: Touch.Level) -> None:
    """Count a touch, once for each page: a double tap is the first one's. Raises StalePage."""
    try:
        nonce = signing.loads(page, salt=f"{PAGE_SALT}.{screen}", max_age=PAGE_STALE_AFTER)
    except signing.BadSignature as error:
        raise StalePage from error
    Touch.objects.bulk_create([Touch(nonce=nonce, level=level, day=local_today())], ignore_conflicts=True)
