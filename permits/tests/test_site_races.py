"""Races for one report over real connections: whoever comes second changes nothing. With its guard gone, it does."""

import uuid
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from permits import site
from permits.demonstration import report_of
from permits.models import Application, InspectionPhoto
from permits.tests.site_steps import awaiting_report, picture_file
from permits.tests.test_concurrency import race
from permits.work.inspection import inspection_to_come
from testkit.story import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def waiting(applicant, long_staff):
    return awaiting_report(applicant, long_staff)


def copies_of(application, count):
    return [Application.objects.select_related("stage", "standard").get(pk=application.pk) for _copy in range(count)]


def test_one_report_sent_four_times_at_once_is_received_once(waiting, long_staff):
    report, copies = report_of(waiting, timezone.now()), copies_of(waiting, 4)
    results = race(
        4, lambda number: site.send_report(copies[number], report, {}, by=long_staff["inspector"]), at_once=4
    )
    assert Counter(results) == {True: 1, False: 3}
    assert waiting.inspections.get().attendees.count() == 1


def test_of_two_officers_who_report_at_once_one_is_told(waiting, long_staff):
    officers = [long_staff["inspector"], make_user("teknis2", "tim_teknis")]
    reports = [report_of(waiting, timezone.now()) for _officer in officers]
    copies = copies_of(waiting, 2)
    results = race(
        2, lambda number: site.send_report(copies[number], reports[number], {}, by=officers[number]), at_once=2
    )
    assert Counter(type(result).__name__ for result in results) == {"bool": 1, "Overtaken": 1}
    winner = next(number for number, result in enumerate(results) if result is True)
    assert waiting.inspections.get().reported_by == officers[winner]


def send_one_photo_six_times(application, inspector):
    key, content = uuid.uuid4(), picture_file(size=(64, 64)).read()
    results = race(6, lambda _number: site.put_photo(application, key, content, by=inspector), at_once=6)
    return Counter(type(result).__name__ if isinstance(result, Exception) else result for result in results)


def test_one_photo_sent_six_times_at_once_is_kept_once(waiting, long_staff):
    assert send_one_photo_six_times(waiting, long_staff["inspector"]) == {True: 1, False: 5}
    assert InspectionPhoto.objects.count() == 1


def test_control_one_photo_six_times_without_the_lock(waiting, long_staff, monkeypatch):
    @contextmanager
    def unlocked(application):
        with transaction.atomic():
            yield application, inspection_to_come(application)

    monkeypatch.setattr(site, "_locked", unlocked)
    assert send_one_photo_six_times(waiting, long_staff["inspector"]) != {True: 1, False: 5}
