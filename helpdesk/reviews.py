"""Chasing the quarterly reviews: letters before, on and after the day, and to the Koordinator where nobody answers.

What was written stands in the outbox, each letter under its own occasion, so that looking again, by another
process or after a restart, writes nothing twice, and a day on which nobody looked is made up for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from helpdesk import access, letters
from helpdesk.models import Letter, LetterKind, Link
from sipelaku.accounts.models import User
from sipelaku.office.services import local_today

AHEAD = datetime.timedelta(days=7)
A_WEEK = 7  # days; so long may a review be overdue before the Koordinator is told


class Chase(NamedTuple):
    """A letter that is due: about which link, to whom, and what tells it from the others about it."""

    link: Link
    person: User
    occasion: str


def chase() -> int:
    """Write every letter about reviews that is due and not written yet; return how many."""
    due = list(_due(local_today()))
    written = set(
        Letter.objects.filter(kind=LetterKind.REVIEW_DUE, link__in={row.link for row in due}).values_list(
            "link", "person", "occasion"
        )
    )
    new = [row for row in due if (row.link.pk, row.person.pk, row.occasion) not in written]
    for row in new:
        letters.write(LetterKind.REVIEW_DUE, link=row.link, person=row.person, occasion=row.occasion)
    return len(new)


def _due(today: datetime.date) -> Iterator[Chase]:
    """Who is to be told what today: the person in charge, and the coordinators where that does not help."""
    coordinators = list(_active(frozenset({access.COORDINATOR})))
    there = set(_active(access.TEAM).values_list("pk", flat=True))
    links = Link.objects.filter(withdrawn_at=None).select_related("person_in_charge").order_by("pk")
    for link in links:
        is_there = link.person_in_charge_id in there
        if not is_there:
            yield from (Chase(link, person, f"left:{link.person_in_charge_id}") for person in coordinators)
        if link.review_due is None or link.review_due > today + AHEAD:
            continue
        days = (today - link.review_due).days
        # The week before the day is -1, the week that begins on the day 0, then one for each week it is overdue.
        occasion = f"{link.review_due.isoformat()}:{days // A_WEEK}"
        if is_there:
            yield Chase(link, link.person_in_charge, occasion)
        if days > A_WEEK:
            others = (person for person in coordinators if person.pk != link.person_in_charge_id)
            yield from (Chase(link, person, occasion) for person in others)


def _active(roles: frozenset[str]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, roles__in=roles).distinct().order_by("pk")
