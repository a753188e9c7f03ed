"""The letters about a consultation: at once, on the day before, and when the office cancels."""

import datetime

import pytest

from helpdesk import booking_reminders, consultations
from helpdesk.models import Booking, ConsultationHours, Letter, Meeting
from helpdesk.tasks import remind_of_bookings, send_letters
from sipelaku import outbox
from sipelaku.office.models import Closure, Office
from testkit.consultation import TUESDAY, at, booked, tuesday_morning

pytestmark = pytest.mark.django_db

MONDAY, SUNDAY = TUESDAY - datetime.timedelta(days=1), TUESDAY - datetime.timedelta(days=2)
FRIDAY = at(10, day=TUESDAY - datetime.timedelta(days=4))
REASON = "Petugas kami sakit"


@pytest.fixture(autouse=True)
def friday(time_machine):
    time_machine.move_to(FRIDAY, tick=False)


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def hours(db) -> ConsultationHours:
    return tuesday_morning()


@pytest.fixture
def booking(hours) -> Booking:
    """Made on Friday for Tuesday at nine."""
    return booked(hours, at(9), now=FRIDAY, name="Siti Rahmawati", topic="Buka bit.example sekarang")


def reminders():
    return Letter.objects.filter(kind="reminder")


def sent(mail_sink):
    """The one mail that has arrived since, as (subject, text)."""
    send_letters()
    (message,) = mail_sink.messages
    mail_sink.messages.clear()
    return message["Subject"], message.get_content()


# What the letters say -----------------------------------------------------------------


def test_a_booking_is_confirmed_at_once_with_when_where_and_its_address(booking, mail_sink):
    subject, text = sent(mail_sink)
    assert subject == "Janji konsultasi Selasa, 24 November, pukul 09.00 WITA"
    assert mail_sink.recipients == [[booking.email]]
    for told in ("Hari: Selasa, 24 November 2026", "Jam: 09.00 WITA, 30 menit", "Tempat: ", "batalkan janji ini:"):
        assert told in text
    assert f"http://127.0.0.1:8000/konsultasi/{booking.token}/" in text


@pytest.mark.parametrize(
    ("meeting", "told"), [(Meeting.WHATSAPP, "lewat WhatsApp dari nomor resmi"), (Meeting.PHONE, "menelepon Anda")]
)
def test_a_letter_says_how_the_consultation_is_held(mail_sink, meeting, told):
    booked(tuesday_morning(meeting=meeting), at(9), now=FRIDAY)
    assert told in sent(mail_sink)[1]


def test_no_letter_repeats_what_was_typed_into_the_form(booking, mail_sink, time_machine):
    """Whoever books may write another's address: what they typed must not reach that person in our name."""
    texts = [sent(mail_sink)]
    time_machine.move_to(at(9, day=MONDAY), tick=False)
    remind_of_bookings()
    texts.append(sent(mail_sink))
    consultations.cancel_by_office(booking, REASON, now=at(10, day=MONDAY))
    texts.append(sent(mail_sink))
    for subject, text in texts:
        assert "Siti" not in subject + text
        assert "bit.example" not in subject + text


def test_the_moment_is_told_by_the_offices_clock(booking, mail_sink):
    Office.objects.update(time_zone="Asia/Jakarta")
    subject, text = sent(mail_sink)
    assert "pukul 08.00 WIB" in subject
    assert "Jam: 08.00 WIB" in text


def test_the_short_text_fits_a_text_message(booking, settings, tmp_path):
    settings.NOTICE_CHANNELS = ["sms"]
    Letter.objects.update(channel="sms")
    send_letters()
    (message,) = (tmp_path / "media" / "outbox" / "sms").iterdir()
    number, short = message.read_text().splitlines()
    assert number == booking.phone
    assert short.startswith("Konsultasi 24 Nov pukul 09.00 WITA sudah dipesan.")
    assert len(short) <= 160


# The reminder -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (at(12, day=SUNDAY), 0),
        (at(23, 59, day=SUNDAY), 0),
        (at(0, 1, day=MONDAY), 0),
        (at(7, 59, day=MONDAY), 0),
        (at(8, day=MONDAY), 1),
        (at(23, 59, day=MONDAY), 1),
        (at(0, 1), 0),
        (at(8), 0),
    ],
)
def test_a_reminder_is_written_on_the_day_before_from_eight_by_the_offices_clock(booking, time_machine, moment, count):
    time_machine.move_to(moment, tick=False)
    assert remind_of_bookings() == reminders().count() == count


@pytest.mark.parametrize(("zone", "count"), [("Asia/Jakarta", 0), ("Asia/Makassar", 0), ("Asia/Jayapura", 1)])
def test_the_day_before_begins_where_the_office_is(booking, time_machine, zone, count):
    Office.objects.update(time_zone=zone)
    time_machine.move_to(at(7, 30, day=MONDAY), tick=False)
    assert remind_of_bookings() == count


def test_a_booking_just_after_midnight_is_of_its_own_day(time_machine):
    late = tuesday_morning(opens=datetime.time(0), closes=datetime.time(1), meeting=Meeting.WHATSAPP)
    booked(late, at(0), now=FRIDAY)
    time_machine.move_to(at(23, 30, day=SUNDAY), tick=False)
    assert remind_of_bookings() == 0
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    assert remind_of_bookings() == 1


def test_one_is_reminded_once(booking, time_machine, mail_sink):
    sent(mail_sink)
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    assert [remind_of_bookings(), remind_of_bookings()] == [1, 0]
    subject, text = sent(mail_sink)
    assert subject == "Pengingat: konsultasi Selasa, 24 November, pukul 09.00 WITA"
    assert "Besok Anda punya janji konsultasi." in text
    assert reminders().get().occasion == "2026-11-24"
    send_letters()
    assert mail_sink.messages == []


def test_the_database_keeps_the_reminder_single(booking):
    booking_reminders._remind(booking.pk)
    booking_reminders._remind(booking.pk)
    assert reminders().count() == 1


@pytest.mark.parametrize(
    ("booked_at", "count"),
    [(at(20, 59, day=MONDAY), 1), (at(21, day=MONDAY), 1), (at(21, 1, day=MONDAY), 0)],
)
def test_who_books_less_than_twelve_hours_before_needs_no_reminder(hours, time_machine, booked_at, count):
    booked(hours, at(9), now=booked_at)
    time_machine.move_to(at(23, day=MONDAY), tick=False)
    assert remind_of_bookings() == count


def test_nobody_is_reminded_of_what_was_cancelled(booking, time_machine):
    consultations.cancel(booking, now=FRIDAY)
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    assert remind_of_bookings() == 0


def test_nobody_is_called_to_a_slot_the_office_has_closed_since(booking, time_machine):
    closure = Closure.objects.create(first=TUESDAY, last=TUESDAY, reason="Pindah kantor")
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    assert remind_of_bookings() == 0
    closure.delete()
    assert remind_of_bookings() == 1


def test_a_booking_cancelled_after_it_was_found_is_not_reminded_of(booking):
    consultations.cancel(booking, now=FRIDAY)
    assert booking_reminders._remind(booking.pk) is False
    assert not reminders().exists()


def test_a_reminder_that_waits_is_taken_back_with_the_booking(booking, time_machine, mail_sink):
    sent(mail_sink)
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    remind_of_bookings()
    consultations.cancel(booking, now=at(8, 1, day=MONDAY))
    send_letters()
    assert mail_sink.messages == []


def test_a_letter_being_sent_is_left_to_its_sender(booking):
    outbox.claim(Letter.objects.all(), Letter.objects.get().pk, FRIDAY)
    consultations.cancel(booking, now=FRIDAY)
    assert Letter.objects.get().given_up_at is None


def test_whom_no_channel_reaches_keeps_nobody_busy(hours, time_machine):
    booked(hours, at(9), now=FRIDAY, email="")
    time_machine.move_to(at(8, day=MONDAY), tick=False)
    assert remind_of_bookings() == 0


# The office cancels -------------------------------------------------------------------


def test_who_is_cancelled_by_the_office_is_told_why(booking, mail_sink):
    sent(mail_sink)
    assert consultations.cancel_by_office(booking, REASON, now=FRIDAY)
    subject, text = sent(mail_sink)
    assert subject == "Dibatalkan: konsultasi Selasa, 24 November, pukul 09.00 WITA"
    assert f"Alasannya: {REASON}" in text
    assert f"/konsultasi/{booking.token}/" in text


def test_a_confirmation_not_yet_sent_gives_way_to_the_cancellation(booking, mail_sink):
    consultations.cancel_by_office(booking, REASON, now=FRIDAY)
    assert sent(mail_sink)[0].startswith("Dibatalkan")


def test_who_cancels_by_themselves_gets_no_letter(booking, mail_sink):
    sent(mail_sink)
    consultations.cancel(booking, now=FRIDAY)
    send_letters()
    assert mail_sink.messages == []


def test_nothing_is_written_about_a_booking_that_failed(hours):
    booked(hours, at(9), 1, now=FRIDAY)
    booked(hours, at(9), 2, now=FRIDAY)
    with pytest.raises(consultations.Full):
        booked(hours, at(9), 3, now=FRIDAY)
    assert Letter.objects.count() == 2
