"""The daily check of every address and document that the public sees or will see, and what becomes of the broken ones.

A worker claims a link by moving its next check on, from the moment it read to the end of a lease; who comes second
changes nothing and goes on. It opens the link outside any transaction and writes down what it found while its lease
still stands. A worker that is killed leaves the lease behind: the link is opened again when that ends.

One failure can be chance, so a link is broken from the second in a row. Where nothing answers, not even the sites of
other links, it is the portal that is offline: nothing is said about any link, and all checks are put off.
"""

from __future__ import annotations

import datetime
import logging
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk import letters, trials
from helpdesk.addresses import host_of
from helpdesk.models import AddressCheck, LetterKind, Link, LinkVersion, Problem
from helpdesk.moves import Action, Overtaken, Situation, begun, demand, record, require
from helpdesk.outgoing import Opened, open_address
from helpdesk.published import watched_at
from sipelaku.accounts.models import User

MOST = 20
# No opening begins later in a round than this, seconds: whoever drains alone has letters to send too.
ROUND = 20.0
# A site is opened once in this time, seconds. The cache in the database counts whole seconds, so one more than one.
PAUSE = 2
LEASE = datetime.timedelta(minutes=10)
A_DAY, AN_HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
# What was found well is checked again within the day, not all at the same moment.
SPREAD = 2 * 3600  # seconds
# A link that has been broken for a day is asked less often: every row about it is kept for good.
PATIENT_FAILURES, PATIENTLY = 24, datetime.timedelta(hours=6)
FAILURES_TO_BREAK = 2
_FOUND = ["failures", "broken_since", "next_check_at"]  # what a check writes of a link

# What a portal without a network finds everywhere.
OFFLINE = frozenset({Problem.NO_HOST, Problem.UNREACHABLE, Problem.TIMEOUT})
# So many different sites don't fail together by chance.
WITNESSES = 3

BEING_CHECKED = _(
    "Portal sedang atau sebentar lagi memeriksa tautan ini. Tunggu sepuluh menit, lalu muat ulang halaman."
)
CHANGED = _("Tautan ini berubah selagi diperiksa. Periksa lagi.")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A link this worker may open: which version, and until when nobody else will."""

    link: int
    version: LinkVersion
    until: datetime.datetime

    @property
    def host(self) -> str:
        return host_of(self.version.address)


Found = tuple[Claim, Opened]


def check_due() -> int:
    """Open the links whose check is due, MOST at a time; return how many were written down.

    From the first site that answers on each is written down at once: what befalls the round later takes none back.
    """
    done, waiting, is_online = 0, list[Found](), False
    for found in _opened(_claims(timezone.now())):
        waiting.append(found)
        is_online = is_online or _answered(found)
        if is_online:
            done += _settle_all(waiting)
            waiting = []
    if _is_offline(waiting):
        _put_off(timezone.now())
        return done
    return done + _settle_all(waiting)


# Whose turn it is ---------------------------------------------------------------------


def _opened(claims: Iterator[Claim]) -> Iterator[Found]:
    began, count = time.monotonic(), 0
    while count < MOST and time.monotonic() - began < ROUND and (claim := next(claims, None)):
        yield claim, trials.examine(claim.version)
        count += 1


def _claims(now: datetime.datetime) -> Iterator[Claim]:
    """The links whose check is due, each claimed when it is asked for."""
    for link in watched_at(now).filter(next_check_at__lte=now).order_by("next_check_at", "pk"):
        version = _shown(link, now)
        host = host_of(version.address)
        if host and not _may_ask(host):
            continue
        until = timezone.now() + LEASE
        if claim(link, until):
            yield Claim(link.pk, version, until)


def claim(link: Link, until: datetime.datetime) -> bool:
    """Take the check of ``link`` for this worker ``until`` then; False when another was faster."""
    return bool(Link.objects.filter(pk=link.pk, next_check_at=link.next_check_at).update(next_check_at=until))


def _is_leased(link: Link, now: datetime.datetime) -> bool:
    """Whether somebody may be opening ``link`` at ``now``; a check planned for so soon looks the same."""
    return link.next_check_at is not None and now < link.next_check_at <= now + LEASE


def _shown(link: Link, now: datetime.datetime) -> LinkVersion:
    """The version the public sees, or else the one it will see first."""
    versions: list[LinkVersion] = link.published_versions  # type: ignore[attr-defined]
    in_force = (row for row in versions if _begins(row) <= now)
    return next(in_force, None) or min(versions, key=_begins)


def _begins(version: LinkVersion) -> datetime.datetime:
    assert version.visible_from is not None  # by the constraint on what is published
    return version.visible_from


def _may_ask(host: str) -> bool:
    """Whether no worker has asked ``host`` just now."""
    return cache.add(f"opened:{host}", True, PAUSE)


# At once ------------------------------------------------------------------------------


def check_now(link: Link, *, by: User) -> AddressCheck:
    """Open a published link because ``by`` asks, and write down what was found; waits for the network.

    A link that answers again is whole at once. One that fails is not blamed for it: its next check is due, and that
    one counts. Raises Refused, also while a worker holds the link's lease, and when somebody did something to the link
    meanwhile: then nothing is written down. Not to be called within a transaction.
    """
    demand(Action.CHECK, Situation(link, None), by)
    with trials.alone(by):
        now = timezone.now()
        row = watched_at(now).filter(pk=link.pk).first()
        if row is None:
            raise Overtaken(str(CHANGED))
        version, planned, until = _shown(row, now), row.next_check_at, now + LEASE
        require(not _is_leased(row, now) and claim(row, until), BEING_CHECKED)
        opened = trials.examine(version)
    with begun(Action.CHECK, link.pk, by) as situation:
        row = situation.link
        require(row.next_check_at == until, CHANGED, Overtaken)
        check = trials.note(version, opened, is_trial=False)
        record(row, Action.CHECK, by, str(check.get_problem_display()) if check.problem else "", version)
        if holds(check):
            _held(row, version, timezone.now())
        else:
            # Two failures that count are an hour apart.
            row.next_check_at = planned if row.failures else timezone.now()
        row.save(update_fields=_FOUND)
    return check


# What was found -----------------------------------------------------------------------


def _settle_all(found: Iterable[Found]) -> int:
    """Write down what was found; return of how many links."""
    return sum(_settle(claim, opened) for claim, opened in found)


def _settle(claim: Claim, opened: Opened) -> bool:
    """Write down what was found, unless the lease has ended or somebody did something to the link meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        link = Link.objects.select_for_update().filter(pk=claim.link, next_check_at=claim.until).first()
        if link is None:
            return False
        check = trials.note(claim.version, opened, is_trial=False)
        if holds(check):
            _held(link, claim.version, now)
        else:
            _failed(link, claim.version, check, now)
        link.save(update_fields=_FOUND)
    return True


def holds(check: AddressCheck) -> bool:
    """Whether ``check`` says nothing against its version: it opened, or turned the portal away as vouched for."""
    return check.is_good or check.is_vouched_for


def _held(link: Link, version: LinkVersion, now: datetime.datetime) -> None:
    was_broken = link.broken_since is not None
    link.failures, link.broken_since = 0, None
    link.next_check_at = now + A_DAY - datetime.timedelta(seconds=random.randrange(SPREAD))
    if was_broken:
        record(link, "recovered", None, version=version)
        letters.tell_keepers(LetterKind.LINK_RECOVERED, link)


def _failed(link: Link, version: LinkVersion, check: AddressCheck, now: datetime.datetime) -> None:
    link.failures = min(link.failures + 1, 32_000)
    link.next_check_at = now + (AN_HOUR if link.failures <= PATIENT_FAILURES else PATIENTLY)
    if link.failures >= FAILURES_TO_BREAK and link.broken_since is None:
        link.broken_since = now
        record(link, "broken", None, str(check.get_problem_display()), version)
        letters.tell_keepers(LetterKind.LINK_BROKEN, link)


# Whether it is the portal -------------------------------------------------------------


def _answered(found: Found) -> bool:
    """Whether a site outside answered, well or badly; a document of the portal's own says nothing about that."""
    claim, opened = found
    return bool(claim.version.address) and opened.problem not in OFFLINE


def _is_offline(found: Iterable[Found]) -> bool:
    """Whether nothing outside answers, when none ``found`` did: where they are too few, sites of others are asked."""
    asked = {claim.host for claim, _opened in found if claim.version.address}
    if not asked:
        return False
    for host, address in _others(asked).items():
        if len(asked) >= WITNESSES:
            break
        if open_address(address).problem not in OFFLINE:
            return False
        asked.add(host)
    return len(asked) >= WITNESSES


def _others(hosts: set[str]) -> dict[str, str]:
    """An address for each other site that links lead to; those that held when they were last checked come first."""
    now = timezone.now()
    addresses: dict[str, str] = {}
    for link in watched_at(now).order_by("failures", "pk"):
        address = _shown(link, now).address
        addresses.setdefault(host_of(address), address)
    return {host: address for host, address in addresses.items() if host and host not in hosts}


def _put_off(now: datetime.datetime) -> None:
    """Let an hour pass before anything is checked; workers at work find their leases gone."""
    put_off = Link.objects.filter(next_check_at__lt=now + AN_HOUR).update(next_check_at=now + AN_HOUR)
    logger.warning("nothing outside answers: the portal is offline, %s checks of links put off for an hour", put_off)
