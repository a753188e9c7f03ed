"""The pages of the retribution in every state: computing it, the till, voids, closings, the applicant's bill."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits import workflow
from permits.models import Application, Work
from permits.tests.till_steps import at_work, bill_of, pay, payment_of
from testkit.story import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

TILL = "/petugas/kasir/"


@pytest.fixture
def look(look_over):
    return lambda page, name: look_over(page, name, officers=True)


def long_file(applicant, staff, work, **options):
    """A file with names as long as they may be, as far as `work`."""
    application = at_work(applicant, staff, Work.ASSESS, **options)
    Application.objects.filter(pk=application.pk).update(business_name=LONG_NAME, holder_name=LONG_NAME)
    application.refresh_from_db()
    if work == Work.ASSESS:
        return application
    at = options.get("at")
    workflow.perform(application, "forward", by=staff["cashier"], payload={"confirmed": True}, at=at)
    if work == Work.SETTLE:
        pay(application, staff["cashier"], channel="transfer", reference="X" * 60, at=at)
    return application


@pytest.mark.parametrize(("work", "button"), [("assess", "Terbitkan SKRD"), ("pay", ""), ("settle", "Selesai")])
def test_the_stages_of_the_retribution_on_the_case_page(page_of, look, applicant, long_staff, work, button):
    application = long_file(applicant, long_staff, work)
    page = page_of(long_staff["cashier"], 1366)
    page.goto(f"/petugas/permohonan/{application.number}/")
    look(page, f"kerja-{work}")
    if button:
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        look(page, f"kerja-{work}-salah")


def test_a_retribution_that_cannot_be_computed(page_of, look, applicant, long_staff):
    application = long_file(applicant, long_staff, Work.ASSESS)
    application.inspections.update(basis_area=None)
    page = page_of(long_staff["cashier"], 1366)
    page.goto(f"/petugas/permohonan/{application.number}/")
    expect(page.get_by_role("main")).to_contain_text("Belum dapat dihitung")
    look(page, "kerja-assess-gagal")


def test_the_till_empty_full_and_with_a_month_that_is_none(page_of, look, applicant, long_staff):
    page = page_of(long_staff["cashier"], 1366)
    page.goto(TILL)
    look(page, "kasir-kosong")
    long_file(applicant, long_staff, Work.PAY, at=timezone.now() - datetime.timedelta(days=60))
    long_file(applicant, long_staff, Work.PAY)
    long_file(applicant, long_staff, Work.SETTLE)
    page.goto(TILL)
    expect(page.get_by_role("table", name="SKRD yang menunggu pembayaran")).to_contain_text("Lewat jatuh tempo")
    look(page, "kasir")
    page.goto(f"{TILL}?bulan=mei")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "kasir-bulan-salah")


def test_searching_at_the_till(page_of, look, applicant, long_staff):
    page = page_of(long_staff["cashier"], 1366)
    page.goto(f"{TILL}cari/")
    look(page, "kasir-cari")
    page.get_by_role("button", name="Cari").click()
    look(page, "kasir-cari-salah")
    page.get_by_label("Cari SKRD").fill("tidak ada orangnya")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("Tidak ada SKRD yang cocok")).to_be_visible()
    look(page, "kasir-cari-tidak-ada")
    long_file(applicant, long_staff, Work.PAY)
    long_file(applicant, long_staff, Work.SETTLE)
    page.get_by_label("Cari SKRD").fill("Perkumpulan Koperasi")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("table", name="Hasil pencarian")).to_contain_text("Lunas")
    look(page, "kasir-cari-ada")


def test_a_bill_is_paid_and_its_payment_voided_by_a_colleague(page_of, look, applicant, long_staff):
    application = long_file(applicant, long_staff, Work.PAY, area="720", indices={"zone": 2, "road": 2})
    page = page_of(long_staff["cashier"], 1366)
    page.goto(TILL)
    page.get_by_role("link", name=bill_of(application).number).click()
    look(page, "kasir-skrd")
    page.get_by_label("QRIS").check()
    page.get_by_role("button", name="Catat pembayaran").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis nomor referensi")
    look(page, "kasir-skrd-salah")
    page.get_by_label("Tunai").check()
    page.get_by_label("Uang diterima").fill("10.000.000")
    page.get_by_role("button", name="Catat pembayaran").click()
    expect(page.get_by_role("status")).to_contain_text("Kembalian: Rp3.880.000.")
    expect(page.get_by_role("main")).to_contain_text("Mintalah bendahara lain")
    look(page, "kasir-bukti")
    payment = payment_of(application)
    page.goto(f"{TILL}bukti/{payment.pk}/batal/")
    expect(page.get_by_role("heading", name="Pembayaran tidak dibatalkan")).to_be_visible()
    look(page, "kasir-batal-ditolak")
    page = page_of(long_staff["second_cashier"], 1366)
    page.goto(f"{TILL}bukti/{payment.pk}/")
    page.get_by_role("link", name="Batalkan pembayaran").click()
    look(page, "kasir-batal")
    page.get_by_role("button", name="Batalkan pembayaran").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "kasir-batal-salah")
    page.get_by_label("Pembayaran dicatat pada SKRD yang keliru.").check()
    page.get_by_label("Penjelasan").fill(LONG_NAME)
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Batalkan pembayaran").click()
    expect(page.get_by_role("main")).to_contain_text("DIBATALKAN")
    look(page, "kasir-bukti-batal")
    page.get_by_role("link", name=bill_of(application).number).click()
    look(page, "kasir-skrd-lagi")


def test_a_bill_that_is_late_and_one_that_ended_while_its_page_was_open(page_of, look, applicant, long_staff):
    at = timezone.now() - datetime.timedelta(days=60)
    application = long_file(applicant, long_staff, Work.PAY, at=at)
    page = page_of(long_staff["cashier"], 1366)
    page.goto(f"{TILL}skrd/{bill_of(application).pk}/")
    expect(page.get_by_role("main")).to_contain_text("masih dapat dibayar")
    look(page, "kasir-skrd-terlambat")
    workflow.perform(application, "dispute", by=applicant, note=LONG_NAME)
    page.get_by_role("button", name="Catat pembayaran").click()
    expect(page.get_by_role("main")).to_contain_text("Pembayaran tidak dicatat")
    look(page, "kasir-skrd-batal")


def test_closing_the_day(page_of, look, applicant, long_staff):
    page = page_of(long_staff["cashier"], 1366)
    page.goto(f"{TILL}tutup/")
    look(page, "tutup-kas-kosong")
    first = long_file(applicant, long_staff, Work.SETTLE)
    voided = long_file(applicant, long_staff, Work.PAY)
    pay(voided, long_staff["cashier"])
    workflow.perform(voided, "void", by=long_staff["second_cashier"], note=LONG_NAME)
    page.goto(f"{TILL}tutup/")
    look(page, "tutup-kas")
    page.get_by_label("Uang tunai yang Anda hitung").fill("500")
    page.get_by_role("button", name="Tutup kas").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis sebabnya")
    look(page, "tutup-kas-salah")
    pay(long_file(applicant, long_staff, Work.PAY), long_staff["second_cashier"], channel="qris", reference="Q1")
    page.get_by_label("Catatan").fill(LONG_NAME)
    page.get_by_role("button", name="Tutup kas").click()
    expect(page.get_by_role("main")).to_contain_text("Kas belum ditutup")
    look(page, "tutup-kas-berubah")
    page.get_by_role("button", name="Tutup kas").click()
    expect(page.get_by_role("main")).to_contain_text("selisih Rp500")
    expect(page.get_by_role("main")).to_contain_text(payment_of(first).number)
    look(page, "tutup-kas-hasil")
    page.emulate_media(media="print")
    expect(page.get_by_text("Mengetahui")).to_be_visible()
    expect(page.get_by_role("link", name="Antrean")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{TILL}tutup/")
    look(page, "tutup-kas-riwayat")


# The applicant ------------------------------------------------------------------------


def test_the_applicants_bill_and_its_dispute(page_of, look_over, applicant, long_staff):
    application = long_file(applicant, long_staff, Work.PAY, area="720", indices={"zone": 2, "road": 2})
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    expect(page.get_by_role("heading", name="Bayar retribusi Anda")).to_be_visible()
    look_over(page, "tagihan")
    page.get_by_role("link", name="Ajukan keberatan").click()
    look_over(page, "keberatan")
    page.get_by_role("button", name="Ajukan keberatan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "keberatan-salah")
    page.get_by_label("Alasan keberatan Anda").fill(LONG_NAME)
    page.get_by_role("button", name="Ajukan keberatan").click()
    expect(page.get_by_role("heading", name="Jumlah retribusi sedang diperiksa ulang")).to_be_visible()
    look_over(page, "keberatan-tercatat")


def test_the_applicants_bill_late_voided_and_paid(page_of, look_over, applicant, long_staff):
    at = timezone.now() - datetime.timedelta(days=60)
    application = long_file(applicant, long_staff, Work.SETTLE, at=at)
    workflow.perform(application, "void", by=long_staff["second_cashier"], note=LONG_NAME)
    page = page_of(applicant)
    page.goto(f"/permohonan/{application.number}/")
    expect(page.get_by_role("main")).to_contain_text("sudah lewat jatuh tempo")
    look_over(page, "tagihan-terlambat")
    pay(application, long_staff["cashier"], channel="edc", reference="X" * 60)
    page.goto(f"/permohonan/{application.number}/")
    expect(page.get_by_role("link", name="Tanda bukti pembayaran (PDF)")).to_be_visible()
    look_over(page, "tagihan-lunas")
