"""The helpdesk's own prints: posters and reports, drawn by the worker (``sipelaku.printout``).

A print says what its ``values`` say and nothing else, so that equal values are one print and
a changed title is another one.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from helpdesk import qr
from helpdesk.models import Poster, PosterKind
from permits.nudge import nudge_printer
from permits.papers.pdf import OWN, emblem_of, pdf_of
from sipelaku import printout
from sipelaku.office.services import current_office


def ask_for(kind: PosterKind, values: dict[str, Any]) -> Poster:
    """The print of ``kind`` that says ``values`` (JSON; ``address`` becomes its QR code), asked for if it is new."""
    office = current_office()
    values = {**values, "office": office.name, "government": office.government, "emblem_file": office.emblem.name}
    text = json.dumps([kind, values], sort_keys=True, cls=DjangoJSONEncoder)
    digest = hashlib.sha256(text.encode()).hexdigest()
    poster, is_new = Poster.objects.get_or_create(
        digest=digest, defaults={"kind": kind, "values": json.loads(text)[1], "requested_at": timezone.now()}
    )
    if is_new:
        # A broker that is away costs some seconds, not the page.
        transaction.on_commit(_knock, robust=True)
    return poster


def _knock() -> None:
    nudge_printer("helpdesk.tasks.print_posters")


def shown(request: HttpRequest, poster: Poster, name: str) -> HttpResponse | FileResponse:
    """The PDF as a download called ``name``, or a page that says it is being prepared (202)."""
    if poster.rendered_at is None:
        response = render(request, "helpdesk/staff/being_prepared.html", {"name": name}, status=202)
        response.headers["Refresh"] = "2"
        return response
    return FileResponse(poster.file.open("rb"), filename=name, content_type="application/pdf")


def render_pending(limit: int) -> int:
    """Draw and store up to ``limit`` prints that are due; return how many were tried."""
    return printout.render_pending(Poster.objects.all(), draw, limit)


def draw(poster: Poster) -> bytes:
    """Return the PDF of ``poster``; the same values give the same bytes."""
    office = current_office()
    emblem, picture = emblem_of(office)
    pictures = {emblem: picture}
    context = {**poster.values, "made_at": poster.requested_at, "emblem": OWN + emblem}
    if address := poster.values.get("address"):
        pictures["qr.png"] = qr.png(address)
        context["qr"] = OWN + "qr.png"
    with timezone.override(office.zone):
        html = render_to_string(f"print/helpdesk/{poster.kind}.html", context)
    return pdf_of(html, pictures, poster.digest)
