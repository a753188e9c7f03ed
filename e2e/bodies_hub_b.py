"""What the forms of consultations, survey and evaluations send when they are filled in as they should be."""

from __future__ import annotations

import datetime

from django.utils import timezone

from e2e.bodies import Body
from e2e.happenings_hub_b import AT_THE_COUNTER_YESTERDAY
from e2e.scene import Scene
from helpdesk import evaluations, touches
from helpdesk.forms.consultations import DAY_FORMAT, TOKENS
from helpdesk.models.survey import ELEMENTS
from sipelaku.office.services import current_office

A_DAY = datetime.timedelta(days=1)
# The booking's own token, so that the same form is the same booking.
TOKEN = "pesananyangsatuini1234"


def today() -> datetime.date:
    return timezone.localdate(timezone=current_office().zone)


# Consultations ------------------------------------------------------------------------


def at(slot: str) -> Body:
    """What the address of a slot asks for."""
    return lambda scene: "?" + scene.things[slot].address.partition("?")[2]


def on_the_day_of(booking: str) -> Body:
    """What the address of a day of the desk asks for."""

    def asked(scene: Scene) -> str:
        day = timezone.localdate(scene.things[booking].starts_at, current_office().zone)
        return f"?tanggal={day.strftime(DAY_FORMAT)}"

    return asked


def booking(_scene: Scene) -> dict[str, str]:
    return {
        "nonce": TOKENS.sign(TOKEN),
        "name": "Siti Rahmawati",
        "topic": "Syarat NIB untuk warung",
        "phone": "081200004001",
        "email": "siti@contoh.example",
    }


def reason(_scene: Scene) -> dict[str, str]:
    return {"reason": "Petugas sakit."}


def hours(_scene: Scene) -> dict[str, str]:
    """An early hour, at which no other is held."""
    return {
        "weekday": "0",
        "opens": "06:00",
        "closes": "07:00",
        "minutes": "30",
        "places": "2",
        "meeting": "whatsapp",
        "topic": "NIB",
        "valid_from": today().strftime(DAY_FORMAT),
        "valid_until": "",
    }


def more_places(_scene: Scene) -> dict[str, str]:
    return {"places": "3", "valid_until": ""}


# The survey ---------------------------------------------------------------------------


def answers(**more: str) -> Body:
    """The third answer to every question."""
    return lambda _scene: dict.fromkeys(ELEMENTS, "3") | more


def touch(scene: Scene) -> dict[str, str]:
    """A touch of the page that the screen shows; the same page, as often as it is asked for."""
    page = scene.things.setdefault("page of the screen", touches.new_page(scene.things["counter's screen"]))
    return {"page": page, "level": "puas"}


def touch_elsewhere(scene: Scene) -> dict[str, str]:
    """A touch of a page that another screen has shown."""
    return {"page": touches.new_page(scene.things["konten's screen"]), "level": "puas"}


def ending_screens(_scene: Scene) -> dict[str, str]:
    """Ending all screens by who saw that none was ended yet."""
    return {"seen": "0"}


# The counter, and evaluations ---------------------------------------------------------


def came_today(_scene: Scene) -> dict[str, str]:
    day = today().isoformat()
    return {"sampai": day, f"orang-{day}": "12", f"tadi-{day}": ""}


def came_yesterday(_scene: Scene) -> dict[str, str]:
    """A correction by who has not seen what another officer wrote down."""
    day = (today() - A_DAY).isoformat()
    return {"sampai": today().isoformat(), f"orang-{day}": str(AT_THE_COUNTER_YESTERDAY + 1), f"tadi-{day}": ""}


def findings(which: str = "", **changes: str) -> Body:
    """An evaluation in words, with one follow-up; ``which`` was seen, or none."""

    def typed(scene: Scene) -> dict[str, str]:
        form = {"seen": seen(which)(scene)["seen"], "findings": "Kunjungan naik lagi."}
        rows = {"rencana-TOTAL_FORMS": "1", "rencana-INITIAL_FORMS": "0"}
        plan = {"action": "Sebar kode QR", "person_in_charge": "Layanan", "due_on": "2026-12-01"}
        return form | rows | {f"rencana-0-{name}": value for name, value in plan.items()} | changes

    return typed


def seen(which: str = "") -> Body:
    """What a page carries to say what it showed."""
    return lambda scene: {"seen": evaluations.digest_of(scene.things.get(which))}


def done(**changes: str) -> Body:
    """A follow-up done on the day its evaluation's year was over."""
    return lambda _scene: {"done_on": "2026-02-02", "seen": ""} | changes
