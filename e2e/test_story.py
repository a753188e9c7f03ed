"""The whole story in a browser: an application from a phone becomes a printed permit that anyone can check."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from e2e.people import (
    ADDRESS,
    NAME,
    choose_file,
    decide,
    file_siup,
    fill,
    paper_behind,
    pdf_behind,
    photo,
    register,
    sign_in,
    take_next,
    work_off_what_waits,
)
from permits.models import Application, Status
from testkit.papers import pdf_text, read_qr
from testkit.story import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("staff")]

SHOP = "Toko Melati Jaya"  # as Kabid corrects it
DOMICILE = "Surat keterangan domisili usaha"
BLURRED = "Stempel kelurahan tidak terlihat. Foto lagi."
READ = "Saya sudah mencocokkan draf izin dengan berkas."


@pytest.fixture(autouse=True)
def codes_lead_to_this_server(settings, live_server):
    """What is printed into QR codes is opened as it is printed."""
    settings.SITE_URL = live_server.url


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def at_screen(request, page_at):
    """Open a browser for a person: applicants hold a phone, officers sit at a desk."""

    def open_browser(width: int, officer: str = "") -> Page:
        page = page_at(width, javascript=request.param)
        page.goto("/petugas/" if officer else "/")
        if officer:
            sign_in(page, officer)
        return page

    return open_browser


def test_a_siup_from_the_applicants_phone_to_a_permit_anyone_can_check(at_screen, mail_sink):
    siti = at_screen(360)
    number = register_and_file(siti, mail_sink)
    stranger = at_screen(360)
    follow_the_receipt(siti, stranger, number)

    counter = at_screen(1366, "counter")
    return_for_a_blurred_paper(counter, number)
    correct(siti, number)
    take_next(counter, number)
    expect(counter.get_by_text("Diganti pemohon").first).to_be_visible()
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    decide(counter, "Teruskan", number)

    decide_on_the_draft(at_screen, number)
    sign(at_screen(1366, "head"), number)
    work_off_what_waits()
    put_into_the_archive(at_screen(1366, "archive"), number)
    hand_over(counter, number)

    check_the_permit(siti, stranger, number)
    call_command("verify_journey", "--papers", verbosity=0)
    was_told_of_everything(mail_sink, number)


def register_and_file(siti, mail_sink):
    siti.get_by_role("link", name="Surat Izin Usaha Perdagangan").click()
    siti.get_by_role("link", name="Ajukan sekarang").first.click()
    register(siti, mail_sink)
    expect(siti.get_by_role("heading", name="Ajukan SIUP")).to_be_visible()
    return file_siup(siti)


def follow_the_receipt(siti, stranger, number):
    receipt = paper_behind(siti.get_by_role("link", name="Buka tanda terima"))
    assert number in pdf_text(receipt)
    (address,) = read_qr(receipt)
    stranger.goto(address)
    main = stranger.get_by_role("main")
    expect(main).to_contain_text(number)
    expect(main).to_contain_text("S*** R********")
    expect(main).not_to_contain_text(NAME)
    expect(main).to_contain_text("Petugas Loket")


def return_for_a_blurred_paper(counter, number):
    take_next(counter, number)
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    counter.get_by_role("group", name=DOMICILE).get_by_label("Tidak terbaca").check()
    counter.get_by_label(f"Catatan untuk {DOMICILE}").fill(BLURRED)
    counter.get_by_role("button", name="Kembalikan kepada pemohon").click()
    expect(counter.get_by_role("heading", name="Kembalikan kepada pemohon")).to_be_visible()
    expect(counter.get_by_label("Ada berkas yang tidak terbaca.")).to_be_checked()
    decide(counter, "Kembalikan kepada pemohon", number)


def correct(siti, number):
    siti.goto(f"/permohonan/{number}/")
    siti.get_by_role("link", name="Perbaiki sekarang").click()
    expect(siti.get_by_text(BLURRED)).to_be_visible()
    expect(siti.locator("input[type=file]")).to_have_count(1)
    choose_file(siti, DOMICILE, photo(DOMICILE))
    siti.get_by_role("button", name="Kirim perbaikan").click()
    expect(siti.get_by_role("status").first).to_contain_text("Perbaikan Anda sudah dikirim.")


def decide_on_the_draft(at_screen, number):
    """Entry prepares the permit, Kasi verifies, Kabid sends it back once, then mends it."""
    entry = at_screen(1366, "entry")
    take_next(entry, number)
    decide(entry, "Cetak draf", number)
    kasi, kabid = at_screen(1366, "kasi"), at_screen(1366, "kabid")
    take_next(kasi, number)
    assert "Toko Melati" in pdf_text(paper_behind(kasi.get_by_role("link", name="Draf izin")))
    kasi.get_by_label(READ).check()
    decide(kasi, "Teruskan", number)

    take_next(kabid, number)
    kabid.get_by_role("button", name="Kembalikan ke tahap sebelumnya").click()
    kabid.get_by_label("Ada salah tulis pada draf izin.").check()
    decide(kabid, "Kembalikan ke tahap sebelumnya", number)
    take_next(kasi, number)
    kasi.get_by_label(READ).check()
    decide(kasi, "Teruskan", number)

    take_next(kabid, number)
    kabid.get_by_text("Perbaiki data izin").click()
    fill(kabid, {"Nama perusahaan": SHOP})
    kabid.get_by_label(READ).check()
    decide(kabid, "Teruskan", number)


def sign(head, number):
    take_next(head, number)
    head.get_by_role("button", name="Tandatangani").click()
    expect(head.get_by_role("listitem").filter(has_text=number)).to_contain_text(SHOP)
    head.get_by_label("Kata sandi Anda").fill("bukan-kata-sandinya")
    head.get_by_role("button", name="Tandatangani").click()
    expect(head.get_by_role("alert")).to_contain_text("Kata sandi salah.")
    head.get_by_label("Kata sandi Anda").fill(PASSWORD)
    head.get_by_role("button", name="Tandatangani").click()
    expect(head.get_by_role("region", name="Ditandatangani", exact=True)).to_contain_text(number)


def put_into_the_archive(archive, number):
    take_next(archive, number)
    archive.get_by_label("Letak arsip").fill("Lemari 3, map 12")
    decide(archive, "Selesai", number)


def hand_over(counter, number):
    take_next(counter, number)
    counter.get_by_label("Dokumen yang belum saya nilai").check()
    decide(counter, "Teruskan", number)
    take_next(counter, number)
    counter.get_by_label("Diterima oleh").fill(NAME)
    decide(counter, "Selesai", number)
    assert Application.objects.get(number=number).status == Status.COMPLETED


def check_the_permit(siti, stranger, number):
    siti.goto(f"/permohonan/{number}/")
    expect(siti.get_by_text("Izin sudah diserahkan")).to_be_visible()
    permit = pdf_behind(siti.get_by_role("link", name="Surat izin (PDF)"))
    assert SHOP in pdf_text(permit)
    (address,) = read_qr(permit)
    stranger.goto(address)
    main = stranger.get_by_role("main")
    expect(main).to_contain_text("Izin ini berlaku")
    expect(main).to_contain_text("T*** M***** J***")
    expect(main).not_to_contain_text(SHOP)


def was_told_of_everything(mail_sink, number):
    """In order: what was sent at once by the page of registration, then the journey's own notices."""
    work_off_what_waits()
    assert all(recipients == [ADDRESS] for recipients in mail_sink.recipients)
    subjects = [str(message["Subject"]) for message in mail_sink.messages]
    told = [subject for subject in subjects if number in subject]
    assert told[:3] == [
        f"Permohonan {number} sudah kami terima",
        f"Permohonan {number} perlu Anda perbaiki",
        f"Perbaikan permohonan {number} sudah kami terima",
    ]
    assert [stage_of(subject) for subject in told[3:]] == ["2", "3", "4", "4", "5", "6", "siap diambil", "8", "selesai"]


def stage_of(subject):
    """The stage a subject calls finished, or what else it tells."""
    return re.search(r"tahap (\d) dari 9 selesai|(siap diambil|selesai)$", subject)[1] or subject.split(" ", 4)[-1]
