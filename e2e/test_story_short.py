"""How short the ways are: from the front page to a number, and from the queue to a decision."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from e2e.people import NAME, file_siup, sign_in
from permits.models import Application
from testkit.story import PASSWORD, advance, file_application, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

PAGE_LOADS = 8
CLICKS = 4
REST = "Dokumen yang belum saya nilai"
READ = "Saya sudah mencocokkan draf izin dengan berkas."
WAYS = {
    "check": ("counter", [REST, "Teruskan"]),
    "prepare": ("entry", ["Cetak draf"]),
    "verify": ("kasi", [READ, "Teruskan"]),
    "correct": ("kabid", [READ, "Teruskan"]),
    "sign": ("head", ["Tandatangani…", "Tandatangani"]),
    "archive": ("archive", ["Selesai"]),
    "compare": ("counter", [REST, "Teruskan"]),
    "hand_over": ("counter", ["Selesai"]),
}
AFTERWARDS = re.compile("^(Antrean|Hasil tanda tangan)$")
TYPED = {
    "sign": ("Tandatangani", "Kata sandi Anda", PASSWORD),
    "archive": ("Selesai", "Letak arsip", "Lemari 3, map 12"),
    "hand_over": ("Selesai", "Diterima oleh", NAME),
}


def test_the_first_siup_takes_eight_page_loads_from_the_front_page_to_the_number(page_at):
    make_user("siti", name=NAME)
    page = page_at(360)
    page.goto("/")
    loads = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.get_by_role("link", name="Surat Izin Usaha Perdagangan").click()
    page.get_by_role("link", name="Ajukan sekarang").first.click()
    sign_in(page, "siti")
    number = file_siup(page)
    assert Application.objects.get().number == number
    assert len(loads) <= PAGE_LOADS, loads


@pytest.mark.parametrize("work", WAYS)
def test_a_decision_takes_at_most_four_clicks_from_the_queue(page_of, applicant, staff, work):
    application = file_application(applicant)
    advance(application, staff, to=work)
    call_command("drain", "--once")
    officer, presses = WAYS[work]
    page = page_of(staff[officer], 1366)
    page.goto("/petugas/")

    page.get_by_role("link", name=application.number).click()
    for name in presses:
        if work in TYPED and TYPED[work][0] == name:
            page.get_by_label(TYPED[work][1]).fill(TYPED[work][2])
        page.get_by_role("main").get_by_label(name).or_(page.get_by_role("button", name=name, exact=True)).click()

    expect(page.get_by_role("heading", name=AFTERWARDS)).to_be_visible()
    application.refresh_from_db()
    assert application.stage is None or application.stage.work != work
    assert 1 + len(presses) <= CLICKS
