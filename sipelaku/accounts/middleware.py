"""Keeps who works for the office out until a second factor stands."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from sipelaku.accounts.models import User

# What setting up the factor and showing it need, and the way out.
OPEN_WITHOUT_FACTOR = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
}
SET_UP_HERE = "second_factor_set_up_here"


class StaffSecondFactorMiddleware:
    """Sends officers and administrators without an authenticator app to the page that sets one up.

    A session that began with the password alone, before there was a factor, has to show it once too.
    It covers every address but those of the set-up itself, so a page added later is covered too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.STAFF_SECOND_FACTOR or not needs_second_factor(request):
            return self.get_response(request)
        if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            messages.warning(
                request, _("Aktifkan kode masuk dari aplikasi autentikator sebelum bekerja di portal ini.")
            )
            return redirect("mfa_activate_totp")
        if not has_shown_factor(request):
            return redirect_to_login(request.path, "mfa_reauthenticate")
        return self.get_response(request)


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether this request is by staff, for a page other than the set-up of a factor."""
    if url_name(request.path_info) in OPEN_WITHOUT_FACTOR:
        return False
    user = request.user
    return isinstance(user, User) and (user.is_officer or user.is_staff)


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session was signed in with a factor, showed it later, or is the one that set it up."""
    records = get_authentication_records(request, request.user)
    shown = any(record.get("method") == "mfa" for record in records)
    return shown or SET_UP_HERE in request.session


@receiver(authenticator_added)
def remember_set_up(*, request: HttpRequest, authenticator: Authenticator, **_signal: Any) -> None:
    """Spare the session that has just set the factor up from showing it again."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session[SET_UP_HERE] = True


def url_name(path: str) -> str | None:
    """The name of the address `path`, or None where there is none."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None
