"""The trial of public access: the portal itself opens an address, or looks through a document, before it is published.

Good is what a visitor with a phone can open: an address that ends, after five redirects at the most, at an answer of
status 200 over valid TLS, is no heavier than LARGEST, and doesn't leave ``.go.id`` on its way unless the legal officer
allowed an address outside; a document that is there, is what was collected, holds nothing that acts, and is no
heavier either. A page of the portal's own is opened like any other: by its public name.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk import outgoing, publishing
from helpdesk.addresses import needs_legal_word
from helpdesk.models import AddressCheck, LinkVersion, Problem, Step
from helpdesk.moves import Action, Situation, demand, require
from helpdesk.outgoing import LARGEST, Opened
from permits import files
from sipelaku import limits
from sipelaku.accounts.models import User

# Who looks for holes with the portal's help gets no far with this; who prepares the hub never needs as many.
MOST_TRIALS, WITHIN = 30, 600  # seconds
UNDER_WAY = "trial-under-way"
LONGEST = 30  # seconds that a trial can take


def try_out(version: LinkVersion, *, by: User) -> AddressCheck:
    """Try whether the public can open ``version``, and record what came of it; waits for the network.

    Raises Refused when it is not ``by``'s to try or not yet to be tried, and when its material was exchanged meanwhile:
    then nothing is recorded. Not to be called within a transaction.
    """
    making = version.link.versions.exclude(step=Step.PUBLISHED).filter(pk=version.pk).first()
    demand(Action.TRY, Situation(version.link, making), by)
    with alone(by):
        opened = examine(version)
    with transaction.atomic():
        check = note(version, opened, is_trial=True)
        publishing.record_trial(version, check, by=by)
    return check


@contextmanager
def alone(by: User) -> Iterator[None]:
    """Let ``by`` have something opened while nobody else waits for that: a few slow sites would stop the portal.

    Raises Refused, also when they had it done too often.
    """
    require(
        limits.allow("trial", str(by.pk), amount=MOST_TRIALS, seconds=WITHIN),
        _("Anda sudah banyak menguji. Tunggu sepuluh menit, lalu uji lagi."),
    )
    require(
        cache.add(UNDER_WAY, True, LONGEST), _("Portal sedang menguji tautan lain. Tunggu sebentar, lalu uji lagi.")
    )
    try:
        yield
    finally:
        cache.delete(UNDER_WAY)


def examine(version: LinkVersion) -> Opened:
    """Open the address of ``version``, or look through its document."""
    if not version.address:
        return _scan(version)
    opened = outgoing.open_address(version.address)
    strays = not version.is_foreign_allowed and any(needs_legal_word(hop) for hop in opened.hops)
    # A site outside that turns the portal away is outside all the same.
    answered = opened.problem in ("", Problem.STATUS)
    return replace(opened, problem=Problem.OUTSIDE) if strays and answered else opened


def note(version: LinkVersion, opened: Opened, *, is_trial: bool) -> AddressCheck:
    """Write down what was found."""
    return AddressCheck.objects.create(
        version=version,
        at=timezone.now(),
        is_trial=is_trial,
        problem=opened.problem,
        status=opened.status,
        hops=list(opened.hops),
        tls_until=opened.tls_until,
        size=opened.size,
        content_type=opened.content_type,
        page_title=opened.page_title,
        took=opened.took,
    )


def _scan(version: LinkVersion) -> Opened:
    began = time.monotonic()
    opened = _scanned(version)
    return replace(opened, took=round((time.monotonic() - began) * 1000))


def _scanned(version: LinkVersion) -> Opened:
    try:
        size = version.document.size
        if size > LARGEST:
            return Opened(Problem.TOO_LARGE, size=size)
        with version.document.open("rb") as stored:
            content = stored.read()
    except OSError:
        return Opened(Problem.FILE_GONE)
    try:
        checked = files.check(content, version.document_name)
    except ValidationError:
        return Opened(Problem.FILE_TYPE, size=size)
    if checked.sha256 != version.document_sha256:
        return Opened(Problem.FILE_GONE, size=size)
    return Opened(size=size, content_type=checked.content_type)
