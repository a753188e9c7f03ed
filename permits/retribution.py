"""The arithmetic of a retribution: area by tariff, times the indices, rounded once.

Knows neither database nor clock. Every tariff is an administrator's entry; what was
calculated is kept as it was (``Calculation.as_json``), so that a bill can be read
again after its tariff has changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow, localcontext
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sipelaku.identifiers import rupiah

# Every slice of the area at its own rate, or all of it at the rate of the step it falls into.
GRADUATED, WHOLE = "graduated", "whole"

LARGEST_AMOUNT = 10**15
TYPICAL_AREA = Decimal(150)
# Nothing is rounded on the way: what would be is refused instead.
_EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, Overflow])


class CannotCalculate(ValueError):
    """The area, tariff or indices yield no retribution; the message tells the officer what to mend."""


@dataclass(frozen=True)
class Step:
    """A step of a tariff: rupiah per unit for areas up to and including ``up_to`` (None: without end)."""

    up_to: Decimal | None
    rate: Decimal


@dataclass(frozen=True)
class Index:
    """The choice made for one index of a tariff, e.g. "Indeks lokasi": "permukiman", 3."""

    key: str
    name: str
    label: str
    value: Decimal


@dataclass(frozen=True)
class Line:
    """A slice of the area, its rate per unit and the rupiah they make, not rounded."""

    area: Decimal
    rate: Decimal
    rupiah: Decimal


@dataclass(frozen=True)
class Calculation:
    """A worked retribution: ``base`` sums the lines, ``product`` is of the indices, ``amount`` is whole rupiah."""

    mode: str
    unit: str
    area: Decimal
    lines: tuple[Line, ...]
    base: Decimal
    indices: tuple[Index, ...]
    product: Decimal
    amount: int

    def as_json(self) -> dict[str, Any]:
        """The calculation for a JSON column, decimals as strings: ``from_json`` gives back exactly the same."""
        return {
            "mode": self.mode,
            "unit": self.unit,
            "area": str(self.area),
            "lines": [{name: str(value) for name, value in asdict(line).items()} for line in self.lines],
            "base": str(self.base),
            "indices": [{name: str(value) for name, value in asdict(index).items()} for index in self.indices],
            "product": str(self.product),
            "amount": self.amount,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Calculation:
        """The calculation that ``as_json`` wrote down; nothing is calculated anew."""
        return cls(
            mode=stored["mode"],
            unit=stored["unit"],
            area=Decimal(stored["area"]),
            lines=tuple(Line(**{name: Decimal(text) for name, text in row.items()}) for row in stored["lines"]),
            base=Decimal(stored["base"]),
            indices=tuple(Index(**{**row, "value": Decimal(row["value"])}) for row in stored["indices"]),
            product=Decimal(stored["product"]),
            amount=stored["amount"],
        )


@dataclass(frozen=True)
class Example:
    """A worked example of a tariff under its heading."""

    title: str
    calculation: Calculation


def calculate(
    *, area: Decimal, steps: Sequence[Step], mode: str, indices: Sequence[Index], unit: str = "m²"
) -> Calculation:
    """The retribution in whole rupiah: base by area x product of the indices, rounded half up once, at the end.

    ``mode`` is GRADUATED or WHOLE; ``steps`` rise and the last has no end. Raises CannotCalculate.
    """
    _check_mode(mode)
    _check_steps(steps)
    _check_indices(indices)
    if not _is_positive(area):
        raise CannotCalculate(_("Luas harus lebih dari nol. Periksa kembali luas yang ditulis."))
    with _exactly():
        lines = _graduated(area, steps) if mode == GRADUATED else _whole(area, steps)
        base = sum((line.rupiah for line in lines), Decimal(0))
        product = math.prod((index.value for index in indices), start=Decimal(1))
        rounded = (base * product).to_integral_value(rounding=ROUND_HALF_UP)
    if rounded > LARGEST_AMOUNT:
        raise CannotCalculate(
            _("Hasilnya lebih dari %(most)s. Periksa luas, tarif, dan indeksnya.") % {"most": rupiah(LARGEST_AMOUNT)}
        )
    return Calculation(mode, unit, area, lines, base, tuple(indices), product, int(rounded))


def examples(steps: Sequence[Step], mode: str, unit: str = "m²", indices: Sequence[Index] = ()) -> list[Example]:
    """Worked examples of a tariff: one without steps; one within the first step and one beyond it with steps.

    ``indices`` holds the first choice of each index. Raises CannotCalculate as ``calculate`` does, so that an
    editor can tell what is still wrong with the tariff.
    """
    _check_steps(steps)
    limit = steps[0].up_to
    with _exactly():
        areas = [TYPICAL_AREA] if limit is None else [limit * Decimal("0.5"), limit * Decimal("1.5")]
    return [
        Example(
            title=_("Contoh: luas %(area)s") % {"area": measured(area, unit)},
            calculation=calculate(area=area, steps=steps, mode=mode, indices=indices, unit=unit),
        )
        for area in areas
    ]


def sentences(calculation: Calculation) -> list[tuple[str, str]]:
    """The calculation as its payer reads it, line by line: what, and how much. The last line is the retribution."""
    rows = [
        (
            _("%(area)s × %(rate)s") % {"area": measured(line.area, calculation.unit), "rate": _money(line.rate)},
            _money(line.rupiah),
        )
        for line in calculation.lines
    ]
    if len(calculation.lines) > 1:
        rows.append((_("Jumlah menurut luas"), _money(calculation.base)))
    rows += [
        (
            _("%(index)s: %(choice)s") % {"index": index.name, "choice": index.label},
            _("× %(value)s") % {"value": _number(index.value)},
        )
        for index in calculation.indices
    ]
    return [*rows, (_total_label(calculation), rupiah(calculation.amount))]


def measured(area: Decimal, unit: str) -> str:
    """An area with its unit as people read it, "1.250,5 m²"."""
    return f"{_number(area)} {unit}"


def _graduated(area: Decimal, steps: Sequence[Step]) -> tuple[Line, ...]:
    lines = []
    begin = Decimal(0)
    for step in steps:
        end = area if step.up_to is None else min(area, step.up_to)
        lines.append(_line(end - begin, step.rate))
        if end == area:
            break
        begin = end
    return tuple(lines)


def _whole(area: Decimal, steps: Sequence[Step]) -> tuple[Line, ...]:
    rate = next(step.rate for step in steps if step.up_to is None or area <= step.up_to)
    return (_line(area, rate),)


def _line(area: Decimal, rate: Decimal) -> Line:
    return Line(area, rate, area * rate)


def _check_mode(mode: str) -> None:
    if mode not in (GRADUATED, WHOLE):
        raise CannotCalculate(_("Cara menghitung tarif belum dipilih. Pilih bertingkat atau satu tarif untuk semua."))


def _check_steps(steps: Sequence[Step]) -> None:
    """Raise CannotCalculate unless the steps give every area a rate: rising limits, the last one without end."""
    if not steps:
        raise CannotCalculate(_("Tarif belum diisi. Tambahkan sedikitnya satu tingkat tarif."))
    if not all(_is_positive(step.rate) for step in steps):
        raise CannotCalculate(_("Setiap tarif harus lebih dari nol rupiah. Periksa kembali tarifnya."))
    if steps[-1].up_to is not None:
        raise CannotCalculate(
            _("Luas di atas tingkat terakhir belum punya tarif. Kosongkan batas luas tingkat terakhir.")
        )
    last = Decimal(0)
    for step in steps[:-1]:
        if step.up_to is None or not step.up_to.is_finite() or step.up_to <= last:
            raise CannotCalculate(
                _("Batas luas harus naik dari tingkat ke tingkat. Urutkan tingkat tarif dari luas yang terkecil.")
            )
        last = step.up_to


def _check_indices(indices: Sequence[Index]) -> None:
    for index in indices:
        if not _is_positive(index.value):
            raise CannotCalculate(
                _("Nilai “%(index)s: %(choice)s” harus lebih dari nol. Periksa kembali nilai indeksnya.")
                % {"index": index.name, "choice": index.label}
            )


def _is_positive(value: Decimal) -> bool:
    return value.is_finite() and value > 0


@contextmanager
def _exactly() -> Iterator[None]:
    """Calculate without rounding; raises CannotCalculate for numbers too long for that."""
    try:
        with localcontext(_EXACT):
            yield
    except Inexact as error:
        raise CannotCalculate(_("Angkanya terlalu panjang. Periksa luas, tarif, dan indeksnya.")) from error


def _total_label(calculation: Calculation) -> str:
    with _exactly():
        is_rounded = calculation.base * calculation.product != calculation.amount
    return _("Retribusi, dibulatkan ke rupiah terdekat") if is_rounded else _("Retribusi")


def _money(value: Decimal) -> str:
    return f"Rp{_number(value, fewest_decimals=2)}"


def _number(value: Decimal, fewest_decimals: int = 0) -> str:
    """Write all of a number's digits: zeros that say nothing go, a broken number has at least ``fewest_decimals``."""
    whole, _point, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    decimals = fraction.ljust(fewest_decimals, "0") if fraction else ""
    return number_format(Decimal(f"{whole}.{decimals}"), use_l10n=True, force_grouping=True)
