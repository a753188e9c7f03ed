"""Every installation knows the roles of the service standards from its first day."""

from typing import Any

from django.db import migrations

from sipelaku.accounts.roles import ensure_roles


def add_roles(apps: Any, schema_editor: Any) -> None:
    ensure_roles(apps.get_model("accounts", "Role"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
