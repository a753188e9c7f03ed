"""The pages measured in one database: ``DATABASE_URL=... python -m bench.pages`` prints what a client needs as JSON.

That is: paths of the status page, a session signed in as an officer, and the number of
queries of each page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.fill import SLUG
from permits.models import LIVE, Application, Permit, Status, Turn
from sipelaku.accounts.models import User

HOST = "127.0.0.1"
# So many that hardly any page is asked for twice while it may still be kept in memory.
TOKENS = 30_000
OFFICER_ROLE = "kasi"


def describe() -> dict[str, Any]:
    """Paths, cookie and counts of queries."""
    kasi = Client(SERVER_NAME=HOST)
    kasi.force_login(User.objects.get(username=f"ukur-{OFFICER_ROLE}-1"))
    filed = Application.objects.filter(number__isnull=False)
    return {
        "tokens": list(filed.order_by("?").values_list("token", flat=True)[:TOKENS]),
        "queue": reverse("desk"),
        "cookie": kasi.cookies["sessionid"].value,
        "live": filed.filter(status__in=LIVE).count(),
        "waiting": Turn.objects.filter(closed_at__isnull=True, role=OFFICER_ROLE).count(),
        "queries": _queries(kasi),
    }


def _queries(kasi: Client) -> dict[str, int]:
    """Queries of each page when it is opened for the first time, in a process that has answered others before."""
    counter, anyone = Client(SERVER_NAME=HOST), Client(SERVER_NAME=HOST)
    counter.force_login(User.objects.get(username="ukur-petugas_loket-1"))
    filed_alone = Application.objects.filter(status=Status.COMPLETED, applicant__isnull=False)
    waiting = Turn.objects.filter(closed_at__isnull=True, role=OFFICER_ROLE).select_related("application")
    others, *ours = (
        _asks(kasi, counter, anyone, completed, turn.application)
        for completed, turn in zip(filed_alone.order_by("-pk")[:2], waiting.order_by("pk")[:2], strict=True)
    )
    for ask in others.values():
        ask()
    return {name: _count(ask) for name, ask in ours[0].items()}


def _asks(
    kasi: Client, counter: Client, anyone: Client, completed: Application, waiting: Application
) -> dict[str, Callable[[], Any]]:
    """How to open each page, about a completed application and about one that waits for a head of section."""
    applicant = Client(SERVER_NAME=HOST)
    applicant.force_login(User.objects.get(applications=completed))
    permit = Permit.objects.get(application=completed)
    on_desk = reverse("desk_application", kwargs={"number": waiting.number})
    own = reverse("my_application", kwargs={"number": completed.number})
    status = reverse("status_by_token", kwargs={"token": completed.token})
    return {
        "front page": partial(anyone.get, reverse("home")),
        "service standard": partial(anyone.get, reverse("service", kwargs={"slug": SLUG})),
        "status by token": partial(anyone.get, status),
        "status by number": partial(anyone.get, reverse("track"), {"nomor": str(completed.number)}),
        "authenticity": partial(anyone.get, reverse("verify", kwargs={"token": permit.token})),
        "my applications": partial(applicant.get, reverse("my_applications")),
        "my application": partial(applicant.get, own),
        "queue of a head of section": partial(kasi.get, reverse("desk")),
        "queue of the counter": partial(counter.get, reverse("desk")),
        "all files": partial(kasi.get, reverse("desk_files")),
        "search by name": partial(kasi.post, reverse("desk_search"), {"q": completed.holder_name.split()[0]}),
        "a file on the desk": partial(kasi.get, on_desk),
    }


def _count(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
    return len(queries)


if __name__ == "__main__":
    print(json.dumps(describe()))
