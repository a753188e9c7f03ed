"""The cast: an applicant, a counter officer, an administrator, each with a confirmed address."""

import pytest

from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User
from sipelaku.accounts.roles import ensure_roles

PASSWORD = "kata sandi yang panjang"


@pytest.fixture
def applicant(db: None) -> User:
    return enrol("p-sari", email="sari@contoh.id", password=PASSWORD, full_name="Sari Contoh", phone="+6281234567890")


@pytest.fixture
def counter(db: None) -> User:
    ensure_roles()
    return enrol("loket1", email="loket1@contoh.id", password=PASSWORD, roles=["petugas_loket"], full_name="Budi Loket")


@pytest.fixture
def administrator(db: None) -> User:
    return enrol(
        "pengelola",
        email="pengelola@contoh.id",
        password=PASSWORD,
        full_name="Ayu Pengelola",
        is_staff=True,
        is_superuser=True,
    )
