"""What stands in the address of a report: its year, its filters, and the kind of file to take it along in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.models import PermitType
from tracking.reports.exports import CSV, XLSX
from tracking.reports.periods import EARLIEST, MONTHS, month_name

WHOLE_YEAR = _("Setahun penuh")


def _choice(label: Any, choices: list[tuple[Any, Any]], refusal: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages={"invalid_choice": refusal})


class ReportForm(forms.Form):
    """The year of a report, this one unless another is asked for; ``format`` is empty for the page."""

    tahun = forms.IntegerField(label=_("Tahun"), required=False, widget=forms.HiddenInput())
    format = _choice(
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


class IssuedForm(ReportForm):
    """The report of permits issued, of one technical agency when asked for."""

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[PermitType], this_year: int) -> None:
        super().__init__(data, this_year=this_year)
        agencies = sorted({row.agency for row in types})
        self.fields["instansi"] = _choice(
            _("Instansi teknis"),
            [("", _("Semua instansi")), *((name, name) for name in agencies)],
            _("Instansi ini tidak ada pada jenis izin mana pun. Pilih dari daftar di halaman laporan."),
        )


class TimelinessForm(ReportForm):
    """The report of the time limits, of one permit type or one month when asked for."""

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[PermitType], this_year: int) -> None:
        super().__init__(data, this_year=this_year)
        self.fields["izin"] = _choice(
            _("Jenis izin"),
            [("", _("Semua jenis izin")), *((row.slug, row.name) for row in types)],
            _("Jenis izin ini tidak ada. Pilih dari daftar di halaman laporan."),
        )
        self.fields["bulan"] = _choice(
            _("Bulan selesai"),
            [("", WHOLE_YEAR), *((str(month), month_name(month)) for month in MONTHS)],
            _("Bulan ditulis dengan angka, dari 1 sampai 12."),
        )


class LateForm(TimelinessForm):
    """The list of files that missed their limit, by pages."""

    halaman = forms.IntegerField(
        label=_("Halaman"),
        required=False,
        min_value=1,
        widget=forms.HiddenInput(),
        error_messages={
            "invalid": _("Halaman ditulis dengan angka."),
            "min_value": _("Halaman dihitung dari 1."),
        },
    )

    def add_no_such_page(self, last: int) -> None:
        """Say that the list ends before the page asked for."""
        self.add_error("halaman", _("Daftar ini berakhir di halaman %(last)d.") % {"last": last})
