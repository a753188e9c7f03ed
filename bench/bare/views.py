"""The bare view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.bare.models import Row


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show one row."""
    return render(request, "bare/row.html", {"row": get_object_or_404(Row, token=token)})
