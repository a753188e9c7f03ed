"""A draft is deleted by who began it, with every file in it, after a page that says so."""

import pytest
from django.urls import reverse

from permits import drafts, pieces, records, uploads
from permits.models import Application, Document, Upload
from permits.tests.more_kinds import address, begun, drawings, offer_tdp
from permits.workflow import NotAllowed
from testkit.filing import APPLY, answers, page
from testkit.story import file_application, make_draft

pytestmark = pytest.mark.django_db


def place(draft) -> str:
    return reverse("apply_discard", args=["siup", draft.pk])


def test_a_page_says_what_is_lost_before_anything_is(signed_in, applicant):
    draft = make_draft(applicant)
    assert place(draft) in page(signed_in.get(address(draft, 2)))
    html = page(signed_in.get(place(draft)))
    assert "Hapus draf ini?" in html
    assert "tidak dapat kembali" in html
    assert Application.objects.get() == draft


@pytest.mark.django_db(transaction=True)
def test_the_draft_and_what_goes_with_it_are_gone_with_their_files(signed_in, applicant):
    offer_tdp()
    draft = begun(signed_in.post(APPLY, {"applicant_kind": "person", "together": ["tdp"]}))
    signed_in.post(address(draft, 5), drawings(["ktp", "sk_menteri"]))
    upload = uploads.begin(draft, draft.standard.requirements.get(code="foto"), "foto.jpg", 9, by=applicant)
    uploads.accept(upload, 0, b"x" * 9, by=applicant)
    files = [document.file for document in Document.objects.all()]
    answer = signed_in.post(place(draft), {"confirm": "1"}, follow=True)
    assert "Draf sudah dihapus" in page(answer)
    assert not Application.objects.exists()
    assert not Upload.objects.exists()
    assert [file.storage.exists(file.name) for file in files] == [False, False]
    with pytest.raises(FileNotFoundError):
        pieces.whole(upload)


@pytest.mark.django_db(transaction=True)
def test_where_a_document_was_opened_the_record_of_that_stays_and_nothing_else(signed_in, applicant):
    draft = make_draft(applicant)
    document = draft.documents.first()
    assert signed_in.get(reverse("document", args=[document.pk])).status_code == 200
    signed_in.post(place(draft), {"confirm": "1"})
    left = Application.objects.get()
    assert (left.answers, left.applicant_kind, left.looks.count()) == ({}, "", 1)
    assert set(left.documents.values_list("file", "name")) == {("", "")}
    assert not document.file.storage.exists(document.file.name)
    assert "Belum ada permohonan" in page(signed_in.get(reverse("my_applications")))
    assert [signed_in.get(address(left, number)).status_code for number in (1, 2, 5)] == [404] * 3
    assert signed_in.get(place(left)).status_code == 404
    assert signed_in.get(reverse("document", args=[document.pk])).status_code == 404
    assert list(records.misfits()) == []


def test_a_deleted_draft_takes_nothing_in_any_more(signed_in, applicant):
    draft = make_draft(applicant)
    stale = Application.objects.get(pk=draft.pk)
    records.record_look(draft, by=applicant, document=draft.documents.first())
    drafts.erase(Application.objects.get(pk=draft.pk), by=applicant)
    with pytest.raises(NotAllowed):
        drafts.save_answers(stale, {"full_name": "x"}, by=applicant)
    start = reverse("upload_start", args=[draft.pk, "ktp"])
    assert signed_in.post(start, {"name": "a.jpg", "size": 10}).status_code == 409
    assert signed_in.post(address(draft, 2), answers("Pemohon")).status_code == 404
    assert begun(signed_in.post(APPLY, {"applicant_kind": "person"})) != draft


def test_nobody_else_deletes_it(client, applicant, other_applicant, staff):
    draft = make_draft(applicant)
    for user in (other_applicant, staff["counter"], staff["head"]):
        client.force_login(user)
        assert client.get(place(draft)).status_code == 404
        assert client.post(place(draft), {"confirm": "1"}).status_code == 404
    client.logout()
    assert client.post(place(draft), {"confirm": "1"})["Location"].startswith("/masuk/")
    assert Application.objects.filter(pk=draft.pk).exists()


def test_what_is_sent_is_not_deleted(signed_in, applicant):
    application = file_application(applicant)
    answer = signed_in.post(place(application), {"confirm": "1"})
    assert answer["Location"] == reverse("application_filed", args=[application.number])
    with pytest.raises(NotAllowed):
        drafts.erase(application, by=applicant)
    assert Application.objects.filter(pk=application.pk).exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_deleting_takes_get_and_post_only(signed_in, applicant, method):
    draft = make_draft(applicant)
    assert getattr(signed_in, method)(place(draft)).status_code == 405


def test_a_second_tap_finds_nothing_to_delete(signed_in, applicant):
    draft = make_draft(applicant)
    signed_in.post(place(draft), {"confirm": "1"})
    assert signed_in.post(place(draft), {"confirm": "1"}).status_code == 404
