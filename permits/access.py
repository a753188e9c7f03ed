"""One function per "may this person ...?". What a person may not see does not exist for them: a 404."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from permits.actions import RESUBMIT, SUBMIT, is_theirs, speaks_for_applicant
from permits.models import Application, Document, PaperKind, Stage
from permits.querysets import APPLICANT_ROLE, COUNTER_ROLE
from permits.standards import give_standard

ADMINISTRATOR_ROLE, LEGAL_ROLE = "admin", "hukum"

CASHIER_ROLE = "bendahara"
INSPECTION_ROLES = {"penjadwalan", "tim_teknis"}
# What the applicant gets in hand; the rest is the office's own, and the permit's day comes with the hand-over.
APPLICANTS_PAPERS = (PaperKind.RECEIPT, PaperKind.REPORT, PaperKind.BILL, PaperKind.PAID_BILL, PaperKind.PAYMENT)


def application_or_404(user: Any, number: str) -> Application:
    """The application with this number if ``user`` may see it."""
    visible = Application.objects.visible_to(user).select_related("standard", "permit_type", "stage", "permit")
    return get_object_or_404(visible.select_related("previous_permit__application"), number=number)


def own_application_or_404(user: Any, number: str) -> Application:
    """The filed application ``user`` speaks for: their own, or as the counter a walk-in's."""
    application = application_or_404(user, number)
    if not speaks_for_applicant(application, user):
        raise Http404
    return application


def own_filing_or_404(user: Any, slug: str, pk: int) -> Application:
    """The application of type ``slug`` that ``user`` began, sent or not, with all that its form shows."""
    begun = Application.objects.visible_to(user).prefetch_related("companions")
    begun = begun.select_related("applicant", "filed_with__permit_type", "previous_permit__application")
    application: Application = get_object_or_404(begun, pk=pk, permit_type__slug=slug, created_by=user)
    give_standard(application)
    return application


def document_or_404(user: Any, pk: int) -> Document:
    """A document of an application ``user`` may see."""
    return get_object_or_404(
        Document.objects.select_related("application", "requirement"),
        pk=pk,
        application__in=Application.objects.visible_to(user),
    )


def may_edit(user: Any, application: Application) -> bool:
    """Whether ``user`` may change answers or documents now: while unsent, or returned (unlocked items only)."""
    action = SUBMIT if application.status == "draft" else RESUBMIT
    return application.status in action.statuses and is_theirs(action, application, user)


def may_file_for_others(user: Any) -> bool:
    """Whether ``user`` may file for a walk-in without an account."""
    return COUNTER_ROLE in user.role_codes


def may_work_here(user: Any) -> bool:
    """Whether ``user`` belongs in the staff workspace."""
    return user.is_authenticated and user.is_officer


def may_use_till(user: Any) -> bool:
    """Whether ``user`` takes payments, voids a colleague's and closes the day."""
    return user.is_authenticated and CASHIER_ROLE in user.role_codes


def may_write_standards(user: Any) -> bool:
    """Whether ``user`` defines permit types and publishes their standards."""
    return user.is_authenticated and ADMINISTRATOR_ROLE in user.role_codes


def may_check_standards(user: Any) -> bool:
    """Whether ``user`` reads drafts of standards and says whether they are lawful."""
    return user.is_authenticated and LEGAL_ROLE in user.role_codes


def may_see_inspections(user: Any) -> bool:
    """Whether ``user`` plans inspections or goes on them."""
    return user.is_authenticated and bool(INSPECTION_ROLES & user.role_codes)


def may_see_paper(user: Any, application: Application, kind: str) -> bool:
    """Whether ``user``, who may see the application, may see its paper of this kind.

    The receipt, the report from the site and what concerns the retribution are everybody's;
    the control sheet, the task order, the resume and the draft the office's own; the permit is
    shown to the applicant once it has been handed over.
    """
    if kind in APPLICANTS_PAPERS or may_handle(user, application):
        return True
    permit = getattr(application, "permit", None)
    return kind == PaperKind.PERMIT and permit is not None and permit.handed_over_at is not None


def may_handle(user: Any, application: Application) -> bool:
    """Whether a stage of the application is of one of ``user``'s roles, and the application not their own."""
    roles = user.role_codes - {APPLICANT_ROLE}
    if not roles or application.applicant_id == user.pk:
        return False
    return Stage.objects.filter(standard=application.standard_id, role__in=roles).exists()
