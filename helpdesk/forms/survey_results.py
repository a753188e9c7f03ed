"""What stands in the address of the survey's results: the year, the part of it, the service, and the kind of file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from helpdesk.survey_periods import PARTS, Period, last_full, part_name
from helpdesk.survey_results import ALL_SERVICES, OTHER_SERVICE, Group, Results
from permits.models import PermitType
from sipelaku.report_form import PagedReportForm, choice

OTHER = "lain"


class ResultsForm(PagedReportForm):
    """The year, the part of it and the service; the last quarter that is over unless a year or a part is asked for."""

    def __init__(self, data: Mapping[str, Any], *, types: Sequence[PermitType], today: datetime.date) -> None:
        if not ("tahun" in data or "bagian" in data):
            quarter = last_full(today)[0]
            data = dict(data.items()) | {"tahun": quarter.year, "bagian": quarter.part}
        super().__init__(data, this_year=today.year)
        self.types = {row.slug: row for row in types}
        self.fields["bagian"] = choice(
            _("Periode"),
            [(part, part_name(part)) for part in PARTS],
            _("Periode ini tidak ada. Pilih dari daftar di halaman hasil."),
        )
        self.fields["layanan"] = choice(
            _("Layanan"),
            [("", ALL_SERVICES), *((row.slug, row.name) for row in types), (OTHER, OTHER_SERVICE)],
            _("Layanan ini tidak ada. Pilih dari daftar di halaman hasil."),
        )

    @property
    def period(self) -> Period:
        """What is asked for, of a valid form."""
        return Period(self.cleaned_data["tahun"], self.cleaned_data["bagian"])

    def group_of(self, found: Results) -> Group:
        """The group of ``found`` that is asked for: all services together, or the one chosen."""
        chosen = self.cleaned_data["layanan"]
        if not chosen:
            return found.total
        permit_type = self.types.get(chosen)
        return found.of(permit_type.pk, permit_type.name) if permit_type else found.of(None, OTHER_SERVICE)
