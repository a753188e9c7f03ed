"""The permit types as the public looks for them: filed here, had elsewhere or abolished, and found by a few words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count, Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permits.models import Application, PermitType, ServiceStandard, StandardStatus, Standing, StandingState
from sipelaku import searching
from sipelaku.searching import Text


@dataclass(frozen=True)
class Service:
    """A permit type on a day: what has become of it, what is to become of it, and whether a standard is in force."""

    permit_type: PermitType
    standing: Standing | None
    coming: Standing | None
    has_standard: bool

    @property
    def is_here(self) -> bool:
        return self.standing is None or self.standing.is_here

    @property
    def is_open(self) -> bool:
        """Whether it can be filed here today."""
        return self.is_here and self.has_standard

    @property
    def stays(self) -> bool:
        """Whether it is open, and no end of that is known."""
        return self.is_open and (self.coming is None or self.coming.is_here)

    @property
    def is_abolished(self) -> bool:
        return self.standing is not None and self.standing.state == StandingState.ABOLISHED


@dataclass(frozen=True)
class Group:
    """Services to which the same happened, under one heading."""

    key: str
    title: str | Promise
    services: list[Service]


def services_on(day: datetime.date) -> list[Service]:
    """All permit types as they stand on ``day``, in the order of the lists. Two queries."""
    in_force = ServiceStandard.objects.filter(
        permit_type=OuterRef("pk"), status=StandardStatus.PUBLISHED, effective_from__lte=day
    )
    types = PermitType.objects.annotate(has_standard=Exists(in_force)).prefetch_related("standings")
    return [Service(row, row.standing_on(day), coming_standing(row, day), row.has_standard) for row in types]


def filed_since(moment: datetime.datetime) -> dict[int, int]:
    """How many applications were filed since ``moment``, by the permit type's key. One query."""
    filed = Application.objects.filter(filed_at__gte=moment).order_by().values_list("permit_type")
    return dict(filed.annotate(Count("pk")))


def coming_standing(permit_type: PermitType, day: datetime.date) -> Standing | None:
    """The next change after ``day`` in what becomes of a type, None when none is known."""
    later = [row for row in permit_type.standings.all() if row.effective_from > day]
    return min(later, key=lambda row: row.effective_from, default=None)


def last_day_here(permit_type: PermitType, day: datetime.date) -> datetime.date | None:
    """The last day on which a type that is closed on ``day`` was filed here; None for one that is open."""
    begun = [row for row in permit_type.standings.all() if row.effective_from <= day]
    first: Standing | None = None
    for row in sorted(begun, key=lambda row: row.effective_from, reverse=True):
        if row.is_here:
            break
        first = row
    return first.effective_from - datetime.timedelta(days=1) if first else None


def standard_until(permit_type: PermitType, day: datetime.date) -> ServiceStandard | None:
    """The standard by which a type was filed on ``day``, its last day here; one withdrawn since may be read, too."""
    return (
        permit_type.standards.exclude(status=StandardStatus.DRAFT)
        .filter(effective_from__lte=day)
        .order_by("-effective_from", "-revision")
        .first()
    )


def domain_of(address: str) -> str:
    """The site an address is at, as people know it: "oss.go.id"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def grouped(services: Iterable[Service]) -> list[Group]:
    """The services by what became of them, those that can be filed here first; no empty groups."""
    services = list(services)
    groups = [
        Group("di-sini", _("Dapat diajukan di sini"), [row for row in services if row.is_open]),
        Group(
            "di-tempat-lain",
            _("Diurus di tempat lain, kami bantu"),
            [row for row in services if not row.is_here and not row.is_abolished],
        ),
        Group("dihapus", _("Sudah dihapus"), [row for row in services if row.is_abolished]),
        Group(
            "belum",
            _("Belum dapat diajukan di sini"),
            [row for row in services if row.is_here and not row.has_standard],
        ),
    ]
    return [group for group in groups if group.services]


def found(services: Iterable[Service], search: str) -> list[Service]:
    """The services that ``search`` asks for, the best first: see ``sipelaku.searching``."""
    return searching.search(services, text_of, search)


def text_of(service: Service) -> Text:
    """What a service is found by: its names, and what it is for or was replaced by."""
    row = service.permit_type
    successor = service.standing.successor if service.standing else ""
    return Text(f"{row.name} {row.abbreviation}", f"{row.summary} {successor}")
