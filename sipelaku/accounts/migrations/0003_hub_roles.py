"""The roles of the hub's team: Koordinator and Petugas Layanan."""

from typing import Any

from django.db import migrations

from sipelaku.accounts.roles import ensure_roles


def add_roles(apps: Any, schema_editor: Any) -> None:
    ensure_roles(apps.get_model("accounts", "Role"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles")]
    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
