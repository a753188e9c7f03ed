"""The accounts of the demonstration: who they are and what they may never become, a way into a production."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password

DEMO_PASSWORD = "demo-sipelaku-2026"

DEMO_ROLES: dict[str, tuple[str, ...]] = {
    "pemohon": (),
    "loket": ("petugas_loket",),
    "penjadwalan": ("penjadwalan",),
    "teknis": ("tim_teknis",),
    "teknis2": ("tim_teknis",),
    "entri": ("petugas_entri",),
    "bendahara": ("bendahara",),
    "bendahara2": ("bendahara",),
    "kasi": ("kasi",),
    "kabid": ("kabid",),
    "kadis": ("kepala_dinas",),
    "arsip": ("arsip",),
    "koordinator": ("koordinator",),
    "konten": ("konten",),
    "layanan": ("petugas_layanan",),
    "hukum": ("hukum",),
    "admin": ("admin",),
}


def open_demo_accounts() -> list[str]:
    """Return the usernames of active demo accounts that the published demo password opens."""
    demo_users = get_user_model().objects.filter(username__in=DEMO_ROLES, is_active=True)
    accounts = demo_users.values_list("username", "password")
    return sorted(username for username, password in accounts if check_password(DEMO_PASSWORD, password))
