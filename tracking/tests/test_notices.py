"""Notices: every move that concerns the applicant is told once, in words that say what to do."""

import datetime
import logging

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from permits import workflow
from permits.models import Application, Transition, Verdict, Work
from sipelaku import outbox
from sipelaku.accounts.models import User
from testkit.story import advance, attach, file_application, forward, make_draft, payload_for
from tracking import notices
from tracking.models import Notice
from tracking.tasks import send_notices

EVENING = datetime.datetime(2026, 11, 18, 10, 0, tzinfo=datetime.UTC)  # 18.00 WITA, after closing
MINUTE = datetime.timedelta(minutes=1)
NIK = "6471054507900001"


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def filed(applicant) -> Application:
    return file_application(applicant, at=EVENING)


def send_all() -> None:
    call_command("drain", "--once")


def give_back(application: Application, staff: dict[str, User]) -> None:
    verdicts = payload_for(application)["verdicts"] | {"ktp": ("unreadable", "Foto ulang; angka tidak terbaca.")}
    workflow.perform(
        application, "return", by=staff["counter"], note="Foto KTP buram", payload={"verdicts": verdicts}, at=EVENING
    )


def told(mail_sink) -> tuple[str, str]:
    """The subject and text of the one mail sent since the last look."""
    send_all()
    (message,) = mail_sink.messages
    mail_sink.messages.clear()
    return message["Subject"], message.get_content()


# What is told -------------------------------------------------------------------------


def test_a_registration_is_told_with_number_next_stage_limit_and_address(filed, mail_sink):
    subject, text = told(mail_sink)
    assert subject == f"Permohonan {filed.number} sudah kami terima"
    assert "18 November 2026, pukul 18.00 WITA" in text
    assert "Tahap berikutnya: Meneliti kelengkapan formulir dan berkas persyaratan." in text
    assert "Batas waktu kantor untuk tahap ini: 19 November 2026, pukul 16.00 WITA." in text
    assert f"http://127.0.0.1:8000/t/{filed.token}/" in text
    assert "(0500) 123456" in text


def test_a_return_lists_what_to_mend_and_where(filed, staff, mail_sink):
    told(mail_sink)
    give_back(filed, staff)
    subject, text = told(mail_sink)
    assert subject == f"Permohonan {filed.number} perlu Anda perbaiki"
    assert "Foto KTP buram" in text
    assert "- KTP pemilik atau penanggung jawab (tidak terbaca): Foto ulang; angka tidak terbaca." in text
    assert "Kartu NPWP" not in text
    assert f"http://127.0.0.1:8000/permohonan/{filed.number}/" in text
    assert "Waktu selama Anda memperbaiki tidak dihitung." in text


def test_a_walk_in_without_an_account_is_asked_to_the_counter(staff, mail_sink):
    draft = make_draft(staff["counter"])
    Application.objects.filter(pk=draft.pk).update(applicant=None)
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=staff["counter"], at=EVENING)
    told(mail_sink)
    give_back(draft, staff)
    _subject, text = told(mail_sink)
    assert "Bawa perbaikannya ke loket kantor." in text
    assert "/permohonan/" not in text


def test_corrections_received_are_told(filed, applicant, staff, mail_sink):
    give_back(filed, staff)
    send_all()
    mail_sink.messages.clear()
    attach(filed, "ktp", by=applicant)
    workflow.perform(filed, "resubmit", by=applicant)
    subject, _text = told(mail_sink)
    assert subject == f"Perbaikan permohonan {filed.number} sudah kami terima"


def test_every_stage_is_told_from_registration_to_hand_over(filed, staff, mail_sink):
    advance(filed, staff, at=EVENING)
    send_notices()
    assert [message["Subject"] for message in mail_sink.messages] == [
        f"Permohonan {filed.number} sudah kami terima",
        *(f"Permohonan {filed.number}: tahap {stage} dari 9 selesai" for stage in range(2, 7)),
        f"Izin untuk permohonan {filed.number} siap diambil",
        f"Permohonan {filed.number}: tahap 8 dari 9 selesai",
        f"Permohonan {filed.number} selesai",
    ]
    assert {tuple(recipients) for recipients in mail_sink.recipients} == {("siti@warga.example",)}


def test_what_is_ready_is_fetched_with_the_originals(filed, staff, mail_sink):
    advance(filed, staff, to=Work.ARCHIVE, at=EVENING)
    send_all()
    mail_sink.messages.clear()
    forward(filed, staff, at=EVENING)
    _subject, text = told(mail_sink)
    assert "bawa semua dokumen asli yang Anda unggah" in text
    assert "Jalan Merdeka No. 1, Tanjung Sari" in text


@pytest.mark.parametrize(
    ("action", "stage", "officer", "payload", "subject"),
    [
        ("reject", Work.VERIFY, "kasi", {}, "Permohonan {} ditolak"),
        ("cancel", Work.COMPARE, "counter", {"ktp": ("mismatch", "Nama lain")}, "Izin untuk permohonan {} dibatalkan"),
        ("withdraw", Work.CHECK, None, {}, "Permohonan {} ditarik"),
        ("revoke", None, "head", {}, "Izin dari permohonan {} dicabut"),
    ],
)
def test_an_end_is_told_with_its_reason(filed, staff, mail_sink, action, stage, officer, payload, subject):
    advance(filed, staff, to=stage or "", at=EVENING)
    send_all()
    mail_sink.messages.clear()
    verdicts = {"verdicts": payload_for(filed)["verdicts"] | payload} if payload else {}
    by = staff[officer] if officer else filed.applicant
    workflow.perform(filed, action, by=by, note="Alamat usaha & nama tidak cocok", payload=verdicts, at=EVENING)
    sent_subject, text = told(mail_sink)
    assert sent_subject == subject.format(filed.number)
    assert action == "withdraw" or "Alasan: Alamat usaha & nama tidak cocok" in text
    assert "Batas waktu" not in text


def test_what_goes_back_inside_the_office_is_not_told(filed, staff, mail_sink):
    advance(filed, staff, to=Work.VERIFY, at=EVENING)
    send_all()
    mail_sink.messages.clear()
    workflow.perform(filed, "send_back", by=staff["kasi"], note="Alamat keliru", at=EVENING)
    send_all()
    assert mail_sink.messages == []
    assert not Transition.objects.filter(announced_at__isnull=True).exists()


def test_no_notice_shows_the_nik_or_a_document(filed, staff, mail_sink):
    advance(filed, staff, at=EVENING)
    send_all()
    for message in mail_sink.messages:
        assert NIK not in message.as_string()
        assert "KTP" not in message.get_content()
        assert "Siti" not in message.get_content()


def test_an_applicant_without_an_address_in_the_form_is_reached_by_the_account(applicant, mail_sink):
    draft = make_draft(applicant)
    Application.objects.filter(pk=draft.pk).update(answers=draft.answers | {"email": ""})
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=applicant)
    send_all()
    assert mail_sink.recipients == [["siti@uji.example"]]


def test_who_cannot_be_reached_gets_no_notice(staff, mail_sink):
    draft = make_draft(staff["counter"])
    Application.objects.filter(pk=draft.pk).update(applicant=None, answers=draft.answers | {"email": ""})
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=staff["counter"])
    send_all()
    assert mail_sink.messages == []
    assert not Notice.objects.exists()


def test_text_messages_are_written_to_the_storage(filed, settings):
    settings.NOTICE_CHANNELS = ["sms", "whatsapp"]
    send_all()
    for channel in settings.NOTICE_CHANNELS:
        _folders, (name,) = default_storage.listdir(f"outbox/{channel}")
        with default_storage.open(f"outbox/{channel}/{name}") as file:
            recipient, text = file.read().decode().strip().split("\n")
        assert recipient == "+6281234567890"
        assert text == f"Permohonan {filed.number} sudah kami terima. http://127.0.0.1:8000/t/{filed.token}/"
        assert len(text) <= 160


# How it is sent -----------------------------------------------------------------------


def test_nothing_is_sent_twice(filed, mail_sink):
    send_all()
    send_all()
    assert len(mail_sink.messages) == 1
    notice = Notice.objects.get()
    assert (notice.attempts, notice.leased_until, notice.given_up_at) == (1, None, None)
    assert notice.sent_at


def test_a_message_sent_again_carries_the_same_message_id(filed, mail_sink):
    send_all()
    Notice.objects.update(sent_at=None)
    send_all()
    first, second = mail_sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Reply-To"] == "perizinan@tanjungsari.example"
    assert first.get_content_type() == "text/plain"


def test_moves_and_their_notices_are_written_together_or_not_at_all(filed, settings):
    settings.NOTICE_CHANNELS = ["email", "pigeon"]
    with pytest.raises(KeyError):
        notices.collect(10)
    assert not Notice.objects.exists()
    assert Transition.objects.filter(announced_at__isnull=True).count() == 1


def test_a_failure_is_logged_without_the_person_and_tried_again_later_each_time(filed, mail_sink, caplog, time_machine):
    time_machine.move_to(EVENING + MINUTE, tick=False)
    mail_sink.refusing = "451 Nanti"
    waits = []
    with caplog.at_level(logging.ERROR, "sipelaku.outbox"):
        for _attempt in outbox.WAITS:
            send_all()
            waits.append(Notice.objects.get().next_try_at - timezone.now())
            time_machine.move_to(Notice.objects.get().next_try_at, tick=False)
    assert tuple(waits) == outbox.WAITS
    assert "siti" not in "".join(caplog.messages).lower()
    mail_sink.refusing = ""
    send_all()
    assert len(mail_sink.messages) == 1
    assert Notice.objects.get().attempts == len(outbox.WAITS) + 1


def test_what_cannot_be_sent_is_given_up_at_last_and_an_administrator_sees_it(
    filed, mail_sink, time_machine, admin_user, client
):
    time_machine.move_to(EVENING + MINUTE, tick=False)
    mail_sink.refusing = "550 Tidak dikenal"
    while not Notice.objects.filter(given_up_at__isnull=False).exists():
        send_all()
        time_machine.shift(datetime.timedelta(days=1))
    attempts = Notice.objects.get().attempts
    send_all()
    assert Notice.objects.get().attempts == attempts == len(outbox.WAITS) + 1
    client.force_login(admin_user)
    response = client.get("/admin/tracking/notice/", {"given_up_at__isempty": "0"})
    assert "1 pemberitahuan" in response.content.decode()
    assert "siti" not in response.content.decode().lower()
    assert client.get("/admin/tracking/notice/add/").status_code == 403


def test_a_refused_message_does_not_hold_up_the_next(filed, other_applicant, mail_sink):
    Application.objects.filter(pk=filed.pk).update(email="a\nb@warga.example")
    file_application(other_applicant, at=EVENING)
    send_all()
    assert len(mail_sink.messages) == 1
    assert Notice.objects.filter(sent_at__isnull=True, attempts=1).count() == 1


def test_drain_once_prints_the_papers_too_and_says_how_much_it_did(filed, mail_sink, capsys):
    send_all()
    assert filed.papers.get().rendered_at
    assert capsys.readouterr().out == "cetakan: 1, pemberitahuan: 1\n"


def test_verdicts_of_another_turn_are_not_told_again(filed, applicant, staff, mail_sink):
    give_back(filed, staff)
    attach(filed, "ktp", by=applicant)
    workflow.perform(filed, "resubmit", by=applicant)
    send_all()
    assert Verdict.objects.filter(outcome="unreadable").count() == 1
    (returned,) = [message for message in mail_sink.messages if "perlu Anda perbaiki" in message["Subject"]]
    assert "Foto ulang" in returned.get_content()
