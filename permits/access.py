"""One function per "may this person ...?". What a person may not see does not exist for them: a 404."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from permits.actions import COUNTER_ROLE, RESUBMIT, SUBMIT, is_theirs
from permits.models import Application, Document


def application_or_404(user: Any, number: str) -> Application:
    """The application with this number if ``user`` may see it."""
    visible = Application.objects.visible_to(user).select_related("standard", "permit_type", "stage", "permit")
    return get_object_or_404(visible, number=number)


def own_draft_or_404(user: Any, pk: int) -> Application:
    """The unsent application ``user`` began."""
    drafts = Application.objects.visible_to(user).select_related("standard", "permit_type", "stage")
    return get_object_or_404(drafts, pk=pk, status="draft", created_by=user)


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
