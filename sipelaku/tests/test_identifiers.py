"""Numbers of people and businesses, names and money: what is accepted, in which form, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from sipelaku.identifiers import (
    mask_name,
    normalise_kbli,
    normalise_nib,
    normalise_nik,
    normalise_npwp,
    normalise_phone,
    normalise_telephone,
    rupiah,
)

NORMALISERS = [normalise_nik, normalise_npwp, normalise_nib, normalise_kbli, normalise_phone, normalise_telephone]


@pytest.mark.parametrize(
    "typed", ["6471050910900001", "647105 091090 0001", " 6471.0509.1090.0001 ", "64710509-1090-0001"]
)
def test_a_nik_is_stored_as_its_digits_however_it_is_spaced(typed):
    assert normalise_nik(typed) == "6471050910900001"


@pytest.mark.parametrize(
    "nik",
    [
        "6471054910900001",  # a woman, born on the 9th
        "6471052902000001",  # 29 February 2000
        "6471057112990002",  # a woman, born on the 31st
    ],
)
def test_a_nik_with_a_possible_birth_date_is_accepted(nik):
    assert normalise_nik(nik) == nik


@pytest.mark.parametrize(
    "nik",
    [
        "647105091090000",  # 15 digits
        "64710509109000011",
        "0971050910900001",  # no such province
        "6400050910900001",  # no such regency
        "6470050910900001",  # neither regency (to 69) nor city (from 71)
        "6471000910900001",  # no such district
        "6471053202900001",  # 32 February
        "6471057202900001",
        "6471052902010001",  # 2001 and 1901 had no 29 February
        "6471050013900001",
        "6471050910900000",  # serials start at 0001
        "٦٤٧١٠٥٠٩١٠٩٠٠٠٠١",  # digits, but not these
    ],
)
def test_a_nik_that_cannot_exist_is_refused_with_what_to_do(nik):
    with pytest.raises(ValidationError, match="KTP Anda"):
        normalise_nik(nik)


def test_an_old_npwp_gets_a_leading_zero_and_a_new_one_stays():
    assert normalise_npwp("01.234.567.8-901.000") == "0012345678901000"
    assert normalise_npwp("0012345678901000") == "0012345678901000"
    assert normalise_npwp("6471 0509 1090 0001") == "6471050910900001"


@pytest.mark.parametrize("npwp", ["", "12345678901234", "12345678901234567", "000000000000000", "01.234.567.8-901.00A"])
def test_what_is_no_npwp_is_refused(npwp):
    with pytest.raises(ValidationError, match="kartu NPWP Anda"):
        normalise_npwp(npwp)


def test_a_nib_has_13_digits():
    assert normalise_nib("9120 0012 3456 7") == "9120001234567"
    with pytest.raises(ValidationError, match="13 angka"):
        normalise_nib("912000123456")


def test_a_kbli_has_5_digits():
    assert normalise_kbli("47111") == "47111"
    assert normalise_kbli("01111") == "01111"
    for wrong in ("4711", "471111", "00111", "G4711"):
        with pytest.raises(ValidationError, match="5 angka"):
            normalise_kbli(wrong)


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 3456 7890", "+62-812-34567890"],
)
def test_a_mobile_number_is_stored_in_its_international_form(typed):
    assert normalise_phone(typed) == "+6281234567890"


@pytest.mark.parametrize(
    "typed", ["", "8123456789", "0542123456", "08123", "08123456789012345", "+60123456789", "0812345678x"]
)
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(ValidationError, match="0812 3456 7890"):
        normalise_phone(typed)


typed_numbers = st.text("0123456789 .-+()", max_size=24) | st.text(st.characters(codec=None))


@given(st.sampled_from(NORMALISERS), typed_numbers)
def test_any_text_is_either_refused_or_gives_a_number_that_stays_as_it_is(normalise, text):
    try:
        number = normalise(text)
    except ValidationError:
        return
    assert normalise(number) == number
    assert number.isascii()
    assert number.removeprefix("+").isdigit()


@pytest.mark.parametrize("normalise", NORMALISERS)
@pytest.mark.parametrize("text", ["\0", "\ud800", "1" * 100_000, "6471050910900001\n\0"])
def test_malformed_text_is_refused_like_any_other_and_not_repeated(normalise, text):
    with pytest.raises(ValidationError) as refusal:
        normalise(text)
    assert text not in refusal.value.messages[0]


births = st.dates(date(1930, 1, 1), date(2025, 12, 31))
separators = st.sampled_from(["", " ", "-", "."])


@given(
    st.integers(11, 96), st.integers(1, 69), st.integers(1, 99), births, st.booleans(), st.integers(1, 9999), separators
)
def test_every_nik_made_by_the_rule_is_accepted(province, regency, district, birth, is_woman, serial, separator):
    day = birth.day + (40 if is_woman else 0)
    parts = [f"{province:02}{regency:02}{district:02}", f"{day:02}{birth:%m%y}", f"{serial:04}"]
    assert normalise_nik(separator.join(parts)) == "".join(parts)


@given(st.sampled_from(["0", "62", "+62", "+62 ", "62-"]), st.from_regex(r"8[0-9]{8,11}", fullmatch=True), separators)
def test_every_way_to_begin_a_mobile_number_gives_the_same_number(beginning, rest, separator):
    assert normalise_phone(beginning + rest[:3] + separator + rest[3:]) == f"+62{rest}"


def test_a_masked_name_keeps_only_first_letters():
    assert mask_name("Budi Santoso") == "B*** S******"
    assert mask_name("  PT   Maju Jaya ") == "P* M*** J***"
    assert mask_name("A") == "*"
    assert mask_name("") == ""


@given(st.text())
def test_no_mask_shows_more_than_the_first_letter_of_a_word(name):
    for word, masked in zip(name.split(), mask_name(name).split(), strict=True):
        assert len(masked) == len(word)
        assert set(masked[1:]) <= {"*"}
        assert masked[0] in (word[0], "*")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "Rp0"),
        (999, "Rp999"),
        (150_000, "Rp150.000"),
        (1_234_567_890, "Rp1.234.567.890"),
        (-5_000, "-Rp5.000"),
        (Decimal("1250.50"), "Rp1.251"),
    ],
)
def test_money_is_written_with_points_between_thousands(amount, written):
    assert rupiah(amount) == written


@given(st.integers())
def test_money_can_be_read_back(amount):
    assert int(rupiah(amount).replace("Rp", "").replace(".", "")) == amount


def test_a_template_writes_money_and_nothing_for_no_amount():
    template = Template("{% load sipelaku_format %}{{ fee|rupiah }}|{{ nothing|rupiah }}")
    assert template.render(Context({"fee": 150_000, "nothing": None})) == "Rp150.000|"


def test_a_date_is_written_with_the_month_in_full():
    assert date_format(date(2026, 10, 9)) == "9 Oktober 2026"
    assert Template("{{ day|date }}").render(Context({"day": date(2026, 8, 17)})) == "17 Agustus 2026"


@pytest.mark.parametrize("typed", ["(0717) 123-456", "0717123456", "+62 717 123456", "62717 123 456"])
def test_a_fixed_line_is_stored_in_its_international_form(typed):
    assert normalise_telephone(typed) == "+62717123456"


def test_a_mobile_number_is_a_telephone_number_too():
    assert normalise_telephone("0812-3456-7890") == normalise_phone("0812-3456-7890")


@pytest.mark.parametrize("typed", ["112", "123456", "1500 123", "+65 6123 4567", "0717", "0017123456", "08123"])
def test_what_is_no_full_indonesian_number_is_refused(typed):
    with pytest.raises(ValidationError, match="nomor Indonesia yang lengkap"):
        normalise_telephone(typed)
