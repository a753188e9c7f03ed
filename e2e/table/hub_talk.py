"""Questions and their answers, common questions, official numbers.

Who meets people answers all questions; Pengelola Konten reads the reports about links and fakes, and answers none.
"""

from __future__ import annotations

from e2e import bodies_hub_a as bodies
from e2e.addresses import NOT_THIS_WAY, NOTHING_THERE, SHOWN_TO_ALL, Row, Statuses, everybody, only
from e2e.bodies import Body
from e2e.scene import PEOPLE

FRONT = ("koordinator", "layanan", "counter")
WRITERS = ("koordinator", "konten")
READERS = (*FRONT, "konten")
KEEPERS = ("koordinator", "admin")

PUBLIC = [
    Row("ask", SHOWN_TO_ALL, post=everybody(302), body=bodies.asking, moves=PEOPLE),
    Row(
        "ask",
        SHOWN_TO_ALL,
        post=everybody(422),
        body=lambda scene: bodies.asking(scene) | {"text": "NIK saya 1901010101010001"},
        query="?jenis=palsu&tautan=tidakada",
        situation="with a NIK",
    ),
    Row("question", SHOWN_TO_ALL, ("asked: answered question",)),
    Row("question", everybody(404), ("token: check",), situation="under an application's token"),
    Row("official_numbers", SHOWN_TO_ALL, post=SHOWN_TO_ALL, body=bodies.typed(nomor="0811 1122 2333")),
    Row("official_numbers", SHOWN_TO_ALL, post=everybody(422), situation="of nothing"),
]


def case(which: str, post: Statuses, body: Body, situation: str, *, readers: Statuses, moves: bool = True) -> Row:
    return Row(
        "staff_question",
        readers,
        (f"case: {which}",),
        post,
        body,
        moves=FRONT if moves else (),
        situation=situation,
    )


ALL_OF_IT = only(FRONT)
REPORTS = only(READERS)
# Who reads a report about a link and may not answer it.
READ_ONLY = {"konten": 403}

ANSWERING = [
    Row("questions", REPORTS, query="?jenis=wrong_link"),
    Row("questions", only(READERS, 400), query="?jenis=lain", situation="of no kind"),
    case("question", only(FRONT, 302), bodies.answer("question"), "", readers=ALL_OF_IT),
    case("report", only(FRONT, 302) | READ_ONLY, bodies.answer("report"), "about a link", readers=REPORTS),
    case("answered question", only(FRONT, 302), bodies.answer("answered question"), "anew", readers=ALL_OF_IT),
    case("closed question", only(FRONT, 302), bodies.answer("closed question"), "after all", readers=ALL_OF_IT),
    case(
        "answered question",
        only(FRONT, 422),
        bodies.answer("answered question", "Lantai satu."),
        "in the same words",
        readers=ALL_OF_IT,
        moves=False,
    ),
    case(
        "answered question",
        only(FRONT, 409),
        lambda scene: bodies.answer("answered question")(scene) | {"seen": "open-0"},
        "on an old page",
        readers=ALL_OF_IT,
        moves=False,
    ),
    Row("staff_question", NOTHING_THERE, ("T-9999-000001",), NOTHING_THERE, situation="unknown"),
    Row(
        "staff_question_close",
        ALL_OF_IT,
        ("case: question",),
        only(FRONT, 302),
        bodies.closing("question"),
        moves=FRONT,
    ),
    Row(
        "staff_question_close",
        only(FRONT) | READ_ONLY,
        ("case: report",),
        only(FRONT, 302) | READ_ONLY,
        bodies.closing("report"),
        moves=FRONT,
        situation="about a link",
    ),
    Row(
        "staff_question_close",
        ALL_OF_IT,
        ("case: answered question",),
        only(FRONT, 409),
        bodies.closing("answered question"),
        situation="answered",
    ),
]


def writers(status: int) -> Statuses:
    """``status`` for who publishes; those who may only prepare are told so."""
    return only(READERS, 403) | dict.fromkeys(WRITERS, status)


DRAFT, SHOWN = "common question", "published common question"

COMMON = [
    Row("common_questions", only(READERS)),
    Row(
        "common_question_new",
        only(READERS),
        post=only(READERS, 302),
        body=bodies.common(DRAFT),
        moves=READERS,
    ),
    Row(
        "common_question_new",
        NOTHING_THERE,
        post=NOTHING_THERE,
        query="?dari=T-9999-000001",
        situation="from an unknown question",
    ),
    Row(
        "common_question",
        only(READERS),
        (f"common question: {DRAFT}",),
        only(READERS, 302),
        bodies.common(DRAFT),
        moves=READERS,
    ),
    # What everybody reads is changed by those who write the hub.
    Row(
        "common_question",
        writers(200),
        (f"common question: {SHOWN}",),
        writers(302),
        bodies.common(SHOWN, is_published="on"),
        moves=WRITERS,
        situation="published",
    ),
    Row(
        "common_question",
        writers(200),
        (f"common question: {SHOWN}",),
        writers(409),
        bodies.common(SHOWN, seen="2026-01-01"),
        situation="on an old page",
    ),
    Row(
        "common_question_move",
        NOT_THIS_WAY,
        (f"common question: {SHOWN}",),
        writers(302),
        bodies.typed(arah="naik"),
        moves=WRITERS,
    ),
    Row(
        "common_question_move",
        NOT_THIS_WAY,
        (f"common question: {SHOWN}",),
        writers(400),
        situation="nowhere",
    ),
]

NUMBER = {"label": "Loket aduan", "number": "0811 2222 333", "is_whatsapp": "on", "hours": ""}
KEPT = only(KEEPERS)
SAVED = only(KEEPERS, 302)
FIRST = ("official number: number",)

NUMBERS = [
    Row("numbers", KEPT),
    Row("number_new", KEPT, post=SAVED, body=bodies.typed(**NUMBER), moves=KEEPERS),
    Row(
        "number_new",
        KEPT,
        post=only(KEEPERS, 422),
        body=bodies.typed(**NUMBER | {"number": "0811 1122 2333"}),
        situation="listed already",
    ),
    Row("number", KEPT, FIRST, SAVED, bodies.typed(**NUMBER), moves=KEEPERS),
    Row("number_remove", KEPT, FIRST, SAVED, moves=KEEPERS),
    Row("number_move", NOT_THIS_WAY, FIRST, SAVED, bodies.typed(arah="turun"), moves=KEEPERS),
    Row("number_move", NOT_THIS_WAY, FIRST, only(KEEPERS, 400), situation="nowhere"),
]

HUB_TALK = [*PUBLIC, *ANSWERING, *COMMON, *NUMBERS]
