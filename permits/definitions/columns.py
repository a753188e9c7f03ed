"""The keys of a definition file and the columns of the models they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permits.models import ServiceStandard


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


PERMIT_TYPE = _same(
    "slug", "code", "name", "abbreviation", "agency", "section_head", "summary", "place", "number_pattern"
)
STANDING = _same("effective_from", "state", "successor", "address", "explanation", "legal_basis")
COMPONENTS = _same(*ServiceStandard.TEXT_COMPONENTS)
PERMIT = {name: f"permit_{name}" for name in ("title", "basis", "considering", "terms", "copies")} | _same(
    "validity_months", "reminder_days"
)
TARIFF = {"mode": "tariff_mode", "unit": "tariff_unit"} | _same("account_code", "account_name", "payment_days")
# Where "no" leads (``if_no``) is two columns and not here.
STAGE = {"name": "name", "role": "role_id", "work": "work", "minutes": "minutes", "day": "day_limit"} | _same(
    "needs", "output"
)
_ASKED = {"help": "help_text", "for": "applies_to"} | _same("required", "kinds")
REQUIREMENT = _same("code", "name") | _ASKED
FIELD = (
    _same("section", "key", "label") | {"help": "help_text"} | _same("kind", "choices") | _ASKED | _same("on_permit")
)
INDEX = _same("key", "name", "choices")
STEP = _same("up_to", "rate")


def as_columns(names: Mapping[str, str], content: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a part of a file by column; keys that are none of ``names`` are left out."""
    return {names[key]: value for key, value in content.items() if key in names}


def as_content(names: Mapping[str, str], row: Any) -> dict[str, Any]:
    """The columns of a model instance by the file's keys, without those that stand at their default.

    What has no default is always written, even when it is null.
    """
    content = {}
    for key, column in names.items():
        value = getattr(row, column)
        model_field = row._meta.get_field(column.removesuffix("_id"))
        if not (model_field.has_default() or model_field.blank) or value not in (model_field.get_default(), None):
            content[key] = value
    return content
