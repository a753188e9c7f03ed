"""The numbers by which the office really writes and calls, and whether a given one is among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from helpdesk.models import OfficialNumber
from sipelaku.identifiers import normalise_telephone
from sipelaku.office.services import current_office


@dataclass(frozen=True)
class Official:
    """One number of the office, in its international form."""

    label: str
    number: str
    is_whatsapp: bool
    hours: str = ""


def official_numbers() -> list[Official]:
    """The listed numbers in their order, then those of the office's own data that are not among them. One query."""
    listed = [Official(row.label, row.number, row.is_whatsapp, row.hours) for row in OfficialNumber.objects.all()]
    seen = {row.number for row in listed}
    return listed + [row for row in _of_office() if row.number not in seen]


def official(number: str) -> Official | None:
    """The office's entry for ``number`` (international form), None when it is not the office's."""
    return next((row for row in official_numbers() if row.number == number), None)


def _of_office() -> list[Official]:
    office = current_office()
    numbers = {number: Official(_("Telepon kantor"), number, is_whatsapp=False) for number in _numbers_in(office.phone)}
    whatsapp = {
        number: Official(_("WhatsApp kantor"), number, is_whatsapp=True) for number in _numbers_in(office.whatsapp)
    }
    return list((numbers | whatsapp).values())


def _numbers_in(text: str) -> list[str]:
    """The numbers in what an administrator wrote freely: "(0717) 123456, 123457" has one that can be dialled."""
    found = []
    for part in re.split(r"[,;/]", text):
        try:
            found.append(normalise_telephone(part))
        except ValidationError:
            continue
    return found
