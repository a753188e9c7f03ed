"""A kind of print more: the paper with the survey's result for the notice board."""

from django.db import migrations, models

KINDS = [
    ("poster_a4", "Poster A4"),
    ("poster_a5", "Poster A5"),
    ("evaluation", "Laporan evaluasi triwulan"),
    ("skm", "Lembar hasil survei kepuasan"),
]


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0003_common_questions")]

    operations = [
        migrations.AlterField("poster", "kind", models.CharField("jenis", max_length=12, choices=KINDS)),
    ]
