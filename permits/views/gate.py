"""The doors of the staff workspace, each with who comes in; for anyone else there is nothing behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from permits.access import may_check_standards, may_use_till, may_work_here, may_write_standards

View = Callable[..., HttpResponse]


def officers_only(view: View) -> View:
    """Send who is not signed in to the sign-in; answer 404 to who is no officer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_work_here(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


def cashiers_only(view: View) -> View:
    """Send who is not signed in to the sign-in; answer 404 to who is no cashier."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_use_till(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


def standards_only(view: View) -> View:
    """Send who is not signed in to the sign-in; answer 404 to who neither writes nor checks service standards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_write_standards(request.user) and not may_check_standards(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


def standard_writers_only(view: View) -> View:
    """As ``standards_only``, and tell who only checks them that writing is not theirs (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_write_standards(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return standards_only(guarded)
