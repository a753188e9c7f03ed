"""The office may end its touch screens; addresses given out before this end too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0007_promised_days")]

    operations = [
        migrations.AddField("hubsettings", "screens_ended", models.PositiveIntegerField(default=0, editable=False)),
    ]
