"""The page itself: its headings and their order, its announcements, what becomes of broken links."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk import access, board
from helpdesk.forms.content_board import AnnouncementForm, GroupForm, SettingsForm
from helpdesk.models import Announcement, Group, HubSettings, WhenBroken
from helpdesk.moves import Overtaken, Refused
from helpdesk.views.gate import only_if
from sipelaku.accounts.models import User

LIST_LENGTH = 50


# Groups -------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_publish)
def groups(request: HttpRequest) -> HttpResponse:
    """Show the headings in their order; by POST, add one."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show_groups(request, form)
    group = board.add_group(**form.cleaned_data, by=cast(User, request.user))
    messages.success(request, _("Kelompok %(title)s ditambahkan.") % {"title": group.title})
    return redirect("hub_groups")


def _show_groups(request: HttpRequest, form: GroupForm) -> HttpResponse:
    shown = Count("links", filter=Q(links__withdrawn_at=None, links__reviewed_on__isnull=False))
    context = {"groups": Group.objects.annotate(shown=shown).order_by("order", "pk"), "form": form}
    return render(request, "helpdesk/content/groups.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_publish)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a heading; by POST, call it something else."""
    found = get_object_or_404(Group, pk=pk)
    start = {"pk": found.pk, "title": found.title, "summary": found.summary}
    form = GroupForm(request.POST if request.method == "POST" else None, initial=start)
    if not form.is_valid():
        context = {"group": found, "form": form}
        return render(request, "helpdesk/content/group.html", context, status=422 if form.errors else 200)
    board.rename_group(found, **form.cleaned_data, by=cast(User, request.user))
    messages.success(request, _("Kelompok disimpan."))
    return redirect("hub_groups")


@never_cache
@require_POST
@only_if(access.may_publish)
def group_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a heading one place up or down."""
    found = get_object_or_404(Group, pk=pk)
    if request.POST.get("places") not in ("-1", "1"):
        raise BadRequest("no direction")
    board.shift_group(found, up=request.POST["places"] == "-1", by=cast(User, request.user))
    return redirect("hub_groups")


# Announcements ------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_announce)
def announcements(request: HttpRequest) -> HttpResponse:
    """Show what is announced, will be, and was, the newest first."""
    context = {
        "announcements": Announcement.objects.select_related("written_by")[:LIST_LENGTH],
        "now": timezone.now(),
        "kinds": board.kinds_for(cast(User, request.user)),
    }
    return render(request, "helpdesk/content/announcements.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_announce)
def new_announcement(request: HttpRequest) -> HttpResponse:
    """Announce something."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        try:
            board.announce(**form.cleaned_data, by=cast(User, request.user))
        except Refused as refused:
            form.add_error("visible_until", str(refused))
        else:
            messages.success(request, _("Pengumuman disimpan."))
            return redirect("hub_announcements")
    return render(request, "helpdesk/content/announcement.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_announce)
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announcement; by POST, change its words or its end."""
    found = get_object_or_404(Announcement, pk=pk)
    _only_for_its_writers(request, found)
    form = AnnouncementForm(request.POST if request.method == "POST" else None, by=request.user, announcement=found)
    status = 200 if request.method != "POST" else 422
    if form.is_valid():
        try:
            board.reword(found, **form.cleaned_data, by=cast(User, request.user))
        except Overtaken as overtaken:
            form.add_error(None, str(overtaken))
            status = 409
        except Refused as refused:
            form.add_error("visible_until", str(refused))
        else:
            messages.success(request, _("Pengumuman disimpan."))
            return redirect("hub_announcements")
    context = {"announcement": found, "form": form}
    return render(request, "helpdesk/content/announcement.html", context, status=status)


@never_cache
@require_POST
@only_if(access.may_announce)
def withdraw_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an announcement off the page."""
    found = get_object_or_404(Announcement, pk=pk)
    _only_for_its_writers(request, found)
    try:
        board.take_down(found, by=cast(User, request.user))
    except Overtaken as overtaken:
        messages.warning(request, str(overtaken))
    else:
        messages.success(request, _("Pengumuman ditarik."))
    return redirect("hub_announcements")


def _only_for_its_writers(request: HttpRequest, found: Announcement) -> None:
    if found.kind not in board.kinds_for(cast(User, request.user)):
        raise PermissionDenied


# Settings -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_set_up)
def settings(request: HttpRequest) -> HttpResponse:
    """Show what becomes of broken links; by POST, decide it."""
    start = {"when_broken": HubSettings.objects.get(pk=1).when_broken}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=start)
    if not form.is_valid():
        return render(request, "helpdesk/content/settings.html", {"form": form}, status=422 if form.errors else 200)
    board.decide_about_broken(WhenBroken(form.cleaned_data["when_broken"]), by=cast(User, request.user))
    messages.success(request, _("Pengaturan disimpan."))
    return redirect("hub_settings")
