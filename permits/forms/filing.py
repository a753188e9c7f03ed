"""The applicant's forms: what is applied for and by whom, a section of questions, the documents, a reason.

The questions come from the service standard; one form class is put together for each section.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from permits.answers import form_field
from permits.models import ApplicantKind, FilingKind, FormField, Permit, PermitType

ANSWER_PREFIX = "answer"
AUTOCOMPLETE = {
    "full_name": "name",
    "home_address": "street-address",
    "phone": "tel",
    "email": "email",
    "business_name": "organization",
}


class Demanded(forms.Field):
    """A field that people are told is required; the form itself says in which case."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class DemandedChoice(Demanded, forms.ChoiceField):
    """A choice that is required in some cases."""


class DemandedText(Demanded, forms.CharField):
    """A text that is required in some cases."""


class ApplicantKindForm(forms.Form):
    """Whether a person or a company applies, and what is filed in the same form: both decide what is asked."""

    applicant_kind = DemandedChoice(
        label=_("Anda mengajukan sebagai"),
        choices=[
            (ApplicantKind.PERSON, _("Perorangan: usaha atas nama sendiri")),
            (ApplicantKind.COMPANY, _("Badan usaha: PT, CV, firma, koperasi, atau yayasan")),
        ],
        widget=forms.RadioSelect,
    )
    together = forms.MultipleChoiceField(
        label=_("Ajukan sekaligus"),
        help_text=_("Satu formulir untuk semuanya. Pertanyaan dan dokumen yang sama cukup sekali."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, companions: Collection[PermitType] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companions = {row.slug: row for row in companions}
        if companions:
            self.offer("together", [(row.slug, _called(row)) for row in companions])
        else:
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        """Demand the kind of applicant; ``together`` becomes the permit types themselves."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["together"] = [self.companions[slug] for slug in cleaned.get("together", [])]
        if not cleaned.get("applicant_kind"):
            self.demand("applicant_kind", _("Pilih perorangan atau badan usaha."))
        return cleaned

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Give a field the choices it has here."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def demand(self, name: str, message: Any) -> None:
        """Say that a field is missing, unless something is said of it already."""
        if name not in self.errors:
            self.add_error(name, message)


def _called(permit_type: PermitType) -> str:
    short, name = permit_type.abbreviation, permit_type.name
    return name if not short or short in name else f"{short}: {name}"


# Who needs which, in plain words.
KIND_CHOICES = {
    FilingKind.NEW: _("Izin baru: belum punya izin ini"),
    FilingKind.AMENDMENT: _("Perubahan: nama, alamat, atau data lain pada izin berubah"),
    FilingKind.RENEWAL: _("Perpanjangan: masa berlaku izin habis atau hampir habis"),
    FilingKind.REREGISTRATION: _("Daftar ulang: izin lama harus didaftarkan kembali"),
}


class FirstStepForm(ApplicantKindForm):
    """What is applied for: which kind of filing, from which old permit, by whom, and what in the same form.

    ``kinds`` are those the standard offers, ``permits`` the old permits to choose from.
    """

    # Chosen beforehand, so that nobody has to say that the usual is meant.
    kind = DemandedChoice(label=_("Apa yang Anda perlukan?"), widget=forms.RadioSelect)
    permit = DemandedChoice(label=_("Izin lama Anda"), widget=forms.RadioSelect)
    permit_number = DemandedText(
        label=_("Nomor izin lama"),
        help_text=_("Tertulis di bawah judul surat izin. Spasi, tanda hubung, dan huruf kecil tidak berpengaruh."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("kind", "permit", "permit_number", "applicant_kind", "together")

    def __init__(self, *args: Any, kinds: Sequence[str], permits: Sequence[Permit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.offer("kind", [(value.value, label) for value, label in KIND_CHOICES.items() if value in kinds])
        self.fields["kind"].initial = kinds[0]
        self.offer("permit", [(str(row.number), _described(row)) for row in permits])
        if permits:
            self.fields["permit_number"].label = _("Atau tulis nomor izin lain")
            self.fields["permit_number"].required = False
            self.fields["permit"].initial = permits[0].number
        else:
            del self.fields["permit"]
        if kinds == [FilingKind.NEW]:
            del self.fields["permit_number"]
            self.fields.pop("permit", None)
        if len(kinds) == 1:
            del self.fields["kind"]
        if FilingKind.NEW not in kinds:
            del self.fields["applicant_kind"]
            self.fields.pop("together", None)

    def clean(self) -> dict[str, Any]:
        """What starts from a permit needs its number (``number``), what is new the kind of applicant."""
        cleaned = forms.Form.clean(self) or self.cleaned_data
        cleaned["kind"] = kind = cleaned.get("kind") or self.kinds[0]
        cleaned["number"] = cleaned.get("permit_number") or cleaned.get("permit") or ""
        if kind == FilingKind.NEW:
            return super().clean()
        cleaned["together"] = []
        if not cleaned["number"]:
            self.demand(self.number_field, _("Pilih atau tulis nomor izin lama."))
        return cleaned

    @property
    def number_field(self) -> str:
        """The field that a message about the old permit belongs to: the one that was used."""
        typed = self.cleaned_data.get("permit_number")
        return "permit_number" if typed or "permit" not in self.fields else "permit"


def _described(permit: Permit) -> str:
    """An old permit as people tell theirs apart: number, holder, end."""
    parts = [str(permit.number), permit.holder_name]
    if permit.valid_until:
        parts.append(str(_("berlaku sampai %(day)s") % {"day": date_format(permit.valid_until)}))
    return " · ".join(parts)


class AnswersForm(forms.Form):
    """The questions of one section. Bound or not, it shows what was typed before, right or wrong.

    ``again`` are the same questions as another standard asks them: they are not shown, but their rules hold.
    """

    def __init__(
        self,
        questions: Iterable[FormField],
        data: Mapping[str, Any] | None = None,
        *,
        answers: Mapping[str, Any],
        again: Iterable[FormField] = (),
        own_details: bool = True,
    ) -> None:
        super().__init__(data, prefix=ANSWER_PREFIX, initial=dict(answers))
        self.again = list(again)
        demanded = {row.key for row in self.again if row.required}
        for question in questions:
            self.fields[question.key] = field = form_field(
                question, required=question.required or question.key in demanded
            )
            if question.key in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[question.key] if own_details else "off"

    def clean(self) -> dict[str, Any]:
        """Hold the other standards' rules too."""
        cleaned = super().clean() or self.cleaned_data
        for question in self.again:
            if question.key not in cleaned:
                continue
            try:
                form_field(question).clean(cleaned[question.key])
            except ValidationError as error:
                self.add_error(question.key, error)
        return cleaned

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
