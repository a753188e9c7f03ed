"""Refuses requests that no browser sends by itself, before any view or the database sees them.

NUL bytes, halves of characters, foreign charsets, broken percent-encoding, endless numbers:
each would fail somewhere deeper, and differently on each database. All get the same 400 page.
Bodies other than forms (uploads in chunks) are not read here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UNREADABLE_CONTENT_TYPE = "application/x-unreadable"

BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
IMPOSSIBLE_CHARACTER = re.compile("[\x00\ud800-\udfff]")
ENDLESS_NUMBER = re.compile(r"\s*[-+]?\d{41,}\s*")


class RefuseMalformedInputMiddleware:
    """Answers malformed input with 400; stands before everything that reads cookies, query or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refuse_malformed(request)
        return self.get_response(request)


def refuse_malformed(request: HttpRequest) -> None:
    """Raise `BadRequest` (or another refusal that Django answers with 400) for a malformed request."""
    refuse_length(request.META.get("CONTENT_LENGTH") or "0")
    refuse_content_type(request)
    refuse_text([request.path_info])
    refuse_text([*request.COOKIES.keys(), *request.COOKIES.values()])
    refuse_encoding(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    refuse_fields(request.GET.lists())
    if request.method == "POST" and request.content_type in (FORM, MULTIPART):
        refuse_form(request)


def refuse_length(length: str) -> None:
    if not re.fullmatch(r"[0-9]{1,18}", length):
        raise BadRequest("a length that is no number")


def refuse_content_type(request: HttpRequest) -> None:
    if request.content_type == UNREADABLE_CONTENT_TYPE:
        raise BadRequest("unreadable content type")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.strip().lower() != "utf-8":
        raise BadRequest("foreign charset")


def refuse_form(request: HttpRequest) -> None:
    try:
        if request.content_type == FORM:
            refuse_encoding(request.body)
        fields, files = request.POST.lists(), request.FILES.lists()
    except UnreadablePostError as error:
        raise BadRequest("the body ended early") from error
    refuse_fields(fields)
    for name, uploads in files:
        refuse_text([name, *(upload.name or "" for upload in uploads if isinstance(upload, UploadedFile))])


def refuse_encoding(encoded: bytes) -> None:
    """Refuse percent-encoding that is broken or doesn't decode to UTF-8."""
    if BROKEN_PERCENT.search(encoded):
        raise BadRequest("broken percent-encoding")
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("not UTF-8") from error


def refuse_fields(fields: Iterable[tuple[str, Sequence[object]]]) -> None:
    for name, values in fields:
        texts = [name, *(value for value in values if isinstance(value, str))]
        refuse_text(texts)
        if any(ENDLESS_NUMBER.fullmatch(text) for text in texts):
            raise BadRequest("endless number")


def refuse_text(texts: Iterable[str]) -> None:
    if any(IMPOSSIBLE_CHARACTER.search(text) for text in texts):
        raise BadRequest("a character that can't be stored")
