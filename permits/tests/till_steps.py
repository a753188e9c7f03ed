"""What the tests of the retribution share: a file walked to a kind of work, and what is typed at the till."""

import datetime
from zoneinfo import ZoneInfo

from permits import workflow
from permits.demonstration import report_of
from permits.models import Application, Bill, Payment, Status, Work
from testkit.story import file_application, forward

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=WITA)
MINUTE = datetime.timedelta(minutes=1)


def at_work(applicant, staff, work, *, area="150", indices=None, slug="izin-gangguan", at=None) -> Application:
    """An application that has come as far as ``work``, ``area`` measured and the indices' places found at the site."""
    application = file_application(applicant, slug=slug, at=at)
    while application.status == Status.IN_PROCESS and application.stage.work != work:
        if application.stage.work == Work.INSPECT:
            report(application, staff, area, indices, at)
        else:
            forward(application, staff, at=at)
    return application


def report(application, staff, area, indices=None, at=None):
    """The team's report with this area, and the first choice of every index not named."""
    found = report_of(application, at or application.inspections.latest("pk").scheduled_at, area)
    found["indices"] |= indices or {}
    inspector = staff["inspector"]
    workflow.perform(application, "forward", by=inspector, payload={"report": found}, at=at)


def bill_of(application) -> Bill:
    return application.bills.get(cancelled_at__isnull=True)


def payment_of(application) -> Payment:
    return Payment.objects.get(bill__application=application, voided_at__isnull=True)


def paying(bill, **changes):
    """What the page of a bill posts when cash is taken."""
    version = Application.objects.get(pk=bill.application_id).version
    return {"version": version, "amount": bill.amount, "channel": "cash"} | changes


def pay(application, cashier, *, at=None, channel="cash", reference="") -> Payment:
    payload = {"amount": bill_of(application).amount, "channel": channel, "reference": reference}
    workflow.perform(application, "forward", by=cashier, payload=payload, at=at)
    return payment_of(application)
