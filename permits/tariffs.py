"""From a standard's tariff rows and an inspection's findings to the arithmetic of ``permits.retribution``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from permits.models import Inspection, ServiceStandard, TariffIndex
from permits.retribution import Calculation, CannotCalculate, Index, Step, calculate


def steps_of(standard: ServiceStandard) -> list[Step]:
    """The steps of the standard's tariff, in order."""
    return [Step(row.up_to, row.rate) for row in standard.tariff_steps.all()]


def index_of(row: TariffIndex, place: Any) -> Index:
    """The choice at ``place`` (from 0) of an index. Raises CannotCalculate when there is none."""
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(row.choices):
        raise CannotCalculate(_("Pilih %(index)s.") % {"index": row.name})
    choice = row.choices[place]
    return Index(row.key, row.name, str(choice["label"]), Decimal(str(choice["value"])))


def every_choice(row: TariffIndex) -> list[Index]:
    """All choices of an index. Raises CannotCalculate for one without a name or a number."""
    try:
        return [index_of(row, place) for place in range(len(row.choices))]
    except (InvalidOperation, KeyError, TypeError):
        message = _("Setiap pilihan %(index)s memerlukan nama dan nilai.") % {"index": row.name}
        raise CannotCalculate(message) from None


def chosen(standard: ServiceStandard, places: Mapping[str, Any]) -> list[Index]:
    """The indices at the ``places`` chosen, key to place, in the tariff's order. Raises CannotCalculate."""
    return [index_of(row, places.get(row.key)) for row in standard.tariff_indices.all()]


def calculation_for(inspection: Inspection) -> Calculation:
    """The retribution of what was found at the site, as the verified resume has it. Raises CannotCalculate."""
    return calculation_of(inspection.application.standard, inspection.basis_area, inspection.basis_indices)


def calculation_of(standard: ServiceStandard, area: Decimal | None, places: Mapping[str, Any]) -> Calculation:
    """The retribution of an area and the ``places`` chosen by the standard's tariff. Raises CannotCalculate."""
    if area is None:
        raise CannotCalculate(_("Luas belum diukur. Lengkapi laporan peninjauan."))
    calculation = calculate(
        area=area,
        steps=steps_of(standard),
        mode=standard.tariff_mode,
        indices=chosen(standard, places),
        unit=standard.tariff_unit,
    )
    if calculation.amount == 0:
        raise CannotCalculate(_("Hasilnya kurang dari satu rupiah. Periksa luas, tarif, dan indeksnya."))
    return calculation
