"""What the survey says: to the team by period and service, and to everybody once a period is full."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk import access, posters
from helpdesk.forms.survey_results import ResultsForm
from helpdesk.models import Answer, PosterKind
from helpdesk.survey_results import about, answers_in, profile, public_profile, remarks, results, touches
from helpdesk.survey_results import published as published_results
from helpdesk.survey_tables import lines, poster_values, priorities, query_of, sheet_of
from helpdesk.views.gate import only_if
from permits.models import PermitType
from sipelaku.exports import download
from sipelaku.office.services import current_office, local_today

REMARKS_ON_A_PAGE = 50


@never_cache
@require_safe
@only_if(access.may_read_figures)
def survey_results(request: HttpRequest) -> HttpResponse:
    """Show what was answered in a period, about all services or one, or hand the table out as a file."""
    form = _form(request)
    if not form.is_valid():
        return _refused(request, form)
    found = results(form.period, list(form.types.values()))
    group = form.group_of(found)
    touched = touches(found.period)
    if kind := form.cleaned_data["format"]:
        groups = [found.total, *found.services] if group is found.total else [group]
        return download(sheet_of(found, groups, touched), kind, timezone.localtime())
    answers = answers_in(found.period)
    chosen = answers if group is found.total else about(answers, group.key)
    context = _frame(form) | {
        "found": found,
        "group": group,
        "is_all": group is found.total,
        "lines": lines(group.said) if group.said else [],
        "priorities": priorities(group.said) if group.said else [],
        "profile": profile(chosen) if group.said else [],
        "touched": touched,
        "may_print": found.is_enough,
    }
    return render(request, "helpdesk/survey/results.html", context)


@never_cache
@require_safe
@only_if(access.may_read_figures)
def survey_remarks(request: HttpRequest) -> HttpResponse:
    """List the suggestions of a period, in an order that tells nothing."""
    form = _form(request)
    if not form.is_valid():
        return _refused(request, form)
    found = results(form.period, list(form.types.values()))
    group = form.group_of(found)
    paginator = Paginator(remarks(found, None if group is found.total else group), REMARKS_ON_A_PAGE)
    number = form.cleaned_data["halaman"] or 1
    if number > paginator.num_pages:
        form.add_no_such_page(paginator.num_pages)
        return _refused(request, form)
    page = paginator.page(number)
    frame = _frame(form)
    context = frame | {
        "found": found,
        "page": page,
        "group": group,
        "is_all": group is found.total,
        "previous_url": f"?{frame['query']}&halaman={number - 1}" if page.has_previous() else "",
        "next_url": f"?{frame['query']}&halaman={number + 1}" if page.has_next() else "",
    }
    return render(request, "helpdesk/survey/remarks.html", context)


@never_cache
@require_safe
@only_if(access.may_read_figures)
def survey_poster(request: HttpRequest) -> HttpResponse | FileResponse:
    """Hand out the paper for the notice board, of a full period with enough answers; say why there is none."""
    form = _form(request)
    if not form.is_valid():
        return _refused(request, form)
    found = results(form.period, list(form.types.values()))
    if not found.is_enough:
        gives_away = found.total.is_hidden and found.total.respondents >= found.needed
        context = _frame(form) | {"found": found, "gives_away": gives_away}
        return render(request, "helpdesk/survey/not_yet.html", context, status=409)
    shares = [
        {"name": str(part.name), "shares": [[str(share.name), share.count] for share in part.shares]}
        for part in public_profile(answers_in(found.period))[:3:2]
    ]
    office = current_office()
    contact = " · ".join(text for text in (office.address, office.phone, office.email) if text)
    address = settings.SITE_URL + reverse("survey_published")
    poster = posters.ask_for(PosterKind.SKM, poster_values(found, shares, address=address, contact=contact))
    return posters.shown(request, poster, f"survei-kepuasan-{slugify(found.period.name)}.pdf")


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Show everybody the last full period with enough answers, or say that there is none yet."""
    found = published_results(local_today())
    if found is None or found.total.said is None:
        return render(request, "helpdesk/survey/published.html", {"found": None})
    context = {
        "found": found,
        "said": found.total.said,
        "lines": lines(found.total.said),
        "profile": public_profile(answers_in(found.period)),
    }
    return render(request, "helpdesk/survey/published.html", context)


def _form(request: HttpRequest) -> ResultsForm:
    return ResultsForm(request.GET, types=list(PermitType.objects.all()), today=local_today())


def _frame(form: ResultsForm) -> dict[str, object]:
    """What every page of the results needs around it."""
    chosen = form.cleaned_data
    return {
        "form": form,
        "year": chosen["tahun"],
        "years": [(year, query_of(chosen | {"tahun": year})) for year in _years(form.this_year)],
        "query": query_of(chosen),
    }


def _years(this_year: int) -> range:
    """From this year to that of the first answer."""
    first: datetime.date | None = Answer.objects.aggregate(first=Min("day"))["first"]
    return range(this_year, min(first.year if first else this_year, this_year) - 1, -1)


def _refused(request: HttpRequest, form: ResultsForm) -> HttpResponse:
    """Say what in the address cannot be read, and where to go on."""
    context = {"refusals": form.refusals(), "title": _("Hasil survei tidak dapat ditampilkan")}
    return render(request, "helpdesk/survey/refused.html", context, status=422)
