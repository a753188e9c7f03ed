"""Which form a stage's work is done with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permits.desk import CaseFile
from permits.forms.cashier import AssessmentForm, AtTheTillForm, SettlementForm
from permits.forms.desk import (
    ArchiveForm,
    ComparisonForm,
    CorrectionForm,
    HandOverForm,
    PermitDataForm,
    ReadingForm,
    RecordForm,
    SigningForm,
    VerdictsForm,
    WorkForm,
)
from permits.forms.inspection import PlanForm, VisitForm
from permits.forms.resume import ResumeForm, ReviewForm
from permits.models import Work

WORK_FORMS: dict[str, type[WorkForm]] = {
    Work.CHECK: VerdictsForm,
    Work.RECORD: RecordForm,
    Work.SCHEDULE: PlanForm,
    Work.INSPECT: VisitForm,
    Work.RESUME: ResumeForm,
    Work.REVIEW: ReviewForm,
    Work.ASSESS: AssessmentForm,
    Work.PAY: AtTheTillForm,
    Work.SETTLE: SettlementForm,
    Work.PREPARE: PermitDataForm,
    Work.VERIFY: ReadingForm,
    Work.CORRECT: CorrectionForm,
    Work.SIGN: SigningForm,
    Work.ARCHIVE: ArchiveForm,
    Work.COMPARE: ComparisonForm,
    Work.HAND_OVER: HandOverForm,
}


def work_form(case: CaseFile, data: Mapping[str, Any] | None = None) -> WorkForm:
    """The form of the present stage's work."""
    return WORK_FORMS.get(case.work, WorkForm)(case, data)
