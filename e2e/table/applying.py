"""What an applicant does: filing, following, correcting; and the papers and documents anybody may look at."""

from __future__ import annotations

from e2e import bodies
from e2e.addresses import (
    NOT_THIS_WAY,
    NOTHING_THERE,
    ON_THE_LONG_WAY,
    OWNER,
    OWNER_AND_ON_THE_LONG_WAY,
    OWNER_AND_THOSE_WITH_STAGES,
    SHOWN_SIGNED_IN,
    THOSE_WITH_STAGES,
    Row,
    Statuses,
    everybody,
    only,
)
from e2e.bodies import Body
from e2e.scene import LONG_OFFICERS, OFFICERS_WITH_STAGES, SIGNED_IN


def step(number: str, body: Body) -> Row:
    """A step of the owner's draft."""
    draft = ("siup", "id: draft", number)
    return Row("apply_step", OWNER, draft, only(["owner"], 302), body, moves=("owner",), situation=f"step {number}")


def start(slug: str, kind: str) -> Row:
    """The first step of the owner's draft that starts from a permit: who applies is known, and may be said again."""
    draft = (slug, f"id: {kind} draft", "1")
    body: Body = lambda _: {"applicant_kind": "person"}  # noqa: E731
    return Row("apply_step", OWNER, draft, only(["owner"], 302), body, moves=("owner",), situation=f"{kind} step 1")


def paper(kind: str, which: str, statuses: Statuses) -> Row:
    return Row("paper", statuses, (f"number: {which}", kind), situation=f"{kind} {which}")


APPLYING = [
    Row("apply", SHOWN_SIGNED_IN, ("siup",), only(SIGNED_IN, 422), situation="nothing said"),
    Row(
        "apply",
        SHOWN_SIGNED_IN,
        ("siup",),
        only(SIGNED_IN, 302),
        lambda _: {"kind": "new", "applicant_kind": "person", "together": "tdp"},
        moves=SIGNED_IN,
        situation="new",
    ),
    # The old permit is the owner's; nobody else is told whether there is one of that number.
    Row(
        "apply",
        SHOWN_SIGNED_IN,
        ("izin-gangguan",),
        only(["owner"], 302, others=422),
        bodies.from_permit("amendment", "long completed"),
        moves=("owner",),
        situation="from a permit",
    ),
    Row(
        "apply",
        NOTHING_THERE,
        ("izin-gangguan",),
        NOTHING_THERE,
        query="?jenis=renewal&dari=9999900201012026",
        situation="from an unknown permit",
    ),
    # Who comes to a closed type is led to the page that says where to go instead.
    Row("apply", only(SIGNED_IN, 302), ("tdg",), only(SIGNED_IN, 403), situation="closed"),
    Row("apply", NOTHING_THERE, ("tidak-ada",), NOTHING_THERE, situation="unknown"),
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
    Row("apply_resume", only(["owner"], 302), ("tdp", "id: companion draft"), situation="companion"),
    Row("apply_resume", NOTHING_THERE, ("tdp", "id: draft"), situation="of another type"),
    step("1", lambda _: {"applicant_kind": "company"}),
    step("2", bodies.section("Pemohon")),
    step("3", bodies.section("Usaha")),
    step("4", bodies.documents),
    step("5", bodies.seen("draft")),
    start("siup", "amendment"),
    start("siup", "reregistration"),
    start("izin-gangguan", "renewal"),
    Row(
        "apply_step",
        OWNER,
        ("siup", "id: together draft", "1"),
        only(["owner"], 302),
        lambda _: {"applicant_kind": "person"},
        moves=("owner",),
        situation="together",
    ),
    Row(
        "apply_step",
        only(["owner"], 302),
        ("tdp", "id: companion draft", "2"),
        only(["owner"], 302),
        situation="companion",
    ),
    Row("apply_step", NOTHING_THERE, ("siup", "id: draft", "9"), NOTHING_THERE, situation="too far"),
    Row("apply_discard", OWNER, ("siup", "id: draft"), only(["owner"], 302), moves=("owner",)),
    Row(
        "apply_discard", OWNER, ("siup", "id: together draft"), only(["owner"], 302), moves=("owner",), situation="pair"
    ),
    Row("apply_discard", NOTHING_THERE, ("tdp", "id: companion draft"), NOTHING_THERE, situation="companion"),
    Row("apply_discard", only(["owner"], 302), ("siup", "id: check"), only(["owner"], 302), situation="sent"),
    Row(
        "apply_discard",
        only(["counter"]),
        ("siup", "id: walk-in draft"),
        only(["counter"], 302),
        moves=("counter",),
        situation="walk-in",
    ),
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
    Row("my_application", OWNER, ("number: together",), situation="together"),
    Row("my_application", OWNER, ("number: companion",), situation="companion"),
    Row("my_application", OWNER, ("number: inspect",), situation="to be inspected"),
    Row("my_application", OWNER, ("number: pay",), situation="with a bill"),
    Row("my_application", OWNER, ("number: paid",), situation="paid"),
    Row("my_application", OWNER, ("number: voided",), situation="with a voided payment"),
    Row("my_application", OWNER, ("number: completed",), situation="completed"),
    Row("my_application", only(["cashier"]), ("number: cashier's own",), situation="a cashier's own"),
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
    Row(
        "application_withdraw",
        OWNER,
        ("number: pay",),
        only(["owner"], 302),
        lambda _: {"note": "Tidak jadi membuka toko"},
        moves=("owner",),
        situation="with a bill",
    ),
    Row(
        "application_dispute",
        OWNER,
        ("number: pay",),
        only(["owner"], 302),
        bodies.dispute,
        moves=("owner",),
    ),
    Row("application_dispute", OWNER, ("number: pay",), only(["owner"], 422), situation="without a reason"),
    Row(
        "application_dispute",
        only(["counter"]),
        ("number: walk-in's bill",),
        only(["counter"], 302),
        bodies.dispute,
        moves=("counter",),
        situation="walk-in",
    ),
    Row(
        "application_dispute",
        only(["owner"], 302),
        ("number: paid",),
        only(["owner"], 302),
        bodies.dispute,
        situation="paid",
    ),
    Row(
        "application_dispute",
        only(["owner"], 403),
        ("number: assess",),
        only(["owner"], 403),
        bodies.dispute,
        situation="without a bill",
    ),
    Row(
        "application_dispute",
        only(["owner"], 403),
        ("number: check",),
        only(["owner"], 403),
        bodies.dispute,
        situation="free of charge",
    ),
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
    # The applicant gets what was found at the site and what it costs; the rest is the office's own.
    *(paper(kind, "long completed", ON_THE_LONG_WAY) for kind in ("task", "resume", "draft")),
    paper("control", "long completed", only(LONG_OFFICERS, 202)),
    *(
        paper(kind, "long completed", OWNER_AND_ON_THE_LONG_WAY)
        for kind in ("bap", "skrd", "paid", "payment", "permit")
    ),
    paper("task", "inspect", only(LONG_OFFICERS, 202)),
    paper("skrd", "pay", only(["owner", *LONG_OFFICERS], 202)),
    *(paper(kind, "schedule", NOTHING_THERE) for kind in ("task", "bap", "resume", "skrd", "paid", "payment")),
    paper("payment", "cashier's own", only(LONG_OFFICERS, 202)),
    Row("paper", NOTHING_THERE, ("number: long completed", "skrd"), query="?edisi=9999", situation="no such edition"),
]
