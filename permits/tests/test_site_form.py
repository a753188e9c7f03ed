"""The report's form against garbage, against what was left out, and as a browser without JavaScript uses it."""

import uuid

import pytest

from permits.models import InspectionPhoto, Transition
from permits.tests.site_steps import a_report, awaiting_report, page_of, picture_file
from permits.tests.test_files import png_bomb

JSON = {"HTTP_ACCEPT": "application/json"}
LONG_NUMBER = "9" * 40


@pytest.fixture
def waiting(applicant, long_staff):
    return awaiting_report(applicant, long_staff)


@pytest.fixture(autouse=True)
def at_the_site(client, long_staff):
    client.force_login(long_staff["inspector"])


def errors_of(client, application, **changes):
    """The messages by field that an incomplete report is answered with; nothing has moved."""
    moves = Transition.objects.count()
    answer = client.post(page_of(application), a_report(application, **changes), **JSON)
    assert answer.status_code == 422, answer.content
    assert Transition.objects.count() == moves
    return answer.json()["errors"]


# What was left out --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("visited_at", "Tulis kapan lokasi ditinjau."),
        ("area", "Tulis luas yang terukur"),
        ("index-zone", "Pilih Indeks lokasi."),
        ("findings", "Tulis apa yang ditemukan"),
        ("conclusion", "Pilih kesimpulan."),
        ("attendee-0-name", "Tulis"),
    ],
)
def test_what_was_left_out_is_asked_for_at_its_field(client, waiting, field, message):
    assert errors_of(client, waiting, **{field: ""})[field].startswith(message)


def test_notes_are_asked_for_when_the_conclusion_has_some(client, waiting):
    assert "notes" in errors_of(client, waiting, conclusion="with_notes")
    assert "attendee-0-name" in errors_of(client, waiting, **{"attendee-0-name": "", "attendee-0-capacity": ""})


@pytest.mark.parametrize("moment", ["2019-01-01T10:00", "2999-01-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_visit_before_its_task_order_or_in_the_future_is_refused(client, waiting, moment):
    assert list(errors_of(client, waiting, visited_at=moment)) == ["visited_at"]


# Garbage ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("visited_at", ["x", "2026-02-31T10:00", "10:00", "-1"]),
        (
            "area",
            [
                "nan",
                "inf",
                "-inf",
                "1e999",
                "1e5",
                "0",
                "-5",
                "1,2,3",
                "1.2.3",
                "٣",
                "9" * 30,
                "10000000000",
                "1.23456",
            ],
        ),
        ("index-zone", ["9", "-1", "x", "0.0", "1e1"]),
        ("conclusion", ["x", "FIT"]),
        ("latitude", ["91", "-91", "nan", "x", "1e2"]),
        ("longitude", ["181", "-181", "inf", "1,2,3"]),
        ("accuracy", ["-1", "x", "1000000", "1.5"]),
        ("findings", ["x" * 10_001, "   "]),
        ("notes", ["x" * 5001]),
        ("attendee-0-name", ["x" * 121]),
        ("attendee-0-capacity", ["x" * 81]),
        ("attendee-7-capacity", ["Tetangga"]),
    ],
)
def test_garbage_is_refused_at_its_field(client, waiting, field, values):
    place = field.replace("7-capacity", "7-name")
    for value in values:
        assert list(errors_of(client, waiting, **{field: value})) == [place], value


@pytest.mark.parametrize("key", ["", "x", "0", "1b4e28ba-2fa1-41d2-883f-0016d3cca42", "' OR 1=1"])
def test_a_report_without_its_key_is_told_to_load_again(client, waiting, key):
    assert "Muat ulang" in errors_of(client, waiting, report_key=key)[""]


def test_a_photo_with_a_bad_key_and_a_caption_without_end_are_refused(client, waiting):
    assert "Salah satu foto" in errors_of(client, waiting, photo=["x"])[""]
    key = str(uuid.uuid4())
    assert "150 huruf" in errors_of(client, waiting, photo=[key], **{f"caption-{key}": "x" * 151})[""]


@pytest.mark.parametrize("field", ["area", "latitude", "attendee-0-name", "index-zone"])
def test_what_no_browser_sends_is_a_bad_request(client, waiting, field):
    for value in (LONG_NUMBER + "9", "a\x00b"):
        assert client.post(page_of(waiting), a_report(waiting, **{field: value})).status_code == 400


@pytest.mark.parametrize("content", [b"", b"bukan gambar", png_bomb()], ids=["empty", "text", "bomb"])
def test_a_signature_that_is_none_is_refused_at_its_person(client, waiting, content):
    forged = picture_file("PNG", "s.png")
    forged.file.seek(0)
    forged.file.truncate()
    forged.file.write(content)
    forged.file.seek(0)
    forged.size = len(content)
    assert "Tanda tangan" in errors_of(client, waiting, **{"attendee-0-signature": forged})["attendee-0-name"]


def test_half_a_place_is_none(client, waiting):
    assert list(errors_of(client, waiting, longitude="")) == ["latitude"]


# Without JavaScript -------------------------------------------------------------------


def test_what_was_typed_is_shown_again_with_the_messages(client, waiting):
    page = client.post(page_of(waiting), a_report(waiting, area="banyak", findings="Temuan panjang."))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_area"' in text
    assert "Temuan panjang." in text
    assert 'value="banyak"' in text
    assert 'value="Siti Rahmawati"' in text
    page = client.post(page_of(waiting), a_report(waiting, conclusion=""))
    assert 'href="#id_conclusion_0"' in page.content.decode()


def test_photos_are_added_described_and_taken_out_before_sending(client, waiting):
    unfinished = a_report(waiting, findings="", area="12")
    page = client.post(
        page_of(waiting), unfinished | {"add_photos": "1", "new_photos": [picture_file(), picture_file()]}
    )
    assert page.status_code == 200
    assert 'value="12"' in page.content.decode()
    assert not page.context["problems"]
    first, second = (str(photo.key) for photo in InspectionPhoto.objects.all())
    typed = unfinished | {"photo": [first, second], f"caption-{second}": "Tampak belakang"}
    page = client.post(page_of(waiting), typed | {"remove": first})
    assert page.status_code == 200
    assert "Tampak belakang" in page.content.decode()
    assert [str(photo.key) for photo in InspectionPhoto.objects.all()] == [second]
    whole = a_report(waiting, photo=[second], new_photos=[picture_file("PNG", "x.png")])
    whole[f"caption-{second}"] = "Tampak belakang"
    assert client.post(page_of(waiting), whole).status_code == 302
    photos = waiting.inspections.get().photos.all()
    assert [photo.caption for photo in photos] == ["Tampak belakang", ""]


def test_a_file_that_is_no_photo_stops_the_report_and_keeps_the_rest(client, waiting):
    pdf = picture_file(name="surat.jpg")
    pdf.file.seek(0)
    pdf.file.write(b"%PDF-1.7")
    pdf.file.seek(0)
    page = client.post(page_of(waiting), a_report(waiting, new_photos=[picture_file(), pdf]))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_new_photos"' in text
    assert "bukan foto JPEG atau PNG" in text
    assert "Bangunan sesuai dengan denah." in text
    assert InspectionPhoto.objects.count() == 1
    assert Transition.objects.filter(application=waiting).count() == 3


def test_the_thirteenth_photo_is_refused(client, waiting):
    many = {"add_photos": "1", "new_photos": [picture_file(size=(20, 20)) for _photo in range(13)]}
    page = client.post(page_of(waiting), a_report(waiting, **many))
    assert page.status_code == 422
    assert "Paling banyak 12 foto" in page.content.decode()
    assert InspectionPhoto.objects.count() == 12


def test_the_worker_is_a_script_for_the_whole_room(client):
    client.logout()
    answer = client.get("/petugas/peninjauan/worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert "js/site/worker.js" in answer.content.decode()
