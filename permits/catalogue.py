"""Loads permit types and their first service standard from the data files in ``permits/data``.

A type that has a standard already is left as it is: from then on the office's
own revisions count, not the file.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from permits import publication
from permits.models import (
    FormField,
    NoLeadsTo,
    PermitType,
    Requirement,
    ServiceStandard,
    Stage,
    TariffIndex,
    TariffStep,
)
from permits.models.standard import only_new
from sipelaku.accounts.roles import ensure_roles
from sipelaku.office.seeding import seed_office

OWN_NAMES = ("validity_months", "reminder_days")
DATA = Path(__file__).parent / "data"


def load_all(slugs: Collection[str] | None = None) -> list[tuple[str, bool]]:
    """Load roles, the office's first row and every data file, or those of ``slugs``.

    Return (slug, newly loaded) for each file.
    """
    ensure_roles()
    seed_office()
    paths = sorted(DATA.glob("*.yaml")) if slugs is None else [DATA / f"{slug}.yaml" for slug in slugs]
    return [load(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]


@transaction.atomic
def load(definition: dict[str, Any]) -> tuple[str, bool]:
    """Create and publish one type's standard; return its slug and whether it was new.

    Raises ValidationError with the reasons when the definition cannot work; then nothing is kept.
    """
    described = dict(definition["permit_type"])
    slug = described.pop("slug")
    permit_type, _created = PermitType.objects.update_or_create(slug=slug, defaults=described)
    if permit_type.standards.exists():
        return slug, False
    standard = draft(permit_type, definition)
    publication.put_in_force(standard, definition["effective_from"])
    return slug, True


def draft(permit_type: PermitType, definition: dict[str, Any]) -> ServiceStandard:
    """Write a definition's rows as a draft standard of ``permit_type``."""
    wording = {f"permit_{name}": text for name, text in definition["permit"].items() if name not in OWN_NAMES}
    standard = ServiceStandard.objects.create(
        permit_type=permit_type,
        **{name: definition["permit"].get(name) for name in OWN_NAMES},
        **_tariff(definition.get("tariff", {})),
        kinds=definition.get("kinds", only_new()),
        most_per_person=definition.get("most_per_person"),
        **definition["components"],
        **wording,
    )
    for order, row in enumerate(definition["stages"], start=1):
        Stage.objects.create(standard=standard, order=order, **_stage(row))
    for order, row in enumerate(definition["requirements"], start=1):
        Requirement.objects.create(standard=standard, order=order, **_renamed(row))
    for order, row in enumerate(definition["fields"], start=1):
        FormField.objects.create(standard=standard, order=order, **_renamed(row))
    for order, row in enumerate(definition.get("tariff", {}).get("indices", ()), start=1):
        TariffIndex.objects.create(standard=standard, order=order, **_index(row))
    for order, row in enumerate(definition.get("tariff", {}).get("steps", ()), start=1):
        TariffStep.objects.create(standard=standard, order=order, **row)
    return standard


def _tariff(row: dict[str, Any]) -> dict[str, Any]:
    names = {"mode": "tariff_mode", "unit": "tariff_unit"}
    return {names.get(name, name): value for name, value in row.items() if name not in ("indices", "steps")}


def _index(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"choices": [choice | {"value": str(choice["value"])} for choice in row["choices"]]}


def _stage(row: dict[str, Any]) -> dict[str, Any]:
    """A stage as the files write it: ``day`` null is the applicant's clock, ``if_no`` a place or a stage's number."""
    values = dict(row)
    values["role_id"], values["day_limit"] = values.pop("role"), values.pop("day")
    if_no = values.pop("if_no", "")
    if isinstance(if_no, int):
        return values | {"no_leads_to": NoLeadsTo.STAGE, "no_stage": if_no}
    return values | {"no_leads_to": if_no}


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    names = {"help": "help_text", "for": "applies_to"}
    return {names.get(name, name): value for name, value in row.items()}
