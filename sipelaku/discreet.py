"""Pages whose address is a secret or a lookup: not kept, not told to other sites, not indexed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

View = Callable[..., HttpResponse]

HEADERS = {
    "Cache-Control": "private, no-store",
    # Not "no-referrer": a browser then calls the origin of a form "null", and the form is refused as forged.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def discreet(view: View) -> View:
    """Return `view` with the headers of a page that nobody keeps and nothing points to."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answer
