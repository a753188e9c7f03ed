"""What the applicant sees of what was sent: the list, one application, corrections, withdrawal."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.formats import date_format

from permits import workflow
from permits.demonstration import PERSON_ANSWERS, drawn_document, fault
from permits.models import Application, Permit, Status
from permits.tests.more_kinds import offer_every_kind
from testkit.story import advance, attach, file_application, forward, make_draft

pytestmark = pytest.mark.django_db
# With Redis the session is read from the cache.
SESSION = 0 if settings.REDIS_URL else 1
LIST = "/permohonan/"


@pytest.fixture
def returned(applicant, staff):
    """An application whose identity card could not be read and whose NIK is not the card's."""
    application = file_application(applicant)
    payload = fault(application, "ktp", "unreadable", "Foto ulang; NIK tidak terbaca.")
    payload["verdicts"]["nik"] = ("unsuitable", "Tidak sama dengan KTP.")
    workflow.perform(application, "return", by=staff["counter"], note="KTP belum terbaca.", payload=payload)
    return application


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def address(application, name="my_application") -> str:
    return reverse(name, args=[application.number])


def card():
    return SimpleUploadedFile("ktp-baru.jpg", drawn_document("KTP baru"), "image/jpeg")


# The list -----------------------------------------------------------------------------


def test_the_list_shows_drafts_and_sent_ones_with_status_and_turn(signed_in, applicant):
    application, draft = file_application(applicant), make_draft(applicant)
    html = page(signed_in.get(LIST))
    assert application.number in html
    assert "Diproses" in html
    assert "Giliran Petugas Loket, paling lambat" in html
    assert "Belum dikirim" in html
    assert reverse("apply_resume", args=["siup", draft.pk]) in html


def test_the_list_says_until_when_a_permit_is_valid(signed_in, applicant, staff, catalogue):
    offer_every_kind()
    application = file_application(applicant)
    assert "Izin berlaku sampai" not in page(signed_in.get(LIST))
    advance(application, staff)
    until = date_format(Permit.objects.get().valid_until, "j F Y")
    assert f"Izin berlaku sampai {until}" in page(signed_in.get(LIST))


def test_an_empty_list_says_what_to_do(signed_in):
    html = page(signed_in.get(LIST))
    assert "Belum ada permohonan" in html
    assert 'href="/layanan/"' in html


def test_a_returned_application_is_the_applicants_turn(signed_in, returned):
    html = page(signed_in.get(LIST))
    assert "Giliran Anda" in html
    assert str(Status.RETURNED.label) in html


def test_nobody_else_is_on_the_list(client, applicant, other_applicant):
    application = file_application(applicant)
    client.force_login(other_applicant)
    assert application.number not in page(client.get(LIST))


@pytest.mark.parametrize("wanted", ["2", "0", "-1", "999", "abc", "9" * 40])
def test_a_long_list_has_pages_and_bears_any_page_number(signed_in, applicant, monkeypatch, wanted):
    monkeypatch.setattr("permits.views.applicant.PAGE_SIZE", 1)
    file_application(applicant), file_application(applicant)
    assert "dari 2" in page(signed_in.get(LIST, {"halaman": wanted}))


def test_the_list_costs_the_same_with_more_applications(signed_in, applicant, django_assert_num_queries):
    for _number in range(3):
        file_application(applicant)
    signed_in.get(LIST)
    with django_assert_num_queries(5 + SESSION):
        signed_in.get(LIST)


# One application ----------------------------------------------------------------------


def test_the_page_shows_turn_stages_events_documents_and_papers(signed_in, applicant, staff):
    application = file_application(applicant)
    forward(application, staff)
    html = page(signed_in.get(address(application)))
    assert "Giliran Petugas Entry Data" in html
    assert html.index("Tahap</h2>") < html.index("Riwayat</h2>")
    assert "Permohonan diajukan" in html
    assert "Tahap diselesaikan: Meneliti kelengkapan" in html
    assert "ktp.jpg" in html
    assert reverse("paper", args=[application.number, "receipt"]) in html
    assert f"/t/{application.token}/" in html


def test_remarks_between_officers_are_not_the_applicants(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="verify")
    workflow.perform(application, "forward", by=staff["kasi"], note="Cek lagi modalnya.", payload={"confirmed": True})
    workflow.perform(application, "send_back", by=staff["kabid"], note="Golongannya keliru.")
    html = page(signed_in.get(address(application)))
    assert "Cek lagi modalnya." not in html
    assert "Golongannya keliru." not in html


def test_a_permit_ready_at_the_counter_says_what_to_bring(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="compare")
    html = page(signed_in.get(address(application)))
    assert "Izin siap diambil" in html
    assert "Bawa semua dokumen asli" in html


def test_a_finished_application_says_so(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff)
    assert "Izin sudah diserahkan" in page(signed_in.get(address(application)))


def test_a_rejected_application_tells_the_reason(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="verify")
    workflow.perform(application, "reject", by=staff["kasi"], note="Lokasi di luar kawasan dagang.")
    html = page(signed_in.get(address(application)))
    assert "Lokasi di luar kawasan dagang." in html
    assert "Tarik permohonan ini" not in html


@pytest.mark.parametrize("name", ["my_application", "application_filed", "application_correct", "application_withdraw"])
def test_what_is_not_theirs_does_not_exist(client, applicant, other_applicant, staff, stranger, name):
    application = file_application(applicant)
    for user in (other_applicant, staff["counter"], staff["head"], stranger):
        client.force_login(user)
        assert client.get(address(application, name)).status_code == 404
    assert client.get(reverse(name, args=["0000000000000000"])).status_code == 404


@pytest.mark.parametrize("name", ["my_application", "application_filed"])
def test_looking_takes_get_only_and_signing_in(client, applicant, name):
    application = file_application(applicant)
    assert client.get(address(application, name))["Location"].startswith("/masuk/")
    client.force_login(applicant)
    assert client.post(address(application, name)).status_code == 405


@pytest.mark.parametrize(("name", "queries"), [("my_application", 7), ("application_filed", 6)])
def test_one_application_costs_a_fixed_number_of_queries(
    signed_in, applicant, staff, django_assert_num_queries, name, queries
):
    application = file_application(applicant)
    advance(application, staff, to="archive")
    signed_in.get(address(application, name))
    with django_assert_num_queries(queries + SESSION):
        signed_in.get(address(application, name))


# Corrections --------------------------------------------------------------------------


def correct(signed_in, application, **data):
    return signed_in.post(address(application, "application_correct"), data)


def test_only_what_was_faulty_opens_each_with_the_officers_note(signed_in, returned):
    assert "Pesan petugas: KTP belum terbaca." in page(signed_in.get(address(returned)))
    html = page(signed_in.get(address(returned, "application_correct")))
    assert "Foto ulang; NIK tidak terbaca." in html
    assert "Tidak sama dengan KTP." in html
    assert "file-ktp" in html
    assert "answer-nik" in html
    assert "file-foto" not in html
    assert "answer-full_name" not in html


def test_corrections_go_back_to_the_counter(signed_in, returned):
    answer = correct(signed_in, returned, **{"file-ktp": card(), "answer-nik": "6471054507900002", "send": "1"})
    assert answer["Location"] == address(returned)
    returned.refresh_from_db()
    assert returned.status == Status.IN_PROCESS
    assert returned.stage.work == "check"
    assert returned.nik == "6471054507900002"
    assert returned.documents.filter(requirement__code="ktp").count() == 2


def test_the_document_the_verdict_was_about_stays(signed_in, returned):
    judged = returned.documents.get(requirement__code="ktp")
    correct(signed_in, returned, **{"file-ktp": card(), "answer-nik": PERSON_ANSWERS["nik"], "later": "1"})
    judged.refresh_from_db()
    assert judged.replaced_at is not None
    assert judged.file.storage.exists(judged.file.name)


def test_corrections_can_be_kept_without_sending(signed_in, returned):
    answer = correct(signed_in, returned, **{"answer-nik": "12", "later": "1"})
    assert answer["Location"] == address(returned)
    returned.refresh_from_db()
    assert returned.status == Status.RETURNED
    assert 'value="12"' in page(signed_in.get(address(returned, "application_correct")))


def test_a_document_not_replaced_is_named_and_nothing_is_sent(signed_in, returned):
    html = page(correct(signed_in, returned, **{"answer-nik": PERSON_ANSWERS["nik"], "send": "1"}))
    assert "yang sudah diperbaiki" in html
    assert 'href="#id_file-ktp"' in html
    returned.refresh_from_db()
    assert returned.status == Status.RETURNED


def test_a_wrong_answer_is_named_and_the_good_document_kept(signed_in, returned):
    html = page(correct(signed_in, returned, **{"file-ktp": card(), "answer-nik": "12", "send": "1"}))
    assert 'href="#id_answer-nik"' in html
    assert "ktp-baru.jpg" in html


def test_what_was_in_order_stays_locked(signed_in, returned):
    data = {
        "file-foto": card(),
        "answer-full_name": "Orang lain",
        "answer-nik": PERSON_ANSWERS["nik"],
        "remove": "foto",
        "later": "1",
    }
    correct(signed_in, returned, **data)
    returned.refresh_from_db()
    assert returned.answers == PERSON_ANSWERS
    assert returned.documents.get(requirement__code="foto").replaced_at is None


def test_sending_corrections_twice_sends_once(signed_in, returned, applicant):
    attach(returned, "ktp", by=applicant)
    data = {"answer-nik": PERSON_ANSWERS["nik"], "send": "1"}
    first, second = correct(signed_in, returned, **data), correct(signed_in, returned, **data)
    assert first["Location"] == second["Location"] == address(returned)
    assert returned.transitions.filter(action="resubmit").count() == 1


def test_nothing_is_open_while_the_office_has_the_file(signed_in, applicant):
    application = file_application(applicant)
    assert signed_in.get(address(application, "application_correct"))["Location"] == address(application)


def test_any_counter_sends_a_walk_ins_corrections(client, staff):
    application = file_walk_in(staff["counter"])
    payload = fault(application, "ktp", "missing", "Unggah KTP.")
    workflow.perform(application, "return", by=staff["counter"], note="KTP", payload=payload)
    client.force_login(staff["counter"])
    answer = client.post(address(application, "application_correct"), {"file-ktp": card(), "send": "1"})
    assert answer["Location"] == address(application)
    application.refresh_from_db()
    assert application.status == Status.IN_PROCESS


def test_who_leaves_the_counter_leaves_its_walk_ins_behind(client, staff):
    application = file_walk_in(staff["counter"])
    document = application.documents.first()
    staff["counter"].roles.clear()
    client.force_login(type(staff["counter"]).objects.get(pk=staff["counter"].pk))
    places = [address(application), address(application, "application_withdraw")]
    places += [reverse("document", args=[document.pk]), reverse("paper", args=[application.number, "receipt"])]
    assert [client.get(place).status_code for place in places] == [404] * 4
    assert client.post(address(application, "application_withdraw"), {"note": "x"}).status_code == 404


def file_walk_in(counter) -> Application:
    application = make_draft(counter)
    Application.objects.filter(pk=application.pk).update(applicant=None)
    application.refresh_from_db()
    workflow.perform(application, "submit", by=counter)
    return application


def test_the_correction_page_costs_a_fixed_number_of_queries(signed_in, returned, django_assert_num_queries):
    place = address(returned, "application_correct")
    signed_in.get(place)
    with django_assert_num_queries(7 + SESSION):
        signed_in.get(place)


# Withdrawal ---------------------------------------------------------------------------


def test_an_application_is_withdrawn_with_a_reason_after_a_warning(signed_in, applicant):
    application = file_application(applicant)
    place = address(application, "application_withdraw")
    assert place in page(signed_in.get(address(application)))
    assert "tidak dapat dilanjutkan" in page(signed_in.get(place))
    assert signed_in.post(place, {"note": "Usaha batal.", "confirm": "1"})["Location"] == address(application)
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert application.transitions.last().note == "Usaha batal."
    assert signed_in.post(place, {"note": "Usaha batal.", "confirm": "1"})["Location"] == address(application)
    assert application.transitions.count() == 2


@pytest.mark.parametrize("note", ["", "   ", "a" * 501])
def test_a_withdrawal_needs_a_reason_of_bearable_length(signed_in, applicant, note):
    application = file_application(applicant)
    html = page(signed_in.post(address(application, "application_withdraw"), {"note": note, "confirm": "1"}))
    assert "Kesalahan: " in html
    application.refresh_from_db()
    assert application.status == Status.IN_PROCESS


def test_what_is_signed_is_not_withdrawn(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="archive")
    place = address(application, "application_withdraw")
    assert signed_in.get(place).status_code == 403
    assert signed_in.post(place, {"note": "Batal."}).status_code == 403
    assert "Tarik permohonan ini" not in page(signed_in.get(address(application)))
