"""The quarters' evaluations: their list, each one's figures and plan, its settling, its paper."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk import access, evaluation_paper, evaluations, posters, spans
from helpdesk.forms.evaluations import DoneForm, FindingsForm, PlanFormSet, refusals_of, rows_of
from helpdesk.models import Evaluation, FollowUp, Tally
from helpdesk.views.gate import only_if
from sipelaku.office.services import local_today
from sipelaku.periods import EARLIEST

YEAR = re.compile(r"2[0-9]{3}")


# The list -----------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_read_figures)
def index(request: HttpRequest) -> HttpResponse:
    """List the quarters since the first visit was counted, the newest first, and what is still to be done."""
    today = local_today()
    written = Evaluation.objects.annotate(
        plans=Count("follow_ups"), unfinished=Count("follow_ups", filter=Q(follow_ups__done_on=None))
    )
    rows = {(row.year, row.quarter): row for row in written}
    quarters = [
        {"year": year, "quarter": quarter, "name": spans.quarter_name(year, quarter), "row": rows.get((year, quarter))}
        for year, quarter in _quarters(today, list(rows))
    ]
    return render(request, "helpdesk/figures/evaluations.html", {"quarters": quarters})


def _quarters(today: datetime.date, written: list[tuple[int, int]]) -> list[tuple[int, int]]:
    first = Tally.objects.aggregate(first=Min("day"))["first"]
    this = spans.quarter_of(today)
    begin = min([this, *written, *([spans.quarter_of(first)] if first else [])])
    found = [this]
    while found[-1] > begin:
        found.append(spans.quarter_before(*found[-1]))
    return found


# One evaluation -----------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_read_figures)
def evaluation(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Show one quarter's figures, findings and follow-ups; by POST, keep what was written."""
    found = _evaluation(year, quarter)
    if request.method != "POST":
        return _show(request, found)
    if not access.may_evaluate(request.user):
        raise PermissionDenied
    form, plans = FindingsForm(request.POST), PlanFormSet(request.POST, prefix="rencana")
    if not all([form.is_valid(), plans.is_valid()]):
        return _show(request, found, form, plans, refusals_of(form, plans), status=422)
    planned = [plan for row in plans.forms if (plan := row.plan())]
    try:
        evaluations.write(year, quarter, form.cleaned_data["findings"], planned, seen=form.cleaned_data["seen"])
    except evaluations.Overtaken:
        return _overtaken(request, found, form, plans)
    messages.success(request, _("Evaluasi disimpan."))
    return redirect("evaluation", year, quarter)


def _evaluation(year: int, quarter: int) -> Evaluation:
    """The quarter's evaluation, unsaved when nobody has written one. Raises Http404 for one to come."""
    if quarter not in spans.QUARTERS or year < EARLIEST or (year, quarter) > spans.quarter_of(local_today()):
        raise Http404
    found = Evaluation.objects.select_related("settled_by").filter(year=year, quarter=quarter).first()
    return found or Evaluation(year=year, quarter=quarter)


def _show(
    request: HttpRequest,
    found: Evaluation,
    form: FindingsForm | None = None,
    plans: Any = None,
    refusals: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_today()
    is_settled = found.settled_at is not None
    follow_ups = list(found.follow_ups.all()) if found.pk else []
    earlier = list(evaluations.unfinished_before(found.year, found.quarter))
    may_write = access.may_evaluate(request.user)
    seen = evaluations.digest_of(found)
    context = {
        "evaluation": found,
        "name": spans.quarter_name(found.year, found.quarter),
        "figures": found.figures if is_settled else evaluations.figures_of(found.year, found.quarter, today),
        "form": form or FindingsForm(initial={"findings": found.findings, "seen": seen}),
        "plans": plans if plans is not None else PlanFormSet(initial=rows_of(follow_ups), prefix="rencana"),
        "refusals": refusals or [],
        "follow_ups": [_with_form(row, today, may_write) for row in follow_ups],
        "earlier": [_with_form(row, today, may_write) for row in earlier],
        "may_write": may_write,
        "is_written": may_write and (not is_settled or form is not None),
        "is_over": spans.of_quarter(found.year, found.quarter).last < today,
        "today": today,
    }
    return render(request, "helpdesk/figures/evaluation.html", context, status=status)


def _with_form(row: FollowUp, today: datetime.date, may_write: bool) -> dict[str, Any]:
    return {
        "row": row,
        "quarter": spans.quarter_name(row.evaluation.year, row.evaluation.quarter),
        "form": DoneForm(row, today) if may_write else None,
        "is_late": row.done_on is None and row.due_on < today,
    }


def _overtaken(request: HttpRequest, found: Evaluation, form: FindingsForm, plans: Any) -> HttpResponse:
    """Say that somebody was faster; what was typed stays, and may be sent once more unless it is settled."""
    now = _evaluation(found.year, found.quarter)
    if now.settled_at is not None:
        text = _("Evaluasi ini sudah ditetapkan dan tidak berubah lagi. Tulisan Anda di bawah belum disimpan.")
    else:
        text = _("Orang lain baru saja mengubah evaluasi ini. Periksa dulu isinya; simpan lagi untuk menggantinya.")
        data = request.POST.copy()
        data["seen"] = evaluations.digest_of(now)
        form.data = data
    return _show(request, now, form, plans, [("", text)], status=409)


# Settling -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_evaluate)
def settle(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Ask whether the evaluation is to be settled; by POST, settle it and keep its figures."""
    found = _evaluation(year, quarter)
    context = {
        "evaluation": found,
        "name": spans.quarter_name(year, quarter),
        "seen": evaluations.digest_of(found),
        "follow_ups": list(found.follow_ups.all()) if found.pk else [],
        "is_over": spans.of_quarter(year, quarter).last < local_today(),
    }
    if request.method != "POST":
        return render(request, "helpdesk/figures/settle.html", context)
    try:
        evaluations.settle(year, quarter, seen=request.POST.get("seen", ""), by=request.user)
    except evaluations.NotYet:
        return render(request, "helpdesk/figures/settle.html", context | {"is_refused": True}, status=422)
    except evaluations.Overtaken:
        return render(request, "helpdesk/figures/settle.html", context | {"is_stale": True}, status=409)
    messages.success(request, _("Evaluasi ditetapkan. Angkanya tidak berubah lagi."))
    return redirect("evaluation", year, quarter)


@never_cache
@require_POST
@only_if(access.may_evaluate)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a follow-up was done, or that it is not done after all."""
    row = get_object_or_404(FollowUp.objects.select_related("evaluation"), pk=pk)
    form = DoneForm(row, local_today(), request.POST)
    page = _page_of(request, row.evaluation)
    context = {"row": row, "form": form, "page": page}
    if not form.is_valid():
        return render(request, "helpdesk/figures/follow_up.html", context, status=422)
    try:
        evaluations.finish(row, form.cleaned_data["done_on"], seen=form.cleaned_data["seen"])
    except evaluations.Overtaken:
        context |= {"form": _as_it_is_now(row, form), "is_stale": True}
        return render(request, "helpdesk/figures/follow_up.html", context, status=409)
    messages.success(request, _("Tindak lanjut diperbarui."))
    return redirect("evaluation", page.year, page.quarter)


def _page_of(request: HttpRequest, usual: Evaluation) -> Evaluation:
    """The evaluation whose page the form was on ("2026-4"): a later one lists what ``usual`` left unfinished."""
    year, _dash, quarter = request.POST.get("page", "").partition("-")
    if not (YEAR.fullmatch(year) and quarter in map(str, spans.QUARTERS)):
        return usual
    return _evaluation(int(year), int(quarter))


def _as_it_is_now(row: FollowUp, sent: DoneForm) -> DoneForm:
    """The form once more with what was typed, ready to be sent over what somebody else said."""
    row.refresh_from_db(fields=["done_on"])
    seen = row.done_on.isoformat() if row.done_on else ""
    return DoneForm(row, sent.today, {"done_on": sent.data.get("done_on", ""), "seen": seen})


@never_cache
@require_safe
@only_if(access.may_read_figures)
def paper(request: HttpRequest, year: int, quarter: int) -> HttpResponse | FileResponse:
    """Hand the settled evaluation out as PDF. Raises Http404 for one that is open."""
    found = _evaluation(year, quarter)
    if found.settled_at is None:
        raise Http404
    return posters.shown(request, evaluation_paper.ask_for(found), f"evaluasi-{year}-triwulan-{quarter}.pdf")
