"""What the hub's forms send when they are filled in as they should be: of links, codes, questions and numbers."""

from __future__ import annotations

from typing import Any

from e2e.bodies import Body, photo
from e2e.scene import Scene
from helpdesk import common_questions, moves, outreach, questions, upkeep
from helpdesk.models import Group
from sipelaku.office.services import local_today

# What tells one opened form of the public from another.
NONCE = "b" * 32


def typed(**fields: str) -> Body:
    """The same whatever the scene."""
    return lambda _scene: dict(fields)


# Links --------------------------------------------------------------------------------


def move(which: str, **fields: str) -> Body:
    """A form of a link's page, about the link as it stands."""
    return lambda scene: {"seen": str(moves.newest_move(scene.things[which])), **fields}


def old_move(which: str, **fields: str) -> Body:
    """A form of a page that was opened before somebody else did something."""
    return lambda scene: {"seen": str(moves.newest_move(scene.things[which]) - 1), **fields}


def last_day(_scene: Scene) -> str:
    """The last day on which what is reviewed today may be reviewed again."""
    return upkeep.latest_review(local_today()).isoformat()


def publication(which: str) -> Body:
    return lambda scene: move(which)(scene) | {"visible_from": "", "visible_until": "", "review_on": last_day(scene)}


def review(which: str) -> Body:
    return lambda scene: move(which)(scene) | {"note": "Isi masih sesuai.", "next_on": last_day(scene)}


def entrusting(which: str, person: str) -> Body:
    return lambda scene: move(which)(scene) | {"person": str(scene.people[person].pk)}


def regrouping(which: str, group: str) -> Body:
    return lambda scene: move(which)(scene) | {"group": str(Group.objects.get(slug=group).pk)}


def material(scene: Scene) -> dict[str, Any]:
    """A link that is begun with an address."""
    return {
        "group": str(Group.objects.get(slug="formulir").pk),
        "source": "Edaran",
        "address": "https://oss.go.id/formulir",
        "person_in_charge": str(scene.people["konten"].pk),
    }


def document(scene: Scene) -> dict[str, Any]:
    """A link that is begun with a document."""
    return material(scene) | {"address": "", "document": photo()}


# What is handed round -----------------------------------------------------------------


def campaign(which: str = "", **fields: str) -> Body:
    """A campaign's name and days; ``which`` is the one that is mended."""

    def body(scene: Scene) -> dict[str, str]:
        stamp = outreach.stamp_of_campaign(scene.things[which]) if which else ""
        return {"name": "Pameran UMKM", "first_day": "2026-11-02", "last_day": "2026-11-30", "stamp": stamp, **fields}

    return body


def codes_for(which: str) -> Body:
    """A code of the campaign's own for a link."""
    return lambda scene: {"places": f"link:{scene.things[which].pk}"}


def retarget(code: str, which: str) -> Body:
    """A campaign's code led to a link."""
    return lambda scene: {
        "place": f"link:{scene.things[which].pk}",
        "stamp": outreach.stamp_of(scene.things[code]),
    }


# What is asked ------------------------------------------------------------------------


def asking(_scene: Scene) -> dict[str, str]:
    """A question of somebody who wants to be reached."""
    return {
        "kind": "question",
        "text": "Berapa lama SIUP selesai?",
        "layanan": "siup",
        "tautan": "",
        "name": "Siti",
        "email": "siti@contoh.id",
        "phone": "0812 3456 7890",
        "alamat_situs": "",
        "nonce": NONCE,
    }


def answer(which: str, text: str = "Paling lama lima hari kerja.") -> Body:
    return lambda scene: {"text": text, "seen": questions.state_of(scene.things[which])}


def closing(which: str) -> Body:
    return lambda scene: {"reason": "checked", "seen": questions.state_of(scene.things[which])}


def common(which: str, **fields: str) -> Body:
    """A common question worded anew."""
    return lambda scene: {
        "question": "Kapan loket buka?",
        "answer": "Setiap hari kerja.",
        "group": "",
        "seen": common_questions.state_of(scene.things[which]),
        **fields,
    }
