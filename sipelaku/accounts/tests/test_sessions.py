"""A session ends with the power it was opened with, however the power was taken away."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from sipelaku.accounts.models import User
from sipelaku.accounts.roles import ensure_roles


def signed_in(client) -> bool:
    return client.get("/akun/").status_code == 200


def take_role_by_sql(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user_roles WHERE user_id = %s", [user.pk])


POWER_TAKEN = {
    "role removed": lambda user: user.roles.clear(),
    "role removed by SQL": take_role_by_sql,
    "role exchanged": lambda user: user.roles.set(["arsip"]),
    "deactivated": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "made administrator": lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
    "password changed": lambda user: User.objects.filter(pk=user.pk).update(password="md5$x$y"),
}


@pytest.mark.parametrize("change", POWER_TAKEN.values(), ids=POWER_TAKEN)
def test_a_session_ends_when_power_changes(client, counter, change):
    client.force_login(counter)
    assert signed_in(client)
    change(counter)
    assert not signed_in(client)


def test_a_session_survives_what_gives_no_power(client, counter):
    client.force_login(counter)
    User.objects.filter(pk=counter.pk).update(full_name="Nama Lain", phone="+6281200000000")
    assert signed_in(client)


def test_control_without_the_seal_a_session_would_survive_the_role(client, counter, monkeypatch):
    monkeypatch.setattr(User, "get_session_auth_hash", AbstractBaseUser.get_session_auth_hash)
    client.force_login(counter)
    take_role_by_sql(counter)
    assert signed_in(client)


def test_a_session_sealed_with_the_key_before_survives_its_rotation(client, counter, settings):
    client.force_login(counter)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]
    # The cookie holds only the session's random name, so the rotation touches the seal alone.
    assert signed_in(client)


def test_roles_are_read_once_for_an_instance(counter, django_assert_num_queries):
    user = User.objects.get(pk=counter.pk)
    with django_assert_num_queries(1):
        assert user.role_codes == frozenset({"petugas_loket"})
        assert user.is_officer
        assert user.role_codes


def test_an_applicant_is_no_officer_even_with_the_role_of_that_name(applicant):
    ensure_roles()
    applicant.roles.add("pemohon")
    assert not User.objects.get(pk=applicant.pk).is_officer
