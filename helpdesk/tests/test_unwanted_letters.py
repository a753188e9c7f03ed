"""A letter whose matter changed while somebody was sending it, or whose reader has left, is not sent any more."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from helpdesk import consultations, letters, publishing, questions
from helpdesk.models import Letter, LetterKind
from helpdesk.tests.talk import asked
from sipelaku import outbox
from testkit import hub
from testkit.consultation import NOW, at, booked, tuesday_morning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


def closed(team):
    """A question closed without an answer; answered after all while its letter is under way."""
    question = asked(email="budi@warga.example")
    questions.close(question, "Bukan urusan kami.", by=team["layanan"], seen=questions.state_of(question))

    def answer():
        question.refresh_from_db()
        questions.answer(question, "Tiga hari kerja.", by=team["layanan"], seen=questions.state_of(question))

    return answer


def booked_place(team):
    """A booking; cancelled by its person while its letter is under way."""
    booking = booked(tuesday_morning(), at(9))
    return lambda: consultations.cancel(booking, now=timezone.now())


def reminded(team):
    """A reminder of a booking; cancelled by the office while it is under way."""
    booking = booked(tuesday_morning(), at(9))
    Letter.objects.update(sent_at=timezone.now())
    letters.write(LetterKind.BOOKING_REMINDER, booking=booking, occasion="2026-11-24")
    return lambda: consultations.cancel_by_office(booking, "Petugas sakit.", now=timezone.now())


def refused(team):
    """Refused material; who brought it leaves the office while the letter about that is under way."""
    publishing.refuse(hub.collected(team), by=team["hukum"], note="Dokumennya bocor.")
    return lambda: leave(team["konten"])


def leave(person):
    person.is_active = False
    person.save()


@pytest.fixture(params=[closed, booked_place, reminded, refused], ids=lambda begin: begin.__name__)
def letter(request, team, monkeypatch):
    """A letter whose matter changed while a sender held its lease, before the mail server was found to be away."""
    change = request.param(team)
    letter = Letter.objects.get(sent_at=None)
    with monkeypatch.context() as patch:

        def fail(_letter):
            change()
            raise ConnectionRefusedError

        patch.setattr(letters, "message_of", fail)
        letters.send_due(10)
    letter.refresh_from_db()
    assert (letter.attempts, letter.sent_at, letter.given_up_at) == (1, None, None)
    return letter


def send_again(monday, letter):
    """Let the next try be due; return whether ``letter`` went out then."""
    monday.move_to(timezone.now() + outbox.WAITS[0] + datetime.timedelta(minutes=1))
    letters.send_due(10)
    letter.refresh_from_db()
    return letter.sent_at is not None


def test_what_is_not_so_any_more_is_not_told_at_the_next_try(monday, letter):
    assert not send_again(monday, letter)
    assert (letter.given_up_at, letter.leased_until) == (timezone.now(), None)
    told = {(row.kind, row.sent_at is not None) for row in Letter.objects.exclude(pk=letter.pk)}
    assert all(is_sent for _kind, is_sent in told), "the letters after it go out"


def test_control_who_does_not_look_tells_it(monday, letter, monkeypatch):
    monkeypatch.setattr(letters, "is_wanted", lambda letter: True)
    assert send_again(monday, letter)


@pytest.mark.parametrize("how", ["inactive", "no role"])
def test_who_has_left_the_team_is_told_nothing_of_it(team, how):
    publishing.refuse(hub.collected(team), by=team["hukum"], note="Dokumennya bocor.")
    if how == "inactive":
        leave(team["konten"])
    else:
        team["konten"].roles.clear()
    letters.send_due(10)
    assert (mail.outbox, Letter.objects.get().given_up_at) == ([], timezone.now())
