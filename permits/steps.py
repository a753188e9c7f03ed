"""The steps of the application form, derived from the standard: nothing here knows a permit type by name.

First who applies, then one step for each section of questions, then the documents, then the check.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from permits.answers import problems
from permits.models import ApplicantKind, Application, Document, FormField, Requirement, ServiceStandard
from permits.work import current_documents

KIND, SECTION, DOCUMENTS, CHECK = "kind", "section", "documents", "check"


@dataclass(frozen=True)
class Step:
    """One page of the form. ``questions`` are those of a section, empty elsewhere."""

    number: int
    kind: str
    title: str
    questions: tuple[FormField, ...] = ()


def steps_of(standard: ServiceStandard, applicant_kind: str) -> list[Step]:
    """The steps in order; while ``applicant_kind`` is not chosen yet, those of a person."""
    questions = standard.fields_for(applicant_kind or ApplicantKind.PERSON)
    pages: list[tuple[str, str, tuple[FormField, ...]]] = [(KIND, _("Siapa yang mengajukan?"), ())]
    for section, group in groupby(questions, key=lambda question: question.section):
        pages.append((SECTION, section, tuple(group)))
    pages += [(DOCUMENTS, _("Unggah dokumen"), ()), (CHECK, _("Periksa jawaban Anda"), ())]
    return [Step(number, *page) for number, page in enumerate(pages, start=1)]


@dataclass(frozen=True)
class Place:
    """A requirement and the document in its place, None while there is none."""

    requirement: Requirement
    document: Document | None


def places_of(application: Application) -> list[Place]:
    """What is asked of this applicant, each with what was handed in."""
    documents = current_documents(application)
    asked = application.requirements()
    return [Place(requirement, documents.get(requirement.pk)) for requirement in asked]


def first_unfinished(application: Application) -> Step:
    """Where somebody who comes back goes on: the first step with something missing, else the check."""
    steps = steps_of(application.standard, application.applicant_kind)
    if not application.applicant_kind:
        return steps[0]
    for step in steps:
        if step.kind == SECTION and problems(step.questions, application.answers):
            return step
    if any(place.requirement.required and place.document is None for place in places_of(application)):
        return steps[-2]
    return steps[-1]
