"""Nobody works for the office with a password alone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from sipelaku.accounts.tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/akun/2fa/aktifkan/"


@pytest.fixture(autouse=True)
def second_factor_required(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def told_at_once(monkeypatch):
    """What waits for the commit happens at once: a test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, **_options: act())


def current_code(secret: str = SECRET) -> str:
    """The code an app shows now: the middle one of those accepted, good for half a minute more at least."""
    _earlier, current, _later = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, current))


@pytest.mark.parametrize("path", ["/", "/akun/", "/petugas/", "/admin/", "/admin/accounts/user/", "/tidak-ada/"])
def test_staff_without_a_factor_reach_nothing_but_its_set_up(client, counter, administrator, path):
    for person in (counter, administrator):
        client.force_login(person)
        assert client.get(path)["Location"] == SET_UP
        assert client.post(path)["Location"] == SET_UP


def test_applicants_and_strangers_are_not_asked_for_one(client, applicant):
    assert client.get("/masuk/").status_code == 200
    client.force_login(applicant)
    assert client.get("/akun/").status_code == 200


def sign_in_with_factor(client, person):
    TOTP.activate(person, SECRET)
    client.post("/masuk/", {"login": person.username, "password": PASSWORD})
    assert client.post("/masuk/kode/", {"code": current_code()}).status_code == 302


def sign_in_and_confirm(client):
    client.post("/masuk/", {"login": "loket1", "password": PASSWORD})
    return client.post(client.get(SET_UP)["Location"], {"password": PASSWORD}, follow=True)


@pytest.mark.usefixtures("told_at_once")
def test_an_officer_sets_the_factor_up_and_goes_on(client, counter):
    page = sign_in_and_confirm(client)
    assert page.status_code == 200
    secret = page.context["form"].secret

    response = client.post(SET_UP, {"code": current_code(secret)})

    assert response["Location"] == "/akun/2fa/cadangan/"
    for path in ("/akun/2fa/cadangan/", "/akun/2fa/", "/akun/2fa/matikan/", "/akun/2fa/cadangan/buat/", "/akun/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/akun/2fa/cadangan/unduh/").status_code == 200


@pytest.mark.usefixtures("told_at_once")
def test_a_session_begun_with_the_password_alone_has_to_show_a_factor_set_up_elsewhere(client, counter):
    earlier = Client()
    earlier.post("/masuk/", {"login": "loket1", "password": PASSWORD})
    page = sign_in_and_confirm(client)
    client.post(SET_UP, {"code": current_code(page.context["form"].secret)})
    assert client.get("/akun/").status_code == 200

    for path in ("/petugas/", "/admin/", "/akun/", "/akun/2fa/matikan/", "/akun/2fa/cadangan/"):
        assert earlier.get(path)["Location"] == f"/masuk/ulang/kode/?next={path}"
        assert earlier.post(path)["Location"] == f"/masuk/ulang/kode/?next={path}"
    earlier.post("/masuk/ulang/", {"password": PASSWORD})
    assert earlier.get("/akun/").status_code == 302

    code = current_code(page.context["form"].secret)
    assert earlier.post("/masuk/ulang/kode/?next=/akun/", {"code": code})["Location"] == "/akun/"
    assert earlier.get("/akun/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client, counter):
    sign_in_and_confirm(client)
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_password_alone_signs_nobody_in_once_a_factor_stands(client, counter):
    TOTP.activate(counter, SECRET)
    response = client.post("/masuk/", {"login": "loket1", "password": PASSWORD})
    assert response["Location"] == "/masuk/kode/"
    assert client.get("/masuk/kode/").status_code == 200
    assert "_auth_user_id" not in client.session

    assert client.post("/masuk/kode/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session

    assert client.post("/masuk/kode/", {"code": current_code()})["Location"] == "/petugas/"
    assert client.get("/akun/").status_code == 200


def test_sensitive_pages_ask_again_after_a_while(client, counter, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    sign_in_with_factor(client, counter)
    response = client.get("/akun/2fa/matikan/")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    for path in ("/masuk/ulang/", "/masuk/ulang/kode/"):
        assert client.get(path).status_code == 200


def test_administration_has_no_sign_in_of_its_own(client, administrator, applicant):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/masuk/?next=/admin/"
    client.post("/admin/login/", {"username": "pengelola", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.force_login(applicant)
    assert client.get("/admin/", follow=True).status_code == 404


def test_an_administrator_with_a_factor_adds_an_officer(client, administrator, counter):
    sign_in_with_factor(client, administrator)
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 200
    assert client.get(f"/admin/accounts/user/{counter.pk}/change/").status_code == 200
    assert client.get("/admin/accounts/role/").status_code == 200
    answers = {
        "username": "kasi1",
        "email": "Kasi1@contoh.id",
        "full_name": "Wati Kasi",
        "nip": "199001012015032001",
        "roles": ["kasi"],
        "usable_password": "true",
        "password1": "sandi-awal-2026",
        "password2": "sandi-awal-2026",
    }
    response = client.post("/admin/accounts/user/add/", answers)
    assert response.status_code == 302, response.context["adminform"].form.errors
    officer = type(administrator).objects.get(username="kasi1")
    assert officer.role_codes == {"kasi"}
    assert officer.email == "kasi1@contoh.id"
    # The owner of the address, not the administrator, confirms it.
    client.logout()
    answer = client.post("/masuk/", {"login": "kasi1", "password": "sandi-awal-2026"})
    assert answer["Location"] == "/daftar/konfirmasi/"


def test_staff_who_are_no_administrators_see_no_users(client, counter, settings):
    settings.STAFF_SECOND_FACTOR = False
    type(counter).objects.update(is_staff=True)
    counter.refresh_from_db()
    client.force_login(counter)
    assert client.get("/admin/accounts/user/").status_code == 403
    assert client.get("/admin/accounts/role/").status_code == 403
