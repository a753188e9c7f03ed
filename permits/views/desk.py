"""The desk: what waits for an officer's roles, the next file, and all files of a year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from permits import deadlines, desk
from permits.access import may_file_for_others
from permits.forms.lists import FileFilters, FilterForm, QueueFilters, SearchForm
from permits.models import Application, PermitType, Turn
from permits.paging import COUNT_LIMIT, capped_count, page_of
from permits.timeline import Tag, tag_of
from permits.views.gate import officers_only
from sipelaku.office.services import calendar, current_office, unconfirmed_years

YEARS_BACK = 10
# Whose work lies in the helpdesk's room; no stage of the SOPs is theirs, though an office may give them one.
WORK_ELSEWHERE = {"koordinator", "konten", "petugas_layanan", "hukum", "admin"}
ROOM_ELSEWHERE = "/petugas/informasi/"


@dataclass(frozen=True)
class Line:
    """A file as a list shows it."""

    application: Application
    turn: Turn | None
    urgency: str
    left: str
    tag: Tag


def line_of(application: Application, turn: Turn | None, now: datetime.datetime) -> Line:
    """Put together what a list says about one file; ``turn`` is its open one."""
    due_at = turn.due_at if turn else None
    return Line(
        application=application,
        turn=turn,
        urgency=deadlines.urgency(calendar(), due_at, now) if turn else "",
        left=desk.time_left(calendar(), due_at, now),
        tag=tag_of(application, turn),
    )


def lines_of(applications: list[Any]) -> list[Line]:
    """The lines of applications loaded with their ``live_turns``."""
    now = timezone.now()
    return [line_of(row, next(iter(row.live_turns), None), now) for row in applications]


@never_cache
@require_safe
@officers_only
def queue(request: HttpRequest) -> HttpResponse:
    """Show the files waiting for the officer's roles, the most urgent first."""
    now = timezone.now()
    types = list(PermitType.objects.all())
    filters = _filters(QueueFilters(types, request.GET))
    queues = [
        _narrowed(desk.queue_of(request.user, role), filters.cleaned_data, request.user, now)
        for role in desk.office_roles(request.user)
    ]
    page = page_of(queues, request.GET, key="due_at")
    chips = _chips(request, filters)
    if not page.rows and not chips and WORK_ELSEWHERE.issuperset(desk.office_roles(request.user)):
        return redirect(ROOM_ELSEWHERE)
    context = {
        "page": page,
        "lines": [line_of(turn.application, turn, now) for turn in page.rows],
        "total": _total(sum(capped_count(part) for part in queues)),
        "filters": filters,
        "chips": chips,
        "search": SearchForm(),
        "walk_in_types": types if may_file_for_others(request.user) else [],
        "unconfirmed_years": unconfirmed_years(now.astimezone(current_office().zone).date()),
    }
    return render(request, "permits/desk/queue.html", context)


def _filters(form: Any) -> Any:
    """A filter form that makes sense; an address none of our pages made is a bad request."""
    if not form.is_valid():
        raise BadRequest("a filter that does not exist")
    return form


def _narrowed(turns: QuerySet[Turn], chosen: dict[str, str], user: Any, now: datetime.datetime) -> QuerySet[Turn]:
    if chosen["izin"]:
        turns = turns.filter(stage__standard__permit_type__slug=chosen["izin"])
    if chosen["batas"]:
        begin, end = desk.due_between(chosen["batas"], calendar(), now)
        turns = turns.filter(due_at__gte=begin) if begin else turns
        turns = turns.filter(due_at__lt=end) if end else turns
    if chosen["milik"] == "saya":
        turns = turns.filter(officer=user)
    elif chosen["milik"]:
        turns = turns.filter(officer__isnull=True)
    return turns


def _chips(request: HttpRequest, filters: FilterForm) -> list[tuple[str, str]]:
    """The filters in use, each with the address of the list without it."""
    values = {name: filters.cleaned_data[name] for name, _words in filters.chosen()}
    return [
        (words, f"{request.path}?{urlencode({key: value for key, value in values.items() if key != name})}")
        for name, words in filters.chosen()
    ]


def _total(count: int) -> str:
    if count > COUNT_LIMIT:
        return _("lebih dari 1.000")
    return str(count)


@never_cache
@require_POST
@officers_only
def take(request: HttpRequest) -> HttpResponse:
    """Open the next file: the officer's own unfinished one, or the most urgent nobody took."""
    application = desk.next_for(request.user)
    if application is None:
        messages.info(request, _("Tidak ada berkas yang menunggu. Semua sudah dikerjakan atau diambil rekan Anda."))
        return redirect("desk")
    return redirect("desk_application", number=application.number)


@never_cache
@require_safe
@officers_only
def files(request: HttpRequest) -> HttpResponse:
    """Show every file of one year the officer may see, the newest first."""
    zone = current_office().zone
    this_year = timezone.now().astimezone(zone).year
    years = range(this_year, this_year - YEARS_BACK, -1)
    filters = _filters(FileFilters(list(PermitType.objects.all()), years, request.GET))
    chosen = filters.cleaned_data
    year = int(chosen["tahun"] or this_year)
    rows = desk.office_files(
        request.user, datetime.datetime(year, 1, 1, tzinfo=zone), datetime.datetime(year + 1, 1, 1, tzinfo=zone)
    )
    if chosen["izin"]:
        rows = rows.filter(permit_type__slug=chosen["izin"])
    if chosen["status"]:
        rows = rows.filter(status=chosen["status"])
    page = page_of([rows], request.GET, key="filed_at", newest_first=True)
    context = {
        "page": page,
        "lines": lines_of(page.rows),
        "total": _total(capped_count(rows)),
        "filters": filters,
        "chips": _chips(request, filters),
        "year": year,
    }
    return render(request, "permits/desk/files.html", context)
