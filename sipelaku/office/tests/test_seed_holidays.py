"""``manage.py seed_holidays`` fills years and keeps what an administrator has decided."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sipelaku.office.models import Holiday, HolidayYear, Office, ServiceHours
from sipelaku.office.national_holidays import SOURCE
from sipelaku.office.seeding import seed_office

pytestmark = pytest.mark.django_db


def seed(*years):
    said = StringIO()
    call_command("seed_holidays", *map(str, years), stdout=said)
    return said.getvalue()


def test_2026_has_17_national_holidays_and_8_days_of_joint_leave_with_their_source():
    kinds = Holiday.objects.filter(date__year=2026).values_list("kind", flat=True)
    assert (list(kinds).count("national"), list(kinds).count("joint_leave")) == (17, 8)
    assert set(Holiday.objects.values_list("source", flat=True)) == {SOURCE}


def test_estimated_dates_are_marked_and_their_names_are_plain():
    estimated = Holiday.objects.filter(date__year=2027, estimated=True)
    assert date(2027, 3, 10) in estimated.values_list("date", flat=True)
    assert not Holiday.objects.filter(name__contains="perkiraan").exists()


def test_any_year_can_be_seeded_and_seeding_again_changes_nothing():
    assert "2016: 20 ditambah" in seed(2016)
    before = list(Holiday.objects.values_list("pk", "date", "name"))
    assert "2016: 0 ditambah, 0 diperbarui, 0 dihapus, 20 tetap" in seed(2016)
    assert list(Holiday.objects.values_list("pk", "date", "name")) == before
    assert not HolidayYear.objects.get(year=2016).is_confirmed


def test_what_the_administrator_wrote_changed_or_switched_off_stays():
    Holiday.objects.create(date=date(2016, 5, 25), name="Hari jadi daerah", source="administrator")
    seed(2016)
    Holiday.objects.filter(date=date(2016, 5, 6)).update(applies=False, source="administrator")
    seed(2016)
    assert Holiday.objects.get(date=date(2016, 5, 25)).name == "Hari jadi daerah"
    assert not Holiday.objects.get(date=date(2016, 5, 6)).applies


def test_a_date_the_package_has_since_moved_goes_and_the_new_one_comes():
    moved = Holiday.objects.get(date=date(2027, 3, 10))
    Holiday.objects.filter(pk=moved.pk).update(date=date(2027, 4, 1), source="paket holidays 0.1")
    Holiday.objects.filter(date=date(2027, 8, 17)).update(source="paket holidays 0.1")
    assert "2027: 1 ditambah, 1 diperbarui, 1 dihapus" in seed(2027)
    assert Holiday.objects.filter(date=date(2027, 3, 10), source=SOURCE).exists()
    assert not Holiday.objects.filter(date=date(2027, 4, 1)).exists()


def test_a_confirmed_year_is_left_as_it_is(administrator):
    HolidayYear.objects.get(year=2026).confirm(by=administrator, at=timezone.now())
    Holiday.objects.filter(date=date(2026, 12, 24)).delete()
    assert "2026: 0 ditambah, 0 diperbarui, 0 dihapus, 24 tetap" in seed(2026)


@pytest.mark.parametrize("year", [0, 1945, 2101, 10**9])
def test_a_year_the_package_does_not_know_is_refused_in_words_before_anything_is_written(year):
    with pytest.raises(CommandError, match="Tulis tahun dari 1946 sampai 2100"):
        seed(2016, year)
    assert not HolidayYear.objects.filter(year=2016).exists()


def test_seeding_the_office_again_keeps_its_name_and_its_hours():
    Office.objects.update(name="DPMPTSP Kota Contoh")
    ServiceHours.objects.exclude(weekday=0).delete()
    seed_office()
    assert Office.objects.get().name == "DPMPTSP Kota Contoh"
    assert ServiceHours.objects.count() == 1


def test_seeding_an_empty_database_brings_office_and_hours_back():
    Office.objects.all().delete()
    ServiceHours.objects.all().delete()
    seed_office()
    assert Office.objects.get().time_zone == "Asia/Makassar"
    assert list(ServiceHours.objects.values_list("weekday", flat=True)) == [0, 1, 2, 3, 4]
