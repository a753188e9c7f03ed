"""What the tests of the survey do again and again."""

from __future__ import annotations

import datetime
from typing import Any

from helpdesk import surveys
from helpdesk.models import Answer, Way
from helpdesk.models.survey import ELEMENTS
from permits.models import Application, Permit, PermitType
from sipelaku.accounts.models import User
from testkit.story import advance, file_application

NOON = datetime.datetime(2026, 10, 9, 4, tzinfo=datetime.UTC)  # a Friday, 12.00 in the office
TODAY = datetime.date(2026, 10, 9)
AFTERWARDS = datetime.datetime(2027, 1, 8, 4, tzinfo=datetime.UTC)  # when the quarter of TODAY is over
LAST_QUARTER_DAY = datetime.date(2026, 8, 20)
ALL_GOOD = dict.fromkeys(ELEMENTS, 3)


def handed_over(applicant: User, staff: dict[str, User]) -> Permit:
    """A permit that its holder has received just now."""
    application = file_application(applicant)
    advance(application, staff)
    permit = Permit.objects.get(application=Application.objects.get(pk=application.pk))
    assert permit.handed_over_at is not None
    return permit


def filled_in(**changes: Any) -> dict[str, Any]:
    """What a browser sends of a survey answered with the third answer everywhere."""
    return {name: str(score) for name, score in ALL_GOOD.items()} | changes


def answered(
    count: int = 1,
    *,
    day: datetime.date = TODAY,
    permit_type: PermitType | None = None,
    way: Way = Way.COUNTER,
    **given: Any,
) -> None:
    """``count`` answers of ``day``, the third answer everywhere unless told otherwise."""
    for _number in range(count):
        surveys.keep({**ALL_GOOD, "permit_type": permit_type, **given}, way=way, day=day)


def the_answer() -> Answer:
    """The one answer there is."""
    return Answer.objects.get()


def three_types() -> list[PermitType]:
    """Three kinds of permit."""
    return [
        PermitType.objects.create(slug=f"izin-{name}", code=f"90{place}", name=f"Izin {name.title()}", agency="Dinas")
        for place, name in enumerate(("ambar", "biru", "cokelat"))
    ]


def scores(*given: int) -> dict[str, Any]:
    """One answer's scores, in the order of the elements."""
    return dict(zip(ELEMENTS, given, strict=True))
