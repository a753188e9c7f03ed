"""Izin Gangguan in a browser: inspected without signal, billed, disputed, paid, signed, handed over, checked."""

import io
import re

import pytest
from django.core.management import call_command
from django.db.models import Sum
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.people import (
    ADDRESS,
    NAME,
    choose_file,
    decide,
    paper_behind,
    pdf_behind,
    photo,
    register,
    take_next,
    work_off_what_waits,
)
from e2e.people_long import (
    FINDINGS,
    at_work,
    camera_photo,
    file_gangguan,
    find_the_bill,
    issue_the_bill,
    next_working_day,
    open_the_report,
    plan_the_visit,
    send_the_report,
    sign_with_a_finger,
    sum_up,
    take_qris,
    write_what_was_found,
)
from permits.models import Application, Attendee, Closing, InspectionPhoto, Payment, Status, Work
from permits.tests.site_steps import awaiting_report
from sipelaku.office.services import current_office
from testkit.papers import pdf_text, read_qr
from testkit.story import PASSWORD, advance, file_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_staff")]

NEIGHBOURS = "Persetujuan tetangga terdekat"
UNSIGNED = "Tetangga di sebelah barat belum menandatangani."
TOO_LARGE = "Yang dipakai untuk usaha hanya 80 meter persegi."
READ = "Saya sudah mencocokkan draf izin dengan berkas."
# 100 m² × Rp2.000 + 50 m² × Rp1.500 = Rp200.000 + Rp75.000; every index chosen is × 1.
FIRST_AMOUNT, FIRST_WORDS = "Rp275.000", "dua ratus tujuh puluh lima ribu rupiah"
# 80 m² × Rp2.000, all of it within the first step.
SECOND_AMOUNT, SECOND_WORDS = "Rp160.000", "seratus enam puluh ribu rupiah"
# The second amount by QRIS, and another file's Rp275.000 in cash.
DAYS_SUM = "Rp435.000"
REFERENCE = "QR-20261121-0007"


@pytest.fixture(autouse=True)
def codes_lead_to_this_server(settings, live_server):
    """What is printed into QR codes is opened as it is printed."""
    settings.SITE_URL = live_server.url


@pytest.fixture
def desk_of(page_at):
    """Open an officer's browser at their queue: `desk_of("kasi")`; inspectors hold a phone."""
    return lambda username, width=1366, **options: at_work(page_at(width, **options), username)


def test_an_izin_gangguan_from_the_phone_by_way_of_the_till_to_the_permit(
    page_at, desk_of, mail_sink, long_staff, other_applicant
):
    siti = page_at(360)
    number = read_the_tariff_and_file(siti, mail_sink)
    counter = desk_of("counter")
    return_for_a_missing_signature(counter, number)
    correct(siti, number)
    take_next(counter, number)
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    decide(counter, "Teruskan", number)

    day = next_working_day()
    scheduler = desk_of("scheduler")
    plan_the_visit(scheduler, number, day, "Inspector")
    read_the_task_order(scheduler, number, day)
    learn_of_the_visit(siti, number)
    report_without_signal(desk_of("inspector", 360), number)
    read_the_report(siti, number)
    entry, kasi, cashier = desk_of("entry"), desk_of("kasi"), desk_of("cashier")
    sum_up(entry, number)
    verify_the_resume(kasi, number)

    issue_the_bill(cashier, number, "100 m² × Rp2.000", "Rp200.000", "50 m² × Rp1.500", "Rp75.000", FIRST_AMOUNT)
    first_code = read_the_bill(siti, number, FIRST_AMOUNT, FIRST_WORDS)
    dispute(siti)
    correct_the_area(kasi, number)
    issue_the_bill(cashier, number, "80 m² × Rp2.000", TOO_LARGE, SECOND_AMOUNT)
    second_code = read_the_bill(siti, number, SECOND_AMOUNT, SECOND_WORDS)
    assert second_code != first_code
    pay_once(siti, cashier, second_code)
    settle(cashier, number)

    take_next(entry, number)
    decide(entry, "Cetak draf", number)
    kabid = desk_of("kabid")
    take_next(kabid, number)
    kabid.get_by_label(READ).check()
    decide(kabid, "Teruskan", number)
    sign(desk_of("head"), number)
    put_into_the_archive(desk_of("archive"), number)
    hand_over(counter, number)

    check_the_permit(siti, page_at(360), number)
    call_command("verify_journey", "--papers", verbosity=0)
    was_told_of_everything(mail_sink, number, day)
    advance(file_application(other_applicant, slug="izin-gangguan"), long_staff, to=Work.SETTLE)
    close_the_day(cashier)


def test_without_javascript_the_report_is_one_form_and_its_resume_the_same(desk_of, applicant, long_staff):
    waiting = awaiting_report(applicant, long_staff)
    inspector = desk_of("inspector", 360, javascript=False)
    open_the_report(inspector, waiting.number)
    write_what_was_found(inspector)
    inspector.get_by_label("Ambil atau pilih foto").set_input_files([camera_photo()])
    send_the_report(inspector)
    expect(inspector.get_by_text("Laporan sudah diterima").first).to_be_visible()
    holds_no_metadata(InspectionPhoto.objects.get())
    entry = desk_of("entry", javascript=False)
    sum_up(entry, waiting.number)
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.REVIEW


# Filing -------------------------------------------------------------------------------


def read_the_tariff_and_file(siti: Page, mail_sink) -> str:
    siti.goto("/")
    siti.get_by_role("link", name="Izin Gangguan").click()
    siti.get_by_role("link", name="Lihat tarif dan contoh hitungan").click()
    main = siti.get_by_role("main")
    expect(main).to_contain_text("Retribusi = (jumlah dari luas setiap jenjang × tarif jenjang itu) × Indeks lokasi")
    expect(main).to_contain_text("Contoh: luas 150 m²")
    expect(main).to_contain_text(FIRST_AMOUNT)
    siti.get_by_role("link", name="Ajukan sekarang").first.click()
    register(siti, mail_sink)
    expect(siti.get_by_role("heading", name="Ajukan Izin Gangguan")).to_be_visible()
    return file_gangguan(siti)


def return_for_a_missing_signature(counter: Page, number: str) -> None:
    take_next(counter, number)
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    counter.get_by_role("group", name=NEIGHBOURS).get_by_label("Tidak sesuai").check()
    counter.get_by_label(f"Catatan untuk {NEIGHBOURS}").fill(UNSIGNED)
    counter.get_by_role("button", name="Kembalikan kepada pemohon").click()
    expect(counter.get_by_role("heading", name="Kembalikan kepada pemohon")).to_be_visible()
    decide(counter, "Kembalikan kepada pemohon", number)


def correct(siti: Page, number: str) -> None:
    siti.goto(f"/permohonan/{number}/")
    siti.get_by_role("link", name="Perbaiki sekarang").click()
    expect(siti.get_by_text(UNSIGNED)).to_be_visible()
    choose_file(siti, NEIGHBOURS, photo(NEIGHBOURS))
    siti.get_by_role("button", name="Kirim perbaikan").click()
    expect(siti.get_by_role("status").first).to_contain_text("Perbaikan Anda sudah dikirim.")


# The visit ----------------------------------------------------------------------------


def read_the_task_order(scheduler: Page, number: str, day) -> None:
    scheduler.goto(f"/petugas/permohonan/{number}/")
    order = paper_behind(scheduler.get_by_role("link", name="/ST/"))
    for words in ("SURAT TUGAS", number, "Inspector", "Ketua", f"{day.day} ", "Temui ketua RT."):
        assert words.casefold() in pdf_text(order).casefold()
    scheduler.get_by_role("link", name="Peninjauan").click()
    scheduler.goto(f"/petugas/peninjauan/?tampilan=minggu&tanggal={day.isoformat()}")
    expect(scheduler.get_by_role("link", name=number)).to_be_visible()


def learn_of_the_visit(siti: Page, number: str) -> None:
    siti.goto(f"/permohonan/{number}/")
    expect(siti.get_by_role("heading", name="Lokasi Anda ditinjau")).to_contain_text("09.00")


def report_without_signal(inspector: Page, number: str) -> None:
    open_the_report(inspector, number)
    expect(inspector.locator("form[data-kept]")).to_be_attached()
    inspector.context.set_offline(True)
    write_what_was_found(inspector)
    inspector.get_by_label("Ambil atau pilih foto").set_input_files([camera_photo()])
    inspector.get_by_label("Keterangan foto 1").fill("Tampak depan")
    sign_with_a_finger(inspector)
    expect(inspector.get_by_text("Tersimpan di ponsel ini")).to_be_visible()

    inspector.reload()
    expect(inspector.get_by_label("Luas terukur (m²)")).to_have_value("150")
    expect(inspector.get_by_label("Kawasan industri")).to_be_checked()
    expect(inspector.get_by_label("Temuan di lokasi")).to_have_value(FINDINGS)
    expect(inspector.get_by_label("Keterangan foto 1")).to_have_value("Tampak depan")
    expect(inspector.get_by_role("img", name=f"Tanda tangan {NAME}")).to_be_visible()

    inspector.context.set_offline(False)
    send_the_report(inspector)
    expect(inspector.get_by_text("Laporan sudah diterima").first).to_be_visible()
    holds_no_metadata(InspectionPhoto.objects.get())
    # Black on white: the signature was drawn.
    drawn = Image.open(Attendee.objects.get().signature).tobytes()
    assert min(drawn) < 80 < max(drawn)


def holds_no_metadata(kept: InspectionPhoto) -> None:
    content = kept.file.read()
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"PonselContoh" not in content


def read_the_report(siti: Page, number: str) -> None:
    siti.goto(f"/permohonan/{number}/")
    report = pdf_text(paper_behind(siti.get_by_role("link", name="Berita Acara Pemeriksaan (PDF)")))
    for words in (FINDINGS, "150 m²", "Tampak depan", NAME):
        assert words in report


def verify_the_resume(kasi: Page, number: str) -> None:
    take_next(kasi, number)
    expect(kasi.get_by_label("Luas yang dipakai (m²)")).to_have_value("150")
    expect(kasi.get_by_role("region", name="Retribusi menurut dasar ini")).to_contain_text(FIRST_AMOUNT)
    kasi.get_by_label("Saya sudah mencocokkan resume dengan BAP.").check()
    decide(kasi, "Teruskan", number)


# The retribution ----------------------------------------------------------------------


def read_the_bill(siti: Page, number: str, amount: str, words: str) -> str:
    """On the phone and on paper; return the payment code."""
    siti.goto(f"/permohonan/{number}/")
    bill = Application.objects.get(number=number).bills.get(cancelled_at__isnull=True)
    assert (bill.due_on - bill.issued_at.astimezone(current_office().zone).date()).days == 30
    main = siti.get_by_role("main")
    expect(siti.get_by_role("heading", name="Bayar retribusi Anda")).to_be_visible()
    for shown in (amount, words.capitalize(), bill.payment_code, f"paling lambat {bill.due_on.day} "):
        expect(main).to_contain_text(shown)
    paper = paper_behind(siti.get_by_role("link", name="SKRD (PDF)"))
    text = " ".join(pdf_text(paper).split())
    for printed in (amount, words.capitalize(), bill.payment_code, bill.number):
        assert printed in text
    (address,) = read_qr(paper)
    with siti.context.new_page() as tab:
        tab.goto(address)
        expect(tab.get_by_role("main")).to_contain_text(number)
    return bill.payment_code


def dispute(siti: Page) -> None:
    siti.get_by_role("link", name="Ajukan keberatan").click()
    siti.get_by_label("Alasan keberatan Anda").fill(TOO_LARGE)
    siti.get_by_role("button", name="Ajukan keberatan").click()
    expect(siti.get_by_role("heading", name="Jumlah retribusi sedang diperiksa ulang")).to_be_visible()


def correct_the_area(kasi: Page, number: str) -> None:
    take_next(kasi, number)
    expect(kasi.get_by_text("Keberatan pemohon,")).to_be_visible()
    expect(kasi.get_by_text(TOO_LARGE).first).to_be_visible()
    kasi.get_by_label("Luas yang dipakai (m²)").fill("80")
    kasi.get_by_label("Saya sudah mencocokkan resume dengan BAP.").check()
    kasi.get_by_role("button", name="Teruskan", exact=True).click()
    expect(kasi.get_by_role("alert")).to_contain_text("Tulis alasan koreksi luas atau indeks.")
    kasi.get_by_label("Alasan koreksi").fill(TOO_LARGE)
    kasi.get_by_role("button", name="Hitung ulang dengan isian ini").click()
    expect(kasi.get_by_role("region", name="Retribusi menurut dasar ini")).to_contain_text(SECOND_AMOUNT)
    decide(kasi, "Teruskan", number)


def pay_once(siti: Page, cashier: Page, code: str) -> None:
    find_the_bill(cashier, code)
    with cashier.context.new_page() as impatient:
        impatient.goto(cashier.url)
        take_qris(cashier, SECOND_AMOUNT, REFERENCE)
        expect(cashier.get_by_role("status")).to_contain_text(f"Pembayaran {SECOND_AMOUNT} sudah dicatat.")
        take_qris(impatient, SECOND_AMOUNT, REFERENCE)
        expect(impatient.get_by_role("status")).to_contain_text("SKRD ini sudah dibayar")
    assert Payment.objects.get().reference == REFERENCE
    siti.reload()
    receipt = paper_behind(siti.get_by_role("link", name="Tanda bukti pembayaran (PDF)"))
    text = " ".join(pdf_text(receipt).split())
    for printed in (Payment.objects.get().number, SECOND_AMOUNT, SECOND_WORDS.capitalize(), REFERENCE):
        assert printed in text


def settle(cashier: Page, number: str) -> None:
    cashier.get_by_role("link", name="Selesaikan pencetakan SKRD").click()
    paid = pdf_behind(cashier.get_by_role("link", name="SKRD yang telah dibayar (PDF)"))
    assert "LUNAS" in pdf_text(paid).upper()
    cashier.get_by_label("SKRD yang telah dibayar sudah saya cetak.").check()
    decide(cashier, "Selesai", number)


def close_the_day(cashier: Page) -> None:
    """The record of the till, the receipts under it and the money counted are the same."""
    cashier.get_by_role("link", name="Kasir").click()
    cashier.get_by_role("link", name="Tutup kas").click()
    expect(cashier.get_by_role("region", name="Penerimaan yang belum ditutup").get_by_role("row")).to_have_count(3)
    cashier.get_by_label("Uang tunai yang Anda hitung (rupiah)").fill("275.000")
    cashier.get_by_role("button", name="Tutup kas").click()
    expect(cashier.get_by_role("main")).to_contain_text("cocok")
    expect(cashier.get_by_role("row", name=re.compile("^QRIS"))).to_contain_text(SECOND_AMOUNT)
    expect(cashier.get_by_role("row", name=re.compile("^Tunai"))).to_contain_text(FIRST_AMOUNT)
    expect(cashier.get_by_role("main")).to_contain_text(DAYS_SUM)
    closing = Closing.objects.get()
    assert closing.total == Payment.objects.filter(closing=closing).aggregate(sum=Sum("amount"))["sum"] == 435_000


# The permit ---------------------------------------------------------------------------


def sign(head: Page, number: str) -> None:
    take_next(head, number)
    head.get_by_role("button", name="Tandatangani").click()
    head.get_by_label("Kata sandi Anda").fill(PASSWORD)
    head.get_by_role("button", name="Tandatangani").click()
    expect(head.get_by_role("region", name="Ditandatangani", exact=True)).to_contain_text(number)
    work_off_what_waits()


def put_into_the_archive(archive: Page, number: str) -> None:
    take_next(archive, number)
    archive.get_by_label("Letak arsip").fill("Lemari 5, map 2")
    decide(archive, "Selesai", number)


def hand_over(counter: Page, number: str) -> None:
    """Compare with the originals, then record that the applicant received the permit."""
    take_next(counter, number)
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    decide(counter, "Teruskan", number)
    take_next(counter, number)
    counter.get_by_label("Diterima oleh").fill(NAME)
    decide(counter, "Selesai", number)
    assert Application.objects.get(number=number).status == Status.COMPLETED


def check_the_permit(siti: Page, stranger: Page, number: str) -> None:
    siti.goto(f"/permohonan/{number}/")
    expect(siti.get_by_text("Izin sudah diserahkan")).to_be_visible()
    permit = pdf_behind(siti.get_by_role("link", name="Surat izin (PDF)"))
    assert "Bengkel Melati" in pdf_text(permit)
    (address,) = read_qr(permit)
    stranger.goto(address)
    main = stranger.get_by_role("main")
    expect(main).to_contain_text("Izin ini berlaku")
    expect(main).not_to_contain_text("Bengkel Melati")


def was_told_of_everything(mail_sink, number: str, day) -> None:
    """In order, after the code of the registration; a finished stage by its number."""
    work_off_what_waits()
    assert all(recipients == [ADDRESS] for recipients in mail_sink.recipients)
    subjects = [str(message["Subject"]) for message in mail_sink.messages]
    told = [told_by(subject, number) for subject in subjects if number in subject]
    assert told == [
        "sudah kami terima", "perlu Anda perbaiki", "Perbaikan sudah kami terima", "2",
        f"lokasi ditinjau {day.day}", "4", "5", "6", f"bayar {FIRST_AMOUNT}",
        "Keberatan sudah kami terima", "6", f"bayar {SECOND_AMOUNT}",
        "Pembayaran sudah kami terima", "9", "10", "11", "12", "Izin siap diambil", "14", "selesai",
    ]  # fmt: skip


def told_by(subject: str, number: str) -> str:
    """A subject without the number of the file, shortened to its news."""
    news = " ".join(re.sub(rf"(untuk )?[Pp]ermohonan {number}:?", "", subject).split())
    found = re.match(r"tahap (\d+) dari 15 selesai|(lokasi ditinjau \d+|bayar \S+)", news)
    return (found[1] or found[2]) if found else news
