"""The editor's forms: one page for each part of a service standard, its columns and its rows together.

A page of ``PartForm`` is never lost: what is typed comes back with its errors, and what is right of it can be
tried out (``entered``) before it is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from permits.forms.editor_lists import RowList, errors_of
from permits.forms.editor_rows import (
    FieldRow,
    IndexRow,
    RequirementRow,
    Row,
    StageRow,
    StepRow,
    column,
    say_what_to_do,
    with_plain_lines,
)
from permits.models import ApplicantKind, FilingKind, ServiceStandard
from permits.parts import COLUMNS, ROWS, Entered, Part
from sipelaku.accounts.models import Role

LONGEST_TEXT = 8000
ROW_CLASSES: dict[str, type[Row]] = {
    "requirements": RequirementRow,
    "fields": FieldRow,
    "stages": StageRow,
    "tariff_indices": IndexRow,
    "tariff_steps": StepRow,
}
HINTS = {
    "legal_basis": _("Peraturan yang menjadi dasar layanan ini, satu per baris."),
    "fee": _("Berapa yang dibayar pemohon, dan di mana. Tulis “Gratis” bila tidak ada."),
    "product": _("Apa yang diterima pemohon di akhir."),
    "complaints": _("Ke mana pemohon mengadu atau memberi saran, dan kapan ditanggapi."),
    "facilities": _("Ruang, loket, komputer, jaringan, dan kemudahan bagi penyandang disabilitas."),
    "competence": _("Pendidikan dan kemampuan yang harus dimiliki petugas."),
    "supervision": _("Siapa yang mengawasi petugas, dan bagaimana."),
    "staff_number": _("Berapa petugas yang menjalankan layanan ini."),
    "service_guarantee": _("Janji kantor: layanan diberikan sesuai standar ini."),
    "safety_guarantee": _("Bagaimana data dan dokumen pemohon dijaga, dan keaslian izin dijamin."),
    "evaluation": _("Bagaimana dan kapan layanan ini dinilai."),
    "tariff_mode": _("Pilih “Tanpa retribusi” bila tidak ada tahap yang menghitung retribusi."),
    "tariff_unit": _("Satuan luas, misalnya m²."),
    "payment_days": _("Berapa hari kalender pemohon boleh membayar setelah ketetapan dibuat."),
    "permit_title": _("Tercetak besar di atas surat izin."),
    "permit_basis": _("Peraturan yang disebut pada surat izin, satu per baris."),
    "permit_considering": _("{number} diganti nomor permohonan, {filed_on} diganti tanggalnya."),
    "reminder_days": _("Pemegang izin diberi kabar sekian hari sebelum izinnya berakhir. Kosong: tanpa pengingat."),
}
NEEDED_LATER = (*ServiceStandard.TEXT_COMPONENTS, "permit_title", "permit_terms")
LARGEST = {"validity_months": 1200, "reminder_days": 365, "most_per_person": 100, "payment_days": 365}


class NeededLaterField(forms.CharField):
    """May be saved empty, but nothing is published without it: so it is not called optional."""

    def clean(self, value: Any) -> str:
        """The text; nothing at all is in order for now."""
        return "" if value in self.empty_values else str(super().clean(value))


class Component(NamedTuple):
    """One of the fourteen: a text of its own, or rows that are written in another part."""

    place: int
    title: Any
    field: BoundField | None = None
    part: Part | None = None
    words: Any = ""


FOURTEEN: tuple[str | Component, ...] = (
    "legal_basis",
    Component(0, _("Persyaratan"), part=Part.REQUIREMENTS, words=_("Daftar dokumen yang diminta.")),
    Component(0, _("Sistem, mekanisme, dan prosedur"), part=Part.STAGES, words=_("Urutan tahap dan pelaksananya.")),
    Component(0, _("Jangka waktu penyelesaian"), part=Part.STAGES, words=_("Batas hari (H) pada setiap tahap.")),
    "fee",
    "product",
    "facilities",
    "competence",
    "supervision",
    "complaints",
    "staff_number",
    "service_guarantee",
    "safety_guarantee",
    "evaluation",
)


class ColumnsForm(forms.Form):
    """The standard's own columns in one part."""

    def __init__(self, part: Part, data: QueryDict | None, standard: ServiceStandard) -> None:
        super().__init__(
            data,
            initial={name: getattr(standard, name) for name in COLUMNS.get(part, ())},
            use_required_attribute=False,
        )
        for name in COLUMNS.get(part, ()):
            self.fields[name] = _column_field(name)
        say_what_to_do(self)


def _column_field(name: str) -> forms.Field:
    if name == "kinds":
        return forms.MultipleChoiceField(
            label=_("Jenis permohonan yang dilayani"),
            choices=FilingKind.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Selain izin baru, permohonan selalu dimulai dari izin yang sudah ada."),
        )
    changes: dict[str, Any] = {"help_text": HINTS[name]} if name in HINTS else {}
    if name in LARGEST:
        changes |= {"min_value": 1, "max_value": LARGEST[name]}
    if isinstance(ServiceStandard._meta.get_field(name), models.TextField):
        changes["max_length"] = LONGEST_TEXT
    if name in NEEDED_LATER:
        changes["form_class"] = NeededLaterField
    made: forms.Field = column(ServiceStandard, name, **changes)
    made.required = made.required or name in NEEDED_LATER
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 3
    return made


class PreviewForm(forms.Form):
    """For whom the preview shows the applicant's form. It stands outside the form whose fields it is sent with."""

    applicant_kind = forms.ChoiceField(label=_("Pemohon"), choices=ApplicantKind.choices)
    filing = forms.ChoiceField(label=_("Permohonan"), choices=FilingKind.choices)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="preview", use_required_attribute=False)
        for made in self.fields.values():
            made.widget.attrs["form"] = "editor"

    def choice(self) -> tuple[str, str]:
        """The kind of applicant and the kind of filing chosen; a person's new application unless told otherwise."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        return chosen.get("applicant_kind", ApplicantKind.PERSON), chosen.get("filing", FilingKind.NEW)


@dataclass
class PartForm:
    """Everything on the page of one part."""

    standard: ServiceStandard
    part: Part
    posted: QueryDict | None = None
    columns: ColumnsForm = field(init=False)
    lists: list[RowList] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = ColumnsForm(self.part, self.posted, self.standard)
        self.lists = [self._list(name) for name in ROWS.get(self.part, ())]

    def _list(self, name: str) -> RowList:
        stored = list(getattr(self.standard, name).order_by("order", "pk"))
        options: dict[str, Any] = {}
        if name == "stages":
            names = [row.name for row in stored] if self.posted is None else _names_in(self.posted)
            options = {"names": names, "roles": list(Role.objects.values_list("code", "title"))}
        taken = {
            "fields": lambda: self.standard.requirements.values_list("code", flat=True),
            "requirements": lambda: self.standard.fields.values_list("key", flat=True),
        }.get(name, list)
        return RowList(name, ROW_CLASSES[name], stored=stored, posted=self.posted, taken=taken(), **options)

    def is_valid(self) -> bool:
        """Whether all of it can be saved."""
        return self.columns.is_valid() and all(rows.is_valid() for rows in self.lists)

    def entered(self) -> Entered:
        """What is right of what was typed."""
        self.columns.is_valid()
        return Entered(with_plain_lines(self.columns.cleaned_data), {rows.name: rows.values() for rows in self.lists})

    def errors(self) -> list[tuple[str, str]]:
        """What is wrong: the address of each field on the page, and the message with the field's name."""
        return [*errors_of(self.columns), *(error for rows in self.lists for error in rows.errors())]

    def components(self) -> list[Component]:
        """The fourteen components of UU 25/2009 in the law's order, three of which are written in other parts."""
        return [
            Component(place, str(self.columns[name].label), field=self.columns[name])
            if isinstance(name, str)
            else name._replace(place=place)
            for place, name in enumerate(FOURTEEN, start=1)
        ]


def _names_in(posted: QueryDict) -> list[str]:
    """The names of the stages as they are typed."""
    count = posted.get("stages-count", "")
    places = range(min(int(count), 999)) if count.isascii() and count.isdigit() and len(count) < 4 else range(0)
    return [posted.get(f"stages-{place}-name", "") for place in places]
