"""The editor's pages of one draft, part by part, with what would be refused and what it will look like beside it.

Without a script every button sends the page, and the page comes back; with one, what is
typed is tried out after each pause and only the panel beside the form changes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from permits import comparison, editor
from permits.examination import Finding, findings
from permits.forms.editor import PartForm, PreviewForm
from permits.forms.editor_lists import rearranged
from permits.models import ServiceStandard, StandardIsPublished, StandardStatus
from permits.parts import ROWS, Part
from permits.previews import FORM, SHOWN, preview_of
from permits.views.gate import standard_writers_only


class Task(NamedTuple):
    """A part in the list of parts: how many things are still missing in it, and whether it is open now."""

    part: Part
    missing: int
    is_open: bool


class Panel(NamedTuple):
    """What stands beside the form: what is wrong with it, what would be refused, and the preview."""

    errors: list[tuple[str, str]]
    here: list[Finding]
    elsewhere: list[Finding]
    preview: SafeString


def standard_or_404(slug: str, revision: int) -> ServiceStandard:
    """The version of a permit type's standard with this number."""
    standards = ServiceStandard.objects.select_related("permit_type")
    return get_object_or_404(standards, permit_type__slug=slug, revision=revision)


def tasks_of(found: list[Finding], here: Part | None = None) -> list[Task]:
    """The parts in the order in which they are written."""
    return [Task(part, sum(finding.part == part for finding in found), part == here) for part in Part]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def part_page(request: HttpRequest, slug: str, revision: int, part: str) -> HttpResponse:
    """Show one part of a draft; by POST, rearrange its rows or save it."""
    if part not in Part:
        raise Http404
    standard, where = standard_or_404(slug, revision), Part(part)
    if standard.status != StandardStatus.DRAFT:
        return refuse_published(request, standard) if request.method == "POST" else redirect_to(standard)
    if request.method != "POST":
        stamp = editor.stamp_of(standard, where)
        return _show(request, PartForm(standard, where), stamp=stamp)
    try:
        return _typed(request, standard, where)
    except StandardIsPublished:
        return refuse_published(request, standard)


def _typed(request: HttpRequest, standard: ServiceStandard, part: Part) -> HttpResponse:
    stamp = seen_stamp(request.POST)
    if order := request.POST.get("order"):
        changed = rearranged(request.POST, order, ROWS.get(part, ()))
        return _show(request, PartForm(standard, part, changed), stamp=stamp, is_unsaved=True)
    form = PartForm(standard, part, request.POST)
    if "preview" in request.POST:
        return _show(request, form, stamp=stamp, is_unsaved=True)
    if not form.is_valid():
        return _show(request, form, stamp=stamp, status=422)
    try:
        editor.write(standard, part, form.entered(), by=request.user, stamp=stamp)
    except editor.Stale as stale:
        return _overtaken(request, form, stale.entry)
    messages.success(request, _("Tersimpan: %(part)s.") % {"part": part.label})
    following = _following(part)
    if "next" in request.POST and following is not None:
        return redirect("editor_part", standard.permit_type.slug, standard.revision, following.value)
    return redirect("editor_part", standard.permit_type.slug, standard.revision, part.value)


def seen_stamp(posted: QueryDict) -> str:
    """What the page said it showed; raises BadRequest for what no page of ours says."""
    stamp = posted.get("stamp", "")
    if len(stamp) != 64 or not stamp.isalnum():
        raise BadRequest("no stamp")
    return stamp


def _following(part: Part) -> Part | None:
    places = list(Part)
    place = places.index(part) + 1
    return places[place] if place < len(places) else None


@require_POST
@never_cache
@standard_writers_only
def check(request: HttpRequest, slug: str, revision: int, part: str) -> HttpResponse:
    """Try out what is being typed and answer with the panel beside the form; nothing is saved."""
    if part not in Part:
        raise Http404
    standard = standard_or_404(slug, revision)
    form = PartForm(standard, Part(part), request.POST)
    try:
        panel = _panel(form, PreviewForm(request.POST))
    except StandardIsPublished:
        return refuse_published(request, standard)
    return render(request, "permits/editor/panel.html", {"panel": panel, "part": form.part, "standard": standard})


def _panel(form: PartForm, chosen: PreviewForm) -> Panel:
    """The panel for the draft as it is typed in ``form``, or as it is stored when nothing was typed."""
    whom, kind = chosen.choice()
    if form.posted is None:
        return _panel_of(form.standard, form, whom, kind)
    with editor.as_typed(form.standard, form.part, form.entered()) as draft:
        return _panel_of(draft, form, whom, kind)


def _panel_of(draft: ServiceStandard, form: PartForm, whom: str, kind: str) -> Panel:
    found = list(findings(draft))
    return Panel(
        errors=form.errors() if form.posted is not None else [],
        here=[finding for finding in found if finding.part == form.part],
        elsewhere=[finding for finding in found if finding.part != form.part],
        preview=preview_of(draft, form.part, whom, kind),
    )


# Pages --------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    form: PartForm,
    *,
    stamp: str,
    status: int = 200,
    is_unsaved: bool = False,
    **more: Any,
) -> HttpResponse:
    chosen = PreviewForm(request.POST if form.posted is not None else None)
    panel = _panel(form, chosen)
    context = {
        "standard": form.standard,
        "permit_type": form.standard.permit_type,
        "part": form.part,
        "form": form,
        "errors": panel.errors if status != 200 else [],
        "panel": panel,
        "chosen": chosen if SHOWN.get(form.part) == FORM else None,
        "tasks": tasks_of([*panel.here, *panel.elsewhere], form.part),
        "following": _following(form.part),
        "stamp": stamp,
        "is_unsaved": is_unsaved or status != 200,
    }
    return render(request, f"permits/editor/part_{form.part.name.lower()}.html", context | more, status=status)


def _overtaken(request: HttpRequest, form: PartForm, entry: LogEntry | None) -> HttpResponse:
    """Tell who saved what, keep what was typed, and show what saving it again would change."""
    stored = comparison.described(form.standard)
    with editor.as_typed(form.standard, form.part, form.entered()) as draft:
        changes = comparison.compare(stored, comparison.described(draft))
    stamp = editor.stamp_of(form.standard, form.part)
    return _show(request, form, stamp=stamp, status=409, overtaken_by=entry, changes=changes, is_overtaken=True)


def refuse_published(request: HttpRequest, standard: ServiceStandard) -> HttpResponse:
    """Say that a published standard is never changed, and how to go on."""
    context = {"standard": standard, "permit_type": standard.permit_type}
    return render(request, "permits/editor/closed.html", context, status=409)


def redirect_to(standard: ServiceStandard) -> HttpResponse:
    """Lead to the page of a version."""
    return redirect("editor_version", standard.permit_type.slug, standard.revision)
