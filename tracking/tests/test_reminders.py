"""A permit that is about to end is told to its holder once, with the way to renew it."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from permits import workflow
from permits.demonstration import make_draft
from permits.models import Application, FilingKind, Permit, PermitType, ServiceStandard, Work
from sipelaku.accounts.models import User
from sipelaku.daily import once_a_day
from testkit.story import advance, file_application, payload_for
from tracking import reminders
from tracking.models import Notice
from tracking.tasks import send_notices

WITA = ZoneInfo("Asia/Makassar")
SIGNED = datetime.datetime(2026, 1, 5, 9, 0, tzinfo=WITA)
END = datetime.date(2027, 1, 5)
DAY = datetime.timedelta(days=1)
REMINDED = datetime.datetime(2026, 12, 6, 9, 0, tzinfo=WITA)  # thirty days before the end

QUERIES = 4  # the days, the permits due, a batch of them with their applicants, the notices


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def permit(applicant, staff, time_machine) -> Permit:
    """A trade permit of one year, under a standard that reminds thirty days before the end; its news are sent."""
    time_machine.move_to(SIGNED, tick=False)
    in_force(validity_months=12, reminder_days=30, kinds=["new", "renewal"])
    return permit_of(applicant, staff)


def in_force(**values: object) -> ServiceStandard:
    """The trade permit's standard in these respects, in the place of the one before."""
    old = PermitType.objects.get(slug="siup").standards.get(status="published")
    standard = old.revise()
    old.retire()
    ServiceStandard.objects.filter(pk=standard.pk).update(
        **values, status="published", effective_from=old.effective_from, published_at=old.published_at
    )
    standard.refresh_from_db()
    return standard


def permit_of(applicant: User, staff: dict[str, User]) -> Permit:
    application = file_application(applicant)
    advance(application, staff)
    application.transitions.update(announced_at=timezone.now())
    return Permit.objects.get(application=application)


def renew(permit: Permit, applicant: User) -> Application:
    """A renewal of the permit, just filed."""
    draft = make_draft(applicant, at=timezone.now(), filing=FilingKind.RENEWAL, previous=permit)
    workflow.perform(draft, "submit", by=applicant)
    return draft


def reminded() -> list[int]:
    """The keys of the permits a reminder was written for."""
    reminders.collect()
    return list(Notice.objects.filter(permit__isnull=False).values_list("permit", flat=True))


# Who is reminded, and when ------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        (REMINDED - DAY, False),
        (REMINDED.replace(hour=0, minute=1), True),
        (REMINDED, True),
        (REMINDED + 20 * DAY, True),
        (datetime.datetime(2027, 1, 5, 23, 59, tzinfo=WITA), True),
        (datetime.datetime(2027, 1, 6, 0, 1, tzinfo=WITA), False),
    ],
)
def test_a_permit_is_reminded_of_from_its_day_to_its_end_by_the_offices_clock(permit, time_machine, moment, is_due):
    assert permit.valid_until == END
    time_machine.move_to(moment, tick=False)
    assert reminded() == [permit.pk] * is_due


def test_a_permit_is_reminded_of_once(permit, time_machine, mail_sink):
    for day in range(4):
        time_machine.move_to(REMINDED + day * DAY, tick=False)
        call_command("drain", "--once")
    assert len(mail_sink.messages) == 1
    assert Notice.objects.get(permit=permit).sent_at


def test_a_permit_without_an_end_or_of_a_standard_that_does_not_remind_is_left_alone(
    permit, other_applicant, staff, time_machine
):
    in_force(validity_months=12, reminder_days=None)
    permit_of(other_applicant, staff)
    in_force(validity_months=None, reminder_days=30)
    permit_of(other_applicant, staff)
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == [permit.pk]


def test_each_standard_reminds_by_its_own_days(permit, other_applicant, staff, time_machine):
    in_force(reminder_days=90)
    early = permit_of(other_applicant, staff)
    time_machine.move_to(REMINDED - 40 * DAY, tick=False)
    assert reminded() == [early.pk]
    time_machine.move_to(REMINDED, tick=False)
    assert sorted(reminded()) == sorted([early.pk, permit.pk])


def test_a_permit_revoked_is_not_reminded_of(permit, staff, time_machine):
    workflow.perform(permit.application, "revoke", by=staff["head"], note="Keterangan palsu")
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == []


def test_a_permit_cancelled_at_the_counter_is_not_reminded_of(permit, other_applicant, staff, time_machine):
    application = file_application(other_applicant)
    advance(application, staff, to=Work.COMPARE)
    verdicts = payload_for(application)["verdicts"] | {"ktp": ("mismatch", "Nama lain")}
    workflow.perform(application, "cancel", by=staff["counter"], note="Lain", payload={"verdicts": verdicts})
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == [permit.pk]


def test_a_permit_whose_renewal_is_under_way_is_not_reminded_of(permit, applicant, time_machine):
    time_machine.move_to(REMINDED - DAY, tick=False)
    renew(permit, applicant)
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == []


def test_a_permit_replaced_is_not_reminded_of(permit, applicant, staff, time_machine):
    time_machine.move_to(REMINDED - DAY, tick=False)
    renewal = renew(permit, applicant)
    advance(renewal, staff)
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == []


def test_a_draft_or_a_withdrawn_renewal_keeps_nobody_from_being_reminded(permit, applicant, time_machine):
    time_machine.move_to(REMINDED - DAY, tick=False)
    workflow.perform(renew(permit, applicant), "withdraw", by=applicant, note="Nanti saja")
    make_draft(applicant, at=timezone.now(), filing=FilingKind.RENEWAL, previous=permit)
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == [permit.pk]


def test_a_permit_not_signed_yet_is_not_reminded_of(permit, other_applicant, staff, time_machine):
    advance(file_application(other_applicant), staff, to=Work.SIGN)
    time_machine.move_to(REMINDED, tick=False)
    assert reminded() == [permit.pk]


def test_who_cannot_be_reached_is_looked_at_again_and_holds_up_nobody(
    permit, other_applicant, staff, time_machine, mail_sink
):
    application = permit_of(other_applicant, staff).application
    Application.objects.filter(pk=application.pk).update(email="")
    User.objects.filter(pk=other_applicant.pk).update(email="")
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    assert mail_sink.recipients == [["siti@warga.example"]]
    Application.objects.filter(pk=application.pk).update(email="dewi@warga.example")
    time_machine.move_to(REMINDED + DAY, tick=False)
    call_command("drain", "--once")
    assert len(mail_sink.recipients) == 2


# What is said -------------------------------------------------------------------------


def test_the_text_says_until_when_and_how_to_renew_and_names_nobody(permit, time_machine, mail_sink):
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    (message,) = mail_sink.messages
    text = message.get_content()
    assert message["Subject"] == f"Izin {permit.number} berlaku sampai 5 Januari 2027"
    assert f"Surat Izin Usaha Perdagangan (SIUP) nomor {permit.number} berlaku sampai Selasa, 5 Januari 2027." in text
    assert "Ajukan perpanjangan sebelum tanggal itu" in text
    assert "http://127.0.0.1:8000/ajukan/siup/" in text
    assert "/t/" not in text
    for word in (permit.application.nik, "Siti", "Melati", permit.token, permit.application.number):
        assert word not in message.as_string()


@pytest.mark.parametrize(
    ("kinds", "words", "address"),
    [
        (["new", "reregistration"], "Ajukan daftar ulang", "/ajukan/siup/"),
        (["new", "amendment"], "baca cara mengurusnya", "/layanan/siup/"),
    ],
)
def test_what_the_standard_of_the_day_offers_is_what_is_advised(permit, time_machine, mail_sink, kinds, words, address):
    in_force(kinds=kinds)
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    text = mail_sink.messages[0].get_content()
    assert words in text
    assert f"http://127.0.0.1:8000{address}" in text


def test_a_type_that_has_gone_elsewhere_is_not_renewed_here(permit, time_machine, mail_sink):
    permit.application.permit_type.standings.create(effective_from=SIGNED.date(), state="oss", explanation="Ke OSS.")
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    text = mail_sink.messages[0].get_content()
    assert "/layanan/siup/" in text
    assert "/ajukan/" not in text


def test_a_text_message_fits_and_leads_to_the_renewal(permit, settings, time_machine):
    settings.NOTICE_CHANNELS = ["sms"]
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    _folders, (name,) = default_storage.listdir("outbox/sms")
    with default_storage.open(f"outbox/sms/{name}") as file:
        _recipient, text = file.read().decode().strip().split("\n")
    assert text.endswith("http://127.0.0.1:8000/ajukan/siup/")
    assert len(text) <= 160


def test_an_administrator_sees_that_a_reminder_went_out(permit, time_machine, admin_user, client, mail_sink):
    time_machine.move_to(REMINDED, tick=False)
    call_command("drain", "--once")
    client.force_login(admin_user)
    assert "Pengingat masa berlaku" in client.get("/admin/tracking/notice/").content.decode()


# How it is collected ------------------------------------------------------------------


def test_a_worker_looks_once_a_day(permit, time_machine, mail_sink):
    time_machine.move_to(REMINDED - DAY, tick=False)
    send_notices()
    assert mail_sink.messages == []
    assert once_a_day(reminders.collect) == 0
    time_machine.move_to(REMINDED, tick=False)
    assert once_a_day(reminders.collect) == 1
    assert once_a_day(reminders.collect) == 0
    send_notices()
    assert len(mail_sink.messages) == 1


def test_a_day_that_failed_is_done_again(permit, time_machine, settings, mail_sink):
    time_machine.move_to(REMINDED, tick=False)
    settings.NOTICE_CHANNELS = ["email", "pigeon"]
    with pytest.raises(KeyError):
        once_a_day(reminders.collect)
    assert not Notice.objects.filter(permit=permit).exists()
    settings.NOTICE_CHANNELS = ["email"]
    send_notices()
    assert len(mail_sink.messages) == 1


def test_a_reminder_that_fails_is_tried_again(permit, time_machine, mail_sink):
    time_machine.move_to(REMINDED, tick=False)
    mail_sink.refusing = "451 Nanti"
    send_notices()
    assert Notice.objects.get(permit=permit).attempts == 1
    mail_sink.refusing = ""
    time_machine.move_to(REMINDED + datetime.timedelta(minutes=2), tick=False)
    send_notices()
    assert len(mail_sink.messages) == 1


def test_the_look_costs_the_same_for_one_permit_and_for_many(
    permit, other_applicant, staff, time_machine, django_assert_num_queries
):
    time_machine.move_to(REMINDED, tick=False)
    reminders.collect()  # reads the office
    Notice.objects.filter(permit__isnull=False).delete()
    with django_assert_num_queries(QUERIES):
        assert reminders.collect() == 1
    time_machine.move_to(SIGNED, tick=False)
    for _number in range(2):
        permit_of(other_applicant, staff)
    Notice.objects.filter(permit__isnull=False).delete()
    time_machine.move_to(REMINDED, tick=False)
    with django_assert_num_queries(QUERIES):
        assert reminders.collect() == 3


def test_the_look_goes_by_the_index_on_the_end(permit):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "permit_by_end_of_validity" in reminders.ending(REMINDED.date(), 30).explain()


@pytest.mark.parametrize("values", [{}, {"both": True}])
def test_a_notice_is_of_a_move_or_of_a_permit_and_never_of_both_or_neither(permit, values):
    move = permit.application.transitions.first()
    both = {"transition": move, "permit": permit} if values else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(channel="email", next_try_at=timezone.now(), **both)


def test_a_second_reminder_by_the_same_channel_is_refused_by_the_database(permit):
    Notice.objects.create(permit=permit, channel="email", next_try_at=timezone.now())
    Notice.objects.create(permit=permit, channel="sms", next_try_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(permit=permit, channel="email", next_try_at=timezone.now())
