"""Turns the HTML of a paper into a PDF, with nothing fetched from anywhere.

The same HTML and pictures give the same bytes: the identifier is given and the date
is the paper's own, so that a stored hash can be compared with a second rendering.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from mimetypes import guess_type
from typing import Any

import qrcode
from django.contrib.staticfiles import finders
from qrcode.constants import ERROR_CORRECT_M
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from sipelaku.office.models import Office

OWN = "paper:"
PLAIN_EMBLEM = "img/emblem.svg"


class OwnPictures(URLFetcher):
    """Hands out the pictures it was given and refuses every other address, ``file:`` and ``data:`` included."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._pictures = {OWN + name: content for name, content in pictures.items()}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the picture at ``url``; raises ValueError for an address that is not ours."""
        if url not in self._pictures:
            raise ValueError("a paper shows its own pictures only")
        content_type, _encoding = guess_type(url.removeprefix(OWN))
        return URLFetcherResponse(url, self._pictures[url], {"Content-Type": content_type or "image/png"})


def pdf_of(html: str, pictures: Mapping[str, bytes], name: str) -> bytes:
    """Return the PDF of ``html``.

    ``pictures`` are what it may show, by the name after ``paper:``; ``name`` is what tells this paper from all others.
    """
    identifier = hashlib.sha256(name.encode()).digest()[:16]
    document = HTML(string=html, base_url=OWN, url_fetcher=OwnPictures(pictures))
    return document.write_pdf(pdf_identifier=identifier)


def qr_png(text: str) -> bytes:
    """Return a PNG of the QR code that says ``text``; 15 % of it may be smudged."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=4)
    code.add_data(text)
    code.make(fit=True)
    content = BytesIO()
    code.make_image().save(content, "PNG")
    return content.getvalue()


def emblem_of(office: Office) -> tuple[str, bytes]:
    """Return a name and the bytes of the office's emblem; of the portal's own while the office has uploaded none."""
    if office.emblem:
        with office.emblem.open("rb") as file:
            content = file.read()
        return ("emblem.png" if content.startswith(b"\x89PNG") else "emblem.jpg"), content
    path = finders.find(PLAIN_EMBLEM)
    if not isinstance(path, str):
        raise FileNotFoundError(PLAIN_EMBLEM)
    with open(path, "rb") as plain:
        return "emblem.svg", plain.read()
