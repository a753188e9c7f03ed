"""Pages of the front desk: the front page, the search, the help page, and the office's emblem, card and colour."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from helpdesk import finding, front, pictures
from helpdesk.counting import count
from helpdesk.forms.search import SearchForm
from helpdesk.models import CommonQuestion, Target
from sipelaku.office.kept import kept
from sipelaku.office.services import calendar, current_office, open_now
from sipelaku.office.working_days import Interval

# Seconds.
A_DAY = 24 * 3600
A_YEAR = 365 * A_DAY
BASE_SHEET = settings.BASE_DIR / "static" / "css" / "base.css"


class Day(NamedTuple):
    """One day of the coming week and its service hours."""

    date: date
    hours: tuple[Interval, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page and count the visit, with the campaign that ?k= names.

    The page itself is the same for all who are not signed in, and kept for them.
    """
    if request.method == "GET":
        count(request, Target.PAGE, campaign=front.campaign_of(request.GET.get("k", "")))

    def draw(moment: datetime) -> str:
        context = {"hub": front.front_page(moment)} | shared(request)
        return render_to_string("helpdesk/home.html", context, request)

    response = HttpResponse(front.kept_for_everybody(request, draw))
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the links, services and common questions that the words of ?q= ask for, the best first."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "helpdesk/search.html", {"form": form}, status=422)
    words = form.cleaned_data["q"]
    found = finding.found(words)
    context = {"form": form, "search": words, "found": found, "is_cut": len(found) == finding.MOST_SHOWN}
    return render(request, "helpdesk/search.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how to file, how to follow, when to come and what people ask."""
    context = {
        "week": coming_week(),
        "opening": open_now(timezone.now()),
        "questions": CommonQuestion.objects.filter(is_published=True),
    }
    return render(request, "helpdesk/help.html", context)


@require_safe
@gzip_page  # nginx compresses pages only
def accent(request: HttpRequest) -> HttpResponse:
    """Answer with the pages' first style sheet in the office's own colour.

    It stands in the place of base.css: the pages allow no inline style, and one more sheet would be one more request.
    """
    response = render(request, "helpdesk/accent.css", {"base": BASE_SHEET.read_text()}, content_type="text/css")
    return lasting(request, response, current_office().accent.removeprefix("#") + static("css/base.css"))


@require_safe
def emblem(request: HttpRequest) -> HttpResponse:
    """Answer with the emblem the office uploaded, in the size of a screen. Raises Http404 when it uploaded none."""
    picture = current_office().emblem
    if not picture:
        raise Http404(_("Kantor ini belum mengunggah lambang."))
    key = f"office:emblem:{picture.name}"
    content, kind = kept(key, lambda: pictures.small_emblem(picture), A_DAY)
    return lasting(request, HttpResponse(content, content_type=kind), str(picture.name))


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Answer with the picture that social media show beside the page's address."""
    version = front.card_version()
    picture = kept(f"office:card:{version}", lambda: pictures.card(current_office()), A_DAY)
    return lasting(request, HttpResponse(picture, content_type="image/png"), version)


def lasting(request: HttpRequest, response: HttpResponse, version: str) -> HttpResponse:
    """``response``, to be kept by browsers for a year if ``version``, which it shows, is what its address asks for.

    For some seconds after a change one process names the new version while another still shows the old one.
    """
    if unquote(request.META["QUERY_STRING"]) == version:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        add_never_cache_headers(response)
    return response


def shared(request: HttpRequest) -> dict[str, str]:
    """What sharing needs: the address people know the portal by, and the card of now."""
    return {"site": settings.SITE_URL, "card_version": front.card_version()}


def coming_week() -> list[Day]:
    """Return today and the six days after it, each with its service hours."""
    office_calendar = calendar()
    today = timezone.localdate()
    days = (today + timedelta(days=number) for number in range(7))
    return [Day(day, office_calendar.hours_on(day)) for day in days]
