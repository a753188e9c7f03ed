"""Consultations: everybody books, whoever holds a booking's address cancels it, who meets people keeps the desk."""

from __future__ import annotations

from e2e import bodies_hub_b as bodies
from e2e.addresses import NOT_THIS_WAY, SHOWN_TO_ALL, Row, everybody, only
from e2e.scene import PEOPLE

FRONT = ("counter", "koordinator", "layanan")
SET_UP = ("koordinator", "admin")

PUBLIC = [
    Row("consultations", SHOWN_TO_ALL),
    Row(
        "book_consultation",
        SHOWN_TO_ALL,
        post=everybody(302),
        body=bodies.booking,
        query=bodies.at("free slot"),
        moves=PEOPLE,
    ),
    Row("book_consultation", SHOWN_TO_ALL, post=everybody(422), query=bodies.at("free slot"), situation="nothing said"),
    Row(
        "book_consultation",
        everybody(409),
        post=everybody(409),
        body=bodies.booking,
        query=bodies.at("full slot"),
        situation="full",
    ),
    Row("book_consultation", everybody(422), post=everybody(422), body=bodies.booking, situation="of no slot"),
    Row("booking", SHOWN_TO_ALL, ("booked: booking",)),
    Row("booking", SHOWN_TO_ALL, ("booked: cancelled booking",), situation="cancelled"),
    Row("booking", everybody(404), ("bukan-token-siapa-pun",), situation="unknown"),
    Row("booking_calendar", SHOWN_TO_ALL, ("booked: booking",)),
    Row("booking_calendar", everybody(404), ("booked: cancelled booking",), situation="cancelled"),
    Row("cancel_booking", SHOWN_TO_ALL, ("booked: booking",), everybody(302), moves=PEOPLE),
    Row("cancel_booking", everybody(302), ("booked: cancelled booking",), everybody(302), situation="cancelled"),
    Row("cancel_booking", everybody(302), ("booked: past booking",), everybody(302), situation="past"),
    Row("cancel_booking", everybody(404), ("bukan-token-siapa-pun",), everybody(404), situation="unknown"),
]

DESK = [
    Row("consultation_desk", only(FRONT)),
    Row("consultation_desk", only(FRONT), query=bodies.on_the_day_of("booking"), situation="of a day"),
    Row("consultation_desk", only(FRONT, 422), query="?tanggal=2026-02-31", situation="of no day"),
    Row("cancel_consultation_day", only(FRONT, 302), post=only(FRONT, 302), body=bodies.reason, situation="of no day"),
    Row(
        "cancel_consultation_day",
        only(FRONT),
        post=only(FRONT, 302),
        body=bodies.reason,
        query=bodies.on_the_day_of("booking"),
        moves=FRONT,
    ),
    Row(
        "cancel_consultation_day",
        only(FRONT),
        post=only(FRONT, 422),
        query=bodies.on_the_day_of("booking"),
        situation="without a reason",
    ),
    Row(
        "mark_booking",
        NOT_THIS_WAY,
        ("booking: past booking",),
        only(FRONT, 302),
        lambda _scene: {"datang": "ya"},
        moves=FRONT,
    ),
    Row(
        "mark_booking",
        NOT_THIS_WAY,
        ("booking: booking",),
        only(FRONT, 302),
        lambda _scene: {"datang": "ya"},
        situation="before the day",
    ),
    Row("cancel_booking_by_office", only(FRONT), ("booking: booking",), only(FRONT, 302), bodies.reason, moves=FRONT),
    Row(
        "cancel_booking_by_office",
        only(FRONT),
        ("booking: booking",),
        only(FRONT, 422),
        situation="without a reason",
    ),
    Row(
        "cancel_booking_by_office",
        only(FRONT, 409),
        ("booking: cancelled booking",),
        only(FRONT, 409),
        bodies.reason,
        situation="cancelled",
    ),
    Row("consultation_hours", only(SET_UP), post=only(SET_UP, 302), body=bodies.hours, moves=SET_UP),
    Row(
        "consultation_hours",
        only(SET_UP),
        post=only(SET_UP, 422),
        body=lambda scene: bodies.hours(scene) | {"opens": "19:00", "closes": "21:00"},
        situation="at the same time as others",
    ),
    Row(
        "change_consultation_hours",
        only(SET_UP),
        ("hours: evening",),
        only(SET_UP, 302),
        bodies.more_places,
        moves=SET_UP,
    ),
    Row(
        "change_consultation_hours",
        only(SET_UP),
        ("hours: evening",),
        only(SET_UP, 422),
        lambda _scene: {"places": "0"},
        situation="without places",
    ),
]

CONSULTATIONS = [*PUBLIC, *DESK]
