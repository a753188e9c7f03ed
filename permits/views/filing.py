"""Filing an application: the linear form, one page a step, each saved on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import drafts, earlier
from permits.access import own_filing_or_404
from permits.answers import shown
from permits.earlier import Difference
from permits.forms.filing import ANSWER_PREFIX, AnswersForm, ApplicantKindForm
from permits.models import Application, FilingKind
from permits.steps import (
    CHECK,
    DOCUMENTS,
    KIND,
    SECTION,
    Place,
    Step,
    first_unfinished,
    missing,
    places_for,
    steps_for,
)
from permits.together import companion_types, filings
from permits.views.beginning import not_taken
from permits.views.uploads import items_of, receive_files
from permits.workflow import Incomplete, NotAllowed, Overtaken, StandardChanged


@dataclass(frozen=True)
class Page:
    """One step of one draft, as its view gets it."""

    request: HttpRequest
    application: Application
    steps: list[Step]
    here: Step

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the step with what every step shows."""
        previous = self.here.number - 1
        shared = {
            "application": self.application,
            "step": self.here,
            "steps": self.steps,
            "back_href": step_url(self.application, previous) if previous else reverse("my_applications"),
        }
        return render(self.request, f"permits/applicant/{template}.html", shared | context, status=status)

    def go_on(self) -> HttpResponse:
        """To the next step; back to the check for who came from there to change something."""
        if "ubah" in self.request.GET:
            return redirect(step_url(self.application, len(self.steps)))
        return redirect(step_url(self.application, self.here.number + 1))

    def leave(self) -> HttpResponse:
        """To the list of applications, saying that everything is kept."""
        moment = timezone.localtime(max(row.saved_at for row in filings(self.application)))
        messages.success(
            self.request,
            _("Tersimpan pukul %(time)s. Lanjutkan kapan saja dari halaman ini.") % {"time": f"{moment:%H.%M}"},
        )
        return redirect("my_applications")


def step_url(application: Application, number: int) -> str:
    """The address of one step of a draft."""
    return reverse("apply_step", args=[application.permit_type.slug, application.pk, number])


@never_cache
@require_safe
@login_required
def resume(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Lead back to where the applicant left off."""
    application = own_filing_or_404(request.user, slug, pk)
    if elsewhere := _led_elsewhere(application):
        return elsewhere
    return redirect(step_url(application, first_unfinished(application).number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One step of a draft, by its number."""
    application = own_filing_or_404(request.user, slug, pk)
    if elsewhere := _led_elsewhere(application):
        return elsewhere
    steps = steps_for(application)
    if not 1 <= number <= len(steps):
        raise Http404
    here = steps[number - 1]
    try:
        return PAGES[here.kind](Page(request, application, steps, here))
    except (NotAllowed, Overtaken):
        # A second tap, or a tab left open: sent or deleted in between. Or the type is no longer taken.
        application = own_filing_or_404(request.user, slug, pk)
        types = [row.permit_type for row in filings(application)]
        return _led_elsewhere(application) or not_taken(request, types, application)


def _led_elsewhere(application: Application) -> HttpResponse | None:
    """Where to go for what is no draft of its own: to the confirmation once sent, to the draft it is filed with."""
    if application.number is not None:
        return redirect("application_filed", number=application.number)
    if drafts.is_erased(application):
        raise Http404
    if (first := application.filed_with) is not None:
        return redirect("apply_resume", slug=first.permit_type.slug, pk=first.pk)
    return None


def kind_page(page: Page) -> HttpResponse:
    """Change whether a person or a company applies, and what is filed in the same form."""
    application = page.application
    posted = page.request.POST if page.request.method == "POST" else None
    together = [row.permit_type for row in filings(application)[1:]]
    initial = {"applicant_kind": application.applicant_kind, "together": [row.slug for row in together]}
    companions = together if application.kind == FilingKind.NEW else []
    if application.kind == FilingKind.NEW:
        today = timezone.localdate()
        companions += [row for row in companion_types(application.permit_type, today) if row not in together]
    form = ApplicantKindForm(posted, initial=initial, companions=companions)
    if posted is None or not form.is_valid():
        return page.render("step_kind", form=form)
    chosen = form.cleaned_data
    drafts.save_kind(application, chosen["applicant_kind"], by=page.request.user, together=chosen["together"])
    # Another kind may have other questions: the check page names what is missing.
    return page.leave() if "later" in posted else redirect(step_url(application, 2))


def section_page(page: Page) -> HttpResponse:
    """One section of questions. Everything typed is kept; only valid answers lead on."""
    application, questions = page.application, page.here.questions
    own_details = application.applicant_id is not None
    if page.request.method != "POST":
        known = drafts.known_details(application)
        offered = [question.label for question in questions if _is_offered(question.key, known, application)]
        answers = known | application.answers
        form = AnswersForm(questions, answers=answers, again=page.here.again, own_details=own_details)
        return page.render("step_section", form=form, offered=offered)
    form = AnswersForm(
        questions, page.request.POST, answers=application.answers, again=page.here.again, own_details=own_details
    )
    drafts.save_answers(application, form.values(), by=page.request.user)
    if "later" in page.request.POST:
        return page.leave()
    return page.go_on() if form.is_valid() else page.render("step_section", form=form)


def _is_offered(key: str, known: dict[str, Any], application: Application) -> bool:
    return key in known and key not in application.answers


def documents_page(page: Page) -> HttpResponse:
    """The documents, one place each. What passes is kept; going on needs all that are required."""
    application, posted = page.application, page.request.POST
    errors: dict[str, str] = {}
    if page.request.method == "POST":
        errors = receive_files(page.request, places_for(application))
        if "next" in posted:
            errors = missing(places_for(application)) | errors
        if not errors and "later" in posted:
            return page.leave()
        if not errors and "next" in posted:
            return page.go_on()
    items = items_of(places_for(application), errors)
    linked = [(f"#{item.anchor}", item.error) for item in items if item.error]
    return page.render("step_documents", items=items, errors=linked)


def check_page(page: Page) -> HttpResponse:
    """All answers and documents to look over; from here the application is sent, once."""
    application = page.application
    if page.request.method != "POST":
        return _show_check(page)
    try:
        drafts.send(application, by=page.request.user, seen=page.request.POST.get("seen", ""))
    except drafts.ChangedMeanwhile:
        messages.warning(page.request, _("Isinya berubah sejak halaman ini dibuka. Periksa lagi, lalu kirim."))
        return redirect(page.request.path)
    except StandardChanged:
        messages.warning(
            page.request,
            _("Standar pelayanan baru mulai berlaku. Isian Anda tetap ada; lengkapi yang baru, lalu kirim."),
        )
        return redirect("apply_resume", slug=application.permit_type.slug, pk=application.pk)
    except Incomplete as incomplete:
        return _show_check(page, incomplete.errors)
    return redirect("application_filed", number=application.number)


def _show_check(page: Page, refused: Mapping[str, str] | None = None) -> HttpResponse:
    """The check page; ``refused`` is what stopped the sending, by the key of an answer or a requirement's code."""
    application = page.application
    places = places_for(application)
    changes = {row.key: row for step in page.steps for row in earlier.differences(application, step.questions)}
    return page.render(
        "step_check",
        status=422 if refused else 200,
        kind=application.get_applicant_kind_display(),
        together=[row.permit_type for row in filings(application)],
        kind_href=step_url(application, 1),
        sections=[_section_summary(application, step, changes) for step in page.steps if step.kind == SECTION],
        changes=changes,
        places=places,
        documents_href=_change_url(application, page.steps[-2]),
        errors=_what_is_wrong(page, places, refused or {}),
        seen=drafts.seen_mark(application),
    )


def _section_summary(application: Application, step: Step, changes: Mapping[str, Difference]) -> dict[str, Any]:
    rows = [(row.label, shown(row, application.answers.get(row.key)), changes.get(row.key)) for row in step.questions]
    return {"title": step.title, "rows": rows, "href": _change_url(application, step)}


def _change_url(application: Application, step: Step) -> str:
    return f"{step_url(application, step.number)}?ubah=1"


def _what_is_wrong(page: Page, places: list[Place], refused: Mapping[str, str]) -> list[tuple[str, str]]:
    """Everything that stops the sending: where to mend it, and what."""
    application = page.application
    found: dict[str, tuple[str, str]] = {}
    for step in page.steps:
        labels = {question.key: question.label for question in step.questions}
        place = f"{_change_url(application, step)}#id_{ANSWER_PREFIX}"
        wrong = {key: texts[0] for key, texts in step.problems(application.answers).items()}
        wrong |= {key: text for key, text in refused.items() if key in labels and key not in wrong}
        found |= {key: (f"{place}-{key}", f"{labels[key]}: {text}") for key, text in wrong.items()}
    address = _change_url(application, page.steps[-2])
    found |= {code: (f"{address}#id_file-{code}", text) for code, text in missing(places).items()}
    # What is neither an answer's nor a document's fault has no place to be mended at.
    return [*found.values(), *(("", text) for key, text in refused.items() if key not in found)]


PAGES = {KIND: kind_page, SECTION: section_page, DOCUMENTS: documents_page, CHECK: check_page}
