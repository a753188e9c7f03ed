"""Every stage's work through its page, from the counter's check to the hand-over."""

import pytest

from permits import workflow
from permits.models import Outcome, Paper, Status, Verdict, Work
from permits.tests.desk_steps import officer_of, page_of, verdicts, work_for
from testkit.story import PASSWORD, advance, attach, file_application, pretend_rendered


@pytest.fixture
def filed(applicant):
    return file_application(applicant)


def test_a_file_goes_from_filing_to_hand_over_through_the_pages(client, filed, staff):
    seen = []
    while filed.status == Status.IN_PROCESS:
        work = filed.stage.work
        seen.append(work)
        client.force_login(officer_of(filed, staff))
        assert client.get(page_of(filed)).status_code == 200
        if work == Work.SIGN:
            sent = {"file": f"{filed.number}:{filed.version}"}
            assert client.post("/petugas/tanda-tangan/", sent).status_code == 200
            answer = client.post("/petugas/tanda-tangan/", sent | {"password": PASSWORD, "confirm": "1"})
            assert answer.status_code == 200
        else:
            if work == Work.ARCHIVE:
                pretend_rendered(filed)
            answer = client.post(page_of(filed), work_for(filed))
            assert answer.status_code == 302, answer.content.decode()
            assert answer.url == "/petugas/"
        filed.refresh_from_db()
    assert seen == ["check", "prepare", "verify", "correct", "sign", "archive", "compare", "hand_over"]
    assert filed.status == Status.COMPLETED
    assert filed.permit.received_by == "Siti Rahmawati"
    assert filed.permit.archive_place == "Lemari 3, map 12"
    page = client.get(page_of(filed)).content.decode()
    assert "Diserahkan" in page
    assert "Tahap diselesaikan" in page


def test_deciding_can_open_the_next_file_in_the_same_act(client, applicant, filed, staff):
    second = file_application(applicant)
    client.force_login(staff["counter"])
    answer = client.post(page_of(filed), verdicts(filed, next="1"))
    assert answer.url == page_of(second)
    assert second.turns.get(closed_at__isnull=True).officer == staff["counter"]
    answer = client.post(page_of(second), verdicts(second, next="1"), follow=True)
    assert "Tidak ada berkas lain" in answer.content.decode()


# Checking -----------------------------------------------------------------------------


def test_a_missing_verdict_keeps_the_file_and_what_was_typed(client, filed, staff):
    client.force_login(staff["counter"])
    sent = verdicts(filed, **{"doc-ktp": "", "doc-foto": "unreadable", "doc-foto-note": "Terlalu gelap."})
    answer = client.post(page_of(filed), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Beri penilaian untuk KTP" in page
    assert "Terlalu gelap." in page
    assert "<title>Kesalahan:" in page.replace("\n", "")
    assert not Verdict.objects.exists()


def test_one_tick_judges_the_documents_not_judged_yet(client, filed, staff):
    client.force_login(staff["counter"])
    assert client.post(page_of(filed), {"version": filed.version, "rest": "on"}).status_code == 302
    assert set(Verdict.objects.values_list("outcome", flat=True)) == {Outcome.PRESENT}


def test_a_fault_cannot_be_forwarded(client, filed, staff):
    client.force_login(staff["counter"])
    sent = {"version": filed.version, "rest": "on", "doc-ktp": "unsuitable", "doc-ktp-note": "Bukan KTP."}
    answer = client.post(page_of(filed), sent)
    assert answer.status_code == 422
    assert "Kembalikan kepada pemohon" in answer.content.decode()


def test_a_return_shows_the_applicants_letter_before_it_is_sent(client, filed, staff):
    client.force_login(staff["counter"])
    sent = {
        "version": filed.version,
        "rest": "on",
        "doc-ktp": "unreadable",
        "doc-ktp-note": "Foto ulang; NIK tidak terbaca.",
        "field-goods": "on",
        "field-goods-note": "Sebutkan barangnya.",
    }
    letter = client.post(page_of(filed, "return"), sent)
    assert letter.status_code == 200
    text = letter.content.decode()
    assert "Ada berkas yang tidak terbaca." in text
    assert "Foto ulang; NIK tidak terbaca." in text
    assert "Sebutkan barangnya." in text
    filed.refresh_from_db()
    assert filed.status == Status.IN_PROCESS
    final = sent | {"reason": "2", "words": "Terima kasih.", "confirm": "1"}
    assert client.post(page_of(filed, "return"), final).url == "/petugas/"
    filed.refresh_from_db()
    assert filed.status == Status.RETURNED
    assert filed.transitions.last().note == "Ada berkas yang tidak terbaca. Terima kasih."
    faults = {row.code: row.note for row in Verdict.objects.exclude(outcome=Outcome.PRESENT)}
    assert faults == {"ktp": "Foto ulang; NIK tidak terbaca.", "goods": "Sebutkan barangnya."}


def test_the_checklist_travels_with_the_letter(client, filed, staff):
    client.force_login(staff["counter"])
    sent = verdicts(filed, **{"doc-ktp": "missing", "doc-ktp-note": "Unggah KTP."})
    letter = client.post(page_of(filed, "return"), sent)
    carried = dict(letter.context["carried"])
    final = carried | {"version": filed.version, "reason": "1", "confirm": "next"}
    assert client.post(page_of(filed, "return"), final).status_code == 302
    assert Verdict.objects.get(requirement__code="ktp").outcome == Outcome.MISSING


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Tandai dahulu apa yang harus diperbaiki"),
        ({"doc-ktp": "missing"}, "Tulis apa yang harus diperbaiki"),
        ({"doc-ktp": "", "rest": ""}, "Beri penilaian"),
    ],
)
def test_a_return_needs_a_fault_with_a_note(client, filed, staff, typed, says):
    client.force_login(staff["counter"])
    answer = client.post(page_of(filed, "return"), {"version": filed.version, "rest": "on"} | typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_on_the_second_round_only_what_was_replaced_is_judged_anew(client, applicant, filed, staff):
    client.force_login(staff["counter"])
    sent = verdicts(filed, **{"doc-ktp": "unreadable", "doc-ktp-note": "Foto ulang."})
    client.post(page_of(filed, "return"), sent | {"reason": "2", "confirm": "1"})
    attach(filed, "ktp", by=applicant)
    filed.refresh_from_db()
    workflow.perform(filed, "resubmit", by=applicant)
    page = client.get(page_of(filed))
    form = page.context["form"]
    assert form["doc-foto"].value() == Outcome.PRESENT
    assert form["doc-ktp"].value() == ""
    assert "Diganti pemohon" in page.content.decode()
    assert "Foto ulang." in page.content.decode()


# Deciding -----------------------------------------------------------------------------


@pytest.mark.parametrize("work", [Work.VERIFY, Work.CORRECT, Work.ARCHIVE, Work.HAND_OVER, Work.PREPARE])
def test_work_that_is_not_done_is_named_and_keeps_the_file(client, filed, staff, work):
    advance(filed, staff, to=work)
    if work == Work.ARCHIVE:
        pretend_rendered(filed)
    client.force_login(officer_of(filed, staff))
    answer = client.post(page_of(filed), {"version": filed.version})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    before = filed.version
    filed.refresh_from_db()
    assert filed.version == before


def test_the_archive_waits_for_the_printer(client, filed, staff):
    advance(filed, staff, to=Work.ARCHIVE)
    client.force_login(staff["archive"])
    answer = client.post(page_of(filed), {"version": filed.version, "archive_place": "Lemari 1"})
    assert answer.status_code == 422
    assert "masih dicetak" in answer.content.decode()
    assert 'value="Lemari 1"' in answer.content.decode()


def test_data_entry_writes_the_permit_as_typed(client, filed, staff):
    advance(filed, staff, to=Work.PREPARE)
    client.force_login(staff["entry"])
    client.post(page_of(filed), work_for(filed) | {"answer-business_name": "Toko Melati Baru"})
    filed.refresh_from_db()
    assert filed.stage.work == Work.VERIFY
    assert filed.permit.data["business_name"] == "Toko Melati Baru"
    assert Paper.objects.filter(application=filed, kind="draft").count() == 1


def test_a_correction_makes_a_new_draft_and_plain_reading_does_not(client, applicant, staff):
    for change, drafts in ((" Baru", 2), ("", 1)):
        application = file_application(applicant)
        advance(application, staff, to=Work.CORRECT)
        client.force_login(staff["kabid"])
        sent = work_for(application)
        sent["answer-goods"] += change
        assert client.post(page_of(application), sent).status_code == 302
        application.refresh_from_db()
        assert application.permit.data["goods"] == "Bahan pokok dan kelontong" + change
        assert Paper.objects.filter(application=application, kind="draft").count() == drafts


def test_a_draft_can_be_sent_back_a_stage(client, filed, staff):
    advance(filed, staff, to=Work.VERIFY)
    client.force_login(staff["kasi"])
    assert client.get(page_of(filed, "send_back")).status_code == 200
    sent = {"version": filed.version, "reason": "1", "confirm": "1"}
    assert client.post(page_of(filed, "send_back"), sent).status_code == 302
    filed.refresh_from_db()
    assert filed.stage.work == Work.PREPARE


@pytest.mark.parametrize("work", [Work.VERIFY, Work.CORRECT, Work.SIGN])
def test_a_rejection_has_a_page_that_shows_what_will_be_read(client, filed, staff, work):
    advance(filed, staff, to=work)
    client.force_login(officer_of(filed, staff))
    asked = client.get(page_of(filed, "reject"))
    assert "Keputusan ini tidak dapat ditarik kembali" in asked.content.decode()
    sent = {"version": filed.version, "reason": "other", "words": "Lokasi di jalur hijau."}
    preview = client.post(page_of(filed, "reject"), sent | {"preview": "1"})
    assert preview.context["note"] == "Lokasi di jalur hijau."
    filed.refresh_from_db()
    assert filed.status == Status.IN_PROCESS
    client.post(page_of(filed, "reject"), sent | {"confirm": "1"})
    filed.refresh_from_db()
    assert filed.status == Status.REJECTED
    assert filed.transitions.last().note == "Lokasi di jalur hijau."


@pytest.mark.parametrize("typed", [{}, {"reason": "other"}, {"reason": "99"}, {"reason": "1", "words": "x" * 1001}])
def test_a_rejection_without_a_reason_is_not_made(client, filed, staff, typed):
    advance(filed, staff, to=Work.VERIFY)
    client.force_login(staff["kasi"])
    answer = client.post(page_of(filed, "reject"), {"version": filed.version, "confirm": "1"} | typed)
    assert answer.status_code == 422
    filed.refresh_from_db()
    assert filed.status == Status.IN_PROCESS


def test_a_mismatch_with_the_originals_cancels_the_permit(client, filed, staff):
    advance(filed, staff, to=Work.COMPARE)
    client.force_login(staff["counter"])
    sent = verdicts(filed, "match", **{"doc-ktp": "mismatch", "doc-ktp-note": "Nama berbeda."})
    assert client.post(page_of(filed), sent).status_code == 422
    asked = client.post(page_of(filed, "cancel"), sent)
    assert "Dokumen asli tidak cocok" in asked.context["note"]
    client.post(page_of(filed, "cancel"), sent | {"reason": "1", "confirm": "1"})
    filed.refresh_from_db()
    assert filed.status == Status.CANCELLED
    assert filed.permit.cancelled_at


def test_the_head_revokes_a_permit_after_being_asked(client, filed, staff):
    advance(filed, staff)
    client.force_login(staff["head"])
    assert page_of(filed, "revoke") in client.get(page_of(filed)).content.decode()
    assert client.get(page_of(filed, "revoke")).status_code == 200
    sent = {"version": filed.version, "reason": "1", "confirm": "1"}
    assert client.post(page_of(filed, "revoke"), sent).url == page_of(filed)
    filed.refresh_from_db()
    assert filed.status == Status.REVOKED
    assert filed.permit.revoked_at


def test_what_a_superior_sent_back_says_why_above_the_work(client, filed, staff):
    advance(filed, staff, to=Work.CORRECT)
    client.force_login(staff["kasi"])
    assert "Dikembalikan oleh" not in client.get(page_of(filed)).content.decode()
    workflow.perform(filed, "send_back", by=staff["kabid"], note="Alamat tempat usaha salah.")
    page = client.get(page_of(filed)).content.decode()
    assert (
        page.index("Dikembalikan oleh Kabid")
        < page.index("Alamat tempat usaha salah.")
        < page.index("<h2>Memverifikasi izin terbit")
    )
