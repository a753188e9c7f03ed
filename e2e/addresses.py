"""Every address of the portal, who may open it, and who may send something to it: written by hand, row by row.

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
from e2e.scene import OFFICERS, OFFICERS_WITH_STAGES, PEOPLE, SIGNED_IN, Scene

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


def at_stage(person: str, status: int = 302) -> Statuses:
    """The present stage's officer gets ``status``; colleagues, who see the file, 403; others 404."""
    return only(OFFICERS_WITH_STAGES, 403) | {person: status}


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
        """Whether the address names an application, a document, an upload or a permit."""
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
}


def thing(scene: Scene, name: str) -> str:
    """A part of an address: "number: check" is the number of the application at that stage; other words stay."""
    kind, _blank, which = name.partition(" ")
    if kind not in UNKNOWN:
        return name
    if kind in ("document:", "upload:"):
        return str(scene.things[which].pk)
    application = scene.files[which]
    return str(
        {
            "number:": application.number,
            "id:": application.pk,
            "token:": application.token,
            "permit:": application.permit.token if kind == "permit:" else "",
        }[kind]
    )


def desk_file(stage: str, person: str, body: Body) -> Row:
    """The page of a file at ``stage``, whose work is ``person``'s."""
    number = (f"number: {stage}",)
    # A signature is asked for on a page of its own.
    post = only(OFFICERS_WITH_STAGES, 403) if stage == "sign" else at_stage(person)
    return Row(
        "desk_application",
        THOSE_WITH_STAGES,
        number,
        post,
        body,
        moves=() if stage == "sign" else (person,),
        situation=stage,
    )


def refusal(action: str, stage: str, person: str, body: Body) -> Row:
    """The page of a "no" at ``stage``, which is ``person``'s to say."""
    things = (f"number: {stage}", action)
    return Row(
        "desk_decide",
        at_stage(person, 422 if action in ("return", "cancel") else 200),
        things,
        at_stage(person),
        body,
        moves=(person,),
        situation=action,
    )


def step(number: str, body: Body) -> Row:
    """A step of the owner's draft."""
    draft = ("siup", "id: draft", number)
    return Row("apply_step", OWNER, draft, only(["owner"], 302), body, moves=("owner",), situation=f"step {number}")


def paper(kind: str, stage: str, statuses: Statuses) -> Row:
    return Row("paper", statuses, (f"number: {stage}", kind), situation=f"{kind} {stage}")


PUBLIC = [
    Row("home", SHOWN_TO_ALL),
    Row("help", SHOWN_TO_ALL),
    Row("accent", SHOWN_TO_ALL),
    Row("emblem", SHOWN_TO_ALL),
    Row("service_list", SHOWN_TO_ALL),
    Row("service", SHOWN_TO_ALL, ("siup",)),
    Row("service", everybody(404), ("tidak-ada",), situation="unknown"),
    Row("status_by_token", SHOWN_TO_ALL, ("token: check",)),
    Row("status_by_token", everybody(404), ("token: draft",), situation="unsent"),
    Row("track", SHOWN_TO_ALL),
    Row("track", everybody(404), query="?nomor=9999900201012026", situation="unknown"),
    Row("verify", SHOWN_TO_ALL, ("permit: completed",)),
    Row("verify", everybody(404), ("permit: verify",), situation="unsigned"),
    Row("scan", SHOWN_TO_ALL, post=everybody(422)),
]

ACCOUNT = [
    Row("account_login", SHOWN_SIGNED_OUT, post=SHOWN_SIGNED_OUT),
    Row("account_signup", SHOWN_SIGNED_OUT, post=SHOWN_SIGNED_OUT),
    Row("account_inactive", SHOWN_TO_ALL),
    Row("account_logout", SHOWN_SIGNED_IN, post=ELSEWHERE),
    Row("account_reauthenticate", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("account_email_verification_sent", ELSEWHERE, post=ELSEWHERE),
    Row("account_reset_password", SHOWN_TO_ALL, post=SHOWN_TO_ALL),
    Row("account_confirm_password_reset_code", ELSEWHERE, post=ELSEWHERE),
    Row("account_complete_password_reset", ELSEWHERE, post=ELSEWHERE),
    Row("account_password_reset_completed", SHOWN_TO_ALL),
    Row("account_profile", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("account_email", SHOWN_SIGNED_IN, post=ELSEWHERE),
    Row("account_change_password", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("mfa_authenticate", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_reauthenticate", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_index", SHOWN_SIGNED_IN, post=only([], others=405)),
    # Setting up a factor asks for the password again; what belongs to a factor isn't there without one.
    Row("mfa_activate_totp", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_generate_recovery_codes", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_deactivate_totp", NOTHING_THERE, post=NOTHING_THERE),
    Row("mfa_download_recovery_codes", NOTHING_THERE, post=NOTHING_THERE),
    Row("mfa_view_recovery_codes", NOTHING_THERE, post=only([], others=405)),
]

APPLYING = [
    Row("apply", SHOWN_SIGNED_IN, ("siup",), SHOWN_SIGNED_IN),
    Row(
        "apply",
        only(["counter"], others=403),
        ("siup",),
        only(["counter"], 302, others=403),
        lambda _: {"applicant_kind": "person"},
        query="?untuk=walkin",
        moves=("counter",),
        situation="walk-in",
    ),
    Row("apply_resume", only(["owner"], 302), ("siup", "id: draft")),
    Row("apply_resume", only(["owner"], 302), ("siup", "id: check"), situation="sent"),
    Row("apply_resume", only(["counter"], 302), ("siup", "id: walk-in draft"), situation="walk-in"),
    step("1", lambda _: {"applicant_kind": "company"}),
    step("2", bodies.section("Pemohon")),
    step("3", bodies.section("Usaha")),
    step("4", bodies.documents),
    step("5", bodies.seen),
    Row(
        "apply_step",
        only(["counter"]),
        ("siup", "id: walk-in draft", "2"),
        only(["counter"]),
        moves=("counter",),
        situation="walk-in",
    ),
    Row(
        "upload_start",
        NOT_THIS_WAY,
        ("id: draft", "ktp"),
        only(["owner"], 201, nobody=401),
        bodies.upload_start,
        moves=("owner",),
    ),
    Row(
        "upload_start",
        NOT_THIS_WAY,
        ("id: check", "ktp"),
        everybody(404) | {"nobody": 401},
        bodies.upload_start,
        situation="sent",
    ),
    Row(
        "upload",
        only(["owner"], nobody=401),
        ("upload: upload",),
        only(["owner"], 422, nobody=401),
        bodies.piece,
        method="PATCH",
        moves=("owner",),
    ),
    Row("my_applications", SHOWN_SIGNED_IN),
    Row("my_application", OWNER, ("number: check",)),
    Row("my_application", only(["kasi"]), ("number: kasi's own",), situation="an officer's own"),
    Row("my_application", only(["counter"]), ("number: walk-in",), situation="walk-in"),
    Row("application_filed", OWNER, ("number: check",)),
    Row("application_correct", OWNER, ("number: returned",), only(["owner"], 302), bodies.mended, moves=("owner",)),
    Row(
        "application_correct",
        only(["owner"], 302),
        ("number: check",),
        only(["owner"], 302),
        bodies.mended,
        situation="not returned",
    ),
    Row(
        "application_withdraw",
        OWNER,
        ("number: check",),
        only(["owner"], 302),
        lambda _: {"note": "Tidak jadi membuka toko"},
        moves=("owner",),
    ),
    Row("application_withdraw", only(["owner"], 403), ("number: archive",), only(["owner"], 403), situation="signed"),
]

LOOKING = [
    Row("document", OWNER_AND_THOSE_WITH_STAGES, ("document: document",)),
    Row("document", OWNER, ("document: draft's document",), situation="unsent"),
    paper("receipt", "completed", OWNER_AND_THOSE_WITH_STAGES),
    paper("receipt", "check", only(["owner", *OFFICERS_WITH_STAGES], 202)),
    paper("control", "completed", THOSE_WITH_STAGES),
    paper("control", "kasi's own", only(OFFICERS_WITH_STAGES, 202) | {"kasi": 404}),
    paper("draft", "completed", THOSE_WITH_STAGES),
    paper("permit", "completed", OWNER_AND_THOSE_WITH_STAGES),
    paper("permit", "compare", THOSE_WITH_STAGES),
    paper("permit", "verify", NOTHING_THERE),
    paper("surat-cinta", "completed", NOTHING_THERE),
]

DESK = [
    Row("desk", OFFICE),
    Row("desk_take", NOT_THIS_WAY, post=only(OFFICERS, 302), moves=OFFICERS_WITH_STAGES),
    Row("desk_files", OFFICE),
    Row("desk_search", OFFICE, post=only(OFFICERS, 422)),
    Row("desk_sign", OFFICE, post=only(OFFICERS, 422)),
    Row("desk_sign", OFFICE, post=OFFICE, body=bodies.signature, moves=("head",), situation="by the head alone"),
    Row("desk_document", THOSE_WITH_STAGES, ("document: document",)),
    desk_file("check", "counter", bodies.checklist("check")),
    desk_file("prepare", "entry", bodies.permit_data),
    desk_file("verify", "kasi", bodies.reading("verify")),
    desk_file("correct", "kabid", bodies.reading("correct")),
    desk_file("sign", "head", bodies.reading("sign")),
    desk_file("archive", "archive", bodies.archiving),
    desk_file("compare", "counter", bodies.comparison),
    desk_file("hand_over", "counter", bodies.receiver),
    Row(
        "desk_application",
        THOSE_WITH_STAGES,
        ("number: completed",),
        only(OFFICERS_WITH_STAGES, 403),
        bodies.reading("completed"),
        situation="completed",
    ),
    Row(
        "desk_application",
        THOSE_WITH_STAGES | {"kasi": 404},
        ("number: kasi's own",),
        at_stage("counter") | {"kasi": 404},
        bodies.checklist("kasi's own"),
        moves=("counter",),
        situation="an officer's own",
    ),
    refusal("return", "check", "counter", bodies.faulty_checklist),
    refusal("send_back", "verify", "kasi", bodies.because("verify")),
    refusal("reject", "verify", "kasi", bodies.because("verify")),
    refusal("cancel", "compare", "counter", bodies.mismatch),
    refusal("revoke", "completed", "head", bodies.because("completed")),
    Row("desk_decide", NOTHING_THERE, ("number: check", "forward"), NOTHING_THERE, situation="no refusal"),
]

TABLE = [*PUBLIC, *ACCOUNT, *APPLYING, *LOOKING, *DESK]


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
