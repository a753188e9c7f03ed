"""What the public sees of the hub at a moment: derived from versions, schedules, checks and reviews; never stored."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from helpdesk.models import Announcement, Group, HubSettings, Link, LinkVersion, ShortAddress, Step, WhenBroken
from permits.services import domain_of
from sipelaku.office.services import current_office


@dataclass(frozen=True)
class PublicLink:
    """A link as the page shows it: the version in force, and what is wrong with it just now."""

    link: Link
    version: LinkVersion
    code: str
    is_broken: bool
    is_in_review: bool

    @property
    def url(self) -> str:
        """The short address through which the page leads to it."""
        return reverse("short_address", args=[self.code])

    @property
    def domain(self) -> str:
        """The site it leads to, as people know it; "" for a document of our own."""
        return domain_of(self.version.address)

    @property
    def leads_to(self) -> str:
        """The one address a redirect may go to."""
        return self.version.address or reverse("hub_document", args=[self.code])


@dataclass(frozen=True)
class PublicGroup:
    group: Group
    links: list[PublicLink]


def links_at(moment: datetime.datetime, links: QuerySet[Link] | None = None) -> list[PublicLink]:
    """The links the public sees at ``moment``, in the page's order. Three queries."""
    published = LinkVersion.objects.filter(
        Q(visible_until__isnull=True) | Q(visible_until__gt=moment), step=Step.PUBLISHED, visible_from__lte=moment
    )
    rows = (Link.objects.all() if links is None else links).filter(withdrawn_at=None)
    rows = rows.select_related("group").prefetch_related(
        Prefetch(
            "versions",
            published.select_related("verified_by", "permit_type").order_by("-number"),
            to_attr="in_force",
        ),
        Prefetch("addresses", ShortAddress.objects.filter(campaign=None), to_attr="own_address"),
    )
    today = moment.astimezone(current_office().zone).date()
    hides = HubSettings.objects.filter(when_broken=WhenBroken.HIDE).exists()
    shown = [_public(row, today) for row in rows if row.in_force]
    return [row for row in shown if not (row.is_broken and hides)]


def watched_at(moment: datetime.datetime) -> QuerySet[Link]:
    """The links that the public sees at ``moment`` or will see, with the versions it is about, the newest first."""
    published = LinkVersion.objects.filter(
        Q(visible_until__isnull=True) | Q(visible_until__gt=moment), step=Step.PUBLISHED
    )
    return Link.objects.filter(Exists(published.filter(link=OuterRef("pk"))), withdrawn_at=None).prefetch_related(
        Prefetch("versions", published.order_by("-number"), to_attr="published_versions")
    )


def link_behind(address: ShortAddress, moment: datetime.datetime) -> PublicLink | None:
    """The link a short address leads to at ``moment``; None while the public sees none there."""
    if address.link_id is None:
        return None
    return next(iter(links_at(moment, Link.objects.filter(pk=address.link_id))), None)


def groups_of(links: Iterable[PublicLink]) -> list[PublicGroup]:
    """All groups in their order, each with its links; empty ones too."""
    links = list(links)
    return [
        PublicGroup(group, [row for row in links if row.link.group_id == group.pk]) for group in Group.objects.all()
    ]


def announcements_at(moment: datetime.datetime) -> list[Announcement]:
    """What is announced at ``moment``, the newest first."""
    return list(
        Announcement.objects.filter(
            Q(visible_until__isnull=True) | Q(visible_until__gt=moment), visible_from__lte=moment, withdrawn_at=None
        )
    )


def _public(row: Link, today: datetime.date) -> PublicLink:
    in_force: list[LinkVersion] = row.in_force  # type: ignore[attr-defined]
    own: list[ShortAddress] = row.own_address  # type: ignore[attr-defined]
    return PublicLink(
        link=row,
        version=in_force[0],
        code=own[0].code,
        is_broken=row.broken_since is not None,
        is_in_review=row.is_overdue_on(today),
    )


def now() -> list[PublicLink]:
    """The links the public sees now."""
    return links_at(timezone.now())
