"""The public pages of the service standards: what is needed, how long it takes, what it costs, where to go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from permits import services
from permits.models import PermitType
from permits.service_page import page_of
from sipelaku import searching
from sipelaku.office.services import open_now


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """List the permit types by what became of them, or those in which the words of ?cari= occur."""
    search = request.GET.get("cari", "").strip()[: searching.LONGEST]
    found = services.found(services.services_on(timezone.localdate()), search)
    context = {"search": search, "groups": services.grouped(found), "count": len(found)}
    return render(request, "permits/applicant/service_list.html", context)


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the service standard in force; for a type not filed here, what became of it and the standard it had."""
    types = PermitType.objects.prefetch_related("standings", "filed_with__standings")
    permit_type = get_object_or_404(types, slug=slug)
    today = timezone.localdate()
    last_day = services.last_day_here(permit_type, today)
    standard = services.standard_until(permit_type, last_day) if last_day else permit_type.standard_on(today)
    standing = permit_type.standing_on(today)
    context = {
        "permit_type": permit_type,
        "opening": open_now(timezone.now()),
        "standing": standing,
        "domain": services.domain_of(standing.address) if standing else "",
        "coming": services.coming_standing(permit_type, today),
        "last_day": last_day,
        "contact_about": str(permit_type),
        "contact_path": request.path,
        "contact_query": f"?layanan={permit_type.slug}",
    }
    if standard is not None:
        context |= page_of(permit_type, standard, today)
    if last_day:
        return render(request, "permits/applicant/service_moved.html", context)
    return render(request, f"permits/applicant/service{'' if standard else '_closed'}.html", context)
