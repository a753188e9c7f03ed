"""Published standards as pages ask for them, kept in the memory of each process.

A published standard never changes, so every application filed under it can share
one copy. It is read anew after the seconds of the cache ``local``, because a role or
a permit type may be renamed.
"""

from __future__ import annotations

from django.core.cache import caches

from permits.models import ServiceStandard, StandardStatus


def kept_standard(pk: int) -> ServiceStandard:
    """The standard with its permit type, and its stages with their roles, all loaded. A draft is not kept."""
    key = f"standard:{pk}"
    standard: ServiceStandard | None = caches["local"].get(key)
    if standard is None:
        standard = ServiceStandard.objects.select_related("permit_type").prefetch_related("stages__role").get(pk=pk)
        if standard.status != StandardStatus.DRAFT:
            caches["local"].set(key, standard)
    return standard
