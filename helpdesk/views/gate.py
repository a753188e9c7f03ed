"""The doors of the helpdesk's staff rooms; for who may not enter there is nothing behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse | FileResponse]


def only_if(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Send who is not signed in to the sign-in; answer 404 to whom ``may`` (of ``helpdesk.access``) refuses."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:
            if not may(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return door
