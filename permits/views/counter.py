"""The counter: one box that finds a file by whatever the person in front of it brings."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permits import desk
from permits.access import may_file_for_others
from permits.forms.lists import SearchForm
from permits.models import Application, PermitType
from permits.views.desk import lines_of
from permits.views.gate import officers_only


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def search(request: HttpRequest) -> HttpResponse:
    """Find files by number, NIK, name, phone or scanned code; a single find opens at once.

    By POST alone: what is searched for is personal, and an address is kept in histories and logs.
    """
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[Application] | None = None
    if form.is_valid():
        try:
            found = desk.search(request.user, form.cleaned_data["q"])
        except ValidationError as error:
            form.add_error("q", error)
    if found and len(found) == 1:
        return redirect("desk_application", number=found[0].number)
    context = {
        "form": form,
        "found": None if found is None else lines_of(found[: desk.MOST_FOUND]),
        "is_cut": found is not None and len(found) > desk.MOST_FOUND,
        "most": desk.MOST_FOUND,
        "walk_in_types": PermitType.objects.all() if may_file_for_others(request.user) else [],
    }
    return render(request, "permits/desk/search.html", context, status=422 if form.errors else 200)
