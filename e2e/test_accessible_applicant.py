"""The applicant's own pages in every state: empty, half done, wrong, long, and after every turn of the journey."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME, choose_file
from permits import demonstration, workflow
from permits.models import Application, Paper, PermitType
from testkit.story import advance, attach, file_application, make_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG = {"full_name": LONG_NAME, "business_name": LONG_NAME, "goods": LONG_NAME, "home_address": LONG_NAME * 5}


def empty_draft(applicant):
    draft = workflow.start(PermitType.objects.get(slug="siup"), by=applicant, at=timezone.now())
    Application.objects.filter(pk=draft.pk).update(applicant_kind="person")
    return draft


def open_step(page, draft, number):
    page.goto(f"/ajukan/siup/{draft.pk}/{number}/")
    expect(page.get_by_text(f"Langkah {number} dari 5")).to_be_visible()


def test_the_first_step_before_and_after_a_mistake_and_with_drafts(page_of, look_over, applicant):
    page = page_of(applicant)
    page.goto("/ajukan/siup/")
    look_over(page, "ajukan")
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    demonstration.make_draft(applicant, at=timezone.now(), answers=LONG)
    look_over(page, "ajukan-salah")
    page.goto("/ajukan/siup/")
    look_over(page, "ajukan-lanjut")


def test_questions_not_answered_and_answered_wrongly(page_of, look_over, applicant):
    draft = empty_draft(applicant)
    page = page_of(applicant)
    open_step(page, draft, 3)
    look_over(page, "isi")
    page.get_by_label("NPWP").fill("12")
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "isi-salah")


def test_documents_missing_and_refused(page_of, look_over, applicant):
    draft = empty_draft(applicant)
    page = page_of(applicant)
    open_step(page, draft, 4)
    look_over(page, "dokumen")
    choose_file(page, "Kartu NPWP", {"name": "npwp.jpg", "mimeType": "image/jpeg", "buffer": b"bukan gambar"})
    expect(page.get_by_role("region", name="Kartu NPWP").get_by_role("listitem")).to_be_visible()
    look_over(page, "dokumen-ditolak")
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "dokumen-kurang")


def test_documents_there_and_half_sent(page_of, look_over, applicant):
    draft = make_draft(applicant)
    draft.documents.update(name=f"{LONG_NAME[:110]}.jpg")
    deed = draft.standard.requirements.get(code="sewa")
    draft.uploads.create(requirement=deed, name="akta.pdf", size=1000, received=400, started_at=timezone.now())
    page = page_of(applicant)
    open_step(page, draft, 4)
    look_over(page, "dokumen-ada")


def test_looking_over_what_is_missing_and_what_is_complete(page_of, look_over, applicant):
    page = page_of(applicant)
    open_step(page, empty_draft(applicant), 5)
    look_over(page, "periksa-jawaban-kurang")
    open_step(page, demonstration.make_draft(applicant, at=timezone.now(), answers=LONG), 5)
    expect(page.get_by_role("button", name="Kirim permohonan")).to_be_visible()
    look_over(page, "periksa-jawaban")


def test_who_applies_can_be_changed(page_of, look_over, applicant):
    page = page_of(applicant)
    open_step(page, make_draft(applicant), 1)
    look_over(page, "ajukan-ubah")


def test_no_applications_and_many(page_of, look_over, applicant, staff):
    page = page_of(applicant)
    page.goto("/permohonan/")
    look_over(page, "permohonan-kosong")
    for _number in range(21):
        make_draft(applicant)
    advance(file_application(applicant), staff)
    file_application(applicant)
    page.goto("/permohonan/")
    look_over(page, "permohonan-banyak")


def test_sent_outside_hours_with_a_long_name(page_of, look_over, applicant):
    night = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    draft = demonstration.make_draft(applicant, at=night, answers=LONG)
    workflow.perform(draft, "submit", by=applicant, at=night)
    page = page_of(applicant)
    page.goto(f"/permohonan/{draft.number}/terkirim/")
    expect(page.get_by_text("di luar jam layanan")).to_be_visible()
    look_over(page, "terkirim")


@pytest.mark.parametrize("stage", ["check", "compare", "completed"])
def test_an_application_on_its_way(page_of, look_over, applicant, staff, stage):
    application = file_application(applicant)
    advance(application, staff, to=stage)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    look_over(page, f"permohonan-{stage}")


@pytest.mark.parametrize("work", ["inspect", "resume"])
def test_an_application_before_and_after_its_visit(page_of, look_over, applicant, long_staff, work):
    application = file_application(applicant, slug="izin-gangguan")
    advance(application, long_staff, to=work)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    look_over(page, f"permohonan-{work}")


@pytest.mark.parametrize(
    ("stage", "action", "who"),
    [("verify", "reject", "kasi"), ("check", "withdraw", ""), ("compare", "cancel", "counter"), ("", "revoke", "head")],
)
def test_an_application_after_a_no(page_of, look_over, applicant, staff, stage, action, who):
    application = file_application(applicant)
    advance(application, staff, to=stage)
    payload = demonstration.fault(application, "ktp", "mismatch", "Lain orang.") if action == "cancel" else {}
    workflow.perform(application, action, by=staff.get(who, applicant), note=LONG_NAME, payload=payload)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    look_over(page, f"permohonan-{action}")


def test_a_returned_application_and_its_corrections(page_of, look_over, applicant, staff):
    application = file_application(applicant)
    payload = demonstration.fault(application, "ktp", "unreadable", f"Foto lagi. {LONG_NAME}")
    payload["verdicts"]["goods"] = ("unsuitable", "Tulis jenis barangnya.")
    workflow.perform(application, "return", by=staff["counter"], note="Ada yang tidak terbaca.", payload=payload)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    look_over(page, "permohonan-return")
    page.get_by_role("link", name="Perbaiki sekarang").click()
    look_over(page, "perbaikan")
    page.get_by_label("Barang atau jasa dagangan utama").fill("")
    page.get_by_role("button", name="Kirim perbaikan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "perbaikan-salah")
    attach(application, "ktp", by=applicant)
    page.goto(f"/permohonan/{application.number}/perbaikan/")
    look_over(page, "perbaikan-diganti")


def test_withdrawing_asks_for_a_reason(page_of, look_over, applicant):
    application = file_application(applicant)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/tarik/")
    look_over(page, "tarik")
    page.get_by_role("button", name="Tarik permohonan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "tarik-salah")


def test_a_paper_being_printed_and_one_that_waits_in_vain(page_of, look_over, applicant):
    application = file_application(applicant)
    page = page_of(applicant)
    page.route("**/cetakan/**", without_refresh)
    page.goto(f"/cetakan/{application.number}/receipt/")
    expect(page.get_by_text("sedang disiapkan")).to_be_visible()
    look_over(page, "disiapkan")
    Paper.objects.update(requested_at=timezone.now() - datetime.timedelta(hours=1))
    page.goto(f"/cetakan/{application.number}/receipt/")
    expect(page.get_by_text("belum tercetak")).to_be_visible()
    look_over(page, "belum-tercetak")


def without_refresh(route):
    """The page as it is, but standing still while it is looked over."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)
