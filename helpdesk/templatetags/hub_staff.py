"""Template filters for the pages of the hub's staff: what an address is, in words people know."""

from typing import Any

from django import template

from helpdesk import addresses, evaluations, front, questions
from helpdesk.content import waiting_for
from helpdesk.models import Link, LinkVersion, Step
from helpdesk.upkeep import can_be_in_charge
from helpdesk.versions import called
from helpdesk.work import Work, work_of
from permits.services import domain_of
from sipelaku.accounts.models import User
from sipelaku.office.services import local_today

register = template.Library()


@register.filter
def domain(address: str) -> str:
    """The site an address is at: "oss.go.id"."""
    return domain_of(address)


@register.filter
def place(version: LinkVersion) -> str:
    """Where a version leads, as the public reads it: "oss.go.id", or "PDF, 320 KB"."""
    return domain_of(version.address) or front.document_in_words(version)


@register.filter
def is_foreign(address: str) -> bool:
    """Whether the legal officer has to allow an address by name."""
    return addresses.needs_legal_word(address)


@register.filter
def title_of(link: Link) -> str:
    """What a link is called on the page, or was last; before it was ever published, so far."""
    versions = sorted(link.versions.all(), key=lambda version: (version.step == Step.PUBLISHED, version.number))
    return called(versions[-1])


@register.filter
def told(counted: dict[str, Any]) -> str:
    """What an evaluation says of the questions or the reports of its quarter."""
    return evaluations.told(counted)


@register.filter
def is_left(link: Link) -> bool:
    """Whether the person in charge of a link is no longer of the team."""
    return not can_be_in_charge(link.person_in_charge)


@register.simple_tag
def work_for(person: User) -> list[Work]:
    """The material that waits for somebody of the team."""
    return work_of(person, waiting_for(person))


@register.filter
def reports_about(link: Link) -> int:
    """How many reports about a link wait for an answer."""
    return questions.reports_of(link).count()


@register.simple_tag
def review_is_over(link: Link) -> bool:
    """Whether the day of a link's review has passed at the office."""
    return link.is_overdue_on(local_today())
