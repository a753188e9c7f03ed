"""The survey as people answer it: from a letter's link, from the code on the counter's wall, or from the officer's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import survey_attempts, surveys
from helpdesk.forms.survey import SurveyForm
from helpdesk.models import Invitation, Way
from permits.models import PermitType
from permits.services import services_on
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import too_many_attempts
from sipelaku.office.services import local_today

WITH = ("permit__application__permit_type",)


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the nine questions and keep the answer, once. Raises Http404 for every token that opens nothing."""
    invitation = Invitation.objects.select_related(*WITH).filter(token=token).first()
    # At the counter all come from one address: nobody's wrong tokens stop who was just given a right one there.
    if (invitation is None or not _is_counter(invitation)) and not limits.may_try_token(request):
        return too_many_attempts(request)
    if invitation is None:
        limits.count_wrong_token(request)
        raise Http404
    try:
        surveys.check_open(invitation)
        return _answered(request, invitation) if request.method == "POST" else _asked(request, invitation)
    except surveys.AlreadyAnswered:
        # Gone for who looks; a conflict for who sends a second time.
        status = 409 if request.method == "POST" else 410
        return render(request, "helpdesk/survey/used.html", status=status)
    except surveys.TooLate:
        return render(request, "helpdesk/survey/expired.html", {"is_counter": _is_counter(invitation)}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def counter(request: HttpRequest) -> HttpResponse:
    """Say what the survey is, to whoever scanned the code on the wall; a press of the button opens a fresh one."""
    if request.method != "POST":
        return render(request, "helpdesk/survey/counter.html")
    if not survey_attempts.may_open_at_counter(request):
        return too_many_attempts(request)
    return redirect("survey", surveys.open_at_counter().token)


@require_safe
@discreet
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank for an answer; the address says nothing about which."""
    return render(request, "helpdesk/survey/thanks.html")


def _asked(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = SurveyForm(services=_services(invitation))
    return _form(request, invitation, form, 200)


def _answered(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = SurveyForm(request.POST, services=_services(invitation))
    if not form.is_valid():
        return _form(request, invitation, form, 422)
    surveys.answer(invitation, form.given())
    return redirect("survey_thanks")


def _form(request: HttpRequest, invitation: Invitation, form: SurveyForm, status: int) -> HttpResponse:
    context = {"form": form, "invitation": invitation, "service": surveys.service_of(invitation)}
    return render(request, "helpdesk/survey/survey.html", context, status=status)


def _services(invitation: Invitation) -> list[PermitType] | None:
    """What people at the counter may have come for; None for who is asked about a permit."""
    if not _is_counter(invitation):
        return None
    return [row.permit_type for row in services_on(local_today()) if not row.is_abolished]


def _is_counter(invitation: Invitation) -> bool:
    return invitation.way == Way.COUNTER
