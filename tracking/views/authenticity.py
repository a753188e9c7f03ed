"""Whether a permit is what it says: the page that the QR code on a permit opens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from permits.models import Permit
from sipelaku.errors import too_many_attempts
from sipelaku.identifiers import mask_name
from tracking import attempts
from tracking.views.discreet import discreet


@require_safe
@discreet
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a signed permit is in force. Raises Http404 for every token that opens none, drafts included."""
    if not attempts.may_try_token(request):
        return too_many_attempts(request)
    permit = (
        Permit.objects.filter(token=token, signed_at__isnull=False)
        .select_related("application__permit_type")
        .only(
            "number", "holder_name", "signed_at", "signer", "valid_from", "valid_until", "cancelled_at", "revoked_at",
            "application__permit_type__name",
        )
        .first()
    )  # fmt: skip
    if permit is None:
        attempts.count_wrong_token(request)
        raise Http404
    context = {
        "permit": permit,
        "state": permit.state_on(timezone.localdate()),
        "holder": mask_name(permit.holder_name),
        "permit_type": permit.application.permit_type,
    }
    return render(request, "tracking/verify.html", context)
