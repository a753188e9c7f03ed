"""The indicators of the guide, by day, link, group and campaign: visits, time on the page, satisfaction, the counter.

A day's visits are its people; a period's are the sum of its days. Of a day that is still open they are counted from
``Seen``, of a closed one they stand in ``Tally``.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from helpdesk.models import Campaign, CounterVisits, Group, Link, LinkVersion, Seen, Step, Tally, Target, Touch
from helpdesk.satisfaction import Satisfaction, rounded
from helpdesk.spans import A_DAY, Span
from helpdesk.survey_periods import Period, last_full
from helpdesk.survey_results import results, touches
from sipelaku.office.services import local_today

AMOUNTS = ("views", "visits", "stays", "seconds")


@dataclass(frozen=True)
class Counts:
    """What was counted somewhere: views, people (each once a day), and how long the page was in sight."""

    views: int = 0
    visits: int = 0
    stays: int = 0
    seconds: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in AMOUNTS))

    @property
    def average_stay(self) -> int | None:
        """Seconds that a stay took on average, None when none was told of."""
        return round(self.seconds / self.stays) if self.stays else None


@dataclass(frozen=True)
class Counter:
    """The people who came to the counter, and on how many days somebody wrote their number down."""

    people: int = 0
    days: int = 0

    @property
    def a_day(self) -> Decimal | None:
        """People on each day written down, to a tenth; None when no day was."""
        return rounded(Fraction(self.people, self.days), 1) if self.days else None


@dataclass(frozen=True)
class Day:
    """One day of the hub's page and of the counter; ``counter`` None when nobody wrote it down."""

    day: datetime.date
    page: Counts
    counter: int | None


@dataclass(frozen=True)
class Indicators:
    """The guide's indicators of a span.

    ``touches`` is how often the screen at the counter was touched, ``satisfied`` how many in a hundred of those who did
    were satisfied, to a tenth. That and ``satisfaction`` are of the last quarter that was over by the span's end: days
    could be chosen so that one person's answer is left.
    """

    days: tuple[Day, ...]
    satisfaction: Satisfaction | None
    touches: int
    satisfied: Decimal | None

    @property
    def page(self) -> Counts:
        return sum((day.page for day in self.days), Counts())

    @property
    def counter(self) -> Counter:
        written = [day.counter for day in self.days if day.counter is not None]
        return Counter(sum(written), len(written))


@dataclass(frozen=True)
class Line:
    """One group, link or campaign; ``links`` are the openings of a group's links."""

    key: int
    name: str
    counts: Counts
    links: Counts = field(default_factory=Counts)


def indicators(span: Span) -> Indicators:
    """The indicators of ``span``. Seven queries."""
    page = Tally.objects.filter(target=Target.PAGE, key=0, campaign=0)
    seen = Seen.objects.filter(target=Target.PAGE, key=0, campaign=0)
    counts = _counts(page, seen, span, "day")
    counter = dict(CounterVisits.objects.filter(day__range=span.ends).values_list("day", "people"))
    days = tuple(Day(day, counts[day], counter.get(day)) for day in span.days())
    quarter, *_longer = last_full(min(span.last + A_DAY, local_today()))
    return Indicators(
        days,
        satisfaction=results(quarter, types=()).total.said,
        touches=Touch.objects.filter(day__range=span.ends).count(),
        satisfied=_satisfied(quarter),
    )


def change(now: Fraction | Decimal | int | None, before: Fraction | Decimal | int | None) -> Decimal | None:
    """By how many percent ``now`` is above ``before``, below zero for less, to a tenth; None without a comparison."""
    if now is None or not before:
        return None
    percent = Fraction(100) * (Fraction(now) - Fraction(before)) / Fraction(before)
    return rounded(percent, 1) if percent >= 0 else -rounded(-percent, 1)


def by_group(span: Span) -> list[Line]:
    """A line for every group, in the page's order, with the openings of its links. Four queries."""
    own = _by_key(Target.GROUP, span)
    of_links: dict[Any, Counts] = defaultdict(Counts)
    groups = dict(Link.objects.values_list("pk", "group_id"))
    for key, counts in _by_key(Target.LINK, span).items():
        of_links[groups.get(key)] += counts
    return [Line(row.pk, row.title, own[row.pk], of_links[row.pk]) for row in Group.objects.all()]


def by_link(span: Span) -> list[Line]:
    """A line for every link that was opened or can be, the most opened first. Three queries."""
    counts = _by_key(Target.LINK, span)
    published = LinkVersion.objects.filter(link=OuterRef("pk"), step=Step.PUBLISHED).order_by("-number")
    links = Link.objects.annotate(title=Subquery(published.values("title")[:1])).exclude(title=None)
    rows = links.values_list("pk", "title", "withdrawn_at").order_by("group__order", "order", "pk")
    lines = [Line(pk, title, counts[pk]) for pk, title, gone in rows if gone is None or counts[pk].views]
    return sorted(lines, key=lambda line: -line.counts.views)


def by_campaign(span: Span) -> list[Line]:
    """A line for every campaign that brought somebody: to the page, a group or a link. Three queries.

    Who came by it to several things on a day is counted at each.
    """
    tallies, seen = Tally.objects.exclude(campaign=0), Seen.objects.exclude(campaign=0)
    counts = _counts(tallies, seen, span, "campaign")
    rows = Campaign.objects.filter(pk__in=list(counts)).order_by("-first_day", "-pk")
    return [Line(row.pk, row.name, counts[row.pk]) for row in rows]


def _by_key(target: Target, span: Span) -> dict[Any, Counts]:
    return _counts(
        Tally.objects.filter(target=target, campaign=0), Seen.objects.filter(target=target, campaign=0), span, "key"
    )


def _counts(tallies: QuerySet[Tally], seen: QuerySet[Seen], span: Span, by: str) -> dict[Any, Counts]:
    """What was counted in ``span``, by a column that both tables have. Two queries."""
    found: dict[Any, Counts] = defaultdict(Counts)
    sums = {f"sum_{name}": Sum(name) for name in AMOUNTS}
    for what, *amounts in tallies.filter(day__range=span.ends).values_list(by).annotate(**sums).order_by():
        found[what] += Counts(*amounts)
    people = seen.filter(day__range=span.ends).values_list(by).annotate(people=Count("pk")).order_by()
    for what, number in people:
        found[what] += Counts(visits=number)
    return found


def _satisfied(quarter: Period) -> Decimal | None:
    touched = touches(quarter)
    return rounded(Fraction(100 * touched.shares[0].count, touched.total), 1) if touched.shares else None


def in_steps(days: Sequence[Day], label_of: Callable[[datetime.date], str]) -> list[tuple[str, Counts, int | None]]:
    """The days put together under their labels, as a chart shows them.

    Each with the counts of the page, and the people at the counter (None: nobody wrote them down).
    """
    steps: dict[str, list[Day]] = defaultdict(list)
    for day in days:
        steps[label_of(day.day)].append(day)
    return [(label, *_together(theirs)) for label, theirs in steps.items()]


def _together(days: Sequence[Day]) -> tuple[Counts, int | None]:
    written = [day.counter for day in days if day.counter is not None]
    return sum((day.page for day in days), Counts()), sum(written) if written else None
