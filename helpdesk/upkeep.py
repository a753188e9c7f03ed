"""What is done to a link once it is there: reviewed, withdrawn, made the featured one, entrusted, put in its place."""

from __future__ import annotations

import calendar
import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk import access, moves
from helpdesk.models import Group, HubSettings, Link
from helpdesk.moves import Action, Situation, begun, demand, record, require
from sipelaku.accounts.models import User
from sipelaku.office.services import current_office

MONTHS_TO_REVIEW = 3
NOT_OF_TEAM = _("Penanggung jawab harus anggota tim halaman informasi yang masih aktif.")


def review(link: Link, *, by: User, note: str = "", next_on: datetime.date | None = None) -> None:
    """Say that a published link was read again and still holds; plan the next review. Raises Refused."""
    with begun(Action.REVIEW, link.pk, by) as situation:
        plan_review(situation.link, next_on)
        record(situation.link, Action.REVIEW, by, note)


def withdraw(link: Link, *, by: User, note: str) -> None:
    """Take a link off the page until a version of it is published again. Raises Refused."""
    with begun(Action.WITHDRAW, link.pk, by) as situation:
        require(bool(note.strip()), _("Tulis alasannya."))
        Link.objects.filter(pk=link.pk).update(withdrawn_at=moves.now(), is_featured=False, next_check_at=None)
        record(situation.link, Action.WITHDRAW, by, note)


@transaction.atomic
def feature(link: Link, *, by: User) -> None:
    """Make a link the featured one in the place of the one before. Raises Refused."""
    _one_at_a_time()
    locked = Link.objects.select_for_update().filter(Q(is_featured=True) | Q(pk=link.pk)).order_by("pk")
    rows = {row.pk: row for row in locked}
    demand(Action.FEATURE, Situation(rows[link.pk], None), by)
    for row in rows.values():
        if row.is_featured:
            Link.objects.filter(pk=row.pk).update(is_featured=False)
            record(row, Action.UNFEATURE, by)
    Link.objects.filter(pk=link.pk).update(is_featured=True)
    record(rows[link.pk], Action.FEATURE, by)


def unfeature(link: Link, *, by: User) -> None:
    """Let the featured link be one among the others. Raises Refused."""
    with begun(Action.UNFEATURE, link.pk, by) as situation:
        Link.objects.filter(pk=link.pk).update(is_featured=False)
        record(situation.link, Action.UNFEATURE, by)


def entrust(link: Link, person: User, *, by: User) -> None:
    """Put somebody else of the team in charge of a link. Raises Refused."""
    with begun(Action.ENTRUST, link.pk, by) as situation:
        require(can_be_in_charge(person), NOT_OF_TEAM)
        Link.objects.filter(pk=link.pk).update(person_in_charge=person)
        record(situation.link, Action.ENTRUST, by, person.get_full_name())


def regroup(link: Link, group: Group, *, by: User) -> None:
    """Put a link under another heading, as its last. Raises Refused."""
    with begun(Action.REGROUP, link.pk, by) as situation:
        last = group.links.order_by("-order").values_list("order", flat=True).first() or 0
        Link.objects.filter(pk=link.pk).update(group=group, order=last + 1)
        record(situation.link, Action.REGROUP, by, group.title)


@transaction.atomic
def shift(link: Link, places: int, *, by: User) -> None:
    """Move a link by ``places`` (-1: up) among those of its group; no further than the ends. Raises Refused."""
    siblings = Link.objects.filter(Q(group=link.group_id, withdrawn_at=None) | Q(pk=link.pk))
    order = sorted(siblings.select_for_update().order_by("pk"), key=lambda row: (row.order, row.pk))
    place = order.index(link)
    demand(Action.SHIFT, Situation(order[place], None), by)
    order.insert(max(place + places, 0), order.pop(place))
    for number, row in enumerate(order, 1):
        row.order = number
    Link.objects.bulk_update(order, ["order"])


def can_be_in_charge(person: User) -> bool:
    """Whether ``person`` may be in charge of a link: of the team, and still there."""
    return person.is_active and access.is_of_team(person)


def latest_review(today: datetime.date) -> datetime.date:
    """The last day on which what was reviewed ``today`` may be reviewed again: as the guide has it, a quarter on."""
    month = today.month + MONTHS_TO_REVIEW
    year, month = today.year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def plan_review(link: Link, day: datetime.date | None) -> None:
    """Note today's review and when the next is due: as asked for, at most three months off. Raises Refused."""
    today = timezone.localdate(moves.now(), current_office().zone)
    last = latest_review(today)
    day = day or last
    require(today < day <= last, _("Tinjauan berikutnya paling lama tiga bulan lagi dan harus sesudah hari ini."))
    Link.objects.filter(pk=link.pk).update(reviewed_on=today, review_due=day)


def _one_at_a_time() -> None:
    """Let two people who change what there is one of on the whole page do so one after the other."""
    HubSettings.objects.select_for_update().get(pk=1)
