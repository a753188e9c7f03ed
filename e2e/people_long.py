"""The people of the long procedure at their screens: who plans, visits the site, computes, pays and takes money."""

import datetime
import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from e2e.people import ABOUT_HERSELF, NAME, choose_file, decide, fill, go_on, number_on, scan, sign_in, take_next
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

FINDINGS = "Bangunan permanen satu lantai, sesuai dengan denah."
WANTED_PAPERS = (
    "KTP pemilik atau penanggung jawab",
    "Bukti milik atau sewa tempat usaha",
    "Denah lokasi dan gambar ruang usaha",
    "Persetujuan tetangga terdekat",
    "Dokumen lingkungan atau pernyataan sanggup mengelola lingkungan",
)
ABOUT_THE_WORKSHOP = {
    "Nama perusahaan": "Bengkel Melati",
    "NPWP": "6471 0545 0790 0001",
    "Alamat tempat usaha": "Jalan Pasar Baru 12",
    "Kelurahan atau desa": "Damai",
    "Kecamatan": "Tanjung Sari Kota",
}
WHAT_IS_DONE_THERE = {
    "Jenis kegiatan usaha": "Bengkel las",
    "Luas tempat usaha (m²)": "150",
    "Hari dan jam kegiatan": "Senin-Sabtu, 08.00-17.00",
    "Gangguan yang mungkin timbul": "Kebisingan atau getaran",
    "Jumlah tenaga kerja": "3",
}
INDICES = ("Kawasan industri", "Jalan lingkungan", "Kecil")


# The applicant ------------------------------------------------------------------------


def file_gangguan(page: Page) -> str:
    """From the first step of the form to the confirmation; return the number."""
    page.get_by_label("Izin baru: belum punya izin ini").check()
    page.get_by_label("Perorangan: usaha atas nama sendiri").check()
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_label("Nama lengkap")).to_have_value(NAME)
    fill(page, ABOUT_HERSELF)
    go_on(page)
    expect(page.get_by_role("heading", name="Usaha", level=1)).to_be_visible()
    fill(page, ABOUT_THE_WORKSHOP)
    go_on(page)
    expect(page.get_by_role("heading", name="Kegiatan", level=1)).to_be_visible()
    fill(page, WHAT_IS_DONE_THERE)
    go_on(page)
    expect(page.get_by_role("heading", name="Dokumen", level=1)).to_be_visible()
    for paper in WANTED_PAPERS:
        choose_file(page, paper, scan(paper))
    go_on(page)
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", name="Permohonan terkirim")).to_be_visible()
    return number_on(page)


# The visit ----------------------------------------------------------------------------


def next_working_day() -> datetime.date:
    """The first day after today on which the office is open."""
    hours = calendar()
    day = datetime.datetime.now(current_office().zone).date() + datetime.timedelta(days=1)
    while not is_working_day(hours, day):
        day += datetime.timedelta(days=1)
    return day


def plan_the_visit(scheduler: Page, number: str, day: datetime.date, officer: str) -> None:
    """From the calendar to the case: one officer, who leads, on that day from nine to eleven."""
    scheduler.get_by_role("link", name="Peninjauan").click()
    waiting = scheduler.get_by_role("region", name="Berkas yang menunggu dijadwalkan")
    waiting.get_by_role("link", name=number).click()
    scheduler.get_by_label("Hari peninjauan").fill(day.isoformat())
    scheduler.get_by_label("Mulai").fill("09:00")
    scheduler.get_by_label("Selesai").fill("11:00")
    scheduler.get_by_role("checkbox", name=officer).check()
    scheduler.get_by_label("Ketua tim").select_option(officer)
    expect(scheduler.get_by_label("Tempat")).to_have_value("Jalan Pasar Baru 12, Damai, Tanjung Sari Kota")
    scheduler.get_by_label("Petunjuk untuk tim").fill("Temui ketua RT.")
    decide(scheduler, "Jadwalkan", number)


def open_the_report(inspector: Page, number: str) -> None:
    """From the officer's list of tasks to the page of the report."""
    inspector.get_by_role("link", name="Peninjauan").click()
    inspector.get_by_text("Tugas saya berikutnya").click()
    inspector.get_by_role("link", name=f"Tulis laporan {number}").click()
    expect(inspector.get_by_role("heading", name="Laporan peninjauan (BAP)")).to_be_visible()


def camera_photo(colour: str = "white") -> FilePayload:
    """A photo as a phone takes it: larger than needed, with maker and place in it."""
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "PonselContoh"
    exif.get_ifd(0x8825).update({1: "S", 2: (1.0, 15.0, 57.0), 3: "E", 4: (116.0, 49.0, 52.0)})
    Image.new("RGB", (3000, 2000), colour).save(content, "JPEG", exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def write_what_was_found(inspector: Page) -> None:
    """The measured area, the indices, the findings, and who was there."""
    inspector.get_by_label("Luas terukur (m²)").fill("150")
    for choice in INDICES:
        inspector.get_by_label(choice, exact=True).check()
    inspector.get_by_label("Temuan di lokasi").fill(FINDINGS)
    inspector.get_by_label("Memenuhi syarat", exact=True).check()
    inspector.get_by_label("Nama").first.fill(NAME)
    inspector.get_by_label("Sebagai").first.fill("Pemohon")


def sign_with_a_finger(inspector: Page) -> None:
    """The first person signs on the screen."""
    inspector.get_by_role("button", name="Tanda tangani orang 1").click()
    pad = inspector.get_by_role("dialog").locator("canvas").bounding_box()
    assert pad is not None
    inspector.mouse.move(pad["x"] + 30, pad["y"] + 40)
    inspector.mouse.down()
    inspector.mouse.move(pad["x"] + 200, pad["y"] + 90, steps=8)
    inspector.mouse.up()
    inspector.get_by_role("button", name="Simpan tanda tangan").click()
    expect(inspector.get_by_role("img", name=f"Tanda tangan {NAME}")).to_be_visible()


def send_the_report(inspector: Page) -> None:
    """Press the button at the end of the page; what becomes of it is the caller's to see."""
    inspector.locator("[data-send]").click()


def sum_up(entry: Page, number: str) -> None:
    """Print the resume as it is proposed from the report."""
    take_next(entry, number)
    resume = entry.get_by_label("Resume", exact=True)
    expect(resume).to_have_value(re.compile(re.escape(FINDINGS)))
    expect(resume).to_have_value(re.compile("Luas terukur 150 m²"))
    decide(entry, "Cetak resume", number)


# The till -----------------------------------------------------------------------------


def issue_the_bill(cashier: Page, number: str, *lines: str) -> None:
    """Issue the bill of a worked computation whose lines are on the page."""
    take_next(cashier, number)
    for line in lines:
        expect(cashier.get_by_role("main")).to_contain_text(line)
    cashier.get_by_label("Luas dan indeks di atas sama dengan BAP dan resume, atau dengan koreksinya.").check()
    decide(cashier, "Terbitkan SKRD", number)


def find_the_bill(cashier: Page, code: str) -> None:
    """At the till, type the payment code the payer says."""
    cashier.goto("/petugas/")
    cashier.get_by_role("link", name="Kasir").click()
    cashier.get_by_label("Cari SKRD").fill(code)
    cashier.get_by_role("button", name="Cari", exact=True).click()
    expect(cashier.get_by_role("heading", name="Terima pembayaran")).to_be_visible()


def take_qris(cashier: Page, amount: str, reference: str) -> None:
    """Record on the page of the bill that it was paid by QRIS."""
    cashier.get_by_label("QRIS").check()
    cashier.get_by_label("Nomor referensi").fill(reference)
    cashier.get_by_role("button", name=f"Catat pembayaran {amount}").click()


# Everybody ----------------------------------------------------------------------------


def at_work(page: Page, username: str) -> Page:
    """The page with this officer signed in, at their queue."""
    page.goto("/petugas/")
    sign_in(page, username)
    return page
