"""Who is counted, and how one person is told from another for a day without keeping who they are.

A person is an address and a browser, hashed twice: in the process with the portal's own key, so that
nothing in memory is an address, and with the day's random salt when the visit is written down. The salt
goes when the day is closed; nobody can work out afterwards who a visitor was, nor join two days.

"Do Not Track" and Global Privacy Control ask not to be followed or sold. Nothing here follows anybody
beyond a day or this server, so such visits are counted like every other.
"""

from __future__ import annotations

import hmac
import re
import time
from collections import Counter
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from sipelaku.limits import client_address

PERSON_LETTERS = 32
BROWSERS_REMEMBERED = 1024
LONGEST_BROWSER = 512  # characters; to search eight thousand takes longer than to serve a page
# Robots, link previews of messengers, scripts and monitors, in small letters: to search whatever the letters takes five
# times as long. Cubot makes telephones.
ROBOT = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|preview|externalhit|externalagent|whatsapp/|embedly|scrap"
    r"|headless|lighthouse|pagespeed|phantomjs|selenium|curl/|wget|python|httpx|aiohttp|libwww|go-http|java/|okhttp"
    r"|axios|node-fetch|undici|apache-httpclient|postman|monitor|uptime|pingdom|statuscake|probe|nagios|zabbix"
)
# What browsers say when they fetch a page that nobody may ever look at.
AHEAD_OF_TIME = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_counted(request: HttpRequest) -> bool:
    """Whether ``request`` is a person's: no robot, no page fetched ahead, no officer of this office at work."""
    browser = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER]
    if is_robot(browser) or any(name in request.META for name in AHEAD_OF_TIME):
        return False
    # Whoever brings no session is nobody's officer, and need not be looked for.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return True
    return not (request.user.is_authenticated and request.user.is_officer)


@lru_cache(BROWSERS_REMEMBERED)
def is_robot(browser: str) -> bool:
    """Whether a User-Agent is none or a machine's."""
    return not browser.strip() or ROBOT.search(browser.lower()) is not None


def fingerprint(request: HttpRequest) -> bytes:
    """Who sent ``request``, as the process keeps it until it is written down."""
    return keyed(f"{client_address(request)}\n{request.META.get('HTTP_USER_AGENT', '')}")


def keyed(text: str) -> bytes:
    """The hash of ``text`` under the portal's own key: the same in all its processes, and none elsewhere."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"helpdesk.visitors\n{text}".encode(), "sha256")


def person_of(print_of_them: bytes, salt: str) -> str:
    """Who a fingerprint is on the day of ``salt``."""
    return hmac.digest(salt.encode(), print_of_them, "sha256").hex()[:PERSON_LETTERS]


class Limit:
    """How often one address may say something in a while, in the memory of this process: a counter, not a guard."""

    def __init__(self, *, amount: int, seconds: int) -> None:
        self.amount, self.seconds = amount, seconds
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._window, self._said = 0, Counter[bytes]()

    def allows(self, address: str) -> bool:
        """Whether ``address`` has not said too much yet, this time included."""
        window = int(time.time() // self.seconds)
        if window != self._window:
            self._window, self._said = window, Counter()
        who = keyed(address)
        self._said[who] += 1
        return self._said[who] <= self.amount
