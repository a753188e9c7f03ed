"""Uploads: sending in pieces with interruptions, and looking at a document."""

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from permits import files, records
from permits.models import Document, Look, Upload
from permits.pieces import PIECE
from permits.steps import steps_for
from testkit.story import attach, file_application, make_draft

pytestmark = pytest.mark.django_db


# Uploads in pieces --------------------------------------------------------------------


@pytest.fixture
def draft(applicant):
    return make_draft(applicant)


@pytest.fixture
def photo() -> bytes:
    """A JPEG of three pieces, the last one shorter."""
    buffer = io.BytesIO()
    Image.effect_noise((1500, 900), 80).save(buffer, "JPEG", quality=75)
    content = buffer.getvalue()
    assert 2 * PIECE < len(content) < 3 * PIECE
    return content


def start(browser_client, draft, content, code="ktp", name="ktp.jpg", size=None):
    place = reverse("upload_start", args=[draft.pk, code])
    return browser_client.post(place, {"name": name, "size": len(content) if size is None else size})


def put(browser_client, url, offset, piece):
    return browser_client.patch(
        url, piece, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
    )


def send_rest(browser_client, url, content, offset=0):
    """Send piece after piece from ``offset``; return the answer to the last."""
    for place in range(offset, len(content), PIECE):
        answer = put(browser_client, url, place, content[place : place + PIECE])
    return answer


def pieces_of(upload_url) -> int:
    key = upload_url.strip("/").rpartition("/")[2].replace("-", "")
    _folders, names = default_storage.listdir("uploads")
    return sum(name.startswith(key) for name in names)


def test_a_file_sent_in_pieces_becomes_the_document(signed_in, draft, photo):
    begun = start(signed_in, draft, photo)
    assert (begun.status_code, begun.json()["offset"]) == (201, 0)
    answer = send_rest(signed_in, begun.json()["url"], photo)
    assert answer.status_code == 201
    assert "ktp.jpg" in answer.content.decode()
    document = draft.documents.get(requirement__code="ktp", replaced_at__isnull=True)
    assert document.file.read() == photo
    assert document.sha256 == hashlib.sha256(photo).hexdigest()
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_pieces_are_gone_when_the_document_is_there(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    put(signed_in, url, 0, photo[:PIECE])
    assert pieces_of(url) == 1
    send_rest(signed_in, url, photo, offset=PIECE)
    assert pieces_of(url) == 0


def test_an_interrupted_upload_goes_on_where_it_stopped(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    put(signed_in, url, 0, photo[:PIECE])
    assert signed_in.get(url).json()["offset"] == PIECE
    assert send_rest(signed_in, url, photo, offset=PIECE).status_code == 201


def test_an_upload_goes_on_in_another_session_with_the_same_file(signed_in, draft, photo, applicant):
    url = start(signed_in, draft, photo).json()["url"]
    put(signed_in, url, 0, photo[:PIECE])
    other_device = Client()
    other_device.force_login(applicant)
    html = other_device.get(reverse("apply_step", args=["siup", draft.pk, 4])).content.decode()
    assert "ktp.jpg baru terkirim" in html
    again = start(other_device, draft, photo).json()
    assert again == {"url": url, "offset": PIECE, "size": len(photo)}
    assert send_rest(other_device, url, photo, offset=PIECE).status_code == 201


def test_another_file_for_the_same_place_starts_over(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    put(signed_in, url, 0, photo[:PIECE])
    again = start(signed_in, draft, photo, name="lain.jpg").json()
    assert again["url"] != url
    assert again["offset"] == 0
    assert signed_in.get(url).status_code == 404


@pytest.mark.parametrize("offset", [PIECE, 1, 2 * PIECE])
def test_a_piece_out_of_place_is_told_the_offset_wanted(signed_in, draft, photo, offset):
    url = start(signed_in, draft, photo).json()["url"]
    answer = put(signed_in, url, offset, photo[:PIECE] if offset < 2 * PIECE else photo[2 * PIECE :])
    assert answer.status_code == 409
    assert answer.json()["offset"] == 0


def test_a_piece_sent_again_because_its_answer_was_lost_does_no_harm(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    put(signed_in, url, 0, photo[:PIECE])
    assert put(signed_in, url, 0, photo[:PIECE]).json()["offset"] == PIECE
    assert send_rest(signed_in, url, photo, offset=PIECE).status_code == 201


def test_a_piece_of_the_wrong_length_is_not_taken(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    assert put(signed_in, url, 0, photo[:100]).status_code == 409
    assert signed_in.get(url).json()["offset"] == 0


def test_more_than_was_announced_is_too_much(signed_in, draft):
    url = start(signed_in, draft, b"", size=100).json()["url"]
    assert put(signed_in, url, 0, b"x" * 101).status_code == 413
    assert put(signed_in, url, 0, b"x" * (PIECE + 1)).status_code == 413


@pytest.mark.parametrize(
    ("size", "status"), [(files.MAX_BYTES + 1, 413), (0, 422), (-1, 400), ("abc", 400), (2**63, 400)]
)
def test_a_file_too_large_or_empty_is_refused_before_it_is_sent(signed_in, draft, size, status):
    answer = start(signed_in, draft, b"", size=size)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("offset", ["", "-1", "abc", "1e3", "9" * 40, "²"])
def test_an_offset_that_is_no_number_is_a_bad_request(signed_in, draft, photo, offset):
    url = start(signed_in, draft, photo).json()["url"]
    answer = signed_in.generic("PATCH", url, b"x", content_type="application/octet-stream", HTTP_UPLOAD_OFFSET=offset)
    assert answer.status_code == 400


def test_a_whole_file_that_is_refused_leaves_nothing_behind(signed_in, draft):
    content = b"MZ\x90\x00" + b"x" * 100
    before = list(draft.documents.values_list("pk", flat=True))
    answer = send_rest(signed_in, start(signed_in, draft, content).json()["url"], content)
    assert answer.status_code == 422
    assert "bukan PDF, JPEG, atau PNG" in answer.json()["error"]
    assert list(draft.documents.values_list("pk", flat=True)) == before
    assert not Upload.objects.exists()


def test_someone_elses_upload_does_not_exist(signed_in, client, draft, photo, other_applicant, staff):
    url = start(signed_in, draft, photo).json()["url"]
    for user in (other_applicant, staff["counter"]):
        intruder = Client()
        intruder.force_login(user)
        assert intruder.get(url).status_code == 404
        assert put(intruder, url, 0, photo[:PIECE]).status_code == 404
        assert start(intruder, draft, photo).status_code == 404


def test_who_is_not_signed_in_is_told_so(draft, signed_in, photo):
    url = start(signed_in, draft, photo).json()["url"]
    anonymous = Client()
    assert anonymous.get(url).status_code == 401
    assert put(anonymous, url, 0, photo[:PIECE]).status_code == 401
    assert "Masuk lagi" in start(anonymous, draft, photo).json()["error"]


def test_nothing_arrives_after_sending(signed_in, applicant, photo):
    draft = make_draft(applicant)
    url = start(signed_in, draft, photo).json()["url"]
    application = file_application(applicant)
    assert start(signed_in, application, photo).status_code == 404
    Upload.objects.update(application=application)
    assert put(signed_in, url, 0, photo[:PIECE]).status_code == 404
    assert signed_in.get(url).status_code == 404


def test_a_document_nobody_asked_for_has_no_place(signed_in, draft, photo):
    assert start(signed_in, draft, photo, code="tidak-ada").status_code == 404
    assert start(signed_in, draft, photo, code="akta").status_code == 409


def test_uploads_take_their_own_methods_only(signed_in, draft, photo):
    url = start(signed_in, draft, photo).json()["url"]
    assert signed_in.post(url).status_code == 405
    assert signed_in.delete(url).status_code == 405
    assert signed_in.get(reverse("upload_start", args=[draft.pk, "ktp"])).status_code == 405


def test_nobody_uploads_without_end(signed_in, draft, photo, monkeypatch):
    monkeypatch.setattr("permits.views.uploads.FILES_PER_HOUR", 1)
    assert start(signed_in, draft, photo).status_code == 201
    assert start(signed_in, draft, photo).status_code == 429


def test_files_of_a_form_count_too(signed_in, draft, photo, monkeypatch):
    monkeypatch.setattr("permits.views.uploads.FILES_PER_HOUR", 1)
    assert start(signed_in, draft, photo).status_code == 201
    before = draft.documents.get(requirement__code="ktp", replaced_at__isnull=True)
    sent = SimpleUploadedFile("ktp.jpg", photo)
    number = len(steps_for(draft)) - 1
    answer = signed_in.post(
        reverse("apply_step", args=[draft.permit_type.slug, draft.pk, number]), {"file-ktp": sent, "later": "1"}
    )
    assert "Anda sudah mengirim sangat banyak berkas" in answer.content.decode()
    assert draft.documents.get(requirement__code="ktp", replaced_at__isnull=True) == before


# Looking at a document ----------------------------------------------------------------


def test_a_document_is_shown_as_sent_and_the_look_is_recorded(signed_in, draft, applicant):
    document = draft.documents.get(requirement__code="ktp")
    answer = signed_in.get(reverse("document", args=[document.pk]))
    assert b"".join(answer.streaming_content) == document.file.read()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="ktp.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    look = Look.objects.get()
    assert (look.by, look.document) == (applicant, document)
    assert list(records.misfits()) == []


def test_officers_of_the_procedure_see_what_was_sent_and_are_recorded(client, applicant, staff):
    document = attach(file_application(applicant), "sewa", by=applicant)
    client.force_login(staff["counter"])
    assert client.get(reverse("document", args=[document.pk])).status_code == 200
    assert Look.objects.get().by == staff["counter"]


def test_a_document_does_not_exist_for_whom_it_does_not_concern(client, draft, other_applicant, staff, stranger):
    place = reverse("document", args=[draft.documents.first().pk])
    for user in (other_applicant, stranger, staff["counter"]):
        client.force_login(user)
        assert client.get(place).status_code == 404
    assert client.get(reverse("document", args=[Document.objects.latest("pk").pk + 1])).status_code == 404
    assert client.get(f"/dokumen/{10**30}/").status_code == 404
    assert not Look.objects.exists()


def test_looking_at_a_document_takes_signing_in_and_no_post(client, draft, applicant):
    place = reverse("document", args=[draft.documents.first().pk])
    assert client.get(place)["Location"] == f"/masuk/?next={place}"
    client.force_login(applicant)
    assert client.post(place).status_code == 405
    assert client.head(place).status_code == 200
