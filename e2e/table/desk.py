"""The officers' workspace, and the nine stages of the short procedure."""

from __future__ import annotations

from collections.abc import Iterable

from e2e import bodies
from e2e.addresses import (
    NOT_THIS_WAY,
    NOTHING_THERE,
    OFFICE,
    THOSE_WITH_STAGES,
    Row,
    at_stage,
    only,
)
from e2e.bodies import Body
from e2e.scene import LONG_OFFICERS, OF_THE_HUB, OFFICERS, OFFICERS_WITH_STAGES


def desk_file(
    which: str, *people: str, body: Body, officers: Iterable[str] = OFFICERS_WITH_STAGES, status: int = 302
) -> Row:
    """The page of the file called ``which``, whose present work is that of ``people``: what finishing it gives them."""
    sent = at_stage(*people, status=status, officers=officers)
    moves = people if status == 302 else ()
    return Row("desk_application", only(officers), (f"number: {which}",), sent, body, moves=moves, situation=which)


def refusal(
    action: str,
    which: str,
    *people: str,
    body: Body,
    officers: Iterable[str] = OFFICERS_WITH_STAGES,
    situation: str = "",
) -> Row:
    """The page of a "no" to the file called ``which``, which is ``people``'s to say."""
    shown = at_stage(*people, status=422 if action in ("return", "cancel") else 200, officers=officers)
    sent = at_stage(*people, officers=officers)
    things = (f"number: {which}", action)
    return Row("desk_decide", shown, things, sent, body, moves=people, situation=situation or action)


DESK = [
    Row("desk", OFFICE | dict.fromkeys(OF_THE_HUB, 302)),
    Row("desk_take", NOT_THIS_WAY, post=only(OFFICERS, 302), moves=LONG_OFFICERS),
    Row("desk_files", OFFICE),
    Row("desk_search", OFFICE, post=only(OFFICERS, 422)),
    Row("desk_sign", OFFICE, post=only(OFFICERS, 422)),
    Row("desk_sign", OFFICE, post=OFFICE, body=bodies.signature, moves=("head",), situation="by the head alone"),
    Row("desk_document", THOSE_WITH_STAGES, ("document: document",)),
    desk_file("check", "counter", body=bodies.checklist("check")),
    desk_file("prepare", "entry", body=bodies.permit_data("prepare")),
    desk_file("verify", "kasi", body=bodies.reading("verify")),
    desk_file("correct", "kabid", body=bodies.reading("correct")),
    # A signature is asked for on a page of its own.
    desk_file("sign", "head", body=bodies.reading("sign"), status=403),
    desk_file("archive", "archive", body=bodies.archiving("archive")),
    desk_file("compare", "counter", body=bodies.comparison("compare")),
    desk_file("hand_over", "counter", body=bodies.receiver("hand_over")),
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
    refusal("return", "check", "counter", body=bodies.faulty_checklist("check")),
    refusal("send_back", "verify", "kasi", body=bodies.because("verify")),
    refusal("reject", "verify", "kasi", body=bodies.because("verify")),
    refusal("cancel", "compare", "counter", body=bodies.mismatch("compare")),
    refusal("revoke", "completed", "head", body=bodies.because("completed")),
    Row("desk_decide", NOTHING_THERE, ("number: check", "forward"), NOTHING_THERE, situation="no refusal"),
]
