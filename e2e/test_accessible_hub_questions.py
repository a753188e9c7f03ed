"""Asking, answering, common questions and official numbers in every state, with the longest words and every role."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.conftest import SMALLEST
from e2e.people import LONG_NAME
from helpdesk import questions
from helpdesk.models import CommonQuestion, OfficialNumber, Question
from helpdesk.questions import Asked
from testkit.hub import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG_TEXT = (LONG_NAME * 7)[:1000]
LONG_ANSWER = (LONG_NAME * 14)[:2000]
LONG_LABEL = (LONG_NAME * 2)[:80]


@pytest.fixture
def common(db):
    CommonQuestion.objects.all().delete()
    for number, is_published in enumerate((True, True, False), 1):
        CommonQuestion.objects.create(
            question=f"{number} {LONG_TEXT}"[:200],
            answer=LONG_ANSWER,
            is_published=is_published,
            order=number,
            changed_at=timezone.now(),
        )


def asked(text=LONG_TEXT, **values):
    values = {"kind": "question", "name": LONG_NAME[:120], "email": f"{'panjang' * 9}@warga.example"} | values
    return questions.ask(Asked(text=text, **values), text[:32])


def answered(officer, **values):
    question = asked(**values)
    for text in ("Lima hari.", LONG_ANSWER):
        questions.answer(question, text, by=officer, seen=questions.state_of(question))
        question.refresh_from_db()
    return question


# For everybody ------------------------------------------------------------------------


def test_the_question_form_empty_wrong_and_sent(page_at, look_over, common, team):
    code = published(team, title=LONG_LABEL).addresses.get(campaign=None).code
    page = page_at(SMALLEST)
    page.goto(f"/tanya/?jenis=pertanyaan&tautan={code}")
    look_over(page, "tanya")
    page.get_by_label("Tulis di sini").fill("NIK saya 6471050910900001")
    page.get_by_label("E-mail").fill("budi@")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "tanya-salah")
    page.get_by_label("Tulis di sini").fill("Berapa lama SIUP selesai?")
    page.get_by_label("E-mail").fill("")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("T-")
    look_over(page, "pertanyaan-menunggu")


def test_a_question_is_asked_and_followed_without_javascript(page_at, team):
    page = page_at(360, javascript=False)
    page.goto("/tanya/?jenis=palsu")
    expect(page.get_by_label("palsu yang mengaku")).to_be_checked()
    page.get_by_label("Tulis di sini").fill("Ada yang meminta uang.")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("main")).to_contain_text("Menunggu jawaban")
    question = Question.objects.get()
    questions.answer(question, "Itu bukan kami.", by=team["layanan"], seen=questions.state_of(question))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Itu bukan kami.")


def test_a_question_answered_twice_and_one_closed(page_at, look_over, team):
    page = page_at(SMALLEST)
    page.goto(f"/tanya/{answered(team['layanan']).token}/")
    look_over(page, "pertanyaan-dijawab")
    closed = asked("Jual pulsa")
    questions.close(closed, "Bukan pertanyaan.", by=team["layanan"], seen=questions.state_of(closed))
    page.goto(f"/tanya/{closed.token}/")
    look_over(page, "pertanyaan-ditutup")


def test_the_official_numbers_and_what_a_check_says(page_at, look_over):
    page = page_at(SMALLEST)
    page.goto("/nomor-resmi/")
    look_over(page, "nomor-resmi-kantor")
    OfficialNumber.objects.create(label=LONG_LABEL, number="+6281234567811", hours=LONG_LABEL)
    for typed, says in (("0812 3456 7811", "Ini nomor resmi kami"), ("0812 9999 0000", "Ini BUKAN nomor resmi")):
        page.goto("/nomor-resmi/")
        page.get_by_label("Nomor yang menghubungi Anda").fill(typed)
        page.get_by_role("button", name="Periksa").click()
        expect(page.get_by_role("main").get_by_role("status")).to_contain_text(says)
        look_over(page, f"nomor-resmi-{typed[-4:]}")
    page.get_by_label("Nomor yang menghubungi Anda").fill("112")
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "nomor-resmi-salah")


# For staff ----------------------------------------------------------------------------


def test_the_list_of_questions_empty_full_and_filtered(page_of, look_as_officer, team):
    page = page_of(team["layanan"], 1366)
    page.goto("/petugas/pertanyaan/")
    look_as_officer(page, "daftar-pertanyaan-kosong")
    for kind in ("question", "wrong_link", "fake"):
        asked(f"{kind} {LONG_TEXT}"[:1000], kind=kind)
    page.goto("/petugas/pertanyaan/")
    look_as_officer(page, "daftar-pertanyaan")
    page.get_by_label("Jenis").select_option("fake")
    page.get_by_label("Status").select_option("closed")
    page.get_by_role("button", name="Saring").click()
    look_as_officer(page, "daftar-pertanyaan-saringan")


def test_a_question_is_answered_badly_and_well(page_of, look_as_officer, team, common):
    question = asked(kind="wrong_link", link=published(team, title=LONG_LABEL))
    page = page_of(team["koordinator"], 1366)
    page.goto(f"/petugas/pertanyaan/{question.number}/")
    look_as_officer(page, "jawab")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "jawab-salah")
    page.get_by_role("group").filter(has_text="Pakai jawaban").get_by_role("link").first.click()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("main")).to_contain_text("Jawaban terkirim.")
    look_as_officer(page, "jawab-terkirim")


def test_an_officer_who_comes_second(page_of, look_as_officer, team):
    question = asked()
    page = page_of(team["layanan"], 1366)
    page.goto(f"/petugas/pertanyaan/{question.number}/")
    questions.answer(question, LONG_ANSWER, by=team["koordinator"], seen=questions.state_of(question))
    page.get_by_role("textbox", name="Jawaban").fill("Jawaban saya.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("main")).to_contain_text("Petugas lain lebih dahulu")
    expect(page.get_by_role("textbox", name="Jawaban")).to_have_value("Jawaban saya.")
    look_as_officer(page, "jawab-kedua")


def test_who_only_reads_reports(page_of, look_as_officer, team):
    report = asked(kind="fake")
    page = page_of(team["konten"], 1366)
    for address in ("", f"{report.number}/"):
        page.goto(f"/petugas/pertanyaan/{address}")
        look_as_officer(page, f"laporan-dibaca-{bool(address)}")


def test_closing_without_and_with_a_reason(page_of, look_as_officer, team):
    page = page_of(team["layanan"], 1366)
    page.goto(f"/petugas/pertanyaan/{asked().number}/tutup/")
    look_as_officer(page, "tutup-pertanyaan")
    page.get_by_role("button", name="Tutup tanpa jawaban").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "tutup-pertanyaan-salah")
    page.get_by_label("sudah Anda kirim sebelumnya").check()
    page.get_by_role("button", name="Tutup tanpa jawaban").click()
    expect(page.get_by_role("main")).to_contain_text("ditutup tanpa jawaban")


@pytest.mark.parametrize("name", ["konten", "layanan"])
def test_the_common_questions(page_of, look_as_officer, team, common, name):
    question = answered(team["layanan"], kind="fake")
    page = page_of(team[name], 1366)
    page.goto("/petugas/pertanyaan/umum/")
    look_as_officer(page, f"umum-{name}")
    page.goto(f"/petugas/pertanyaan/umum/baru/?dari={question.number}")
    look_as_officer(page, f"umum-baru-{name}")
    page.get_by_role("textbox", name="Pertanyaan").fill("")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, f"umum-salah-{name}")


def test_common_questions_not_there_and_changed_by_somebody_else(page_of, look_as_officer, team, common):
    page = page_of(team["konten"], 1366)
    page.goto("/petugas/pertanyaan/umum/")
    page.get_by_role("table").get_by_role("link").first.click()
    CommonQuestion.objects.update(answer=LONG_ANSWER[::-1], changed_at=timezone.now(), written_by=team["koordinator"])
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("main")).to_contain_text("orang lain baru saja mengubahnya")
    look_as_officer(page, "umum-basi")
    CommonQuestion.objects.all().delete()
    page.goto("/petugas/pertanyaan/umum/")
    look_as_officer(page, "umum-kosong")


def test_the_official_numbers_as_staff_keep_them(page_of, look_as_officer, team):
    page = page_of(team["admin"], 1366)
    page.goto("/petugas/informasi/nomor/")
    look_as_officer(page, "nomor-kosong")
    for order, number in enumerate(("+6281234567811", "+6281234567812"), 1):
        OfficialNumber.objects.create(label=LONG_LABEL, number=number, hours=LONG_LABEL, order=order)
    page.goto("/petugas/informasi/nomor/")
    look_as_officer(page, "nomor")
    page.get_by_role("link", name="Tambah nomor").click()
    page.get_by_role("textbox", name="Nomor").fill("0812 3456 7811")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "nomor-salah")
    page.goto("/petugas/informasi/nomor/")
    page.get_by_role("link", name="Hapus").first.click()
    look_as_officer(page, "nomor-hapus")
