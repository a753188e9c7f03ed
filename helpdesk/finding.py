"""What a visitor's words find on the whole portal: links, services and common questions in one list, the best first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from helpdesk import front, published
from helpdesk.front import Entry
from helpdesk.models import CommonQuestion
from helpdesk.published import PublicLink
from permits import services
from permits.services import Service
from sipelaku import searching
from sipelaku.searching import Text

MOST_SHOWN = 20


@dataclass(frozen=True)
class Find:
    """One thing that was found: a link, a service or a common question; the others are None."""

    text: Text
    entry: Entry | None = None
    service: Service | None = None
    question: CommonQuestion | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it is a service that cannot be filed here today."""
        return self.service is not None and not self.service.is_open

    @property
    def yields(self) -> bool:
        """Whether it is a service that is closed, or whose end is known."""
        return self.service is not None and not self.service.stays


def found(typed: str) -> list[Find]:
    """What the public may see and ``typed`` asks for, at most ``MOST_SHOWN``; nothing without a word. Seven queries."""
    if not searching.has_words(typed):
        return []
    return searching.search(_everything(), lambda find: find.text, typed, lambda find: find.yields)[:MOST_SHOWN]


def _everything() -> list[Find]:
    links = [Find(_text_of_link(link), entry=front.entry_of(link)) for link in published.now()]
    offered = services.services_on(timezone.localdate())
    questions = CommonQuestion.objects.filter(is_published=True)
    return [
        *links,
        *(Find(services.text_of(service), service=service) for service in offered),
        *(Find(Text(row.question, row.answer), question=row) for row in questions),
    ]


def _text_of_link(link: PublicLink) -> Text:
    version = link.version
    related = f"{version.permit_type.name} {version.permit_type.abbreviation}" if version.permit_type else ""
    return Text(version.title, f"{version.summary} {version.sector} {link.link.group.title} {link.domain} {related}")
