"""The portal without its counting of visits, measured beside the portal: granian bench.uncounted:application."""

from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from sipelaku.wsgi import application

__all__ = ["application"]


count = import_string("helpdesk.counting.count")


def count_nothing(*asked: Any, **more: Any) -> None:
    """Stand in the place of ``helpdesk.counting.count``."""


for place in ("helpdesk.views.pages", "helpdesk.views.short"):
    view: Any = import_module(place)
    if view.count is not count:
        raise RuntimeError(f"{place} counts in another way")
    view.count = count_nothing
