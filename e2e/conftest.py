"""Real browsers on a real server: Debian's Chromium at any width, with and without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response
from pytest_django.live_server_helper import LiveServer

from e2e.accessibility import enlarge_text, open_everything, sideways_scroll, small_targets, violations
from sipelaku.accounts.models import User

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = Path(settings.BASE_DIR) / "var" / "screens"
PHONE, DESK = 360, 1366
SMALLEST = 320
HEIGHTS = {DESK: 768}

PageAt = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's Chromium where there is one, else the one Playwright has downloaded."""
    system = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return {**browser_type_launch_args, "args": FLAGS, "executable_path": system}


@pytest.fixture
def page_at(live_server: LiveServer, new_context: Callable[..., BrowserContext]) -> Iterator[PageAt]:
    """Open pages: `page_at(360)`, `page_at(1366, javascript=False)`; each is a browser of its own, not signed in.

    Addresses are relative to the live server. The test fails at its end when any page was answered with a server
    error, raised a script error, or broke the content security policy.
    """
    faults: list[str] = []

    def note_refusal(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def note_failure(response: Response) -> None:
        if response.status >= 500:
            faults.append(f"{response.status} {response.url}")

    def open_page(width: int = PHONE, *, javascript: bool = True, **options: Any) -> Page:
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 740)},
            java_script_enabled=javascript,
            locale="id-ID",
            timezone_id=settings.TIME_ZONE,
            reduced_motion="reduce",
            **options,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", note_refusal)
        page.on("response", note_failure)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    assert not faults, "\n".join(faults)


@pytest.fixture
def page_of(page_at: PageAt, live_server: LiveServer) -> PageAt:
    """Open pages of somebody who is signed in already: `page_of(applicant, 360)`."""

    def open_page(user: User, width: int = PHONE, **options: Any) -> Page:
        page = page_at(width, **options)
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return open_page


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that a page as it stands breaks no rule of axe-core and doesn't scroll sideways."""

    def check(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url} at {page.viewport_size}:\n" + "\n".join(found)
        assert sideways_scroll(page) == 0, f"{page.url} scrolls sideways at {page.viewport_size}"

    return check


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """Keep a picture of the whole page as var/screens/<name>-<width>.png for people to look at."""

    def keep(page: Page, name: str) -> Path:
        assert page.viewport_size is not None
        SCREENS.mkdir(parents=True, exist_ok=True)
        path = SCREENS / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    return keep


@pytest.fixture
def look_over(axe: Callable[[Page], None], screenshot: Callable[[Page, str], Path]) -> Callable[..., None]:
    """Look a page over at every width, everything unfolded, and keep pictures: `look_over(page, "lacak")`.

    Officers' pages aren't for the smallest phones, nor for thumbs: `look_over(page, "antrean", officers=True)`.
    """

    def look(page: Page, name: str, *, officers: bool = False) -> None:
        open_everything(page)
        for width in (PHONE, DESK) if officers else (SMALLEST, PHONE, DESK):
            page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 740)})
            axe(page)
            assert officers or small_targets(page) == [], page.url
            if width != SMALLEST:
                screenshot(page, name)
                continue
            enlarge_text(page, "200%")
            assert sideways_scroll(page) == 0, f"{page.url} scrolls sideways with letters twice the size"
            enlarge_text(page, "")

    return look


@pytest.fixture
def look_as_officer(look_over: Callable[..., None], axe: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """Look a page of officers over, and at the smallest width too: `look_as_officer(page, "laporan")`."""

    def look(page: Page, name: str) -> None:
        look_over(page, name, officers=True)
        page.set_viewport_size({"width": SMALLEST, "height": 740})
        axe(page)

    return look
