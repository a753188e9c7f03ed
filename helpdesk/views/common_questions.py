"""The common questions as staff keep them: list, add (from an answered one, too), change, put in order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk import access, common_questions, ordering, questions
from helpdesk.forms.common_questions import LONGEST_QUESTION, CommonQuestionForm
from helpdesk.models import CommonQuestion, Question
from helpdesk.views.gate import only_if


@never_cache
@require_safe
@only_if(access.may_read_questions)
def listing(request: HttpRequest) -> HttpResponse:
    """List all common questions in their order, shown or not; on top, for who may publish, those proposed to them."""
    may_publish = access.may_write(request.user)
    rows = list(CommonQuestion.objects.select_related("group"))
    context = {
        "rows": [(row, common_questions.may_change(row, request.user)) for row in rows],
        "proposals": common_questions.proposals().select_related("written_by") if may_publish else (),
        "may_order": may_publish,
    }
    return render(request, "helpdesk/questions/common.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_read_questions)
def add(request: HttpRequest) -> HttpResponse:
    """Add a common question; ``?dari=<number>`` begins with a question that was answered."""
    may_publish = access.may_write(request.user)
    source = _source(request)
    if request.method != "POST":
        return _show(request, CommonQuestionForm(may_publish=may_publish, initial=_from(source)), source=source)
    form = CommonQuestionForm(request.POST, may_publish=may_publish)
    if not form.is_valid():
        return _show(request, form, source=source, status=422)
    common_questions.write(form.content(), by=request.user)
    messages.success(request, _("Pertanyaan umum disimpan."))
    return redirect("common_questions")


def _source(request: HttpRequest) -> Question | None:
    """The question the page's address names, if there is one this person may read."""
    number = request.GET.get("dari")
    return get_object_or_404(questions.visible_to(request.user), number=number) if number else None


def _from(source: Question | None) -> dict[str, Any]:
    if source is None:
        return {}
    question = " ".join(source.text.split())[:LONGEST_QUESTION]
    return {"question": question, "answer": questions.last_answer(source)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_read_questions)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one common question to be changed; by POST, save it over what was seen."""
    row = get_object_or_404(CommonQuestion, pk=pk)
    if not common_questions.may_change(row, request.user):
        raise PermissionDenied
    may_publish = access.may_write(request.user)
    if request.method != "POST":
        initial = {name: getattr(row, name) for name in ("question", "answer", "group", "is_published")}
        initial["seen"] = common_questions.state_of(row)
        return _show(request, CommonQuestionForm(may_publish=may_publish, initial=initial), row=row)
    form = CommonQuestionForm(request.POST, may_publish=may_publish)
    if not form.is_valid():
        return _show(request, form, row=row, status=422)
    try:
        common_questions.change(row, form.content(), by=request.user, seen=form.cleaned_data["seen"])
    except common_questions.Stale:
        return _stale(request, pk, form)
    messages.success(request, _("Pertanyaan umum disimpan."))
    return redirect("common_questions")


def _stale(request: HttpRequest, pk: int, form: CommonQuestionForm) -> HttpResponse:
    """Show what somebody else has saved, and the person's own words to be saved once more."""
    row = get_object_or_404(CommonQuestion.objects.select_related("written_by"), pk=pk)
    if not common_questions.may_change(row, request.user):
        raise PermissionDenied
    initial = form.cleaned_data | {"seen": common_questions.state_of(row)}
    fresh = CommonQuestionForm(may_publish=access.may_write(request.user), initial=initial)
    return _show(request, fresh, row=row, is_stale=True, status=409)


def _show(
    request: HttpRequest,
    form: CommonQuestionForm,
    *,
    row: CommonQuestion | None = None,
    source: Question | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "row": row, "source": source, "is_stale": is_stale}
    return render(request, "helpdesk/questions/common_form.html", context, status=status)


@never_cache
@require_POST
@only_if(access.may_read_questions)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a common question one place up or down."""
    row = get_object_or_404(CommonQuestion, pk=pk)
    if not access.may_write(request.user):
        raise PermissionDenied
    direction = request.POST.get("arah")
    if direction not in ("naik", "turun"):
        raise BadRequest("no such direction")
    ordering.move(row, up=direction == "naik")
    return redirect("common_questions")
