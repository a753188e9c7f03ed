"""Two senders at once, and a sender killed at work: nothing is lost and nothing is sent twice."""

import datetime
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils.module_loading import import_string

from permits import printing
from permits.models import Paper, Permit, PermitType, ServiceStandard, Transition
from permits.tests.test_concurrency import race
from sipelaku import outbox, printout
from sipelaku.channels import CHANNELS, EmailChannel
from sipelaku.management.commands.drain import Command
from testkit.story import advance, file_application
from tracking import notices, reminders
from tracking.models import Notice
from tracking.tasks import send_notices

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


class MeetingChannel(EmailChannel):
    """Counts what is sent, and holds every sender until the other one is sending too."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self._meeting = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def send(self, recipient: str, message: Any) -> None:
        self._meeting.wait()
        self.sent[message.reference] += 1


@pytest.fixture
def channel(monkeypatch) -> MeetingChannel:
    channel = MeetingChannel()
    monkeypatch.setitem(CHANNELS, "email", channel)
    return channel


@pytest.fixture
def two_notices(applicant, other_applicant) -> None:
    file_application(applicant)
    file_application(other_applicant)
    assert notices.collect(10) == 2


@pytest.mark.postgresql
def test_two_senders_at_once_send_each_notice_once(two_notices, channel):
    assert race(2, lambda _number: notices.send_due(2), at_once=2) == [1, 1]
    assert sorted(channel.sent.values()) == [1, 1]
    assert not Notice.objects.filter(sent_at__isnull=True).exists()


@pytest.mark.postgresql
def test_control_two_senders_without_the_lease(two_notices, channel, monkeypatch):
    monkeypatch.setattr(outbox, "claim", lambda waiting, key, now: waiting.get(pk=key))
    race(2, lambda _number: notices.send_due(2), at_once=2)
    assert sorted(channel.sent.values()) == [2, 2]


@pytest.mark.postgresql
def test_two_collectors_at_once_write_each_notice_once(applicant, other_applicant):
    for person in (applicant, other_applicant) * 5:
        file_application(person)
    taken = race(4, lambda _number: notices.collect(4), at_once=4)
    assert sum(taken) + notices.collect(10) == 10
    assert Notice.objects.count() == 10


@pytest.fixture
def ending_permit(applicant, staff, monkeypatch) -> Permit:
    """A signed permit that ends in thirty days; two who look for such permits both see it before either writes."""
    siup = PermitType.objects.get(slug="siup").standards.get(status="published")
    siup.retire()
    standard = siup.revise()
    ServiceStandard.objects.filter(pk=standard.pk).update(
        status="published",
        effective_from=siup.effective_from,
        published_at=siup.published_at,
        validity_months=1,
        reminder_days=31,
    )
    application = file_application(applicant)
    advance(application, staff)
    meeting, remind = threading.Barrier(2, timeout=PATIENCE_SECONDS), reminders._remind

    def after_both_have_looked(permits: Any) -> None:
        meeting.wait()
        remind(permits)

    monkeypatch.setattr(reminders, "_remind", after_both_have_looked)
    return Permit.objects.get(application=application)


@pytest.mark.postgresql
def test_two_who_look_for_ending_permits_at_once_write_one_reminder(ending_permit):
    assert race(2, lambda _number: reminders.collect(), at_once=2) == [1, 1]
    assert Notice.objects.filter(permit=ending_permit).count() == 1


@pytest.mark.postgresql
def test_control_two_who_look_without_the_constraint(ending_permit):
    (one_each,) = [row for row in Notice._meta.constraints if row.name == "one_reminder_per_permit_and_channel"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Notice, one_each)
    try:
        assert race(2, lambda _number: reminders.collect(), at_once=2) == [1, 1]
        assert Notice.objects.filter(permit=ending_permit).count() == 2
    finally:
        Notice.objects.filter(permit=ending_permit).delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Notice, one_each)


class MeetingPress:
    """Stands in for drawing: counts the papers drawn, and holds every printer until the other one draws too."""

    def __init__(self) -> None:
        self.drawn: Counter[int] = Counter()
        self._meeting = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def draw(self, paper: Paper) -> bytes:
        self._meeting.wait()
        self.drawn[paper.pk] += 1
        return b"%PDF-1.7"


@pytest.fixture
def press(applicant, other_applicant, monkeypatch) -> MeetingPress:
    """Two receipts wait to be drawn."""
    file_application(applicant)
    file_application(other_applicant)
    press = MeetingPress()
    monkeypatch.setattr(printing, "draw", press.draw)
    return press


@pytest.mark.postgresql
def test_two_printers_at_once_draw_each_paper_once(press):
    assert race(2, lambda _number: printing.render_pending(2), at_once=2) == [1, 1]
    assert sorted(press.drawn.values()) == [1, 1]


@pytest.mark.postgresql
def test_control_two_printers_without_the_lease(press, monkeypatch):
    monkeypatch.setattr(printout, "claim", lambda papers, key, now: papers.get(pk=key))
    race(2, lambda _number: printing.render_pending(2), at_once=2)
    assert sorted(press.drawn.values()) == [2, 2]


def test_a_database_that_is_away_for_a_while_does_not_end_the_loop(applicant, monkeypatch, caplog):
    file_application(applicant)
    drain = Command(stdout=StringIO())

    def away(limit: int) -> int:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(notices, "collect", away)
        assert drain.try_once() == 0
    assert "the database could not be asked" in caplog.text
    assert drain.try_once() > 0


def test_the_workers_task_announces_and_sends_everything(applicant, mail_sink):
    file_application(applicant)
    send_notices()
    assert len(mail_sink.messages) == 1


def test_every_task_of_the_schedule_exists():
    for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
        assert import_string(str(entry["task"])).name == entry["task"]


# A sender killed at work --------------------------------------------------------------


def start_drain(mail_port: int, media: Path) -> subprocess.Popen[bytes]:
    """Start ``manage.py drain`` on the test's database, with a mail server at ``mail_port``."""
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        user, password, host, port = (database[part] for part in ("USER", "PASSWORD", "HOST", "PORT"))
        address = f"postgres://{user}:{password}@{host}:{port}/{database['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sipelaku.settings",
        "DATABASE_URL": address,
        "REDIS_URL": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MEDIA_URL_ROOT": str(media),
        "NOTICE_CHANNELS": "email",
    }
    return subprocess.Popen([sys.executable, "manage.py", "drain"], cwd=django_settings.BASE_DIR, env=environment)


def test_a_sender_killed_between_the_commit_and_the_sending_loses_nothing(applicant, mail_sink, tmp_path, time_machine):
    application = file_application(applicant)
    with socket.create_server(("127.0.0.1", 0)) as silent_server:
        silent_server.settimeout(PATIENCE_SECONDS)
        process = start_drain(silent_server.getsockname()[1], tmp_path)
        try:
            conversation, _address = silent_server.accept()
        finally:
            process.kill()
        assert process.wait(PATIENCE_SECONDS) == -signal.SIGKILL
        conversation.close()
    notice = Notice.objects.get()
    assert Transition.objects.get().announced_at
    assert (notice.sent_at, notice.attempts) == (None, 1)
    call_command("drain", "--once")
    assert mail_sink.messages == []
    time_machine.move_to(notice.leased_until + datetime.timedelta(seconds=1))
    call_command("drain", "--once")
    call_command("drain", "--once")
    assert [message["Subject"] for message in mail_sink.messages] == [
        f"Permohonan {application.number} sudah kami terima"
    ]


def test_a_stopped_drain_finishes_what_it_has_in_hand(applicant, mail_sink, tmp_path):
    file_application(applicant)
    process = start_drain(mail_sink.port, tmp_path)
    try:
        assert mail_sink.arrived.wait(PATIENCE_SECONDS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    finally:
        process.kill()
    assert Notice.objects.get().sent_at
