"""The officers' pages in every state: queues, each kind of work, every "no", the signer's batch, lists and search."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits import demonstration, workflow
from permits.models import PermitType
from testkit.story import advance, attach, file_application, forward

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG = {"full_name": LONG_NAME, "business_name": LONG_NAME, "goods": LONG_NAME, "home_address": LONG_NAME * 3}
HOLDERS = {
    "check": "counter",
    "prepare": "entry",
    "verify": "kasi",
    "correct": "kabid",
    "sign": "head",
    "archive": "archive",
    "compare": "counter",
    "hand_over": "counter",
}


@pytest.fixture
def look(look_over):
    return lambda page, name: look_over(page, name, officers=True)


def at_stage(stage, applicant, staff, **answers):
    """An application with long names that has come as far as `stage`, its papers printed."""
    draft = demonstration.make_draft(applicant, at=timezone.now(), answers=LONG | answers)
    workflow.perform(draft, "submit", by=applicant)
    advance(draft, staff, to=stage)
    call_command("drain", "--once")
    return draft


def open_case(page, application):
    page.goto(f"/petugas/permohonan/{application.number}/")
    expect(page.get_by_role("heading", name=application.number, level=1)).to_be_visible()


@pytest.mark.parametrize("officer", ["counter", "entry", "kasi", "kabid", "head", "archive"])
def test_the_queue_of_each_role_empty_and_with_files(page_of, look, applicant, staff, officer):
    page = page_of(staff[officer], 1366)
    page.goto("/petugas/")
    look(page, f"antrean-kosong-{officer}")
    stage = next(stage for stage, holder in HOLDERS.items() if holder == officer)
    at_stage(stage, applicant, staff)
    late = file_application(applicant, at=timezone.now() - datetime.timedelta(days=20))
    advance(late, staff, to=stage, at=timezone.now() - datetime.timedelta(days=20))
    page.goto("/petugas/")
    expect(page.get_by_role("table")).to_contain_text("Terlambat")
    look(page, f"antrean-{officer}")


def test_a_queue_narrowed_to_nothing(page_of, look, applicant, staff):
    file_application(applicant)
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/?batas=terlambat")
    look(page, "antrean-saringan")


def test_a_queue_with_an_unconfirmed_year_and_several_permits(page_of, look, applicant, staff):
    PermitType.objects.create(slug="izin-lain", code="901", name=LONG_NAME, agency="Dinas Contoh")
    for _file in range(26):
        file_application(applicant)
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/")
    look(page, "antrean-banyak")


@pytest.mark.parametrize("stage", HOLDERS)
def test_the_work_of_each_stage_untouched_and_left_undone(page_of, look, applicant, staff, stage):
    application = at_stage(stage, applicant, staff)
    page = page_of(staff[HOLDERS[stage]], 1366)
    open_case(page, application)
    look(page, f"kerja-{stage}")
    if stage == "sign":
        return
    for field in page.get_by_role("main").get_by_role("textbox").all():
        field.fill("")
    page.get_by_role("button", name=LEAVING[stage], exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"kerja-{stage}-salah")


LEAVING = dict.fromkeys(HOLDERS, "Teruskan") | {"prepare": "Cetak draf", "archive": "Selesai", "hand_over": "Selesai"}


def test_a_file_that_is_not_the_officers_turn_and_one_that_came_back(page_of, look, applicant, staff):
    application = at_stage("check", applicant, staff)
    page = page_of(staff["kasi"], 1366)
    open_case(page, application)
    look(page, "berkas-orang-lain")
    payload = demonstration.fault(application, "ktp", "unreadable", LONG_NAME)
    payload["verdicts"]["goods"] = ("unsuitable", LONG_NAME)
    workflow.perform(application, "return", by=staff["counter"], note=LONG_NAME, payload=payload)
    open_case(page, application)
    look(page, "berkas-dikembalikan")
    attach(application, "ktp", by=applicant)
    workflow.perform(application, "resubmit", by=applicant)
    page = page_of(staff["counter"], 1366)
    open_case(page, application)
    look(page, "kerja-check-lagi")


@pytest.mark.parametrize(
    ("stage", "action"),
    [("verify", "send_back"), ("verify", "reject"), ("sign", "send_back"), ("completed", "revoke")],
)
def test_a_no_asks_why(page_of, look, applicant, staff, stage, action):
    application = at_stage(stage, applicant, staff)
    page = page_of(staff[HOLDERS.get(stage, "head")], 1366)
    page.goto(f"/petugas/permohonan/{application.number}/{action}/")
    look(page, f"putusan-{action}")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"putusan-{action}-salah")


@pytest.mark.parametrize(
    ("stage", "fault", "button"),
    [("check", "Tidak terbaca", "Kembalikan kepada pemohon"), ("compare", "Tidak cocok dengan asli", "Batalkan izin")],
)
def test_a_no_because_of_a_document(page_of, look, applicant, staff, stage, fault, button):
    application = at_stage(stage, applicant, staff)
    page = page_of(staff["counter"], 1366)
    open_case(page, application)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"putusan-{stage}-tanpa-temuan")
    page.get_by_label("Dokumen yang belum saya nilai").check()
    paper = page.get_by_role("group", name="Kartu NPWP")
    paper.get_by_label(fault).check()
    paper.get_by_role("textbox").fill(LONG_NAME)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Yang dibaca pemohon")).to_be_visible()
    look(page, f"putusan-{stage}")


def test_somebody_was_faster(page_of, look, applicant, staff):
    application = at_stage("archive", applicant, staff)
    page = page_of(staff["archive"], 1366)
    open_case(page, application)
    page.get_by_label("Letak arsip").fill("Lemari 3, map 12")
    forward(application, staff)
    page.get_by_role("button", name="Selesai", exact=True).click()
    expect(page.get_by_role("heading", name="Berkas ini sudah berubah")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Lemari 3, map 12")
    look(page, "didahului")


def test_the_signers_batch(page_of, look, applicant, staff):
    page = page_of(staff["head"], 1366)
    page.goto("/petugas/tanda-tangan/")
    look(page, "tanda-tangan-kosong")
    first, second = at_stage("sign", applicant, staff), at_stage("sign", applicant, staff)
    page.goto("/petugas/tanda-tangan/")
    page.get_by_role("button", name="Tandatangani yang dicentang").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "tanda-tangan-salah")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Tandatangani yang dicentang").click()
    look(page, "tanda-tangan-sandi")
    page.get_by_role("button", name="Tandatangani").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "tanda-tangan-sandi-salah")
    workflow.perform(second, "send_back", by=staff["head"], note="Salah tulis.")
    page.get_by_label("Kata sandi Anda").fill("kata-sandi-uji-2026")
    page.get_by_role("button", name="Tandatangani").click()
    expect(page.get_by_role("region", name="Belum ditandatangani")).to_contain_text(second.number)
    expect(page.get_by_role("region", name="Ditandatangani", exact=True)).to_contain_text(first.number)
    look(page, "tanda-tangan-hasil")


def test_searching(page_of, look, applicant, staff):
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/cari/")
    look(page, "cari")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page, "cari-salah")
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).fill("tidak ada orangnya")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("Tidak ada berkas yang cocok")).to_be_visible()
    look(page, "cari-tidak-ada")
    at_stage("check", applicant, staff)
    at_stage("verify", applicant, staff)
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).fill("Perkumpulan Koperasi")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", name="Hasil")).to_be_visible()
    look(page, "cari-ada")


def test_all_files_of_a_year(page_of, look, applicant, staff):
    page = page_of(staff["counter"], 1366)
    page.goto("/petugas/berkas/")
    look(page, "semua-kosong")
    at_stage("completed", applicant, staff)
    at_stage("verify", applicant, staff)
    workflow.perform(file_application(applicant), "withdraw", by=applicant, note="Pindah kota.")
    page.goto("/petugas/berkas/")
    look(page, "semua")


def test_a_document_in_its_frame(page_of, look, applicant, staff):
    application = at_stage("check", applicant, staff)
    page = page_of(staff["counter"], 1366)
    page.goto(f"/petugas/dokumen/{application.documents.first().pk}/")
    look(page, "dokumen-bingkai")


def test_filing_for_somebody_at_the_counter(page_of, look, staff):
    page = page_of(staff["counter"], 1366)
    page.goto("/ajukan/siup/?untuk=walkin")
    look(page, "loket-ajukan")
    page.get_by_label("Badan usaha: PT, CV, firma, koperasi, atau yayasan").check()
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_text("Untuk pemohon di loket")).to_be_visible()
    look(page, "loket-isi")
