"""The front page: what stands on it, read once for everybody and kept for some seconds in each process."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk import published
from helpdesk.models import Announcement, AnnouncementKind, Group, LinkVersion, OfficialNumber, ShortAddress
from helpdesk.published import PublicLink
from permits.services import Service, filed_since, services_on
from sipelaku.office.kept import kept
from sipelaku.office.services import OpenNow, current_office, open_now

KEPT, A_DAY = 15, 24 * 3600  # seconds
A_YEAR = datetime.timedelta(days=365)
MAIN_SERVICES = 4
CONTACTS = "kontak"  # the guide's group that shows the office's own numbers
CAMPAIGNS, FILED = "hub:campaigns", "hub:filed"
# Whoever carries one of these may be shown something of their own.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


@dataclass(frozen=True)
class Entry:
    """A link with the words that say where it leads: "oss.go.id", or "PDF, 320 KB"."""

    link: PublicLink
    place: str


@dataclass(frozen=True)
class Section:
    """A group that has something to show: links, or the office's contacts."""

    group: Group
    entries: list[Entry]
    has_contacts: bool


@dataclass(frozen=True)
class FrontPage:
    """Everything the front page tells at a moment."""

    opening: OpenNow | None
    outages: list[Announcement]
    news: list[Announcement]
    featured: Entry | None
    sections: list[Section]
    numbers: list[OfficialNumber]
    services: list[Service]
    count: int


def front_page(moment: datetime.datetime) -> FrontPage:
    """Read what the front page tells at ``moment``; ``count`` is of all services."""
    entries = [entry_of(link) for link in published.links_at(moment)]
    announcements = published.announcements_at(moment)
    services = services_on(moment.astimezone(current_office().zone).date())
    return FrontPage(
        opening=open_now(moment),
        outages=[row for row in announcements if row.kind == AnnouncementKind.OUTAGE],
        news=[row for row in announcements if row.kind == AnnouncementKind.NEWS],
        featured=next((entry for entry in entries if entry.link.link.is_featured), None),
        sections=sections_of(entries),
        numbers=list(OfficialNumber.objects.all()),
        services=main_services(services, moment),
        count=len(services),
    )


def main_services(services: list[Service], moment: datetime.datetime) -> list[Service]:
    """The few open ones filed most in the year before ``moment``; equal ones as they come, with a known end last."""
    filed = kept(FILED, lambda: filed_since(moment - A_YEAR), A_DAY)
    are_open = [service for service in services if service.is_open]
    return sorted(are_open, key=lambda service: (-filed.get(service.permit_type.pk, 0), not service.stays))[
        :MAIN_SERVICES
    ]


def sections_of(entries: list[Entry]) -> list[Section]:
    """The groups with something to show, in their order; within one, what is for everybody and then by sector."""
    by_link = {entry.link: entry for entry in entries}
    sections = [
        Section(
            row.group,
            sorted((by_link[link] for link in row.links), key=lambda entry: entry.link.version.sector.casefold()),
            row.group.slug == CONTACTS,
        )
        for row in published.groups_of(by_link)
    ]
    return [section for section in sections if section.entries or section.has_contacts]


def entry_of(link: PublicLink) -> Entry:
    """A link with where it leads."""
    return Entry(link, link.domain or document_in_words(link.version))


def document_in_words(version: LinkVersion) -> str:
    """Kind and size of a document: "PDF, 320 KB"."""
    kind = PurePath(version.document_name).suffix.removeprefix(".").upper() or _("Dokumen")
    return f"{kind}, {size_in_words(version.document_size)}" if version.document_size else kind


def size_in_words(size: int) -> str:
    """Bytes as a phone's owner reads them: "320 KB", "1,4 MB"."""
    thousands = math.ceil(size / 1000)
    return f"{thousands} KB" if thousands < 1000 else f"{size / 1_000_000:.1f} MB".replace(".", ",")


def kept_for_everybody(request: HttpRequest, draw: Callable[[datetime.datetime], str]) -> str:
    """The page as ``draw`` makes it of a moment, kept for those of whom nothing is known.

    The time that pages are kept ends with a quarter of a minute, so what is timed to the minute
    (a link's schedule, the end of the service hours) comes and goes on time.
    """
    moment = timezone.now()
    if any(name in request.COOKIES for name in PERSONAL_COOKIES):
        return draw(moment)
    return kept(f"hub:{int(moment.timestamp()) // KEPT}", lambda: draw(moment))


def campaign_of(code: str) -> int:
    """The campaign whose short address led here, by its code; 0 for none and for a code that is not ours."""
    if not code:
        return 0
    campaigns: dict[str, int] = kept(CAMPAIGNS, _read_campaigns)
    return campaigns.get(code, 0)


def _read_campaigns() -> dict[str, int]:
    return dict(ShortAddress.objects.filter(campaign__isnull=False).values_list("code", "campaign_id"))


def card_version() -> str:
    """Changes with everything that the page's card for social media shows."""
    office = current_office()
    said = f"{office.name}|{office.government}|{office.accent}|{office.emblem.name}|{settings.SITE_URL}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]
