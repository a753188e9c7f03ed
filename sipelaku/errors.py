"""The pages people see when a request can't be answered: what happened and what to do, in Indonesian.

They are rendered without a request, a session or the database, so that they never fail
themselves, and so that every "not found" is the same, byte for byte, whatever the reason.
"""

from django.http import HttpRequest, HttpResponse
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
