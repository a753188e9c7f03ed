"""Within how many working days questions are answered becomes the office's to say."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0003_filing_codes")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="answer_days",
            field=models.PositiveSmallIntegerField(
                default=5,
                help_text="Dijanjikan kepada penanya. Berlaku bagi pertanyaan yang masuk sesudah diubah.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="hari kerja untuk menjawab pertanyaan",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__gte", 1), ("answer_days__lte", 60)), name="answer_days_make_sense"
            ),
        ),
    ]
