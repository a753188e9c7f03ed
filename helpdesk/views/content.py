"""The start page of the helpdesk's staff, the list of the hub's links, and where a link is begun."""

from __future__ import annotations

from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, content, publishing
from helpdesk.content import BROKEN, OVERDUE, WITHOUT_OWNER
from helpdesk.forms.content_filters import MINE, LinkFilters
from helpdesk.forms.content_material import NewLinkForm
from helpdesk.models import Step
from helpdesk.moves import Refused
from helpdesk.views.gate import only_if
from helpdesk.views.rooms import rooms_of
from helpdesk.work import work_of
from sipelaku.accounts.models import User

PAGE_SIZE = 50


class Task(NamedTuple):
    """A line of "what waits for you": how many, what, and where they are listed."""

    number: int
    words: str
    url: str
    is_late: bool = False


@never_cache
@require_safe
@only_if(access.may_read_figures)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person at the hub, and the rooms open to them."""
    waiting = content.waiting_for(request.user)
    context = {
        "tasks": sorted((task for task in _tasks(waiting, request.user) if task.number), key=_late_first),
        "rooms": rooms_of(request.user),
        "may_collect": access.may_collect(request.user),
    }
    return render(request, "helpdesk/content/desk.html", context)


def _late_first(task: Task) -> bool:
    return not task.is_late


def _tasks(waiting: content.Waiting, user: Any) -> list[Task]:
    """What waits for ``user`` by their roles, in the order of the guide's way."""
    tasks = []
    if access.is_of_team(user):
        tasks += [
            Task(waiting.overdue_mine, _("tinjauan Anda lewat waktu"), _listed(keadaan=OVERDUE, petugas=MINE), True),
            Task(waiting.broken, _("tautan rusak"), _listed(keadaan=BROKEN), True),
        ]
    if access.may_collect(user):
        tasks.append(Task(waiting.refused, _("bahan ditolak dan perlu diganti"), _listed(langkah=Step.REFUSED)))
    tasks += [Task(row.number, str(row.words), _listed(langkah=row.step)) for row in work_of(user, waiting)]
    if access.may_write(user):
        proposals = reverse("common_questions")
        tasks.append(Task(waiting.proposals, _("usulan pertanyaan umum perlu diperiksa"), proposals))
    if access.may_publish(user):
        others = waiting.overdue - waiting.overdue_mine
        tasks += [
            Task(others, _("tinjauan orang lain lewat waktu"), _listed(keadaan=OVERDUE), True),
            Task(waiting.without_owner, _("tautan tanpa penanggung jawab"), _listed(keadaan=WITHOUT_OWNER), True),
        ]
    if access.may_meet_people(user):
        tasks += [
            Task(waiting.questions, _("pertanyaan belum dijawab"), "/petugas/pertanyaan/"),
            Task(waiting.consultations, _("konsultasi hari ini"), "/petugas/konsultasi/"),
        ]
    return tasks


def _listed(**filters: str) -> str:
    return f"{reverse('hub_links')}?{urlencode(filters)}"


@never_cache
@require_safe
@only_if(access.is_of_team)
def links(request: HttpRequest) -> HttpResponse:
    """List the hub's links; the filters stand in the address."""
    filters = LinkFilters(request.GET)
    if not filters.is_valid():
        raise BadRequest("a filter that does not exist")
    found = content.with_newest(content.rows(filters.wanted(request.user)))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "rows": content.listed(page.object_list),
        "filters": filters,
        "chips": filters.chips(request.path),
        "previous_url": filters.page_url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": filters.page_url(page.next_page_number()) if page.has_next() else "",
        "may_collect": access.may_collect(request.user),
    }
    return render(request, "helpdesk/content/links.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.is_of_team)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a link with its material."""
    if not access.may_collect(request.user):
        raise PermissionDenied
    if request.method != "POST":
        start = {"person_in_charge": request.user.pk, "group": request.GET.get("kelompok")}
        return render(request, "helpdesk/content/new.html", {"form": NewLinkForm(initial=start)})
    form = NewLinkForm(request.POST, request.FILES)
    if form.is_valid():
        given, by = form.cleaned_data, cast(User, request.user)
        try:
            person, material = given["person_in_charge"], form.material()
            version = publishing.collect_once(given["group"], material, by=by, in_charge=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Bahan terkumpul. Sekarang menunggu Pengawas Hukum."))
            return redirect("hub_link", pk=version.link_id)
    return render(request, "helpdesk/content/new.html", {"form": form}, status=422)
