"""The parts of a service standard as its editor shows them, and what it says in each.

Every column and every row belongs to one part; ``content_of`` is what a legal check is
about, what two versions are compared by, and how a save knows that somebody was faster.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from permits.models import ServiceStandard

Content = dict[str, Any]


class Part(models.TextChoices):
    """A page of the editor; its value is a word of the address."""

    SERVICE = "layanan", _("Layanan")
    COMPONENTS = "komponen", _("Komponen")
    REQUIREMENTS = "persyaratan", _("Persyaratan")
    FIELDS = "isian", _("Formulir")
    STAGES = "tahap", _("Tahap")
    TARIFF = "tarif", _("Tarif")
    LETTER = "surat", _("Surat izin")


class Entered(NamedTuple):
    """What was typed of a part and is right: columns by name, and the rows of each kind in order."""

    columns: Content
    rows: dict[str, list[Content]]


COLUMNS: dict[Part, tuple[str, ...]] = {
    Part.SERVICE: ("kinds", "validity_months", "reminder_days", "most_per_person"),
    Part.COMPONENTS: ServiceStandard.TEXT_COMPONENTS,
    Part.TARIFF: ("tariff_mode", "tariff_unit", "account_code", "account_name", "payment_days"),
    Part.LETTER: ("permit_title", "permit_basis", "permit_considering", "permit_terms", "permit_copies"),
}
ROWS: dict[Part, tuple[str, ...]] = {
    Part.REQUIREMENTS: ("requirements",),
    Part.FIELDS: ("fields",),
    Part.STAGES: ("stages",),
    Part.TARIFF: ("tariff_indices", "tariff_steps"),
}


def content_of(standard: ServiceStandard, part: Part) -> Content:
    """The columns and rows of one part by name, rows in their order without their keys in the database."""
    columns = {name: getattr(standard, name) for name in COLUMNS.get(part, ())}
    return columns | {name: [_values(row) for row in _ordered(standard, name)] for name in ROWS.get(part, ())}


def digest_of(content: Content) -> str:
    """SHA-256 of some content, written as canonical JSON."""
    canonical = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ordered(standard: ServiceStandard, name: str) -> list[Any]:
    return sorted(getattr(standard, name).all(), key=lambda row: (row.order, row.pk))


def _values(row: models.Model) -> Content:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "standard")
    }
