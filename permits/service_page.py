"""A service standard as the public reads it: what is asked for, how it goes, how long it takes, what it costs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from permits import tariffs
from permits.models import AppliesTo, FilingKind, PermitType, Requirement, ServiceStandard, TariffMode, Work
from permits.retribution import Step, examples, sentences
from permits.timeline import actor_title

# The components about how the office is run; the six about delivery have their own places on the page.
INTERNAL_COMPONENTS = (
    ("legal_basis", gettext_lazy("Dasar hukum")),
    ("facilities", gettext_lazy("Sarana dan prasarana")),
    ("competence", gettext_lazy("Kompetensi pelaksana")),
    ("supervision", gettext_lazy("Pengawasan internal")),
    ("staff_number", gettext_lazy("Jumlah pelaksana")),
    ("service_guarantee", gettext_lazy("Jaminan pelayanan")),
    ("safety_guarantee", gettext_lazy("Jaminan keamanan dan keselamatan")),
    ("evaluation", gettext_lazy("Evaluasi kinerja pelaksana")),
)
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """The documents asked for one kind of filing, or for several that ask for the same."""

    title: str
    for_all: list[Requirement]
    for_person: list[Requirement]
    for_company: list[Requirement]


@dataclass(frozen=True)
class Tariff:
    """How the retribution comes about: in words, by steps and indices, and worked out for examples."""

    formula: str
    steps: Rows
    indices: list[tuple[str, Rows]]
    examples: list[tuple[str, Rows]]


def page_of(permit_type: PermitType, standard: ServiceStandard, day: datetime.date) -> dict[str, Any]:
    """What the templates of a standard need, its rows in the order people ask for them."""
    stages = list(standard.stages.select_related("role"))
    return {
        "standard": standard,
        "working_days": max((stage.day_limit or 0 for stage in stages), default=0),
        "filling_minutes": sum(stage.minutes for stage in stages if stage.work == Work.FILE),
        "procedure": [(stage, actor_title(stage, permit_type)) for stage in stages],
        "is_inspected": any(stage.work == Work.INSPECT for stage in stages),
        "asked": asked(standard),
        "later_kinds": _listed(FilingKind(kind).label for kind in standard.kinds if kind != FilingKind.NEW),
        "validity": validity(standard),
        "filed_with": [row for row in permit_type.filed_with.all() if row.is_open_on(day)],
        "tariff": tariff_of(standard) if standard.tariff_mode else None,
        "internal": [(title, getattr(standard, name)) for name, title in INTERNAL_COMPONENTS],
    }


def asked(standard: ServiceStandard) -> list[Asked]:
    """The documents for each kind of filing the standard offers; kinds that ask for the same stand together."""
    requirements = list(standard.requirements.all())
    kinds: dict[tuple[int, ...], list[str]] = {}
    for kind in standard.kinds:
        rows = tuple(place for place, row in enumerate(requirements) if not row.kinds or kind in row.kinds)
        kinds.setdefault(rows, []).append(str(FilingKind(kind).label))

    def chosen(rows: tuple[int, ...], applies_to: str) -> list[Requirement]:
        return [requirements[place] for place in rows if requirements[place].applies_to == applies_to]

    return [
        Asked(_listed(names), *(chosen(rows, applies_to) for applies_to in AppliesTo)) for rows, names in kinds.items()
    ]


def validity(standard: ServiceStandard) -> str:
    """How long a permit is good for, in words."""
    months = standard.validity_months
    if not months:
        return _("Selama usaha berjalan")
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(count)s bulan", "%(count)s bulan", months) % {"count": months}
    return ngettext("%(count)s tahun", "%(count)s tahun", years) % {"count": years}


def tariff_of(standard: ServiceStandard) -> Tariff:
    """The tariff of a standard that passed publication's checks."""
    steps, unit = tariffs.steps_of(standard), standard.tariff_unit
    choices = [tariffs.every_choice(row) for row in standard.tariff_indices.all()]
    worked = examples(steps, standard.tariff_mode, unit, [row[0] for row in choices])
    return Tariff(
        formula=_formula(standard.tariff_mode, steps, [row[0].name for row in choices]),
        steps=_step_rows(steps, unit),
        indices=[(row[0].name, [(index.label, f"× {_number(index.value)}") for index in row]) for row in choices],
        examples=[(example.title, sentences(example.calculation)) for example in worked],
    )


def _formula(mode: str, steps: list[Step], names: list[str]) -> str:
    if len(steps) == 1:
        base = _("luas × tarif")
    elif mode == TariffMode.GRADUATED:
        base = _("jumlah dari luas setiap jenjang × tarif jenjang itu")
    else:
        base = _("luas seluruhnya × tarif jenjang tempat luas itu berada")
    if names and len(steps) > 1:
        base = f"({base})"
    return _("Retribusi = %(product)s") % {"product": " × ".join([base, *names])}


def _step_rows(steps: list[Step], unit: str) -> Rows:
    begin, rows = Decimal(0), []
    for step in steps:
        rate = _("Rp%(rate)s per %(unit)s") % {"rate": _number(step.rate), "unit": unit}
        rows.append((_span(begin, step.up_to, unit), rate))
        begin = step.up_to or begin
    return rows


def _span(begin: Decimal, end: Decimal | None, unit: str) -> str:
    if end is None:
        return _("Di atas %(begin)s %(unit)s") % {"begin": _number(begin), "unit": unit} if begin else _("Setiap luas")
    if not begin:
        return _("Sampai %(end)s %(unit)s") % {"end": _number(end), "unit": unit}
    return _("Di atas %(begin)s sampai %(end)s %(unit)s") % {"begin": _number(begin), "end": _number(end), "unit": unit}


def _number(value: Decimal) -> str:
    """A number as people write it, without the zeros that the database adds."""
    return number_format(value.normalize(), use_l10n=True, force_grouping=True)


def _listed(names: Iterable[Any]) -> str:
    """Names as a sentence lists them: "Izin baru, perubahan, dan perpanjangan"."""
    words = [str(name) for name in names]
    words = words[:1] + [word[:1].lower() + word[1:] for word in words[1:]]
    if len(words) < 2:
        return "".join(words)
    if len(words) == 2:
        return _("%(one)s dan %(other)s") % {"one": words[0], "other": words[1]}
    return _("%(most)s, dan %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}
