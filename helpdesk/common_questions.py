"""Common questions: written by who answers people, published by who writes the hub; the only writer of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from helpdesk import access
from helpdesk.models import CommonQuestion, Group, HubSettings


class Stale(Exception):
    """Somebody else has changed it since it was read."""


@dataclass(frozen=True)
class Text:
    """What a common question says, and whether everybody may read it."""

    question: str
    answer: str
    group: Group | None = None
    is_published: bool = False


def may_change(row: CommonQuestion, user: Any) -> bool:
    """Whether ``user`` may change ``row``: what everybody reads only those who write the hub."""
    return access.may_write(user) or (access.may_meet_people(user) and not row.is_published)


def proposals() -> QuerySet[CommonQuestion]:
    """The common questions that nobody sees yet and whose last writer may not publish them: who may looks at them."""
    by_writers = CommonQuestion.objects.filter(written_by__roles__code__in=access.WRITERS)
    unseen = CommonQuestion.objects.filter(is_published=False, written_by__isnull=False)
    return unseen.exclude(pk__in=by_writers.values("pk"))


def state_of(row: CommonQuestion) -> str:
    """What a page knew of a common question, to be compared when it is saved."""
    return row.changed_at.isoformat()


@transaction.atomic
def write(text: Text, *, by: Any) -> CommonQuestion:
    """Add a common question at the end, published only by who may; one that says the very same is not added again."""
    wanted = _allowed(text, by)
    # A second tap waits here for the first.
    HubSettings.objects.select_for_update().get(pk=1)
    if (same := CommonQuestion.objects.filter(**wanted).first()) is not None:
        return same
    last = CommonQuestion.objects.aggregate(last=Max("order"))["last"] or 0
    return CommonQuestion.objects.create(**wanted, order=last + 1, written_by=by, changed_at=timezone.now())


@transaction.atomic
def change(row: CommonQuestion, text: Text, *, by: Any, seen: str) -> None:
    """Save ``text`` over what ``by`` saw. Raises Stale; saving the same words twice does nothing the second time."""
    now = CommonQuestion.objects.select_for_update().get(pk=row.pk)
    wanted = _allowed(text, by)
    if all(getattr(now, name) == value for name, value in wanted.items()):
        return
    if state_of(now) != seen:
        raise Stale
    CommonQuestion.objects.filter(pk=row.pk).update(**wanted, written_by=by, changed_at=timezone.now())


def _allowed(text: Text, by: Any) -> dict[str, Any]:
    return vars(text) | {"is_published": text.is_published and access.may_write(by)}
