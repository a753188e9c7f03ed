"""Summing a report up and verifying it: what is proposed, corrected with a reason, refused, sent back by a dispute."""

from decimal import Decimal

import pytest
from django.urls import reverse

from permits import workflow
from permits.actions import live_bill
from permits.inspections import proposed_resume
from permits.models import PaperKind, Status, Work
from permits.tests.desk_steps import page_of
from permits.tests.inspection_steps import a_photo, add_photo, at, report, typed_review
from testkit.story import advance

CORRECTION = {"area": "200,5", "index-zone": "1", "basis_note": "Gudang belakang belum dihitung."}


@pytest.fixture
def reported(applicant, long_staff):
    """A file whose site was found fit with notes."""
    application = at(Work.INSPECT, applicant, long_staff)
    add_photo(application, long_staff["inspector"], a_photo(), caption="Tampak depan")
    report(
        application,
        long_staff,
        findings="Bangunan dua lantai.",
        conclusion="with_notes",
        notes="Pasang alat pemadam.",
    )
    return application


@pytest.fixture
def to_review(reported, long_staff):
    advance(reported, long_staff, to=Work.REVIEW)
    return reported


@pytest.fixture
def entry(client, long_staff):
    client.force_login(long_staff["entry"])
    return client


@pytest.fixture
def kasi(client, long_staff):
    client.force_login(long_staff["kasi"])
    return client


def refused(answer, words):
    assert answer.status_code == 422
    assert words in answer.content.decode()
    return True


# The resume ---------------------------------------------------------------------------


def test_the_report_stands_beside_the_resume_and_on_the_page(entry, reported):
    answer = entry.get(page_of(reported))
    page = answer.content.decode()
    assert answer.context["viewer"] == reverse("paper", args=[reported.number, "bap"])
    for part in ("Bangunan dua lantai.", "Pasang alat pemadam.", "Kawasan industri", "150 m²", "Tampak depan"):
        assert part in page


def test_a_resume_is_proposed_from_what_is_known(entry, reported):
    proposed = entry.get(page_of(reported)).context["form"]["resume"].value()
    inspection = reported.inspections.get()
    assert proposed == proposed_resume(inspection)
    for part in (
        f"Permohonan Izin Gangguan nomor {reported.number} atas nama Toko Melati",
        f"surat tugas nomor {inspection.task_number}",
        "Luas terukur 150 m².",
        "Indeks lokasi: Kawasan industri; Indeks jalan: Jalan lingkungan; Indeks gangguan: Kecil.",
        "Temuan: Bangunan dua lantai.",
        "Kesimpulan tim: memenuhi syarat dengan catatan.",
        "Catatan: Pasang alat pemadam.",
    ):
        assert part in proposed


def test_the_resume_is_kept_as_it_was_edited(entry, reported):
    sent = {"version": reported.version, "resume": "Resume oleh petugas."}
    assert entry.post(page_of(reported), sent).status_code == 302
    reported.refresh_from_db()
    assert reported.stage.work == Work.REVIEW
    inspection = reported.inspections.get()
    assert inspection.resume == "Resume oleh petugas."
    move = reported.transitions.last()
    assert (inspection.resume_sequence, move.details) == (move.sequence, {"resume": "Resume oleh petugas."})
    assert reported.papers.filter(kind=PaperKind.RESUME, edition=move.sequence).exists()


@pytest.mark.parametrize("text", ["", "   \n", "x" * 20_001])
def test_a_resume_that_says_nothing_or_too_much_is_refused(entry, reported, text):
    assert entry.post(page_of(reported), {"version": reported.version, "resume": text}).status_code == 422
    reported.refresh_from_db()
    assert reported.stage.work == Work.RESUME


@pytest.mark.parametrize(("who", "status"), [("kasi", 403), ("inspector", 403), ("siti", 404), ("konten", 404)])
def test_only_data_entry_writes_the_resume(client, reported, long_staff, applicant, stranger, who, status):
    client.force_login((long_staff | {"siti": applicant, "konten": stranger})[who])
    assert client.post(page_of(reported), {"version": reported.version, "resume": "x"}).status_code == status


# The review ---------------------------------------------------------------------------


def test_the_review_shows_resume_basis_and_what_it_comes_to(kasi, to_review):
    answer = kasi.get(page_of(to_review))
    form = answer.context["form"]
    assert answer.context["viewer"] == reverse("paper", args=[to_review.number, "resume"])
    assert form["area"].value() == "150"
    assert form["index-zone"].value() == 0
    assert form.total() == ("Retribusi", "Rp275.000")
    page = answer.content.decode()
    assert to_review.inspections.get().resume in page
    assert "Rp275.000" in page


def test_what_is_found_right_goes_on_to_the_cashier_unchanged(kasi, to_review):
    assert kasi.post(page_of(to_review), typed_review(to_review)).status_code == 302
    to_review.refresh_from_db()
    assert to_review.stage.work == Work.ASSESS
    inspection = to_review.inspections.get()
    assert (inspection.basis_area, inspection.basis_note) == (Decimal(150), "")


def test_a_correction_keeps_its_reason_and_changes_the_bill(kasi, to_review, long_staff):
    """100 × 2000 + 100.5 × 1500 = 350,750; × 2 for the zone."""
    assert kasi.post(page_of(to_review), typed_review(to_review, **CORRECTION)).status_code == 302
    to_review.refresh_from_db()
    inspection = to_review.inspections.get()
    assert inspection.basis_area == Decimal("200.50")
    assert (inspection.area, inspection.indices["zone"]) == (Decimal(150), 0)
    assert to_review.transitions.last().details["basis_note"] == CORRECTION["basis_note"]
    advance(to_review, long_staff, to=Work.PAY)
    assert live_bill(to_review).amount == 701_500
    page = kasi.get(page_of(to_review)).content.decode()
    assert "Koreksi dasar retribusi" in page
    assert "200,5 m²" in page


def test_a_correction_may_be_calculated_before_it_is_made(kasi, to_review):
    answer = kasi.post(page_of(to_review), typed_review(to_review, **CORRECTION, preview="1"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Rp701.500" in page
    assert CORRECTION["basis_note"] in page
    assert "error-summary" not in page
    to_review.refresh_from_db()
    assert to_review.stage.work == Work.REVIEW


@pytest.mark.parametrize("area", ["", "abc", "nan", "-5", "1e9", "9" * 40])
def test_a_correction_that_yields_nothing_says_why(kasi, to_review, area):
    answer = kasi.post(page_of(to_review), typed_review(to_review, area=area, preview="1"))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.calculation is None
    assert form.obstacle


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"confirmed": ""}, "Nyatakan bahwa Anda sudah mencocokkan resume dengan BAP."),
        ({"area": ""}, "Tulis luas yang dipakai."),
        ({"area": "abc"}, "Tulis luas, misalnya 150,5."),
        ({"area": "0"}, "error-summary"),
        ({"area": "-1"}, "error-summary"),
        ({"area": "9" * 40}, "error-summary"),
        ({"index-zone": ""}, "Pilih Indeks lokasi."),
        ({"index-zone": "7"}, "Pilih Indeks lokasi."),
        ({"index-zone": "abc"}, "Pilih Indeks lokasi."),
        ({"index-zone": str(10**30)}, "Pilih Indeks lokasi."),
        ({"area": "151"}, "Tulis alasan koreksi luas atau indeks."),
        ({"index-road": "1"}, "Tulis alasan koreksi luas atau indeks."),
        ({"area": "151", "basis_note": "   "}, "Tulis alasan koreksi luas atau indeks."),
    ],
)
def test_a_review_with_something_wrong_says_what(kasi, to_review, typed, says):
    assert refused(kasi.post(page_of(to_review), typed_review(to_review, **typed)), says)
    to_review.refresh_from_db()
    assert to_review.stage.work == Work.REVIEW


@pytest.mark.parametrize(("who", "status"), [("entry", 403), ("cashier", 403), ("siti", 404), ("konten", 404)])
def test_only_the_section_head_reviews(client, to_review, long_staff, applicant, stranger, who, status):
    client.force_login((long_staff | {"siti": applicant, "konten": stranger})[who])
    assert client.post(page_of(to_review), typed_review(to_review)).status_code == status


def test_a_review_of_a_file_that_moved_on_gives_the_words_back(kasi, to_review):
    sent = typed_review(to_review, **CORRECTION)
    kasi.post(page_of(to_review), sent)
    answer = kasi.post(page_of(to_review), sent)
    assert answer.status_code == 409
    assert CORRECTION["basis_note"] in answer.content.decode()


# The "no" and what comes back -------------------------------------------------------------


def test_an_unfit_site_is_rejected_with_a_reason_of_its_own(client, applicant, long_staff):
    application = at(Work.INSPECT, applicant, long_staff)
    report(application, long_staff, conclusion="unfit")
    advance(application, long_staff, to=Work.REVIEW)
    client.force_login(long_staff["kasi"])
    assert "lokasi tidak memenuhi syarat" in client.get(page_of(application)).content.decode()
    assert refused(client.post(page_of(application), typed_review(application)), "Tolak permohonan ini")
    asked = client.post(page_of(application, "reject"), {"version": application.version})
    assert "menurut Berita Acara Pemeriksaan" in asked.content.decode()
    sent = {"version": application.version, "reason": "1", "confirm": "1"}
    assert client.post(page_of(application, "reject"), sent).status_code == 302
    application.refresh_from_db()
    assert application.status == Status.REJECTED
    assert application.transitions.last().note == "Lokasi tidak memenuhi syarat menurut Berita Acara Pemeriksaan."


def test_a_disputed_amount_comes_back_with_the_applicants_reason_on_top(kasi, to_review, applicant, long_staff):
    advance(to_review, long_staff, to=Work.PAY)
    workflow.perform(to_review, "dispute", by=applicant, note="Luasnya hanya 120 meter persegi.")
    page = kasi.get(page_of(to_review)).content.decode()
    assert "Keberatan pemohon" in page
    assert "Luasnya hanya 120 meter persegi." in page


def test_what_the_cashier_sent_back_says_by_whom_and_why(kasi, to_review, long_staff):
    advance(to_review, long_staff, to=Work.ASSESS)
    workflow.perform(to_review, "send_back", by=long_staff["cashier"], note="Indeks jalan keliru.")
    page = kasi.get(page_of(to_review)).content.decode()
    assert f"Dikembalikan oleh {long_staff['cashier']}" in page
    assert "Indeks jalan keliru." in page


@pytest.mark.parametrize("work", [Work.SCHEDULE, Work.INSPECT, Work.RESUME, Work.REVIEW])
@pytest.mark.usefixtures("sessions_in_database")
def test_the_page_of_each_stage_costs_a_fixed_number_of_queries(
    client, applicant, long_staff, work, django_assert_max_num_queries
):
    application = at(work, applicant, long_staff)
    people = {"schedule": "scheduler", "inspect": "inspector", "resume": "entry", "review": "kasi"}
    client.force_login(long_staff[people[work]])
    client.get(page_of(application))
    with django_assert_max_num_queries(18):
        client.get(page_of(application))
