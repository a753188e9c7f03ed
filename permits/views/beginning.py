"""The first step of filing: what is applied for, from which old permit, by whom; and deleting a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permits import drafts, earlier
from permits.access import may_file_for_others, own_application_or_404, own_filing_or_404
from permits.forms.filing import FirstStepForm
from permits.models import ApplicantKind, Application, FilingKind, Permit, PermitType, ServiceStandard, Status
from permits.steps import steps_of
from permits.together import companion_types
from permits.workflow import NotAllowed
from sipelaku.errors import too_many_attempts
from sipelaku.limits import allow

WALK_IN = "walkin"
DRAFTS_PER_HOUR = 30
NUMBERS_TRIED_PER_HOUR = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The first step; offers to go on with a draft.

    ``?untuk=walkin`` is the counter's. ``?dari=`` is the number of a finished application of one's own, whose permit
    the new one starts from, ``?jenis=`` the kind of filing.
    """
    permit_type = get_object_or_404(PermitType, slug=slug)
    for_walk_in = request.GET.get("untuk") == WALK_IN
    if for_walk_in and not may_file_for_others(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    standard = permit_type.standard_on(today)
    if standard is None or not permit_type.is_open_on(today):
        return redirect("service", slug=slug) if request.method != "POST" else not_taken(request, [permit_type])
    form = _first_form(request, permit_type, standard, for_walk_in)
    if form.is_valid():
        return _begin(request, permit_type, standard, form, for_walk_in)
    return _show(request, permit_type, standard, form, for_walk_in)


def _first_form(
    request: HttpRequest, permit_type: PermitType, standard: ServiceStandard, for_walk_in: bool
) -> FirstStepForm:
    starts_from_old = any(kind != FilingKind.NEW for kind in standard.kinds)
    permits = earlier.own_permits(request.user, permit_type) if starts_from_old and not for_walk_in else []
    return FirstStepForm(
        request.POST if request.method == "POST" else None,
        kinds=standard.kinds,
        permits=permits,
        companions=companion_types(permit_type, timezone.localdate()),
        initial=_asked_for(request, permit_type, standard, permits),
    )


def _asked_for(
    request: HttpRequest, permit_type: PermitType, standard: ServiceStandard, permits: list[Permit]
) -> dict[str, Any]:
    """What the address asks for already: the kind of filing and the old permit, which must be one's own."""
    asked: dict[str, Any] = {}
    if (kind := request.GET.get("jenis", "")) in standard.kinds:
        asked["kind"] = kind
    if number := request.GET.get("dari", ""):
        finished = own_application_or_404(request.user, number)
        permit = getattr(finished, "permit", None)
        if finished.permit_type_id != permit_type.pk or permit is None or permit.number is None:
            raise Http404
        asked["permit" if permit in permits else "permit_number"] = permit.number
    return asked


def _show(
    request: HttpRequest, permit_type: PermitType, standard: ServiceStandard, form: FirstStepForm, for_walk_in: bool
) -> HttpResponse:
    begun = drafts.unsent(permit_type, by=request.user).filter(applicant__isnull=for_walk_in)
    kind = form["kind"].value() if "kind" in form.fields else ""
    context = {
        "permit_type": permit_type,
        "form": form,
        "for_walk_in": for_walk_in,
        "drafts": list(begun[:5]),
        "steps": steps_of([standard.fields_for(ApplicantKind.PERSON, kind or standard.kinds[0])]),
    }
    return render(request, "permits/applicant/apply.html", context, status=422 if form.errors else 200)


def _begin(
    request: HttpRequest, permit_type: PermitType, standard: ServiceStandard, form: FirstStepForm, for_walk_in: bool
) -> HttpResponse:
    chosen, previous = form.cleaned_data, None
    if chosen["kind"] != FilingKind.NEW:
        if not _may_try(request, "name an old permit", NUMBERS_TRIED_PER_HOUR):
            return too_many_attempts(request)
        try:
            previous = earlier.permit_for(
                request.user, permit_type, chosen["number"], chosen["kind"], on_behalf=for_walk_in
            )
        except ValidationError as error:
            form.add_error(form.number_field, error)
            return _show(request, permit_type, standard, form, for_walk_in)
    if not _may_try(request, "begin a draft", DRAFTS_PER_HOUR):
        return too_many_attempts(request)
    try:
        draft = drafts.begin(
            permit_type,
            chosen.get("applicant_kind", ""),
            by=request.user,
            on_behalf=for_walk_in,
            kind=chosen["kind"],
            previous=previous,
            together=chosen["together"],
        )
    except NotAllowed:
        return not_taken(request, [permit_type, *chosen["together"]])
    return redirect("apply_step", slug=permit_type.slug, pk=draft.pk, number=2)


def _may_try(request: HttpRequest, action: str, amount: int) -> bool:
    """Count one attempt of this person in this hour and say whether it is within ``amount``."""
    return allow(action, str(request.user.pk), amount=amount, seconds=3600)


def not_taken(request: HttpRequest, permit_types: list[PermitType], draft: Application | None = None) -> HttpResponse:
    """Say that the office takes no application of one of these types now, and that nothing is lost."""
    today = timezone.localdate()
    closed = [
        (row, row.standing_on(today))
        for row in permit_types
        if row.standard_on(today) is None or not row.is_open_on(today)
    ]
    context = {"permit_type": permit_types[0], "closed": closed, "draft": draft}
    return render(request, "permits/applicant/not_taken.html", context, status=403)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a draft of one's own with everything in it, after a page that says so."""
    draft = own_filing_or_404(request.user, slug, pk)
    if draft.status != Status.DRAFT:
        return redirect("application_filed", number=draft.number)
    if not draft.applicant_kind or draft.filed_with_id:
        raise Http404
    if request.method != "POST":
        return _ask_before_deleting(request, draft)
    try:
        drafts.erase(draft, by=request.user)
    except NotAllowed:
        messages.warning(request, _("Permohonan ini baru saja dikirim atau dihapus di halaman lain."))
    else:
        messages.success(request, _("Draf sudah dihapus, beserta semua berkasnya."))
    return redirect("my_applications")


def _ask_before_deleting(request: HttpRequest, draft: Application) -> HttpResponse:
    context = {
        "title": _("Hapus draf ini?"),
        "consequence": _(
            "Semua jawaban dan berkas yang sudah Anda unggah untuk %(type)s dihapus dan tidak dapat kembali."
        )
        % {"type": draft.permit_type},
        "action_label": _("Hapus draf"),
        "back_href": reverse("apply_resume", args=[draft.permit_type.slug, draft.pk]),
    }
    return render(request, "confirm.html", context)
