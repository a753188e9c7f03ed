"""The survey at the counter, as the officer sees it: a fresh code for each visitor, and the poster's code to print."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, qr, survey_attempts, surveys
from helpdesk.models import Invitation
from helpdesk.views.gate import only_if
from sipelaku.discreet import discreet
from sipelaku.errors import too_many_attempts

CODE = "survey_code"  # the officer's present invitation, by its key
LOOKS_AGAIN_AFTER = 15  # seconds: until the code was used


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_meet_people)
@discreet
def survey_desk(request: HttpRequest) -> HttpResponse:
    """Show the code for the visitor in front; a press of the button makes the next one."""
    if request.method == "POST":
        if not survey_attempts.may_make_code(request.user):
            return too_many_attempts(request)
        request.session[CODE] = surveys.open_at_counter().pk
        return redirect("survey_desk")
    invitation = _present(request)
    context = {
        "invitation": invitation,
        "was_made": CODE in request.session,
        "path": reverse("survey", args=[invitation.token]) if invitation else "",
        "poster_address": settings.SITE_URL + reverse("survey_counter"),
    }
    answer = render(request, "helpdesk/survey/desk.html", context)
    if invitation:
        answer["Refresh"] = str(LOOKS_AGAIN_AFTER)
    return answer


@require_safe
@only_if(access.may_meet_people)
@discreet
def survey_desk_code(request: HttpRequest) -> HttpResponse:
    """The picture of the present code. Raises Http404 while there is none."""
    invitation = _present(request)
    if invitation is None:
        raise Http404
    address = settings.SITE_URL + reverse("survey", args=[invitation.token])
    return HttpResponse(qr.svg(address), content_type="image/svg+xml")


@never_cache
@require_safe
@only_if(access.may_meet_people)
def survey_wall_code(request: HttpRequest) -> HttpResponse:
    """The code for the counter's wall, to be printed: it is the same for everybody and lasts."""
    picture = qr.png(settings.SITE_URL + reverse("survey_counter"))
    answer = HttpResponse(picture, content_type="image/png")
    answer["Content-Disposition"] = 'attachment; filename="kode-survei-loket.png"'
    return answer


def _present(request: HttpRequest) -> Invitation | None:
    """The invitation the officer shows, while it can be answered."""
    key: int | None = request.session.get(CODE)
    invitation = None if key is None else Invitation.objects.filter(pk=key).first()
    if invitation is None:
        return None
    try:
        surveys.check_open(invitation)
    except surveys.NotOpen:
        return None
    return invitation
