"""One file on an officer's desk: reading it, finishing a stage, and the "no" that has a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import desk, work, workflow
from permits.access import document_or_404
from permits.actions import (
    BY_CODE,
    CANCEL,
    DISPUTE,
    FORWARD,
    REJECT,
    RESCHEDULE,
    RESUBMIT,
    RETURN,
    REVOKE,
    SEND_BACK,
    WITHDRAW,
    Action,
)
from permits.answers import shown
from permits.desk import CaseFile, case_file_or_404
from permits.earlier import differences, relatives_of
from permits.forms.desk import ReasonForm, WorkForm, findings, likely_reason
from permits.forms.filing import ANSWER_PREFIX
from permits.forms.works import work_form
from permits.inspections import sheets_of
from permits.models import Outcome, PaperKind, Status, Transition, Work
from permits.remarks import remarks_of
from permits.timeline import shown_stages, tag_of
from permits.views.bills import charge_of
from permits.views.gate import officers_only
from sipelaku.office.services import calendar

WITH_REASON = {action.code: action for action in (RETURN, SEND_BACK, REJECT, CANCEL, REVOKE)}
FINAL = (REJECT, CANCEL, REVOKE)
# A signature asks for the password first; a report is written at the site.
ON_OWN_PAGE = (Work.SIGN, Work.INSPECT)
# What brings a file back to a stage it had passed.
BACK = (SEND_BACK.code, DISPUTE.code)
# The checklist travels with these: what was found is part of the decision.
WITH_WORK = (RETURN, CANCEL)
# The paper that opens beside a kind of work: what the officer has to read.
READ_FIRST = {
    Work.RESUME: PaperKind.REPORT,
    Work.REVIEW: PaperKind.RESUME,
    Work.ASSESS: PaperKind.REPORT,
    Work.SETTLE: PaperKind.PAID_BILL,
    **dict.fromkeys((Work.VERIFY, Work.CORRECT, Work.SIGN), PaperKind.DRAFT),
}
NOT_CARRIED = {"csrfmiddlewaretoken", "version", "next", "confirm", "preview", "reason", "words"}
TYPED_NAMES = {
    "archive_place": _lazy("Letak arsip"),
    "received_by": _lazy("Diterima oleh"),
    "result": _lazy("Hasil"),
    "words": _lazy("Penjelasan"),
    "day": _lazy("Hari peninjauan"),
    "begins": _lazy("Mulai"),
    "ends": _lazy("Selesai"),
    "place": _lazy("Tempat"),
    "instructions": _lazy("Petunjuk untuk tim"),
    "resume": _lazy("Resume"),
    "area": _lazy("Luas yang dipakai"),
    "basis_note": _lazy("Alasan koreksi"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def application(request: HttpRequest, number: str) -> HttpResponse:
    """Show one file; by POST, finish its present stage."""
    case = case_file_or_404(request.user, number)
    if request.method != "POST":
        return _show(request, case, work_form(case))
    try:
        return _finish(request, case)
    except workflow.Overtaken as faster:
        return overtaken(request, case, faster.transition)
    except workflow.NotAllowed:
        raise PermissionDenied from None


@never_cache
@require_safe
@officers_only
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame around one document: what it is, and the picture made to fit. Loading the file itself is the look."""
    wanted = document_or_404(request.user, pk)
    context = {"document": wanted, "is_picture": wanted.content_type.startswith("image/")}
    return render(request, "permits/desk/document.html", context)


def _finish(request: HttpRequest, case: CaseFile) -> HttpResponse:
    version = seen_version(request, case)
    if not case.allows(FORWARD) or case.work in ON_OWN_PAGE:
        raise PermissionDenied
    form = work_form(case, request.POST)
    if not form.is_valid():
        # A form that is only tried out stays unbound: there is nothing wrong with it yet.
        return _show(request, case, form, status=422 if form.is_bound else 200)
    try:
        workflow.perform(case.application, FORWARD, by=request.user, payload=form.payload(), version=version)
    except workflow.Incomplete as incomplete:
        form.take(incomplete.errors)
        return _show(request, case, form, status=422)
    if remark := form.remark():
        messages.warning(request, remark)
    return _go_on(request, case, opens_next="next" in request.POST)


def seen_version(request: HttpRequest, case: CaseFile) -> int:
    """The version the officer saw; raises Overtaken when the file has moved on since."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("no version")
    if int(text) != case.application.version:
        raise workflow.Overtaken(case.story.events[-1].transition if case.story.events else None)
    return int(text)


def _go_on(request: HttpRequest, case: CaseFile, *, opens_next: bool) -> HttpResponse:
    """Say what was done, and open the next file or the queue."""
    moved = case.application
    where = moved.stage.name if moved.stage and moved.status == Status.IN_PROCESS else moved.get_status_display()
    messages.success(request, _("%(number)s sekarang di: %(where)s.") % {"number": moved.number, "where": where})
    if not opens_next:
        return redirect("desk")
    following = desk.next_for(request.user)
    if following is None:
        messages.info(request, _("Tidak ada berkas lain yang menunggu."))
        return redirect("desk")
    return redirect("desk_application", number=following.number)


# The "no" -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def decide(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Return, send back, reject, cancel or revoke: ask for the reason, show what will be read, then do it."""
    if action not in WITH_REASON:
        raise Http404
    case = case_file_or_404(request.user, number)
    try:
        return _refuse(request, case, WITH_REASON[action])
    except workflow.Overtaken as faster:
        return overtaken(request, case, faster.transition)
    except workflow.NotAllowed:
        raise PermissionDenied from None


def _refuse(request: HttpRequest, case: CaseFile, action: Action) -> HttpResponse:
    version = seen_version(request, case) if request.method == "POST" else case.application.version
    if not case.allows(action):
        raise PermissionDenied
    form = work_form(case, request.POST) if action in WITH_WORK else None
    if form is not None and not _is_done(request, case, form, action):
        return _show(request, case, form, status=422)
    payload = form.payload() if form is not None else {}
    is_answered = "confirm" in request.POST or "preview" in request.POST
    reason = ReasonForm(
        action.code,
        request.POST if is_answered else None,
        reason=likely_reason(action.code, payload),
        work=case.work,
    )
    if "confirm" not in request.POST or not reason.is_valid():
        return _ask_why(request, case, action, reason, payload)
    workflow.perform(case.application, action, by=request.user, note=reason.note(), payload=payload, version=version)
    if action is REVOKE:
        messages.success(request, _("Izin sudah dicabut."))
        return redirect("desk_application", number=case.application.number)
    return _go_on(request, case, opens_next=request.POST["confirm"] == "next")


def _is_done(request: HttpRequest, case: CaseFile, form: WorkForm, action: Action) -> bool:
    """Whether the checklist bears the decision; otherwise the form says what is missing."""
    if not form.is_valid():
        return False
    try:
        work.demand(action.code, work.Step(case.application, None, request.user, timezone.now(), form.payload()))
    except workflow.Incomplete as incomplete:
        form.take(incomplete.errors)
        return False
    return True


def _ask_why(
    request: HttpRequest, case: CaseFile, action: Action, reason: ReasonForm, payload: dict[str, Any]
) -> HttpResponse:
    context = {
        "case": case,
        "application": case.application,
        "action": action,
        "is_final": action in FINAL,
        "is_read_by_applicant": action is not SEND_BACK,
        "form": reason,
        "note": reason.note(),
        "findings": list(findings(case, payload)),
        "carried": _carried(request.POST) if action in WITH_WORK else [],
        "back_href": reverse("desk_application", args=[case.application.number]),
    }
    status = 422 if reason.is_bound and reason.errors else 200
    return render(request, "permits/desk/decide.html", context, status=status)


def _carried(posted: QueryDict) -> list[tuple[str, str]]:
    """The checklist as it was sent, to be sent again with the reason."""
    return [(name, value) for name, value in posted.items() if isinstance(value, str) and name not in NOT_CARRIED]


# Pages --------------------------------------------------------------------------------


def _show(request: HttpRequest, case: CaseFile, form: WorkForm, *, status: int = 200) -> HttpResponse:
    application = case.application
    permit = getattr(application, "permit", None)
    context = {
        "case": case,
        "application": application,
        "permit": permit,
        "charge": charge_of(application),
        "history": [(event, remarks_of(event.transition)) for event in reversed(case.story.events)],
        "visits": sheets_of(application),
        "can_reschedule": case.allows(RESCHEDULE),
        "form": form,
        "relatives": relatives_of(application, request.user, at_desk=True),
        "differences": differences(application, case.questions),
        "tag": tag_of(application, case.story.turn),
        "left": desk.time_left(calendar(), case.story.due_at, timezone.now()),
        "stages": shown_stages(application, case.story.lines, returned=_("Menunggu perbaikan pemohon")),
        "is_theirs": case.allows(FORWARD),
        "sent_back": _sent_back(case),
        "refusals": [row for row in case.actions if row.code in WITH_REASON and row is not REVOKE],
        "can_revoke": case.allows(REVOKE),
        "speaks_for_applicant": case.allows(RESUBMIT) or case.allows(WITHDRAW),
        "viewer": _opened_first(request, case),
        # The checklist has the answers already.
        "answers": []
        if case.allows(FORWARD) and case.work == Work.CHECK
        else [(row.label, shown(row, application.answers.get(row.key))) for row in case.questions],
        "permit_rows": [(row.label, shown(row, permit.data.get(row.key))) for row in case.questions if row.on_permit]
        if permit
        else [],
    }
    return render(request, "permits/desk/application.html", context, status=status)


def _sent_back(case: CaseFile) -> Transition | None:
    """The move that brought the file back to this stage, for the officer to read first."""
    last = case.story.events[-1].transition if case.story.events else None
    return last if last and last.action in BACK and case.allows(FORWARD) else None


def _opened_first(request: HttpRequest, case: CaseFile) -> str:
    """The address of the one paper the page opens by itself, "" for none: every look is recorded."""
    wanted = request.GET.get("dokumen", "")
    papers = {str(item.document.pk): item.document for item in case.items if item.document}
    if wanted:
        if wanted not in papers:
            raise Http404
        return reverse("desk_document", args=[wanted])
    if not case.allows(FORWARD):
        return ""
    if case.work in READ_FIRST:
        return reverse("paper", args=[case.application.number, READ_FIRST[Work(case.work)]])
    if case.work in (Work.CHECK, Work.COMPARE, Work.PREPARE) and papers:
        return reverse("desk_document", args=[next(iter(papers))])
    return ""


def overtaken(request: HttpRequest, case: CaseFile, move: Transition | None) -> HttpResponse:
    """Tell who was faster, and give back what was typed."""
    context = {
        "application": case.application,
        "move": move,
        "label": BY_CODE[move.action].done if move else "",
        "typed": list(_typed(case, request.POST)),
    }
    return render(request, "permits/desk/overtaken.html", context, status=409)


def _typed(case: CaseFile, posted: QueryDict) -> Iterator[tuple[str, str]]:
    names = {f"doc-{item.requirement.code}": item.requirement.name for item in case.items}
    names |= {f"field-{row.key}": row.label for row in case.questions}
    names |= {f"{ANSWER_PREFIX}-{row.key}": row.label for row in case.questions}
    names |= {f"{name}-note": _("Catatan untuk %(name)s") % {"name": label} for name, label in names.items()}
    names |= {str(name): str(label) for name, label in TYPED_NAMES.items()}
    outcomes = dict(Outcome.choices)
    for name, value in posted.items():
        if name in names and isinstance(value, str) and value.strip():
            yield names[name], _("Perlu diperbaiki") if value == "on" else str(outcomes.get(value, value))
