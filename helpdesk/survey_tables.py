"""The survey's results as they stand on pages and papers and in files: titled, rounded, with bars to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from helpdesk.satisfaction import Element, Grade, Satisfaction, rounded
from helpdesk.survey_questions import QUESTIONS, TITLES
from helpdesk.survey_results import Group, Results, Touched
from sipelaku.exports import Cell, Sheet

DECIMALS = 3  # of averages
BAR = 100  # units of a full bar's drawing; whole numbers only, because a decimal comma breaks a drawing
PRIORITIES = 3


@dataclass(frozen=True)
class Line:
    """One element as a row of a table."""

    title: str | Promise
    average: Decimal
    weighted: Decimal
    grade: Grade
    width: int


def lines(said: Satisfaction) -> list[Line]:
    """The nine elements, in the order of the questionnaire."""
    return [_line(element) for element in said.elements]


def priorities(said: Satisfaction) -> list[Line]:
    """The three weakest elements, the weakest first."""
    return [_line(element) for element in said.weakest(PRIORITIES)]


def _line(element: Element) -> Line:
    return Line(
        TITLES[element.name],
        rounded(element.average, DECIMALS),
        rounded(element.weighted, DECIMALS),
        element.grade,
        int(element.average * BAR / 4),
    )


def query_of(chosen: dict[str, Any]) -> str:
    """The query string of what is chosen, without what is not."""
    wanted = {name: chosen.get(name) for name in ("tahun", "bagian", "layanan")}
    return urlencode({name: value for name, value in wanted.items() if value})


def sheet_of(found: Results, groups: Sequence[Group], touched: Touched) -> Sheet:
    """The results to take along: a row for each group, and one for all touches of the screen."""
    titles = [str(question.title) for question in QUESTIONS]
    header = [
        _("Layanan"),
        _("Izin diserahkan"),
        _("Sampel minimal"),
        _("Responden"),
        _("IKM"),
        _("Mutu layanan"),
        *(_("NRR %(title)s") % {"title": title} for title in titles),
        *(_("NRR tertimbang %(title)s") % {"title": title} for title in titles),
    ]
    why_not = _("jawaban terlalu sedikit") if found.is_over else _("periodenya belum berakhir")
    rows = [_row(group, why_not) for group in groups]
    counts = ", ".join(f"{share.name} {share.count}" for share in touched.shares) or touched.total
    rows.append([_("Sentuhan layar: %(counts)s") % {"counts": counts}, *[None] * (len(header) - 1)])
    return Sheet(
        title=_("SKM %(period)s") % {"period": found.period.name},
        name=f"survei-kepuasan-{found.period.name}",
        header=header,
        rows=rows,
    )


def _row(group: Group, why_not: str) -> list[Cell]:
    counts: list[Cell] = [str(group.name), group.population, group.sample, group.respondents]
    if group.said is None:
        why = _("tidak ditampilkan: %(why)s") % {"why": why_not} if group.is_hidden else _("belum ada jawaban")
        return [*counts, None, why, *[None] * (2 * len(QUESTIONS))]
    rows = lines(group.said)
    grade = group.said.grade
    return [
        *counts,
        group.said.index,
        f"{grade.letter} ({grade.meaning})",
        *(row.average for row in rows),
        *(row.weighted for row in rows),
    ]


def poster_values(found: Results, shares: list[dict[str, Any]], *, address: str, contact: str) -> dict[str, Any]:
    """All that the paper for the notice board says, ready to be written: numbers as words with decimal commas.

    Raises AssertionError for results that say nothing.
    """
    said = found.total.said
    assert said is not None
    return {
        "period": found.period.name,
        "first": date_format(found.period.first),
        "last": date_format(found.period.last),
        "index": _written(said.index),
        "grade": said.grade.letter,
        "meaning": said.grade.meaning,
        "respondents": found.total.respondents,
        "services": [str(group.name) for group in found.services if group.respondents],
        "elements": [[str(row.title), _written(row.average), row.grade.letter] for row in lines(said)],
        "profile": shares,
        "regulation": found.scale.regulation,
        "address": address,
        "contact": contact,
    }


def _written(number: Decimal) -> str:
    return str(number).replace(".", ",")
