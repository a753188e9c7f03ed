"""Every template may say ``office``; it is read only where it is said."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .services import current_office


def office(request: HttpRequest) -> dict[str, object]:
    """Add ``office``, the office this portal belongs to."""
    return {"office": SimpleLazyObject(current_office)}
