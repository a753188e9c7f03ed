"""What the papers of an inspection say and show, who may see them, and that a late print says the same."""

from decimal import Decimal

import pypdfium2
import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from permits import printing, workflow
from permits.demonstration import plan_for
from permits.models import PaperKind, Work
from permits.papers.pictures import fitted
from permits.tests.inspection_steps import a_photo, a_signature, add_photo, at, report
from sipelaku.office.services import current_office
from testkit.papers import page_sizes, pdf_text, read_qr
from testkit.story import advance, make_user, payload_for

MEGABYTE = 1024 * 1024
A4 = (210, 297)
NIP = "198503122010011005"


@pytest.fixture
def team(long_staff):
    """Two officers with names as they stand on papers; the second leads."""
    inspector = long_staff["inspector"]
    inspector.full_name, inspector.nip = "Rudi Hartanto, S.T.", NIP
    inspector.save()
    return inspector, make_user("wati", "tim_teknis", name="Wati Suryani")


@pytest.fixture
def scheduled(applicant, long_staff, team):
    application = at(Work.SCHEDULE, applicant, long_staff)
    plan = payload_for(application) | {
        "team": [person.pk for person in team],
        "leader": team[1].pk,
        "place": "Jalan Pasar Baru 12",
        "instructions": "Temui ketua RT.",
    }
    workflow.perform(application, "forward", by=long_staff["scheduler"], payload=plan)
    return application


def pdf_of(application, kind, edition=None):
    papers = application.papers.filter(kind=kind).order_by("-edition")
    return printing.draw(papers.first() if edition is None else papers.get(edition=edition))


def text_of(application, kind, edition=None):
    return " ".join(pdf_text(pdf_of(application, kind, edition)).split())


def hour(moment):
    return f"{moment.astimezone(current_office().zone):%H.%M}"


def pictures_of(pdf):
    """The pictures of each page of a PDF, (width, height) in pixels, the emblem left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        images = [page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]) for page in document]
        return [[image.get_px_size() for image in page] for page in images]


# What they say ------------------------------------------------------------------------


def test_the_task_order_says_who_goes_where_when_and_on_what_grounds(scheduled):
    text = text_of(scheduled, PaperKind.TASK_ORDER)
    inspection = scheduled.inspections.get()
    for part in (
        "SURAT TUGAS",
        f"Nomor: {inspection.task_number}",
        f"Permohonan Izin Gangguan nomor {scheduled.number} tanggal",
        "1 Wati Suryani – Ketua tim",
        "2 Rudi Hartanto, S.T. 19850312 201001 1 005 Anggota",
        "Tempat : Jalan Pasar Baru 12",
        f"Pukul : {hour(inspection.starts_at)} – {hour(inspection.ends_at)} WITA",
        "Petunjuk : Temui ketua RT.",
        "KEPALA DINAS",
        "Halaman 1 dari 1",
    ):
        assert part in text


def test_the_task_orders_qr_code_leads_an_officer_to_the_file(scheduled):
    pdf = pdf_of(scheduled, PaperKind.TASK_ORDER)
    assert page_sizes(pdf) == [A4]
    assert read_qr(pdf) == [f"{django_settings.SITE_URL}/petugas/permohonan/{scheduled.number}/"]


def test_the_report_says_what_was_found_and_the_choices_in_words(scheduled, long_staff):
    report(
        scheduled,
        long_staff,
        area=Decimal("1250.5"),
        indices={"zone": 2, "road": 1, "disturbance": 0},
        latitude=Decimal("-1.265386"),
        longitude=Decimal("116.831200"),
        accuracy=12,
        findings="Bangunan dua lantai.",
        conclusion="with_notes",
        notes="Pasang alat pemadam.",
        attendees=[{"name": "Siti Rahmawati", "capacity": "Pemohon"}, {"name": "Pak Karim", "capacity": "Ketua RT"}],
    )
    text = text_of(scheduled, PaperKind.REPORT)
    for part in (
        "BERITA ACARA PEMERIKSAAN",
        f"Surat tugas nomor {scheduled.inspections.get().task_number}",
        "Luas : 1.250,5 m²",
        "Indeks lokasi : Kawasan permukiman",
        "Indeks jalan : Jalan kota",
        "Indeks gangguan : Kecil",
        "lintang -1,265386, bujur 116,831200 (ketelitian 12 meter)",
        "Bangunan dua lantai.",
        "Kesimpulan: Memenuhi syarat dengan catatan",
        "Pasang alat pemadam.",
        "Wati Suryani – Ketua tim",
        "Pak Karim Ketua RT",
        "Dilaporkan oleh Rudi Hartanto, S.T. pada",
        "Halaman 1 dari 1",
    ):
        assert part in text
    assert "foto" not in text.lower()


def test_a_drawn_signature_is_on_the_report_and_who_drew_none_gets_a_line(scheduled, long_staff):
    signed = {"name": "Siti Rahmawati", "capacity": "Pemohon", "signature": a_signature()}
    report(scheduled, long_staff, attendees=[signed, {"name": "Pak Karim", "capacity": "Ketua RT"}])
    (page,) = pictures_of(pdf_of(scheduled, PaperKind.REPORT))
    assert [size for size in page if size == (480, 240)] == [(480, 240)]


def test_photos_stand_two_in_a_row_with_their_captions(scheduled, long_staff):
    for number in range(3):
        add_photo(scheduled, long_staff["inspector"], a_photo(), caption=f"Tampak {number}")
    report(scheduled, long_staff)
    pdf = pdf_of(scheduled, PaperKind.REPORT)
    first, second = pictures_of(pdf)
    assert (900, 675) not in first
    assert second == [(900, 675)] * 3
    text = text_of(scheduled, PaperKind.REPORT)
    assert "1. Tampak 0 2. Tampak 1 3. Tampak 2" in text.replace("\n", " ")
    assert "Halaman 2 dari 2" in text


def test_twelve_large_photos_stay_under_two_megabytes(scheduled, long_staff):
    for number in range(12):
        add_photo(scheduled, long_staff["inspector"], a_photo(noise=True), caption=f"Foto {number}")
    signed = {"name": "Siti Rahmawati", "capacity": "Pemohon", "signature": a_signature()}
    report(scheduled, long_staff, attendees=[signed] * 8)
    pdf = pdf_of(scheduled, PaperKind.REPORT)
    assert len(pdf) < 2 * MEGABYTE
    assert sum(len(page) for page in pictures_of(pdf)) >= 20


def test_few_photos_keep_their_detail_and_many_share_what_room_there_is():
    photo = a_photo(noise=True)
    assert len(fitted([photo] * 12, 10**6)[0]) < len(fitted([photo], 10**6)[0])
    assert fitted([], 10**6) == []


def test_the_resume_sums_up_application_report_and_basis(scheduled, long_staff):
    report(scheduled, long_staff, area=Decimal(150))
    resume = "Baris satu.\nBaris dua."
    workflow.perform(scheduled, "forward", by=long_staff["entry"], payload={"resume": resume})
    text = text_of(scheduled, PaperKind.RESUME)
    for part in (
        "RESUME HASIL PEMERIKSAAN",
        f"Permohonan nomor {scheduled.number}",
        "Jenis izin : Izin Gangguan, izin baru",
        "Nama usaha : Toko Melati",
        "Wati Suryani (ketua tim), Rudi Hartanto, S.T. (anggota)",
        "Kesimpulan tim : Memenuhi syarat",
        "Dasar retribusi menurut BAP Luas : 150 m² Indeks lokasi : Kawasan industri",
        "Baris satu. Baris dua.",
        "Disusun oleh Entry",
        "Diverifikasi oleh KASI PERIZINAN USAHA I",
    ):
        assert part in text


# Sameness -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [PaperKind.TASK_ORDER, PaperKind.REPORT, PaperKind.RESUME])
def test_a_paper_drawn_late_is_the_same_bytes(scheduled, long_staff, kind):
    add_photo(scheduled, long_staff["inspector"], a_photo(), caption="Depan")
    advance(scheduled, long_staff, to=Work.REVIEW)
    before = pdf_of(scheduled, kind)
    correction = {
        "confirmed": True,
        "area": Decimal(200),
        "indices": {"zone": 1, "road": 1, "disturbance": 1},
        "basis_note": "Salah hitung.",
    }
    workflow.perform(scheduled, "forward", by=long_staff["kasi"], payload=correction)
    scheduled.inspections.update(resume="Ditulis ulang.")
    assert pdf_of(scheduled, kind) == before


def test_a_new_plan_makes_a_new_task_order_and_leaves_the_old_one(scheduled, long_staff):
    first = scheduled.papers.get(kind=PaperKind.TASK_ORDER).edition
    before = pdf_of(scheduled, PaperKind.TASK_ORDER, first)
    plan = plan_for(scheduled, timezone.now()) | {"place": "Jalan Baru 1"}
    workflow.perform(scheduled, "reschedule", by=long_staff["scheduler"], note="Hujan.", payload=plan)
    assert pdf_of(scheduled, PaperKind.TASK_ORDER, first) == before
    assert "Jalan Baru 1" in text_of(scheduled, PaperKind.TASK_ORDER)
    assert scheduled.papers.filter(kind=PaperKind.TASK_ORDER).count() == 2


# Who may see them ---------------------------------------------------------------------


@pytest.fixture
def printed(scheduled, long_staff):
    """A file whose three papers are printed."""
    advance(scheduled, long_staff, to=Work.REVIEW)
    while printing.render_pending(10):
        pass
    return scheduled


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("siti", {PaperKind.REPORT}),
        ("dewi", set()),
        ("scheduler", {PaperKind.TASK_ORDER, PaperKind.REPORT, PaperKind.RESUME}),
        ("cashier", {PaperKind.TASK_ORDER, PaperKind.REPORT, PaperKind.RESUME}),
        ("konten", set()),
    ],
)
def test_the_report_is_the_applicants_too_the_rest_the_offices(
    client, printed, long_staff, applicant, other_applicant, stranger, person, seen
):
    people = long_staff | {"siti": applicant, "dewi": other_applicant, "konten": stranger}
    client.force_login(people[person])
    for kind in (PaperKind.TASK_ORDER, PaperKind.REPORT, PaperKind.RESUME):
        answer = client.get(f"/cetakan/{printed.number}/{kind}/")
        assert answer.status_code == (200 if kind in seen else 404), kind
        if kind in seen:
            assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("kind", ["task", "bap", "resume"])
def test_no_paper_of_an_inspection_before_the_journey_brought_it(client, applicant, long_staff, kind):
    application = at(Work.SCHEDULE, applicant, long_staff)
    client.force_login(long_staff["scheduler"])
    assert client.get(f"/cetakan/{application.number}/{kind}/").status_code == 404


def test_opening_the_report_is_a_look_on_record(client, printed, long_staff):
    client.force_login(long_staff["kasi"])
    client.get(f"/cetakan/{printed.number}/bap/")
    assert printed.looks.get().paper == PaperKind.REPORT
