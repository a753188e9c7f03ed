"""The invented people of the measurements: officers of every role, applicants, and what they answer."""

from __future__ import annotations

import random
from typing import Any

from django.contrib.auth.hashers import make_password

from permits.models import ApplicantKind, FieldKind, FormField, ServiceStandard
from sipelaku.accounts.models import Role, User

OFFICERS_PER_ROLE = 3
FILES_PER_APPLICANT = 4
GIVEN = (
    "Adi",
    "Bayu",
    "Citra",
    "Dewi",
    "Eka",
    "Fitri",
    "Gilang",
    "Hana",
    "Indah",
    "Joko",
    "Kartika",
    "Lestari",
    "Nanda",
)
FAMILY = ("Anggraini", "Budiman", "Cahyono", "Darmawan", "Effendi", "Gunadi", "Halim", "Iskandar", "Kusnadi", "Laksana")
WARES = ("Bahan Pokok", "Kelontong", "Alat Tulis", "Bahan Bangunan", "Pakaian", "Suku Cadang", "Hasil Tani", "Perabot")
PLACES = ("Damai", "Kenanga", "Melati", "Mawar", "Cempaka", "Flamboyan", "Anggrek", "Bougenvil")
CHOSEN = {"trade_scale": "Kecil", "legal_form": "Perseroan Terbatas (PT)", "position": "Direktur"}
NUMBERS = {FieldKind.RUPIAH: "75000000", FieldKind.NUMBER: 3, FieldKind.KBLI: "47111", FieldKind.NIB: "1234567890123"}


def officers() -> dict[str, list[int]]:
    """The ids of the officers of each role, made when they are not there yet."""
    found: dict[str, list[int]] = {}
    for role in Role.objects.exclude(code="pemohon"):
        names = [f"ukur-{role.code}-{number}" for number in range(1, OFFICERS_PER_ROLE + 1)]
        for name in names:
            user, is_new = User.objects.get_or_create(
                username=name,
                defaults={"email": f"{name}@ukur.example", "full_name": role.title, "password": make_password(None)},
            )
            if is_new:
                user.roles.add(role)
        found[role.code] = list(User.objects.filter(username__in=names).values_list("pk", flat=True))
    return found


def applicants(files: int) -> list[int]:
    """The ids of enough applicants for ``files`` applications."""
    wanted = max(files // FILES_PER_APPLICANT, 10)
    unusable = make_password(None)
    User.objects.bulk_create(
        (
            User(
                username=f"pemohon-ukur-{number}",
                email=f"pemohon-{number}@ukur.example",
                full_name=full_name(random.Random(number)),
                password=unusable,
            )
            for number in range(wanted)
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )
    return list(User.objects.filter(username__startswith="pemohon-ukur-").values_list("pk", flat=True))


def full_name(chance: random.Random) -> str:
    return f"{chance.choice(GIVEN)} {chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def answers_for(standard: ServiceStandard, kind: str, number: int) -> dict[str, Any]:
    """Valid answers to every question of ``standard``; the ``number``-th person's."""
    chance = random.Random(number)
    name = full_name(chance)
    nik = f"647105{chance.randint(1, 28):02d}{chance.randint(1, 12):02d}{chance.randint(60, 99)}{number % 9999 + 1:04d}"
    title = "PT" if kind == ApplicantKind.COMPANY else "Toko"
    ware = chance.choice(WARES)
    own = {
        "full_name": name,
        "nik": nik,
        "npwp": nik,
        "phone": f"+62812{number % 10**8:08d}",
        "email": f"usaha-{number}@ukur.example",
        "business_name": f"{title} {chance.choice(PLACES)} {ware} {number}",
        "kbli_edition": "2020",
        "goods": ware,
    }
    return {question.key: own.get(question.key) or _plain(question, chance) for question in standard.fields_for(kind)}


def _plain(question: FormField, chance: random.Random) -> Any:
    if question.kind == FieldKind.CHOICE:
        return CHOSEN.get(question.key, question.choices[0])
    if question.kind in NUMBERS:
        return NUMBERS[FieldKind(question.kind)]
    return f"Jalan {chance.choice(PLACES)} {chance.randint(1, 200)}"
