"""Short permanent addresses: how they are made, where they lead, and the campaigns that tell their visitors apart.

A code is printed and stays for good. The page's, each group's and each link's own lead where they
always did; a campaign's may be led elsewhere, to what the public sees and to nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk import published
from helpdesk.models import Campaign, Group, LinkVersion, ShortAddress, Step, Tally, Target
from helpdesk.models.outreach import new_code
from helpdesk.published import PublicLink

CODES_TRIED = 5


class Overtaken(Exception):
    """Somebody else changed the address or the campaign since its page was opened."""


class Refused(Exception):
    """The address belongs to what it was made for and leads nowhere else."""


@dataclass(frozen=True)
class Place:
    """What a short address can lead to: the page, a group or a link; ``is_public`` says whether people get there."""

    target: Target
    key: int
    title: str
    summary: str
    is_public: bool = True

    @property
    def name(self) -> str:
        """What a form calls it: ``link:5``."""
        return name_of(self.target, self.key)


@dataclass(frozen=True)
class Row:
    """A short address and where it leads."""

    address: ShortAddress
    place: Place
    views: int = 0
    visits: int = 0

    @property
    def url(self) -> str:
        """What its QR code says."""
        return full_address(self.address.code)

    @property
    def typed(self) -> str:
        """What people type: without what the browser adds itself."""
        return as_typed(self.url)


def name_of(target: str, key: int) -> str:
    """What a form calls a place."""
    return f"{target}:{key}"


def full_address(code: str) -> str:
    """The address that is printed: SITE_URL and the short address of ``code``."""
    return settings.SITE_URL + reverse("short_address", args=[code])


def as_typed(url: str) -> str:
    """``url`` as people type it."""
    return url.partition("://")[2].rstrip("/")


# Making and finding -------------------------------------------------------------------


def new_address(target: Target, key: int = 0, campaign: Campaign | None = None) -> ShortAddress:
    """A short address of the page (key 0), a group or a link; a code that is taken is drawn again.

    Raises IntegrityError when the group or the link has one already (of those without a campaign).
    """
    for _attempt in range(CODES_TRIED - 1):
        code = new_code()
        try:
            with transaction.atomic():
                return _written(code, target, key, campaign)
        except IntegrityError:
            if not ShortAddress.objects.filter(code=code).exists():
                raise
    return _written(new_code(), target, key, campaign)


def _written(code: str, target: Target, key: int, campaign: Campaign | None) -> ShortAddress:
    return ShortAddress.objects.create(code=code, campaign=campaign, created_at=timezone.now(), **_columns(target, key))


def _columns(target: Target, key: int) -> dict[str, int | None]:
    return {
        "group_id": key if target == Target.GROUP else None,
        "link_id": key if target == Target.LINK else None,
    }


def address_of(code: str) -> ShortAddress | None:
    """The short address of ``code`` however it was typed, capitals or not; None for a code nobody has."""
    return ShortAddress.objects.select_related("group", "campaign").filter(code=code.lower()).first()


# Where they lead ----------------------------------------------------------------------


def places() -> list[Place]:
    """All that an address may be led to now: the page, every group, every link the public sees."""
    page = Place(
        Target.PAGE, 0, _("Informasi perizinan resmi"), _("Syarat, formulir, dan kontak resmi di satu halaman.")
    )
    groups = [Place(Target.GROUP, row.pk, row.title, row.summary) for row in Group.objects.all()]
    return [page, *groups, *(place_of_link(row) for row in published.now())]


def place_of_link(row: PublicLink) -> Place:
    """The place of a link that the public sees."""
    return Place(Target.LINK, row.link.pk, row.version.title, row.version.summary)


def goal(address: ShortAddress) -> tuple[Target, int]:
    """What ``address`` leads to, and its key: 0 for the page."""
    if address.link_id is not None:
        return Target.LINK, address.link_id
    if address.group_id is not None:
        return Target.GROUP, address.group_id
    return Target.PAGE, 0


def row_of(address: ShortAddress) -> Row:
    """``address`` with where it leads now."""
    return rows_of([address], places())[0]


def rows_of(addresses: Iterable[ShortAddress], every: list[Place]) -> list[Row]:
    """``addresses``, each with where it leads: to one of ``every`` place, or to a link the public doesn't see now."""
    addresses = list(addresses)
    public = {(place.target, place.key): place for place in every}
    missing = {goal(row)[1] for row in addresses if goal(row) not in public}
    known = public | {(Target.LINK, key): place for key, place in _unseen(missing).items()}
    return [Row(row, known[goal(row)]) for row in addresses]


def _unseen(links: set[int]) -> dict[int, Place]:
    """Places of links the public doesn't see just now, called as they were last."""
    if not links:
        return {}
    versions = LinkVersion.objects.filter(link__in=links, step=Step.PUBLISHED).order_by("number")
    last = {row.link_id: row for row in versions}
    return {pk: _unseen_place(pk, last.get(pk)) for pk in links}


def _unseen_place(link: int, last: LinkVersion | None) -> Place:
    title = _("Tautan yang belum pernah terbit") if last is None else last.title
    return Place(Target.LINK, link, title, "" if last is None else last.summary, is_public=False)


def said_by(row: Row) -> dict[str, str]:
    """What a poster of ``row`` says, for ``posters.ask_for``."""
    campaign = row.address.campaign
    return {
        "title": row.place.title,
        "summary": row.place.summary,
        "address": row.url,
        "typed": row.typed,
        "campaign": "" if campaign is None else campaign.name,
    }


def own_rows() -> list[Row]:
    """The own addresses of the page, of every group and of every link the public sees, in the page's order."""
    give_every_group_one()
    own = {goal(row): row for row in ShortAddress.objects.filter(campaign=None).order_by("-pk")}
    reachable = [(own.get((place.target, place.key)), place) for place in places()]
    return [Row(address, place) for address, place in reachable if address is not None]


def give_every_group_one() -> None:
    """Make the own address of groups that have none yet; who is at it at the same time makes no second one."""
    have = ShortAddress.objects.filter(campaign=None, group__isnull=False).values("group")
    now = timezone.now()
    lacking = [ShortAddress(code=new_code(), group=row, created_at=now) for row in Group.objects.exclude(pk__in=have)]
    ShortAddress.objects.bulk_create(lacking, ignore_conflicts=True)


def stamp_of(address: ShortAddress) -> str:
    """What a form carries to say which state of ``address`` it was made from."""
    return "" if address.changed_at is None else address.changed_at.isoformat()


@transaction.atomic
def retarget(address: ShortAddress, place: Place, *, by: Any, stamp: str) -> ShortAddress:
    """Lead a campaign's ``address`` to ``place`` (of ``places()``); the code stays.

    ``stamp`` is that of the state the person saw (``stamp_of``). Raises Overtaken when it is not
    the present one, Refused for an address without a campaign.
    """
    row = ShortAddress.objects.select_for_update(of=("self",)).get(pk=address.pk)
    if row.campaign_id is None:
        raise Refused
    if stamp_of(row) != stamp:
        raise Overtaken
    for column, value in _columns(place.target, place.key).items():
        setattr(row, column, value)
    row.changed_by, row.changed_at = by, timezone.now()
    row.save(update_fields=["group", "link", "changed_by", "changed_at"])
    return row


# Campaigns ----------------------------------------------------------------------------


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, the newest first, each with the number of its ``codes``."""
    return Campaign.objects.annotate(codes=Count("addresses"))


def stamp_of_campaign(campaign: Campaign) -> str:
    """What a form carries to say which state of ``campaign`` it was made from; "" while it is new."""
    if campaign._state.adding:
        return ""
    said = f"{campaign.name}\n{campaign.first_day}\n{campaign.last_day}"
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def add_codes(campaign: Campaign, chosen: Iterable[Place]) -> list[ShortAddress]:
    """A code of the campaign's own for every chosen place that has none of it yet."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    there = {goal(row) for row in campaign.addresses.all()}
    missing = [place for place in chosen if (place.target, place.key) not in there]
    return [new_address(place.target, place.key, campaign) for place in missing]


def rows_of_campaign(campaign: Campaign, every: list[Place]) -> list[Row]:
    """The campaign's codes, each with where it leads (as ``rows_of``) and how often the campaign led there."""
    tallies = Tally.objects.filter(campaign=campaign.pk).order_by()
    sums = tallies.values_list("target", "key").annotate(Sum("views"), Sum("visits"))
    counted = {(target, key): (views, visits) for target, key, views, visits in sums}
    rows = rows_of(campaign.addresses.select_related("changed_by").order_by("pk"), every)
    return [Row(row.address, row.place, *counted.get(goal(row.address), ())) for row in rows]
