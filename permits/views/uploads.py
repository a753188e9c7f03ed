"""Files on their way in and out: the documents' places in a form, uploads in pieces, and one document to look at."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permits import drafts, files, uploads
from permits.access import document_or_404, may_edit
from permits.forms.filing import StartUploadForm
from permits.models import Application, Document, Requirement, Status, Upload
from permits.pieces import PIECE
from permits.records import record_look
from permits.steps import Place, places_for, places_in
from permits.work import Unlocked
from permits.workflow import NotAllowed
from sipelaku.errors import too_many_attempts
from sipelaku.limits import allow

FILES_PER_HOUR = 200
# Nothing in a document may run or load. Chromium shows no PDF in a sandbox, and runs nothing of one outside it.
PICTURE_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True)
class Item:
    """One requirement as a form shows it: the document in its place, an unfinished upload, what is wrong.

    ``note`` is the officer's; ``is_faulty`` says that the document is still the one the officer refused;
    ``twins`` are the names of other requirements the same file was handed in for.
    """

    place: Place
    unfinished: Upload | None = None
    error: str = ""
    note: str = ""
    is_faulty: bool = False
    twins: tuple[str, ...] = ()

    @property
    def application(self) -> Application:
        """The application the document belongs to."""
        return self.place.application

    @property
    def requirement(self) -> Requirement:
        return self.place.requirement

    @property
    def document(self) -> Document | None:
        return self.place.document

    @property
    def anchor(self) -> str:
        """The id of the file input."""
        return f"id_{input_name(self.requirement)}"

    @property
    def percent(self) -> int:
        """How much of an unfinished upload has arrived."""
        return 100 * self.unfinished.received // self.unfinished.size if self.unfinished else 0


def input_name(requirement: Requirement) -> str:
    """The name of a requirement's file input."""
    return f"file-{requirement.code}"


def items_of(
    places: Iterable[Place], errors: Mapping[str, str] | None = None, opened: Unlocked | None = None
) -> list[Item]:
    """The places as a form shows them, with messages by the requirement's code. One query.

    ``opened`` is what a return opened: then only those places are shown.
    """
    places = list(places)
    asked = {place.application.pk for place in places}
    unfinished = {row.requirement_id: row for row in Upload.objects.filter(application__in=asked)}
    return [
        _item(place, unfinished.get(place.requirement.pk), errors or {}, opened or Unlocked(), _twins(place, places))
        for place in places
        if opened is None or place.requirement in opened.requirements
    ]


def _item(
    place: Place, unfinished: Upload | None, errors: Mapping[str, str], opened: Unlocked, twins: tuple[str, ...]
) -> Item:
    code, document = place.requirement.code, place.document
    is_faulty = bool(document and opened.since and document.uploaded_at < opened.since)
    return Item(place, unfinished, errors.get(code, ""), opened.notes.get(code, ""), is_faulty, twins)


def _twins(place: Place, places: Iterable[Place]) -> tuple[str, ...]:
    """The other requirements the very same file was handed in for: allowed, but often a slip."""
    if place.document is None:
        return ()
    digest = place.document.sha256
    return tuple(
        other.requirement.name
        for other in places
        if other.document and other.document.sha256 == digest and other.requirement != place.requirement
    )


def receive_files(request: HttpRequest, places: Iterable[Place]) -> dict[str, str]:
    """Take what a form without JavaScript sends: a place to empty, and any number of files.

    Files that pass are kept even when another is refused; returns messages by the requirement's code.
    They count as those sent in pieces do. Raises NotAllowed.
    """
    errors: dict[str, str] = {}
    for place in places:
        application, requirement = place.application, place.requirement
        if request.POST.get("remove") == requirement.code:
            drafts.remove_document(application, requirement, by=request.user)
        if (sent := request.FILES.get(input_name(requirement))) is None:
            continue
        if not _may_send_another(request):
            errors[requirement.code] = _("Anda sudah mengirim sangat banyak berkas. Tunggu satu jam, lalu unggah lagi.")
            continue
        try:
            checked = files.check(sent.read(files.MAX_BYTES + 1), sent.name or "")
        except ValidationError as error:
            errors[requirement.code] = error.messages[0]
        else:
            drafts.add_document(application, requirement, checked, by=request.user)
    return errors


def _may_send_another(request: HttpRequest) -> bool:
    """Count one file of this person and say whether it is within the limit: judging one takes seconds."""
    return allow("upload", str(request.user.pk), amount=FILES_PER_HOUR, seconds=3600)


# Uploads in pieces --------------------------------------------------------------------


@never_cache
@require_POST
def start(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Begin or take up the upload of one file; answers with its address and how far it has come."""
    if not request.user.is_authenticated:
        return _sign_in_first()
    visible = Application.objects.visible_to(request.user).select_related("standard", "stage")
    application = get_object_or_404(visible, pk=pk)
    requirement = get_object_or_404(application.standard.requirements, code=code)
    if not may_edit(request.user, application):
        raise Http404
    if not _may_send_another(request):
        return too_many_attempts(request)
    form = StartUploadForm(request.POST)
    if not form.is_valid():
        return _refusal(_("Berkas ini tidak dapat dibaca. Pilih berkas lain."), status=400)
    try:
        begun = uploads.begin(application, requirement, **form.cleaned_data, by=request.user)
    except ValidationError as error:
        return _refusal(error.messages[0], status=413 if error.code == "size" else 422)
    except NotAllowed:
        return _refusal(_("Dokumen ini tidak dapat diubah lagi. Muat ulang halaman ini."), status=409)
    return _how_far(begun, status=201)


@never_cache
@require_http_methods(["GET", "HEAD", "PATCH"])
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """GET tells how far an upload has come; PATCH brings the piece at ``Upload-Offset``.

    A piece out of place is answered 409 with the offset wanted, one too many 413; the last piece
    with the document's place as HTML, or 422 and the reason the file is refused.
    """
    if not request.user.is_authenticated:
        return _sign_in_first()
    rows = Upload.objects.select_related(
        "application__standard", "application__stage", "application__filed_with__standard", "requirement"
    )
    begun = get_object_or_404(rows, pk=pk, application__in=Application.objects.visible_to(request.user))
    if not may_edit(request.user, begun.application):
        raise Http404
    return _how_far(begun) if request.method != "PATCH" else _take_piece(request, begun)


def _take_piece(request: HttpRequest, begun: Upload) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 12):
        return _refusal(_("Potongan berkas ini tidak dikenali. Muat ulang halaman ini."), status=400)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > PIECE or int(offset) + length > begun.size:
        return _refusal(_("Berkas ini lebih besar daripada semula. Pilih berkasnya lagi."), status=413)
    try:
        piece = request.body
    except UnreadablePostError as error:
        raise BadRequest from error
    try:
        uploads.accept(begun, int(offset), piece, by=request.user)
        if begun.received < begun.size:
            return _how_far(begun)
        uploads.finish(begun, by=request.user)
    except uploads.WrongPiece:
        return _how_far(begun, status=409)
    except ValidationError as error:
        return _refusal(error.messages[0], status=422)
    except (NotAllowed, Upload.DoesNotExist, FileNotFoundError) as error:
        # Sent, closed or finished by another tab since: this upload is no more.
        raise Http404 from error
    return _place(request, begun)


def _place(request: HttpRequest, begun: Upload) -> HttpResponse:
    """The document's place as the form shows it, whichever of the types filed together asks for it."""
    application = begun.application
    is_draft = application.status == Status.DRAFT
    places = places_for(application.filed_with or application) if is_draft else places_in([application])
    item = next(item for item in items_of(places) if item.requirement.code == begun.requirement.code)
    return render(request, "permits/applicant/document_item.html", {"item": item}, status=201)


def _how_far(begun: Upload, status: int = 200) -> JsonResponse:
    address = reverse("upload", args=[begun.pk])
    return JsonResponse({"url": address, "offset": begun.received, "size": begun.size}, status=status)


def _refusal(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": message}, status=status)


def _sign_in_first() -> JsonResponse:
    return _refusal(_("Sesi Anda berakhir. Masuk lagi, lalu pilih berkas yang sama untuk melanjutkan."), status=401)


# Looking at a document ----------------------------------------------------------------


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def document(request: HttpRequest, pk: int) -> FileResponse:
    """Show one document to who may see it; the look is written down first."""
    wanted = document_or_404(request.user, pk)
    if not wanted.file:
        raise Http404
    record_look(wanted.application, by=request.user, document=wanted)
    answer = FileResponse(wanted.file.open("rb"), content_type=wanted.content_type, filename=wanted.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = PDF_POLICY if wanted.content_type == files.PDF else PICTURE_POLICY
    return answer
