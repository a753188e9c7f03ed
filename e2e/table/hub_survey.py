"""The survey and its screen: whoever holds an address answers once; the team and the head read what was answered."""

from __future__ import annotations

from e2e import bodies_hub_b as bodies
from e2e.addresses import SHOWN_TO_ALL, Row, everybody, only
from e2e.scene import OF_THE_HUB, PEOPLE
from e2e.table.hub_consultations import FRONT

READERS = (*OF_THE_HUB, "counter", "head")

ANSWERING = [
    Row("survey", SHOWN_TO_ALL, ("invited: holder",), everybody(302), bodies.answers(), moves=PEOPLE),
    Row("survey", SHOWN_TO_ALL, ("invited: holder",), everybody(422), situation="unanswered"),
    Row(
        "survey",
        SHOWN_TO_ALL,
        ("invited: visitor",),
        everybody(302),
        bodies.answers(service="lain"),
        moves=PEOPLE,
        situation="at the counter",
    ),
    Row(
        "survey",
        everybody(410),
        ("invited: answered holder",),
        everybody(409),
        bodies.answers(),
        situation="answered",
    ),
    Row("survey", everybody(410), ("invited: late visitor",), everybody(410), bodies.answers(), situation="too late"),
    Row("survey", everybody(404), ("bukan-token-siapa-pun",), everybody(404), bodies.answers(), situation="unknown"),
    Row("survey_counter", SHOWN_TO_ALL, post=everybody(302), moves=PEOPLE),
    Row("survey_thanks", SHOWN_TO_ALL),
    Row("survey_published", SHOWN_TO_ALL),
]

SCREEN = [
    Row("touch", SHOWN_TO_ALL, ("screen: counter's screen",), everybody(302), bodies.touch, moves=PEOPLE),
    Row("touch", SHOWN_TO_ALL, ("screen: counter's screen",), everybody(422), situation="beside the buttons"),
    Row(
        "touch",
        SHOWN_TO_ALL,
        ("screen: counter's screen",),
        everybody(409),
        bodies.touch_elsewhere,
        situation="of another page",
    ),
    Row(
        "touch",
        everybody(404),
        ("screen: konten's screen",),
        everybody(404),
        bodies.touch_elsewhere,
        situation="of who meets nobody",
    ),
    Row("touch_thanks", SHOWN_TO_ALL, ("screen: counter's screen",)),
    Row("touch_thanks", everybody(404), ("screen: konten's screen",), situation="of who meets nobody"),
    Row("touch_screen", only(FRONT)),
    Row("end_touch_screens", only(FRONT), (), only(FRONT, 302), bodies.ending_screens, moves=FRONT),
    Row("end_touch_screens", only(FRONT), post=only(FRONT, 422), situation="of who saw none"),
]

DESK = [
    Row("survey_desk", only(FRONT), post=only(FRONT, 302), moves=FRONT),
    # The others have not asked for a code.
    Row("survey_desk_code", only(["counter"])),
    Row("survey_wall_code", only(FRONT)),
]

RESULTS = [
    Row("survey_results", only(READERS)),
    Row("survey_results", only(READERS), query="?format=xlsx", situation="as a workbook"),
    Row("survey_results", only(READERS, 422), query="?tahun=1890", situation="of no year"),
    Row("survey_remarks", only(READERS), query=lambda scene: scene.things["full quarter"]),
    Row("survey_remarks", only(READERS, 422), query="?halaman=99", situation="behind its end"),
    Row("survey_poster", only(READERS), query=lambda scene: scene.things["full quarter"]),
    Row("survey_poster", only(READERS, 409), query="?tahun=2001", situation="without answers"),
    Row("survey_poster", only(READERS, 422), query="?bagian=q5", situation="of no period"),
]

SURVEY = [*ANSWERING, *SCREEN, *DESK, *RESULTS]
