"""Draws the papers that were asked for (``sipelaku.printout`` says how they are claimed and kept)."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import timezone

from permits.models import Paper
from permits.papers.content import content_of
from permits.papers.pdf import OWN, emblem_of, pdf_of, qr_png
from sipelaku import printout
from sipelaku.office.services import current_office


def render_pending(limit: int) -> int:
    """Draw and store up to ``limit`` papers that are due; return how many were tried."""
    papers = Paper.objects.select_related("application__permit_type", "application__standard")
    return printout.render_pending(papers, draw, limit)


def draw(paper: Paper) -> bytes:
    """Return the PDF of ``paper``; the same paper of the same application gives the same bytes."""
    office = current_office()
    with timezone.override(office.zone):
        content = content_of(paper)
        emblem, picture = emblem_of(office)
        pictures = {**content.pictures, emblem: picture}
        values = content.values | {"office": office, "made_at": content.made_at, "address": content.address}
        values["emblem"] = OWN + emblem
        if content.address:
            pictures["qr.png"] = qr_png(content.address)
            values["qr"] = OWN + "qr.png"
        html = render_to_string(content.template, values)
    return pdf_of(html, pictures, f"{paper.kind}/{paper.application.number}/{paper.edition}")


def misprints() -> Iterator[str]:
    """Name every printed paper whose file is gone or was changed, reading them all."""
    for paper in Paper.objects.filter(rendered_at__isnull=False).order_by("pk").iterator():
        if not printout.check_stored(paper):
            yield f"paper {paper.pk} ({paper.kind}, application {paper.application_id})"


def warm_up() -> None:
    """Load fonts and libraries before the first paper is asked for; it costs a second only once."""
    pdf_of("<p>Halaman</p>", {}, "warm-up")
