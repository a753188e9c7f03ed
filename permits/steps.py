"""The steps of the application form, derived from the standards: nothing here knows a permit type by name.

First who applies, then one step for each section of questions, then the documents, then the check. Where
several types are filed in one form, the steps show what any of their standards asks, everything once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from permits.answers import problems
from permits.models import Application, Document, FormField, Requirement
from permits.together import filings
from permits.work import current_documents

KIND, SECTION, DOCUMENTS, CHECK = "kind", "section", "documents", "check"


@dataclass(frozen=True)
class Step:
    """One page of the form. ``questions`` are those of a section, empty elsewhere.

    ``again`` are the same questions as another standard of the same form asks them: they are
    not shown, but their rules hold too.
    """

    number: int
    kind: str
    title: str
    questions: tuple[FormField, ...] = ()
    again: tuple[FormField, ...] = ()

    def problems(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with ``answers``, by key: by the rules of every standard that asks."""
        return problems(self.again, answers) | problems(self.questions, answers)


def steps_for(application: Application) -> list[Step]:
    """The steps of a draft, those of its companions among them."""
    return steps_of([row.questions() for row in filings(application)])


def steps_of(asked: Sequence[Iterable[FormField]]) -> list[Step]:
    """The steps in order; ``asked`` holds the questions of each standard, those of the first type first."""
    sections: dict[str, list[FormField]] = {}
    places: dict[str, str] = {}
    again: dict[str, list[FormField]] = {}
    for question in (question for questions in asked for question in questions):
        if question.key in places:
            again.setdefault(places[question.key], []).append(question)
            continue
        places[question.key] = question.section
        sections.setdefault(question.section, []).append(question)
    steps = [Step(1, KIND, _("Siapa yang mengajukan?"))]
    for section, questions in sections.items():
        steps.append(Step(len(steps) + 1, SECTION, section, tuple(questions), tuple(again.get(section, []))))
    steps.append(Step(len(steps) + 1, DOCUMENTS, _("Unggah dokumen")))
    steps.append(Step(len(steps) + 1, CHECK, _("Periksa jawaban Anda")))
    return steps


@dataclass(frozen=True)
class Place:
    """A requirement, the application its document belongs to, and the document there, None while there is none.

    ``required`` says whether any type filed in the same form demands it.
    """

    application: Application
    requirement: Requirement
    document: Document | None
    required: bool


def places_for(application: Application) -> list[Place]:
    """What is asked for a draft and its companions, each with what was handed in."""
    return places_in(filings(application))


def places_in(applications: Iterable[Application]) -> list[Place]:
    """What is asked for these applications, a requirement of the same code once. One query for each application."""
    found: dict[str, Place] = {}
    for application in applications:
        documents = current_documents(application)
        for row in application.requirements():
            if (place := found.get(row.code)) is not None:
                found[row.code] = replace(place, required=place.required or row.required)
            else:
                found[row.code] = Place(application, row, documents.get(row.pk), row.required)
    return list(found.values())


def missing(places: Iterable[Place]) -> dict[str, str]:
    """What to say of every demanded place that is empty, by the requirement's code."""
    return {
        place.requirement.code: _("Unggah %(name)s.") % {"name": place.requirement.name}
        for place in places
        if place.required and place.document is None
    }


def first_unfinished(application: Application) -> Step:
    """Where somebody who comes back goes on: the first step with something missing, else the check."""
    steps = steps_for(application)
    for step in steps:
        if step.kind == SECTION and step.problems(application.answers):
            return step
    return steps[-2] if missing(places_for(application)) else steps[-1]
