"""Pages of an application that starts from an old permit, of two types in one form, and of a draft to be deleted."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits import demonstration, drafts, workflow
from permits.models import Application, PermitType, Standing
from permits.tests.more_kinds import issue, offer_every_kind, offer_tdp
from testkit.story import advance, attach, file_application, make_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def permit(applicant, staff):
    offer_every_kind()
    return issue(applicant, staff)


def renewal_of(permit, kind="renewal", **answers):
    applicant = permit.application.applicant
    known = permit.data | {"business_address": f"Jalan Baru 99, {LONG_NAME}"} | answers
    return demonstration.make_draft(applicant, at=timezone.now(), filing=kind, previous=permit, answers=known)


def test_the_first_step_asks_only_what_the_kind_needs(page_of, look_over, permit):
    offer_tdp()
    page = page_of(permit.application.applicant)
    page.goto("/ajukan/siup/")
    expect(page.get_by_role("checkbox")).to_be_visible()
    expect(page.get_by_label("Atau tulis nomor izin lain")).to_be_hidden()
    look_over(page, "ajukan-jenis")
    page.get_by_label("Perpanjangan").check()
    expect(page.get_by_label("Atau tulis nomor izin lain")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_be_hidden()
    look_over(page, "ajukan-perpanjangan")
    page.get_by_label("Atau tulis nomor izin lain").fill("503/salah")
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Atau tulis nomor izin lain")).to_have_value("503/salah")
    look_over(page, "ajukan-perpanjangan-salah")


def test_from_the_old_permit_to_the_new_number_without_javascript(page_of, permit):
    page = page_of(permit.application.applicant, javascript=False)
    page.goto(f"/permohonan/{permit.application.number}/")
    page.get_by_role("link", name="Perpanjang izin").click()
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_text(f"dari izin {permit.number}")).to_be_visible()
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("heading", name="Unggah dokumen")).to_be_visible()
    draft = Application.objects.get(previous_permit=permit)
    for requirement in draft.requirements():
        attach(draft, requirement.code, by=draft.applicant)
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", name="Permohonan terkirim")).to_be_visible()


def test_what_changes_is_marked(page_of, look_over, permit, staff):
    draft = renewal_of(permit, "amendment")
    page = page_of(draft.applicant)
    page.goto(f"/ajukan/siup/{draft.pk}/5/")
    expect(page.get_by_text("Diubah", exact=True).first).to_be_visible()
    look_over(page, "periksa-perubahan")
    workflow.perform(draft, "submit", by=draft.applicant)
    desk = page_of(staff["counter"], 1366)
    desk.goto(f"/petugas/permohonan/{draft.number}/")
    expect(desk.get_by_role("heading", name="Perubahan terhadap izin lama")).to_be_visible()
    look_over(desk, "berkas-perubahan", officers=True)


def test_an_amendment_without_a_change(page_of, look_over, permit):
    draft = demonstration.make_draft(
        permit.application.applicant, at=timezone.now(), filing="amendment", previous=permit, answers=permit.data
    )
    Application.objects.filter(pk=draft.pk).update(answers=permit.application.answers)
    page = page_of(draft.applicant)
    page.goto(f"/ajukan/siup/{draft.pk}/5/")
    look_over(page, "periksa-tanpa-perubahan")


def test_a_finished_application_before_and_after_its_renewal(page_of, look_over, permit, staff):
    page = page_of(permit.application.applicant)
    address = f"/permohonan/{permit.application.number}/"
    page.goto(address)
    look_over(page, "permohonan-dapat-diperpanjang")
    renewal = renewal_of(permit)
    workflow.perform(renewal, "submit", by=renewal.applicant)
    page.goto(address)
    look_over(page, "permohonan-sedang-diperpanjang")
    advance(renewal, staff)
    page.goto(address)
    look_over(page, "permohonan-diganti")
    page.goto(f"/permohonan/{renewal.number}/")
    look_over(page, "permohonan-pengganti")


def test_two_types_in_one_form(page_of, look_over, applicant, staff):
    tdp = offer_tdp()
    draft = demonstration.make_draft(applicant, at=timezone.now(), answers={"branches": 3})
    drafts.save_kind(draft, "person", by=applicant, together=[tdp])
    page = page_of(applicant)
    page.goto(f"/ajukan/siup/{draft.pk}/1/")
    look_over(page, "bersama-siapa")
    draft.documents.update(sha256="0" * 64)
    page.goto(f"/ajukan/siup/{draft.pk}/5/")
    expect(page.get_by_text("Berkas yang sama", exact=True).first).to_be_visible()
    look_over(page, "bersama-dokumen")
    page.goto(f"/ajukan/siup/{draft.pk}/6/")
    look_over(page, "bersama-kurang")
    attach(draft.companions.get(), "sk_menteri", by=applicant)
    page.goto(f"/ajukan/siup/{draft.pk}/6/")
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", name="Permohonan terkirim")).to_be_visible()
    look_over(page, "bersama-terkirim")
    page.goto("/permohonan/")
    look_over(page, "bersama-daftar")
    filed = Application.objects.get(pk=draft.pk)
    page.goto(f"/permohonan/{filed.number}/")
    look_over(page, "bersama-permohonan")
    desk = page_of(staff["counter"], 1366)
    desk.goto(f"/petugas/permohonan/{filed.number}/")
    look_over(desk, "bersama-berkas", officers=True)


def test_a_draft_to_be_deleted_and_a_type_that_closed(page_of, look_over, applicant):
    draft = make_draft(applicant)
    page = page_of(applicant)
    page.goto(f"/ajukan/siup/{draft.pk}/2/")
    page.get_by_role("link", name="Hapus draf ini").click()
    look_over(page, "hapus-draf")
    other = page_of(applicant)
    other.goto("/ajukan/siup/")
    Standing.objects.create(
        permit_type=PermitType.objects.get(slug="siup"),
        effective_from=timezone.localdate(),
        state="oss",
        successor="NIB",
        address="https://oss.go.id",
        explanation="NIB menggantikan SIUP. Urus di OSS; kami bantu di loket.",
    )
    other.get_by_label("Perorangan").check()
    other.get_by_role("button", name="Mulai mengisi").click()
    expect(other.get_by_role("heading", name="Tidak dapat diajukan di sini")).to_be_visible()
    look_over(other, "tidak-diterima")
    page.get_by_role("button", name="Hapus draf").click()
    expect(page.get_by_text("Draf sudah dihapus")).to_be_visible()


def test_many_applications_of_every_kind_at_the_counter(page_of, look_over, staff, permit):
    file_application(permit.application.applicant)
    page = page_of(staff["counter"])
    page.goto("/ajukan/siup/?untuk=walkin")
    page.get_by_label("Daftar ulang").check()
    look_over(page, "ajukan-loket")
