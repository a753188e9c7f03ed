"""The indicators' page for every reader of the team, and the counter's form of who came."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk import access, counter, figures, spans
from helpdesk import figures_tables as tables
from helpdesk.forms.figures import DAYS_BACK, CounterForm, SpanForm, newest_day
from helpdesk.models import CounterVisits, Tally
from helpdesk.spans import A_DAY, Span
from helpdesk.views.gate import only_if
from sipelaku.charts import height_of, pairs, strips, width_of
from sipelaku.exports import Sheet, download
from sipelaku.office.services import local_today

NOT_THESE_DAYS = gettext_lazy("Hari yang akan datang atau sudah lama lewat tidak dapat diisi. Isi daftar di bawah ini.")
ENLARGED = 160  # pixels for 100 units of the chart of days, so that its letters are read
LONGEST_CHART = 12  # bars of a chart of links, groups or campaigns


# Indicators ---------------------------------------------------------------------------


@never_cache
@require_safe
@only_if(access.may_read_figures)
def visits(request: HttpRequest) -> HttpResponse:
    """Show the indicators of a span of days, or hand one of its tables out as a file."""
    today = local_today()
    form = SpanForm(request.GET, today)
    if not form.is_valid():
        return render(request, "helpdesk/figures/refused.html", {"form": form}, status=422)
    whole = form.whole()
    span = whole.until(today)
    if form.cleaned_data["format"]:
        sheet = _sheet(form.cleaned_data["tabel"] or "hari", span, form.name())
        return download(sheet, form.cleaned_data["format"], timezone.localtime())
    return render(
        request,
        "helpdesk/figures/visits.html",
        _shown(form, whole, span) | {"may_meet_people": access.may_meet_people(request.user)},
    )


def _sheet(table: str, span: Span, name: str) -> Sheet:
    if table == "hari":
        return tables.days_sheet(figures.indicators(span).days, name)
    sheets: dict[str, Callable[[], Sheet]] = {
        "tautan": lambda: tables.links_sheet(figures.by_link(span), name),
        "kelompok": lambda: tables.groups_sheet(figures.by_group(span), name),
        "kegiatan": lambda: tables.campaigns_sheet(figures.by_campaign(span), name),
    }
    return sheets[table]()


def _shown(form: SpanForm, whole: Span, span: Span) -> dict[str, Any]:
    earlier = spans.before(whole, span)
    now, before = figures.indicators(span), figures.indicators(earlier)
    steps = figures.in_steps(now.days, span.step_of)
    links, groups, campaigns = figures.by_link(span), figures.by_group(span), figures.by_campaign(span)
    return {
        "form": form,
        "name": form.name(),
        "span": span,
        "earlier": earlier,
        "years": _years(form),
        "query": urlencode(form.query()),
        "now": now,
        "before": before,
        "rows": tables.comparison(now, before),
        "steps": steps,
        "step": span.step,
        "days": now.days,
        "both": pairs(
            [page.visits for _label, page, _people in steps],
            [people or 0 for *_rest, people in steps],
            [label for label, *_rest in steps],
        ),
        "chart_width": width_of(len(steps)),
        "chart_size": width_of(len(steps)) * ENLARGED // 100,
        "links": links,
        "groups": groups,
        "campaigns": campaigns,
        "link_bars": _longest([(line.name, line.counts.views) for line in links]),
        "group_bars": _longest([(line.name, line.links.views) for line in groups]),
        "campaign_bars": _longest([(line.name, line.counts.views) for line in campaigns]),
    }


def _longest(named: list[tuple[str, int]]) -> dict[str, Any]:
    """The chart of the largest of ``named``: its strips, and how tall it is."""
    largest = sorted((row for row in named if row[1]), key=lambda row: -row[1])[:LONGEST_CHART]
    return {
        "strips": strips([number for _name, number in largest], [name for name, _number in largest]),
        "height": height_of(len(largest)),
    }


def _years(form: SpanForm) -> list[tuple[int, str]]:
    """The years with counts up to this one, each with the address of the same part of it."""
    first = Tally.objects.aggregate(first=Min("day"))["first"]
    begin = min(first.year if first else form.today.year, form.today.year)
    part = form.cleaned_data["bagian"]
    years = range(form.today.year, begin - 1, -1)
    return [(year, urlencode({"tahun": year} | ({"bagian": part} if part else {}))) for year in years]


# The counter --------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only_if(access.may_meet_people)
def counter_visits(request: HttpRequest) -> HttpResponse:
    """Show how many people came to the counter today and on the days before; by POST, write them down."""
    today = local_today()
    if request.method != "POST":
        return _show_counter(request, CounterForm(today, _known(today)))
    newest = newest_day(request.POST, today)
    if newest is None:
        messages.error(request, NOT_THESE_DAYS)
        return _show_counter(request, CounterForm(today, _known(today)), status=422)
    form = CounterForm(newest, _known(newest), request.POST, usual=counter.usual())
    if not form.is_valid():
        return _show_counter(request, form, status=422)
    try:
        written = counter.enter(form.entered(), by=request.user)
    except counter.Overtaken as overtaken:
        for day, people in overtaken.days.items():
            form.say_overtaken(day, people)
        return _show_counter(request, form, status=409)
    messages.success(request, _told(written))
    return redirect("counter_visits")


def _known(newest: datetime.date) -> dict[datetime.date, int]:
    rows = CounterVisits.objects.filter(day__range=(newest - DAYS_BACK * A_DAY, newest))
    return dict(rows.values_list("day", "people"))


def _told(written: int) -> str:
    if not written:
        return _("Tidak ada yang berubah.")
    return ngettext("%(days)d hari dicatat.", "%(days)d hari dicatat.", written) % {"days": written}


def _show_counter(request: HttpRequest, form: CounterForm, status: int = 200) -> HttpResponse:
    rows = CounterVisits.objects.filter(day__in=form.days).select_related("entered_by")
    stamps = {row.day: row for row in rows}
    lines = [(day, field, hidden, stamps.get(day)) for day, field, hidden in form.rows()]
    return render(request, "helpdesk/figures/counter.html", {"form": form, "lines": lines}, status=status)
