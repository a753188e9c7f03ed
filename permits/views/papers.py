"""Printed papers: receipt, control sheet, draft and permit, shown to whom they concern.

A page never waits for the printer: while a paper is being drawn, it says so and asks
the browser to look again.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permits import access, records, work
from permits.actions import is_signed
from permits.models import Application, Paper, PaperKind

LOOK_AGAIN_SECONDS, LOOK_LATER_SECONDS = 2, 15
# A move of the journey brings them about, each time as a new edition.
BY_MOVES = (
    PaperKind.DRAFT,
    PaperKind.TASK_ORDER,
    PaperKind.REPORT,
    PaperKind.RESUME,
    PaperKind.BILL,
    PaperKind.PAID_BILL,
    PaperKind.PAYMENT,
)
WORKER_MUST_BE_AWAY = timedelta(minutes=1)


@require_safe
@login_required
@never_cache
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse | FileResponse:
    """Show a paper of application ``number``, or a page that says it is being prepared (202).

    Of papers with several editions the newest, unless the address names one (``?edisi=12``).
    """
    application = access.application_or_404(request.user, number)
    if kind not in PaperKind or not access.may_see_paper(request.user, application, kind):
        raise Http404
    row = _wanted(application, kind, request.GET.get("edisi", ""))
    if row is None:
        raise Http404
    if row.rendered_at is None:
        return _being_prepared(request, application, row)
    return _file(request, application, row)


def _wanted(application: Application, kind: str, edition: str) -> Paper | None:
    """The paper to show, asked for if nobody has yet; None while the journey has not brought it about."""
    if kind in BY_MOVES:
        return _brought_about(application, kind, edition)
    if kind == PaperKind.PERMIT and not is_signed(application):
        return None
    number = application.version if kind == PaperKind.CONTROL_SHEET else 0
    return work.request_paper(application, kind, timezone.now(), number)


def _brought_about(application: Application, kind: str, edition: str) -> Paper | None:
    editions = application.papers.filter(kind=kind).order_by("-edition")
    if not edition:
        return editions.first()
    if not (edition.isascii() and edition.isdigit() and len(edition) < 10):
        return None
    return editions.filter(edition=int(edition)).first()


def _being_prepared(request: HttpRequest, application: Application, row: Paper) -> HttpResponse:
    is_overdue = timezone.now() - row.requested_at > WORKER_MUST_BE_AWAY
    is_staff_page = access.may_handle(request.user, application)
    context = {
        "application": application,
        "paper": row,
        "is_overdue": is_overdue,
        "is_staff_page": is_staff_page,
        "layout": "staff.html" if is_staff_page else "base.html",
    }
    response = render(request, "permits/papers/being_prepared.html", context, status=202)
    response["Refresh"] = str(LOOK_LATER_SECONDS if is_overdue else LOOK_AGAIN_SECONDS)
    return response


def _file(request: HttpRequest, application: Application, row: Paper) -> FileResponse:
    if request.method == "GET":
        records.record_look(application, by=request.user, paper=row.kind)
    name = f"{slugify(row.get_kind_display())}-{application.number}.pdf"
    response = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=name)
    response["ETag"] = f'"{row.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
