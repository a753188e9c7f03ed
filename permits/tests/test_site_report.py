"""The report from the site: who may write it, what it must say, and that it arrives exactly once."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from permits import site, workflow
from permits.models import Conclusion, Inspection, InspectionPhoto, Work
from permits.tests.site_steps import a_report, awaiting_report, page_of, picture_file
from testkit.story import advance, file_application, forward, make_user

PAGE_QUERIES = 8
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def waiting(applicant, long_staff):
    return awaiting_report(applicant, long_staff)


@pytest.fixture
def inspector(client, long_staff):
    client.force_login(long_staff["inspector"])
    return long_staff["inspector"]


def send_photo(client, application, key=None, photo=None):
    address = reverse("site_photos", args=[application.number])
    return client.post(address, {"key": str(key or uuid.uuid4()), "photo": photo or picture_file()})


# What it asks -------------------------------------------------------------------------


@pytest.mark.usefixtures("inspector")
def test_the_page_tells_what_is_inspected_where_and_whom_to_call(client, waiting):
    inspection = waiting.inspections.get()
    page = client.get(page_of(waiting))
    text = page.content.decode()
    assert page.status_code == 200
    for told in (waiting.number, inspection.place, inspection.task_number, "Toko Melati", 'href="tel:+6281234567890"'):
        assert told in text
    for asked in ("Indeks lokasi", "Kawasan permukiman", "Luas terukur", "Kesimpulan", "Yang hadir"):
        assert asked in text
    assert page["Cache-Control"]
    assert "geolocation=(self)" in page["Permissions-Policy"]


@pytest.mark.usefixtures("inspector", "sessions_in_database")
def test_the_page_costs_a_fixed_number_of_queries(client, waiting, django_assert_num_queries):
    client.get(page_of(waiting))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(waiting))
    for _photo in range(3):
        send_photo(client, waiting)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(waiting))


def test_a_report_finishes_the_inspection(client, waiting, inspector):
    answer = client.post(page_of(waiting), a_report(waiting))
    assert answer.status_code == 302
    assert answer.url == page_of(waiting)
    assert "Laporan sudah diterima" in client.get(answer.url).content.decode()
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.RESUME
    inspection = waiting.inspections.get()
    assert inspection.reported_by == inspector
    assert inspection.area == Decimal("1234.5")
    assert inspection.latitude == Decimal("-1.265432")
    assert inspection.longitude == Decimal("116.831234")
    assert inspection.accuracy == 12
    assert inspection.conclusion == Conclusion.FIT
    assert set(inspection.indices.values()) == {0}
    assert inspection.basis_area == inspection.area
    assert [(row.name, row.capacity) for row in inspection.attendees.all()] == [("Siti Rahmawati", "Pemohon")]
    assert not inspection.attendees.get().signature


@pytest.mark.usefixtures("inspector")
def test_a_signature_stands_in_the_row_of_who_signed(client, waiting):
    signed = a_report(waiting, **{"attendee-1-name": "Dewi Anggraini"})
    signed["attendee-1-signature"] = picture_file("PNG", "s.png", (400, 200))
    assert client.post(page_of(waiting), signed, **JSON).status_code == 201
    first, second = waiting.inspections.get().attendees.all()
    assert not first.signature
    assert second.signature.read().startswith(b"\x89PNG")
    assert "PonselContoh" not in second.signature.name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("150", "150"), ("150,5", "150.5"), ("150.5", "150.5"), ("1.500", "1500"), ("1.500,25 m²", "1500.25")],
)
@pytest.mark.usefixtures("inspector")
def test_an_area_is_understood_as_people_write_it(client, waiting, typed, kept):
    assert client.post(page_of(waiting), a_report(waiting, area=typed), **JSON).status_code == 201
    assert waiting.inspections.get().area == Decimal(kept)


@pytest.mark.usefixtures("inspector")
def test_a_report_written_hours_ago_without_signal_is_taken(client, waiting):
    Inspection.objects.update(scheduled_at=timezone.now() - datetime.timedelta(days=1))
    visited = timezone.localtime(timezone.now() - datetime.timedelta(hours=7))
    typed = a_report(waiting, visited_at=visited.strftime("%Y-%m-%dT%H:%M"))
    assert client.post(page_of(waiting), typed, **JSON).status_code == 201
    assert waiting.inspections.get().visited_at == visited.replace(second=0, microsecond=0)


@pytest.mark.usefixtures("inspector")
def test_a_visit_in_the_minute_of_its_task_order_counts_as_after_it(client, waiting):
    ordered = timezone.localtime(timezone.now() - datetime.timedelta(hours=1)).replace(second=59)
    Inspection.objects.update(scheduled_at=ordered)
    typed = a_report(waiting, visited_at=ordered.strftime("%Y-%m-%dT%H:%M"))
    assert client.post(page_of(waiting), typed, **JSON).status_code == 201


# Who may ------------------------------------------------------------------------------


def test_any_officer_of_the_role_may_report_not_only_who_was_sent(client, waiting):
    colleague = make_user("teknis2", "tim_teknis")
    client.force_login(colleague)
    assert client.post(page_of(waiting), a_report(waiting), **JSON).status_code == 201
    assert waiting.inspections.get().reported_by == colleague


def test_everybody_else_finds_nothing(client, waiting, long_staff, applicant, stranger):
    key = uuid.uuid4()
    client.force_login(long_staff["inspector"])
    assert send_photo(client, waiting, key).status_code == 201
    photo = reverse("site_photo", args=[waiting.number, key])
    for user in (applicant, stranger, long_staff["scheduler"], long_staff["head"], long_staff["counter"]):
        client.force_login(user)
        assert client.get(page_of(waiting)).status_code == 404
        assert client.post(page_of(waiting), a_report(waiting)).status_code == 404
        assert send_photo(client, waiting).status_code == 404
        assert client.get(photo).status_code == 404
    client.logout()
    for address in (page_of(waiting), photo):
        assert client.get(address).url.startswith("/masuk/")
    assert client.post(page_of(waiting), a_report(waiting)).url.startswith("/masuk/")


def test_nobody_reports_on_a_file_of_their_own(client, long_staff):
    both = make_user("rangkap", "tim_teknis", "pemohon")
    theirs = awaiting_report(both, long_staff)
    client.force_login(both)
    assert client.get(page_of(theirs)).status_code == 404
    assert client.post(page_of(theirs), a_report(theirs)).status_code == 404


@pytest.mark.usefixtures("inspector")
def test_a_file_without_an_inspection_has_no_report(client, applicant, long_staff):
    short = file_application(applicant)
    fresh = file_application(applicant, slug="izin-gangguan")
    for application in (short, fresh):
        assert client.get(page_of(application)).status_code == 404
        assert client.post(page_of(fresh), a_report(fresh)).status_code == 404
        assert send_photo(client, application).status_code == 404
    advance(fresh, long_staff, to=Work.SCHEDULE)
    assert client.get(page_of(fresh)).status_code == 404
    assert client.get("/petugas/peninjauan/9999/bap/").status_code == 404


@pytest.mark.usefixtures("inspector")
def test_other_methods_are_refused(client, waiting):
    assert client.put(page_of(waiting)).status_code == 405
    assert client.get(reverse("site_photos", args=[waiting.number])).status_code == 405
    assert client.post(reverse("site_photo", args=[waiting.number, uuid.uuid4()])).status_code == 405
    assert client.post(reverse("site_worker")).status_code == 405


# Exactly once -------------------------------------------------------------------------


@pytest.mark.usefixtures("inspector")
def test_a_report_sent_again_after_a_lost_answer_is_a_success(client, waiting):
    report = a_report(waiting)
    assert client.post(page_of(waiting), report, **JSON).status_code == 201
    moves = waiting.transitions.count()
    again = client.post(page_of(waiting), report | {"findings": ""}, **JSON)
    assert again.status_code == 200
    assert again.json()["url"] == page_of(waiting)
    assert client.post(page_of(waiting), report).status_code == 302
    assert waiting.transitions.count() == moves


def test_who_comes_second_is_told_who_was_faster_and_gets_their_words_back(client, waiting, inspector):
    make_user("teknis2", "tim_teknis", name="Rina Kartika")
    workflow_report = a_report(waiting)
    client.post(page_of(waiting), workflow_report)
    client.force_login(make_user("teknis3", "tim_teknis"))
    late = a_report(waiting, findings="Temuan saya sendiri.")
    told = client.post(page_of(waiting), late, **JSON)
    assert told.status_code == 409
    assert str(inspector) in told.json()["message"]
    page = client.post(page_of(waiting), late)
    assert page.status_code == 409
    text = page.content.decode()
    for words in (str(inspector), "Temuan saya sendiri.", "Kawasan industri", "1.234,5", "Siti Rahmawati, Pemohon"):
        assert words in text
    assert waiting.inspections.get().findings == "Bangunan sesuai dengan denah."
    assert send_photo(client, waiting).status_code == 409


@pytest.mark.usefixtures("inspector")
def test_a_file_withdrawn_meanwhile_says_so(client, waiting, applicant):
    workflow.perform(waiting, "withdraw", by=applicant, note="Pindah kota.")
    assert "ditutup tanpa laporan" in client.get(page_of(waiting)).content.decode()
    told = client.post(page_of(waiting), a_report(waiting), **JSON)
    assert told.status_code == 409
    assert "Permohonan ditarik" in told.json()["message"]


def test_a_report_that_overtakes_between_check_and_move_is_told_too(waiting, long_staff):
    """The application in hand is old: what the lock finds decides."""
    stale = type(waiting).objects.select_related("stage", "standard").get(pk=waiting.pk)
    forward(waiting, long_staff)
    report = {"report_key": uuid.uuid4()}
    with pytest.raises(workflow.Overtaken) as overtaken:
        site.send_report(stale, report, {}, by=long_staff["inspector"])
    assert overtaken.value.transition.by == long_staff["inspector"]


def test_a_key_of_another_files_report_is_refused(client, applicant, long_staff, inspector):
    first, second = awaiting_report(applicant, long_staff), awaiting_report(applicant, long_staff)
    report = a_report(first)
    client.post(page_of(first), report)
    refused = client.post(page_of(second), a_report(second, report_key=report["report_key"]), **JSON)
    assert refused.status_code == 422
    assert "" in refused.json()["errors"]


# Photos -------------------------------------------------------------------------------


def test_a_photo_is_kept_once_and_without_metadata(client, waiting, inspector):
    key = uuid.uuid4()
    assert send_photo(client, waiting, key).status_code == 201
    assert send_photo(client, waiting, key).status_code == 200
    photo = InspectionPhoto.objects.get()
    assert photo.added_by == inspector
    content = photo.file.read()
    assert b"Exif" not in content
    assert b"PonselContoh" not in content
    shown = client.get(reverse("site_photo", args=[waiting.number, key]))
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert b"".join(shown.streaming_content) == content


@pytest.mark.usefixtures("inspector")
def test_the_report_takes_its_photos_and_drops_the_others(client, waiting, django_capture_on_commit_callbacks):
    kept, unwanted = uuid.uuid4(), uuid.uuid4()
    for key in (kept, unwanted):
        send_photo(client, waiting, key)
    dropped = InspectionPhoto.objects.get(key=unwanted).file.name
    report = a_report(waiting, photo=[str(kept)], **{f"caption-{kept}": "Tampak depan"})
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page_of(waiting), report, **JSON).status_code == 201
    photo = InspectionPhoto.objects.get()
    assert (photo.key, photo.caption) == (kept, "Tampak depan")
    assert default_storage.exists(photo.file.name)
    assert not default_storage.exists(dropped)
    assert send_photo(client, waiting, kept).status_code == 200


def test_a_colleague_cannot_take_or_see_photos_before_the_report(client, waiting, inspector):
    key = uuid.uuid4()
    send_photo(client, waiting, key)
    client.force_login(make_user("teknis2", "tim_teknis"))
    assert client.get(reverse("site_photo", args=[waiting.number, key])).status_code == 404
    assert send_photo(client, waiting, key).status_code == 422
    refused = client.post(page_of(waiting), a_report(waiting, photo=[str(key)]), **JSON)
    assert refused.status_code == 422
    assert "1 foto belum sampai" in refused.json()["errors"][""]
    client.force_login(inspector)
    assert client.post(page_of(waiting), a_report(waiting, photo=[str(key)]), **JSON).status_code == 201
    client.force_login(make_user("kasi2", "kasi"))
    assert client.get(reverse("site_photo", args=[waiting.number, key])).status_code == 200


@pytest.mark.usefixtures("inspector")
def test_photos_sent_before_a_new_schedule_belong_to_the_new_inspection(client, waiting, long_staff):
    key = uuid.uuid4()
    send_photo(client, waiting, key)
    workflow.perform(
        waiting, "reschedule", by=long_staff["scheduler"], note="Hujan.", payload=plan_later(waiting, long_staff)
    )
    current = waiting.inspections.get(cancelled_at__isnull=True)
    Inspection.objects.filter(pk=current.pk).update(scheduled_at=timezone.now() - datetime.timedelta(minutes=5))
    assert client.post(page_of(waiting), a_report(waiting, photo=[str(key)]), **JSON).status_code == 201
    assert InspectionPhoto.objects.get().inspection == current


def plan_later(application, staff):
    inspection = application.inspections.get()
    return {
        "starts_at": inspection.starts_at + datetime.timedelta(hours=2),
        "ends_at": inspection.ends_at + datetime.timedelta(hours=2),
        "place": inspection.place,
        "team": [staff["inspector"].pk],
        "leader": staff["inspector"].pk,
    }


@pytest.mark.usefixtures("inspector")
def test_the_database_takes_no_photo_into_a_report_that_is_in(client, waiting, inspector):
    client.post(page_of(waiting), a_report(waiting))
    late = InspectionPhoto(inspection=waiting.inspections.get(), key=uuid.uuid4(), added_by=inspector)
    late.added_at = timezone.now()
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
        late.save()


@pytest.mark.usefixtures("inspector")
def test_thirteen_photos_are_too_many(client, waiting):
    keys = [str(uuid.uuid4()) for _photo in range(13)]
    refused = client.post(page_of(waiting), a_report(waiting, photo=keys), **JSON)
    assert refused.status_code == 422
    assert "12 foto" in refused.json()["errors"][""]


@pytest.mark.parametrize("field", ["key", "photo"])
@pytest.mark.parametrize("value", ["", "x", "0" * 36])
@pytest.mark.usefixtures("inspector")
def test_a_photo_without_key_or_picture_is_a_bad_request(client, waiting, field, value):
    address = reverse("site_photos", args=[waiting.number])
    sent = {"key": str(uuid.uuid4()), "photo": picture_file()} | {field: value}
    assert client.post(address, sent).status_code == 400


@pytest.mark.usefixtures("inspector")
def test_a_picture_that_is_none_is_refused_with_the_reason(client, waiting):
    broken = picture_file()
    broken.file.truncate(400)
    answer = send_photo(client, waiting, photo=broken)
    assert answer.status_code == 422
    assert "rusak" in answer.json()["error"]
    assert not InspectionPhoto.objects.exists()
