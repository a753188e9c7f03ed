"""An applicant makes an account: name, e-mail, phone, password, and the code that was mailed."""

import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from sipelaku.accounts.models import User
from sipelaku.office.seeding import seed_office

ANSWERS = {
    "full_name": "Rina Contoh",
    "email": "Rina@Contoh.id",
    "phone": "0812-3456-7890",
    "password1": "sandi-rahasia-77",
}


def mailed_code() -> str:
    found = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{4,11}[A-Z0-9])\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


@pytest.mark.django_db
def test_an_applicant_registers_confirms_the_address_and_lands_at_the_applications(client):
    response = client.post("/daftar/", ANSWERS)
    assert response.status_code == 302
    assert response["Location"] == "/daftar/konfirmasi/"
    assert client.get("/daftar/konfirmasi/").status_code == 200

    response = client.post("/daftar/konfirmasi/", {"code": mailed_code()})

    assert response["Location"] == "/permohonan/"
    user = User.objects.get(email="rina@contoh.id")
    assert (user.full_name, user.phone) == ("Rina Contoh", "+6281234567890")
    assert "rina" not in user.username
    assert not user.is_officer
    assert user.password.startswith("md5") or user.password.startswith("argon2")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_without_the_code_nobody_is_signed_in(client):
    client.post("/daftar/", ANSWERS)
    assert "_auth_user_id" not in client.session
    client.post("/daftar/konfirmasi/", {"code": "SALAH-KODE"})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_taken_address_gets_the_same_answer_and_its_owner_a_message(client, applicant):
    response = client.post("/daftar/", ANSWERS | {"email": "SARI@contoh.id"})
    assert response["Location"] == "/daftar/konfirmasi/"
    assert User.objects.count() == 1
    assert mail.outbox[-1].to == ["sari@contoh.id"]
    assert "sudah punya akun" in mail.outbox[-1].body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("email", "bukan alamat"),
        ("phone", "12345"),
        ("phone", "tiga"),
        ("password1", "pendek"),
        ("password1", "rina@contoh.id"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_stored(client, field, value):
    response = client.post("/daftar/", ANSWERS | {field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_makes_one_account_and_no_error():
    seed_office()
    together = threading.Barrier(4)
    answers: list[int] = []

    def register() -> None:
        together.wait(timeout=10)
        answers.append(Client().post(reverse("account_signup"), ANSWERS).status_code)
        connection.close()

    taps = [threading.Thread(target=register) for _ in range(4)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join(timeout=30)

    assert answers == [302] * 4
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_form_has_labels_in_indonesian_and_no_second_password(client):
    page = client.get("/daftar/").content.decode()
    for label in ("Nama lengkap", "Alamat e-mail", "Nomor telepon", "Kata sandi"):
        assert label in page
    assert "password2" not in page
    assert 'name="username"' not in page


@pytest.mark.django_db
def test_while_the_mail_server_is_away_the_person_is_told_to_ask_again(client, mail_sink):
    mail_sink.refusing = "451 Nanti"
    response = client.post("/daftar/", ANSWERS, follow=True)
    assert response.status_code == 200
    assert "E-mail belum dapat dikirim" in response.content.decode()
    assert User.objects.filter(email="rina@contoh.id").exists()
