"""The editor of permit types and service standards: administrators write, the legal supervisor reads and checks.

In the scene the SIUP's first version is in force, its second waits for the legal check, its third has passed it; the
draft of "izin-uji" is short.
"""

from __future__ import annotations

from django.urls import reverse

from e2e.addresses import NOT_THIS_WAY, NOTHING_THERE, Row, Statuses, only
from e2e.bodies import Body
from e2e.scene import Scene
from permits.models import ServiceStandard
from permits.publication import digest_of, today_at_the_office
from testkit.pages import fields_of

IN_FORCE, WAITING, CHECKED = ("siup", "1"), ("siup", "2"), ("siup", "3")
SHORT = ("izin-uji", "1")
UNKNOWN = ("siup", "99")
READERS = only(["admin", "hukum"])


def writers(status: int = 200) -> Statuses:
    """``status`` for the administrator; who only checks is told that writing is not theirs."""
    return only(["admin"], status) | {"hukum": 403}


def typed(name: str, things: tuple[str, ...], **changes: str) -> Body:
    """The form of a page as it stands, with ``changes``."""

    def body(scene: Scene) -> dict[str, str | list[str]]:
        fields = fields_of(scene.ask("admin", reverse(name, args=things)), "editor")
        shown = {key: values[0] if len(values) == 1 else values for key, values in fields.items()}
        return shown | changes

    return body


def part(name: str, field: str, text: str) -> list[Row]:
    """A part of the short draft: its page, saved with ``text`` in ``field``, and the panel that tries it out."""
    things = (*SHORT, name)
    saved = typed("editor_part", things, **{field: text, "save": "1"})
    tried = typed("editor_part", things, **{field: text})
    return [
        Row("editor_part", writers(), things, writers(302), saved, moves=("admin",), situation=name),
        Row("editor_check", NOT_THIS_WAY, things, writers(), tried, situation=name),
    ]


def opinion(_scene: Scene) -> dict[str, str]:
    waiting = ServiceStandard.objects.get(permit_type__slug="siup", revision=2)
    return {"stamp": digest_of(waiting), "approved": "ya", "note": ""}


def from_today(_scene: Scene) -> dict[str, str]:
    return {"effective_from": today_at_the_office().isoformat()}


def confirmed(_scene: Scene) -> dict[str, str]:
    return {"confirm": "1"}


def new_type(_scene: Scene) -> dict[str, str]:
    return {
        "name": "Izin Contoh",
        "abbreviation": "",
        "code": "901",
        "slug": "izin-contoh",
        "agency": "Dinas Contoh",
        "section_head": "",
        "summary": "Izin yang hanya ada di sini.",
        "place": "99",
        "number_pattern": "",
    }


TYPES = [
    Row("editor_list", READERS),
    Row("editor_new_type", writers(), post=writers(302), body=new_type, moves=("admin",)),
    Row(
        "editor_new_type",
        writers(),
        post=writers(422),
        body=lambda scene: new_type(scene) | {"slug": "siup"},
        situation="of a word in use",
    ),
    Row("editor_type", READERS, ("siup",)),
    Row("editor_type", NOTHING_THERE, ("tidak-ada",), situation="unknown"),
    Row(
        "editor_change_type",
        writers(),
        ("izin-uji",),
        writers(302),
        lambda scene: new_type(scene) | {"code": "900", "slug": "izin-uji"},
        moves=("admin",),
    ),
    Row(
        "editor_standings",
        writers(),
        ("tdg",),
        writers(302),
        typed("editor_standings", ("tdg",), **{"standings-0-successor": "NIB"}),
        moves=("admin",),
    ),
    Row("editor_standings", writers(), ("tdg",), writers(400), situation="of no page"),
    Row(
        "editor_begin",
        writers(),
        ("siup",),
        writers(302),
        lambda _: {"start": "procedure:short"},
        moves=("admin",),
    ),
    Row("editor_begin", writers(), ("siup",), writers(422), lambda _: {"start": "file"}, situation="without a file"),
]

VERSIONS = [
    *(Row(name, READERS, WAITING) for name in ("editor_version", "editor_read", "editor_compare", "editor_export")),
    Row("editor_version", READERS, IN_FORCE, situation="in force"),
    Row("editor_compare", READERS, IN_FORCE, query="?dengan=3", situation="with another"),
    *(
        Row(name, NOTHING_THERE, UNKNOWN, situation="unknown")
        for name in ("editor_version", "editor_read", "editor_compare", "editor_export")
    ),
    # Who wrote a draft does not check it, nor does who has no say in it.
    Row(
        "editor_legal_check",
        only(["hukum"]) | {"admin": 403},
        WAITING,
        only(["hukum"], 302) | {"admin": 403},
        opinion,
        moves=("hukum",),
    ),
    Row(
        "editor_legal_check",
        only(["hukum"]) | {"admin": 403},
        WAITING,
        only(["hukum"], 409) | {"admin": 403},
        lambda scene: opinion(scene) | {"stamp": "a" * 64},
        situation="of another draft",
    ),
    Row(
        "editor_legal_check",
        only(["hukum"], 302) | {"admin": 403},
        IN_FORCE,
        only(["hukum"], 409) | {"admin": 403},
        opinion,
        situation="in force",
    ),
    Row("editor_publish", writers(), CHECKED, writers(302), from_today, moves=("admin",)),
    Row("editor_publish", writers(), WAITING, writers(422), from_today, situation="unchecked"),
    Row("editor_publish", writers(302), IN_FORCE, writers(409), from_today, situation="in force"),
    Row("editor_retire", writers(), IN_FORCE, writers(302), confirmed, moves=("admin",)),
    Row("editor_retire", writers(302), WAITING, writers(302), confirmed, situation="draft"),
    Row("editor_discard", writers(), WAITING, writers(302), confirmed, moves=("admin",)),
    Row("editor_discard", writers(409), IN_FORCE, writers(409), confirmed, situation="in force"),
]

PARTS = [
    *part("layanan", "validity_months", "24"),
    *part("komponen", "fee", "Gratis, tanpa pungutan."),
    *part("persyaratan", "requirements-0-name", "KTP pemohon"),
    *part("isian", "fields-0-label", "Nama pemohon"),
    *part("tahap", "stages-0-name", "Mendaftar di portal"),
    *part("tarif", "account_code", "4.1.2.03.99"),
    *part("surat", "permit_title", "Surat Izin Uji"),
    Row("editor_part", writers(302), (*IN_FORCE, "surat"), writers(409), situation="in force"),
    Row("editor_part", writers(404), (*SHORT, "lain"), writers(404), situation="unknown"),
    Row("editor_part", writers(), (*SHORT, "surat"), writers(400), situation="of no page"),
    Row(
        "editor_part",
        writers(),
        (*SHORT, "surat"),
        writers(409),
        typed("editor_part", (*SHORT, "surat"), stamp="a" * 64, permit_title="Surat"),
        situation="overtaken",
    ),
]

EDITOR = [*TYPES, *VERSIONS, *PARTS]
