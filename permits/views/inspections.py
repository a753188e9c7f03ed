"""The inspections of the office: the calendar with who goes where, and a new plan for one that is scheduled."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import inspections, workflow
from permits.access import may_see_inspections
from permits.actions import RESCHEDULE
from permits.deadlines import urgency
from permits.desk import CaseFile, case_file_or_404, time_left
from permits.forms.desk import ReasonForm
from permits.forms.inspection import CalendarForm, PlanForm
from permits.models import Inspection
from permits.views.casework import overtaken, seen_version
from permits.views.gate import officers_only
from permits.work.inspection import inspection_to_come
from sipelaku.office.services import calendar, current_office


@never_cache
@require_safe
@officers_only
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for a date, the officer's own tasks, and the inspections of a month or a week."""
    if not may_see_inspections(request.user):
        raise Http404
    form = CalendarForm(request.GET)
    if not form.is_valid():
        raise BadRequest("no part of the calendar")
    now = timezone.now()
    today = now.astimezone(current_office().zone).date()
    page = _month(request.user, form.day, today) if form.is_month else _week(request.user, form.day, today)
    waiting = inspections.waiting_for_a_date(request.user)
    context = page | {
        "is_month": form.is_month,
        "day": form.day,
        "today": today,
        "waiting": [
            (turn, urgency(calendar(), turn.due_at, now), time_left(calendar(), turn.due_at, now))
            for turn in waiting[: inspections.MOST_WAITING]
        ],
        "more_wait": len(waiting) > inspections.MOST_WAITING,
        "tasks": _tasks(request.user, today),
    }
    return render(request, "permits/inspections/calendar.html", context)


def _month(user: Any, day: datetime.date, today: datetime.date) -> dict[str, Any]:
    first = day.replace(day=1)
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    return {
        "weeks": inspections.month_of(user, day, today),
        "previous_url": _address("bulan", first - datetime.timedelta(days=1)),
        "next_url": _address("bulan", following),
        "other_url": _address("minggu", day),
        "today_url": _address("bulan", today),
    }


def _week(user: Any, day: datetime.date, today: datetime.date) -> dict[str, Any]:
    days, is_cut = inspections.week_of(user, day, today)
    dates = [row.date for row in days]
    people = inspections.inspectors()
    busy = inspections.engagements(people, dates[0], dates[-1])
    return {
        "days": days,
        "is_cut": is_cut,
        "team": [
            (person, [(day, inspections.hours_of(busy.get((person.pk, day.date), ()))) for day in days])
            for person in people
        ],
        "previous_url": _address("minggu", dates[0] - datetime.timedelta(days=7)),
        "next_url": _address("minggu", dates[0] + datetime.timedelta(days=7)),
        "other_url": _address("bulan", day),
        "today_url": _address("minggu", today),
    }


def _address(view: str, day: datetime.date) -> str:
    return "?" + urlencode({"tampilan": view, "tanggal": day.isoformat()})


def _tasks(user: Any, today: datetime.date) -> dict[str, list[Inspection]]:
    """The officer's own tasks: those of today and before that are not reported, and those to come."""
    zone = current_office().zone
    tasks = inspections.tasks_of(user)
    return {
        "now": [row for row in tasks if row.starts_at.astimezone(zone).date() <= today],
        "later": [row for row in tasks if row.starts_at.astimezone(zone).date() > today],
    }


# A new plan ---------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def reschedule(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, and when instead; by POST, cancel the plan there is and make the new one."""
    case = case_file_or_404(request.user, number)
    try:
        return _plan_anew(request, case)
    except workflow.Overtaken as faster:
        return overtaken(request, case, faster.transition)
    except workflow.NotAllowed:
        raise PermissionDenied from None


def _plan_anew(request: HttpRequest, case: CaseFile) -> HttpResponse:
    is_sent = request.method == "POST"
    version = seen_version(request, case) if is_sent else case.application.version
    if not case.allows(RESCHEDULE):
        raise PermissionDenied
    plan = PlanForm(case, request.POST if is_sent else None)
    reason = ReasonForm(RESCHEDULE.code, request.POST if plan.is_bound else None)
    if not plan.is_bound:
        reason.initial = {name: request.POST.get(name, "") for name in ("reason", "words")}
        return _ask(request, case, plan, reason)
    is_told = reason.is_valid()
    if not plan.is_valid() or not is_told:
        return _ask(request, case, plan, reason, status=422)
    try:
        workflow.perform(
            case.application,
            RESCHEDULE,
            by=request.user,
            note=reason.note(),
            payload=plan.payload(),
            version=version,
        )
    except workflow.Incomplete as incomplete:
        plan.take(incomplete.errors)
        return _ask(request, case, plan, reason, status=422)
    messages.success(request, _("Peninjauan dijadwalkan ulang; surat tugas yang baru sedang dicetak."))
    if remark := plan.remark():
        messages.warning(request, remark)
    return redirect("desk_application", number=case.application.number)


def _ask(
    request: HttpRequest, case: CaseFile, plan: PlanForm, reason: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "application": case.application,
        "form": plan,
        "reason": reason,
        "is_wrong": bool(plan.errors or reason.errors),
        "both": (plan, reason),
        "planned": inspection_to_come(case.application),
    }
    return render(request, "permits/inspections/reschedule.html", context, status=status)
