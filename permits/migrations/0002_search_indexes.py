"""Trigram indexes for the officers' search by name; PostgreSQL only (SQLite's offices are small)."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for column in ("holder_name", "business_name"):
        schema_editor.execute(
            f"CREATE INDEX application_by_{column} ON permits_application USING gin (upper({column}) gin_trgm_ops)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column in ("holder_name", "business_name"):
        schema_editor.execute(f"DROP INDEX application_by_{column}")


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
