"""What officers do with questions: find the oldest, answer, correct an answer, close without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, questions
from helpdesk.forms.questions import AnswerForm, CloseForm, QuestionFilters
from helpdesk.models import CommonQuestion, Question, QuestionStatus
from helpdesk.views.gate import only_if
from permits.deadlines import urgency
from permits.paging import capped_count, page_of
from sipelaku.office.services import calendar

# Shorter than what the public chooses from.
KIND_NAMES = {
    "question": gettext_lazy("Pertanyaan"),
    "wrong_link": gettext_lazy("Tautan salah"),
    "fake": gettext_lazy("Palsu"),
}
KIND_TAGS = {"question": "neutral", "wrong_link": "info", "fake": "waiting"}
STATUS_TAGS = {"open": "waiting", "answered": "done", "closed": "neutral"}


@dataclass(frozen=True)
class Line:
    """A question as the list shows it."""

    question: Question
    due_at: Any
    urgency: str
    kind: Any
    kind_tag: str
    status_tag: str


def _line(question: Question) -> Line:
    due_at = questions.due_at(question)
    return Line(
        question=question,
        due_at=due_at,
        urgency=urgency(calendar(), due_at, timezone.now()),
        kind=KIND_NAMES[question.kind],
        kind_tag=KIND_TAGS[question.kind],
        status_tag=STATUS_TAGS[question.status],
    )


# The list -----------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_read_questions)
def queue(request: HttpRequest) -> HttpResponse:
    """List the questions that wait, the oldest first; or those answered or closed, the newest first."""
    filters = QuestionFilters(request.GET)
    if not filters.is_valid():
        raise BadRequest("a filter that does not exist")
    kind, status = filters.cleaned_data["jenis"], filters.cleaned_data["status"]
    rows = questions.visible_to(request.user).filter(status=status or QuestionStatus.OPEN)
    if kind:
        rows = rows.filter(kind=kind)
    page = page_of([rows], request.GET, key="asked_at", newest_first=bool(status))
    context = {
        "page": page,
        "lines": [_line(row) for row in page.rows],
        "total": capped_count(rows),
        "filters": filters,
        "chips": _chips(request, filters),
        "is_waiting": not status,
        "may_answer": access.may_meet_people(request.user),
    }
    return render(request, "helpdesk/questions/queue.html", context)


def _chips(request: HttpRequest, filters: QuestionFilters) -> list[tuple[str, str]]:
    """The filters in use, each with the address of the list without it."""
    values = {name: filters.cleaned_data[name] for name, _words in filters.chosen()}
    return [
        (words, f"{request.path}?{urlencode({key: value for key, value in values.items() if key != name})}")
        for name, words in filters.chosen()
    ]


# One question -------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_read_questions)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one question with its answers; by POST, answer it or correct the answer."""
    found = _found(request, number)
    if request.method == "POST":
        return _answer(request, found)
    text = _suggested(request) or questions.last_answer(found)
    form = AnswerForm(initial={"text": text, "seen": questions.state_of(found)})
    return _show(request, found, form)


def _found(request: HttpRequest, number: str) -> Question:
    return get_object_or_404(questions.visible_to(request.user), number=number)


def _suggested(request: HttpRequest) -> str:
    """The answer of the common question that the address names; "" for none."""
    key = request.GET.get("pakai", "")
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return ""
    return CommonQuestion.objects.filter(pk=key).values_list("answer", flat=True).first() or ""


def _answer(request: HttpRequest, found: Question) -> HttpResponse:
    if not access.may_meet_people(request.user):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
    if seen == questions.state_of(found) and text == questions.last_answer(found):
        form.add_unchanged()
        return _show(request, found, form, status=422)
    try:
        questions.answer(found, text, by=request.user, seen=seen)
    except questions.Overtaken as overtaken:
        if not questions.was_answered_so(overtaken.question, text, by=request.user):
            return _overtaken(request, number=found.number, text=text)
    else:
        messages.success(request, _("Jawaban terkirim."))
    return redirect("staff_question", number=found.number)


def _overtaken(request: HttpRequest, *, number: str, text: str) -> HttpResponse:
    """Show the question as somebody else has left it, with the officer's own words kept."""
    found = _found(request, number)
    form = AnswerForm(initial={"text": text, "seen": questions.state_of(found)})
    return _show(request, found, form, is_overtaken=True, status=409)


def _show(
    request: HttpRequest, found: Question, form: AnswerForm, *, is_overtaken: bool = False, status: int = 200
) -> HttpResponse:
    may_answer = access.may_meet_people(request.user)
    link = found.link
    context = {
        "question": found,
        "line": _line(found),
        "replies": found.replies.select_related("by").order_by("-pk"),
        "link_title": link.versions.values_list("title", flat=True).first() if link else "",
        "may_open_link": access.is_of_team(request.user),
        "others": questions.about_same_link(found),
        "form": form,
        "is_overtaken": is_overtaken,
        "may_answer": may_answer,
        "common": CommonQuestion.objects.all() if may_answer else (),
    }
    return render(request, "helpdesk/questions/case.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_read_questions)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why a question is closed without an answer; by POST, close it."""
    found = _found(request, number)
    if not access.may_meet_people(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _ask_why(request, found, CloseForm(initial={"seen": questions.state_of(found)}))
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _ask_why(request, found, form, status=422)
    try:
        questions.close(found, form.note(), by=request.user, seen=form.cleaned_data["seen"])
    except questions.Overtaken:
        return _overtaken(request, number=number, text="")
    messages.success(request, _("Pertanyaan ditutup tanpa jawaban."))
    return redirect("questions")


def _ask_why(request: HttpRequest, found: Question, form: CloseForm, *, status: int = 200) -> HttpResponse:
    context = {
        "question": found,
        "form": form,
        "layout": "staff.html",
        "title": _("Tutup %(number)s tanpa jawaban?") % {"number": found.number},
        "consequence": _("Penanya dikabari dan membaca alasannya. Pertanyaan ini masih dapat dijawab kemudian.")
        if found.email or found.phone
        else _("Penanya membaca alasannya di halamannya sendiri. Pertanyaan ini masih dapat dijawab kemudian."),
        "action_label": _("Tutup tanpa jawaban"),
        "back_href": reverse("staff_question", args=[found.number]),
    }
    return render(request, "helpdesk/questions/close.html", context, status=status)
