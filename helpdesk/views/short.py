"""What the printed QR codes open: a short address leads to where the hub's published content is, and nowhere else."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from helpdesk import outreach, published
from helpdesk.counting import count
from helpdesk.models import LinkVersion, ShortAddress, Step, Target
from helpdesk.published import PublicLink
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import error_page, too_many_attempts

WINDOW = 10 * 60  # seconds
WRONG_CODES_PER_ADDRESS = 30
CAMPAIGN = "k"  # the front page counts who comes with it
# What a browser shows without running any of it.
SHOWN_AS_THEY_ARE = ("application/pdf", "image/jpeg", "image/png")
MINUTES_KEPT = 5


@require_safe
@discreet  # kept by nobody: the target may change, and every visit counts
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on to what ``code`` stands for now; say what happened where there is nothing any more."""
    address = outreach.address_of(code)
    if address is None:
        return _unknown(request)
    if address.link_id is not None:
        return _to_link(request, address)
    if address.group is not None:
        _count(request, Target.GROUP, address.group.pk, address)
        return redirect(_front_page(address) + f"#{address.group.slug}")
    return redirect(_front_page(address))


@require_safe
def hub_document(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """Hand out the published document behind ``code`` to be read in the browser."""
    address = outreach.address_of(code)
    if address is None:
        return _unknown(request)
    shown = published.link_behind(address, timezone.now())
    if shown is None:
        return _not_there(request, address)
    return _file(shown.version) if shown.version.document else error_page(404, "404.html")


# Leading on ---------------------------------------------------------------------------


def _front_page(address: ShortAddress) -> str:
    asked = "" if address.campaign_id is None else f"?{CAMPAIGN}={address.code}"
    return reverse("home") + asked


def _to_link(request: HttpRequest, address: ShortAddress) -> HttpResponse:
    shown = published.link_behind(address, timezone.now())
    if shown is None or not _may_be_followed(shown):
        return _not_there(request, address)
    _count(request, Target.LINK, shown.link.pk, address)
    if shown.is_broken:
        return render(request, "helpdesk/outreach/broken.html", {"shown": shown})
    return redirect(shown.leads_to)


def _count(request: HttpRequest, target: Target, key: int, address: ShortAddress) -> None:
    if request.method == "GET":
        count(request, target, key, address.campaign_id or 0)


def _may_be_followed(shown: PublicLink) -> bool:
    """Whether a link is a document of ours or a site with its full address: the last door before a redirect."""
    return not shown.version.address or shown.version.address.startswith(("https://", "http://"))


# Where there is nothing ---------------------------------------------------------------


def _unknown(request: HttpRequest) -> HttpResponse:
    """The page for a code nobody has. Only wrong codes are limited: at a stall many phones share one address."""
    who = limits.client_address(request)
    if not limits.allow("wrong-code", who, amount=WRONG_CODES_PER_ADDRESS, seconds=WINDOW):
        return too_many_attempts(request)
    return _said(request, "unknown", 404)


def _not_there(request: HttpRequest, address: ShortAddress) -> HttpResponse:
    """The page for a link the public doesn't see: over for good (410), or not now (404)."""
    versions = LinkVersion.objects.filter(link=address.link_id, step=Step.PUBLISHED).select_related("link")
    last = versions.order_by("-number").first()
    if last is None:
        return _said(request, "unknown", 404)
    if last.link.withdrawn_at is not None:
        return _said(request, "withdrawn", 410)
    if last.visible_until is not None and last.visible_until <= timezone.now():
        return _said(request, "ended", 410)
    if last.visible_from is not None and last.visible_from > timezone.now():
        return _said(request, "early", 404)
    return _said(request, "hidden", 404)


def _said(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    response = render(request, "helpdesk/outreach/not_there.html", {"reason": reason}, status=status)
    add_never_cache_headers(response)
    return response


# Documents ----------------------------------------------------------------------------


def _file(version: LinkVersion) -> HttpResponse | FileResponse:
    try:
        content = version.document.open("rb")
    except FileNotFoundError:
        return error_page(404, "404.html")
    is_shown = version.document_type in SHOWN_AS_THEY_ARE
    response = FileResponse(
        content,
        as_attachment=not is_shown,
        filename=version.document_name,
        content_type=version.document_type if is_shown else "application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    return response
