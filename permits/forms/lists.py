"""The forms above a list of files: its filters, which stand in the address, and the search box, which never does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.deadlines import Urgency
from permits.models import PermitType, Status

EVERYTHING = _("Semua")
STATUS_CHOICES = [(code, Status(code).label) for code in Status.values if code != Status.DRAFT]
URGENCY_CHOICES = [
    (Urgency.LATE, _("Terlambat")),
    (Urgency.TODAY, _("Hari ini")),
    (Urgency.SOON, _("Segera")),
    (Urgency.SAFE, _("Aman")),
]


def _choice(label: Any, choices: list[tuple[Any, Any]], whole: Any = EVERYTHING) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", whole), *choices], required=False)


class FilterForm(forms.Form):
    """The filters of a list; they stand in the address. What is not chosen does not filter."""

    def __init__(self, types: list[PermitType], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["izin"] = _choice(_("Jenis izin"), [(row.slug, str(row)) for row in types])
        self.order_fields(["izin"])

    @property
    def choices(self) -> dict[str, list[Any]]:
        """The choices of every filter, by its name."""
        return {
            name: list(field.widget.choices)
            for name, field in self.fields.items()
            if isinstance(field.widget, forms.Select)
        }

    def chosen(self) -> list[tuple[str, str]]:
        """The filters in use: name and the words of the choice."""
        return [
            (name, str(label))
            for name, choices in self.choices.items()
            for value, label in choices
            if value and value == self.cleaned_data.get(name)
        ]


class QueueFilters(FilterForm):
    batas = _choice(_("Batas waktu"), URGENCY_CHOICES)
    milik = _choice(_("Petugas"), [("saya", _("Diambil saya")), ("bebas", _("Belum diambil"))])


class FileFilters(FilterForm):
    status = _choice(_("Status"), STATUS_CHOICES)

    def __init__(self, types: list[PermitType], years: Iterable[int], data: Mapping[str, Any]) -> None:
        super().__init__(types, data)
        self.fields["tahun"] = _choice(_("Tahun diajukan"), [(str(year), str(year)) for year in years], _("Tahun ini"))


class SearchForm(forms.Form):
    """One box for everything a counter can be handed."""

    q = forms.CharField(
        label=_("Cari berkas"),
        help_text=_("Nomor pendaftaran, NIK, nama, nomor telepon, atau alamat dari kode QR."),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Ketik nomor, NIK, nama, atau nomor telepon.")},
    )
