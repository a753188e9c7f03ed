"""The hub's team, and links on their way to the public, for tests of every app."""

from __future__ import annotations

import datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils import timezone

from helpdesk import publishing
from helpdesk.addresses import needs_legal_word
from helpdesk.models import AddressCheck, Group, Link, LinkVersion, Problem, Step
from helpdesk.publishing import Material, Wording
from sipelaku.accounts.models import User
from testkit.story import make_user

HUB_STAFF = {"koordinator": "koordinator", "konten": "konten", "layanan": "petugas_layanan", "hukum": "hukum"}
OSS = "https://oss.go.id/panduan"


def first_data() -> None:
    """What every database begins with, where a test of real transactions has emptied the tables since."""
    if Group.objects.exists():
        return
    for name in ("0002_first_data", "0003_common_questions"):
        import_module(f"helpdesk.migrations.{name}").fill(apps, None)


def make_team() -> dict[str, User]:
    """One person for every role of the guide's team; ``admin`` is the technical one."""
    first_data()
    return {name: make_user(name, role) for name, role in (HUB_STAFF | {"admin": "admin"}).items()}


def collected(team: dict[str, User], *, group: str = "nib", address: str = OSS, **material: Any) -> LinkVersion:
    """Material that Pengelola Konten has brought."""
    what = Material(source="Surat edaran 12/2026", address=address, **material)
    where = Group.objects.get(slug=group)
    return publishing.collect(where, what, by=team["konten"], in_charge=team["konten"])


def written(team: dict[str, User], *, title: str = "Panduan NIB", summary: str = "", **options: Any) -> LinkVersion:
    """Material that the legal officer verified and Pengelola Konten put into words."""
    version = collected(team, **options)
    foreign = needs_legal_word(version.address)
    version = publishing.verify(version, by=team["hukum"], allow_foreign=foreign)
    wording = Wording(title=title, summary=summary or f"{title} untuk pelaku usaha.")
    return publishing.write(version, wording, by=team["konten"])


def turned_away(team: dict[str, User], status: int = 403, **options: Any) -> LinkVersion:
    """A version whose site turned the portal away from the trial."""
    version = written(team, **options)
    check = AddressCheck.objects.create(
        version=version,
        at=timezone.now(),
        is_trial=True,
        problem=Problem.STATUS,
        status=status,
        hops=[version.address],
        tls_until=timezone.now() + datetime.timedelta(days=90),
        content_type="text/html",
        took=120,
    )
    return publishing.record_trial(version, check, by=team["konten"])


def tried(team: dict[str, User], **options: Any) -> LinkVersion:
    """A version whose trial went well, as if the site outside had been asked."""
    return pass_trial(written(team, **options), team)


def pass_trial(version: LinkVersion, team: dict[str, User]) -> LinkVersion:
    """Note a good trial of ``version``."""
    check = AddressCheck.objects.create(
        version=version,
        at=timezone.now(),
        is_trial=True,
        status=200,
        hops=[version.address],
        size=18_000,
        content_type="text/html",
        page_title="OSS",
        took=240,
    )
    return publishing.record_trial(version, check, by=team["konten"])


def published(
    team: dict[str, User],
    *,
    visible_from: datetime.datetime | None = None,
    visible_until: datetime.datetime | None = None,
    **options: Any,
) -> Link:
    """A link the public sees, unless its schedule says otherwise; ``options`` as of ``written``."""
    version = tried(team, **options)
    version = publishing.publish(
        version, by=team["koordinator"], visible_from=visible_from, visible_until=visible_until
    )
    assert version.step == Step.PUBLISHED
    return Link.objects.get(pk=version.link_id)
