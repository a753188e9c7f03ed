"""Keeps who works for the office out until a second factor stands."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from sipelaku.accounts.models import User

# What setting up the factor needs, and the way out.
OPEN_WITHOUT_FACTOR = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
}


class StaffSecondFactorMiddleware:
    """Sends officers and administrators without an authenticator app to the page that sets one up.

    It covers every address but those of the set-up itself, so a page added later is covered too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and owes_second_factor(request):
            messages.warning(
                request, _("Aktifkan kode masuk dari aplikasi autentikator sebelum bekerja di portal ini.")
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def owes_second_factor(request: HttpRequest) -> bool:
    """Whether this request is by staff without a factor, for a page other than the set-up of one."""
    if url_name(request.path_info) in OPEN_WITHOUT_FACTOR:
        return False
    user = request.user
    if not isinstance(user, User) or not (user.is_officer or user.is_staff):
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP])


def url_name(path: str) -> str | None:
    """The name of the address `path`, or None where there is none."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None
