"""The last steps of filing: documents without JavaScript, sending exactly what was seen exactly once, walk-ins."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from permits import drafts
from permits.demonstration import PERSON_ANSWERS
from permits.models import ApplicantKind, Application, Document, Status
from permits.publication import put_in_force
from permits.workflow import NotAllowed
from testkit.filing import APPLY, PERSON_CODES, answers, begin, fill, page, pictures, seen_on, send, step
from testkit.story import file_application, make_draft

pytestmark = pytest.mark.django_db


# Documents without JavaScript ---------------------------------------------------------


def test_good_files_are_kept_when_another_is_refused(signed_in):
    draft = begin(signed_in)
    files = pictures(["ktp", "foto"]) | {"file-neraca": SimpleUploadedFile("neraca.jpg", b"MZ\x90\x00")}
    html = page(signed_in.post(step(draft, 4), files | {"next": "1"}))
    kept = set(draft.documents.values_list("requirement__code", flat=True))
    assert kept == {"ktp", "foto"}
    assert "bukan PDF, JPEG, atau PNG" in html
    assert 'href="#id_file-neraca"' in html
    assert "Unggah Kartu NPWP." in html


def test_a_document_can_be_replaced_and_removed(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    first = draft.documents.get()
    storage, name = first.file.storage, first.file.name
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    second = draft.documents.get(replaced_at__isnull=True)
    assert second != first
    page(signed_in.post(step(draft, 4), {"remove": "ktp"}))
    assert not draft.documents.filter(replaced_at__isnull=True).exists()
    assert storage.exists(name)  # erased after the commit, which a test's transaction never reaches


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_removed_document_are_erased(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    document = draft.documents.get()
    signed_in.post(step(draft, 4), {"remove": "ktp"})
    assert not document.file.storage.exists(document.file.name)
    assert signed_in.get(reverse("document", args=[document.pk])).status_code == 404


def test_saving_documents_for_later_asks_for_no_others(signed_in):
    draft = begin(signed_in)
    answer = signed_in.post(step(draft, 4), pictures(["ktp"]) | {"later": "1"})
    assert answer["Location"] == reverse("my_applications")
    assert draft.documents.count() == 1


# Sending ------------------------------------------------------------------------------


def test_a_second_tap_leads_to_the_same_number(signed_in, applicant):
    draft = make_draft(applicant)
    seen = {"seen": seen_on(page(signed_in.get(step(draft, 5))))}
    first, second = signed_in.post(step(draft, 5), seen), signed_in.post(step(draft, 5), seen)
    assert first["Location"] == second["Location"]
    assert draft.transitions.count() == 1


def test_what_is_not_complete_is_not_sent(signed_in):
    draft = begin(signed_in)
    answer = signed_in.post(step(draft, 5), {"seen": drafts.seen_mark(draft)})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "NIK: " in html
    assert f"{step(draft, 4)}?ubah=1#id_file-ktp" in html
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert draft.number is None


@pytest.mark.parametrize("seen", ["", "0.1", "x" * 500])
def test_what_was_not_seen_as_it_is_now_is_not_sent(signed_in, applicant, seen):
    draft = make_draft(applicant)
    answer = signed_in.post(step(draft, 5), {"seen": seen}, follow=True)
    assert "Periksa lagi, lalu kirim" in page(answer)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_change_in_another_tab_shows_the_check_page_again(signed_in, applicant):
    draft = make_draft(applicant)
    seen = seen_on(page(signed_in.get(step(draft, 5))))
    signed_in.post(step(draft, 3), answers("Usaha", business_name="Toko Mawar"))
    assert signed_in.post(step(draft, 5), {"seen": seen})["Location"] == step(draft, 5)
    assert "Toko Mawar" in page(signed_in.get(step(draft, 5)))


def test_a_new_standard_is_explained_and_the_answers_stay(signed_in, applicant):
    draft = make_draft(applicant)
    looked_at = draft.documents.get(requirement__code="foto")
    assert signed_in.get(reverse("document", args=[looked_at.pk])).status_code == 200
    seen = seen_on(page(signed_in.get(step(draft, 5))))
    revision = draft.standard.revise()
    revision.requirements.get(code="foto").delete()
    put_in_force(revision, timezone.localdate())
    answer = signed_in.post(step(draft, 5), {"seen": seen}, follow=True)
    assert "Standar pelayanan baru mulai berlaku" in page(answer)
    draft.refresh_from_db()
    assert draft.standard == revision
    assert draft.answers == PERSON_ANSWERS
    assert send(signed_in, draft)["Location"].endswith("/terkirim/")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_tab_left_open_changes_nothing_after_sending(signed_in, applicant, number):
    application = file_application(applicant)
    data = {"applicant_kind": "company", "answer-full_name": "Orang lain", "remove": "ktp"} | pictures(["ktp"])
    answer = signed_in.post(step(application, number), data)
    assert answer["Location"] == reverse("application_filed", args=[application.number])
    application.refresh_from_db()
    assert application.answers == PERSON_ANSWERS
    assert application.applicant_kind == ApplicantKind.PERSON
    assert Document.objects.filter(application=application).count() == len(PERSON_CODES)


def test_nothing_slips_in_after_sending_below_the_views_either(applicant):
    stale = make_draft(applicant)
    drafts.send(Application.objects.get(pk=stale.pk), by=applicant, seen=drafts.seen_mark(stale))
    requirement = stale.standard.requirements.get(code="ktp")
    with pytest.raises(NotAllowed):
        drafts.save_answers(stale, {"full_name": "Orang lain"}, by=applicant)
    with pytest.raises(NotAllowed):
        drafts.remove_document(stale, requirement, by=applicant)
    with pytest.raises(NotAllowed):
        drafts.save_kind(stale, ApplicantKind.COMPANY, by=applicant)


# Walk-ins -----------------------------------------------------------------------------


def test_the_counter_files_for_a_walk_in_and_is_recorded(client, staff):
    client.force_login(staff["counter"])
    assert "Untuk pemohon di loket" in page(client.get(f"{APPLY}?untuk=walkin"))
    draft = begin(client, query="?untuk=walkin")
    assert "Sebagian sudah kami isi" not in page(client.get(step(draft, 2)))
    fill(client, draft)
    confirmation = client.get(send(client, draft)["Location"])
    draft.refresh_from_db()
    assert draft.applicant is None
    assert draft.created_by == staff["counter"]
    assert draft.transitions.get().by == staff["counter"]
    assert "serahkan kepada pemohon" in page(confirmation)


@pytest.mark.parametrize("name", ["entry", "kasi", "head"])
def test_only_the_counter_files_for_others(client, staff, name):
    client.force_login(staff[name])
    assert client.get(f"{APPLY}?untuk=walkin").status_code == 403
    assert client.post(f"{APPLY}?untuk=walkin", {"applicant_kind": "person"}).status_code == 403
    assert not Application.objects.exists()


def test_an_applicant_files_for_no_one_else(signed_in):
    assert signed_in.post(f"{APPLY}?untuk=walkin", {"applicant_kind": "person"}).status_code == 403
