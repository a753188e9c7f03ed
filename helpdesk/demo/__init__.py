"""The demonstration's helpdesk: invented links, questions, bookings, answers and visits, one module a room."""

from __future__ import annotations

from helpdesk.demo import consultation, content, figures, outreach, survey, talk
from sipelaku.accounts.models import User


def tell(users: dict[str, User]) -> None:
    """Fill every room; ``users`` are the demo accounts by their usernames."""
    content.tell(users)  # the first: the others speak of its links
    talk.tell(users)
    consultation.tell(users)
    survey.tell(users)
    outreach.tell(users)  # after the links: one of them has a code of the campaign's
    figures.tell(users)  # the last: it counts visits of what the others made
