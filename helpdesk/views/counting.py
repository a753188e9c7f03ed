"""Takes in how long the hub's page was looked at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from helpdesk import counting, visitors
from helpdesk.forms.figures import StayForm
from sipelaku.limits import client_address

MOST_BYTES = 200
STAYS = visitors.Limit(amount=120, seconds=60)


# A browser that leaves a page sends no token along, and there is nothing here to be done in anybody's name.
@csrf_exempt
@never_cache
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Note the seconds a page was in sight; what a robot or one address too often says is heard and not noted."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=400)
    form = StayForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    if visitors.is_counted(request) and STAYS.allows(client_address(request)):
        counting.stayed(form.cleaned_data["detik"])
    return HttpResponse(status=204)
