"""The pages people see when a request can't be answered: what happened and what to do, in Indonesian.

They are rendered without a request, a session or the database, so that they never fail
themselves, and so that every "not found" is the same, byte for byte, whatever the reason.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER_SECONDS = 60


def error_page(status: int, template: str) -> HttpResponse:
    """Return the page of `template` with `status`, never cached, the same for everybody."""
    response = HttpResponse(get_template(template).render({}), status=status)
    add_never_cache_headers(response)
    # Sessions that were looked into add this; here it is always there, so that it tells nothing.
    patch_vary_headers(response, ["Cookie"])
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(400, "400.html")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(403, "403.html")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(404, "404.html")


def too_many_attempts(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = error_page(429, "429.html")
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(500, "500.html")


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(403, "403_csrf.html")


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what is shown to somebody with a session is kept by nobody, the back button included."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def explain_refused_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page for the bare 405 of a view asked with the wrong method; its Allow header stays."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = get_template("405.html").render({}).encode()
        return response

    return answer
