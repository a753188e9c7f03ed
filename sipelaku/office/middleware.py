"""Dates and times are shown on the office's clock, whoever looks and wherever the server stands."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .services import current_office

GetResponse = Callable[[HttpRequest], HttpResponse]


def office_time(get_response: GetResponse) -> GetResponse:
    """Return a middleware that answers each request in the office's time zone."""

    def answer(request: HttpRequest) -> HttpResponse:
        with timezone.override(current_office().zone):
            return get_response(request)

    return answer
