"""Whether a permit is what it says: the page that the QR code on a permit opens."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permits.answers import BUSINESS_NAME
from permits.models import Permit, replacements_of
from sipelaku import limits
from sipelaku.discreet import discreet
from sipelaku.errors import error_page, too_many_attempts
from sipelaku.identifiers import mask_name


@require_safe
@discreet
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a signed permit is in force; every token that opens none, drafts included, gets the same 404."""
    if not limits.may_try_token(request):
        return too_many_attempts(request)
    permit = (
        Permit.objects.filter(token=token, signed_at__isnull=False)
        # Fills the property of this name, so that reading it costs no query of its own.
        .annotate(**{"is_replaced": Exists(replacements_of(OuterRef("pk")))})
        .select_related("application__permit_type")
        .only(
            "number", "holder_name", "data", "signed_at", "signer", "valid_from", "valid_until", "cancelled_at",
            "revoked_at", "application__permit_type__name",
        )
        .first()
    )  # fmt: skip
    if permit is None:
        limits.count_wrong_token(request)
        return error_page(404, "tracking/not_ours.html")
    context = {
        "permit": permit,
        "state": permit.state_on(timezone.localdate()),
        "holder": mask_name(permit.holder_name),
        # The line of the paper that the name stands on.
        "holder_is": _("Nama perusahaan") if permit.data.get(BUSINESS_NAME) else _("Nama lengkap"),
        "permit_type": permit.application.permit_type,
    }
    return render(request, "tracking/verify.html", context)
