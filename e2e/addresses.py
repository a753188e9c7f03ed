"""What a row of the table of addresses is: an address, who may open it, and who may send something to it.

The rows themselves are written by hand, in ``e2e.table``.

A status is what a person gets: 200 shown, 202 not printed yet, 204 heard, 302 sent elsewhere (to the sign-in, when
signed out), 401 an upload asked to sign in first, 403 not allowed now, 404 nothing there for this person, 405 not this
way, 409 somebody was faster, 410 gone for good, 422 shown again with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from e2e import bodies
from e2e.bodies import Body
from e2e.scene import CASHIERS, LONG_OFFICERS, OFFICERS, OFFICERS_WITH_STAGES, PEOPLE, SIGNED_IN, Scene

Statuses = dict[str, int]


def only(people: Iterable[str], status: int = 200, *, others: int = 404, nobody: int = 302) -> Statuses:
    """``status`` for ``people``, ``others`` for everyone else who is signed in, ``nobody`` for who is not."""
    return dict.fromkeys(PEOPLE, others) | {"nobody": nobody} | dict.fromkeys(people, status)


def everybody(status: int = 200) -> Statuses:
    return dict.fromkeys(PEOPLE, status)


SHOWN_TO_ALL = everybody()
NOT_THIS_WAY = everybody(405)
SHOWN_SIGNED_IN = only(SIGNED_IN)
SHOWN_SIGNED_OUT = only([], others=302, nobody=200)
ELSEWHERE = everybody(302)
NOTHING_THERE = only([])
OWNER = only(["owner"])
OFFICE = only(OFFICERS)
THOSE_WITH_STAGES = only(OFFICERS_WITH_STAGES)
OWNER_AND_THOSE_WITH_STAGES = only(["owner", *OFFICERS_WITH_STAGES])
ON_THE_LONG_WAY = only(LONG_OFFICERS)
OWNER_AND_ON_THE_LONG_WAY = only(["owner", *LONG_OFFICERS])
AT_THE_TILL = only(CASHIERS)


def at_stage(*people: str, status: int = 302, officers: Iterable[str] = OFFICERS_WITH_STAGES) -> Statuses:
    """The present stage's ``people`` get ``status``; the file's other ``officers``, who see it, 403; the rest 404."""
    return only(officers, 403) | dict.fromkeys(people, status)


@dataclass(frozen=True)
class Row:
    """One address: its name and the ``things`` in it, what a GET answers, what is answered to who sends ``body``.

    ``post`` is None where nothing can be sent. ``method`` is how it is sent; ``moves`` names who leaves something
    behind by sending. ``situation`` tells rows of one address apart.
    """

    name: str
    get: Statuses
    things: tuple[str, ...] = ()
    post: Statuses | None = None
    body: Body = bodies.nothing
    query: str | Callable[[Scene], str] = ""
    method: str = "POST"
    moves: tuple[str, ...] = ()
    situation: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.situation}".strip()

    @property
    def tells_apart(self) -> bool:
        """Whether the address names an application or something that belongs to one."""
        return any(kind_of(name) in UNKNOWN for name in self.things)

    def address(self, scene: Scene) -> str:
        """The address in this scene."""
        return reverse(self.name, args=self.parts(scene)) + self.asked(scene)

    def asked(self, scene: Scene) -> str:
        """What the address asks for behind its question mark, which may be about this scene."""
        return self.query if isinstance(self.query, str) else self.query(scene)

    def parts(self, scene: Scene) -> list[str]:
        """What stands in the address for ``things``."""
        return [thing(scene, name) for name in self.things]

    def unknown_address(self, scene: Scene) -> str:
        """The same address with everything that tells one application from another replaced by what doesn't exist."""
        return reverse(self.name, args=[UNKNOWN.get(kind_of(name), name) for name in self.things]) + self.asked(scene)


UNKNOWN = {
    "number:": "9999900201012026",
    "id:": "987654321",
    "document:": "987654321",
    "upload:": "00000000-0000-4000-8000-000000000000",
    "token:": "bukan-token-siapa-pun1",
    "permit:": "bukan-token-siapa-pun1",
    "bill:": "987654321",
    "payment:": "987654321",
    "closing:": "987654321",
    "photo:": "00000000-0000-4000-8000-000000000000",
    "link:": "987654321",
    "group:": "987654321",
    "announcement:": "987654321",
    "code:": "zzzzzz",
    "campaign:": "987654321",
    "common question:": "987654321",
    "asked:": "bukan-token-siapa-pun1",
    "case:": "T-9999-000001",
    "official number:": "987654321",
    "hours:": "987654321",
    "booking:": "987654321",
    "booked:": "bukan-token-siapa-pun1",
    "invited:": "bukan-token-siapa-pun1",
    "screen:": "bukan-token-siapa-pun1",
    "follow-up:": "987654321",
}
# What is found among the things of the scene, not among the files, and which of its fields stands in the address.
OF_THEIR_OWN = {
    **dict.fromkeys(("document:", "upload:", "bill:", "payment:", "closing:"), "pk"),
    **dict.fromkeys(("link:", "group:", "announcement:", "campaign:"), "pk"),
    **dict.fromkeys(("common question:", "official number:"), "pk"),
    **dict.fromkeys(("hours:", "booking:", "follow-up:"), "pk"),
    **dict.fromkeys(("asked:", "booked:", "invited:"), "token"),
    "code:": "code",
    "case:": "number",
    "photo:": "key",
}


def kind_of(name: str) -> str:
    """What a part of an address names: "number:" of "number: check"; "" of other words."""
    kind, colon, _which = name.partition(": ")
    return kind + ":" if colon else ""


def thing(scene: Scene, name: str) -> str:
    """A part of an address: "number: check" is the number of the application at that stage; other words stay."""
    kind, which = kind_of(name), name.partition(": ")[2]
    if kind not in UNKNOWN:
        return name
    if kind == "screen:":
        return str(scene.things[which])
    if kind in OF_THEIR_OWN:
        return str(getattr(scene.things[which], OF_THEIR_OWN[kind]))
    application = scene.files[which]
    return str(
        {
            "number:": application.number,
            "id:": application.pk,
            "token:": application.token,
            "permit:": application.permit.token if kind == "permit:" else "",
        }[kind]
    )


# What the resolver knows ---------------------------------------------------------------


def patterns(resolver: URLResolver, inside: str = "", before: str = "") -> Iterator[tuple[str, str, str | None]]:
    """Every pattern of the portal: the namespace it is in, its whole route, its name."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield inside, route, entry.name
        else:
            yield from patterns(entry, entry.namespace or inside, route)


def admin_addresses() -> list[str]:
    """An address for every pattern of the administration, with an id put in wherever one is asked for."""
    routes = [route for namespace, route, _name in patterns(get_resolver()) if namespace == "admin"]
    return sorted({filled_in(route) for route in routes})


def filled_in(route: str) -> str:
    """An address of the administration that matches ``route``."""
    expression = re.sub(r"\(\?P<\w+>(\w*)[^)]*\)", r"\1", route).strip("$").replace("^", "")
    return "/" + re.sub(r"<[^>]+>", "1", expression)
