"""What anyone may do with questions: ask one, report a wrong or fake link, and follow it by its token."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import published, questions
from helpdesk.forms.questions import AskForm
from helpdesk.models import CommonQuestion, Link, Question, QuestionKind
from helpdesk.published import PublicLink
from permits.services import services_on
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import RETRY_AFTER_SECONDS, too_many_attempts
from sipelaku.office.services import current_office

SENT_PER_ADDRESS = 10
WINDOW = 10 * 60  # seconds
SHOWN_ANSWERS = 3
# What an address may say in ?jenis=, and what is then chosen.
KINDS = {
    "pertanyaan": QuestionKind.QUESTION,
    "tautan-salah": QuestionKind.WRONG_LINK,
    "palsu": QuestionKind.FAKE,
}


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form with what the address chose; by POST, write the question down and lead to its page."""
    choices: dict[str, Any] = {"links": published.now(), "services": services_on(timezone.localdate())}
    if request.method != "POST":
        return _show(request, AskForm(initial=_chosen(request), **choices))
    form = AskForm(request.POST, **choices)
    if not form.is_valid():
        return _show(request, form, status=422)
    if not may_send(request):
        form.add_too_many()
        return _show(request, form, status=429)
    question = questions.ask(form.asked(), form.cleaned_data["nonce"], confirms=True)
    return redirect("question", question.token)


def may_send(request: HttpRequest) -> bool:
    """Count one question from this address."""
    return limits.allow("question", limits.client_address(request), amount=SENT_PER_ADDRESS, seconds=WINDOW)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """What the page's address chooses; what does not exist chooses nothing."""
    link = request.GET.get("tautan", "")
    usual = "tautan-salah" if link else "pertanyaan"
    return {
        "kind": KINDS.get(request.GET.get("jenis", usual), QuestionKind.QUESTION),
        "tautan": link,
        "layanan": request.GET.get("layanan", ""),
    }


def _show(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    asks_first = not form.is_bound and form.initial["kind"] == QuestionKind.QUESTION
    context = {
        "form": form,
        "days": current_office().answer_days,
        "common": CommonQuestion.objects.filter(is_published=True)[:SHOWN_ANSWERS] if asks_first else (),
    }
    response = render(request, "helpdesk/questions/ask.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@require_safe
@discreet
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever holds the token what was asked and answered, never who asked. Raises Http404 for other tokens."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    found = Question.objects.filter(token=token).first()
    if found is None:
        limits.count_wrong_token(request)
        raise Http404
    context = {
        "question": found,
        "link": _reported(found.link) if found.link else None,
        "replies": found.replies.order_by("-pk"),
        "due_at": questions.due_at(found),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "helpdesk/questions/question.html", context)


def _reported(link: Link) -> PublicLink | None:
    """A link as everybody sees it now; None when nobody does any more."""
    return next(iter(published.links_at(timezone.now(), Link.objects.filter(pk=link.pk))), None)
