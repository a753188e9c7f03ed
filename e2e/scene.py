"""A portal in which everything has happened once, and everybody is signed in: what the tables of addresses ask about.

``e2e.happenings`` lets it happen, once for all tests of ``e2e.everywhere``; each test gets it as it was then.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.test import Client

from permits.models import Application
from sipelaku.accounts.models import User
from testkit.story import PASSWORD

# Who has a stage of the SIUP, and of Izin Gangguan, which has all of those and more.
OFFICERS_WITH_STAGES = ("counter", "entry", "kasi", "kabid", "head", "archive")
CASHIERS = ("cashier", "second_cashier")
LONG_OFFICERS = (*OFFICERS_WITH_STAGES, "scheduler", "inspector", *CASHIERS)
# Without a stage in any of them: the team of the information hub.
OF_THE_HUB = ("koordinator", "konten", "layanan", "hukum", "admin")
OFFICERS = (*LONG_OFFICERS, *OF_THE_HUB)
SIGNED_IN = ("owner", "other", *OFFICERS)
PEOPLE = ("nobody", *SIGNED_IN)


@dataclass
class Scene:
    """People with their browsers, and one application for each situation, by name."""

    people: dict[str, User]
    browsers: dict[str, Client]
    files: dict[str, Application] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def ask(self, person: str, address: str, method: str = "GET", data: Any = None, **options: Any) -> Any:
        """The answer ``person`` gets; limits on attempts start anew, and the browser forgets what it was told."""
        browser = self.browsers[person]
        cookies = copy.deepcopy(browser.cookies)
        caches["default"].clear()
        send = getattr(browser, method.lower())
        if method == "PATCH":
            # The one address that takes it takes files in pieces.
            options |= {"content_type": "application/octet-stream", "headers": {"Upload-Offset": "0"}}
        answer = send(address, data or (None if method in ("GET", "POST") else b""), **options)
        browser.cookies = cookies
        return answer

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back what happens inside."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def again(self) -> Scene:
        """The same scene with rows as the database holds them, and browsers that have opened nothing but the door."""
        return Scene(
            {name: fresh(user) for name, user in self.people.items()},
            {name: another(visitor) for name, visitor in self.browsers.items()},
            {name: fresh(application) for name, application in self.files.items()},
            {name: fresh(row) if isinstance(row, models.Model) else row for name, row in self.things.items()},
        )


def fresh(row: Any) -> Any:
    """The row as the database holds it."""
    model: type[models.Model] = type(row)
    return model._default_manager.get(pk=row.pk)


def browser() -> Client:
    """A browser that shows a failure as a visitor would see it: as a page with status 500."""
    return Client(raise_request_exception=False)


def another(visitor: Client) -> Client:
    """A browser with the cookies of ``visitor``."""
    new = browser()
    new.cookies = copy.deepcopy(visitor.cookies)
    return new


def signed_in(user: User) -> Client:
    """A browser in which ``user`` has signed in through the portal's own page."""
    visitor = browser()
    answer = visitor.post("/masuk/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return visitor


# What a request left behind -----------------------------------------------------------

FLEETING = {"sessions.Session"}


def traces() -> dict[str, str]:
    """A digest of every table, and of the names of all stored files."""
    rows = {
        model._meta.label: repr(rows_of(model))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in FLEETING
    }
    rows["files"] = repr(sorted(stored_files()))
    return {label: hashlib.sha256(text.encode()).hexdigest() for label, text in rows.items()}


def rows_of(model: type[models.Model]) -> list[Any]:
    """All rows of a table just as the database hands them out, which is much quicker than reading them by the model."""
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
        return cursor.fetchall()


def stored_files(folder: str = "") -> Iterator[str]:
    if not default_storage.exists(folder or settings.MEDIA_ROOT):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for name in folders:
        yield from stored_files(f"{folder}/{name}".strip("/"))


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What differs between two ``traces``."""
    return [label for label in after if before.get(label) != after[label]]
