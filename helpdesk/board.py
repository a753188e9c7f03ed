"""What stands around the links: the headings of the page, its announcements, and what becomes of broken links."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from helpdesk import access, ordering
from helpdesk.models import Announcement, AnnouncementKind, Group, HubSettings, ShortAddress, WhenBroken
from helpdesk.moves import NOT_YOURS, NotYours, Overtaken, require
from sipelaku.accounts.models import User

LONGEST_SLUG = 40


# Groups -------------------------------------------------------------------------------


@transaction.atomic
def add_group(title: str, summary: str, *, by: User) -> Group:
    """Put a new heading under the others; it gets its short address at once. Raises Refused."""
    require(access.may_publish(by), NOT_YOURS, NotYours)
    # Let those who add headings do so one after the other: two alike would get the same slug.
    HubSettings.objects.select_for_update().get(pk=1)
    last = Group.objects.aggregate(last=Max("order"))["last"] or 0
    group = Group.objects.create(slug=_free_slug(title), title=title, summary=summary, order=last + 1)
    ShortAddress.objects.create(group=group, created_at=timezone.now())
    return group


def rename_group(group: Group, title: str, summary: str, *, by: User) -> None:
    """Call a heading something else; its slug, which people may have kept, stays. Raises Refused."""
    require(access.may_publish(by), NOT_YOURS, NotYours)
    Group.objects.filter(pk=group.pk).update(title=title, summary=summary)


def shift_group(group: Group, *, up: bool, by: User) -> None:
    """Let a heading change places with the one before, or behind; none at the ends. Raises Refused."""
    require(access.may_publish(by), NOT_YOURS, NotYours)
    ordering.move(group, up=up)


def _free_slug(title: str) -> str:
    """A slug after the title that no other heading has."""
    stem = slugify(title)[: LONGEST_SLUG - 4].strip("-") or "kelompok"
    taken = set(Group.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


# Announcements ------------------------------------------------------------------------


def kinds_for(user: User) -> list[AnnouncementKind]:
    """What ``user`` may announce: who writes the page all of it, the technical administrator outages."""
    if access.may_write(user):
        return list(AnnouncementKind)
    return [AnnouncementKind.OUTAGE] if access.may_announce(user) else []


@transaction.atomic
def announce(
    kind: str,
    title: str,
    text: str,
    *,
    by: User,
    visible_from: datetime.datetime | None = None,
    visible_until: datetime.datetime | None = None,
) -> Announcement:
    """Say something on top of the page, now or from a moment on; what is said there already isn't said twice.

    Raises Refused.
    """
    require(kind in kinds_for(by), NOT_YOURS, NotYours)
    # A second tap waits here for the first.
    HubSettings.objects.select_for_update().get(pk=1)
    now = timezone.now()
    begins = max(visible_from or now, now)
    require(visible_until is None or visible_until > begins, _TOO_EARLY)
    said = {"kind": kind, "title": title, "text": text, "visible_until": visible_until}
    same = Announcement.objects.filter(**said, visible_from__lte=begins, withdrawn_at=None).first()
    return same or Announcement.objects.create(**said, visible_from=begins, written_by=by)


@transaction.atomic
def reword(
    announcement: Announcement, title: str, text: str, visible_until: datetime.datetime | None, *, by: User
) -> None:
    """Change what an announcement says and when it ends, until it is withdrawn. Raises Refused."""
    row = _standing(announcement, by)
    require(visible_until is None or visible_until > row.visible_from, _TOO_EARLY)
    Announcement.objects.filter(pk=row.pk).update(title=title, text=text, visible_until=visible_until)


@transaction.atomic
def take_down(announcement: Announcement, *, by: User) -> None:
    """Take an announcement off the page for good. Raises Refused."""
    row = _standing(announcement, by)
    Announcement.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now())


_TOO_EARLY = _("Waktu akhir harus sesudah waktu mulai.")


def _standing(announcement: Announcement, by: User) -> Announcement:
    row = Announcement.objects.select_for_update().get(pk=announcement.pk)
    require(row.kind in kinds_for(by), NOT_YOURS, NotYours)
    require(row.withdrawn_at is None, _("Pengumuman ini sudah ditarik."), Overtaken)
    return row


# Settings -----------------------------------------------------------------------------


def decide_about_broken(when_broken: WhenBroken, *, by: User) -> None:
    """Say whether a broken link is marked or hidden. Raises Refused."""
    require(access.may_set_up(by), NOT_YOURS, NotYours)
    HubSettings.objects.filter(pk=1).update(when_broken=when_broken)
