"""Two schedulers send one officer to two places at one moment. The control: without its guard the race goes wrong."""

from collections import Counter

import pytest

from permits import workflow
from permits.models import Application, Inspection, Work
from permits.tests.test_concurrency import race
from permits.work import inspection as inspection_work
from testkit.standards import open_here
from testkit.story import LONG_STAFF, STAFF, advance, file_application, make_user, payload_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
FILES = 8


@pytest.fixture
def everybody_plans_the_same_officer():
    """Eight files, and a scheduler for each who sends the same two officers at the same hour; what became of it."""
    open_here("siup", "izin-gangguan")
    staff = {name: make_user(name, role) for name, role in (STAFF | LONG_STAFF).items()}
    team = [staff["inspector"].pk, make_user("wati", "tim_teknis").pk]
    applicant = make_user("siti")
    files = [file_application(applicant, slug="izin-gangguan") for _file in range(FILES)]
    for application in files:
        advance(application, staff, to=Work.SCHEDULE)
    schedulers = [make_user(f"jadwal{number}", "penjadwalan") for number in range(FILES)]
    copies = [Application.objects.get(pk=application.pk) for application in files]
    plan = payload_for(files[0])

    def plan_one(number):
        # Each names the team in another order: that must not make two of them wait for one another.
        payload = plan | {"team": team if number % 2 else team[::-1], "leader": team[0]}
        try:
            return workflow.perform(copies[number], "forward", by=schedulers[number], payload=payload)
        except workflow.Incomplete as incomplete:
            return incomplete

    return lambda: Counter(type(result).__name__ for result in race(FILES, plan_one, at_once=FILES))


def test_one_officer_is_sent_to_one_place_by_schedulers_of_one_moment(everybody_plans_the_same_officer):
    assert everybody_plans_the_same_officer() == {"Transition": 1, "Incomplete": FILES - 1}
    assert Inspection.objects.count() == 1


def test_control_schedulers_of_one_moment_without_holding_the_team(everybody_plans_the_same_officer, monkeypatch):
    monkeypatch.setattr(inspection_work, "_hold_team", lambda chosen: None)
    assert everybody_plans_the_same_officer()["Transition"] > 1
