"""What the pages of the hub's staff ask the database: what waits for whom, the list of links, a link's whole story."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from helpdesk import access, common_questions, published, questions
from helpdesk.models import (
    AddressCheck,
    Booking,
    Link,
    LinkMove,
    LinkVersion,
    Problem,
    Question,
    QuestionStatus,
    Step,
)
from helpdesk.models.content import TURNED_AWAY
from helpdesk.moves import Action, Situation, possible
from helpdesk.published import PublicLink
from helpdesk.versions import called
from sipelaku.accounts.models import User
from sipelaku.office.services import current_office, local_today

# Material that was begun and whose link was withdrawn since waits for nobody.
_WAITING = Q(link__withdrawn_at__isnull=True) | Q(collected_at__gt=F("link__withdrawn_at"))


def team() -> QuerySet[User]:
    """Who is of the hub's team now, by name."""
    return User.objects.filter(is_active=True, roles__in=access.TEAM).distinct().order_by("full_name", "username")


def has_owner(link: Link) -> bool:
    """Whether the person in charge of a link is still of the team."""
    return team().filter(pk=link.person_in_charge_id).exists()


# What waits ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """How much waits: versions at each step, links to look after, people who asked or come today."""

    to_verify: int
    refused: int
    to_write: int
    to_try: int
    to_vouch: int
    to_publish: int
    overdue: int
    overdue_mine: int
    broken: int
    without_owner: int
    questions: int
    proposals: int
    consultations: int


def waiting_for(user: Any) -> Waiting:
    """What waits at the hub, with what only ``user`` is asked for. Five queries, six where they may vouch."""
    making = LinkVersion.objects.filter(_WAITING).aggregate(
        to_verify=Count("pk", filter=Q(step=Step.COLLECTED) & ~Q(author=user)),
        refused=Count("pk", filter=Q(step=Step.REFUSED)),
        to_write=Count("pk", filter=Q(step=Step.VERIFIED)),
        to_try=Count("pk", filter=Q(step=Step.WRITTEN)),
        to_publish=Count("pk", filter=Q(step=Step.TRIED)),
    )
    overdue = _CONDITIONS[OVERDUE]()
    links = Link.objects.filter(withdrawn_at=None).aggregate(
        overdue=Count("pk", filter=overdue),
        overdue_mine=Count("pk", filter=overdue & Q(person_in_charge=user)),
        broken=Count("pk", filter=_CONDITIONS[BROKEN]()),
        without_owner=Count("pk", filter=_CONDITIONS[WITHOUT_OWNER]()),
    )
    return Waiting(
        **making,
        to_vouch=_turned_away().exclude(author=user).count() if access.may_vouch(user) else 0,
        **links,
        questions=Question.objects.filter(status=QuestionStatus.OPEN).count(),
        proposals=common_questions.proposals().count(),
        consultations=_bookings_of(local_today()).count(),
    )


def _turned_away() -> QuerySet[LinkVersion]:
    """The versions that wait because their site turned the portal away from the last trial."""
    trials = AddressCheck.objects.filter(version=OuterRef("pk"), is_trial=True, at__gte=OuterRef("written_at"))
    refusals = AddressCheck.objects.filter(problem=Problem.STATUS, status__in=TURNED_AWAY, tls_until__isnull=False)
    written = LinkVersion.objects.filter(_WAITING, step=Step.WRITTEN)
    return written.annotate(last=Subquery(trials.order_by("-at", "-pk").values("pk")[:1])).filter(last__in=refusals)


def _bookings_of(day: datetime.date) -> QuerySet[Booking]:
    begin = datetime.datetime.combine(day, datetime.time.min, current_office().zone)
    return Booking.objects.filter(
        starts_at__gte=begin, starts_at__lt=begin + datetime.timedelta(days=1), cancelled_at=None
    )


# The list of links ----------------------------------------------------------------------

PUBLISHED, WITHDRAWN = "published", "withdrawn"
BROKEN, OVERDUE, WITHOUT_OWNER = "rusak", "terlambat", "tanpa"

_CONDITIONS = {
    BROKEN: lambda: Q(broken_since__isnull=False),
    OVERDUE: lambda: Q(review_due__lt=local_today()),
    WITHOUT_OWNER: lambda: ~Q(person_in_charge__in=team().order_by().values("pk")),
}


@dataclass(frozen=True)
class Row:
    """A link as a list of the staff shows it."""

    link: Link
    making: LinkVersion | None
    newest: LinkVersion
    is_overdue: bool
    has_owner: bool

    @property
    def title(self) -> str:
        """What it is called so far: its title, else where it leads."""
        return called(self.newest)

    @property
    def is_published(self) -> bool:
        return self.link.reviewed_on is not None and self.link.withdrawn_at is None

    @property
    def begins_later(self) -> bool:
        """Whether the public has not seen it yet, because the day it was published for is still to come."""
        return _begins_later(self.link.all_versions)  # type: ignore[attr-defined]


def rows(chosen: Mapping[str, Any]) -> QuerySet[Link]:
    """The links that the filters ``chosen`` (kelompok, langkah, petugas, keadaan) leave."""
    links = Link.objects.all()
    if group := chosen.get("kelompok"):
        links = links.filter(group__slug=group)
    if step := chosen.get("langkah"):
        links = _at_step(links, step)
    if person := chosen.get("petugas"):
        links = links.filter(person_in_charge=person)
    if condition := chosen.get("keadaan"):
        links = links.filter(_CONDITIONS[condition](), withdrawn_at=None)
    return links.order_by("group__order", "group", "order", "pk")


def _at_step(links: QuerySet[Link], step: str) -> QuerySet[Link]:
    if step == WITHDRAWN:
        return links.filter(withdrawn_at__isnull=False)
    if step == PUBLISHED:
        return links.filter(reviewed_on__isnull=False, withdrawn_at=None)
    return links.filter(pk__in=LinkVersion.objects.filter(_WAITING, step=step).values("link"))


def listed(links: Iterable[Link] | QuerySet[Link]) -> list[Row]:
    """The rows of a page of ``links``, which were read with ``with_newest``. One query."""
    there, day = set(team().order_by().values_list("pk", flat=True)), local_today()
    return [_row(link, there, day) for link in links]


def with_newest(links: QuerySet[Link]) -> QuerySet[Link]:
    """The links with their group, their person in charge and their versions, the newest first."""
    return links.select_related("group", "person_in_charge").prefetch_related(
        Prefetch("versions", LinkVersion.objects.order_by("-number"), to_attr="all_versions")
    )


def _row(link: Link, there: set[int], day: datetime.date) -> Row:
    newest: LinkVersion = link.all_versions[0]  # type: ignore[attr-defined]
    return Row(
        link=link,
        making=None if newest.step == Step.PUBLISHED else newest,
        newest=newest,
        is_overdue=link.is_overdue_on(day),
        has_owner=link.person_in_charge_id in there,
    )


def _is_in_force(version: LinkVersion, moment: datetime.datetime) -> bool:
    begins, ends = version.visible_from, version.visible_until
    return begins is not None and begins <= moment and (ends is None or ends > moment)


def _begins_later(versions: Iterable[LinkVersion]) -> bool:
    now = timezone.now()
    starts = [row.visible_from for row in versions if row.step == Step.PUBLISHED]
    return bool(starts) and all(start is not None and start > now for start in starts)


# One link -----------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkStory:
    """Everything about one link: read once, asked by its page and by what is sent from it."""

    link: Link
    versions: list[LinkVersion]
    moves: list[LinkMove]
    shown: PublicLink | None

    @cached_property
    def making(self) -> LinkVersion | None:
        """The version on its way, if there is one."""
        return next((version for version in self.versions if version.step != Step.PUBLISHED), None)

    @cached_property
    def newest(self) -> LinkVersion:
        return self.versions[0]

    @property
    def title(self) -> str:
        """What it is called so far: its title, else where it leads."""
        return called(self.newest)

    @property
    def seen(self) -> int:
        """The id of the last thing a person did to it (``moves.as_seen``)."""
        return next(move.pk for move in reversed(self.moves) if move.by_id)

    @cached_property
    def scheduled(self) -> LinkVersion | None:
        """The version whose day is still to come, unless a newer one is shown on that day."""
        now = timezone.now()
        for row in self.versions:
            begins = row.visible_from
            newer = (other for other in self.versions if other.number > row.number)
            if begins is not None and begins > now and not any(_is_in_force(other, begins) for other in newer):
                return row
        return None

    @property
    def begins_later(self) -> bool:
        """Whether the public has not seen any of its versions yet, though one is published."""
        return _begins_later(self.versions)

    @property
    def lasting(self) -> LinkVersion | None:
        """The published version that is shown when no newer one is, because it has no end."""
        if self.link.withdrawn_at is not None:
            return None
        return next((row for row in self.versions if row.step == Step.PUBLISHED and row.visible_until is None), None)

    @cached_property
    def check(self) -> AddressCheck | None:
        """How the newest version's material was found last; what was there before it does not count."""
        return self.newest.checks.filter(at__gte=self.newest.collected_at).first()

    @property
    def refusal(self) -> str:
        """Why the legal officer refused the material, "" when it isn't refused."""
        if self.making is None or self.making.step != Step.REFUSED:
            return ""
        return next((move.note for move in reversed(self.moves) if move.action == Action.REFUSE), "")

    @cached_property
    def reports(self) -> int:
        """How many reports about it wait for an answer."""
        return questions.reports_of(self.link).count()

    @property
    def is_overdue(self) -> bool:
        """Whether its review should have been done by now."""
        return self.link.is_overdue_on(local_today())

    @property
    def situation(self) -> Situation:
        """How it stands, as the rules of the moves ask."""
        return Situation(self.link, self.making)

    def possible_for(self, user: Any) -> frozenset[Action]:
        """What ``user`` can do to the link as it stands."""
        return possible(self.situation, user)

    def version(self, number: int) -> LinkVersion | None:
        return next((version for version in self.versions if version.number == number), None)


def story_of(link: Link) -> LinkStory:
    """A link's whole story."""
    versions = link.versions.select_related(
        "author", "verified_by", "writer", "vouched_by", "published_by", "trial", "permit_type"
    )
    return LinkStory(
        link=link,
        versions=list(versions.order_by("-number")),
        moves=list(link.moves.select_related("by", "version").order_by("pk")),
        shown=next(iter(published.links_at(timezone.now(), Link.objects.filter(pk=link.pk))), None),
    )
