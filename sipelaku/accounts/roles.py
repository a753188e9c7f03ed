"""The roles an office starts with, titled as offices use them; an administrator may retitle them."""

from sipelaku.accounts.models import Role

ROLE_TITLES = {
    "pemohon": "Pemohon",
    "petugas_loket": "Petugas Loket",
    "penjadwalan": "Bagian Penjadwalan",
    "tim_teknis": "Tim Teknis",
    "petugas_entri": "Petugas Entry Data",
    "bendahara": "Bendahara Penerima SKRD",
    "kasi": "Kepala Seksi Perizinan Usaha",
    "kabid": "Kepala Bidang Perizinan Usaha",
    "kepala_dinas": "Kepala Dinas",
    "arsip": "Bagian Arsip Data",
    "koordinator": "Koordinator",
    "konten": "Pengelola Konten",
    "petugas_layanan": "Petugas Layanan",
    "hukum": "Pengawas Hukum",
    "admin": "Admin Teknis",
}


def ensure_roles(role: type[Role] = Role) -> None:
    """Add the roles that are missing and leave the others as they are titled.

    `role` is the model to write to, for a migration the historical one.
    """
    role.objects.bulk_create(
        [role(code=code, title=title) for code, title in ROLE_TITLES.items()], ignore_conflicts=True
    )
