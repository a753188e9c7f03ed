"""The hub's content as its team makes it: links and all that is done to them, headings, announcements, settings.

Everybody of the team reads everything; what is another's to do they are told (403). For others nothing is there.
"""

from __future__ import annotations

from e2e import bodies_hub_a as bodies
from e2e.addresses import NOT_THIS_WAY, NOTHING_THERE, Row, Statuses, only
from e2e.bodies import Body
from e2e.scene import OF_THE_HUB

TEAM = only(OF_THE_HUB)
COLLECTORS = ("koordinator", "konten", "layanan")
WRITERS = ("koordinator", "konten")
TESTERS = ("koordinator", "konten", "admin")
COORDINATOR = ("koordinator",)
LEGAL = ("hukum",)
TECHNICAL = ("admin",)
ANNOUNCERS = ("koordinator", "konten", "admin")
KEEPERS = ("koordinator", "admin")


def of_team(people: tuple[str, ...], status: int = 302) -> Statuses:
    """``status`` for those of the team whose it is to do; the others, who see it, 403; the rest 404."""
    return only(OF_THE_HUB, 403) | dict.fromkeys(people, status)


def deed(action: str, people: tuple[str, ...], which: str, body: Body, situation: str = "") -> Row:
    """Something done to a link by those whose it is."""
    return Row(
        f"hub_link_{action}",
        NOT_THIS_WAY,
        (f"link: {which}",),
        of_team(people),
        body,
        moves=people,
        situation=situation,
    )


def refused(action: str, people: tuple[str, ...], which: str, body: Body, situation: str, status: int) -> Row:
    """Something that can't be done to a link as it stands, or not so, not even by those whose it is."""
    things = (f"link: {which}",)
    return Row(f"hub_link_{action}", NOT_THIS_WAY, things, of_team(people, status), body, situation=situation)


def version(which: str, number: str, statuses: Statuses = TEAM, query: str = "", situation: str = "") -> Row:
    return Row("hub_version", statuses, (f"link: {which}", number), query=query, situation=situation)


READING = [
    Row("hub_desk", only([*OF_THE_HUB, "counter", "head"])),
    Row("hub_links", TEAM, query="?kelompok=nib&langkah=published&petugas=saya"),
    Row("hub_links", only(OF_THE_HUB, 400), query="?langkah=tidak-ada", situation="at no step"),
    Row("hub_link", TEAM, ("link: revised link",)),
    Row("hub_link", TEAM, ("link: collected link",), situation="not published"),
    version("revised link", "2"),
    version("revised link", "1", query="?dengan=2", situation="beside another"),
    version("revised link", "1", only(OF_THE_HUB, 400), query="?dengan=9", situation="beside none"),
    version("revised link", "9", NOTHING_THERE, situation="unknown"),
    Row("hub_version_document", TEAM, ("link: document link", "1")),
    Row("hub_version_document", NOTHING_THERE, ("link: published link", "1"), situation="of an address"),
]

BEGINNING = [
    Row("hub_link_new", of_team(COLLECTORS, 200), post=of_team(COLLECTORS), body=bodies.material, moves=COLLECTORS),
    Row(
        "hub_link_new",
        of_team(COLLECTORS, 200),
        post=of_team(COLLECTORS),
        body=bodies.document,
        moves=COLLECTORS,
        situation="with a document",
    ),
    Row("hub_link_new", of_team(COLLECTORS, 200), post=of_team(COLLECTORS, 422), situation="with nothing"),
]

NEW_MATERIAL = {"source": "Edaran baru", "address": "https://oss.go.id/baru"}
SEEN = "Halaman panduan terbuka tanpa masuk akun."
UNTITLED = {"title": "", "summary": "Langkah demi langkah."}
WORDING = {"title": "Panduan NIB baru", "summary": "Langkah demi langkah.", "sector": "", "permit_type": ""}
FOREIGN = "foreign link"

DEEDS = [
    deed("collect", COLLECTORS, "refused link", bodies.move("refused link", **NEW_MATERIAL)),
    deed("collect", COLLECTORS, "featured link", bodies.move("featured link", **NEW_MATERIAL), "anew"),
    deed("verify", LEGAL, "collected link", bodies.move("collected link", note="")),
    deed("verify", LEGAL, FOREIGN, bodies.move(FOREIGN, note="", allow_foreign="on"), "of an address outside"),
    deed("refuse", LEGAL, "collected link", bodies.move("collected link", note="Sudah dicabut.")),
    deed("write", WRITERS, "verified link", bodies.move("verified link", **WORDING)),
    deed("try", TESTERS, "written link", bodies.move("written link")),
    deed("vouch", TECHNICAL, "turned away link", bodies.move("turned away link", note=SEEN)),
    deed("publish", COORDINATOR, "tried link", bodies.publication("tried link")),
    deed("restore", WRITERS, "published link", bodies.move("published link", number="1")),
    deed("check", TESTERS, "published link", bodies.move("published link")),
    # Konten is in charge of it; the coordinator may review for everybody.
    deed("review", WRITERS, "published link", bodies.review("published link")),
    deed("review", ("koordinator", "layanan"), "document link", bodies.review("document link"), "of an officer's"),
    deed("withdraw", COORDINATOR, "published link", bodies.move("published link", note="Salah alamat.")),
    deed("feature", COORDINATOR, "published link", bodies.move("published link")),
    deed("unfeature", COORDINATOR, "featured link", bodies.move("featured link")),
    deed("entrust", COORDINATOR, "published link", bodies.entrusting("published link", "layanan")),
    deed("regroup", COORDINATOR, "published link", bodies.regrouping("published link", "formulir")),
    deed("shift", COORDINATOR, "published link", bodies.move("published link", places="1")),
]

REFUSED = [
    refused("verify", LEGAL, FOREIGN, bodies.move(FOREIGN, note=""), "without the legal officer's word", 422),
    refused("verify", LEGAL, "tried link", bodies.move("tried link", note=""), "a second time", 409),
    refused("verify", LEGAL, FOREIGN, bodies.old_move(FOREIGN, note="", allow_foreign="on"), "on an old page", 409),
    refused("refuse", LEGAL, "collected link", bodies.move("collected link", note=" "), "without a reason", 422),
    refused("write", WRITERS, "collected link", bodies.move("collected link", **WORDING), "unverified", 409),
    refused("write", WRITERS, "verified link", bodies.move("verified link", **UNTITLED), "untitled", 422),
    refused("try", TESTERS, "verified link", bodies.move("verified link"), "unwritten", 409),
    refused("vouch", TECHNICAL, "written link", bodies.move("written link", note=SEEN), "not turned away", 409),
    refused("vouch", TECHNICAL, "turned away link", bodies.move("turned away link", note="Ada"), "in a word", 422),
    refused("check", TESTERS, "withdrawn link", bodies.move("withdrawn link"), "withdrawn", 409),
    refused("publish", COORDINATOR, "written link", bodies.publication("written link"), "untried", 409),
    refused("publish", COORDINATOR, "tried link", bodies.typed(), "of no page", 400),
    refused("restore", WRITERS, "revised link", bodies.move("revised link", number="1"), "while one is made", 409),
    refused("entrust", COORDINATOR, "published link", bodies.entrusting("published link", "owner"), "outside", 422),
    refused("withdraw", COORDINATOR, "withdrawn link", bodies.move("withdrawn link", note="Lagi."), "again", 409),
]

# The page itself ----------------------------------------------------------------------


def announcement(which: str, people: tuple[str, ...], *, others: int, status: int = 302) -> Row:
    """An announcement reworded; ``others`` of those who announce may be told that this one isn't theirs."""
    may = only(ANNOUNCERS, others)
    return Row(
        "hub_announcement",
        may | dict.fromkeys(people, 200),
        (f"announcement: {which}",),
        may | dict.fromkeys(people, status),
        bodies.typed(title="Loket pindah sementara", text="Ke gedung baru.", visible_until=""),
        moves=people if status == 302 else (),
        situation=which,
    )


def taken_down(which: str, people: tuple[str, ...], *, others: int, moves: bool = True) -> Row:
    return Row(
        "hub_announcement_withdraw",
        NOT_THIS_WAY,
        (f"announcement: {which}",),
        only(ANNOUNCERS, others) | dict.fromkeys(people, 302),
        moves=people if moves else (),
        situation=which,
    )


NEWS = {"kind": "news", "title": "Loket tutup besok", "text": "", "visible_from": "", "visible_until": ""}
HEADING = {"title": "Tempat usaha", "summary": "Izin atas tempatnya."}

BOARD = [
    Row("hub_announcements", only(ANNOUNCERS)),
    # Of an outage the technical administrator is told first; news are for those who write the page.
    Row(
        "hub_announcement_new",
        only(ANNOUNCERS),
        post=only(ANNOUNCERS, 302),
        body=bodies.typed(**NEWS | {"kind": "outage"}),
        moves=ANNOUNCERS,
    ),
    Row(
        "hub_announcement_new",
        only(ANNOUNCERS),
        post=only(WRITERS, 302) | {"admin": 422},
        body=bodies.typed(**NEWS),
        moves=WRITERS,
        situation="of news",
    ),
    announcement("news", WRITERS, others=403),
    announcement("outage", ANNOUNCERS, others=302),
    announcement("withdrawn news", WRITERS, others=403, status=409),
    taken_down("news", WRITERS, others=403),
    taken_down("withdrawn news", WRITERS, others=403, moves=False),
    Row(
        "hub_groups",
        only(COORDINATOR),
        post=only(COORDINATOR, 302),
        body=bodies.typed(**HEADING),
        moves=COORDINATOR,
    ),
    Row(
        "hub_groups",
        only(COORDINATOR),
        post=only(COORDINATOR, 422),
        body=bodies.typed(**HEADING | {"title": "mendapatkan  NIB"}),
        situation="with a title in use",
    ),
    Row(
        "hub_group",
        only(COORDINATOR),
        ("group: group",),
        only(COORDINATOR, 302),
        bodies.typed(**HEADING),
        moves=COORDINATOR,
    ),
    Row(
        "hub_group_order",
        NOT_THIS_WAY,
        ("group: group",),
        only(COORDINATOR, 302),
        bodies.typed(places="1"),
        moves=COORDINATOR,
    ),
    Row("hub_group_order", NOT_THIS_WAY, ("group: group",), only(COORDINATOR, 400), situation="nowhere"),
    Row(
        "hub_settings",
        only(KEEPERS),
        post=only(KEEPERS, 302),
        body=bodies.typed(when_broken="hide"),
        moves=KEEPERS,
    ),
]

HUB_CONTENT = [*READING, *BEGINNING, *DEEDS, *REFUSED, *BOARD]
