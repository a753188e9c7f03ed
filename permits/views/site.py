"""The report from the site on a phone: one page, the photos it sends ahead, and what opens it without signal.

With JavaScript the phone keeps everything until it could be sent, and is answered in JSON;
without, the page is one ordinary form.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_permissions_policy.decorators import permissions_policy_override

from permits import site, workflow
from permits.actions import BY_CODE
from permits.files import MAX_BYTES
from permits.forms.site import SHOWN_PEOPLE, ReportForm
from permits.models import Transition
from permits.site import KeyIsTaken, Visit, visit_or_404
from permits.views.gate import officers_only
from permits.views.uploads import PICTURE_POLICY
from permits.work import Incomplete
from sipelaku.errors import too_many_attempts
from sipelaku.limits import allow

PHOTOS_PER_HOUR = 300
# Where somebody stands is asked for here and nowhere else.
knows_the_place = permissions_policy_override({**settings.PERMISSIONS_POLICY, "geolocation": "self"})


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the report's page without signal; it holds nothing about anybody."""
    return HttpResponse(f'importScripts("{static("js/site/worker.js")}");\n', content_type="text/javascript")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
@knows_the_place
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Show the report's form, or what became of the inspection; by POST, take the report."""
    visit = visit_or_404(request.user, number)
    if request.method == "POST":
        return _receive(request, visit)
    if not visit.is_open:
        return _show_closed(request, visit)
    return _show(request, visit, ReportForm(visit.application, typed={"visited_at": timezone.now()}))


# The report ---------------------------------------------------------------------------


def _receive(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ReportForm(visit.application, request.POST, request.FILES)
    if site.was_received(visit.application, form.key()):
        return _received(request, visit, status=200)
    try:
        return _take_in(request, visit, form)
    except Incomplete as incomplete:
        form.take(incomplete.errors)
        return _refuse(request, visit, form)
    except (workflow.Overtaken, workflow.NotAllowed):
        return _overtaken(request, visit_or_404(request.user, str(visit.application.number)), form)


def _take_in(request: HttpRequest, visit: Visit, form: ReportForm) -> HttpResponse:
    """Take photos that came with the form itself, then the report; raises what ``site.send_report`` raises."""
    if not visit.is_open:
        raise workflow.NotAllowed
    new_photos, photo_errors = _take_photos(request, visit)
    if photo_errors or {"add_photos", "remove"} & set(request.POST):
        typed = ReportForm(visit.application, typed=request.POST.dict())
        return _show(request, visit, typed, photo_errors, status=422 if photo_errors else 200)
    if not form.is_valid():
        return _refuse(request, visit, form)
    captions = form.captions | dict.fromkeys(new_photos, "")
    is_new = site.send_report(visit.application, form.report(), captions, by=request.user)
    return _received(request, visit, status=201 if is_new else 200)


def _received(request: HttpRequest, visit: Visit, *, status: int) -> HttpResponse:
    address = reverse("site_report", args=[visit.application.number])
    if _wants_json(request):
        return JsonResponse({"url": address}, status=status)
    messages.success(request, _("Laporan sudah diterima."))
    return redirect(address)


def _refuse(request: HttpRequest, visit: Visit, form: ReportForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"errors": form.problems()}, status=422)
    return _show(request, visit, form, status=422)


def _overtaken(request: HttpRequest, visit: Visit, form: ReportForm) -> HttpResponse:
    """Tell who was faster; nothing of what was typed is lost."""
    if _wants_json(request):
        return JsonResponse({"message": _who_was_faster(visit.move)}, status=409)
    context = {
        "application": visit.application,
        "move": visit.move,
        "label": BY_CODE[visit.move.action].done if visit.move else "",
        "typed": form.typed_rows(),
    }
    return render(request, "permits/desk/overtaken.html", context, status=409)


def _who_was_faster(move: Transition | None) -> str:
    if move is None:
        return _("Peninjauan ini sudah ditutup. Laporan Anda tidak dikirim.")
    words = {
        "who": str(move.by) if move.by else _("Sistem"),
        "what": BY_CODE[move.action].done,
        "at": date_format(timezone.localtime(move.at), "j F Y, H.i"),
    }
    return _("%(what)s oleh %(who)s pada %(at)s. Laporan Anda tidak dikirim.") % words


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


# Pages --------------------------------------------------------------------------------


def _show(
    request: HttpRequest, visit: Visit, form: ReportForm, photo_errors: list[str] | None = None, *, status: int = 200
) -> HttpResponse:
    application = visit.application
    photo_problems = [("#id_new_photos", text) for text in photo_errors or []]
    context = {
        "application": application,
        "inspection": visit.inspection,
        "team": visit.inspection.team.all(),
        "phone": application.phone,
        "form": form,
        "people": form.people[:SHOWN_PEOPLE],
        "more_people": form.people[SHOWN_PEOPLE:],
        "photos": [
            (photo, request.POST.get(f"caption-{photo.key}", photo.caption))
            for photo in site.photos_of(visit, request.user)
        ],
        "photo_errors": photo_errors,
        "problems": [*form.anchors(), *photo_problems],
        "most_photos": site.MOST_PHOTOS,
    }
    return render(request, "permits/site/report.html", context, status=status)


def _show_closed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What became of the inspection; a copy the phone still holds is shown under it."""
    move = visit.move
    context = {
        "application": visit.application,
        "inspection": visit.inspection,
        "move": move,
        "label": BY_CODE[move.action].done if move else "",
    }
    return render(request, "permits/site/closed.html", context)


# Photos -------------------------------------------------------------------------------


def _take_photos(request: HttpRequest, visit: Visit) -> tuple[list[UUID], list[str]]:
    """Without JavaScript: take out what is to go and keep what was chosen. Returns new keys, and why others failed."""
    if (unwanted := _uuid(request.POST.get("remove", ""))) is not None:
        site.remove_photo(visit.application, unwanted, by=request.user)
    kept: list[UUID] = []
    errors: list[str] = []
    room = site.MOST_PHOTOS - site.photos_of(visit, request.user).count()
    for number, sent in enumerate(request.FILES.getlist("new_photos"), start=1):
        if number > room:
            return kept, [*errors, _("Paling banyak 12 foto. Hapus yang tidak perlu.")]
        if not _may_send_another(request):
            return kept, [*errors, _("Anda sudah mengirim sangat banyak foto. Tunggu satu jam, lalu kirim lagi.")]
        key = uuid4()
        try:
            site.put_photo(visit.application, key, sent.read(MAX_BYTES + 1), by=request.user)
        except ValidationError as error:
            errors.append(error.messages[0])
        else:
            kept.append(key)
    return kept, errors


def _may_send_another(request: HttpRequest) -> bool:
    """Count one photo of this person and say whether it is within the limit: drawing one anew takes a second."""
    return allow("site_photo", str(request.user.pk), amount=PHOTOS_PER_HOUR, seconds=3600)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@never_cache
@require_POST
@officers_only
def add_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Take one photo under the key the phone gave it: 201, or 200 when it had arrived before."""
    visit = visit_or_404(request.user, number)
    sent, key = request.FILES.get("photo"), _uuid(request.POST.get("key", ""))
    if sent is None or key is None:
        return JsonResponse({"error": _("Foto ini tidak dikenali. Hapus, lalu ambil lagi.")}, status=400)
    if not _may_send_another(request):
        return too_many_attempts(request)
    try:
        is_new = site.put_photo(visit.application, key, sent.read(MAX_BYTES + 1), by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    except KeyIsTaken:
        return JsonResponse({"error": _("Foto ini tidak dikenali. Hapus, lalu ambil lagi.")}, status=422)
    except workflow.NotAllowed:
        return JsonResponse({"error": _who_was_faster(visit.move)}, status=409)
    return JsonResponse({"key": str(key)}, status=201 if is_new else 200)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def photo(request: HttpRequest, number: str, key: UUID) -> FileResponse:
    """Show one photo of the site."""
    wanted = site.photo_or_404(request.user, number, key)
    answer = FileResponse(wanted.file.open("rb"), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = PICTURE_POLICY
    return answer
