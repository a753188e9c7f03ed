"""The demonstration's data: in every state, only once, never in a production."""

import io

import pytest
from django.core.management import CommandError, call_command

from permits import records
from permits.models import Application, Status, Work
from sipelaku.accounts.demo import DEMO_ROLES
from sipelaku.accounts.models import User
from testkit.story import make_user


def seed():
    call_command("seed_demo", stdout=io.StringIO())


def test_the_demo_has_an_account_for_each_role_and_a_file_in_each_state(db):
    seed()
    assert set(DEMO_ROLES) <= set(User.objects.values_list("username", flat=True))
    assert set(Application.objects.values_list("status", flat=True)) == set(Status)
    works = Application.objects.filter(status=Status.IN_PROCESS).values_list("stage__work", flat=True)
    assert set(works) == set(Work) - {Work.FILE, Work.RECORD}
    assert list(records.misfits()) == []
    before = Application.objects.count()
    seed()
    assert Application.objects.count() == before


def test_a_production_gets_no_demo_data(db, settings):
    settings.PRODUCTION, settings.SECRET_KEY = True, "kunci-milik-sebuah-kantor"
    with pytest.raises(CommandError, match="produksi"):
        seed()
    assert not User.objects.exists()


def test_an_office_at_work_gets_no_demo_data(db):
    make_user("petugas")
    with pytest.raises(CommandError, match="sudah dipakai"):
        seed()
