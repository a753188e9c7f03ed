"""The information hub's story in browsers: what the office publishes, and what the public does with it."""

import datetime
import itertools

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from e2e.people import ADDRESS, fill, scan, sign_in, work_off_what_waits
from e2e.people_hub import (
    TELEPHONE,
    VERIFY,
    address_in,
    answer_the_survey,
    code_of_a_campaign,
    code_on_the_poster,
    collect,
    feature,
    look_for,
    newest_mail,
    open_link,
    open_room,
    publish,
    restore,
    revise,
    row_of,
    try_out,
    verify,
    withdraw,
    write,
)
from helpdesk.counting import VISITS
from helpdesk.models import ConsultationHours, Meeting
from sipelaku.office.services import current_office
from testkit import hub
from testkit.papers import render_pdf
from testkit.story import advance, file_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue", "team")]

TITLE, SUMMARY = "Panduan membuat NIB", "Langkah membuat NIB, dari akun sampai terbit."
FILE = "pindaian.pdf"
MARKET = "Stan Pasar Rakyat"
OWNER = "ratna@warga.example"
QUESTION, ANSWER = "Apakah warung di rumah perlu izin?", "Cukup NIB. Mengurusnya gratis."


@pytest.fixture(autouse=True)
def codes_lead_to_this_server(settings, live_server):
    """What is printed and mailed is opened as it says."""
    settings.SITE_URL = live_server.url


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def at_screen(request, page_at):
    """Open a browser for a person: the public hold a phone each, the team sits at desks."""
    phones = itertools.count(1)

    def open_browser(width: int, officer: str = "") -> Page:
        page = page_at(width, javascript=request.param, user_agent=TELEPHONE.format(number=next(phones)))
        page.goto("/petugas/" if officer else "/")
        if officer:
            sign_in(page, officer)
        return page

    return open_browser


def today() -> datetime.date:
    return timezone.localdate(timezone=current_office().zone)


# A link -------------------------------------------------------------------------------


def test_a_document_becomes_a_link_whose_printed_code_opens_it(at_screen):
    guide = scan("Panduan NIB")
    konten, koordinator = at_screen(1366, "konten"), at_screen(1366, "koordinator")
    collect(konten, "Mendapatkan NIB", "Surat edaran 12/2026", guide, "Konten")
    open_link(konten, FILE)
    expect(konten.get_by_role("heading", name=FILE)).to_be_visible()
    expect(konten.get_by_role("button", name=VERIFY)).to_have_count(0)
    verify(at_screen(1366, "hukum"), FILE)
    write(konten, FILE, TITLE, SUMMARY)
    try_out(konten, TITLE)
    publish(koordinator, TITLE)
    feature(koordinator, TITLE)

    a_quarter_of_a_minute_later()
    shows_who_verified_it(at_screen(360))
    poster = code_on_the_poster(koordinator, TITLE)
    market = code_of_a_campaign(konten, MARKET, today().isoformat(), "Informasi perizinan resmi")
    assert shown_by(at_screen(360), poster) == pages_of(guide)
    passer_by = at_screen(360)
    passer_by.goto(market)
    expect(passer_by.get_by_role("heading", level=1)).to_be_visible()
    tells_the_codes_apart(koordinator)


def shows_who_verified_it(phone):
    phone.goto("/")
    entry = phone.get_by_role("listitem").filter(has=phone.get_by_role("link", name=TITLE)).first
    expect(entry).to_contain_text(SUMMARY)
    expect(entry).to_contain_text(f"Diverifikasi Hukum, {date_format(today())}")


def tells_the_codes_apart(koordinator):
    VISITS.flush()
    open_room(koordinator, "Kunjungan")
    assert row_of(koordinator, "Kunjungan per tautan", TITLE) == ["1", "1"]
    assert row_of(koordinator, "Kunjungan per kegiatan", MARKET) == ["1", "1"]


def shown_by(phone, address):
    """The pages of the document that a code opens on a phone."""
    answer = phone.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    return [page.tobytes() for page in render_pdf(answer.body())]


def pages_of(document):
    return [page.tobytes() for page in render_pdf(document["buffer"])]


def test_a_printed_code_follows_what_is_published(at_screen, team):
    guide, newer = scan("Panduan NIB 2026"), scan("Panduan NIB 2027")
    publish_a_document(team, guide)
    konten, koordinator = at_screen(1366, "konten"), at_screen(1366, "koordinator")
    hukum, printed = at_screen(1366, "hukum"), code_on_the_poster(koordinator, TITLE)

    revise(konten, TITLE, "Surat edaran 1/2027", newer)
    verify(hukum, TITLE)
    write(konten, TITLE, TITLE, SUMMARY)
    try_out(konten, TITLE)
    assert shown_by(at_screen(360), printed) == pages_of(guide)
    publish(koordinator, TITLE)
    assert shown_by(at_screen(360), printed) == pages_of(newer)

    restore(konten, TITLE, 1)
    try_out(konten, TITLE)
    assert shown_by(at_screen(360), printed) == pages_of(newer)
    publish(koordinator, TITLE)
    assert shown_by(at_screen(360), printed) == pages_of(guide)

    withdraw(koordinator, TITLE, "Layanannya pindah.")
    says_that_it_was_withdrawn(at_screen(360), printed)


def publish_a_document(team, document):
    file = SimpleUploadedFile(document["name"], document["buffer"], document["mimeType"])
    hub.published(team, title=TITLE, summary=SUMMARY, address="", document=file, document_type=file.content_type)


def says_that_it_was_withdrawn(phone, printed):
    assert phone.goto(printed).status == 410
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tautan ini sudah ditarik")
    a_quarter_of_a_minute_later()
    phone.get_by_role("link", name="Ke halaman depan").click()
    expect(phone.get_by_role("heading", name="Lacak berkas Anda")).to_be_visible()
    expect(phone.get_by_role("link", name=TITLE)).to_have_count(0)


def a_quarter_of_a_minute_later():
    """The front page is kept so long for who isn't signed in."""
    caches["local"].clear()


# A question ---------------------------------------------------------------------------


def test_a_shop_owners_question_is_answered_and_then_answers_everybodys(at_screen, team, mail_sink):
    hub.published(team, title="Mendirikan perseroan terbatas (PT)")
    ratna = at_screen(360)
    expect(look_for(ratna, "bikin PT").get_by_role("link", name="Mendirikan perseroan terbatas")).to_be_visible()
    expect(look_for(ratna, "ijin").get_by_role("link", name="Surat Izin Usaha Perdagangan")).to_be_visible()
    number = ask(ratna)
    answer(at_screen(1366, "layanan"), number)
    read_the_answer(ratna, mail_sink, number)

    make_it_common(at_screen(1366, "koordinator"), number)
    visitor = at_screen(360)
    visitor.goto("/bantuan/")
    visitor.get_by_text(QUESTION).click()
    expect(visitor.get_by_text(ANSWER)).to_be_visible()
    look_for(visitor, "warung").get_by_role("link", name=QUESTION).click()
    expect(visitor.get_by_text(QUESTION)).to_be_in_viewport()


def ask(ratna):
    ratna.goto("/")
    ratna.get_by_role("link", name="Ajukan pertanyaan").click()
    ratna.get_by_label("Tulis di sini").fill("Saya Ratna, buka warung di rumah. Perlu izin apa?")
    ratna.get_by_label("E-mail").fill(OWNER)
    ratna.get_by_role("button", name="Kirim", exact=True).click()
    expect(ratna.get_by_role("heading", name="Menunggu jawaban")).to_be_visible()
    return ratna.get_by_role("heading", level=1).inner_text()


def answer(layanan, number):
    open_room(layanan, "Pertanyaan")
    layanan.get_by_role("link", name=number).click()
    expect(layanan.get_by_text(OWNER)).to_be_visible()
    layanan.get_by_role("textbox", name="Jawaban").fill(ANSWER)
    layanan.get_by_role("button", name="Kirim jawaban").click()
    expect(layanan.get_by_text("Jawaban terkirim.")).to_be_visible()


def read_the_answer(ratna, mail_sink, number):
    work_off_what_waits()
    subject, text = newest_mail(mail_sink, OWNER)
    assert subject == f"Jawaban atas pertanyaan {number}"
    ratna.goto(address_in(text))
    expect(ratna.get_by_role("heading", level=1)).to_have_text(number)
    expect(ratna.get_by_role("region", name="Jawaban")).to_contain_text(ANSWER)


def make_it_common(koordinator, number):
    koordinator.goto(f"/petugas/pertanyaan/{number}/")
    koordinator.get_by_role("link", name="Jadikan pertanyaan umum").click()
    expect(koordinator.get_by_text("Hapus semua yang pribadi")).to_be_visible()
    koordinator.get_by_label("Pertanyaan", exact=True).fill(QUESTION)
    expect(koordinator.get_by_label("Jawaban", exact=True)).to_have_value(ANSWER)
    koordinator.get_by_label("Tampilkan di halaman Bantuan dan pencarian").check()
    koordinator.get_by_role("button", name="Simpan").click()
    expect(koordinator.get_by_role("row").filter(has_text=QUESTION)).to_contain_text("Tampil")


# A consultation -----------------------------------------------------------------------


def test_a_consultation_is_booked_reminded_of_and_given_back(at_screen, mail_sink):
    evenings_on_whatsapp()
    day = today() + datetime.timedelta(days=3)
    ratna = at_screen(360)
    slots_of(ratna, day).get_by_role("link", name="19.00–19.30").click()
    book(ratna)
    expect(slots_of(at_screen(360), day).get_by_text("Penuh")).to_have_count(1)

    work_off_what_waits()
    subject, text = newest_mail(mail_sink, OWNER)
    assert subject.startswith(f"Janji konsultasi {date_format(day, 'l, j F')}, pukul 19.00")
    the_day_before(day)
    subject, reminder = newest_mail(mail_sink, OWNER)
    assert subject.startswith(f"Pengingat: konsultasi {date_format(day, 'l, j F')}, pukul 19.00")
    assert address_in(reminder) == address_in(text)

    give_back(ratna, address_in(reminder))
    expect(slots_of(at_screen(360), day).get_by_role("link", name="19.00–19.30")).to_be_visible()


def evenings_on_whatsapp():
    """Every day, for one person at a time: they are held on holidays too."""
    for weekday in range(7):
        ConsultationHours.objects.create(
            weekday=weekday,
            opens=datetime.time(19),
            closes=datetime.time(20),
            minutes=30,
            places=1,
            meeting=Meeting.WHATSAPP,
            valid_from=today(),
        )


def slots_of(phone, day):
    phone.goto("/")
    phone.get_by_role("link", name="Pesan waktu konsultasi").click()
    return phone.get_by_role("list", name=date_format(day, "l, j F Y"))


def book(ratna):
    fill(
        ratna,
        {"Nama Anda": "Ratna", "Apa yang ingin Anda bicarakan?": "Izin warung", "Nomor ponsel": "0812-3456-7890"},
    )
    ratna.get_by_label("E-mail").fill(OWNER)
    ratna.get_by_role("button", name="Pesan tempat").click()
    expect(ratna.get_by_text("Tempat Anda sudah dipesan.")).to_be_visible()


def the_day_before(day):
    """Let the worker work on the morning before ``day``; the browsers stay in today."""
    eve = datetime.datetime.combine(day - datetime.timedelta(days=1), datetime.time(8, 5), current_office().zone)
    with time_machine.travel(eve, tick=False):
        work_off_what_waits()


def give_back(ratna, address):
    ratna.goto(address)
    ratna.get_by_role("link", name="Batalkan janji").click()
    ratna.get_by_role("button", name="Batalkan janji").click()
    expect(ratna.get_by_text("Janji Anda dibatalkan.")).to_be_visible()


# The survey ---------------------------------------------------------------------------


def test_who_receives_a_permit_says_once_how_it_was(at_screen, applicant, staff, mail_sink):
    advance(file_application(applicant), staff)
    work_off_what_waits()
    invited = [message for message in mail_sink.messages if message["Subject"] == "Bagaimana layanan kami?"]
    assert [message["To"] for message in invited] == [ADDRESS]
    siti, survey = at_screen(360), address_in(invited[0].get_content())
    siti.goto(survey)
    expect(siti.get_by_text("Surat Izin Usaha Perdagangan")).to_be_visible()
    answer_the_survey(siti)
    expect(siti.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    siti.goto(survey)
    expect(siti.get_by_role("heading", level=1)).to_have_text("Survei ini sudah diisi")
    expect(siti.get_by_role("button", name="Kirim jawaban")).to_have_count(0)

    touch_the_screen(at_screen(1366, "counter"), at_screen(1366))
    tells_what_was_said(at_screen(1366, "koordinator"))


def touch_the_screen(counter, tablet):
    counter.goto("/petugas/survei/layar/")
    tablet.goto(counter.get_by_role("link", name="/sentuh/").inner_text())
    tablet.get_by_role("button", name="Puas", exact=True).click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Terima kasih")


def tells_what_was_said(koordinator):
    koordinator.goto(f"/petugas/survei/?tahun={today().year}")
    expect(koordinator.get_by_text("1 responden.")).to_be_visible()
    expect(koordinator.get_by_role("main")).to_contain_text("Nilainya tidak ditampilkan.")
    expect(koordinator.get_by_role("main")).to_contain_text("1 sentuhan.")
