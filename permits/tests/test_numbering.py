"""Registration and permit numbers."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from permits import numbering
from permits.models import PermitType, Serial
from testkit.story import file_application

MAY_2016 = datetime.datetime(2016, 5, 25, 9, 39, tzinfo=ZoneInfo("Asia/Makassar"))


def test_a_number_is_serial_code_kind_month_and_year(catalogue):
    Serial.objects.create(register="registration", year=2016, last=2248)
    siup = PermitType.objects.get(slug="siup")
    assert numbering.registration_number(siup, "01", MAY_2016) == "0224900201052016"


def test_each_year_begins_at_one(applicant):
    first = file_application(applicant, at=MAY_2016.replace(year=2018))
    second = file_application(applicant, at=MAY_2016.replace(year=2018))
    other = file_application(applicant, at=MAY_2016.replace(year=2019))
    assert [row.number[:5] for row in (first, second, other)] == ["00001", "00002", "00001"]


def test_what_rolls_back_gives_its_number_back(catalogue):
    with transaction.atomic():
        numbering.next_serial("registration", 2026)
        transaction.set_rollback(True)
    assert numbering.next_serial("registration", 2026) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_drawn_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        numbering.next_serial("registration", 2026)


def test_the_hundred_thousandth_filing_of_a_year_is_told_so(catalogue):
    Serial.objects.create(register="registration", year=2016, last=99_999)
    with pytest.raises(numbering.NumbersExhausted, match="sudah habis"):
        numbering.registration_number(PermitType.objects.get(slug="siup"), "01", MAY_2016)


def test_a_permits_number_follows_the_offices_pattern(db):
    assert numbering.permit_number("500.16.7.2/{serial}-PPO/{year}", MAY_2016) == "500.16.7.2/1-PPO/2016"
    assert numbering.permit_number("500.16.7.2/{serial}-PPO/{year}", MAY_2016) == "500.16.7.2/2-PPO/2016"


def test_a_pattern_with_the_year_begins_anew_and_one_without_runs_on(db):
    next_year = MAY_2016.replace(year=2017)
    dated, running = "PPO/{serial}/{year}", "{serial}-PPO"
    assert [numbering.permit_number(dated, moment) for moment in (MAY_2016, next_year)] == ["PPO/1/2016", "PPO/1/2017"]
    assert [numbering.permit_number(running, moment) for moment in (MAY_2016, next_year)] == ["1-PPO", "2-PPO"]
