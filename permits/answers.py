"""The answers of an application form: one Django form field per ``FormField``, one rule for all.

The applicant's steps, the check before filing and the corrections after a return
all validate here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from permits.models import FieldKind, FormField
from sipelaku import identifiers

# Keys with a meaning of their own in every form: officers search by them, papers print them.
FULL_NAME, NIK, PHONE, EMAIL, BUSINESS_NAME = "full_name", "nik", "phone", "email", "business_name"

MAX_RUPIAH = 10**15
NOTHING = "–"


class ParsedField(forms.CharField):
    """A text that a parser of ``sipelaku.identifiers`` brings into its one stored form."""

    def __init__(self, *, parse: Any, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.parse = parse

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return self.parse(text) if text else ""


def parse_rupiah(text: str) -> str:
    """Rupiah as people type it ("Rp150.000.000", "150000000") to digits; raises ValidationError."""
    digits = text.upper().removeprefix("RP").strip().removesuffix(",00").replace(".", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or int(digits) > MAX_RUPIAH:
        raise ValidationError(_("Tulis jumlah rupiah dengan angka, misalnya 150000000."))
    return str(int(digits))


PARSERS = {
    FieldKind.RUPIAH: parse_rupiah,
    FieldKind.PHONE: identifiers.normalise_phone,
    FieldKind.NIK: identifiers.normalise_nik,
    FieldKind.NPWP: identifiers.normalise_npwp,
    FieldKind.NIB: identifiers.normalise_nib,
    FieldKind.KBLI: identifiers.normalise_kbli,
}
REQUIRED = _("Belum diisi. Tulis jawaban Anda.")
REQUIRED_CHOICE = _("Belum dipilih. Pilih salah satu.")
INPUT_HINTS = {
    FieldKind.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    FieldKind.EMAIL: {"autocomplete": "email"},
}


def form_field(question: FormField, *, required: bool | None = None) -> forms.Field:
    """The Django form field that asks ``question``; ``required`` overrides the question's own."""
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required if required is None else required,
        "error_messages": {"required": REQUIRED_CHOICE if question.kind == FieldKind.CHOICE else REQUIRED},
    }
    if parse := PARSERS.get(FieldKind(question.kind)):
        hints = INPUT_HINTS.get(FieldKind(question.kind), {"inputmode": "numeric"})
        return ParsedField(parse=parse, widget=forms.TextInput(attrs=hints), **common)
    if question.kind == FieldKind.CHOICE:
        choices = [("", _("Pilih satu")), *((choice, choice) for choice in question.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if question.kind == FieldKind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if question.kind == FieldKind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=10**9, **common)
    if question.kind == FieldKind.EMAIL:
        return forms.EmailField(widget=forms.EmailInput(attrs=INPUT_HINTS[FieldKind.EMAIL]), max_length=254, **common)
    if question.kind == FieldKind.LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, **common)
    return forms.CharField(max_length=150, **common)


def problems(questions: Iterable[FormField], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with ``answers``: key of the question to messages; empty when they are complete."""
    found: dict[str, list[str]] = {}
    for question in questions:
        try:
            form_field(question).clean(answers.get(question.key))
        except ValidationError as error:
            found[question.key] = list(error.messages)
    return found


def shown(question: FormField, value: Any) -> str:
    """An answer as people read it: money as "Rp150.000", dates in words, numbers grouped, nothing as a dash.

    What is invalid is shown as it was written.
    """
    text = str("" if value is None else value)
    if not text:
        return NOTHING
    if question.kind == FieldKind.RUPIAH and text.isascii() and text.isdigit():
        return identifiers.rupiah(int(text))
    if question.kind == FieldKind.NUMBER and text.isascii() and text.isdigit():
        return str(number_format(int(text), use_l10n=True, force_grouping=True))
    if question.kind == FieldKind.DATE and (day := parse_date_or_none(text)):
        return date_format(day)
    return text


def parse_date_or_none(text: str) -> datetime.date | None:
    """The date an answer stands for, None for what is no date."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def search_columns(answers: Mapping[str, Any]) -> dict[str, str]:
    """The columns of ``Application`` that officers search by, taken from the known keys."""
    return {
        "holder_name": str(answers.get(FULL_NAME, "")),
        "business_name": str(answers.get(BUSINESS_NAME, "")),
        "nik": str(answers.get(NIK, "")),
        "phone": str(answers.get(PHONE, "")),
        "email": str(answers.get(EMAIL, "")),
    }
