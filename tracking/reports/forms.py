"""What stands in the address of a report: its year, its filters, and the kind of file to take it along in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from permits.models import PermitType
from sipelaku.periods import MONTHS, month_name
from sipelaku.report_form import PagedReportForm, ReportForm, choice

WHOLE_YEAR = _("Setahun penuh")


class IssuedForm(ReportForm):
    """The report of permits issued, of one technical agency when asked for."""

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[PermitType], this_year: int) -> None:
        super().__init__(data, this_year=this_year)
        agencies = sorted({row.agency for row in types})
        self.fields["instansi"] = choice(
            _("Instansi teknis"),
            [("", _("Semua instansi")), *((name, name) for name in agencies)],
            _("Instansi ini tidak ada pada jenis izin mana pun. Pilih dari daftar di halaman laporan."),
        )


class TimelinessForm(ReportForm):
    """The report of the time limits, of one permit type or one month when asked for."""

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[PermitType], this_year: int) -> None:
        super().__init__(data, this_year=this_year)
        self.fields["izin"] = choice(
            _("Jenis izin"),
            [("", _("Semua jenis izin")), *((row.slug, row.name) for row in types)],
            _("Jenis izin ini tidak ada. Pilih dari daftar di halaman laporan."),
        )
        self.fields["bulan"] = choice(
            _("Bulan selesai"),
            [("", WHOLE_YEAR), *((str(month), month_name(month)) for month in MONTHS)],
            _("Bulan ditulis dengan angka, dari 1 sampai 12."),
        )


class LateForm(PagedReportForm, TimelinessForm):
    """The list of files that missed their limit, by pages."""
