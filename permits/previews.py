"""What a draft will look like once it is in force: the applicant's form, the procedure, the sum, the letter.

Everything is drawn with the templates and the arithmetic that the real pages use; the
person in it is invented.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from permits import demonstration, tariffs
from permits.forms.filing import AnswersForm
from permits.models import ApplicantKind, Application, FilingKind, Permit, ServiceStandard
from permits.papers.content import wording
from permits.papers.sheet import spaced_nip
from permits.parts import Part
from permits.retribution import CannotCalculate, examples, sentences
from permits.steps import SECTION, steps_of
from permits.timeline import actor_title
from permits.work.permit import valid_until
from sipelaku.office.services import current_office

EXAMPLE_NUMBER = "00001" + "0" * 11
FORM, PROCEDURE, SUM, LETTER = "form", "procedure", "sum", "letter"
SHOWN = {
    Part.SERVICE: FORM,
    Part.FIELDS: FORM,
    Part.REQUIREMENTS: FORM,
    Part.STAGES: PROCEDURE,
    Part.TARIFF: SUM,
    Part.LETTER: LETTER,
}
_TEMPLATE = "permits/editor/preview_{}.html"


def preview_of(standard: ServiceStandard, part: Part, applicant_kind: str, kind: str) -> SafeString:
    """The preview that belongs beside the page of ``part`` as HTML, "" where there is nothing to see.

    ``applicant_kind`` and ``kind`` choose for whom and for which kind of filing the form is shown.
    """
    shown = SHOWN.get(part)
    if shown is None:
        return SafeString()
    made = {FORM: _form, PROCEDURE: _procedure, SUM: _sum, LETTER: _letter}[shown]
    return render_to_string(_TEMPLATE.format(shown), made(standard, applicant_kind, kind))


def letter_of(standard: ServiceStandard) -> SafeString:
    """The permit letter of an invented person."""
    return preview_of(standard, Part.LETTER, ApplicantKind.PERSON, FilingKind.NEW)


def _form(standard: ServiceStandard, applicant_kind: str, kind: str) -> dict[str, Any]:
    questions = standard.fields_for(applicant_kind, kind)
    return {
        "pages": [
            (step.title, AnswersForm(step.questions, answers={}, own_details=False))
            for step in steps_of([questions])
            if step.kind == SECTION
        ],
        "requirements": standard.requirements_for(applicant_kind, kind),
    }


def _procedure(standard: ServiceStandard, applicant_kind: str, kind: str) -> dict[str, Any]:
    stages = list(standard.stages.select_related("role"))
    return {
        "procedure": [(stage, actor_title(stage, standard.permit_type)) for stage in stages],
        "working_days": max((stage.day_limit or 0 for stage in stages), default=0),
    }


def _sum(standard: ServiceStandard, applicant_kind: str, kind: str) -> dict[str, Any]:
    """Worked examples with the first choice of each index, or why there are none."""
    steps = tariffs.steps_of(standard)
    if not standard.tariff_mode and not steps:
        return {"reason": _("Tanpa retribusi, tidak ada yang dihitung.")}
    try:
        indices = [tariffs.every_choice(row)[0] for row in standard.tariff_indices.all() if row.choices]
        worked = examples(steps, standard.tariff_mode, standard.tariff_unit, indices)
    except CannotCalculate as reason:
        return {"reason": str(reason)}
    return {"examples": [(example.title, sentences(example.calculation)) for example in worked]}


def _letter(standard: ServiceStandard, applicant_kind: str, kind: str) -> dict[str, Any]:
    office, now = current_office(), timezone.now()
    application = Application(
        permit_type=standard.permit_type,
        standard=standard,
        number=EXAMPLE_NUMBER,
        applicant_kind=applicant_kind,
        kind=FilingKind.NEW,
        filed_at=now,
    )
    today = timezone.localdate(now, office.zone)
    permit = Permit(
        application=application,
        number=office.letter_number_pattern.replace("{serial}", "1").replace("{year}", str(today.year)),
        signed_at=now,
        valid_from=today,
        valid_until=valid_until(application, today),
        data=_answers(application),
    )
    signer = {"title": office.head_title, "name": office.head_name, "rank": office.head_rank}
    return wording(application, permit) | {"office": office, "signer": signer, "nip": spaced_nip(office.head_nip)}


def _answers(application: Application) -> dict[str, Any]:
    is_company = application.applicant_kind == ApplicantKind.COMPANY
    usual = demonstration.COMPANY_ANSWERS if is_company else demonstration.PERSON_ANSWERS
    ready = [row for row in application.questions() if row.kind != "choice" or row.choices]
    return demonstration.answers_to(ready, usual)
