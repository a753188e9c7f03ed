"""The applicant's forms: who applies, a section of questions, the documents, a reason.

The questions come from the service standard; one form class is put together for each section.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.answers import form_field
from permits.models import ApplicantKind, FormField

ANSWER_PREFIX = "answer"
AUTOCOMPLETE = {
    "full_name": "name",
    "home_address": "street-address",
    "phone": "tel",
    "email": "email",
    "business_name": "organization",
}


class ApplicantKindForm(forms.Form):
    """Whether a person or a company applies; it decides which questions and documents follow."""

    applicant_kind = forms.ChoiceField(
        label=_("Anda mengajukan sebagai"),
        choices=[
            (ApplicantKind.PERSON, _("Perorangan: usaha atas nama sendiri")),
            (ApplicantKind.COMPANY, _("Badan usaha: PT, CV, firma, koperasi, atau yayasan")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih perorangan atau badan usaha.")},
    )


class AnswersForm(forms.Form):
    """The questions of one section. Bound or not, it shows what was typed before, right or wrong."""

    def __init__(
        self,
        questions: Iterable[FormField],
        data: Mapping[str, Any] | None = None,
        *,
        answers: Mapping[str, Any],
        own_details: bool = True,
    ) -> None:
        super().__init__(data, prefix=ANSWER_PREFIX, initial=dict(answers))
        for question in questions:
            self.fields[question.key] = field = form_field(question)
            if question.key in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[question.key] if own_details else "off"

    def values(self) -> dict[str, Any]:
        """Every answer by key: in its stored form where it is valid, as it was typed where it isn't."""
        self.is_valid()
        return {
            key: _stored(self.cleaned_data[key]) if key in self.cleaned_data else self.typed(key) for key in self.fields
        }

    def typed(self, key: str) -> str:
        """The text as it stands in the form."""
        value = self[key].data
        return value if isinstance(value, str) else ""


def _stored(value: Any) -> Any:
    """A valid answer as it is kept: dates as text, nothing as an empty text."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else value


class StartUploadForm(forms.Form):
    """What a browser says of a file before it sends the pieces."""

    name = forms.CharField(max_length=255)
    size = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class WithdrawForm(forms.Form):
    """Why an application is withdrawn; the office reads it."""

    note = forms.CharField(
        label=_("Alasan Anda"),
        help_text=_("Petugas akan membacanya."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Tulis mengapa Anda menarik permohonan ini.")},
    )
