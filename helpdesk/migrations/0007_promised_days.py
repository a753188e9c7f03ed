"""A question keeps within how many working days its asker was promised an answer; until now that was five."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0007_closing_letters")]

    operations = [
        migrations.AddField(
            "question",
            "answer_days",
            models.PositiveSmallIntegerField("hari kerja yang dijanjikan", default=5),
            preserve_default=False,
        ),
    ]
