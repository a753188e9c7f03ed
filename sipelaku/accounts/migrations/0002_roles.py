"""The roles an office starts with, titled as the office uses them; an administrator may retitle them."""

from typing import Any

from django.db import migrations

TITLES = {
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
    "konten": "Pengelola Konten",
    "hukum": "Pengawas Hukum",
    "admin": "Admin Teknis",
}


def add_roles(apps: Any, schema_editor: Any) -> None:
    role = apps.get_model("accounts", "Role")
    role.objects.bulk_create([role(code=code, title=title) for code, title in TITLES.items()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
