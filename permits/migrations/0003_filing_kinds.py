"""Kinds of filing by name: their two digits in the number are the office's to set."""

from django.db import migrations, models


def name_the_kind(apps, schema_editor):
    apps.get_model("permits", "Application").objects.filter(kind="01").update(kind="new")


def number_the_kind(apps, schema_editor):
    apps.get_model("permits", "Application").objects.filter(kind="new").update(kind="01")


class Migration(migrations.Migration):
    dependencies = [
        ("permits", "0002_search_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="kind",
            field=models.CharField(
                choices=[
                    ("new", "Izin baru"),
                    ("amendment", "Perubahan"),
                    ("renewal", "Perpanjangan"),
                    ("reregistration", "Daftar ulang"),
                ],
                default="new",
                editable=False,
                max_length=15,
                verbose_name="jenis permohonan",
            ),
        ),
        migrations.RunPython(name_the_kind, number_the_kind),
    ]
