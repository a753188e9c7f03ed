"""One version of a service standard: how far it is, what it says, what changed, who checks it, when it applies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import catalogue, comparison, editor, journal, publication
from permits.access import may_check_standards, may_write_standards
from permits.examination import findings
from permits.forms.editor_type import LegalCheckForm, PublishForm
from permits.models import LIVE, Application, ServiceStandard, StandardIsPublished, StandardStatus, Status
from permits.previews import letter_of
from permits.views.editor import redirect_to, refuse_published, seen_stamp, standard_or_404, tasks_of
from permits.views.editor_type import use_of
from permits.views.gate import standard_writers_only, standards_only

READ_WITH = ("stages__role", "requirements", "fields", "tariff_indices", "tariff_steps")


def _about(request: HttpRequest, standard: ServiceStandard) -> dict[str, Any]:
    """What every page of a version says of it."""
    return {
        "standard": standard,
        "permit_type": standard.permit_type,
        "is_draft": standard.status == StandardStatus.DRAFT,
        "may_write": may_write_standards(request.user),
        "may_check": may_check_standards(request.user),
    }


@never_cache
@require_safe
@standards_only
def version(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Show how far a draft is, or how a published version is used."""
    standard = standard_or_404(slug, revision)
    context = _about(request, standard) | {"entries": journal.entries(standard)}
    if context["is_draft"]:
        found = list(findings(standard))
        context |= {
            "tasks": tasks_of(found),
            "problems": found,
            "approval": publication.approval_of(standard),
            "checks": standard.legal_checks.select_related("by").order_by("-at", "-pk"),
            "wrote_it": publication.wrote_in(standard, request.user),
            "authors": standard.authors.all(),
        }
    else:
        context |= {"use": use_of(standard), "stages": _stages_with_files(standard)}
    return render(request, "permits/editor/version.html", context)


def _stages_with_files(standard: ServiceStandard) -> list[tuple[Any, int, int]]:
    """Each stage with how many files are worked on there, and how many wait for their applicant."""
    running = Application.objects.filter(standard=standard, status__in=LIVE).values_list("stage")
    counts = {
        stage: (working, returned)
        for stage, working, returned in running.annotate(
            working=Count("pk", filter=Q(status=Status.IN_PROCESS)),
            returned=Count("pk", filter=Q(status=Status.RETURNED)),
        ).order_by()
    }
    return [(stage, *counts.get(stage.pk, (0, 0))) for stage in standard.stages.select_related("role")]


@never_cache
@require_safe
@standards_only
def read(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Show everything a version says, and the permit letter it makes."""
    standard = _loaded(slug, revision)
    context = _about(request, standard) | {
        "chapters": comparison.described(standard),
        "letter": letter_of(standard),
    }
    return render(request, "permits/editor/read.html", context)


@never_cache
@require_safe
@standards_only
def compare(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Show what changed since the version before, or since the one chosen in the address."""
    standard = _loaded(slug, revision)
    others = list(standard.permit_type.standards.exclude(pk=standard.pk).order_by("-revision"))
    wanted = request.GET.get("dengan", "")
    before = next((row for row in others if str(row.revision) == wanted), None)
    if wanted and before is None:
        raise Http404
    before = before or next((row for row in others if row.revision < standard.revision), None)
    changes = (
        comparison.compare(comparison.described(_loaded(slug, before.revision)), comparison.described(standard))
        if before
        else []
    )
    context = _about(request, standard) | {"others": others, "before": before, "changes": changes}
    return render(request, "permits/editor/compare.html", context)


def _loaded(slug: str, revision: int) -> ServiceStandard:
    """A version with all its rows in memory."""
    standard = standard_or_404(slug, revision)
    return ServiceStandard.objects.select_related("permit_type").prefetch_related(*READ_WITH).get(pk=standard.pk)


@require_safe
@standards_only
def export(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """A version as a YAML file that another office can read in."""
    standard = standard_or_404(slug, revision)
    name = f"{slug}-r{revision}.yaml"
    return HttpResponse(
        catalogue.dump(standard),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standards_only
def legal_check(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Say whether a draft is lawful: the legal supervisor's, and nobody's who wrote in it."""
    standard = standard_or_404(slug, revision)
    if not may_check_standards(request.user) or publication.wrote_in(standard, request.user):
        raise PermissionDenied
    if standard.status != StandardStatus.DRAFT:
        return refuse_published(request, standard) if request.method == "POST" else redirect_to(standard)
    form = LegalCheckForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _legal_page(request, standard, form)
    digest = seen_stamp(request.POST)
    if not form.is_valid():
        return _legal_page(request, standard, form, status=422, digest=digest)
    given = form.cleaned_data
    try:
        publication.record_check(
            standard, by=request.user, approved=given["approved"], note=given["note"], digest=digest
        )
    except publication.WroteItThemselves:
        raise PermissionDenied from None
    except StandardIsPublished:
        return refuse_published(request, standard)
    except publication.ChangedSinceRead:
        return _legal_page(request, standard, form, status=409)
    messages.success(request, _("Pendapat Anda tercatat."))
    return redirect_to(standard)


def _legal_page(
    request: HttpRequest, standard: ServiceStandard, form: LegalCheckForm, *, status: int = 200, digest: str = ""
) -> HttpResponse:
    context = _about(request, standard) | {
        "form": form,
        "problems": list(findings(standard)),
        "stamp": digest or publication.digest_of(standard),
        "has_changed": status == 409,
        "latest": next(iter(journal.entries(standard, limit=1)), None),
    }
    return render(request, "permits/editor/legal_check.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def publish(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Put a checked draft in force from a day on."""
    standard = standard_or_404(slug, revision)
    if standard.status != StandardStatus.DRAFT:
        return refuse_published(request, standard) if request.method == "POST" else redirect_to(standard)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        initial={"effective_from": publication.today_at_the_office()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            publication.publish(standard, form.cleaned_data["effective_from"], by=request.user)
        except StandardIsPublished:
            return refuse_published(request, standard)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Standar diterbitkan."))
            return redirect_to(standard)
    context = _about(request, standard) | {
        "form": form,
        "problems": list(findings(standard)),
        "approval": publication.approval_of(standard),
    }
    return render(request, "permits/editor/publish.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def retire(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Withdraw a published version after a page that says what that means."""
    standard = standard_or_404(slug, revision)
    if standard.status != StandardStatus.PUBLISHED:
        return redirect_to(standard)
    if request.method == "POST" and "confirm" in request.POST:
        standard.retire()
        journal.note(standard, _("Ditarik"), by=request.user)
        messages.success(request, _("Versi ini ditarik."))
        return redirect_to(standard)
    context = _about(request, standard) | {
        "layout": "staff.html",
        "title": _("Tarik versi ini?"),
        "consequence": _("Permohonan baru tidak lagi memakai versi ini. Versi yang ditarik tidak dapat dikembalikan."),
        "action_label": _("Tarik"),
        "back_href": reverse("editor_version", args=[slug, revision]),
        "use": use_of(standard),
    }
    return render(request, "permits/editor/retire.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@standard_writers_only
def discard(request: HttpRequest, slug: str, revision: int) -> HttpResponse:
    """Throw a draft away after a page that says so."""
    standard = standard_or_404(slug, revision)
    if standard.status != StandardStatus.DRAFT:
        return refuse_published(request, standard)
    if request.method == "POST" and "confirm" in request.POST:
        try:
            editor.discard(standard, by=request.user)
        except StandardIsPublished:
            return refuse_published(request, standard)
        messages.success(request, _("Rancangan dibuang."))
        return redirect("editor_type", slug)
    context = {
        "layout": "staff.html",
        "title": _("Buang rancangan ini?"),
        "consequence": _("Semua yang ditulis di dalamnya hilang. Standar yang berlaku tidak berubah."),
        "action_label": _("Buang"),
        "back_href": reverse("editor_version", args=[slug, revision]),
    }
    return render(request, "confirm.html", context)
