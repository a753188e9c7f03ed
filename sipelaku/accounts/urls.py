"""Addresses of sign-in, registration, profile and second factor.

Named one by one instead of including django-allauth's, so that nothing is reachable that
nobody asked for. The names are those its views look up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from sipelaku.accounts.views import profile

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("masuk/nonaktif/", account.account_inactive, name="account_inactive"),
    path("masuk/kode/", mfa.authenticate, name="mfa_authenticate"),
    path("masuk/ulang/", account.reauthenticate, name="account_reauthenticate"),
    path("masuk/ulang/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("keluar/", account.logout, name="account_logout"),
    path("daftar/", account.signup, name="account_signup"),
    path("daftar/konfirmasi/", account.email_verification_sent, name="account_email_verification_sent"),
    path("lupa-sandi/", account.password_reset, name="account_reset_password"),
    path("lupa-sandi/kode/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("lupa-sandi/baru/", account.complete_password_reset, name="account_complete_password_reset"),
    path("lupa-sandi/selesai/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("akun/", profile, name="account_profile"),
    path("akun/email/", account.email, name="account_email"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path("akun/2fa/", mfa.index, name="mfa_index"),
    path("akun/2fa/aktifkan/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/2fa/matikan/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/2fa/cadangan/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/2fa/cadangan/buat/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/2fa/cadangan/unduh/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
