"""The survey's form: the service, nine questions, a profile nobody has to give, and a suggestion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.models.survey import Education, Gender, Occupation
from helpdesk.survey_questions import AGES, QUESTIONS, Question
from permits.models import PermitType

LONGEST_REMARK = 500
OTHER_SERVICE = "lain"
NOT_SAID = ("", _("Tidak ingin menjawab"))
# A telephone, a NIK, a file's number, however it is spaced; sums of money have points in them. And an e-mail address.
PERSONAL = re.compile(r"\d(?:[ -]?\d){8,}|\S@\S")


def _asked(question: Question) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=question.text,
        choices=list(enumerate(question.answers, 1)),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih satu jawaban."),
            "invalid_choice": _("Pilih satu dari empat jawaban."),
        },
    )


def _profile(label: Any, choices: Sequence[tuple[Any, Any]], **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[NOT_SAID, *choices],
        required=False,
        error_messages={"invalid_choice": _("Pilih dari daftar, atau biarkan “Tidak ingin menjawab”.")},
        **options,
    )


class SurveyForm(forms.Form):
    """What is answered; ``services`` are given at the counter only, where the service is not known."""

    service = forms.ChoiceField(
        label=_("Layanan apa yang Anda nilai?"),
        error_messages={
            "required": _("Pilih layanan yang Anda nilai."),
            "invalid_choice": _("Pilih layanan dari daftar."),
        },
    )
    age = _profile(_("Usia"), AGES, coerce=int, empty_value=None)
    gender = _profile(_("Jenis kelamin"), Gender.choices)
    education = _profile(_("Pendidikan terakhir"), Education.choices)
    occupation = _profile(_("Pekerjaan"), Occupation.choices)
    remark = forms.CharField(
        label=_("Saran untuk kami"),
        help_text=_("Paling banyak 500 huruf. Jangan tulis nama, NIK, nomor telepon, alamat, atau nomor berkas."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, services: Sequence[PermitType] | None) -> None:
        super().__init__(data)
        self.services = {row.slug: row for row in services or ()}
        self.fields |= {question.name: _asked(question) for question in QUESTIONS}
        if services is None:
            del self.fields["service"]
        else:
            field = self.fields["service"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                ("", _("Pilih layanan")),
                *((row.slug, row.name) for row in services),
                (OTHER_SERVICE, _("Konsultasi atau layanan lain")),
            ]
        self.order_fields(["service", *(question.name for question in QUESTIONS)])

    def clean_remark(self) -> str:
        """The suggestion with one kind of line break. Refuses numbers that tell who somebody is."""
        remark: str = self.cleaned_data["remark"].replace("\r\n", "\n").replace("\r", "\n")
        if len(remark) > LONGEST_REMARK:
            raise forms.ValidationError(
                _("Saran Anda %(length)d huruf. Ringkas sampai paling banyak %(longest)d huruf.")
                % {"length": len(remark), "longest": LONGEST_REMARK}
            )
        if PERSONAL.search(remark):
            raise forms.ValidationError(
                _("Hapus nomor telepon, NIK, nomor berkas, dan alamat e-mail dari saran Anda, supaya tetap anonim.")
            )
        return remark

    def questions(self) -> list[forms.BoundField]:
        """The nine questions, in their order."""
        return [self[question.name] for question in QUESTIONS]

    def profile(self) -> list[forms.BoundField]:
        """What is asked about the respondent."""
        return [self[name] for name in ("age", "gender", "education", "occupation")]

    def given(self) -> dict[str, Any]:
        """What was answered, by the columns of ``Answer``."""
        columns = dict(self.cleaned_data)
        chosen = columns.pop("service", OTHER_SERVICE)
        return columns | {"permit_type": self.services.get(chosen)}


class EndScreensForm(forms.Form):
    """How often the screens had been ended when somebody was asked whether to end them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
