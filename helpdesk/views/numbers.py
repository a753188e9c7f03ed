"""The official numbers: what the office really uses, "is this number yours?", and the list as staff keep it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk import access, ordering
from helpdesk.forms.numbers import CheckNumberForm, OfficialNumberForm
from helpdesk.models import OfficialNumber
from helpdesk.official_numbers import official, official_numbers
from helpdesk.views.gate import only_if
from sipelaku import limits
from sipelaku.errors import RETRY_AFTER_SECONDS

CHECKS_PER_ADDRESS = 30
WINDOW = 10 * 60  # seconds


# For everybody ------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def official_page(request: HttpRequest) -> HttpResponse:
    """List the office's numbers; by POST, say whether a number is one of them. Nothing typed is kept."""
    if request.method != "POST":
        return _show(request, CheckNumberForm())
    form = CheckNumberForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    if not limits.allow("number", limits.client_address(request), amount=CHECKS_PER_ADDRESS, seconds=WINDOW):
        form.add_too_many()
        return _show(request, form, status=429)
    return _show(request, form, asked=form.cleaned_data["nomor"])


def _show(request: HttpRequest, form: CheckNumberForm, *, asked: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "numbers": official_numbers(),
        "asked": asked,
        "found": official(asked) if asked else None,
    }
    response = render(request, "helpdesk/numbers/official.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


# For staff ----------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_set_up)
def listing(request: HttpRequest) -> HttpResponse:
    """List the official numbers in their order."""
    return render(request, "helpdesk/numbers/list.html", {"numbers": OfficialNumber.objects.all()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_set_up)
def add(request: HttpRequest) -> HttpResponse:
    """Add an official number at the end of the list."""
    last = OfficialNumber.objects.aggregate(last=Max("order"))["last"] or 0
    return _edit(request, OfficialNumber(order=last + 1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_set_up)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an official number."""
    return _edit(request, get_object_or_404(OfficialNumber, pk=pk))


def _edit(request: HttpRequest, row: OfficialNumber) -> HttpResponse:
    form = OfficialNumberForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid() and _saved(form):
        messages.success(request, _("Nomor resmi disimpan."))
        return redirect("numbers")
    return render(request, "helpdesk/numbers/form.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _saved(form: OfficialNumberForm) -> bool:
    """Save the number; where it is listed already say so."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_taken()
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_set_up)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a number is to go; by POST, take it off the list."""
    row = get_object_or_404(OfficialNumber, pk=pk)
    if request.method == "POST":
        row.delete()
        messages.success(request, _("Nomor dihapus dari daftar."))
        return redirect("numbers")
    context = {
        "row": row,
        "layout": "staff.html",
        "title": _("Hapus nomor resmi ini?"),
        "consequence": _("Siapa pun yang memeriksa nomor ini akan membaca bahwa ini bukan nomor kantor."),
        "action_label": _("Hapus nomor"),
        "back_href": reverse("numbers"),
    }
    return render(request, "helpdesk/numbers/remove.html", context)


@never_cache
@require_POST
@only_if(access.may_set_up)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a number one place up or down."""
    row = get_object_or_404(OfficialNumber, pk=pk)
    direction = request.POST.get("arah")
    if direction not in ("naik", "turun"):
        raise BadRequest("no such direction")
    ordering.move(row, up=direction == "naik")
    return redirect("numbers")
