"""The people of the information hub at their screens: the team that makes the links, and the public that uses them.

Everything here works with and without JavaScript.
"""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from e2e.people import fill, paper_behind, pdf_behind
from testkit.mail import MailSink
from testkit.papers import read_qr

# A telephone's browser; each person has their own, so that they are counted as two.
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A{number:03d}F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Mobile Safari/537.36"
)
VERIFY = "Nyatakan terverifikasi"
FEATURE, WITHDRAW = "Jadikan tautan utama", "Tarik dari halaman"
DOCUMENT = re.compile("^Dokumen")  # and that it may be left out


def address_in(message: str) -> str:
    """The one address of the portal that a mail names."""
    found = re.findall(r"https?://\S+/(?:tanya|konsultasi|survei)/\S+", message)
    assert len(set(found)) == 1, message
    return found[0]


def newest_mail(mail: MailSink, recipient: str) -> tuple[str, str]:
    """Subject and text of the newest mail, which is for ``recipient``."""
    assert mail.recipients[-1] == [recipient]
    return str(mail.messages[-1]["Subject"]), str(mail.messages[-1].get_content())


# The team -----------------------------------------------------------------------------


def open_room(page: Page, *names: str) -> None:
    """From the officer's start page into the hub, and on through links whose names begin like ``names``."""
    page.goto("/petugas/")
    for name in ("Informasi", *names):
        page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first.click()


def open_link(page: Page, name: str) -> None:
    """The staff's page of the link that is called so by now."""
    page.goto("/petugas/informasi/tautan/")
    page.get_by_role("table").get_by_role("link", name=name).click()


def unfold(page: Page, name: str) -> Locator:
    """Open what can be done besides; return its form."""
    part = page.get_by_role("main").get_by_role("group").filter(has=page.get_by_text(name, exact=True))
    part.get_by_text(name, exact=True).first.click()
    return part


def last_came(page: Page, words: str) -> None:
    """What became of the link last, as its page tells."""
    expect(page.get_by_role("region", name="Riwayat").get_by_role("listitem").first).to_contain_text(words)


def collect(page: Page, group: str, source: str, document: FilePayload, person: str) -> None:
    """Bring a document as the material of a new link."""
    open_room(page, "Kumpulkan bahan baru")
    page.get_by_label("Kelompok").select_option(group)
    page.get_by_label("Asal bahan").fill(source)
    page.get_by_label(DOCUMENT).set_input_files(document)
    page.get_by_label("Penanggung jawab").select_option(person)
    page.get_by_role("button", name="Simpan bahan").click()
    last_came(page, "Bahan dikumpulkan")


def revise(page: Page, name: str, source: str, document: FilePayload) -> None:
    """Bring another document for a link that is there."""
    open_link(page, name)
    part = unfold(page, "Kumpulkan versi baru")
    part.get_by_label("Asal bahan").fill(source)
    part.get_by_label(DOCUMENT).set_input_files(document)
    part.get_by_role("button", name="Kumpulkan versi baru").click()
    last_came(page, "Bahan dikumpulkan")


def verify(page: Page, name: str) -> None:
    """Say that the material is lawful."""
    open_link(page, name)
    page.get_by_role("button", name=VERIFY).click()
    last_came(page, "Bahan diverifikasi")


def write(page: Page, name: str, title: str, summary: str) -> None:
    """Put a link into words."""
    open_link(page, name)
    fill(page, {"Judul": title, "Ringkasan": summary})
    page.get_by_role("button", name="Simpan judul dan ringkasan").click()
    last_came(page, "Judul dan ringkasan ditulis")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def try_out(page: Page, name: str) -> None:
    """Let the portal try whether the public can open it."""
    open_link(page, name)
    page.get_by_role("button", name="Uji akses").click()
    last_came(page, "Akses diuji")


def publish(page: Page, name: str) -> None:
    """Put the version that was tried before the public."""
    open_link(page, name)
    page.get_by_role("button", name="Terbitkan").click()
    last_came(page, "Diterbitkan")


def restore(page: Page, name: str, number: int) -> None:
    """Make an old version the next one."""
    open_link(page, name)
    page.get_by_role("link", name=f"Versi {number}", exact=True).click()
    page.get_by_role("button", name="Pulihkan versi ini").click()
    last_came(page, "Versi lama dipulihkan")


def feature(page: Page, name: str) -> None:
    """Put a link before all others."""
    open_link(page, name)
    unfold(page, FEATURE).get_by_role("button", name=FEATURE).click()
    last_came(page, "Dijadikan tautan utama")


def withdraw(page: Page, name: str, reason: str) -> None:
    """Take a link off the page."""
    open_link(page, name)
    part = unfold(page, WITHDRAW)
    part.get_by_label("Alasan").fill(reason)
    part.get_by_role("button", name=WITHDRAW).click()
    last_came(page, "Ditarik dari halaman")


# Codes --------------------------------------------------------------------------------


def code_on_the_poster(page: Page, title: str) -> str:
    """Ask for the poster A4 of what is called so, wait for the worker, and read the address off the paper."""
    open_room(page, "Kode QR", title)
    (address,) = read_qr(paper_behind(page.get_by_role("link", name="Poster A4")))
    return address


def code_of_a_campaign(page: Page, campaign: str, first_day: str, place: str) -> str:
    """Begin a campaign with one code; read the address off its picture."""
    open_room(page, "Kode QR", "Kode untuk kegiatan")
    page.get_by_role("link", name="Buat kegiatan").click()
    fill(page, {"Nama kegiatan": campaign, "Hari pertama": first_day})
    page.get_by_role("button", name="Simpan").click()
    page.get_by_label(place).check()
    page.get_by_role("button", name="Buat kode").click()
    (address,) = read_qr(pdf_behind(page.get_by_role("link", name=re.compile("^PNG"))))
    return address


def row_of(page: Page, table: str, name: str) -> list[str]:
    """The figures of a row, in a table folded under its chart."""
    part = unfold(page, f"Angkanya: {table.lower()}")
    row = part.get_by_role("table", name=table).get_by_role("row").filter(has_text=name)
    return row.get_by_role("cell").all_inner_texts()


# The public ---------------------------------------------------------------------------


def look_for(page: Page, words: str) -> Locator:
    """Search from the front page; return what was found."""
    page.goto("/")
    page.get_by_role("searchbox", name="Cari izin, panduan, atau jawaban").fill(words)
    page.get_by_role("search").get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", name=f"hasil untuk “{words}”")).to_be_visible()
    return page.get_by_role("region", name=f"hasil untuk “{words}”")


def answer_the_survey(page: Page) -> None:
    """The third answer to each of the nine questions."""
    questions = page.get_by_role("region", name="Penilaian Anda").get_by_role("group")
    expect(questions).to_have_count(9)
    for question in questions.all():
        question.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Kirim jawaban").click()
