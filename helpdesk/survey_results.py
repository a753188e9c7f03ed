"""What the survey's answers say of a period: summed by the database, never read one by one.

Groups of fewer than ANONYMOUS answers are counted and say nothing else, because whoever knows who answered would
know what; neither may they be found by taking one thing told from another: the other groups from the sum of all,
a quarter from its half or its year, yesterday's result from today's. So a period says nothing before it is over, and
nothing that its quarters don't say by themselves.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Answer, Education, Gender, GradeScale, Occupation, Touch
from helpdesk.models.survey import ELEMENTS
from helpdesk.satisfaction import Satisfaction, Scale, sample_needed, satisfaction
from helpdesk.survey_periods import Period, last_full
from helpdesk.survey_questions import AGES
from permits.models import Permit, PermitType
from sipelaku.office.kept import kept
from sipelaku.office.services import bounds_of, local_today

ANONYMOUS = 3
SCALES = "survey:scales"
# Even where so few permits were handed over that a smaller sample would do.
LEAST_PUBLISHED = 10
OTHER_SERVICE = _("Konsultasi atau layanan lain")
ALL_SERVICES = _("Semua layanan")
NOT_SAID = _("Tidak menjawab")
OTHER_GROUPS = _("Kelompok kecil lain")

Key = int | None  # of a permit type; None for other services


@dataclass(frozen=True)
class Group:
    """The answers about one service, or about all of them, in a period.

    ``population`` is how many permits were handed over, None where nothing is handed over; ``said`` is None without
    answers and for a hidden group.
    """

    key: Key
    name: str | Promise
    respondents: int
    population: int | None
    said: Satisfaction | None
    is_hidden: bool = False

    @property
    def sample(self) -> int | None:
        """How many answers the population needs; None where it is not known."""
        return None if self.population is None else sample_needed(self.population)

    @property
    def is_beyond(self) -> bool:
        """Whether more people answered than were handed a permit, so that these are no sample of those."""
        return self.population is not None and self.respondents > self.population

    @property
    def missing(self) -> int:
        """How many answers the sample still lacks."""
        return max((self.sample or 0) - self.respondents, 0)


@dataclass(frozen=True)
class Results:
    period: Period
    total: Group
    services: list[Group]
    scale: Scale

    @property
    def is_over(self) -> bool:
        """Whether its period is, so that it says something."""
        return self.period.is_over_on(local_today())

    def of(self, key: Key, name: str | Promise) -> Group:
        """The group of one service; an empty one, called ``name``, when nothing is known of it."""
        nothing = Group(key, name, 0, None if key is None else 0, None)
        return next((group for group in self.services if group.key == key), nothing)

    @property
    def hidden(self) -> list[Key]:
        return [group.key for group in self.services if group.is_hidden]

    @property
    def needed(self) -> int:
        """How many answers it takes to publish the whole."""
        return max(self.total.sample or 0, LEAST_PUBLISHED)

    @property
    def is_enough(self) -> bool:
        """Whether the whole may be published."""
        return self.total.said is not None and self.total.respondents >= self.needed


def results(period: Period, types: Sequence[PermitType] | None = None) -> Results:
    """What was answered in ``period``: all together, and each service with an answer or a permit handed over.

    Three queries, two when ``types`` are given, and now and then one for the grades.
    """
    scale = scale_on(period.last)
    sums = _sums(period)
    handed_over = _handed_over(period)
    names: dict[Key, str | Promise] = {
        row.pk: row.name for row in (PermitType.objects.all() if types is None else types)
    }
    names[None] = OTHER_SERVICE
    services = [
        _group(key, name, theirs, None if key is None else handed_over.get(key, 0), scale)
        for key, name in names.items()
        if (theirs := [row for row in sums if row["permit_type"] == key]) or key in handed_over
    ]
    total = _group(None, ALL_SERVICES, sums, sum(handed_over.values()), scale)
    quarters = _counts_by_quarter(sums)
    is_over = period.is_over_on(local_today())
    hides_all = not is_over or any(sum(counts.values()) < ANONYMOUS for counts in quarters)
    hidden = {key for counts in quarters for key in (hidden_keys(counts) if is_over else counts)}
    told = [_told(group, group.key in hidden) for group in services]
    return Results(period, _told(total, hides_all), told, scale)


def scale_on(day: datetime.date) -> Scale:
    """The grades in force on ``day``; kept in memory, because none begins before tomorrow. One query at most."""
    rows = kept(SCALES, lambda: list(GradeScale.objects.all()))
    return next(row.scale for row in rows if row.effective_from <= day)


def hidden_keys(counts: dict[Key, int]) -> set[Key]:
    """The groups that say nothing: the small ones, and as many of the next larger as hide those in the sum of all."""
    asked = sorted((count, place, key) for place, (key, count) in enumerate(counts.items()) if count)
    hidden: set[Key] = set()
    together = 0
    for count, _place, key in asked:
        if count >= ANONYMOUS and (together == 0 or together >= ANONYMOUS):
            break
        hidden.add(key)
        together += count
    return hidden


def answers_in(period: Period) -> QuerySet[Answer]:
    """The answers of a period."""
    return Answer.objects.filter(day__gte=period.first, day__lt=period.end)


def _sums(period: Period) -> list[dict[str, Any]]:
    """The answers of ``period`` added up by service and quarter. One query."""
    sums = {f"sum_{name}": Sum(name) for name in ELEMENTS}
    grouped = answers_in(period).order_by().values("permit_type", quarter=ExtractQuarter("day"))
    return [dict(row) for row in grouped.annotate(count=Count("pk"), **sums)]


def _counts_by_quarter(sums: list[dict[str, Any]]) -> list[dict[Key, int]]:
    """How many answered about each service, quarter by quarter."""
    quarters: dict[int, dict[Key, int]] = defaultdict(dict)
    for row in sums:
        quarters[row["quarter"]][row["permit_type"]] = row["count"]
    return list(quarters.values())


def _handed_over(period: Period) -> dict[int, int]:
    """How many permits of each type were handed over in the office's own days of ``period``."""
    first, end = bounds_of(period.first, period.last)
    rows = Permit.objects.filter(handed_over_at__gte=first, handed_over_at__lt=end, cancelled_at__isnull=True)
    counted = rows.order_by().values_list("application__permit_type").annotate(Count("pk"))
    return dict(counted.values_list("application__permit_type", "pk__count"))


def _group(key: Key, name: str | Promise, rows: list[dict[str, Any]], population: int | None, scale: Scale) -> Group:
    respondents = sum(row["count"] for row in rows)
    sums = {element: sum(row[f"sum_{element}"] for row in rows) for element in ELEMENTS}
    return Group(key, name, respondents, population, satisfaction(sums, respondents, scale))


def _told(group: Group, is_hidden: bool) -> Group:
    """The group as it may be told."""
    hides = is_hidden and group.respondents > 0
    return replace(group, said=None, is_hidden=True) if hides else group


# Who answered, and what else they said ------------------------------------------------


@dataclass(frozen=True)
class Share:
    """How many gave one answer about themselves, and how many in a hundred that is."""

    name: str | Promise
    count: int
    percent: int


@dataclass(frozen=True)
class Distribution:
    name: str | Promise
    shares: list[Share]


def profile(answers: QuerySet[Answer]) -> list[Distribution]:
    """Who gave ``answers``: age, gender, education, occupation. Four queries; nothing for fewer than ANONYMOUS."""
    asked = (
        ("gender", _("Jenis kelamin"), Gender.choices),
        ("age", _("Usia"), AGES),
        ("education", _("Pendidikan"), Education.choices),
        ("occupation", _("Pekerjaan"), Occupation.choices),
    )
    told = [Distribution(title, _shares(answers, field, choices)) for field, title, choices in asked]
    return told if sum(share.count for share in told[0].shares) >= ANONYMOUS else []


def public_profile(answers: QuerySet[Answer]) -> list[Distribution]:
    """As ``profile``, for everybody: groups too small to hide in are put together under one name."""
    return [replace(part, shares=_put_together(part.shares)) for part in profile(answers)]


def _put_together(shares: list[Share]) -> list[Share]:
    small = hidden_keys({place: share.count for place, share in enumerate(shares)})
    if not small:
        return shares
    count, total = sum(shares[place].count for place in small if place is not None), sum(row.count for row in shares)
    told = [share for place, share in enumerate(shares) if place not in small]
    return [*told, Share(OTHER_GROUPS, count, round(100 * count / total))]


def _shares(answers: QuerySet[Answer], field: str, choices: Sequence[tuple[str | int, str | Promise]]) -> list[Share]:
    counts = dict(answers.order_by().values_list(field).annotate(count=Count("pk")))
    total = sum(counts.values())
    named = [*((name, counts.get(value, 0)) for value, name in choices)]
    named.append((NOT_SAID, total - sum(count for _name, count in named)))
    return [Share(name, count, round(100 * count / total) if total else 0) for name, count in named]


@dataclass(frozen=True)
class Touched:
    """How often the screen was touched in a period, and each of its buttons; no ``shares`` where that is hidden."""

    total: int
    shares: list[Share]


def touches(period: Period) -> Touched:
    """How people touched the screen in ``period``, by buttons under the rules of answers. One query.

    Whoever looked before and after a visitor would know what that one touched.
    """
    touched = Touch.objects.filter(day__gte=period.first, day__lt=period.end).order_by()
    rows = list(touched.values_list("level", ExtractQuarter("day")).annotate(count=Count("pk")))
    quarters: dict[int, int] = defaultdict(int)
    levels: dict[str, int] = defaultdict(int)
    for level, quarter, count in rows:
        quarters[quarter] += count
        levels[level] += count
    total = sum(quarters.values())
    if not total or not period.is_over_on(local_today()) or min(quarters.values()) < ANONYMOUS:
        return Touched(total, [])
    return Touched(
        total, [Share(level.label, levels[level], round(100 * levels[level] / total)) for level in Touch.Level]
    )


def remarks(found: Results, group: Group | None = None) -> QuerySet[Answer]:
    """The answers with a suggestion about the service of ``group``, or about any that is not hidden.

    In the order of their random keys, which tells nothing of who came when.
    """
    told = answers_in(found.period).exclude(remark="").order_by("pk")
    if found.total.is_hidden or (group is not None and group.is_hidden):
        return told.none()
    if group is not None:
        return about(told, group.key)
    hidden = Q()
    for key in found.hidden:
        hidden |= Q(permit_type=key) if key is not None else Q(permit_type__isnull=True)
    return told.exclude(hidden) if hidden else told


def about(answers: QuerySet[Answer], key: Key) -> QuerySet[Answer]:
    """Those of ``answers`` that are about one service."""
    return answers.filter(permit_type__isnull=True) if key is None else answers.filter(permit_type=key)


# For everybody ------------------------------------------------------------------------


def published(day: datetime.date) -> Results | None:
    """What everybody may see on ``day``: the last full quarter, else half, else year that has enough answers."""
    types = list(PermitType.objects.all())
    for period in last_full(day):
        found = results(period, types)
        if found.is_enough:
            return found
    return None
