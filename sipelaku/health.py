"""Tells balancers and monitors whether this process and its database answer."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

HEALTH_PATH = "/healthz"


class HealthMiddleware:
    """Answers /healthz before anything else looks at the request.

    A probe has no session, often no host name and no TLS, and must be told of a database that
    is down by 503 instead of failing where the portal first needs one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != HEALTH_PATH:
            return self.get_response(request)
        response = health()
        add_never_cache_headers(response)
        return response


def health() -> HttpResponse:
    """Return 200 when the database answers, 503 when it doesn't."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
