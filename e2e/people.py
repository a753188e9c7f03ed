"""The people of the story at their screens: each does with a browser what the pages ask, finding things by name.

Everything here works with and without JavaScript.
"""

import io
import re

from django.core.management import call_command
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from permits.demonstration import drawn_document
from testkit.mail import MailSink
from testkit.story import PASSWORD

NAME, ADDRESS = "Siti Rahmawati", "siti@warga.example"
# As long as the portal takes, with a word that no line of a phone holds.
LONG_NAME = "Perkumpulan Koperasi Pertanggungjawabankesejahteraanbersamaseluruhwarga Nusantara Raya Sejahtera "
LONG_NAME = (LONG_NAME * 2)[:149] + "i"
WANTED_PAPERS = (
    "KTP pemilik atau penanggung jawab",
    "Kartu NPWP",
    "Pasfoto pemilik atau penanggung jawab",
    "Surat keterangan domisili usaha",
    "Neraca awal perusahaan",
    "Surat pernyataan kebenaran dokumen",
)
ABOUT_HERSELF = {
    "NIK": "6471054507900001",
    "Alamat tempat tinggal": "Jalan Kenanga 5, RT 12",
    "Nomor telepon seluler": "0812-3456-7890",
}
ABOUT_THE_SHOP = {
    "Nama perusahaan": "Toko Melati",
    "NPWP": "6471 0545 0790 0001",
    "Alamat tempat usaha": "Jalan Pasar Baru 12",
    "Kelurahan atau desa": "Damai",
    "Kecamatan": "Tanjung Sari Kota",
    "Kode KBLI kegiatan usaha utama": "47111",
    "Edisi KBLI": "2020",
    "Barang atau jasa dagangan utama": "Bahan pokok dan kelontong",
    "Modal usaha (rupiah)": "Rp75.000.000",
    "Golongan SIUP": "Kecil",
    "Jumlah tenaga kerja": "2",
}


def work_off_what_waits() -> None:
    """Print and send what is due, as the worker does."""
    call_command("drain", "--once")


# Accounts -----------------------------------------------------------------------------


def register(page: Page, mail: MailSink) -> None:
    """From the sign-in page: make an account and confirm the address with the code that was mailed."""
    page.get_by_role("main").get_by_role("link", name="Daftar").click()
    page.get_by_label("Nama lengkap").fill(NAME)
    page.get_by_label("Alamat e-mail").fill(ADDRESS)
    page.get_by_label("Nomor telepon").fill("0812-3456-7890")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Daftar").click()
    expect(page.get_by_role("heading", name="Konfirmasi alamat e-mail")).to_be_visible()
    page.get_by_label("Kode").fill(mailed_code(mail))
    page.get_by_role("button", name="Konfirmasi", exact=True).click()


def mailed_code(mail: MailSink) -> str:
    """The code in the newest message."""
    body = str(mail.messages[-1].get_content())
    found = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{4,11}[A-Z0-9])\s*$", body, re.MULTILINE)
    assert found, body
    return found[1]


def sign_in(page: Page, username: str) -> None:
    """Fill in the sign-in page that is open."""
    page.get_by_label("Alamat e-mail atau nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()


# The applicant ------------------------------------------------------------------------


def photo(title: str) -> FilePayload:
    """A photographed paper, large enough to be sent in several pieces."""
    noise = Image.effect_noise((1200, 900), 60).convert("RGB")
    noise.paste(Image.open(io.BytesIO(drawn_document(title))), (150, 130))
    return _file(noise, "JPEG", "foto.jpg", "image/jpeg")


def scan(title: str) -> FilePayload:
    """A scanned paper as a PDF."""
    return _file(Image.open(io.BytesIO(drawn_document(title))), "PDF", "pindaian.pdf", "application/pdf")


def _file(image: Image.Image, kind: str, name: str, content_type: str) -> FilePayload:
    content = io.BytesIO()
    image.save(content, kind)
    return {"name": name, "mimeType": content_type, "buffer": content.getvalue()}


def choose_file(page: Page, paper: str, file: FilePayload) -> None:
    """Choose a file for the document called `paper`."""
    page.get_by_role("region", name=paper).locator("input[type=file]").set_input_files(file)


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer questions by their labels."""
    for label, answer in answers.items():
        field = page.get_by_role("main").get_by_label(label, exact=True)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)


def go_on(page: Page) -> None:
    """Save this step and open the next."""
    page.get_by_role("button", name="Simpan dan lanjutkan").click()


def file_siup(page: Page) -> str:
    """From the first step of the form to the confirmation; return the number."""
    page.get_by_label("Perorangan: usaha atas nama sendiri").check()
    page.get_by_role("button", name="Mulai mengisi").click()
    expect(page.get_by_label("Nama lengkap")).to_have_value(NAME)
    fill(page, ABOUT_HERSELF)
    go_on(page)
    expect(page.get_by_role("heading", name="Usaha", level=1)).to_be_visible()
    fill(page, ABOUT_THE_SHOP)
    go_on(page)
    expect(page.get_by_role("heading", name="Dokumen", level=1)).to_be_visible()
    for paper in WANTED_PAPERS:
        choose_file(page, paper, photo(paper) if "KTP" in paper else scan(paper))
    go_on(page)
    expect(page.get_by_text("Modal usaha (rupiah)")).to_be_visible()
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", name="Permohonan terkirim")).to_be_visible()
    return number_on(page)


def number_on(page: Page) -> str:
    """The registration number a page shows."""
    found = re.search(r"\b\d{16}\b", page.get_by_role("main").inner_text())
    assert found, page.url
    return found[0]


def paper_behind(link: Locator) -> bytes:
    """Open a paper that nobody has printed yet in a tab; once it is printed, return the PDF."""
    page, address = link.page, link.get_attribute("href")
    with page.context.new_page() as tab:
        answer = tab.goto(address)
        assert answer.status == 202
        expect(tab.get_by_role("heading", name="sedang disiapkan")).to_be_visible()
    work_off_what_waits()
    return pdf_behind(link)


def pdf_behind(link: Locator) -> bytes:
    """The PDF a link leads to."""
    answer = link.page.request.get(link.get_attribute("href"))
    assert answer.status == 200
    return answer.body()


# The officers -------------------------------------------------------------------------


def take_next(page: Page, number: str) -> None:
    """Take the next file from the queue; it is the one with `number`."""
    page.goto("/petugas/")
    page.get_by_role("button", name="Ambil berikutnya").click()
    expect(page.get_by_role("heading", name=number, level=1)).to_be_visible()


def decide(page: Page, button: str, number: str) -> None:
    """Press a button that ends the work on a file and leads back to the queue."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", name="Antrean")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text(number)
