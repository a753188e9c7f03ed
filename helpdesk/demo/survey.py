"""The demonstration's survey: answers of three quarters about several services, touches, and invitations still open.

Invented by a fixed seed, so that every demonstration shows the same.
"""

from __future__ import annotations

import datetime
from random import Random

from helpdesk import spans, surveys
from helpdesk.models import Education, Gender, Occupation, Touch, Way
from helpdesk.models.survey import ELEMENTS
from helpdesk.survey_periods import last_full
from helpdesk.survey_questions import AGES
from helpdesk.touches import NONCE_LENGTH
from permits.models import PermitType
from sipelaku.accounts.models import User
from sipelaku.office.services import local_today

SEED = 2026
EARLIER_QUARTER, LAST_QUARTER, THIS_QUARTER = 30, 36, 24
TOUCHES = 180
SERVICES = ("siup", "tdp", "imb", "izin-reklame", "izin-gangguan")
# What people are content with, and what less so: how often of a hundred they give a 4, a 3, a 2; the rest gives a 1.
USUAL = (38, 54, 7)
WEAKER = {"facilities": (18, 52, 25), "time": (22, 55, 19), "complaints": (28, 50, 18)}
REMARKS = (
    "Kursi di ruang tunggu tolong ditambah, terutama hari Senin.",
    "Petugas ramah dan menjelaskan dokumen yang kurang.",
    "Pelacakan berkas di ponsel sangat membantu, saya tidak perlu bolak-balik.",
    "Mohon jadwal peninjauan lapangan diberitahukan lebih awal.",
    "Tempat parkir sempit.",
    "Tulisan di papan informasi terlalu kecil untuk orang tua.",
    "Prosesnya lebih cepat daripada tahun lalu. Terima kasih.",
    "Sebaiknya ada petugas yang membantu mengunggah dokumen.",
    "Pengaduan saya lama dibalas.",
)


def tell(users: dict[str, User]) -> None:
    """Answer, touch and invite; nobody of ``users`` answers by name, because nobody does."""
    chance = Random(SEED)
    quarter = last_full(local_today())[0]
    this_quarter = (local_today() - quarter.end).days + 1
    types = [row for slug in SERVICES for row in PermitType.objects.filter(slug=slug)]
    for _number in range(LAST_QUARTER):
        _answer(chance, types, quarter.first + datetime.timedelta(days=chance.randrange(90)))
    for _number in range(THIS_QUARTER):
        _answer(chance, types, quarter.end + datetime.timedelta(days=chance.randrange(this_quarter)))
    earlier = spans.of_quarter(*spans.quarter_before(*spans.quarter_of(quarter.first)))
    for _number in range(EARLIER_QUARTER):
        _answer(chance, types, earlier.first + datetime.timedelta(days=chance.randrange(90)))
    _touch(chance, earlier.first, local_today())
    surveys.collect()
    surveys.open_at_counter()


def _answer(chance: Random, types: list[PermitType], day: datetime.date) -> None:
    given = {name: _score(chance, WEAKER.get(name, USUAL)) for name in ELEMENTS}
    # One in seven came for something else than a permit.
    permit_type = None if chance.randrange(7) == 0 else chance.choice(types)
    told = {
        "age": chance.choice([None, *(bound for bound, _name in AGES)]),
        "gender": chance.choice(["", *Gender.values, *Gender.values]),
        "education": chance.choice(["", *Education.values[2:], "upper"]),
        "occupation": chance.choice(["", *Occupation.values, "owner", "owner"]),
        "remark": chance.choice(REMARKS) if chance.randrange(4) == 0 else "",
    }
    way = Way.COUNTER if permit_type is None else chance.choice(list(Way))
    surveys.keep({**given, **told, "permit_type": permit_type}, way=way, day=day)


def _score(chance: Random, hundred: tuple[int, int, int]) -> int:
    drawn = chance.randrange(100)
    four, three, two = hundred
    if drawn < four:
        return 4
    if drawn < four + three:
        return 3
    return 2 if drawn < four + three + two else 1


def _touch(chance: Random, first: datetime.date, last: datetime.date) -> None:
    levels = chance.choices(list(Touch.Level), weights=(70, 22, 8), k=TOUCHES)
    Touch.objects.bulk_create(
        Touch(
            nonce="".join(chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=NONCE_LENGTH)),
            day=first + datetime.timedelta(days=chance.randrange((last - first).days + 1)),
            level=level,
        )
        for level in levels
    )
