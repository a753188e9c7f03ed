"""Registration numbers and permit numbers, from one counter row per register and year.

A number is drawn inside the transaction that uses it: what rolls back gives the
number back, so there is neither a duplicate nor a gap.
"""

from __future__ import annotations

import datetime
import re

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from permits.models import FilingKind, PermitType, Serial
from sipelaku.office.services import current_office

REGISTRATION = "registration"
TASK_ORDERS, BILLS, PAYMENTS, CLOSINGS = "task", "bill", "payment", "closing"
PERMIT_LETTERS = "permit"
# The "year" of a register that does not begin anew.
RUNS_ON = 0
LARGEST_REGISTRATION = 99_999
_SEPARATORS = re.compile(r"[\s.\-‐-―/]+")
_LETTERS_MEET_DIGITS = re.compile(r"(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[0-9])")


class NumbersExhausted(Exception):
    """The five digits of this year's registration numbers are used up."""

    def __str__(self) -> str:
        return str(_("Nomor pendaftaran tahun ini sudah habis. Hubungi kantor."))


def next_serial(register: str, year: int, count: int = 1) -> int:
    """Draw ``count`` numbers of ``register`` in ``year`` and return the first. Needs a transaction."""
    connection_in_block = transaction.get_connection().in_atomic_block
    if not connection_in_block:
        raise transaction.TransactionManagementError("a number is drawn inside the transaction that uses it")
    row = Serial.objects.filter(register=register, year=year)
    if not row.update(last=F("last") + count):
        Serial.objects.bulk_create([Serial(register=register, year=year)], ignore_conflicts=True)
        row.update(last=F("last") + count)
    return row.values_list("last", flat=True).get() - count + 1


def registration_number(permit_type: PermitType, kind: str, moment: datetime.datetime) -> str:
    """The next ``SSSSSTTTKKMMYYYY``: serial, permit code, kind of filing, month and year.

    A type with a pattern of its own (IMB: ``001745-MB-2018``) draws on the same serial.
    ``moment`` is in the office's zone: the year is the office's local year.
    Raises NumbersExhausted past 99,999 in a year.
    """
    serial = next_serial(REGISTRATION, moment.year)
    if serial > LARGEST_REGISTRATION:
        raise NumbersExhausted
    if pattern := permit_type.number_pattern:
        return pattern.replace("{serial:06}", f"{serial:06d}").replace("{year}", str(moment.year))
    return format_registration(serial, permit_type.code, kind_code(kind), moment)


def kind_code(kind: str) -> str:
    """The two digits of a kind of filing; those of amendment and renewal are the office's to set."""
    office = current_office()
    return {
        FilingKind.NEW: "01",
        FilingKind.AMENDMENT: office.amendment_code,
        FilingKind.RENEWAL: office.renewal_code,
        FilingKind.REREGISTRATION: "04",
    }[FilingKind(kind)]


def yearly_number(register: str, suffix: str, moment: datetime.datetime, digits: int = 5) -> str:
    """The next number of a register that begins anew each year, e.g. ``00012/SKRD/2026``."""
    return f"{next_serial(register, moment.year):0{digits}d}/{suffix}/{moment.year}"


def format_registration(serial: int, code: str, kind: str, moment: datetime.datetime) -> str:
    """Write a registration number's parts as its 16 digits."""
    return f"{serial:05d}{code}{kind}{moment:%m%Y}"


def permit_number(pattern: str, moment: datetime.datetime) -> str:
    """The next number of the office's letter register, e.g. ``500.16.7.2/719-PPO`` from its pattern.

    With ``{year}`` in the pattern the serial begins anew each year; without it the serial
    runs on, because two permits may not bear the same number.
    """
    serial = next_serial(PERMIT_LETTERS, moment.year if "{year}" in pattern else RUNS_ON)
    return pattern.replace("{serial}", str(serial)).replace("{year}", str(moment.year))


def typed_number(text: str) -> str:
    """A registration number as it is stored, from what a person typed: spaces, dashes and small letters do no harm.

    Sixteen digits stay sixteen digits; letters among digits stand between dashes (001745-MB-2018).
    """
    return _LETTERS_MEET_DIGITS.sub("-", _SEPARATORS.sub("", text).upper())
