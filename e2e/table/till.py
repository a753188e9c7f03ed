"""The till: whose work is the cashiers', who never take their own money nor void what they took themselves."""

from __future__ import annotations

from e2e import bodies
from e2e.addresses import AT_THE_TILL, Row, only
from e2e.scene import CASHIERS

THE_OTHER = ["second_cashier"]

TILL = [
    Row("cashier", AT_THE_TILL),
    Row("cashier", AT_THE_TILL, query="?bulan=2026-11", situation="of a month"),
    Row("cashier", only(CASHIERS, 422), query="?bulan=2026-13", situation="of no month"),
    Row("cashier_search", AT_THE_TILL, post=only(CASHIERS, 422)),
    Row("cashier_search", AT_THE_TILL, post=AT_THE_TILL, body=lambda _: {"q": "Siti"}, situation="by name"),
    Row(
        "cashier_bill",
        AT_THE_TILL,
        ("bill: bill",),
        only(CASHIERS, 302),
        bodies.cash("bill"),
        moves=CASHIERS,
    ),
    Row("cashier_bill", AT_THE_TILL, ("bill: bill",), only(CASHIERS, 400), situation="of no version"),
    Row(
        "cashier_bill",
        AT_THE_TILL,
        ("bill: paid bill",),
        only(CASHIERS, 302),
        bodies.cash("paid bill"),
        situation="paid",
    ),
    Row(
        "cashier_bill",
        only(THE_OTHER),
        ("bill: cashier's own bill",),
        only(THE_OTHER, 302),
        bodies.cash("cashier's own bill"),
        situation="a cashier's own",
    ),
    Row("cashier_payment", AT_THE_TILL, ("payment: payment",)),
    Row("cashier_payment", AT_THE_TILL, ("payment: voided payment",), situation="voided"),
    Row("cashier_payment", only(THE_OTHER), ("payment: cashier's own payment",), situation="a cashier's own"),
    Row(
        "cashier_void",
        only(THE_OTHER) | {"cashier": 403},
        ("payment: payment",),
        only(THE_OTHER, 302) | {"cashier": 403},
        bodies.voiding,
        moves=("second_cashier",),
    ),
    Row(
        "cashier_void",
        only(THE_OTHER) | {"cashier": 403},
        ("payment: payment",),
        only(THE_OTHER, 422) | {"cashier": 403},
        lambda scene: bodies.voiding(scene) | {"password": "bukan sandi saya"},
        situation="with a wrong password",
    ),
    Row(
        "cashier_void",
        only(CASHIERS, 302),
        ("payment: voided payment",),
        only(CASHIERS, 302),
        bodies.voiding,
        situation="voided",
    ),
    # Received by the second cashier, paid by the first.
    Row(
        "cashier_void",
        only(THE_OTHER, 403),
        ("payment: cashier's own payment",),
        only(THE_OTHER, 403),
        bodies.voiding,
        situation="a cashier's own",
    ),
    Row("cashier_close", AT_THE_TILL, post=only(CASHIERS, 302), body=bodies.counted, moves=CASHIERS),
    Row("cashier_close", AT_THE_TILL, post=only(CASHIERS, 422), situation="uncounted"),
    Row(
        "cashier_close",
        AT_THE_TILL,
        post=only(CASHIERS, 409),
        body=lambda scene: bodies.counted(scene) | {"seen": "0-0-0-0"},
        situation="changed meanwhile",
    ),
    Row("cashier_closing", AT_THE_TILL, ("closing: closing",)),
]
