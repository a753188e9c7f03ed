"""The fixed cast and the story's usual steps, for tests of every app.

Everything here goes through the same doors as the views: ``workflow.perform`` and
the rows a person would have made. Names and numbers are invented.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from permits import demonstration, workflow
from permits.actions import office_role
from permits.demonstration import payload_for
from permits.models import Application, Document, Paper, PaperKind, Status, Transition, Work
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User

__all__ = [
    "LONG_STAFF",
    "PASSWORD",
    "STAFF",
    "advance",
    "attach",
    "file_application",
    "forward",
    "make_draft",
    "make_user",
    "payload_for",
    "pretend_rendered",
]

PASSWORD = "kata-sandi-uji-2026"
STAFF = {
    "counter": "petugas_loket",
    "entry": "petugas_entri",
    "kasi": "kasi",
    "kabid": "kabid",
    "head": "kepala_dinas",
    "archive": "arsip",
}
# Who else acts in the long procedure; the second cashier is the one who may void.
LONG_STAFF = {
    "scheduler": "penjadwalan",
    "inspector": "tim_teknis",
    "cashier": "bendahara",
    "second_cashier": "bendahara",
}


def make_user(username: str, *roles: str, name: str = "") -> User:
    """An account with a verified e-mail address and PASSWORD, holding the given role codes."""
    enrol(username, email=f"{username}@uji.example", password=PASSWORD, roles=roles, full_name=name or username.title())
    return User.objects.get(username=username)


def attach(application: Application, code: str, *, by: Any, at: datetime.datetime | None = None) -> Document:
    """Put a JPEG in the place of requirement ``code``, now unless told otherwise."""
    return demonstration.attach(application, code, by=by, at=at or timezone.now())


def make_draft(applicant: User, *, slug: str = "siup", at: datetime.datetime | None = None) -> Application:
    """A draft of a person's application, complete but not sent."""
    return demonstration.make_draft(applicant, slug=slug, at=at or timezone.now())


def file_application(applicant: User, *, slug: str = "siup", at: datetime.datetime | None = None) -> Application:
    """An application just filed."""
    draft = make_draft(applicant, slug=slug, at=at)
    workflow.perform(draft, "submit", by=applicant, at=at)
    return draft


def forward(application: Application, staff: dict[str, User], *, at: datetime.datetime | None = None) -> Transition:
    """Finish the present stage by the officer of its role."""
    role = office_role(application.stage, application)
    officer = next(user for user in staff.values() if role in user.role_codes)
    if application.stage.work == Work.ARCHIVE:
        pretend_rendered(application)
    payload = payload_for(application, at)
    return workflow.perform(application, "forward", by=officer, payload=payload, at=at)


def pretend_rendered(application: Application) -> None:
    """Mark the permit's paper as printed, for tests that are not about printing."""
    Paper.objects.filter(application=application, kind=PaperKind.PERMIT, rendered_at__isnull=True).update(
        file="papers/test.pdf", sha256="0" * 64, rendered_at=timezone.now()
    )


def advance(
    application: Application, staff: dict[str, User], *, to: str = "", at: datetime.datetime | None = None
) -> None:
    """Finish stages until the present one's kind of work is ``to``, or the application is completed."""
    while application.status == Status.IN_PROCESS and application.stage.work != to:
        forward(application, staff, at=at)
