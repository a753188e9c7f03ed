"""The WSGI entry point: granian --interface wsgi sipelaku.wsgi:application.

A production that is set up unsafely is refused here, before it answers anybody.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters
from django.utils.module_loading import import_string

from sipelaku.checks import refuse_unsafe_setup
from sipelaku.middleware import UNREADABLE_CONTENT_TYPE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sipelaku.settings")

_portal = get_wsgi_application()
refuse_unsafe_setup()
# Only a process that serves pages counts by itself: no command, no worker, no test.
import_string("helpdesk.counting.VISITS").write_by_itself()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request.

    Django reads the Content-Type while it makes the request, before any middleware, and fails
    on one it can't parse; such a header is replaced by one that the middleware refuses.
    """
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except (ValueError, LookupError):
        environ["CONTENT_TYPE"] = UNREADABLE_CONTENT_TYPE
    return _portal(environ, start_response)
