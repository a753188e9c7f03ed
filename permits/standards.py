"""Published standards as moves and pages ask for them, kept in the memory of each process.

A published standard never changes, so every application filed under it can share one
copy; it is for reading only. It is read anew after some seconds, because a role or a
permit type may be renamed.
"""

from __future__ import annotations

import time

from permits.models import Application, ServiceStandard, StandardStatus

SECONDS_KEPT = 15
LOADED = ("stages__role", "requirements", "fields", "tariff_indices", "tariff_steps", "permit_type__standings")

_kept: dict[int, tuple[float, ServiceStandard]] = {}


def kept_standard(pk: int) -> ServiceStandard:
    """The standard with its type, stages and their roles, requirements, fields and tariff. A draft is not kept."""
    read_at, standard = _kept.get(pk, (0.0, None))
    if standard is None or time.monotonic() - read_at > SECONDS_KEPT:
        standard = ServiceStandard.objects.select_related("permit_type").prefetch_related(*LOADED).get(pk=pk)
        if standard.status != StandardStatus.DRAFT:
            _kept[pk] = time.monotonic(), standard
    return standard


def give_standard(application: Application) -> ServiceStandard:
    """Put the kept standard, its permit type and the present stage on ``application``, and return it."""
    standard = kept_standard(application.standard_id)
    application.standard, application.permit_type = standard, standard.permit_type
    stages = {stage.pk: stage for stage in standard.stages.all()}
    here = stages[application.stage_id] if application.stage_id else None
    setattr(application, "stage", here)  # noqa: B010 - the same stage, loaded
    return standard


def forget() -> None:
    """Drop everything kept."""
    _kept.clear()
