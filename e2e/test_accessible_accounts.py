"""The pages of accounts in every state: registration, sign-in, forgotten password, profile, second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import expect

from e2e.people import LONG_NAME, mailed_code, sign_in
from testkit.story import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def send(page, button):
    """Press a button whose answer is a page with errors."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_registration(page_at, look_over, mail_sink):
    page = page_at()
    page.goto("/daftar/")
    look_over(page, "daftar")
    send(page, "Daftar")
    look_over(page, "daftar-salah")
    page.get_by_label("Nama lengkap").fill(LONG_NAME[:120])
    page.get_by_label("Alamat e-mail").fill("siti.rahmawati.dari.toko.melati.yang.panjang.sekali@warga.example")
    page.get_by_label("Nomor telepon").fill("081234567890")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Daftar").click()
    page.get_by_label("Kode").fill("AAAAAA")
    expect(page.get_by_role("button", name="Kirim kode baru")).to_be_visible()
    look_over(page, "daftar-kode")
    send(page, "Konfirmasi")
    look_over(page, "daftar-kode-salah")
    page.get_by_label("Kode").fill(mailed_code(mail_sink))
    page.get_by_role("button", name="Konfirmasi", exact=True).click()
    expect(page.get_by_role("heading", name="Permohonan saya")).to_be_visible()
    page.goto("/akun/")
    look_over(page, "akun-nama-panjang")


def test_sign_in(page_at, look_over, applicant):
    page = page_at()
    page.goto("/masuk/")
    look_over(page, "masuk")
    page.get_by_label("Alamat e-mail").fill("siti")
    page.get_by_label("Kata sandi").fill("bukan-kata-sandinya")
    send(page, "Masuk")
    look_over(page, "masuk-salah")
    page.goto("/masuk/nonaktif/")
    look_over(page, "masuk-nonaktif")


def test_a_forgotten_password(page_at, look_over, applicant, mail_sink):
    page = page_at()
    page.goto("/lupa-sandi/")
    look_over(page, "lupa-sandi")
    send(page, "Kirim kode")
    look_over(page, "lupa-sandi-salah")
    page.get_by_label("Alamat e-mail").fill(applicant.email)
    page.get_by_role("main").get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode").fill("AAAAAA")
    look_over(page, "lupa-sandi-kode")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "lupa-sandi-kode-salah")
    page.get_by_label("Kode").fill(mailed_code(mail_sink))
    page.get_by_role("main").get_by_role("button").first.click()
    look_over(page, "lupa-sandi-baru")
    page.get_by_label("Kata sandi baru").fill("1")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "lupa-sandi-baru-salah")
    page.goto("/lupa-sandi/selesai/")
    look_over(page, "lupa-sandi-selesai")


def test_the_own_account(page_of, look_over, applicant):
    page = page_of(applicant)
    for path, name in [("/akun/", "akun"), ("/akun/email/", "akun-email"), ("/akun/sandi/", "akun-sandi")]:
        page.goto(path)
        look_over(page, name)
        page.get_by_role("main").get_by_role("textbox").first.fill("")
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("alert")).to_be_visible()
        look_over(page, f"{name}-salah")
    page.goto("/keluar/")
    look_over(page, "keluar")


def test_setting_the_second_factor_up(page_at, look_over, staff):
    page = page_at()
    page.goto("/masuk/?next=/akun/2fa/")
    sign_in(page, "counter")
    expect(page.get_by_text("Belum aktif.")).to_be_visible()
    look_over(page, "2fa")
    page.get_by_role("link", name="Aktifkan").click()
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", name="Aktifkan kode masuk")).to_be_visible()
    look_over(page, "2fa-aktifkan")
    page.get_by_role("textbox").fill("000000")
    send(page, "Aktifkan")
    look_over(page, "2fa-aktifkan-salah")


def test_living_with_the_second_factor(page_at, look_over, staff, monkeypatch):
    TOTP.activate(staff["counter"], SECRET)
    page = page_at()
    page.goto("/masuk/?next=/akun/2fa/")
    sign_in(page, "counter")
    look_over(page, "masuk-kode")
    page.get_by_role("textbox").fill("000000")
    send(page, "Masuk")
    look_over(page, "masuk-kode-salah")
    monkeypatch.setattr(TOTP, "validate_code", lambda _factor, code: code == "123456")
    page.get_by_role("textbox").fill("123456")
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Kode cadangan")).to_be_visible()
    page.goto("/akun/2fa/matikan/")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", name="Matikan kode masuk")).to_be_visible()
    for path in ("", "cadangan/buat/", "cadangan/", "matikan/"):
        page.goto(f"/akun/2fa/{path}")
        look_over(page, f"2fa-{path.replace('/', '-') or 'aktif-'}ada")


def test_being_asked_again_who_one_is(page_of, look_over, staff):
    TOTP.activate(staff["counter"], SECRET)
    page = page_of(staff["counter"])
    for path, name in [("/masuk/ulang/", "masuk-ulang"), ("/masuk/ulang/kode/", "masuk-ulang-kode")]:
        page.goto(path)
        look_over(page, name)
        page.get_by_role("textbox").fill("salah")
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("alert")).to_be_visible()
        look_over(page, f"{name}-salah")
