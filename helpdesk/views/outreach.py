"""QR codes and posters to take along, and campaigns whose codes tell visits apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, posters, qr
from helpdesk import outreach as addresses
from helpdesk.forms.outreach import CampaignForm, PlacesForm, RetargetForm
from helpdesk.models import Campaign, PosterKind, ShortAddress
from helpdesk.outreach import Row
from helpdesk.views.gate import only_if

LONGEST_NAME = 60  # characters of a file's name


# Codes --------------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_hand_round)
def codes(request: HttpRequest) -> HttpResponse:
    """Show the own codes of the page, of every group and of every link the public sees."""
    return render(request, "helpdesk/outreach/codes.html", {"rows": addresses.own_rows()})


@never_cache
@require_safe
@only_if(access.may_hand_round)
def code_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one code: its picture, where it leads, its files and posters."""
    row = _row_or_404(code)
    context = {"row": row, "may_retarget": _may_retarget(request, row.address)}
    return render(request, "helpdesk/outreach/code.html", context)


@never_cache
@require_safe
@only_if(access.may_hand_round)
def svg(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the QR code of ``code`` as SVG."""
    row = _row_or_404(code)
    return _file(qr.svg(row.url), "image/svg+xml", f"{_file_name(row)}.svg")


@never_cache
@require_safe
@only_if(access.may_hand_round)
def png(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the QR code of ``code`` as PNG."""
    row = _row_or_404(code)
    return _file(qr.png(row.url), "image/png", f"{_file_name(row)}.png")


@never_cache
@require_safe
@only_if(access.may_hand_round)
def poster(request: HttpRequest, code: str, kind: str) -> HttpResponse | FileResponse:
    """Hand out the poster of ``code``, or say that it is being drawn (202); 404 for what the public doesn't see."""
    row = _row_or_404(code)
    if not row.place.is_public:
        raise Http404
    drawn = posters.ask_for(PosterKind(kind), addresses.said_by(row))
    size = kind.removeprefix("poster_")
    return posters.shown(request, drawn, f"poster-{size}-{_file_name(row)}.pdf")


def _row_or_404(code: str) -> Row:
    address = addresses.address_of(code)
    if address is None:
        raise Http404
    return addresses.row_of(address)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _file_name(row: Row) -> str:
    return "-".join(part for part in (slugify(row.place.title)[:LONGEST_NAME].strip("-"), row.address.code) if part)


# Leading a code elsewhere -------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_hand_round)
def retarget(request: HttpRequest, code: str) -> HttpResponse:
    """Lead a campaign's code elsewhere; what is printed stays."""
    row = _row_or_404(code)
    if row.address.campaign is None:
        raise Http404
    _demand_writer(request)
    places = addresses.places()
    if request.method != "POST":
        begins = {"place": row.place.name, "stamp": addresses.stamp_of(row.address)}
        return _retarget_page(request, row, RetargetForm(places, initial=begins))
    form = RetargetForm(places, request.POST)
    if not form.is_valid():
        return _retarget_page(request, row, form, status=422)
    try:
        addresses.retarget(row.address, form.chosen(), by=request.user, stamp=form.cleaned_data["stamp"])
    except addresses.Overtaken:
        return _somebody_was_faster(request, code, form)
    told = {"code": row.address.code, "title": form.chosen().title}
    messages.success(request, _("Kode %(code)s sekarang membuka %(title)s.") % told)
    return redirect("hub_campaign", row.address.campaign.pk)


def _somebody_was_faster(request: HttpRequest, code: str, form: RetargetForm) -> HttpResponse:
    """The page again with the state of now and what was chosen, so that sending it once more is a decision."""
    row = _row_or_404(code)
    chosen = {"place": form.cleaned_data["place"], "stamp": addresses.stamp_of(row.address)}
    fresh = RetargetForm(addresses.places(), chosen)
    return _retarget_page(request, row, fresh, status=409, has_changed=True)


def _retarget_page(
    request: HttpRequest, row: Row, form: RetargetForm, *, status: int = 200, has_changed: bool = False
) -> HttpResponse:
    context = {"row": row, "form": form, "has_changed": has_changed}
    return render(request, "helpdesk/outreach/retarget.html", context, status=status)


def _may_retarget(request: HttpRequest, address: ShortAddress) -> bool:
    return address.campaign_id is not None and access.may_write(request.user)


def _demand_writer(request: HttpRequest) -> None:
    if not access.may_write(request.user):
        raise PermissionDenied


# Campaigns ----------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_hand_round)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show all campaigns, the newest first."""
    context = {"campaigns": addresses.campaigns(), "may_write": access.may_write(request.user)}
    return render(request, "helpdesk/outreach/campaigns.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_hand_round)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    _demand_writer(request)
    creator: Any = request.user
    return _named(request, Campaign(created_by=creator))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_hand_round)
def change_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a campaign's name or days."""
    found = get_object_or_404(Campaign, pk=pk)
    _demand_writer(request)
    return _named(request, found)


def _named(request: HttpRequest, found: Campaign) -> HttpResponse:
    form = CampaignForm(request.POST if request.method == "POST" else None, instance=found)
    try:
        if form.is_valid() and form.keep():
            return redirect("hub_campaign", found.pk)
    except addresses.Overtaken:
        return _changed_meanwhile(request, found.pk)
    return _campaign_form(request, form, status=422 if form.errors else 200)


def _changed_meanwhile(request: HttpRequest, pk: int) -> HttpResponse:
    """The form again with what was typed, against the campaign as it is now."""
    present = Campaign.objects.get(pk=pk)
    typed = request.POST.dict() | {"stamp": addresses.stamp_of_campaign(present)}
    words = {"present": Campaign.objects.get(pk=pk)}
    return _campaign_form(request, CampaignForm(typed, instance=present), status=409, **words)


def _campaign_form(request: HttpRequest, form: CampaignForm, *, status: int, **more: Any) -> HttpResponse:
    # What is typed is on the instance already: the title names what is kept.
    pk = form.instance.pk
    title = _("Kegiatan baru") if pk is None else _("Ubah nama atau tanggal")
    context = {"form": form, "title": title, "pk": pk} | more
    return render(request, "helpdesk/outreach/campaign_form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_hand_round)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a campaign's codes and what they brought; by POST, give it codes for more places."""
    found = get_object_or_404(Campaign, pk=pk)
    every = addresses.places()
    rows = addresses.rows_of_campaign(found, every)
    there = {row.place.name for row in rows}
    offered = [place for place in every if place.name not in there]
    if request.method != "POST":
        return _campaign_page(request, found, rows, PlacesForm(offered))
    _demand_writer(request)
    # A second tap chooses what has its code by now: that is no mistake, and nothing more is made.
    form = PlacesForm(every, request.POST)
    if not form.is_valid():
        return _campaign_page(request, found, rows, PlacesForm(offered, request.POST), status=422)
    made = addresses.add_codes(found, form.chosen())
    messages.success(request, _("%(number)d kode dibuat.") % {"number": len(made)})
    return redirect("hub_campaign", pk)


def _campaign_page(
    request: HttpRequest, found: Campaign, rows: list[Row], form: PlacesForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "campaign": found,
        "rows": rows,
        "form": form,
        "may_write": access.may_write(request.user),
    }
    return render(request, "helpdesk/outreach/campaign.html", context, status=status)
