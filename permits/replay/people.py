"""The invented people of a replayed year: applicants without an account to sign in with, officers for every role."""

from __future__ import annotations

import random
from typing import Any

from permits.demonstration import PERSON_ANSWERS
from permits.models import Application, Stage
from permits.querysets import APPLICANT_ROLE
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User

APPLICANTS = 150
GIVEN = ("Adi", "Bima", "Citra", "Dewi", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lestari", "Made",
         "Nanda", "Putri", "Rahmat", "Sari", "Teguh", "Utami", "Wahyu", "Yanti")  # fmt: skip
FAMILY = ("Anggraini", "Gunawan", "Hidayat", "Kusuma", "Lubis", "Maulana", "Nugroho", "Permata", "Pratama", "Saputra",
          "Siregar", "Wibowo", "Wulandari")  # fmt: skip
SHOPS = ("Toko", "Warung", "UD", "CV", "Bengkel", "Rumah Makan", "Salon", "Kios")
STREETS = ("Melati", "Kenanga", "Cendana", "Pemuda", "Pelajar", "Gajah Mada", "Ahmad Yani", "Pasar Baru")


class Cast:
    """Who acts in a replayed year, made on the first run and found again on the next."""

    def __init__(self, standards: list[int], inspectors: int) -> None:
        roles = set(Stage.objects.filter(standard__in=standards).values_list("role", flat=True)) - {APPLICANT_ROLE}
        self.officers = {role: [_officer(role, 1)] for role in sorted(roles)}
        if "tim_teknis" in roles:
            self.officers["tim_teknis"] = [_officer("tim_teknis", number + 1) for number in range(max(inspectors, 1))]

        self.applicants = [_applicant(number) for number in range(1, APPLICANTS + 1)]

    def applicant_of(self, key: str) -> User:
        """The person who files the permit with this key."""
        return _chance(key).choice(self.applicants)

    def officer(self, role: str) -> User:
        """The officer who acts in ``role``."""
        return self.officers[role][0]


def answers_of(application: Application, key: str) -> dict[str, Any]:
    """What this applicant is known to answer, for ``demonstration.answers_to``."""
    chance = _chance(key)
    name = application.applicant.full_name if application.applicant else PERSON_ANSWERS["full_name"]
    address = f"Jalan {chance.choice(STREETS)} {chance.randint(1, 240)}"
    return PERSON_ANSWERS | {
        "full_name": name,
        "nik": f"647105{chance.randint(1, 28):02d}{chance.randint(1, 12):02d}{chance.randint(60, 99)}"
        f"{chance.randint(1, 9999):04d}",
        "business_name": f"{chance.choice(SHOPS)} {chance.choice(FAMILY)}",
        "business_address": address,
        "home_address": address,
    }


def _officer(role: str, number: int) -> User:
    return _account(f"replay-{role}-{number}", f"Petugas {role.replace('_', ' ').title()} {number}", [role])


def _applicant(number: int) -> User:
    chance = _chance(f"applicant {number}")
    return _account(f"replay-warga-{number}", f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", [])


def _account(username: str, name: str, roles: list[str]) -> User:
    """An account nobody can sign in to."""
    found = User.objects.filter(username=username).first()
    if found is not None:
        return found
    return enrol(username, email=f"{username}@contoh.example", password=None, roles=roles, full_name=name)


def _chance(key: str) -> random.Random:
    return random.Random(key)
