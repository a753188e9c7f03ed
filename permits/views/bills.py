"""The bill as its payer sees it: how much, until when, how it was worked out, and the way to dispute it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permits import workflow
from permits.access import own_application_or_404
from permits.actions import DISPUTE, available_actions, live_bill
from permits.forms.cashier import DisputeForm
from permits.models import Application, Bill, Payment
from permits.retribution import Calculation, sentences
from sipelaku.identifiers import rupiah
from sipelaku.office.services import current_office
from sipelaku.words import in_words


@dataclass(frozen=True)
class Charge:
    """The retribution of one application: the standing bill and its payment, and what no longer stands."""

    application: Application
    bill: Bill | None
    payment: Payment | None
    cancelled: list[Bill]
    voided: list[Payment]
    can_dispute: bool

    @property
    def waits(self) -> bool:
        """Whether the bill waits to be paid."""
        return self.bill is not None and self.payment is None

    @property
    def is_late(self) -> bool:
        today = timezone.now().astimezone(current_office().zone).date()
        return self.waits and self.bill is not None and self.bill.due_on < today

    @property
    def is_looked_into(self) -> bool:
        """Whether a cancelled bill is going to be followed by a new one."""
        return self.bill is None and self.application.is_live

    @property
    def words(self) -> str:
        return in_words(self.bill.amount) if self.bill else ""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The calculation line by line."""
        return sentences(Calculation.from_json(self.bill.calculation)) if self.bill else []


def charge_of(application: Application, actions: Collection[str] = ()) -> Charge | None:
    """The retribution of ``application``, None while no bill was issued; ``actions`` are the codes of what one may do.

    Two queries, and none where nothing is charged.
    """
    if not application.standard.is_charged:
        return None
    bills = list(application.bills.prefetch_related("payments"))
    if not bills:
        return None
    payments = [row for bill in bills for row in bill.payments.all()]
    standing = next((row for row in bills if row.cancelled_at is None), None)
    return Charge(
        application=application,
        bill=standing,
        payment=next((row for row in payments if row.voided_at is None), None),
        cancelled=[row for row in bills if row.cancelled_at is not None],
        voided=[row for row in payments if row.voided_at is not None],
        can_dispute=DISPUTE.code in actions,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """Dispute the amount, with a reason, on a page that says what happens then."""
    application = own_application_or_404(request.user, number)
    bill = live_bill(application)
    if DISPUTE not in available_actions(application, request.user) or bill is None:
        return _too_late(request, application)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, application, bill, form)
    try:
        workflow.perform(application, DISPUTE, by=request.user, note=form.cleaned_data["note"])
    except workflow.Overtaken:
        messages.warning(request, _("Berkas baru saja berubah. Lihat keadaannya, lalu ajukan lagi bila perlu."))
    else:
        messages.success(request, _("Keberatan Anda sudah dicatat. Petugas verifikasi memeriksa ulang hitungannya."))
    return redirect("my_application", number=number)


def _too_late(request: HttpRequest, application: Application) -> HttpResponse:
    """A second tap finds its dispute made already; without any bill there is nothing to dispute."""
    charge = charge_of(application)
    if charge is None:
        raise PermissionDenied
    if charge.payment is not None:
        messages.warning(request, _("SKRD ini sudah dibayar, jadi jumlahnya tidak dapat diperiksa ulang lagi."))
    return redirect("my_application", number=application.number)


def _ask(request: HttpRequest, application: Application, bill: Bill, form: DisputeForm) -> HttpResponse:
    context = {
        "application": application,
        "bill": bill,
        "rows": sentences(Calculation.from_json(bill.calculation)),
        "form": form,
        "title": _("Ajukan keberatan atas jumlah retribusi"),
        "consequence": _(
            "SKRD %(number)s sebesar %(amount)s dibatalkan dan jatuh temponya berhenti. Petugas verifikasi memeriksa "
            "ulang luas dan indeksnya, lalu SKRD baru terbit. Jumlahnya dapat berubah atau tetap."
        )
        % {"number": bill.number, "amount": rupiah(bill.amount)},
        "action_label": _("Ajukan keberatan"),
        "back_href": reverse("my_application", args=[application.number]),
    }
    status = 422 if form.errors else 200
    return render(request, "permits/applicant/dispute.html", context, status=status)
