"""What stands in the address of a report in any room: its year, its filters, its page, and the kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sipelaku.exports import CSV, XLSX
from sipelaku.periods import EARLIEST


def choice(label: Any, choices: list[tuple[Any, Any]], refusal: Any) -> forms.ChoiceField:
    """A filter that may be left out; ``refusal`` is said of what is not in the list."""
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages={"invalid_choice": refusal})


class ReportForm(forms.Form):
    """The year of a report, this one unless another is asked for; ``format`` is empty for the page."""

    tahun = forms.IntegerField(label=_("Tahun"), required=False, widget=forms.HiddenInput())
    format = choice(
        _("Unduhan"),
        [("", ""), (XLSX, "Excel"), (CSV, "CSV")],
        _("Laporan dapat diunduh sebagai xlsx (Excel) atau csv. Pakai tombol unduh pada laporan."),
    )

    def __init__(self, data: Mapping[str, Any], *, this_year: int) -> None:
        super().__init__(data)
        self.this_year = this_year
        year = self.fields["tahun"]
        year.error_messages["invalid"] = self.year_refusal

    @property
    def year_refusal(self) -> str:
        """What is said of a year that no report has."""
        return _("Tulis tahun dengan angka, dari %(first)d sampai %(last)d.") % {
            "first": EARLIEST,
            "last": self.this_year,
        }

    def clean_tahun(self) -> int:
        """The year asked for, or this one."""
        year = self.cleaned_data["tahun"]
        if year is None:
            return self.this_year
        if not EARLIEST <= year <= self.this_year:
            raise forms.ValidationError(self.year_refusal)
        return int(year)

    def filters(self) -> list[forms.BoundField]:
        """The fields people choose from in the report's own form."""
        return [self[name] for name in self.fields if name not in ("tahun", "format", "halaman")]

    def refusals(self) -> list[tuple[str, str, str]]:
        """What could not be read: the field, what stood there, and what to do."""
        return [
            (str(self[name].label), str(self.data.get(name, ""))[:40], str(errors[0]))
            for name, errors in self.errors.items()
        ]


class PagedReportForm(ReportForm):
    """A report that is a list, by pages."""

    halaman = forms.IntegerField(
        label=_("Halaman"),
        required=False,
        min_value=1,
        widget=forms.HiddenInput(),
        error_messages={"invalid": _("Halaman ditulis dengan angka."), "min_value": _("Halaman dihitung dari 1.")},
    )

    def add_no_such_page(self, last: int) -> None:
        """Say that the list ends before the page asked for."""
        self.add_error("halaman", _("Daftar ini berakhir di halaman %(last)d.") % {"last": last})
