"""The form of a common question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.common_questions import Text
from helpdesk.forms.questions import LONGEST_ANSWER, SIXTEEN_DIGITS, ProseField
from helpdesk.models import Group

LONGEST_QUESTION = 200


class CommonQuestionForm(forms.Form):
    """A question and its answer for everybody; only who may publish is asked whether it is shown."""

    question = forms.CharField(
        label=_("Pertanyaan"),
        help_text=_("Seperti orang bertanya, paling banyak 200 huruf. Tanpa nama, nomor, dan alamat siapa pun."),
        max_length=LONGEST_QUESTION,
        error_messages={
            "required": _("Tulis pertanyaannya."),
            "max_length": _("Pertanyaan ini terlalu panjang: %(show_value)d huruf. Ringkas menjadi 200 huruf."),
        },
    )
    answer = ProseField(
        label=_("Jawaban"),
        help_text=_("Alamat situs yang Anda tulis menjadi tautan."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Tulis jawabannya."),
            "max_length": _("Jawaban ini terlalu panjang: %(show_value)d huruf. Ringkas menjadi 2.000 huruf."),
        },
    )
    group = forms.ModelChoiceField(
        Group.objects.all(),
        label=_("Kelompok"),
        required=False,
        empty_label=_("Tanpa kelompok"),
        error_messages={"invalid_choice": _("Kelompok ini sudah tidak ada. Pilih lagi dari daftar.")},
    )
    is_published = forms.BooleanField(label=_("Tampilkan di halaman Bantuan dan pencarian"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, may_publish: bool, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        if not may_publish:
            del self.fields["is_published"]

    def clean_question(self) -> str:
        return _impersonal(self.cleaned_data["question"])

    def clean_answer(self) -> str:
        return _impersonal(self.cleaned_data["answer"])

    def content(self) -> Text:
        """What it is to say. Call it on a valid form."""
        given = self.cleaned_data
        return Text(given["question"], given["answer"], given["group"], given.get("is_published", False))


def _impersonal(text: str) -> str:
    if SIXTEEN_DIGITS.search(text):
        raise ValidationError(
            _("Ada nomor 16 angka, mungkin NIK. Hapus, karena semua orang dapat membaca tulisan ini.")
        )
    return text
