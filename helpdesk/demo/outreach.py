"""The demonstration's campaign: a booth at the market with codes of its own for the page, a group and a link."""

from __future__ import annotations

import datetime

from django.utils import timezone

from helpdesk import outreach, posters
from helpdesk.models import Campaign, PosterKind, Target
from helpdesk.outreach import Place
from sipelaku.accounts.models import User

MAY = 5


def tell(users: dict[str, User]) -> None:
    """Hold the booth of last May, with its posters; ``users["konten"]`` prepared it."""
    today = timezone.localdate()
    year = today.year if today.month > MAY else today.year - 1
    booth = Campaign.objects.create(
        name="Stan Pasar Rakyat, Mei",
        first_day=datetime.date(year, MAY, 9),
        last_day=datetime.date(year, MAY, 11),
        created_by=users["konten"],
    )
    places = outreach.places()
    codes = outreach.add_codes(booth, [place for target in Target for place in _first(places, target)])
    for row in outreach.rows_of(codes, places):
        posters.ask_for(PosterKind.POSTER_A4, outreach.said_by(row))


def _first(places: list[Place], target: Target) -> list[Place]:
    return [place for place in places if place.target == target][:1]
