"""An invented office with usual hours, and the holidays of the years around the first release."""

from django.db import migrations

from sipelaku.office.seeding import seed_holidays, seed_office

FIRST_YEARS = (2025, 2026, 2027)


def seed(apps, schema_editor):
    seed_office(apps.get_model("office", "Office"), apps.get_model("office", "ServiceHours"))
    for year in FIRST_YEARS:
        seed_holidays(year, apps.get_model("office", "Holiday"), apps.get_model("office", "HolidayYear"))


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
