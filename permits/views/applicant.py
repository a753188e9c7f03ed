"""My applications: the list, one application with its journey, the confirmation, corrections, withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import drafts, workflow
from permits.access import may_file_for_others, own_application_or_404
from permits.actions import CANCEL, REJECT, RESUBMIT, RETURN, REVOKE, WITHDRAW, available_actions
from permits.earlier import offered_next, relatives_of
from permits.forms.filing import ANSWER_PREFIX, AnswersForm, WithdrawForm
from permits.models import Application, Status, Turn
from permits.standards import give_standard
from permits.steps import places_in
from permits.timeline import Event, shown_stages, story_of, tag_of
from permits.views.bills import charge_of
from permits.views.uploads import items_of, receive_files
from permits.work import Unlocked, unlocked
from sipelaku.office.services import calendar
from sipelaku.office.working_days import counted_from

PAGE_SIZE = 20
# Notes of other moves are remarks from officer to officer.
TOLD = frozenset(action.code for action in (RETURN, REJECT, CANCEL, WITHDRAW, REVOKE))


@never_cache
@require_safe
@login_required
def my_applications(request: HttpRequest) -> HttpResponse:
    """List the applications of who is signed in, sent or not, the one touched last first."""
    own = Application.objects.visible_to(request.user).filter(Q(applicant=request.user) | Q(created_by=request.user))
    open_turns = Turn.objects.filter(closed_at__isnull=True).select_related("role", "stage")
    # A companion is opened by the draft it is filed with; of a deleted draft an empty row may be left.
    own = own.exclude(Q(filed_with__isnull=False) | Q(applicant_kind=""), status=Status.DRAFT)
    rows = own.select_related("permit_type", "permit").order_by("-saved_at", "-pk")
    rows = rows.prefetch_related(Prefetch("turns", queryset=open_turns, to_attr="open_turns"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("halaman"))
    turns = {row.pk: next(iter(row.open_turns), None) for row in page}
    applications = [(row, tag_of(row, turns[row.pk]), turns[row.pk]) for row in page]
    return render(request, "permits/applicant/my_applications.html", {"page": page, "applications": applications})


@never_cache
@require_safe
@login_required
def my_application(request: HttpRequest, number: str) -> HttpResponse:
    """Show one application: what to do now, its stages and events, its documents, what can follow it."""
    application = own_application_or_404(request.user, number)
    documents = application.documents.filter(replaced_at__isnull=True).select_related("requirement")
    actions = {action.code for action in available_actions(application, request.user)}
    shared = _story_context(application)
    relatives = relatives_of(application, request.user)
    context = {
        "documents": documents,
        "charge": charge_of(application, actions),
        "last_note": shared["events"][0][1],
        "can_correct": RESUBMIT.code in actions,
        "can_withdraw": WITHDRAW.code in actions,
        "tag": tag_of(application, shared["story"].turn),
        "relatives": relatives,
        "offered": offered_next(application, relatives),
        "permit": getattr(application, "permit", None),
    }
    return render(request, "permits/applicant/my_application.html", shared | context)


@never_cache
@require_safe
@login_required
def filed(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm that the application has arrived: its number, what happens next and until when."""
    application = own_application_or_404(request.user, number)
    filed_at = application.filed_at or application.saved_at
    counted = counted_from(calendar(), filed_at)
    context = {
        "for_walk_in": application.applicant_id is None and may_file_for_others(request.user),
        "counted_later": counted if counted > filed_at else None,
        "together": relatives_of(application, request.user).together,
        "contact_about": _("permohonan %(name)s") % {"name": application.permit_type},
    }
    return render(request, "permits/applicant/filed.html", _story_context(application) | context)


def _story_context(application: Application) -> dict[str, Any]:
    story = story_of(application)
    return {
        "application": application,
        "story": story,
        "stages": shown_stages(
            application, story.lines, returned=_("Menunggu perbaikan Anda"), unpaid=_("Menunggu pembayaran Anda")
        ),
        "last_due": max((line.due_at for line in story.lines if line.due_at), default=None),
        "events": [(event, _note_told(event)) for event in reversed(story.events)],
    }


def _note_told(event: Event) -> str:
    """The reason of a move as far as it is meant for the applicant."""
    return event.transition.note if event.transition.action in TOLD else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Mend what the officer found faulty, and only that, then send it again."""
    application = own_application_or_404(request.user, number)
    if RESUBMIT not in available_actions(application, request.user):
        return redirect("my_application", number=number)
    give_standard(application)
    opened = unlocked(application)
    questions = drafts.open_questions(application, opened)
    if request.method != "POST":
        form = AnswersForm(questions, answers=application.answers)
        return _show_corrections(request, application, opened, form, {})
    form = AnswersForm(questions, request.POST, answers=application.answers)
    try:
        return _take_corrections(request, application, opened, form)
    except (workflow.NotAllowed, workflow.Overtaken):
        # A second tap: the corrections are with the office already.
        return redirect("my_application", number=number)


def _take_corrections(
    request: HttpRequest, application: Application, opened: Unlocked, form: AnswersForm
) -> HttpResponse:
    places = [place for place in places_in([application]) if place.requirement in opened.requirements]
    errors = receive_files(request, places)
    drafts.save_answers(application, form.values(), by=request.user)
    if "later" in request.POST and not errors:
        messages.success(request, _("Perbaikan Anda tersimpan, tetapi belum dikirim."))
        return redirect("my_application", number=application.number)
    if errors or not form.is_valid() or "send" not in request.POST:
        return _show_corrections(request, application, opened, form, errors)
    try:
        drafts.send_corrections(application, by=request.user)
    except workflow.Incomplete as incomplete:
        return _show_corrections(request, application, opened, form, incomplete.errors)
    messages.success(request, _("Perbaikan Anda sudah dikirim. Petugas memeriksanya kembali."))
    return redirect("my_application", number=application.number)


def _show_corrections(
    request: HttpRequest, application: Application, opened: Unlocked, form: AnswersForm, errors: dict[str, str]
) -> HttpResponse:
    items = items_of(places_in([application]), errors, opened)
    context = {
        "application": application,
        "form": form,
        "questions": [(form[key], opened.notes.get(key, "")) for key in form.fields],
        "items": items,
        "errors": _linked_errors(form, items, errors),
    }
    return render(request, "permits/applicant/correct.html", context)


def _linked_errors(form: AnswersForm, items: list[Any], errors: dict[str, str]) -> list[tuple[str, str]]:
    """Every message with the place it is about; one about neither a document nor an answer has none."""
    linked = [(f"#{item.anchor}", item.error) for item in items if item.error]
    linked += [(f"#{form[key].auto_id}", f"{form[key].label}: {texts[0]}") for key, texts in form.errors.items()]
    known = {item.requirement.code for item in items}
    return linked + [
        (f"#id_{ANSWER_PREFIX}-{key}" if key in form.fields else "", text)
        for key, text in errors.items()
        if key not in known
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back, with a reason, on a page that says it is final."""
    application = own_application_or_404(request.user, number)
    if request.method == "POST" and application.status == Status.WITHDRAWN:
        return redirect("my_application", number=number)
    if WITHDRAW not in available_actions(application, request.user):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_before_withdrawing(request, application, form)
    try:
        workflow.perform(application, WITHDRAW, by=request.user, note=form.cleaned_data["note"])
    except workflow.Overtaken:
        messages.warning(request, _("Berkas baru saja berpindah tahap. Lihat keadaannya, lalu tarik lagi bila perlu."))
    else:
        messages.success(request, _("Permohonan sudah ditarik."))
    return redirect("my_application", number=number)


def _ask_before_withdrawing(request: HttpRequest, application: Application, form: WithdrawForm) -> HttpResponse:
    context = {
        "application": application,
        "form": form,
        "title": _("Tarik permohonan ini?"),
        "consequence": _(
            "Pemeriksaan nomor %(number)s berhenti dan tidak dapat dilanjutkan. Anda boleh mengajukan lagi."
        )
        % {"number": application.number},
        "action_label": _("Tarik permohonan"),
        "back_href": reverse("my_application", args=[application.number]),
    }
    return render(request, "permits/applicant/withdraw.html", context)
