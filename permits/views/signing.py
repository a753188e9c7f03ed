"""The signer's batch: every file listed first, one page that asks for the password, each signed on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from permits import desk, workflow
from permits.actions import BY_CODE, FORWARD
from permits.forms.desk import PasswordForm
from permits.models import Turn
from permits.views.desk import Line, line_of
from permits.views.gate import officers_only
from sipelaku import limits
from sipelaku.errors import too_many_attempts

WRONG_PASSWORDS = {"amount": 5, "seconds": 900}
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Result:
    """What became of one file of the batch: its permit's number, or why it was not signed."""

    number: str
    permit_number: str = ""
    failure: str = ""


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def sign(request: HttpRequest) -> HttpResponse:
    """List what waits for a signature; by POST, ask for the password, then sign what was ticked."""
    if request.method != "POST":
        return _choose(request)
    chosen = _chosen(request)
    if not chosen:
        return _choose(request, error=_("Centang dahulu berkas yang akan ditandatangani."))
    form = PasswordForm(request.POST if "confirm" in request.POST else None)
    if not form.is_valid():
        return _ask_password(request, chosen, form)
    person = str(request.user.pk)
    if limits.is_spent("sign", person, **WRONG_PASSWORDS):
        return too_many_attempts(request)
    if not request.user.check_password(form.cleaned_data["password"]):
        limits.allow("sign", person, **WRONG_PASSWORDS)
        form.add_error("password", _("Kata sandi salah. Ketik lagi kata sandi yang Anda pakai untuk masuk."))
        return _ask_password(request, chosen, form)
    turns = {turn.application.number: turn for turn in desk.to_sign(request.user, list(chosen))}
    results = [_sign_one(request.user, number, version, turns.get(number)) for number, version in chosen.items()]
    context = {
        "signed": [row for row in results if not row.failure],
        "failed": [row for row in results if row.failure],
    }
    return render(request, "permits/desk/signed.html", context)


def _chosen(request: HttpRequest) -> dict[str, int]:
    """The numbers ticked, each with the version seen; written "number:version" as one value."""
    chosen: dict[str, int] = {}
    for value in request.POST.getlist("file"):
        number, _colon, version = value.partition(":")
        if not (version.isascii() and version.isdigit() and len(version) < 10 and len(number) <= 20):
            raise BadRequest("no file and version")
        chosen[number] = int(version)
    if len(chosen) > MOST_AT_ONCE:
        raise BadRequest("more files than a page offers")
    return chosen


def _lines(turns: list[Turn]) -> list[Line]:
    now = timezone.now()
    return [line_of(turn.application, turn, now) for turn in turns]


def _choose(request: HttpRequest, error: str = "") -> HttpResponse:
    context = {
        "lines": _lines(desk.to_sign(request.user)),
        "errors": [("", error)] if error else [],
        "most": MOST_AT_ONCE,
    }
    return render(request, "permits/desk/sign.html", context, status=422 if error else 200)


def _ask_password(request: HttpRequest, chosen: dict[str, int], form: PasswordForm) -> HttpResponse:
    waiting = desk.to_sign(request.user, list(chosen))
    listed = {turn.application.number for turn in waiting}
    context: dict[str, Any] = {
        "lines": _lines(waiting),
        "files": [f"{number}:{version}" for number, version in chosen.items()],
        "missing": [number for number in chosen if number not in listed],
        "form": form,
    }
    return render(request, "permits/desk/sign_confirm.html", context, status=422 if form.errors else 200)


def _sign_one(user: Any, number: str, version: int, turn: Turn | None) -> Result:
    """Sign one file; another's failure leaves it alone."""
    if turn is None:
        return Result(number, failure=_("Tidak lagi menunggu tanda tangan Anda."))
    application = turn.application
    try:
        workflow.perform(application, FORWARD, by=user, payload={"confirmed": True}, version=version)
    except workflow.Overtaken as overtaken:
        return Result(number, failure=_overtaken(overtaken))
    except workflow.NotAllowed:
        return Result(number, failure=_("Tidak lagi menunggu tanda tangan Anda."))
    except workflow.Incomplete as incomplete:
        return Result(number, failure=" ".join(incomplete.errors.values()))
    return Result(number, permit_number=application.permit.number or "")


def _overtaken(overtaken: workflow.Overtaken) -> str:
    move = overtaken.transition
    if move is None:
        return _("Berkas ini sudah berubah sejak Anda membukanya. Buka lagi, lalu tandatangani.")
    return _("Sudah berubah: %(what)s oleh %(who)s. Buka lagi, lalu tandatangani.") % {
        "what": str(BY_CODE[move.action].done).lower(),
        "who": move.by or _("sistem"),
    }
