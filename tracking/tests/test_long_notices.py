"""Notices of the long procedure: when the site is visited, what to pay, what became of a payment or a dispute."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command

from permits import workflow
from permits.actions import live_bill
from permits.demonstration import plan_for
from permits.models import Application, Payment, Work
from testkit.story import advance, file_application, forward, make_draft
from tracking.tasks import send_notices
from tracking.tests.conftest import visit_of

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=WITA)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def filed(applicant, long_procedure) -> Application:
    return file_application(applicant, slug="izin-gangguan")


def told(mail_sink) -> tuple[str, str]:
    """The subject and text of the last mail; all mails so far are put away."""
    call_command("drain", "--once")
    message = mail_sink.messages[-1]
    mail_sink.messages.clear()
    return message["Subject"], message.get_content()


def test_a_planned_inspection_says_when_and_who_and_what_to_have_ready(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.INSPECT)
    subject, text = told(mail_sink)
    assert subject == f"Permohonan {filed.number}: lokasi ditinjau {visit_of(filed)}"
    begin, end = visit_of(filed).rpartition(" ")[2], f"{filed.inspections.get().ends_at.astimezone(WITA):%H.%M}"
    assert f"ditinjau pada Selasa, 5 Mei 2026, pukul {begin} sampai {end} WITA." in text
    assert "Anda atau wakil Anda ada di lokasi" in text
    assert f"surat tugas nomor {filed.inspections.get().task_number}" in text
    assert "Jangan membayar apa pun kepada tim." in text
    assert "Batas waktu kantor" not in text


def test_a_new_date_replaces_the_old_one_with_its_reason(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.INSPECT)
    told(mail_sink)
    plan = plan_for(filed, MONDAY + datetime.timedelta(days=2))
    workflow.perform(filed, "reschedule", by=long_staff["scheduler"], note="Jalan banjir", payload=plan)
    subject, text = told(mail_sink)
    assert subject == f"Permohonan {filed.number}: peninjauan dipindah ke {visit_of(filed)}"
    assert "Jadwal sebelumnya tidak berlaku." in text
    assert "Alasan: Jalan banjir" in text
    assert "5 Mei 2026" not in text


def test_a_bill_says_how_much_until_when_and_how_to_pay_or_to_dispute(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.PAY)
    subject, text = told(mail_sink)
    bill = live_bill(filed)
    assert subject == f"Permohonan {filed.number}: bayar Rp275.000 paling lambat 3 Juni 2026"
    assert "Rp275.000 (dua ratus tujuh puluh lima ribu rupiah)" in text
    assert f"nomor SKRD {bill.number} dan kode bayar {bill.payment_code}" in text
    assert "tunai di kasir kantor, transfer, QRIS, atau EDC" in text
    assert "Ajukan keberatan sebelum membayar." in text
    assert f"/permohonan/{filed.number}/" in text


def test_a_walk_in_disputes_at_the_counter(long_staff, mail_sink):
    draft = make_draft(long_staff["counter"], slug="izin-gangguan")
    Application.objects.filter(pk=draft.pk).update(applicant=None)
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=long_staff["counter"])
    advance(draft, long_staff, to=Work.PAY)
    _subject, text = told(mail_sink)
    assert "keberatan ada di loket kantor" in text
    assert "/permohonan/" not in text


def test_a_payment_is_confirmed_with_the_number_of_its_receipt(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.PAY)
    told(mail_sink)
    forward(filed, long_staff)
    subject, text = told(mail_sink)
    assert subject == f"Pembayaran untuk permohonan {filed.number} sudah kami terima"
    assert "Pembayaran Rp275.000 (dua ratus tujuh puluh lima ribu rupiah)" in text
    assert f"Nomor tanda bukti pembayaran: {Payment.objects.get().number}." in text
    assert "Tahap berikutnya: Mencetak SKRD." in text


def test_a_voided_payment_is_told_with_its_reason_and_what_stands(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.SETTLE)
    told(mail_sink)
    workflow.perform(filed, "void", by=long_staff["second_cashier"], note="Transfer ditarik bank")
    subject, text = told(mail_sink)
    assert subject == f"Pembayaran untuk permohonan {filed.number} dibatalkan"
    assert f"tanda bukti {Payment.objects.get().number}" in text
    assert "Alasan: Transfer ditarik bank" in text
    assert "Bayar Rp275.000 paling lambat 3 Juni 2026." in text


def test_a_second_payment_is_told_with_its_own_receipt(filed, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.SETTLE)
    workflow.perform(filed, "void", by=long_staff["second_cashier"], note="Transfer ditarik bank")
    forward(filed, long_staff)
    _subject, text = told(mail_sink)
    assert Payment.objects.get(voided_at__isnull=True).number in text
    assert Payment.objects.get(voided_at__isnull=False).number not in text


def test_a_dispute_is_confirmed_and_warns_of_the_old_bill(filed, applicant, long_staff, mail_sink):
    advance(filed, long_staff, to=Work.PAY)
    told(mail_sink)
    workflow.perform(filed, "dispute", by=applicant, note="Luas saya 100 m²")
    subject, text = told(mail_sink)
    assert subject == f"Keberatan untuk permohonan {filed.number} sudah kami terima"
    assert "Jangan membayar dengan SKRD sebelumnya." in text


def test_every_move_to_hand_over_is_told_once(filed, long_staff, mail_sink):
    advance(filed, long_staff)
    send_notices()
    subjects = [message["Subject"].replace(filed.number, "N") for message in mail_sink.messages]
    assert subjects == [
        "Permohonan N sudah kami terima",
        "Permohonan N: tahap 2 dari 15 selesai",
        f"Permohonan N: lokasi ditinjau {visit_of(filed)}",
        *(f"Permohonan N: tahap {stage} dari 15 selesai" for stage in (4, 5, 6)),
        "Permohonan N: bayar Rp275.000 paling lambat 3 Juni 2026",
        "Pembayaran untuk permohonan N sudah kami terima",
        *(f"Permohonan N: tahap {stage} dari 15 selesai" for stage in (9, 10, 11, 12)),
        "Izin untuk permohonan N siap diambil",
        "Permohonan N: tahap 14 dari 15 selesai",
        "Permohonan N selesai",
    ]


def test_no_notice_shows_who_or_where(filed, long_staff, mail_sink):
    advance(filed, long_staff)
    send_notices()
    place = filed.inspections.get().place
    for message in mail_sink.messages:
        text = message.get_content()
        for word in (filed.nik, filed.holder_name.split()[0], filed.business_name, place, "KTP"):
            assert word not in text


def test_every_short_text_fits_one_text_message(filed, long_staff, settings):
    settings.NOTICE_CHANNELS = ["sms"]
    advance(filed, long_staff)
    send_notices()
    _folders, names = default_storage.listdir("outbox/sms")
    assert len(names) == 15
    for name in names:
        with default_storage.open(f"outbox/sms/{name}") as file:
            _recipient, text = file.read().decode().strip().split("\n")
        assert len(text) <= 160, text
