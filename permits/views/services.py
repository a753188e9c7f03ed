"""The public pages of the service standards: what is needed, how long it takes, what it costs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from permits.models import PermitType, ServiceStandard, StandardStatus, Work
from permits.timeline import actor_title
from sipelaku.office.services import open_now

# The components about how the office is run; the six about delivery have their own places on the page.
INTERNAL_COMPONENTS = (
    ("legal_basis", _("Dasar hukum")),
    ("facilities", _("Sarana dan prasarana")),
    ("competence", _("Kompetensi pelaksana")),
    ("supervision", _("Pengawasan internal")),
    ("staff_number", _("Jumlah pelaksana")),
    ("service_guarantee", _("Jaminan pelayanan")),
    ("safety_guarantee", _("Jaminan keamanan dan keselamatan")),
    ("evaluation", _("Evaluasi kinerja pelaksana")),
)


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """List the services that can be applied for today, then those that can't yet."""
    in_force = PermitType.objects.filter(
        standards__status=StandardStatus.PUBLISHED, standards__effective_from__lte=timezone.localdate()
    ).values("pk")
    types = list(PermitType.objects.all())
    running = {row["pk"] for row in in_force}
    return render(
        request,
        "permits/applicant/service_list.html",
        {
            "open_types": [row for row in types if row.pk in running],
            "other_types": [row for row in types if row.pk not in running],
        },
    )


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the service standard in force on one page, or say that there is none."""
    permit_type = get_object_or_404(PermitType, slug=slug)
    standard = permit_type.standard_on(timezone.localdate())
    context: dict[str, object] = {"permit_type": permit_type, "opening": open_now(timezone.now())}
    if standard is None:
        return render(request, "permits/applicant/service_closed.html", context)
    return render(request, "permits/applicant/service.html", context | _standard_page(permit_type, standard))


def _standard_page(permit_type: PermitType, standard: ServiceStandard) -> dict[str, object]:
    """The standard's rows in the order people ask for them."""
    stages = list(standard.stages.select_related("role"))
    requirements = list(standard.requirements.all())
    return {
        "standard": standard,
        "working_days": max((stage.day_limit or 0 for stage in stages), default=0),
        "filling_minutes": sum(stage.minutes for stage in stages if stage.work == Work.FILE),
        "procedure": [(stage, actor_title(stage, permit_type)) for stage in stages],
        "for_all": [row for row in requirements if row.applies_to == "all"],
        "for_person": [row for row in requirements if row.applies_to == "person"],
        "for_company": [row for row in requirements if row.applies_to == "company"],
        "internal": [(title, getattr(standard, name)) for name, title in INTERNAL_COMPONENTS],
    }
