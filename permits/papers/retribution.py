"""What the papers of the retribution say: the bill (SKRD), the bill once it is paid, the receipt of the payment."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from permits.models import Bill, Paper, Payment
from permits.papers.sheet import Content, spaced_nip
from permits.retribution import Calculation, sentences
from sipelaku.words import in_words


def bill(paper: Paper) -> Content:
    """The bill as it was issued. Raises Bill.DoesNotExist when the edition is of no bill."""
    issued = Bill.objects.select_related("issued_by").get(application=paper.application_id, sequence=paper.edition)
    return Content("print/skrd.html", issued.issued_at, _bill_values(paper, issued), _status_address(paper))


def paid_bill(paper: Paper) -> Content:
    """The bill with the payment on its face. Raises Payment.DoesNotExist when the edition is of no payment."""
    received = _payment_of(paper)
    values = _bill_values(paper, received.bill) | {"payment": received}
    return Content("print/skrd.html", received.received_at, values, _status_address(paper))


def payment(paper: Paper) -> Content:
    """The receipt of a payment. Raises Payment.DoesNotExist when the edition is of no payment."""
    received = _payment_of(paper)
    values = {
        "application": paper.application,
        "bill": received.bill,
        "payment": received,
        "words": in_words(received.amount),
        "nip": spaced_nip(received.received_by.nip),
    }
    return Content("print/payment.html", received.received_at, values, _status_address(paper))


def _payment_of(paper: Paper) -> Payment:
    payments = Payment.objects.select_related("bill__issued_by", "received_by")
    return payments.get(bill__application=paper.application_id, sequence=paper.edition)


def _bill_values(paper: Paper, issued: Bill) -> dict[str, Any]:
    rows = sentences(Calculation.from_json(issued.calculation))
    return {
        "application": paper.application,
        "bill": issued,
        "words": in_words(issued.amount),
        "nip": spaced_nip(issued.issued_by.nip),
        "rows": rows[:-1],
        "total": rows[-1],
    }


def _status_address(paper: Paper) -> str:
    return f"{settings.SITE_URL}/t/{paper.application.token}/"
