"""Who does what at the helpdesk: the roles of the guide's team, one function per "may this person ...?"."""

from __future__ import annotations

from typing import Any

COORDINATOR, CONTENT, SERVICE, ADMINISTRATOR, LEGAL = "koordinator", "konten", "petugas_layanan", "admin", "hukum"
COUNTER, HEAD = "petugas_loket", "kepala_dinas"

TEAM = frozenset({COORDINATOR, CONTENT, SERVICE, ADMINISTRATOR, LEGAL})
COLLECTORS = frozenset({COORDINATOR, CONTENT, SERVICE})
WRITERS = frozenset({COORDINATOR, CONTENT})
TESTERS = frozenset({COORDINATOR, CONTENT, ADMINISTRATOR})
# Who meets people: answers their questions, holds the consultations, counts the visitors of the counter.
FRONT = frozenset({COORDINATOR, SERVICE, COUNTER})
READERS = TEAM | {COUNTER, HEAD}


def has_one_of(user: Any, roles: frozenset[str]) -> bool:
    """Whether ``user`` is signed in and holds one of ``roles``."""
    return user.is_authenticated and not roles.isdisjoint(user.role_codes)


def is_of_team(user: Any) -> bool:
    """Whether ``user`` sees how the hub's content is made."""
    return has_one_of(user, TEAM)


def may_collect(user: Any) -> bool:
    """Whether ``user`` brings material for a link."""
    return has_one_of(user, COLLECTORS)


def may_verify(user: Any) -> bool:
    """Whether ``user`` says whether material is lawful (never of what they collected: ``helpdesk.publishing``)."""
    return has_one_of(user, frozenset({LEGAL}))


def may_write(user: Any) -> bool:
    """Whether ``user`` writes links and their summaries, announcements and published questions."""
    return has_one_of(user, WRITERS)


def may_announce(user: Any) -> bool:
    """Whether ``user`` announces something on the page: who writes does, and who is told first of an outage."""
    return has_one_of(user, WRITERS | {ADMINISTRATOR})


def may_try(user: Any) -> bool:
    """Whether ``user`` lets the portal try whether the public can open an address."""
    return has_one_of(user, TESTERS)


def may_vouch(user: Any) -> bool:
    """Whether ``user`` says that people can open an address whose site turns machines away."""
    return has_one_of(user, frozenset({ADMINISTRATOR}))


def may_publish(user: Any) -> bool:
    """Whether ``user`` publishes, withdraws and features links and says who is in charge of them."""
    return has_one_of(user, frozenset({COORDINATOR}))


def may_hand_round(user: Any) -> bool:
    """Whether ``user`` takes QR codes and posters along; campaigns are made by who ``may_write``."""
    return has_one_of(user, TEAM | {COUNTER})


def may_set_up(user: Any) -> bool:
    """Whether ``user`` decides what becomes of broken links, and keeps the official numbers and consultation hours."""
    return has_one_of(user, frozenset({COORDINATOR, ADMINISTRATOR}))


def may_meet_people(user: Any) -> bool:
    """Whether ``user`` answers questions, holds consultations and enters the counter's visitors."""
    return has_one_of(user, FRONT)


def may_read_questions(user: Any) -> bool:
    """Whether ``user`` reads what people ask: all of it, or only reports about links (``helpdesk.questions``)."""
    return has_one_of(user, FRONT | WRITERS)


def may_read_figures(user: Any) -> bool:
    """Whether ``user`` reads indicators and survey results."""
    return has_one_of(user, READERS)


def may_evaluate(user: Any) -> bool:
    """Whether ``user`` writes and settles the quarter's evaluation, and says which follow-ups are done."""
    return has_one_of(user, frozenset({COORDINATOR, HEAD}))
