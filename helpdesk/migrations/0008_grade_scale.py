"""The survey's grades become data with a day of effect; the first are those of Permenpan RB 14/2017."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations, models

REGULATION = "Peraturan Menteri PANRB Nomor 14 Tahun 2017"


def begin(apps: Any, schema_editor: Any) -> None:
    apps.get_model("helpdesk", "GradeScale").objects.create(
        # Before any period that can be asked for.
        effective_from=date(1900, 1, 1),
        regulation=REGULATION,
        a_from=Decimal("88.31"),
        b_from=Decimal("76.61"),
        c_from=Decimal("65.00"),
    )
    # Papers asked for and not drawn yet say it too.
    for poster in apps.get_model("helpdesk", "Poster").objects.filter(kind="skm", rendered_at=None):
        poster.values["regulation"] = REGULATION
        poster.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0007_ended_screens")]

    operations = [
        migrations.CreateModel(
            name="GradeScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effective_from",
                    models.DateField(
                        help_text=(
                            "Paling awal besok. Hasil survei memakai batas yang berlaku pada hari terakhir periodenya."
                        ),
                        unique=True,
                        verbose_name="berlaku sejak",
                    ),
                ),
                (
                    "regulation",
                    models.CharField(
                        help_text="Ditulis di bawah hasil, misalnya Peraturan Menteri PANRB Nomor 14 Tahun 2017.",
                        max_length=120,
                        verbose_name="peraturan",
                    ),
                ),
                ("a_from", models.DecimalField("IKM terendah mutu A", decimal_places=2, max_digits=5)),
                ("b_from", models.DecimalField("IKM terendah mutu B", decimal_places=2, max_digits=5)),
                ("c_from", models.DecimalField("IKM terendah mutu C", decimal_places=2, max_digits=5)),
            ],
            options={
                "verbose_name": "batas mutu survei",
                "verbose_name_plural": "batas mutu survei",
                "ordering": ["-effective_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            c_from__gt=Decimal("25.00"),
                            b_from__gt=models.F("c_from"),
                            a_from__gt=models.F("b_from"),
                            a_from__lte=Decimal("100.00"),
                        ),
                        name="grades_begin_one_above_another",
                        violation_error_message=(
                            "Batas mutu A harus di atas B, B di atas C, C di atas 25, dan A paling tinggi 100."
                        ),
                    )
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
