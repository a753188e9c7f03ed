"""The rows of a service standard as they are typed: a stage, a document, a question, an index, a step of the tariff.

Each is a small form that knows what it is called in its list and how its model takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.answers import BUSINESS_NAME, EMAIL, FULL_NAME, NIK, PHONE
from permits.models import (
    FieldKind,
    FilingKind,
    FormField,
    NoLeadsTo,
    Requirement,
    Stage,
    TariffIndex,
    Work,
)

Values = dict[str, Any]

LONGEST_KEY = 40
# More than the database keeps of a measure.
TOO_LARGE = 10**10
KNOWN_KEYS = (FULL_NAME, NIK, PHONE, EMAIL, BUSINESS_NAME)
_AMOUNT = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d{1,12})(,\d{1,2})?|-?\d{1,12}\.\d{1,2}")

WRITE, CHOOSE = _("Belum diisi. Tulis isinya."), _("Belum dipilih. Pilih salah satu.")
CHOICES_HINT = _("Satu pilihan per baris, sedikitnya dua.")
LINES = {"rows": 3}


def column(model: Any, name: str, **changes: Any) -> Any:
    """The form field of a model's column, with its label, limits and hint."""
    return model._meta.get_field(name).formfield(**changes)


def say_what_to_do(form: forms.BaseForm) -> None:
    """Let every field that was left empty say what to do about it."""
    for field in form.fields.values():
        is_chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.error_messages["required"] = CHOOSE if is_chosen else WRITE


class AmountField(forms.CharField):
    """A decimal as people write it ("2.000", "Rp2.000,50", "1500"), never below or at zero."""

    def __init__(self, *, too_small: Any, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)
        self.too_small = too_small

    def clean(self, value: Any) -> Decimal | None:
        """The decimal; None for nothing where that is allowed."""
        text = str(super().clean(value)).upper().removeprefix("RP").replace(" ", "")
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise forms.ValidationError(_("Tulis angka, misalnya 2.000 atau 2.000,50."))
        is_grouped = re.search(r"\.\d{3}(\.|,|$)", text) is not None
        amount = Decimal((text.replace(".", "") if is_grouped else text).replace(",", "."))
        if amount <= 0:
            raise forms.ValidationError(self.too_small)
        if amount >= TOO_LARGE:
            raise forms.ValidationError(_("Angkanya terlalu besar. Periksa lagi."))
        return amount


def written_amount(amount: Decimal | None) -> str:
    """A stored decimal as it stands in the form: "2.000", "2.500,5"."""
    if amount is None:
        return ""
    whole, _point, fraction = f"{amount:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def with_plain_lines(values: Mapping[str, Any]) -> Values:
    """What was typed with the line breaks that are stored: browsers send others, which would look like a change."""
    return {
        name: value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
        for name, value in values.items()
    }


class Row(forms.Form):
    """One row. ``values`` are what the model takes; a row nobody touched counts for nothing."""

    title_from = "name"
    key_name = ""

    def __init__(self, data: Mapping[str, Any] | None = None, *, prefix: str, **options: Any) -> None:
        super().__init__(data, prefix=prefix, empty_permitted=True, use_required_attribute=False, **options)
        say_what_to_do(self)
        self.is_open = False

    @property
    def title(self) -> str:
        """What the row is called in the list, "" for a new one."""
        return str(self[self.title_from].value() or "")

    @property
    def is_blank(self) -> bool:
        return not self.is_bound or not self.has_changed()

    def values(self) -> Values:
        """The columns of the row. Call it on a valid form."""
        return with_plain_lines(self.cleaned_data)

    @classmethod
    def typed(cls, row: Any) -> Values:
        """A stored row as it stands in the form."""
        return {name: getattr(row, name, None) for name in cls.base_fields}

    def summary(self) -> list[str]:
        """A few words under the row's name."""
        return []

    def shown(self, name: str) -> str:
        """The words of the choice made in a field."""
        value = str(self[name].value() or "")
        if not value:
            return ""
        field = self.fields[name]
        return next((str(label) for key, label in getattr(field, "choices", ()) if str(key) == value), value)


class StageRow(Row):
    name = column(Stage, "name")
    role = forms.ChoiceField(label=_("Dikerjakan oleh"))
    work = forms.ChoiceField(
        label=_("Jenis pekerjaan"),
        choices=[("", _("Pilih satu")), *Work.choices],
        help_text=_("Menentukan apa yang diminta dan ditawarkan halaman petugas pada tahap ini."),
    )
    minutes = column(Stage, "minutes", help_text=_("Berapa menit biasanya dikerjakan."), max_value=100_000)
    day_limit = column(
        Stage,
        "day_limit",
        min_value=1,
        max_value=999,
        help_text=_("Hari kerja ke berapa tahap ini harus selesai; H1 hari pendaftaran. Kosong: waktu pemohon."),
    )
    needs = column(Stage, "needs")
    output = column(Stage, "output")
    if_no = forms.ChoiceField(
        label=_("Bila jawabannya “tidak”"),
        required=False,
        help_text=_("Ke mana berkas pergi bila tahap ini tidak dapat diteruskan."),
    )

    def __init__(
        self, *args: Any, roles: Iterable[tuple[str, str]] = (), names: Iterable[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offer("role", [("", _("Pilih satu")), *roles])
        stages = [
            (str(place), _("Kembali ke tahap %(stage)s") % {"stage": f"{place}. {name}".strip()})
            for place, name in enumerate(names, start=1)
        ]
        ends = [(choice.value, choice.label) for choice in NoLeadsTo if choice != NoLeadsTo.STAGE]
        self._offer("if_no", [*ends, *stages])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> Values:
        given = super().values()
        if_no, role = given.pop("if_no"), given.pop("role")
        goes_back = if_no.isdigit()
        return given | {
            "role_id": role,
            "no_leads_to": NoLeadsTo.STAGE if goes_back else if_no,
            "no_stage": int(if_no) if goes_back else None,
        }

    @classmethod
    def typed(cls, row: Any) -> Values:
        if_no = str(row.no_stage) if row.no_leads_to == NoLeadsTo.STAGE else row.no_leads_to
        return super().typed(row) | {"role": row.role_id, "if_no": if_no}

    def summary(self) -> list[str]:
        limit = self["day_limit"].value()
        words = [self.shown("role"), f"H{limit}" if limit else str(_("waktu pemohon"))]
        return [*words, self.shown("if_no")] if self["if_no"].value() else words


class AskedRow(Row):
    """What is asked of some applicants only."""

    applies_to = column(Requirement, "applies_to", label=_("Ditanyakan kepada"))
    kinds = forms.MultipleChoiceField(
        label=_("Hanya untuk permohonan"),
        choices=FilingKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tanpa centang: untuk semua jenis permohonan."),
    )
    required = column(Requirement, "required", label=_("Wajib"))

    def summary(self) -> list[str]:
        kinds = self["kinds"].value() or []
        words = [self.shown("applies_to"), str(_("wajib") if self["required"].value() else _("bila ada"))]
        return words + [str(label) for kind, label in FilingKind.choices if kind in kinds]


class RequirementRow(AskedRow):
    field_order = ["code", "name", "help_text", "applies_to", "kinds", "required"]
    key_name = "code"
    code = forms.SlugField(max_length=LONGEST_KEY, required=False, widget=forms.HiddenInput)
    name = column(Requirement, "name", label=_("Nama dokumen"))
    help_text = column(Requirement, "help_text")


class FieldRow(AskedRow):
    field_order = ["key", "section", "label", "help_text", "kind", "choices", "meaning", "applies_to", "kinds"]
    title_from = "label"
    key_name = "key"
    key = forms.SlugField(max_length=LONGEST_KEY, required=False, widget=forms.HiddenInput)
    section = column(
        FormField, "section", help_text=_("Judul halaman formulir, misalnya Pemohon. Satu bagian satu halaman.")
    )
    label = column(FormField, "label")
    help_text = column(FormField, "help_text")
    kind = column(FormField, "kind")
    choices = forms.CharField(
        label=_("Pilihan jawaban"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Hanya untuk jenis isian Pilihan. Satu pilihan per baris."),
    )
    meaning = forms.ChoiceField(
        label=_("Dipakai sebagai"),
        required=False,
        choices=[
            ("", _("Isian biasa")),
            (FULL_NAME, _("Nama lengkap pemohon")),
            (NIK, _("NIK pemohon")),
            (PHONE, _("Nomor telepon untuk kabar")),
            (EMAIL, _("Alamat e-mail untuk kabar")),
            (BUSINESS_NAME, _("Nama usaha")),
        ],
        help_text=_("Agar petugas dapat mencarinya dan kabar sampai. Nama lengkap dan nomor telepon harus ada."),
    )
    on_permit = column(FormField, "on_permit")

    def clean_choices(self) -> list[str]:
        """The choices, one a line, each once."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> Values:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == FieldKind.CHOICE and len(given.get("choices", [])) < 2:
            self.add_error("choices", CHOICES_HINT)
        return given

    def values(self) -> Values:
        given = super().values()
        meaning, key = given.pop("meaning"), given["key"]
        was_known = key in KNOWN_KEYS
        choices = given["choices"] if given["kind"] == FieldKind.CHOICE else []
        return given | {"key": meaning or ("" if was_known else key), "choices": choices}

    @classmethod
    def typed(cls, row: Any) -> Values:
        meaning = row.key if row.key in KNOWN_KEYS else ""
        return super().typed(row) | {"choices": "\n".join(row.choices), "meaning": meaning}

    def summary(self) -> list[str]:
        return [str(self["section"].value() or ""), self.shown("kind"), *super().summary()]


class IndexRow(Row):
    key_name = "key"
    key = forms.SlugField(max_length=LONGEST_KEY, required=False, widget=forms.HiddenInput)
    name = column(TariffIndex, "name")
    choices = forms.CharField(
        label=_("Pilihan dan nilainya"),
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Satu pilihan per baris: nama | nilai. Misalnya: Jalan utama | 1,5"),
    )

    def clean_choices(self) -> list[dict[str, str]]:
        """Name and value of each choice; the value a decimal above zero, written with a comma or a point."""
        rows = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        return [_index_choice(row) for row in rows]

    @classmethod
    def typed(cls, row: Any) -> Values:
        lines = [f"{choice['label']} | {str(choice['value']).replace('.', ',')}" for choice in row.choices]
        return super().typed(row) | {"choices": "\n".join(lines)}

    def summary(self) -> list[str]:
        return [line for line in str(self["choices"].value() or "").splitlines() if line.strip()]


def _index_choice(line: str) -> dict[str, str]:
    label, bar, value = (part.strip() for part in line.rpartition("|"))
    number = value.replace(",", ".")
    if not bar or not label or not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", number):
        raise forms.ValidationError(
            _("Tulis “%(line)s” sebagai nama | nilai, misalnya Jalan utama | 1,5. Nilainya harus lebih dari nol.")
            % {"line": line}
        )
    if not float(number):
        raise forms.ValidationError(_("Nilai “%(label)s” harus lebih dari nol.") % {"label": label})
    return {"label": label, "value": number}


class StepRow(Row):
    up_to = AmountField(
        label=_("Sampai luas"),
        required=False,
        help_text=_("Kosongkan pada jenjang terakhir: untuk luas berapa pun di atasnya."),
        too_small=_("Batas luas harus lebih dari nol."),
    )
    rate = AmountField(label=_("Tarif per satuan (rupiah)"), too_small=_("Tarif harus lebih dari nol rupiah."))

    @classmethod
    def typed(cls, row: Any) -> Values:
        return {"up_to": written_amount(row.up_to), "rate": written_amount(row.rate)}

    @property
    def title(self) -> str:
        limit = self["up_to"].value()
        return str(_("Sampai %(limit)s") % {"limit": limit} if limit else _("Selebihnya"))

    def summary(self) -> list[str]:
        return [f"Rp{self['rate'].value()}"] if self["rate"].value() else []
