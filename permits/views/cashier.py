"""The till: bills that wait, one bill paid once, its receipt, a payment voided by a second person, the day closed."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from permits import cashier, workflow
from permits.actions import FORWARD, VOID
from permits.forms.cashier import BillSearchForm, ClosingForm, MonthForm, PaymentForm, VoidForm
from permits.models import Bill, Channel, Closing, Payment, Work
from permits.paging import page_of
from permits.retribution import Calculation, sentences
from permits.views.gate import cashiers_only
from permits.views.signing import WRONG_PASSWORDS
from sipelaku import limits
from sipelaku.errors import too_many_attempts
from sipelaku.identifiers import rupiah
from sipelaku.office.services import current_office
from sipelaku.words import in_words


def _today() -> datetime.date:
    return timezone.now().astimezone(current_office().zone).date()


# Lists --------------------------------------------------------------------------------


@never_cache
@require_safe
@cashiers_only
def till(request: HttpRequest) -> HttpResponse:
    """Show the bills that wait, the longest waiting first; today's receipts; and what a month brought in."""
    today = _today()
    page = page_of([cashier.waiting_bills(request.user)], request.GET, key="issued_at")
    month = MonthForm(request.GET if "bulan" in request.GET else {"bulan": f"{today:%Y-%m}"})
    is_month = month.is_valid()
    first = (month.cleaned_data.get("bulan") if is_month else None) or today.replace(day=1)
    context = {
        "page": page,
        "today": today,
        "search": BillSearchForm(auto_id="cari_%s"),
        "received": list(cashier.payments_between(request.user, *cashier.bounds_of(today))),
        "month": month,
        "month_first": first,
        "month_sums": cashier.month_sums(first) if is_month else [],
    }
    return render(request, "permits/cashier/till.html", context, status=200 if is_month else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def search(request: HttpRequest) -> HttpResponse:
    """Find bills by code, number or name; a single find opens at once. By POST alone: a name is personal."""
    form = BillSearchForm(request.POST if request.method == "POST" else None, auto_id="cari_%s")
    found: list[Bill] | None = None
    if form.is_valid():
        try:
            found = cashier.search(request.user, form.cleaned_data["q"])
        except ValidationError as error:
            form.add_error("q", error)
    if found and len(found) == 1:
        return redirect("cashier_bill", pk=found[0].pk)
    context = {
        "search": form,
        "found": None if found is None else found[: cashier.MOST_FOUND],
        "is_cut": found is not None and len(found) > cashier.MOST_FOUND,
        "most": cashier.MOST_FOUND,
        "today": _today(),
    }
    return render(request, "permits/cashier/search.html", context, status=422 if form.errors else 200)


# One bill -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def bill(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one bill with its amount; by POST, take its payment, once."""
    found = cashier.bill_or_404(request.user, pk)
    if request.method == "POST":
        return _pay(request, found)
    return _show_bill(request, found, PaymentForm(found))


def _pay(request: HttpRequest, found: Bill) -> HttpResponse:
    version = _seen_version(request)
    if (paid := _confirmed(found)) is not None:
        return _already_paid(request, paid)
    if not _waits(found):
        return _moved_on(request, found.pk)
    form = PaymentForm(found, request.POST)
    if not form.is_valid():
        return _show_bill(request, found, form, status=422)
    try:
        workflow.perform(found.application, FORWARD, by=request.user, payload=form.payload(), version=version)
    except workflow.Incomplete as incomplete:
        form.take(incomplete.errors)
        return _show_bill(request, found, form, status=422)
    except (workflow.Overtaken, workflow.NotAllowed):
        return _moved_on(request, found.pk)
    received = Payment.objects.get(bill=found, voided_at__isnull=True)
    messages.success(request, _told(received, form.change()))
    return redirect("cashier_payment", pk=received.pk)


def _told(received: Payment, change: int | None) -> str:
    said = _("Pembayaran %(amount)s sudah dicatat.") % {"amount": rupiah(received.amount)}
    return said if change is None else said + " " + _("Kembalian: %(change)s.") % {"change": rupiah(change)}


def _seen_version(request: HttpRequest) -> int:
    """The version of the file the cashier saw."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("no version")
    return int(text)


def _confirmed(found: Bill) -> Payment | None:
    return found.payments.filter(voided_at__isnull=True).first()


def _waits(found: Bill) -> bool:
    """Whether the bill can be paid now."""
    stage = found.application.stage
    return found.cancelled_at is None and stage is not None and stage.work == Work.PAY


def _already_paid(request: HttpRequest, paid: Payment) -> HttpResponse:
    """A second tap, or a second cashier: nothing more is recorded."""
    messages.warning(
        request,
        _("SKRD ini sudah dibayar: bukti %(number)s. Tidak ada pembayaran kedua yang dicatat.")
        % {"number": paid.number},
    )
    return redirect("cashier_payment", pk=paid.pk)


def _moved_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing was recorded, because the file has moved since the page was opened: show the bill as it is now."""
    found = cashier.bill_or_404(request.user, pk)
    if (paid := _confirmed(found)) is not None:
        return _already_paid(request, paid)
    return _show_bill(request, found, PaymentForm(found), has_moved=True, status=409)


def _show_bill(
    request: HttpRequest, found: Bill, form: PaymentForm, *, has_moved: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "bill": found,
        "application": found.application,
        "form": form,
        "words": in_words(found.amount),
        "rows": sentences(Calculation.from_json(found.calculation)),
        "is_late": found.due_on < _today(),
        "waits": _waits(found),
        "payments": list(found.payments.select_related("received_by")),
        "has_moved": has_moved,
    }
    return render(request, "permits/cashier/bill.html", context, status=status)


# One payment --------------------------------------------------------------------------


@never_cache
@require_safe
@cashiers_only
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a payment with its receipt to print, and the next bill that waits."""
    found = cashier.payment_or_404(request.user, pk)
    context = {
        "payment": found,
        "bill": found.bill,
        "application": found.bill.application,
        "words": in_words(found.amount),
        "why_not_void": cashier.why_not_void(found, request.user),
        "following": cashier.waiting_bills(request.user).order_by("issued_at", "pk").first(),
    }
    return render(request, "permits/cashier/payment.html", context)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void a colleague's payment: the reason and one's own password, on a page that says what follows."""
    found = cashier.payment_or_404(request.user, pk)
    if found.voided_at is not None:
        messages.warning(request, _("Pembayaran ini sudah dibatalkan. Tidak ada yang diubah lagi."))
        return redirect("cashier_payment", pk=pk)
    if refusal := cashier.why_not_void(found, request.user):
        return render(request, "permits/cashier/refused.html", {"payment": found, "refusal": refusal}, status=403)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_why(request, found, form)
    return _void(request, found, form)


def _void(request: HttpRequest, found: Payment, form: VoidForm) -> HttpResponse:
    person, note = str(request.user.pk), form.note()
    if limits.is_spent("void", person, **WRONG_PASSWORDS):
        return too_many_attempts(request)
    if not request.user.check_password(form.cleaned_data["password"]):
        limits.allow("void", person, **WRONG_PASSWORDS)
        form.add_error("password", _("Kata sandi salah. Ketik lagi kata sandi yang Anda pakai untuk masuk."))
        return _ask_why(request, found, form)
    try:
        workflow.perform(
            found.bill.application, VOID, by=request.user, note=note, version=found.bill.application.version
        )
    except (workflow.Overtaken, workflow.NotAllowed):
        messages.warning(request, _("Berkas baru saja berubah. Lihat keadaannya, lalu batalkan lagi bila perlu."))
    else:
        messages.success(request, _("Pembayaran dibatalkan. SKRD kembali menunggu pembayaran."))
    return redirect("cashier_payment", pk=found.pk)


def _ask_why(request: HttpRequest, found: Payment, form: VoidForm) -> HttpResponse:
    context = {
        "payment": found,
        "form": form,
        "layout": "staff.html",
        "title": _("Batalkan pembayaran %(number)s?") % {"number": found.number},
        "consequence": _(
            "Bukti pembayaran ini tidak berlaku lagi dan SKRD kembali menunggu pembayaran. "
            "Pembatalan tidak dapat ditarik; alasannya tercatat dan dibaca pemohon."
        ),
        "action_label": _("Batalkan pembayaran"),
        "back_href": reverse("cashier_payment", args=[found.pk]),
    }
    return render(request, "permits/cashier/void.html", context, status=422 if form.errors else 200)


# The day ------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def close(request: HttpRequest) -> HttpResponse:
    """Show what came in since the last closing and the closings before; by POST, close."""
    if request.method == "POST":
        return _close(request)
    account = cashier.open_account()
    return _show_account(request, account, ClosingForm(initial={"seen": account.mark}))


def _close(request: HttpRequest) -> HttpResponse:
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _show_account(request, cashier.open_account(), form, status=422)
    given = form.cleaned_data
    try:
        closing = cashier.close(by=request.user, **given)
    except cashier.NothingToClose:
        messages.warning(request, _("Tidak ada yang perlu ditutup sejak tutup kas terakhir."))
        return redirect("cashier_close")
    except cashier.Changed:
        account = cashier.open_account()
        fresh = ClosingForm(initial=given | {"seen": account.mark})
        return _show_account(request, account, fresh, has_changed=True, status=409)
    except workflow.Incomplete as incomplete:
        for name, message in incomplete.errors.items():
            form.add_error(name, message)
        return _show_account(request, cashier.open_account(), form, status=422)
    messages.success(request, _("Kas ditutup dengan nomor %(number)s.") % {"number": closing.number})
    return redirect("cashier_closing", pk=closing.pk)


def _show_account(
    request: HttpRequest, account: cashier.Account, form: ClosingForm, *, has_changed: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "account": account,
        "form": form,
        "expected_cash": account.totals[Channel.CASH],
        "has_changed": has_changed,
        "page": page_of([Closing.objects.select_related("closed_by")], request.GET, key="closed_at", newest_first=True),
    }
    return render(request, "permits/cashier/close.html", context, status=status)


@never_cache
@require_safe
@cashiers_only
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one closing, made to be printed and signed."""
    found = cashier.closing_or_404(pk)
    cash = found.totals[Channel.CASH]
    context = {
        "closing": found,
        "account": cashier.account_of(found),
        "cash": cash,
        "difference": found.counted_cash - cash,
        "words": in_words(abs(found.total)),
    }
    return render(request, "permits/cashier/closing.html", context)
