"""Signing in and out, forgetting a password, changing one's details."""

import pytest
from django.core import mail

from sipelaku.accounts.models import User
from sipelaku.accounts.tests.conftest import PASSWORD
from sipelaku.accounts.tests.test_registration import mailed_code


def sign_in(client, login, password=PASSWORD, query=""):
    return client.post(f"/masuk/{query}", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["p-sari", "sari@contoh.id", "SARI@Contoh.id"])
def test_an_applicant_signs_in_by_username_or_address(client, applicant, login):
    assert sign_in(client, login)["Location"] == "/permohonan/"


def test_an_officer_and_an_administrator_land_at_the_workspace(client, counter, administrator):
    assert sign_in(client, "loket1")["Location"] == "/petugas/"
    client.logout()
    assert sign_in(client, "pengelola")["Location"] == "/petugas/"


def test_the_page_asked_for_comes_next_but_never_another_site(client, applicant):
    assert sign_in(client, "p-sari", query="?next=/akun/")["Location"] == "/akun/"
    client.logout()
    assert sign_in(client, "p-sari", query="?next=https://jahat.example/")["Location"] == "/permohonan/"
    client.logout()
    assert sign_in(client, "p-sari", query="?next=//jahat.example/")["Location"] == "/permohonan/"


@pytest.mark.parametrize(("login", "password"), [("p-sari", "salah"), ("tidak-ada", PASSWORD), ("", "")])
def test_wrong_credentials_are_refused_with_the_input_kept(client, applicant, login, password):
    response = sign_in(client, login, password)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_an_unknown_login_and_a_wrong_password_get_the_same_message(client, applicant):
    known = sign_in(client, "sari@contoh.id", "salah").context["form"].non_field_errors()
    unknown = sign_in(client, "lain@contoh.id", "salah").context["form"].non_field_errors()
    assert known == unknown


def test_guessing_a_password_is_stopped(client, applicant):
    for _ in range(5):
        sign_in(client, "p-sari", "salah")
    sign_in(client, "p-sari", PASSWORD)
    assert "_auth_user_id" not in client.session


def test_many_sign_ins_from_one_address_get_the_429_page(client, applicant):
    answers = [sign_in(client, f"orang{number}", "salah") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Terlalu banyak percobaan" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"]


def test_a_deactivated_account_is_told_where_to_turn(client, applicant):
    User.objects.update(is_active=False)
    response = client.post("/masuk/", {"login": "p-sari", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_leaving_asks_first_on_get_and_leaves_on_post(client, applicant):
    client.force_login(applicant)
    assert client.get("/keluar/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/keluar/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_with_the_mailed_code(client, applicant):
    assert client.post("/lupa-sandi/", {"email": "sari@contoh.id"})["Location"] == "/lupa-sandi/kode/"
    assert client.get("/lupa-sandi/kode/").status_code == 200
    assert client.post("/lupa-sandi/kode/", {"code": mailed_code()})["Location"] == "/lupa-sandi/baru/"
    assert client.get("/lupa-sandi/baru/").status_code == 200
    response = client.post("/lupa-sandi/baru/", {"password1": "sandi baru 2026"})
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert sign_in(client, "p-sari", "sandi baru 2026")["Location"] == "/permohonan/"


def test_an_unknown_address_gets_the_same_page_when_a_password_is_forgotten(client, applicant):
    assert client.post("/lupa-sandi/", {"email": "lain@contoh.id"})["Location"] == "/lupa-sandi/kode/"
    assert client.get("/lupa-sandi/kode/").status_code == 200
    assert "belum punya akun" in mail.outbox[-1].body


def test_the_profile_is_for_who_is_signed_in(client, applicant):
    assert client.get("/akun/")["Location"] == "/masuk/?next=/akun/"
    client.force_login(applicant)
    assert "sari@contoh.id" in client.get("/akun/").content.decode()
    assert client.post("/akun/", {"full_name": "Sari Baru", "phone": "+62 813 1111 2222"})["Location"] == "/akun/"
    applicant.refresh_from_db()
    assert (applicant.full_name, applicant.phone) == ("Sari Baru", "+6281311112222")
    assert client.post("/akun/", {"full_name": "", "phone": "x"}).status_code == 200
    assert client.delete("/akun/").status_code == 405


def test_the_address_changes_only_with_the_code_sent_to_the_new_one(client, applicant):
    sign_in(client, "p-sari")
    assert client.get("/akun/email/").status_code == 200
    assert client.post("/akun/email/", {"action_add": "1", "email": "baru@contoh.id"}).status_code == 302
    applicant.refresh_from_db()
    assert applicant.email == "sari@contoh.id"
    assert client.get("/daftar/konfirmasi/").status_code == 200
    client.post("/daftar/konfirmasi/", {"code": mailed_code()})
    applicant.refresh_from_db()
    assert applicant.email == "baru@contoh.id"


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, applicant):
    other = type(client)()
    sign_in(client, "p-sari")
    sign_in(other, "p-sari")
    assert client.get("/akun/sandi/").status_code == 200
    new = {"oldpassword": PASSWORD, "password1": "sandi baru 2026"}
    assert client.post("/akun/sandi/", new)["Location"] == "/akun/"
    assert client.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302
