"""Filing an application: the linear form, one page a step, each saved on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permits import drafts
from permits.access import may_file_for_others, own_filing_or_404
from permits.answers import problems, shown
from permits.forms.filing import ANSWER_PREFIX, AnswersForm, ApplicantKindForm
from permits.models import Application, PermitType, Status
from permits.steps import CHECK, DOCUMENTS, KIND, SECTION, Step, first_unfinished, places_of, steps_of
from permits.views.uploads import items_of, receive_files
from permits.workflow import Incomplete, NotAllowed, Overtaken, StandardChanged
from sipelaku.errors import too_many_attempts
from sipelaku.limits import allow

WALK_IN = "walkin"
DRAFTS_PER_HOUR = 30


@dataclass(frozen=True)
class Page:
    """One step of one draft, as its view gets it."""

    request: HttpRequest
    application: Application
    steps: list[Step]
    here: Step

    def render(self, template: str, **context: Any) -> HttpResponse:
        """Show the step with what every step shows."""
        previous = self.here.number - 1
        shared = {
            "application": self.application,
            "step": self.here,
            "steps": self.steps,
            "back_href": step_url(self.application, previous) if previous else reverse("my_applications"),
        }
        return render(self.request, f"permits/applicant/{template}.html", shared | context)

    def go_on(self) -> HttpResponse:
        """To the next step; back to the check for who came from there to change something."""
        if "ubah" in self.request.GET:
            return redirect(step_url(self.application, len(self.steps)))
        return redirect(step_url(self.application, self.here.number + 1))

    def leave(self) -> HttpResponse:
        """To the list of applications, saying that everything is kept."""
        moment = timezone.localtime(self.application.saved_at)
        messages.success(
            self.request,
            _("Tersimpan pukul %(time)s. Lanjutkan kapan saja dari halaman ini.") % {"time": f"{moment:%H.%M}"},
        )
        return redirect("my_applications")


def step_url(application: Application, number: int) -> str:
    """The address of one step of a draft."""
    return reverse("apply_step", args=[application.permit_type.slug, application.pk, number])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The first step: who applies; offers to go on with a draft. ``?untuk=walkin`` is the counter's."""
    permit_type = get_object_or_404(PermitType, slug=slug)
    for_walk_in = request.GET.get("untuk") == WALK_IN
    if for_walk_in and not may_file_for_others(request.user):
        raise PermissionDenied
    standard = permit_type.standard_on(timezone.localdate())
    if standard is None:
        return redirect("service", slug=slug)
    form = ApplicantKindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _begin(request, permit_type, form.cleaned_data["applicant_kind"], for_walk_in)
    begun = drafts.unsent(permit_type, by=request.user).filter(applicant__isnull=for_walk_in)
    context = {
        "permit_type": permit_type,
        "form": form,
        "for_walk_in": for_walk_in,
        "drafts": list(begun[:5]),
        "steps": steps_of(standard, ""),
    }
    return render(request, "permits/applicant/apply.html", context)


def _begin(request: HttpRequest, permit_type: PermitType, kind: str, for_walk_in: bool) -> HttpResponse:
    if not allow("begin a draft", str(request.user.pk), amount=DRAFTS_PER_HOUR, seconds=3600):
        return too_many_attempts(request)
    application = drafts.begin(permit_type, kind, by=request.user, on_behalf=for_walk_in)
    return redirect(step_url(application, 2))


@never_cache
@require_safe
@login_required
def resume(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Lead back to where the applicant left off."""
    application = own_filing_or_404(request.user, slug, pk)
    if application.status != Status.DRAFT:
        return _sent_already(application)
    return redirect(step_url(application, first_unfinished(application).number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One step of a draft, by its number."""
    application = own_filing_or_404(request.user, slug, pk)
    if application.status != Status.DRAFT:
        return _sent_already(application)
    steps = steps_of(application.standard, application.applicant_kind)
    if not 1 <= number <= len(steps):
        raise Http404
    here = steps[number - 1]
    if here.kind != KIND and not application.applicant_kind:
        return redirect(step_url(application, 1))
    try:
        return PAGES[here.kind](Page(request, application, steps, here))
    except (NotAllowed, Overtaken):
        # A second tap, or a tab left open: the application was sent in between.
        application.refresh_from_db()
        return _sent_already(application)


def _sent_already(application: Application) -> HttpResponse:
    if application.number is None:
        raise PermissionDenied
    return redirect("application_filed", number=application.number)


def kind_page(page: Page) -> HttpResponse:
    """Change whether a person or a company applies."""
    posted = page.request.POST if page.request.method == "POST" else None
    form = ApplicantKindForm(posted, initial={"applicant_kind": page.application.applicant_kind})
    if posted is None or not form.is_valid():
        return page.render("step_kind", form=form)
    drafts.save_kind(page.application, form.cleaned_data["applicant_kind"], by=page.request.user)
    # Another kind may have other questions: the check page names what is missing.
    return page.leave() if "later" in posted else redirect(step_url(page.application, 2))


def section_page(page: Page) -> HttpResponse:
    """One section of questions. Everything typed is kept; only valid answers lead on."""
    application, questions = page.application, page.here.questions
    own_details = application.applicant_id is not None
    if page.request.method != "POST":
        known = drafts.known_details(application)
        offered = [question.label for question in questions if _is_offered(question.key, known, application)]
        answers = known | application.answers
        form = AnswersForm(questions, answers=answers, own_details=own_details)
        return page.render("step_section", form=form, offered=offered)
    form = AnswersForm(questions, page.request.POST, answers=application.answers, own_details=own_details)
    drafts.save_answers(application, form.values(), by=page.request.user)
    if "later" in page.request.POST:
        return page.leave()
    return page.go_on() if form.is_valid() else page.render("step_section", form=form)


def _is_offered(key: str, known: dict[str, Any], application: Application) -> bool:
    return key in known and key not in application.answers


def documents_page(page: Page) -> HttpResponse:
    """The documents, one place each. What passes is kept; going on needs all that are required."""
    application, posted = page.application, page.request.POST
    requirements = application.requirements()
    errors: dict[str, str] = {}
    if page.request.method == "POST":
        errors = receive_files(page.request, application, requirements)
        if "next" in posted:
            errors = _missing(application) | errors
        if not errors and "later" in posted:
            return page.leave()
        if not errors and "next" in posted:
            return page.go_on()
    items = items_of(application, requirements, errors)
    linked = [(f"#{item.anchor}", item.error) for item in items if item.error]
    return page.render("step_documents", items=items, errors=linked)


def _missing(application: Application) -> dict[str, str]:
    return {
        place.requirement.code: _("Unggah %(name)s.") % {"name": place.requirement.name}
        for place in places_of(application)
        if place.requirement.required and place.document is None
    }


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
    except Incomplete:
        return _show_check(page)
    return redirect("application_filed", number=application.number)


def _show_check(page: Page) -> HttpResponse:
    application = page.application
    places = places_of(application)
    return page.render(
        "step_check",
        kind=application.get_applicant_kind_display(),
        kind_href=step_url(application, 1),
        sections=[_section_summary(application, step) for step in page.steps if step.kind == SECTION],
        places=places,
        documents_href=_change_url(application, page.steps[-2]),
        errors=_what_is_missing(page),
        seen=drafts.seen_mark(application),
    )


def _section_summary(application: Application, step: Step) -> dict[str, Any]:
    rows = [(question.label, shown(question, application.answers.get(question.key))) for question in step.questions]
    return {"title": step.title, "rows": rows, "href": _change_url(application, step)}


def _change_url(application: Application, step: Step) -> str:
    return f"{step_url(application, step.number)}?ubah=1"


def _what_is_missing(page: Page) -> list[tuple[str, str]]:
    """Everything that stops the sending: where to mend it, and what."""
    application = page.application
    found: list[tuple[str, str]] = []
    for step in page.steps:
        wrong = problems(step.questions, application.answers)
        labels = {question.key: question.label for question in step.questions}
        address = _change_url(application, step)
        found += [(f"{address}#id_{ANSWER_PREFIX}-{key}", f"{labels[key]}: {texts[0]}") for key, texts in wrong.items()]
    address = _change_url(application, page.steps[-2])
    return found + [(f"{address}#id_file-{code}", text) for code, text in _missing(application).items()]


PAGES = {KIND: kind_page, SECTION: section_page, DOCUMENTS: documents_page, CHECK: check_page}
