"""The pages measured in one database: ``DATABASE_URL=... python -m bench.pages`` prints what a client needs as JSON.

That is: paths of the status page, a session signed in as an officer, and the number of
queries of each page, counted at its second call.
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
    turn = Turn.objects.filter(closed_at__isnull=True, role=OFFICER_ROLE).select_related("application")[0]
    counter = Client(SERVER_NAME=HOST)
    counter.force_login(User.objects.get(username="ukur-petugas_loket-1"))
    completed = (
        Application.objects.filter(status=Status.COMPLETED, applicant__isnull=False)
        .select_related("applicant")
        .order_by("-pk")[0]
    )
    applicant = Client(SERVER_NAME=HOST)
    applicant.force_login(User.objects.get(applications=completed))
    anyone = Client(SERVER_NAME=HOST)
    permit = Permit.objects.get(application=completed)
    number = {"number": turn.application.number}
    pages: list[tuple[str, Client, str]] = [
        ("front page", anyone, reverse("home")),
        ("service standard", anyone, reverse("service", kwargs={"slug": "siup"})),
        ("status by token", anyone, reverse("status_by_token", kwargs={"token": completed.token})),
        ("status by number", anyone, f"{reverse('track')}?nomor={completed.number}"),
        ("authenticity", anyone, reverse("verify", kwargs={"token": permit.token})),
        ("my applications", applicant, reverse("my_applications")),
        ("my application", applicant, reverse("my_application", kwargs={"number": completed.number})),
        ("queue of a head of section", kasi, reverse("desk")),
        ("queue of the counter", counter, reverse("desk")),
        ("files of all", kasi, reverse("desk_files")),
        ("a file on the desk", kasi, reverse("desk_application", kwargs=number)),
    ]
    counts = {name: _count(partial(client.get, path)) for name, client, path in pages}
    sought = {"q": completed.holder_name.split()[0]}
    return counts | {"search by name": _count(partial(kasi.post, reverse("desk_search"), sought))}


def _count(ask: Callable[[], Any]) -> int:
    ask()
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
    return len(queries)


if __name__ == "__main__":
    print(json.dumps(describe()))
