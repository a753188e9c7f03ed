"""What the administrator has put on record becomes the calendar the limits are counted with."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sipelaku.office.models import Closure, ExtraWorkingDay, Holiday, HolidayYear, Office, ServiceHours
from sipelaku.office.services import OpenNow, calendar, current_office, open_now, unconfirmed_years
from sipelaku.office.working_days import close_of_nth_day, counted_from, is_working_day

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


def wita(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=WITA)


def confirm(year, administrator):
    HolidayYear.objects.get(year=year).confirm(by=administrator, at=timezone.now())


def test_a_bare_system_has_an_office_open_on_working_days_from_8_to_16():
    assert current_office().name == "DPMPTSP Kabupaten Tanjung Sari"
    assert close_of_nth_day(calendar(), wita(2026, 10, 9, 10), 2) == wita(2026, 10, 12, 16)


def test_around_lebaran_2026_national_holidays_and_joint_leave_do_not_count():
    filed = wita(2026, 3, 17, 15)
    assert [close_of_nth_day(calendar(), filed, n) for n in (1, 2, 3)] == [
        wita(2026, 3, 17, 16),
        wita(2026, 3, 25, 16),
        wita(2026, 3, 26, 16),
    ]
    assert counted_from(calendar(), wita(2026, 3, 20, 10)) == wita(2026, 3, 25, 8)


def test_an_estimated_date_counts_only_once_its_year_is_confirmed(administrator):
    idul_fitri = date(2027, 3, 10)
    assert is_working_day(calendar(), idul_fitri)
    confirm(2027, administrator)
    assert not is_working_day(calendar(), idul_fitri)


def test_an_estimated_date_counts_once_the_administrator_takes_the_mark_away():
    holiday = Holiday.objects.get(date=date(2027, 3, 10))
    holiday.estimated = False
    holiday.save()
    assert not is_working_day(calendar(), holiday.date)


def test_a_certain_date_of_an_unconfirmed_year_counts():
    assert not is_working_day(calendar(), date(2027, 8, 17))


def test_a_holiday_that_does_not_apply_is_a_working_day_even_in_a_confirmed_year(administrator):
    Holiday.objects.filter(date=date(2026, 12, 24)).update(applies=False)
    confirm(2026, administrator)
    assert is_working_day(calendar(), date(2026, 12, 24))


def test_staff_are_warned_of_this_year_and_the_next_until_each_is_confirmed(administrator):
    today = date(2026, 12, 1)
    assert unconfirmed_years(today) == [2026, 2027]
    confirm(2026, administrator)
    assert unconfirmed_years(today) == [2027]
    confirm(2027, administrator)
    assert unconfirmed_years(today) == []
    assert unconfirmed_years(date(2027, 1, 1)) == [2028]


def test_a_year_without_holidays_cannot_be_confirmed(administrator):
    empty = HolidayYear.objects.create(year=2040)
    with pytest.raises(ValidationError, match="Isi dahulu daftarnya"):
        empty.confirm(by=administrator, at=timezone.now())
    assert not HolidayYear.objects.get(year=2040).is_confirmed


def test_the_office_s_own_closure_closes_every_day_of_it():
    Closure.objects.create(first=date(2026, 10, 12), last=date(2026, 10, 13), reason="Pindah kantor")
    assert counted_from(calendar(), wita(2026, 10, 12, 9)) == wita(2026, 10, 14, 8)


def test_an_extra_working_day_opens_a_saturday_and_a_holiday():
    for day in (date(2026, 10, 10), date(2026, 12, 24)):
        ExtraWorkingDay.objects.create(date=day, opens=time(8), closes=time(12), reason="Pelayanan akhir tahun")
    assert close_of_nth_day(calendar(), wita(2026, 10, 9, 9), 2) == wita(2026, 10, 10, 12)
    assert close_of_nth_day(calendar(), wita(2026, 12, 23, 17), 1) == wita(2026, 12, 24, 12)


def test_ramadan_hours_replace_the_usual_ones_between_their_dates():
    for weekday in range(5):
        ServiceHours.objects.create(
            weekday=weekday,
            opens=time(8),
            closes=time(15),
            valid_from=date(2026, 2, 18),
            valid_until=date(2026, 3, 19),
        )
    assert close_of_nth_day(calendar(), wita(2026, 2, 13, 9), 1) == wita(2026, 2, 13, 16)
    assert close_of_nth_day(calendar(), wita(2026, 2, 18, 9), 1) == wita(2026, 2, 18, 15)
    assert close_of_nth_day(calendar(), wita(2026, 3, 25, 9), 1) == wita(2026, 3, 25, 16)


def test_hours_that_change_for_good_hold_from_their_first_day_on():
    ServiceHours.objects.create(weekday=0, opens=time(7, 30), closes=time(14), valid_from=date(2026, 11, 1))
    assert close_of_nth_day(calendar(), wita(2026, 10, 26, 9), 1) == wita(2026, 10, 26, 16)
    assert close_of_nth_day(calendar(), wita(2026, 11, 2, 9), 1) == wita(2026, 11, 2, 14)
    assert close_of_nth_day(calendar(), wita(2030, 11, 4, 9), 1) == wita(2030, 11, 4, 14)


def test_where_two_periods_overlap_the_one_that_begins_later_holds():
    ServiceHours.objects.create(weekday=0, opens=time(8), closes=time(15), valid_from=date(2026, 10, 1))
    ServiceHours.objects.create(
        weekday=0, opens=time(8), closes=time(12), valid_from=date(2026, 10, 12), valid_until=date(2026, 10, 12)
    )
    assert close_of_nth_day(calendar(), wita(2026, 10, 12, 9), 1) == wita(2026, 10, 12, 12)
    assert close_of_nth_day(calendar(), wita(2026, 10, 19, 9), 1) == wita(2026, 10, 19, 15)


def test_a_lunch_break_is_two_rows_of_hours():
    ServiceHours.objects.filter(weekday=4).update(closes=time(11, 30))
    ServiceHours.objects.create(weekday=4, opens=time(13, 30), closes=time(16))
    assert counted_from(calendar(), wita(2026, 10, 9, 12)) == wita(2026, 10, 9, 13, 30)


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_filed_at_23_30_on_31_december_of_the_office_s_zone_counts_from_the_new_year(zone):
    office = current_office()
    office.time_zone = zone
    office.save()
    filed = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo(zone))
    assert counted_from(calendar(), filed) == datetime(2027, 1, 4, 8, tzinfo=ZoneInfo(zone))


def test_the_front_page_can_say_whether_the_office_is_open_and_until_or_from_when():
    assert open_now(wita(2026, 10, 9, 9)) == OpenNow(True, wita(2026, 10, 9, 8), wita(2026, 10, 9, 16))
    assert open_now(wita(2026, 10, 9, 16)) == OpenNow(False, wita(2026, 10, 12, 8), wita(2026, 10, 12, 16))
    ServiceHours.objects.all().delete()
    assert open_now(wita(2026, 10, 9, 9)) is None


def test_office_and_calendar_are_read_once_and_again_after_each_kind_of_change(django_assert_num_queries):
    with django_assert_num_queries(5):
        calendar()
    with django_assert_num_queries(0):
        calendar()
        current_office()
    row = Closure.objects.create(first=date(2026, 10, 12), last=date(2026, 10, 12), reason="Upacara")
    assert not is_working_day(calendar(), row.first)
    Closure.objects.filter(pk=row.pk).update(first=date(2026, 10, 13), last=date(2026, 10, 13))
    assert is_working_day(calendar(), date(2026, 10, 12))
    row.delete()
    assert is_working_day(calendar(), date(2026, 10, 13))
    Closure.objects.bulk_create([row])
    assert not is_working_day(calendar(), date(2026, 10, 12))
    Closure.objects.all().delete()
    assert is_working_day(calendar(), date(2026, 10, 12))


@pytest.mark.parametrize(
    "row",
    [
        ServiceHours(weekday=5, opens=time(9), closes=time(9)),
        ServiceHours(weekday=7, opens=time(8), closes=time(9)),
        ServiceHours(weekday=0, opens=time(8), closes=time(10)),
        ServiceHours(
            weekday=0, opens=time(8), closes=time(9), valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 1)
        ),
        Closure(first=date(2026, 10, 2), last=date(2026, 10, 1), reason="Terbalik"),
        ExtraWorkingDay(date=date(2026, 10, 3), opens=time(12), closes=time(8), reason="Terbalik"),
        Holiday(date=date(2026, 8, 17), name="Dua kali", source="uji"),
        Office(pk=2, name="Kantor kedua"),
        HolidayYear(year=2041, confirmed_at=datetime(2026, 1, 1, tzinfo=WITA)),
    ],
    ids=str,
)
def test_the_database_refuses_what_makes_no_sense(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_overlapping_hours_and_endless_closures_are_refused_in_words():
    with pytest.raises(ValidationError, match="tumpang tindih"):
        ServiceHours(weekday=0, opens=time(15), closes=time(17)).full_clean()
    ServiceHours(weekday=0, opens=time(16), closes=time(17)).full_clean()
    with pytest.raises(ValidationError, match="satu tahun"):
        Closure(first=date(2026, 1, 1), last=date(2062, 1, 1), reason="Salah tulis").full_clean()
