"""The screen with three buttons, as a tablet at the counter shows it, and the page that gives it an address."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, survey_attempts, touches
from helpdesk.forms.survey import EndScreensForm
from helpdesk.models import Touch
from helpdesk.views.gate import only_if
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import RETRY_AFTER_SECONDS, too_many_attempts

THANKS_SECONDS = 4
APOLOGY_SECONDS = 6


@require_http_methods(["GET", "HEAD", "POST"])
@discreet
def touch(request: HttpRequest, screen: str) -> HttpResponse:
    """Show the three buttons; count the one that is touched. Raises Http404 for an address that is no screen's."""
    if not touches.is_screen(screen):
        return _no_screen(request, screen)
    if request.method != "POST":
        return _buttons(request, screen, 200)
    if request.POST.get("level") not in Touch.Level.values:
        return _buttons(request, screen, 422)
    if not survey_attempts.may_touch(screen):
        return _returning(render(request, "helpdesk/survey/touch_busy.html", {"screen": screen}, status=429), screen)
    try:
        touches.record(screen, request.POST.get("page", ""), Touch.Level(request.POST["level"]))
    except touches.StalePage:
        return _returning(render(request, "helpdesk/survey/touch_stale.html", {"screen": screen}, status=409), screen)
    return redirect("touch_thanks", screen)


@require_safe
@discreet
def thanks(request: HttpRequest, screen: str) -> HttpResponse:
    """Thank for a touch, and go back to the buttons after some seconds."""
    if not touches.is_screen(screen):
        return _no_screen(request, screen)
    return _returning(render(request, "helpdesk/survey/touch_thanks.html", {"screen": screen}), screen, THANKS_SECONDS)


@require_safe
@only_if(access.may_meet_people)
@discreet
def touch_screen(request: HttpRequest) -> HttpResponse:
    """Give an officer the address that a tablet is to open."""
    path = reverse("touch", args=[touches.screen_for(request.user)])
    until = timezone.localtime() + datetime.timedelta(days=touches.SCREEN_DAYS)
    context = {"path": path, "address": settings.SITE_URL + path, "until": until}
    return render(request, "helpdesk/survey/screen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_meet_people)
@discreet
def end_touch_screens(request: HttpRequest) -> HttpResponse:
    """Ask whether all touch screens are to end; by POST, end them."""
    form = EndScreensForm(request.POST)
    if form.is_valid():
        # Who sends it twice is told the same: the addresses made since then go on.
        touches.end_screens(form.cleaned_data["seen"])
        messages.success(request, _("Semua layar sentuh diakhiri. Buka alamat baru di tablet loket."))
        return redirect("touch_screen")
    context = {
        "layout": "staff.html",
        "title": _("Akhiri semua layar sentuh?"),
        "consequence": _(
            "Setiap alamat layar sentuh yang pernah dibuat berhenti berlaku, juga yang sedang dipakai. "
            "Sentuhan yang sudah tercatat tetap dihitung."
        ),
        "action_label": _("Akhiri semua layar"),
        "back_href": reverse("touch_screen"),
        "form": EndScreensForm(initial={"seen": touches.times_ended()}),
    }
    return render(request, "confirm.html", context, status=422 if request.method == "POST" else 200)


def _no_screen(request: HttpRequest, screen: str) -> HttpResponse:
    """Count an address that is no screen's. Raises Http404 until there were too many of them.

    A good address is never refused for them: a signature can't be guessed, and whoever shares the office's network
    could else stop its tablet.
    """
    if not limits.may_try_token(request):
        return _returning(too_many_attempts(request), screen, RETRY_AFTER_SECONDS)
    limits.count_wrong_token(request)
    raise Http404


def _buttons(request: HttpRequest, screen: str, status: int) -> HttpResponse:
    context = {"page": touches.new_page(screen), "levels": Touch.Level, "is_again": status != 200}
    answer = render(request, "helpdesk/survey/touch.html", context, status=status)
    return _returning(answer, screen, touches.PAGE_RENEWED_AFTER)


def _returning(answer: HttpResponse, screen: str, seconds: int = APOLOGY_SECONDS) -> HttpResponse:
    """``answer``, and back to the buttons of ``screen`` after ``seconds``: nobody presses "back" on a screen."""
    answer["Refresh"] = f"{seconds}; url={reverse('touch', args=[screen])}"
    return answer
