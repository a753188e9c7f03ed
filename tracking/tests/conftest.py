"""What the tests of the public pages share: files in every state, and what must never be on a page."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.formats import date_format, time_format

from permits import workflow
from permits.models import Application, Permit, PermitType
from permits.publication import put_in_force
from sipelaku.accounts.models import User
from testkit.story import advance, file_application, payload_for

REASON = "Foto KTP buram"


@pytest.fixture
def filed(applicant: User) -> Application:
    """A file just handed in."""
    return file_application(applicant)


@pytest.fixture
def returned(filed: Application, staff: dict[str, User]) -> Application:
    """A file sent back to the applicant with a reason."""
    verdicts = payload_for(filed)["verdicts"] | {"ktp": ("unreadable", REASON)}
    workflow.perform(filed, "return", by=staff["counter"], note=REASON, payload={"verdicts": verdicts})
    return filed


@pytest.fixture
def permit(filed: Application, staff: dict[str, User]) -> Permit:
    """A permit signed and handed over."""
    advance(filed, staff)
    return Permit.objects.get(application=filed)


@pytest.fixture
def short_lived_permit(applicant: User, staff: dict[str, User]) -> Permit:
    """A permit of one month, signed on 5 January 2026."""
    at = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
    standard = PermitType.objects.get(slug="siup").standard_on(at.date()).revise()
    standard.validity_months = 1
    standard.save()
    put_in_force(standard, at.date())
    application = file_application(applicant, at=at)
    advance(application, staff, at=at)
    return Permit.objects.get(application=application)


def visit_of(application: Application) -> str:
    """When the site is to be visited, as pages and notices write it in the office's zone (WITA)."""
    moment = application.inspections.get(cancelled_at__isnull=True).starts_at.astimezone(ZoneInfo("Asia/Makassar"))
    return f"{date_format(moment)} pukul {time_format(moment)}"


def assert_nothing_personal(html: str, application: Application) -> None:
    """Fail when a page shows anything the applicant answered, a document's name, or an officer's remark."""
    answers = [str(value) for key, value in application.answers.items() if key not in ("kbli_edition", "workers")]
    answers = [answer for answer in answers if len(answer) > 2]  # a number of one digit is on every page
    names = [word for document in application.documents.all() for word in (document.name, str(document.requirement))]
    for value in [*answers, *names, *answers[0].split(), application.phone.removeprefix("+62"), "KTP", REASON]:
        assert value not in html
