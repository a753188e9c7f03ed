"""A link's page: how it stands, what the person who looks at it can do, and everything that can be sent from there."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from helpdesk import access, advice, content
from helpdesk.content import LinkStory
from helpdesk.forms.content import FORMS, MoveForm
from helpdesk.models import Link, LinkVersion, Step
from helpdesk.moves import Action, NotYours, Overtaken, Refused, as_seen, compare, why_not
from helpdesk.versions import compared
from helpdesk.views.gate import only_if
from permits import files
from permits.views.uploads import PDF_POLICY, PICTURE_POLICY
from sipelaku.office.services import current_office

# What leads on from each step stands open; what else can be done is folded away under it.
NEXT: dict[str, tuple[Action, ...]] = {
    Step.COLLECTED: (Action.VERIFY, Action.REFUSE),
    Step.REFUSED: (Action.COLLECT,),
    Step.VERIFIED: (Action.WRITE,),
    Step.WRITTEN: (Action.VOUCH, Action.TRY),
    Step.TRIED: (Action.PUBLISH,),
    Step.PUBLISHED: (),
}
OTHERS = (
    Action.CHECK,
    Action.REVIEW,
    Action.WRITE,
    Action.TRY,
    Action.COLLECT,
    Action.FEATURE,
    Action.UNFEATURE,
    Action.ENTRUST,
    Action.REGROUP,
    Action.WITHDRAW,
)


class Panel(NamedTuple):
    """One thing the person can do now: what it is called and for, its form, and whether it is unfolded."""

    action: Action
    name: str
    lead: str
    form: MoveForm
    url: str
    is_open: bool


def story_or_404(pk: int) -> LinkStory:
    """The whole story of the link with this id."""
    return content.story_of(get_object_or_404(Link.objects.select_related("group", "person_in_charge"), pk=pk))


@never_cache
@require_safe
@only_if(access.is_of_team)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a link's whole story, with what can be done now."""
    return show(request, story_or_404(pk))


@never_cache
@require_POST
@only_if(access.is_of_team)
def act(request: HttpRequest, pk: int, action: Action) -> HttpResponse:
    """Do one thing to a link; what can't be done comes back with the link's page and all that was typed."""
    story = story_or_404(pk)
    form = FORMS[action](story, request.POST, request.FILES)
    if refusal := why_not(action, story.situation, request.user):
        return refuse(request, story, form, refusal)
    demand_a_state(form)
    if not form.is_valid():
        return show(request, story, form=form, status=422)
    try:
        _perform(form, request.user)
    except Refused as refused:
        return refuse(request, story_or_404(pk), form, refused)
    if warning := form.warning():
        messages.warning(request, warning)
    else:
        messages.success(request, form.done() or str(advice.DONE[action]))
    return redirect("hub_link", pk=pk)


def _perform(form: MoveForm, by: Any) -> None:
    seen = form.cleaned_data["seen"]
    if form.waits:
        compare(form.story.link, seen)
        form.perform(by)
        return
    with as_seen(form.story.link, seen):
        form.perform(by)


def demand_a_state(form: MoveForm) -> None:
    """Raise BadRequest where what no person types is missing from the form or made up."""
    if any(form.has_error(field.name) for field in form.hidden_fields()):
        raise BadRequest("no state of a link")


def refuse(request: HttpRequest, story: LinkStory, form: MoveForm, refusal: Refused) -> HttpResponse:
    """Show the link's page after a move that is not possible: as it stands now, with what was typed."""
    if isinstance(refusal, NotYours):
        return show(request, story, form=form, refusal=refusal, status=403)
    if isinstance(refusal, Overtaken):
        return show(request, story, form=form, refusal=refusal, status=409)
    form.add_error(None, str(refusal))
    return show(request, story, form=form, status=422)


def show(
    request: HttpRequest,
    story: LinkStory,
    *,
    form: MoveForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a link's page; ``form`` is what was sent and not taken, because of ``refusal`` or of what it says itself."""
    possible = story.possible_for(request.user)
    can_retry = form is not None and form.action in possible
    forms = {action: FORMS[action](story) for action in possible}
    if form is not None and can_retry:
        # What was sent about a state that is gone is offered again for the one that is here now.
        forms[form.action] = form if refusal is None else FORMS[form.action](story, initial=form.entered())
    sent = form.action if form is not None else None
    leading = NEXT[story.newest.step]
    context = {
        "story": story,
        "link": story.link,
        "making": story.making,
        "stages": advice.stages_of(story.newest, story.refusal),
        "check_advice": advice.about_check(story.check) if story.check else "",
        "history": advice.history(story),
        "forward": [_panel(story, forms[action], sent) for action in leading if action in possible],
        "others": [_panel(story, forms[action], sent) for action in OTHERS if action in possible - set(leading)],
        "can_restore": Action.RESTORE in possible,
        "can_shift": Action.SHIFT in possible,
        "form": form if refusal is None else None,
        "refusal": refusal,
        "typed": form.typed() if form is not None and not can_retry else [],
        "reports_url": reverse("questions") if access.may_read_questions(request.user) else "",
        "is_overdue": story.is_overdue,
        "has_owner": content.has_owner(story.link),
        "zone": current_office().zone_name,
    }
    return render(request, "helpdesk/content/link.html", context, status=status)


def _panel(story: LinkStory, form: MoveForm, sent: Action | None) -> Panel:
    url = reverse(f"hub_link_{form.action}", args=[story.link.pk])
    is_open = sent == form.action or (form.action == Action.CHECK and story.link.broken_since is not None)
    return Panel(
        form.action,
        advice.name_of(form.action, story),
        advice.lead_of(form.action, story),
        form,
        url,
        is_open,
    )


@never_cache
@require_safe
@only_if(access.is_of_team)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one version of a link, beside another one when ``dengan`` names it, else beside the one before."""
    story = story_or_404(pk)
    found = story.version(number)
    if found is None:
        raise Http404
    others = [row for row in story.versions if row != found]
    can_restore = found.step == Step.PUBLISHED and Action.RESTORE in story.possible_for(request.user)
    before = _other(request, story, others, number)
    context = {
        "story": story,
        "link": story.link,
        "version": found,
        "others": others,
        "before": before,
        "changes": compared(before, found) if before else [],
        "stages": advice.stages_of(found, story.refusal if found == story.making else ""),
        "restore": FORMS[Action.RESTORE](story, initial={"number": number}) if can_restore else None,
    }
    return render(request, "helpdesk/content/version.html", context)


def _other(request: HttpRequest, story: LinkStory, others: list[LinkVersion], number: int) -> LinkVersion | None:
    if "dengan" not in request.GET:
        return next((row for row in others if row.number < number), None)
    wanted = request.GET["dengan"]
    found = next((row for row in others if str(row.number) == wanted), None)
    if found is None:
        raise BadRequest("no version to compare with")
    return found


@require_safe
@only_if(access.is_of_team)
@cache_control(private=True, no_store=True)
def document(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Show the document of a version, published or not. Raises Http404 also where its file is gone."""
    of_link = get_object_or_404(Link, pk=pk).versions
    found = get_object_or_404(of_link.exclude(document=""), number=number)
    try:
        content = found.document.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(content, content_type=found.document_type, filename=found.document_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = PDF_POLICY if found.document_type == files.PDF else PICTURE_POLICY
    return answer
