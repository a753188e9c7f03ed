"""The forms of the resume: summing a report up, and reading the resume against the report."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from permits import tariffs
from permits.desk import CaseFile
from permits.forms.desk import TriedForm, WorkForm
from permits.forms.site import AreaField
from permits.inspections import proposed_resume
from permits.models import Inspection, TariffIndex
from permits.retribution import Calculation, CannotCalculate, sentences
from permits.work.inspection import LARGEST_AREA, last_report


class ResumeForm(WorkForm):
    """The report summed up, proposed from what is known."""

    template = "permits/desk/work_resume.html"
    resume = forms.CharField(
        label=_("Resume"),
        help_text=_("Disusun dari BAP. Baca, lengkapi, dan perbaiki."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Tulis resume hasil peninjauan.")},
    )

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.inspection = _report_of(case)
        if self.inspection is not None:
            self.initial["resume"] = self.inspection.resume or proposed_resume(self.inspection)


class ReviewForm(TriedForm):
    """The resume read against the report; what the retribution is computed from may be corrected, with a reason."""

    template = "permits/desk/work_review.html"
    basis_note = forms.CharField(
        label=_("Alasan koreksi"),
        help_text=_("Wajib bila Anda mengubah luas atau indeks."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmed = forms.BooleanField(
        label=_("Saya sudah mencocokkan resume dengan BAP."),
        error_messages={"required": _("Nyatakan bahwa Anda sudah mencocokkan resume dengan BAP.")},
    )

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.inspection = _report_of(case)
        if self.is_charged:
            self._ask_basis()
        else:
            del self.fields["basis_note"]
        self._keep_what_was_tried()

    @property
    def is_charged(self) -> bool:
        return self.case.application.standard.is_charged

    def _ask_basis(self) -> None:
        standard, inspection = self.case.application.standard, self.inspection
        label = _now("Luas yang dipakai (%(unit)s)") % {"unit": standard.tariff_unit}
        self.fields["area"] = AreaField(
            label=label,
            min_value=Decimal("0.01"),
            max_value=LARGEST_AREA,
            max_digits=12,
            decimal_places=2,
            initial=_typed(inspection.basis_area if inspection else None),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": _("Tulis luas yang dipakai."), "invalid": _("Tulis luas, misalnya 150,5.")},
        )
        for row in standard.tariff_indices.all():
            places = inspection.basis_indices if inspection else {}
            self.fields[f"index-{row.key}"] = forms.TypedChoiceField(
                label=row.name,
                choices=[("", _now("Pilih satu")), *_choices(row)],
                coerce=int,
                initial=places.get(row.key),
                error_messages={
                    "required": _now("Pilih %(index)s.") % {"index": row.name},
                    "invalid_choice": _now("Pilih %(index)s.") % {"index": row.name},
                },
            )
        self.order_fields(["area", *(name for name in self.fields if name.startswith("index-"))])

    def basis_fields(self) -> list[BoundField]:
        """The area, the indices and the reason for correcting them."""
        return [field for field in self if field.name != "confirmed"]

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.is_charged:
            return {"confirmed": given["confirmed"]}
        return {
            "confirmed": given["confirmed"],
            "area": given["area"],
            "indices": {row.key: given[f"index-{row.key}"] for row in self._indices()},
            "basis_note": given["basis_note"],
        }

    def _indices(self) -> Any:
        return self.case.application.standard.tariff_indices.all()

    @cached_property
    def calculation(self) -> Calculation | None:
        """The retribution of what stands in the form, None while it yields none; ``obstacle`` says why."""
        return self._calculated[0]

    @property
    def obstacle(self) -> str:
        return self._calculated[1]

    @cached_property
    def _calculated(self) -> tuple[Calculation | None, str]:
        places = {row.key: _place(self[f"index-{row.key}"].value()) for row in self._indices()}
        try:
            area = AreaField(max_digits=12, decimal_places=2).clean(self["area"].value())
            return tariffs.calculation_of(self.case.application.standard, area, places), ""
        except CannotCalculate as reason:
            return None, str(reason)
        except forms.ValidationError as error:
            return None, error.messages[0]

    def rows(self) -> list[tuple[str, str]]:
        """The calculation line by line, without its last line."""
        return sentences(self.calculation)[:-1] if self.calculation else []

    def total(self) -> tuple[str, str]:
        """The last line of the calculation. Call it where there is one."""
        assert self.calculation is not None
        return sentences(self.calculation)[-1]


def _report_of(case: CaseFile) -> Inspection | None:
    inspection = last_report(case.application)
    if inspection is not None:
        # The same application, with its standard loaded.
        inspection.application = case.application
    return inspection


def _typed(area: Decimal | None) -> str:
    """An area as one would type it."""
    return "" if area is None else f"{area.normalize():f}".replace(".", ",")


def _place(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _choices(row: TariffIndex) -> list[tuple[int, str]]:
    return [(place, f"{choice['label']} ({choice['value']})") for place, choice in enumerate(row.choices)]
