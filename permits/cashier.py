"""The till: what waits for payment, what came in, and the closing of the day.

A closing takes the receipts and voids that no closing has taken yet. It locks their
rows, sums exactly these and marks exactly these, so that a payment confirmed at the
same moment is in this closing or in the next, never in both and never in none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from permits import numbering
from permits.actions import VOID, is_signed, is_theirs, state_allows
from permits.models import Application, Bill, Channel, Closing, Payment, Status, Work
from permits.work import Incomplete
from permits.work.retribution import CODE_DIGITS
from sipelaku.office.services import current_office

SHORTEST_NAME = 3
MOST_FOUND = 25


# What the cashier sees ----------------------------------------------------------------


def bills_seen_by(user: Any) -> QuerySet[Bill]:
    """Every bill of the files ``user`` may see as a cashier; bills of their own files are a colleague's."""
    files = Application.objects.visible_to(user).exclude(applicant=user)
    return Bill.objects.filter(application__in=files).select_related(
        "application__permit_type", "application__stage", "application__standard", "application__permit"
    )


def waiting_bills(user: Any) -> QuerySet[Bill]:
    """The bills that wait for their payment, found by way of the few files that stand at the till."""
    return bills_seen_by(user).filter(
        cancelled_at__isnull=True, application__status=Status.IN_PROCESS, application__stage__work=Work.PAY
    )


def bill_or_404(user: Any, pk: int) -> Bill:
    """A bill ``user`` may see as a cashier."""
    return get_object_or_404(bills_seen_by(user).select_related("issued_by"), pk=pk)


def payments_seen_by(user: Any) -> QuerySet[Payment]:
    """Every payment of the bills ``user`` may see as a cashier."""
    payments = Payment.objects.filter(bill__in=bills_seen_by(user).order_by())
    return payments.select_related(
        "bill__application__permit_type",
        "bill__application__stage",
        "bill__application__standard",
        "bill__application__permit",
        "received_by",
        "voided_by",
    )


def payment_or_404(user: Any, pk: int) -> Payment:
    """A payment ``user`` may see as a cashier."""
    return get_object_or_404(payments_seen_by(user).select_related("closing", "void_closing"), pk=pk)


def payments_between(user: Any, begin: datetime.datetime, end: datetime.datetime) -> QuerySet[Payment]:
    """The payments received from ``begin`` up to ``end``, the newest first."""
    return payments_seen_by(user).filter(received_at__gte=begin, received_at__lt=end).order_by("-received_at", "-pk")


def search(user: Any, text: str) -> list[Bill]:
    """The bills that ``text`` names: a payment code, a SKRD or registration number, or part of a name.

    At most one more than MOST_FOUND, newest first. Raises ValidationError, saying what to type, for a text too short.
    """
    return list(bills_seen_by(user).filter(_named_by(text.strip())).order_by("-issued_at", "-pk")[: MOST_FOUND + 1])


def _named_by(text: str) -> Q:
    digits = re.sub(r"[\s.\-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS:
        return Q(payment_code=digits)
    if "/" in text:
        return Q(number=re.sub(r"\s", "", text).upper())
    if len(text) < SHORTEST_NAME:
        raise ValidationError(_("Ketik sedikitnya 3 huruf nama, atau nomor yang lengkap."))
    named = Q(application__holder_name__icontains=text) | Q(application__business_name__icontains=text)
    return named | Q(application__number=numbering.typed_number(text))


def why_not_void(payment: Payment, user: Any) -> str:
    """What keeps ``user`` from voiding the payment, as they read it; "" when nothing does."""
    application = payment.bill.application
    if payment.voided_at is not None:
        return _("Pembayaran ini sudah dibatalkan.")
    if payment.received_by_id == user.pk:
        return _("Anda sendiri yang menerima pembayaran ini. Mintalah bendahara lain untuk membatalkannya.")
    if is_signed(application):
        return _("Izinnya sudah ditandatangani, jadi pembayaran tidak dapat dibatalkan lagi.")
    if not state_allows(VOID, application) or not is_theirs(VOID, application, user):
        return _("Permohonan ini sudah berakhir, jadi pembayarannya tidak dapat dibatalkan lagi.")
    return ""


# Months -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChannelSum:
    """What came in through one channel: rupiah and receipts, and what of it was voided since."""

    label: str
    receipts: int
    received: int
    voids: int
    voided: int

    @property
    def total(self) -> int:
        return self.received - self.voided


def month_sums(first: datetime.date) -> list[ChannelSum]:
    """The receipts of the month that begins on ``first``, by channel; the last row is the sum of all."""
    zone = current_office().zone
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    begin, end = (datetime.datetime.combine(day, datetime.time(), zone) for day in (first, following))
    voided = Q(voided_at__isnull=False)
    rows = (
        Payment.objects.filter(received_at__gte=begin, received_at__lt=end)
        .order_by()
        .values("channel")
        .annotate(
            receipts=Count("pk"),
            received=Sum("amount"),
            voids=Count("pk", filter=voided),
            voided=Sum("amount", filter=voided, default=0),
        )
    )
    found = {row["channel"]: (row["receipts"], row["received"], row["voids"], row["voided"]) for row in rows}
    sums = [ChannelSum(str(channel.label), *found.get(channel, (0, 0, 0, 0))) for channel in Channel]
    return [*sums, _sum_of(sums)]


def _sum_of(sums: Iterable[ChannelSum]) -> ChannelSum:
    parts = [(row.receipts, row.received, row.voids, row.voided) for row in sums]
    return ChannelSum(_("Jumlah"), *(sum(column) for column in zip(*parts, strict=True)))


def bounds_of(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """When the office's local ``day`` begins, and when the next does."""
    zone = current_office().zone
    return (
        datetime.datetime.combine(day, datetime.time(), zone),
        datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone),
    )


# Closing ------------------------------------------------------------------------------


class NothingToClose(Exception):
    """No receipt and no void since the last closing."""


class Changed(Exception):
    """Something came in or was voided since the cashier saw the sums."""


@dataclass(frozen=True)
class Account:
    """Receipts and voids on their way into one closing, with what they come to."""

    receipts: list[Payment]
    voids: list[Payment]

    @property
    def channels(self) -> list[ChannelSum]:
        """A line for each channel, and the sum of all."""
        sums = [
            ChannelSum(
                label=str(channel.label),
                receipts=sum(row.channel == channel for row in self.receipts),
                received=sum(row.amount for row in self.receipts if row.channel == channel),
                voids=sum(row.channel == channel for row in self.voids),
                voided=sum(row.amount for row in self.voids if row.channel == channel),
            )
            for channel in Channel
        ]
        return [*sums, _sum_of(sums)]

    @property
    def totals(self) -> dict[str, int]:
        """Rupiah by channel, receipts minus voids."""
        return {str(channel.value): row.total for channel, row in zip(Channel, self.channels, strict=False)}

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    @property
    def mark(self) -> str:
        """Which receipts and voids these are, for a page to send back."""
        newest = max((row.pk for row in self.receipts), default=0)
        return f"{len(self.receipts)}-{newest}-{len(self.voids)}-{self.total}"


def open_account() -> Account:
    """What no closing has taken yet, to look at."""
    return _account(Payment.objects.select_related("bill", "received_by", "voided_by"))


def account_of(closing: Closing) -> Account:
    """What a closing took."""
    people = "bill", "received_by", "voided_by"
    return Account(
        list(closing.payments.select_related(*people)),
        list(closing.voids.select_related(*people).order_by("voided_at", "pk")),
    )


@transaction.atomic
def close(
    *, by: Any, counted_cash: int, note: str = "", seen: str | None = None, at: datetime.datetime | None = None
) -> Closing:
    """Close the day: one row with the sums per channel, and every receipt and void in it marked.

    ``counted_cash`` is rupiah in the drawer; when it differs from the cash that came in, ``note`` has to say why.
    ``seen`` is the ``Account.mark`` the cashier saw. Raises NothingToClose, Changed or Incomplete; then nothing
    has changed.
    """
    at = at or timezone.now()
    account = _locked_account()
    if not account.receipts and not account.voids:
        raise NothingToClose
    if seen is not None and seen != account.mark:
        raise Changed
    if counted_cash != account.totals[Channel.CASH] and not note.strip():
        raise Incomplete({"note": _("Uang tunai tidak sama dengan catatan. Tulis sebabnya.")})
    closing = Closing.objects.create(
        number=numbering.yearly_number(numbering.CLOSINGS, "TK", at.astimezone(current_office().zone)),
        closed_at=at,
        closed_by=by,
        totals=account.totals,
        total=account.total,
        counted_cash=counted_cash,
        note=note.strip(),
    )
    _mark(account, closing)
    return closing


def _locked_account() -> Account:
    """What no closing has taken yet, held until the end of the transaction."""
    return _account(Payment.objects.select_for_update())


def _account(payments: QuerySet[Payment]) -> Account:
    receipts = list(payments.filter(closing__isnull=True))
    known = Q(closing__isnull=False) | Q(pk__in=[row.pk for row in receipts])
    # A void whose receipt came in a moment ago is the next closing's, as its receipt is.
    voids = payments.filter(known, voided_at__isnull=False, void_closing__isnull=True)
    return Account(receipts, list(voids.order_by("voided_at", "pk")))


def _mark(account: Account, closing: Closing) -> None:
    """Put exactly the rows that were summed into the closing."""
    Payment.objects.filter(pk__in=[row.pk for row in account.receipts]).update(closing=closing)
    Payment.objects.filter(pk__in=[row.pk for row in account.voids]).update(void_closing=closing)


def closing_or_404(pk: int) -> Closing:
    """A closing of the office's till."""
    closing = Closing.objects.select_related("closed_by").filter(pk=pk).first()
    if closing is None:
        raise Http404
    return closing
