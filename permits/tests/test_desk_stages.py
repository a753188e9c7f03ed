"""Every stage's work through its page, from the counter's check to the hand-over, and every way it is refused."""

import pytest
from django.urls import reverse

from permits import workflow
from permits.models import Look, Outcome, Paper, Status, Transition, Verdict, Work
from testkit.story import PASSWORD, advance, attach, file_application, forward, make_user, pretend_rendered

CASE_QUERIES = 9


@pytest.fixture
def filed(applicant):
    return file_application(applicant)


def page_of(application, action=""):
    if action:
        return reverse("desk_decide", args=[application.number, action])
    return reverse("desk_application", args=[application.number])


def required(application):
    return [row.code for row in application.standard.requirements_for("person") if row.required]


def verdicts(application, outcome="present", **others):
    given = {f"doc-{code}": outcome for code in required(application)}
    return given | {"version": application.version} | others


def work_for(application):
    """What an officer types at the present stage when everything is in order."""
    work = application.stage.work
    typed = {
        Work.CHECK: lambda: verdicts(application),
        Work.COMPARE: lambda: verdicts(application, "match"),
        Work.PREPARE: lambda: {
            f"answer-{row.key}": application.answers.get(row.key, "")
            for row in application.standard.fields_for("person")
            if row.on_permit
        },
        Work.VERIFY: lambda: {"confirmed": "on"},
        Work.CORRECT: lambda: {
            "confirmed": "on",
            **{f"answer-{key}": value for key, value in application.permit.data.items()},
        },
        Work.ARCHIVE: lambda: {"archive_place": "Lemari 3, map 12"},
        Work.HAND_OVER: lambda: {"received_by": "Siti Rahmawati"},
    }[work]()
    return {"version": application.version} | typed


def officer_of(application, staff):
    return next(user for user in staff.values() if application.stage.role_id in user.role_codes)


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
    assert "Tidak dapat dibatalkan" in asked.content.decode()
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


# Who is faster, and who may not -------------------------------------------------------


def test_who_comes_second_is_told_and_gets_their_words_back(client, filed, staff):
    seen = filed.version
    colleague = make_user("loket2", "petugas_loket", name="Rina Kartika")
    sent = verdicts(filed, **{"doc-ktp": "unreadable", "doc-ktp-note": "Catatan saya.", "field-goods": "on"})
    filed.refresh_from_db()
    workflow.perform(
        filed, "forward", by=colleague, payload={"verdicts": dict.fromkeys(required(filed), ("present", ""))}
    )
    client.force_login(staff["counter"])
    for address in (page_of(filed), page_of(filed, "return")):
        answer = client.post(address, sent | {"version": seen})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Rina Kartika" in text
        assert "Tahap diselesaikan" in text
        assert "Catatan saya." in text
        assert "Tidak terbaca" in text
    assert filed.transitions.count() == 2


def test_others_see_the_file_without_a_form_and_cannot_post(client, filed, staff):
    for name in ("entry", "kasi", "kabid", "head", "archive"):
        client.force_login(staff[name])
        page = client.get(page_of(filed))
        assert page.status_code == 200
        assert 'name="version"' not in page.content.decode()
        for address in (page_of(filed), page_of(filed, "return"), page_of(filed, "reject"), page_of(filed, "revoke")):
            assert client.post(address, verdicts(filed, confirm="1", reason="1")).status_code == 403
    assert Transition.objects.count() == 1


def test_who_may_not_see_the_file_finds_nothing(client, filed, applicant, stranger):
    assert client.get(page_of(filed)).url.startswith("/masuk/")
    for user in (applicant, stranger):
        client.force_login(user)
        for address in (page_of(filed), page_of(filed, "reject")):
            assert client.get(address).status_code == 404
            assert client.post(address, verdicts(filed)).status_code == 404


def test_the_signature_cannot_be_given_past_the_password(client, filed, staff):
    advance(filed, staff, to=Work.SIGN)
    client.force_login(staff["head"])
    assert client.post(page_of(filed), {"version": filed.version, "confirmed": "on"}).status_code == 403
    filed.refresh_from_db()
    assert filed.stage.work == Work.SIGN


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.0"])
def test_a_form_without_its_version_is_a_bad_request(client, filed, staff, version):
    client.force_login(staff["counter"])
    assert client.post(page_of(filed), verdicts(filed) | {"version": version}).status_code == 400


@pytest.mark.parametrize("typed", [{"doc-ktp": "match"}, {"doc-ktp": "<b>"}, {"doc-ktp-note": "x" * 301}])
def test_garbage_in_the_checklist_is_refused(client, filed, staff, typed):
    client.force_login(staff["counter"])
    assert client.post(page_of(filed), verdicts(filed) | typed).status_code == 422


def test_unknown_addresses_and_methods_are_refused(client, filed, staff):
    client.force_login(staff["counter"])
    assert client.get(page_of(filed, "forward")).status_code == 404
    assert client.get(page_of(filed, "hapus")).status_code == 404
    assert client.put(page_of(filed)).status_code == 405
    assert client.get("/petugas/permohonan/123/").status_code == 404
    assert client.get(page_of(filed) + "?dokumen=999999").status_code == 404
    assert client.get(page_of(filed) + "?dokumen=x").status_code == 404


# Documents ----------------------------------------------------------------------------


def test_the_page_opens_one_document_and_a_look_is_recorded_only_for_it(client, filed, staff):
    client.force_login(staff["counter"])
    page = client.get(page_of(filed))
    first = filed.documents.get(requirement__code="ktp")
    assert page.context["viewer"] == f"/petugas/dokumen/{first.pk}/"
    assert Look.objects.count() == 0
    frame = client.get(page.context["viewer"])
    assert f'src="/dokumen/{first.pk}/"' in frame.content.decode()
    assert client.get(f"/dokumen/{first.pk}/").status_code == 200
    assert Look.objects.get().document == first
    other = filed.documents.get(requirement__code="foto")
    assert client.get(f"{page_of(filed)}?dokumen={other.pk}").context["viewer"] == f"/petugas/dokumen/{other.pk}/"


def test_a_document_of_an_invisible_file_is_not_there(client, filed, stranger):
    client.force_login(stranger)
    document = filed.documents.first()
    assert client.get(f"/petugas/dokumen/{document.pk}/").status_code == 404


@pytest.mark.parametrize("work", [Work.CHECK, Work.PREPARE, Work.VERIFY, Work.SIGN, Work.HAND_OVER, ""])
@pytest.mark.usefixtures("sessions_in_database")
def test_the_page_of_a_file_costs_a_fixed_number_of_queries(client, filed, staff, work, django_assert_num_queries):
    advance(filed, staff, to=work)
    client.force_login(officer_of(filed, staff) if filed.stage else staff["head"])
    client.get(page_of(filed))
    with django_assert_num_queries(CASE_QUERIES):
        client.get(page_of(filed))


def test_a_walk_ins_file_leads_the_counter_to_act_for_them(client, staff):
    walk_in = make_walk_in(staff["counter"])
    client.force_login(staff["counter"])
    page = client.get(page_of(walk_in)).content.decode()
    assert "Diajukan di loket" in page
    assert reverse("my_application", args=[walk_in.number]) in page
    forward(walk_in, staff)


def make_walk_in(counter):
    """A walk-in filed by the counter."""
    application = file_application(counter)
    type(application).objects.filter(pk=application.pk).update(applicant=None)
    application.refresh_from_db()
    return application
