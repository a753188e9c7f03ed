"""Registration and permit numbers."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from permits import numbering
from permits.models import PermitType, Serial
from permits.models.permit_type import validate_number_pattern
from sipelaku.office.models import Office
from testkit.story import file_application

MAY_2016 = datetime.datetime(2016, 5, 25, 9, 39, tzinfo=ZoneInfo("Asia/Makassar"))


def test_a_number_is_serial_code_kind_month_and_year(catalogue):
    Serial.objects.create(register="registration", year=2016, last=2248)
    siup = PermitType.objects.get(slug="siup")
    assert numbering.registration_number(siup, "new", MAY_2016) == "0224900201052016"


@pytest.mark.parametrize(
    ("kind", "digits"), [("new", "01"), ("amendment", "02"), ("renewal", "03"), ("reregistration", "04")]
)
def test_a_kind_of_filing_has_its_two_digits(catalogue, kind, digits):
    siup = PermitType.objects.get(slug="siup")
    assert numbering.registration_number(siup, kind, MAY_2016) == f"00001002{digits}052016"


def test_the_office_sets_the_digits_of_amendment_and_renewal(catalogue):
    office = Office.objects.get()
    office.amendment_code, office.renewal_code = "03", "02"
    office.save()
    assert [numbering.kind_code(kind) for kind in ("amendment", "renewal")] == ["03", "02"]


def test_imb_has_a_pattern_of_its_own_on_the_same_serial(catalogue):
    siup = PermitType.objects.get(slug="siup")
    imb = PermitType(slug="imb", code="003", number_pattern="{serial:06}-MB-{year}")
    Serial.objects.create(register="registration", year=2018, last=1743)
    at = MAY_2016.replace(year=2018)
    numbers = [numbering.registration_number(row, "new", at) for row in (siup, imb, siup)]
    assert numbers == ["0174400201052018", "001745-MB-2018", "0174600201052018"]


@pytest.mark.parametrize("pattern", ["{serial:06}", "{year}-MB", "{serial}-{year}", "{serial:06}/{year}", "{0}{year}"])
def test_a_pattern_that_would_not_stay_unique_is_refused(pattern):
    with pytest.raises(ValidationError):
        validate_number_pattern(pattern)


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
        numbering.registration_number(PermitType.objects.get(slug="siup"), "new", MAY_2016)


def test_a_permits_number_follows_the_offices_pattern(db):
    assert numbering.permit_number("500.16.7.2/{serial}-PPO/{year}", MAY_2016) == "500.16.7.2/1-PPO/2016"
    assert numbering.permit_number("500.16.7.2/{serial}-PPO/{year}", MAY_2016) == "500.16.7.2/2-PPO/2016"


def test_a_pattern_with_the_year_begins_anew_and_one_without_runs_on(db):
    next_year = MAY_2016.replace(year=2017)
    dated, running = "PPO/{serial}/{year}", "{serial}-PPO"
    assert [numbering.permit_number(dated, moment) for moment in (MAY_2016, next_year)] == ["PPO/1/2016", "PPO/1/2017"]
    assert [numbering.permit_number(running, moment) for moment in (MAY_2016, next_year)] == ["1-PPO", "2-PPO"]
