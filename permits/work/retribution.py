"""The retribution on its way: computed into a bill, paid once, disputed or voided, settled."""

from __future__ import annotations

import datetime
import secrets

from django.utils.translation import gettext as _

from permits import numbering, tariffs
from permits.actions import DISPUTE, FORWARD, REJECT, VOID, WITHDRAW, confirmed_payment, live_bill
from permits.models import Application, Bill, Channel, PaperKind, Payment, Work
from permits.retribution import Calculation, CannotCalculate
from permits.work.inspection import last_report
from permits.work.step import Handler, Incomplete, Step, order_paper
from sipelaku.identifiers import rupiah
from sipelaku.office.services import current_office

CODE_DIGITS = 12


def assessment(application: Application) -> Calculation:
    """What the application owes by its verified resume. Raises CannotCalculate."""
    inspection = last_report(application)
    if inspection is None:
        raise CannotCalculate(_("Laporan peninjauan belum ada."))
    inspection.application = application
    return tariffs.calculation_for(inspection)


def _demand_assessment(step: Step) -> None:
    try:
        assessment(step.application)
    except CannotCalculate as reason:
        raise Incomplete({"": str(reason)}) from None
    if not step.payload.get("confirmed"):
        raise Incomplete({"confirmed": _("Nyatakan bahwa perhitungan sudah sesuai dengan BAP.")})


def _bill(step: Step) -> None:
    """Issue the bill of what was computed. The amount comes from the tariff; nobody types it."""
    application, standard = step.application, step.application.standard
    calculation = assessment(application)
    local = step.at.astimezone(current_office().zone)
    bill = Bill.objects.create(
        application=application,
        sequence=step.sequence,
        number=numbering.yearly_number(numbering.BILLS, "SKRD", local),
        payment_code=_payment_code(),
        amount=calculation.amount,
        calculation=calculation.as_json(),
        period=str(local.year),
        account_code=standard.account_code,
        account_name=standard.account_name,
        payer_name=application.business_name or application.holder_name,
        npwrd=str(application.answers.get("npwp", ""))[:30],
        due_on=local.date() + datetime.timedelta(days=standard.payment_days),
        issued_by=step.by,
        issued_at=step.at,
    )
    step.details |= {"bill": bill.number, "amount": bill.amount}
    order_paper(step, PaperKind.BILL, edition=step.sequence)


def _payment_code() -> str:
    """Digits a bank's screen takes, random so that one does not lead to the next; unique by the database."""
    while True:
        code = str(secrets.randbelow(9 * 10 ** (CODE_DIGITS - 1)) + 10 ** (CODE_DIGITS - 1))
        if not Bill.objects.filter(payment_code=code).exists():
            return code


# Payment ------------------------------------------------------------------------------


def _demand_payment(step: Step) -> None:
    bill = live_bill(step.application)
    if bill is None:
        raise Incomplete({"": _("SKRD belum terbit.")})
    errors: dict[str, str] = {}
    if step.payload.get("amount") != bill.amount:
        errors["amount"] = _("Jumlahnya harus tepat %(amount)s, seperti pada SKRD. Pembayaran tidak dicatat.") % {
            "amount": rupiah(bill.amount)
        }
    channel = step.payload.get("channel")
    if channel not in Channel:
        errors["channel"] = _("Pilih cara bayar.")
    elif channel != Channel.CASH and not str(step.payload.get("reference", "")).strip():
        errors["reference"] = _("Tulis nomor referensi dari bukti transfer, QRIS, atau struk EDC.")
    if errors:
        raise Incomplete(errors)


def _receive(step: Step) -> None:
    bill = live_bill(step.application)
    assert bill is not None
    local = step.at.astimezone(current_office().zone)
    payment = Payment.objects.create(
        bill=bill,
        sequence=step.sequence,
        number=numbering.yearly_number(numbering.PAYMENTS, "TBP", local, digits=6),
        amount=bill.amount,
        channel=step.payload["channel"],
        reference=str(step.payload.get("reference", "")).strip()[:60],
        received_by=step.by,
        received_at=step.at,
    )
    step.details |= {"bill": bill.number, "payment": payment.number, "amount": payment.amount}
    step.details["channel"] = payment.channel
    order_paper(step, PaperKind.PAYMENT, edition=step.sequence)
    order_paper(step, PaperKind.PAID_BILL, edition=step.sequence)


def _void(step: Step) -> None:
    payment = confirmed_payment(step.application)
    assert payment is not None
    Payment.objects.filter(pk=payment.pk).update(voided_at=step.at, voided_by=step.by, void_reason=step.note.strip())
    step.details |= {"payment": payment.number, "amount": payment.amount}


def _demand_settlement(step: Step) -> None:
    if confirmed_payment(step.application) is None:
        raise Incomplete({"": _("Pembayaran belum dikonfirmasi.")})
    if not step.payload.get("confirmed"):
        raise Incomplete({"confirmed": _("Nyatakan bahwa SKRD yang telah dibayar sudah dicetak.")})


def _cancel_bill(step: Step) -> None:
    """A bill that is not paid ends with the dispute, the rejection or the withdrawal."""
    bill = live_bill(step.application)
    if bill is None or confirmed_payment(step.application) is not None:
        return
    Bill.objects.filter(pk=bill.pk).update(cancelled_at=step.at, cancel_reason=step.note.strip())
    step.details["bill"] = bill.number


DEMANDS: dict[tuple[str, str], Handler] = {
    (Work.ASSESS, FORWARD.code): _demand_assessment,
    (Work.PAY, FORWARD.code): _demand_payment,
    (Work.SETTLE, FORWARD.code): _demand_settlement,
}
RESULTS: dict[tuple[str, str], Handler] = {
    (Work.ASSESS, FORWARD.code): _bill,
    (Work.PAY, FORWARD.code): _receive,
    ("", DISPUTE.code): _cancel_bill,
    ("", VOID.code): _void,
    ("", REJECT.code): _cancel_bill,
    ("", WITHDRAW.code): _cancel_bill,
}
