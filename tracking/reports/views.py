"""The reports' pages, for every officer: they hold no name and no number of a person."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permits.models import Application, PermitType
from permits.views.gate import officers_only
from sipelaku.charts import bars
from sipelaku.exports import download
from sipelaku.office.services import calendar, current_office
from sipelaku.periods import MONTHS, month_name, years_since
from sipelaku.report_form import ReportForm
from tracking.reports.forms import IssuedForm, LateForm, TimelinessForm
from tracking.reports.issued import first_signature, issued, sum_of
from tracking.reports.tables import (
    by_month,
    by_type,
    everything,
    issued_sheet,
    late_sheet,
    query_of,
    timeliness_sheet,
    years_of,
)
from tracking.reports.timeliness import EndedFile, ended_files, first_end, late_ones

LATE_ON_A_PAGE = 25


@never_cache
@require_safe
@officers_only
def index(request: HttpRequest) -> HttpResponse:
    """Say which reports there are."""
    return render(request, "tracking/reports/index.html")


@never_cache
@require_safe
@officers_only
def issued_permits(request: HttpRequest) -> HttpResponse:
    """Show how many permits of each type were issued in each month of a year, or hand the table out as a file."""
    now, zone = timezone.localtime(), current_office().zone
    types = list(PermitType.objects.all())
    form = IssuedForm(request.GET, types=types, this_year=now.year)
    if not form.is_valid():
        return _refused(request, form)
    chosen = form.cleaned_data
    shown = [row for row in types if chosen["instansi"] in ("", row.agency)]
    lines = issued(chosen["tahun"], shown, zone)
    total = sum_of(lines, _("Total"))
    if chosen["format"]:
        return download(issued_sheet(lines, total, chosen["tahun"], chosen["instansi"]), chosen["format"], now)
    months = [month_name(month, short=True) for month in MONTHS]
    context = {
        "form": form,
        "years": years_of(years_since(first_signature(), now.year, zone), chosen),
        "year": chosen["tahun"],
        "query": query_of(chosen),
        "lines": lines,
        "total": total,
        "months": months,
        "bars": bars(total.months, months),
    }
    return render(request, "tracking/reports/issued.html", context)


@never_cache
@require_safe
@officers_only
def timely_files(request: HttpRequest) -> HttpResponse:
    """Show how many of the files that ended in a year met their limit and whose hands they had been in."""
    now, zone = timezone.localtime(), current_office().zone
    types = list(PermitType.objects.all())
    form = TimelinessForm(request.GET, types=types, this_year=now.year)
    if not form.is_valid():
        return _refused(request, form)
    chosen = form.cleaned_data
    files = _chosen_files(chosen, types)
    if chosen["format"]:
        return download(timeliness_sheet(files, types, chosen), chosen["format"], now)
    context = {
        "form": form,
        "years": years_of(years_since(first_end(), now.year, zone), chosen),
        "year": chosen["tahun"],
        "query": query_of(chosen),
        "months": by_month(files, chosen),
        "types": by_type(files, types, chosen),
        "total": everything(files, chosen),
    }
    return render(request, "tracking/reports/timeliness.html", context)


@never_cache
@require_safe
@officers_only
def late_files(request: HttpRequest) -> HttpResponse:
    """List the files that missed their limit, by their numbers; an officer may open those of their own roles."""
    now, zone = timezone.localtime(), current_office().zone
    types = list(PermitType.objects.all())
    form = LateForm(request.GET, types=types, this_year=now.year)
    if not form.is_valid():
        return _refused(request, form)
    chosen = form.cleaned_data
    late, names = late_ones(_chosen_files(chosen, types)), {row.pk: row.name for row in types}
    if chosen["format"]:
        return download(late_sheet(late, names, chosen), chosen["format"], now)
    paginator = Paginator(late, LATE_ON_A_PAGE)
    number = chosen["halaman"] or 1
    if number > paginator.num_pages:
        form.add_no_such_page(paginator.num_pages)
        return _refused(request, form)
    page = paginator.page(number)
    numbers = [row.number for row in page.object_list]
    query = query_of(chosen)
    context = {
        "form": form,
        "years": years_of(years_since(first_end(), now.year, zone), chosen),
        "year": chosen["tahun"],
        "query": query,
        "page": page,
        "lines": [(row, names[row.permit_type]) for row in page.object_list],
        "open_to_them": _open_to(request.user, numbers),
        "previous_url": f"?{query}&halaman={number - 1}" if page.has_previous() else "",
        "next_url": f"?{query}&halaman={number + 1}" if page.has_next() else "",
    }
    return render(request, "tracking/reports/late.html", context)


def _chosen_files(chosen: dict[str, Any], types: list[PermitType]) -> list[EndedFile]:
    """The ended files of the year, month and permit type that were asked for."""
    files = ended_files(chosen["tahun"], calendar(), timezone.now())
    wanted = {row.pk for row in types if chosen["izin"] in ("", row.slug)}
    month = int(chosen["bulan"] or 0)
    return [row for row in files if row.permit_type in wanted and month in (0, row.month)]


def _open_to(user: Any, numbers: list[str]) -> set[str]:
    """Which of ``numbers`` the officer may open at the desk: not those of other roles, and not their own."""
    visible = Application.objects.visible_to(user).filter(number__in=numbers).exclude(applicant=user)
    return set(visible.values_list("number", flat=True))


def _refused(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Say what in the address cannot be read, and where to go on."""
    context = {"refusals": form.refusals(), "year": form.this_year}
    return render(request, "tracking/reports/refused.html", context, status=422)
