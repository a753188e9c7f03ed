"""What a row of the table of addresses is: an address, who may open it, and who may send something to it.

The rows themselves are written by hand, in ``e2e.table``.

A status is what a person gets: 200 shown, 202 not printed yet, 302 sent elsewhere (to the sign-in, when signed out),
401 an upload asked to sign in first, 403 not allowed now, 404 nothing there for this person, 405 not this way,
422 shown again with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    query: str = ""
    method: str = "POST"
    moves: tuple[str, ...] = ()
    situation: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.situation}".strip()

    @property
    def tells_apart(self) -> bool:
        """Whether the address names an application or something that belongs to one."""
        return any(name.partition(" ")[0] in UNKNOWN for name in self.things)

    def address(self, scene: Scene) -> str:
        """The address in this scene."""
        return reverse(self.name, args=self.parts(scene)) + self.query

    def parts(self, scene: Scene) -> list[str]:
        """What stands in the address for ``things``."""
        return [thing(scene, name) for name in self.things]

    def unknown_address(self) -> str:
        """The same address with everything that tells one application from another replaced by what doesn't exist."""
        return reverse(self.name, args=[UNKNOWN.get(name.partition(" ")[0], name) for name in self.things]) + self.query


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
}
# What is found among the things of the scene, not among the files.
OF_THEIR_OWN = {"document:", "upload:", "bill:", "payment:", "closing:"}


def thing(scene: Scene, name: str) -> str:
    """A part of an address: "number: check" is the number of the application at that stage; other words stay."""
    kind, _blank, which = name.partition(" ")
    if kind not in UNKNOWN:
        return name
    if kind in OF_THEIR_OWN:
        return str(scene.things[which].pk)
    if kind == "photo:":
        return str(scene.things[which].key)
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
