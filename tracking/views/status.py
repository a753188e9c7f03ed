"""The status of a file: by the token of its receipt, or by its number alone."""

from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permits.models import Application
from permits.numbering import typed_number
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import too_many_attempts
from sipelaku.identifiers import mask_name
from tracking import attempts
from tracking.forms import TrackForm
from tracking.public_status import amount_owed, filed, public_status

KEPT = 60  # seconds


@require_safe
@discreet
def status_by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a file stands to whoever holds its receipt. Raises Http404 for every token that opens nothing."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    application = filed().filter(token=token).first()
    if application is None:
        limits.count_wrong_token(request)
        raise Http404
    return HttpResponse(page_of_receipt(request, application))


def page_of_receipt(request: HttpRequest, application: Application) -> str:
    """The status page of one file.

    Without a cookie it is the same for everybody, so it is kept for the next who opens it;
    a move makes a new version and thereby a new page at once.
    """
    key = f"status:{application.pk}:{application.version}"
    kept: str | None = None if request.COOKIES else caches["local"].get(key)
    if kept is not None:
        return kept
    context = _context(application) | {
        "holder": mask_name(application.holder_name),
        "amount": amount_owed(application),
    }
    page = render_to_string("tracking/status.html", context, request)
    if not request.COOKIES:
        caches["local"].set(key, page, KEPT)
    return page


@require_safe
@discreet
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a number and show how its file stands, without a name. What isn't shown wasn't found: always the same."""
    if "nomor" not in request.GET:
        return render(request, "tracking/track.html", {"form": TrackForm()})
    form = TrackForm(request.GET)
    if not form.is_valid():
        return render(request, "tracking/track.html", {"form": form}, status=400)
    number = typed_number(form.cleaned_data["nomor"])
    if not attempts.may_look_up(request, number):
        return too_many_attempts(request)
    application = filed().filter(number=number).first()
    if application is None:
        form.add_not_found()
        return render(request, "tracking/track.html", {"form": form}, status=404)
    return render(request, "tracking/status.html", _context(application))


def _context(application: Application) -> dict[str, Any]:
    """What both ways to the status show; the words to the office name the service, never the file."""
    return {
        "status": public_status(application),
        "contact_about": _("permohonan %(name)s") % {"name": application.permit_type},
    }
