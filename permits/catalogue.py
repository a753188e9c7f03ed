"""Loads permit types and their first service standard from the data files in ``permits/data``, and writes such files.

What is there already stays as it is: from then on the office's own changes count, not the file.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from permits import publication
from permits.definitions import DATA, SHARED, columns, read, written
from permits.models import (
    FormField,
    NoLeadsTo,
    PermitType,
    Requirement,
    ServiceStandard,
    Stage,
    Standing,
    TariffIndex,
    TariffStep,
)
from sipelaku.accounts.roles import ensure_roles
from sipelaku.office.seeding import seed_office

__all__ = ["draft", "dump", "load", "load_all", "read"]

UNPLACED = PermitType._meta.get_field("place").get_default()


def load_all(slugs: Collection[str] | None = None) -> list[tuple[str, bool]]:
    """Load roles, the office's first row and every data file, or those of ``slugs``.

    Return (slug, newly loaded) for each file.
    """
    ensure_roles()
    seed_office()
    paths = sorted(set(DATA.glob("*.yaml")) - {SHARED}) if slugs is None else [DATA / f"{slug}.yaml" for slug in slugs]
    return [load(read(path.read_text(encoding="utf-8"))) for path in paths]


@transaction.atomic
def load(definition: dict[str, Any]) -> tuple[str, bool]:
    """Create what is missing of a type and publish its standard; return its slug and whether that was new.

    ``definition`` as ``read`` returns it, with the day its standard takes effect. Raises ValidationError
    with the reasons when it cannot work; then nothing is kept.
    """
    described = definition["permit_type"]
    permit_type = PermitType.objects.filter(slug=described["slug"]).first() or _new_type(described)
    if permit_type.place == UNPLACED or not permit_type.standards.exists():
        _give_its_place(permit_type, definition)
    if permit_type.standards.exists():
        return permit_type.slug, False
    if "effective_from" not in definition:
        raise ValidationError(_("Bagian effective_from: belum ada. Tulis sejak kapan standar ini berlaku."))
    publication.put_in_force(draft(permit_type, definition), definition["effective_from"])
    return permit_type.slug, True


def draft(permit_type: PermitType, definition: dict[str, Any]) -> ServiceStandard:
    """Write a definition (as ``read`` returns it) as the next draft standard of ``permit_type``."""
    tariff = definition.get("tariff", {})
    newest = permit_type.standards.order_by("-revision").first()
    standard = ServiceStandard.objects.create(
        permit_type=permit_type,
        revision=newest.revision + 1 if newest else 1,
        kinds=definition.get("kinds", ["new"]),
        most_per_person=definition.get("most_per_person"),
        **columns.as_columns(columns.COMPONENTS, definition["components"]),
        **columns.as_columns(columns.PERMIT, definition["permit"]),
        **columns.as_columns(columns.TARIFF, tariff),
    )
    _add_rows(standard, Stage, [_stage(row) for row in definition["stages"]])
    for model, names, content in (
        (Requirement, columns.REQUIREMENT, definition["requirements"]),
        (FormField, columns.FIELD, definition["fields"]),
        (TariffIndex, columns.INDEX, [_index(row) for row in tariff.get("indices", ())]),
        (TariffStep, columns.STEP, [_step(row) for row in tariff.get("steps", ())]),
    ):
        _add_rows(standard, model, [columns.as_columns(names, row) for row in content])
    return standard


def dump(standard: ServiceStandard) -> str:
    """A standard and its type as a YAML file: ``draft`` of what ``read`` makes of it is an equal standard."""
    permit_type = standard.permit_type
    definition: dict[str, Any] = {
        "permit_type": columns.as_content(columns.PERMIT_TYPE, permit_type),
        "filed_with": list(permit_type.filed_with.values_list("slug", flat=True)),
        "standings": [columns.as_content(columns.STANDING, row) for row in permit_type.standings.all()],
        "effective_from": standard.effective_from,
        "kinds": list(standard.kinds),
        "most_per_person": standard.most_per_person,
        "components": {name: getattr(standard, name) for name in columns.COMPONENTS},
        "permit": columns.as_content(columns.PERMIT, standard),
        "stages": [_stage_content(row) for row in standard.stages.all()],
        "tariff": _tariff_content(standard) if standard.tariff_mode else None,
        "requirements": [columns.as_content(columns.REQUIREMENT, row) for row in standard.requirements.all()],
        "fields": [columns.as_content(columns.FIELD, row) for row in standard.fields.all()],
    }
    return written({part: content for part, content in definition.items() if content not in (None, [])})


def _new_type(described: dict[str, Any]) -> PermitType:
    """A new permit type. Raises ValidationError when its code is another's."""
    permit_type = PermitType(**columns.as_columns(columns.PERMIT_TYPE, described))
    permit_type.full_clean()
    permit_type.save()
    return permit_type


def _give_its_place(permit_type: PermitType, definition: dict[str, Any]) -> None:
    """What a new type still needs, and one from before types had a place: that, what became of it, its companions."""
    permit_type.place = definition["permit_type"].get("place", UNPLACED)
    permit_type.save(update_fields=["place"])
    if not permit_type.standings.exists():
        Standing.objects.bulk_create(
            Standing(permit_type=permit_type, **columns.as_columns(columns.STANDING, row))
            for row in definition.get("standings", ())
        )
    permit_type.filed_with.add(*PermitType.objects.filter(slug__in=definition.get("filed_with", ())))


def _add_rows(standard: ServiceStandard, model: Any, rows: list[dict[str, Any]]) -> None:
    model.objects.bulk_create(
        model(standard=standard, order=order, **values) for order, values in enumerate(rows, start=1)
    )


def _stage(row: dict[str, Any]) -> dict[str, Any]:
    """A stage as the files write it: ``day`` null is the applicant's clock, ``if_no`` a place or a stage's number."""
    if_no = row.get("if_no", "")
    way_back = {"no_leads_to": NoLeadsTo.STAGE, "no_stage": if_no} if isinstance(if_no, int) else {"no_leads_to": if_no}
    return columns.as_columns(columns.STAGE, row) | way_back


def _stage_content(stage: Stage) -> dict[str, Any]:
    content = columns.as_content(columns.STAGE, stage) | {"day": stage.day_limit}
    if stage.no_leads_to:
        content["if_no"] = stage.no_stage if stage.no_leads_to == NoLeadsTo.STAGE else stage.no_leads_to
    return content


def _index(row: dict[str, Any]) -> dict[str, Any]:
    """An index as the files write it, its values as the decimals in text that are stored."""
    choices = [{"label": choice["label"], "value": str(choice["value"])} for choice in row["choices"]]
    return row | {"choices": choices}


def _step(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value if value is None else Decimal(str(value)) for key, value in row.items()}


def _tariff_content(standard: ServiceStandard) -> dict[str, Any]:
    """The tariff as the files write it, decimals as quoted texts so that none of their digits is lost."""
    return columns.as_content(columns.TARIFF, standard) | {
        "indices": [columns.as_content(columns.INDEX, row) for row in standard.tariff_indices.all()],
        "steps": [
            {"up_to": None if row.up_to is None else str(row.up_to), "rate": str(row.rate)}
            for row in standard.tariff_steps.all()
        ],
    }
