"""Permit types in the editor: their list, their names, what became of them, and new drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import editor, journal
from permits.access import may_write_standards
from permits.forms.editor_lists import RowList, rearranged
from permits.forms.editor_type import FROM_FILE, FROM_STANDARD, BeginForm, PermitTypeForm, StandingRow
from permits.models import LIVE, Application, PermitType, ServiceStandard, StandardStatus, Standing, Status
from permits.publication import today_at_the_office
from permits.views.editor import seen_stamp
from permits.views.gate import standard_writers_only, standards_only

STANDINGS = "standings"


@dataclass(frozen=True)
class Version:
    """A version of a standard and how many applications stand under it."""

    standard: ServiceStandard
    is_in_force: bool
    live: int
    finished: int

    @property
    def is_draft(self) -> bool:
        return self.standard.status == StandardStatus.DRAFT


@dataclass(frozen=True)
class Entry:
    """A permit type as the list shows it."""

    permit_type: PermitType
    standing: Standing | None
    versions: list[Version]

    @property
    def in_force(self) -> Version | None:
        return next((version for version in self.versions if version.is_in_force), None)

    @property
    def drafts(self) -> list[Version]:
        return [version for version in self.versions if version.is_draft]

    @property
    def running(self) -> list[Version]:
        """The versions under which applications still run."""
        return [version for version in self.versions if version.live]


def versions_of(standards: Iterable[ServiceStandard]) -> list[Version]:
    """The versions of one permit type, the newest first, each with its applications. One query."""
    rows = sorted(standards, key=lambda row: row.revision, reverse=True)
    return _versions(rows, counts_of(rows))


def use_of(standard: ServiceStandard) -> Version:
    """One version among the others of its type: whether it is the one in force, and what stands under it."""
    versions = versions_of(standard.permit_type.standards.all())
    return next(version for version in versions if version.standard == standard)


def _versions(rows: list[ServiceStandard], counts: dict[int, tuple[int, int]]) -> list[Version]:
    today = today_at_the_office()
    begun = [
        row
        for row in rows
        if row.status == StandardStatus.PUBLISHED and row.effective_from and row.effective_from <= today
    ]
    newest = max(begun, key=lambda row: (row.effective_from, row.revision), default=None)
    return [Version(row, row == newest, *counts.get(row.pk, (0, 0))) for row in rows]


def counts_of(standards: Iterable[ServiceStandard]) -> dict[int, tuple[int, int]]:
    """Running and finished applications by the standard they stand under."""
    counted = (
        Application.objects.filter(standard__in=[row.pk for row in standards])
        .exclude(status=Status.DRAFT)
        .values_list("standard")
        .annotate(live=Count("pk", filter=Q(status__in=LIVE)), finished=Count("pk", filter=~Q(status__in=LIVE)))
        .order_by()
    )
    return {pk: (live, finished) for pk, live, finished in counted}


@never_cache
@require_safe
@standards_only
def type_list(request: HttpRequest) -> HttpResponse:
    """List every permit type with its version in force, its drafts and what still runs."""
    types = list(PermitType.objects.prefetch_related("standards", "standings"))
    counts = counts_of(row for permit_type in types for row in permit_type.standards.all())
    today = today_at_the_office()
    entries = [
        Entry(
            permit_type,
            permit_type.standing_on(today),
            _versions(sorted(permit_type.standards.all(), key=lambda row: row.revision, reverse=True), counts),
        )
        for permit_type in types
    ]
    context = {"entries": entries, "may_write": may_write_standards(request.user)}
    return render(request, "permits/editor/list.html", context)


@never_cache
@require_safe
@standards_only
def permit_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one type: its versions, what became of it, and who wrote what."""
    shown = get_object_or_404(PermitType.objects.prefetch_related("standings", "filed_with"), slug=slug)
    context = {
        "permit_type": shown,
        "versions": versions_of(shown.standards.all()),
        "standing": shown.standing_on(today_at_the_office()),
        "entries": journal.entries(shown, limit=10),
        "may_write": may_write_standards(request.user),
    }
    return render(request, "permits/editor/type.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def new_type(request: HttpRequest) -> HttpResponse:
    """Define a permit type that does not exist yet."""
    return _type_form(request, PermitType())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def change_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename a permit type, or change who is behind it."""
    return _type_form(request, get_object_or_404(PermitType, slug=slug))


def _type_form(request: HttpRequest, permit_type: PermitType) -> HttpResponse:
    is_new = permit_type.pk is None
    form = PermitTypeForm(request.POST or None, instance=permit_type)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        journal.note(saved, _("Jenis izin dibuat") if is_new else _("Jenis izin diubah"), by=request.user)
        messages.success(request, _("%(type)s tersimpan.") % {"type": saved})
        return redirect("editor_begin" if is_new else "editor_type", saved.slug)
    context = {"form": form, "permit_type": None if is_new else PermitType.objects.get(pk=permit_type.pk)}
    return render(request, "permits/editor/type_form.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft: with a usual procedure, as a copy, or from a file."""
    permit_type = get_object_or_404(PermitType, slug=slug)
    form = BeginForm(request.POST if request.method == "POST" else None, request.FILES or None, permit_type=permit_type)
    if request.method == "POST" and form.is_valid():
        try:
            standard = _begun(permit_type, form, request.user)
        except ValidationError as broken:
            form.add_error("file", broken.messages)
        else:
            messages.success(request, _("Rancangan dibuat."))
            return redirect("editor_version", slug, standard.revision)
    context = {"form": form, "permit_type": permit_type}
    return render(request, "permits/editor/begin.html", context, status=422 if form.is_bound else 200)


def _begun(permit_type: PermitType, form: BeginForm, user: Any) -> ServiceStandard:
    """The draft the form asks for; raises ValidationError for a broken file."""
    start = form.cleaned_data["start"]
    if start == FROM_STANDARD:
        return editor.copy_of(form.cleaned_data["standard"], permit_type, by=user)
    if start == FROM_FILE:
        return editor.read_in(permit_type, form.cleaned_data["text"], by=user)
    return editor.begin(permit_type, start.partition(":")[2], by=user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def standings(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what became of a type, from which day on."""
    permit_type = get_object_or_404(PermitType, slug=slug)
    present = editor.stamp_of_standings(permit_type)
    if request.method != "POST":
        rows = RowList(STANDINGS, StandingRow, stored=permit_type.standings.all())
        return _standings_page(request, permit_type, rows, stamp=present)
    stamp = seen_stamp(request.POST)
    if order := request.POST.get("order"):
        rows = RowList(STANDINGS, StandingRow, posted=rearranged(request.POST, order, [STANDINGS]))
        return _standings_page(request, permit_type, rows, stamp=stamp, is_unsaved=True)
    rows = RowList(STANDINGS, StandingRow, posted=request.POST)
    if not rows.is_valid() or _days_twice(rows):
        return _standings_page(request, permit_type, rows, stamp=stamp, status=422)
    try:
        editor.write_standings(permit_type, rows.values(), by=request.user, stamp=stamp)
    except editor.Stale as stale:
        return _standings_page(request, permit_type, rows, stamp=present, status=409, overtaken_by=stale.entry)
    messages.success(request, _("Kedudukan %(type)s tersimpan.") % {"type": permit_type})
    return redirect("editor_type", slug)


def _days_twice(rows: RowList) -> list[tuple[str, str]]:
    days = [row["effective_from"] for row in rows.values()]
    said = _("Dua keadaan tidak dapat berlaku mulai tanggal yang sama. Ubah salah satu tanggalnya.")
    return [("", said)] if len(days) != len(set(days)) else []


def _standings_page(
    request: HttpRequest,
    permit_type: PermitType,
    rows: RowList,
    *,
    stamp: str,
    status: int = 200,
    is_unsaved: bool = False,
    **more: Any,
) -> HttpResponse:
    context = {
        "permit_type": permit_type,
        "rows": rows,
        "errors": [*_days_twice(rows), *rows.errors()] if status == 422 else [],
        "stamp": stamp,
        "is_unsaved": is_unsaved or status != 200,
        "is_overtaken": status == 409,
    }
    return render(request, "permits/editor/standings.html", context | more, status=status)
