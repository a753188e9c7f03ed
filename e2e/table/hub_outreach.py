"""The hub as the public opens it, and as it is handed round: short addresses, codes, posters, campaigns."""

from __future__ import annotations

from e2e import bodies_hub_a as bodies
from e2e.addresses import ELSEWHERE, NOTHING_THERE, SHOWN_TO_ALL, Row, Statuses, everybody, only
from e2e.scene import OF_THE_HUB, Scene

WRITERS = ("koordinator", "konten")
WHO_HAND_ROUND = (*OF_THE_HUB, "counter")
HANDED_ROUND = only(WHO_HAND_ROUND)


def writers(status: int) -> Statuses:
    """``status`` for who makes campaigns; those who take codes along see them, and are told that it isn't theirs."""
    return only(WHO_HAND_ROUND, 403) | dict.fromkeys(WRITERS, status)


def by_the_campaign(scene: Scene) -> str:
    """How the front page is asked for by who comes with the campaign's code."""
    return "?k=" + scene.things["campaign's code"].code


def short(name: str, statuses: Statuses, which: str, situation: str) -> Row:
    return Row(name, statuses, (f"code: {which}'s code",), situation=situation)


PAGES = [
    Row("home", SHOWN_TO_ALL, query=by_the_campaign, situation="from a campaign"),
    Row("home", SHOWN_TO_ALL, query="?k=zzzzzz", situation="from none"),
    Row("search", SHOWN_TO_ALL, query="?q=bikin+PT"),
    Row("search", everybody(422), query=f"?q={'x' * 101}", situation="too long"),
    Row("card", SHOWN_TO_ALL),
]

# What was printed says what became of it; what never was public is like a code nobody has.
SHORT = [
    *(
        short("short_address", ELSEWHERE, which, f"of a {which}".replace("a page", "the page"))
        for which in ("page", "group", "published link", "document link", "campaign")
    ),
    short("short_address", everybody(404), "collected link", "of a link never published"),
    short("short_address", everybody(404), "early link", "of a link to come"),
    short("short_address", SHOWN_TO_ALL, "broken link", "of a broken link"),
    short("short_address", everybody(410), "withdrawn link", "of a withdrawn link"),
    short("short_address", everybody(410), "ended link", "of a link that is over"),
    Row("short_address", everybody(404), ("zzzzzz",), situation="unknown"),
    short("hub_document", SHOWN_TO_ALL, "document link", ""),
    short("hub_document", everybody(404), "published link", "of an address"),
    short("hub_document", everybody(404), "page", "of the page"),
    short("hub_document", everybody(404), "collected link", "of a link never published"),
    short("hub_document", everybody(410), "withdrawn link", "of a withdrawn link"),
]

CODES = [
    Row("hub_qr", HANDED_ROUND),
    short("hub_code", HANDED_ROUND, "campaign", ""),
    short("hub_code", HANDED_ROUND, "withdrawn link", "of a withdrawn link"),
    short("hub_qr_svg", HANDED_ROUND, "page", ""),
    short("hub_qr_png", HANDED_ROUND, "page", ""),
    short("hub_poster_a4", HANDED_ROUND, "page", ""),
    short("hub_poster_a5", only(WHO_HAND_ROUND, 202), "page", "not drawn yet"),
    short("hub_poster_a5", NOTHING_THERE, "withdrawn link", "of a withdrawn link"),
]

CAMPAIGN = ("campaign: campaign",)
OF_THE_CAMPAIGN = ("code: campaign's code",)

CAMPAIGNS = [
    Row("hub_campaigns", HANDED_ROUND),
    Row("hub_campaign_new", writers(200), post=writers(302), body=bodies.campaign(), moves=WRITERS),
    Row(
        "hub_campaign_new",
        writers(200),
        post=writers(422),
        body=bodies.campaign(name="Stan Pasar Rakyat"),
        situation="of a name in use",
    ),
    Row("hub_campaign", HANDED_ROUND, CAMPAIGN, writers(302), bodies.codes_for("published link"), moves=WRITERS),
    Row(
        "hub_campaign",
        HANDED_ROUND,
        CAMPAIGN,
        writers(422),
        bodies.codes_for("collected link"),
        situation="for what is not public",
    ),
    Row("hub_campaign_change", writers(200), CAMPAIGN, writers(302), bodies.campaign("campaign"), moves=WRITERS),
    Row(
        "hub_campaign_change",
        writers(200),
        CAMPAIGN,
        writers(422),
        bodies.campaign("campaign", last_day="2026-01-01"),
        situation="to end before it begins",
    ),
    Row(
        "hub_campaign_change",
        writers(200),
        CAMPAIGN,
        writers(409),
        bodies.campaign("campaign", stamp="a" * 64),
        situation="on an old page",
    ),
    Row(
        "hub_retarget",
        writers(200),
        OF_THE_CAMPAIGN,
        writers(302),
        bodies.retarget("campaign's code", "published link"),
        moves=WRITERS,
    ),
    Row(
        "hub_retarget",
        writers(200),
        OF_THE_CAMPAIGN,
        writers(422),
        bodies.retarget("campaign's code", "withdrawn link"),
        situation="to what is not public",
    ),
    # The page's own code, and every link's, leads where it always did.
    Row(
        "hub_retarget",
        NOTHING_THERE,
        ("code: page's code",),
        NOTHING_THERE,
        bodies.retarget("page's code", "published link"),
        situation="of the page",
    ),
]

HUB_OUTREACH = [*PAGES, *SHORT, *CODES, *CAMPAIGNS]
