"""Visits, the counter and the evaluations: empty and full, with long names, with errors, as reader and writer."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from helpdesk import counter, evaluations, spans
from helpdesk.counting import VISITS
from helpdesk.evaluations import Plan
from helpdesk.models import Campaign, Group, Tally, Target
from helpdesk.tests.test_visitors import PHONE
from sipelaku.office.services import current_office
from testkit.hub import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def today():
    return timezone.localdate(timezone=current_office().zone)


@pytest.fixture
def at(page_of, team):
    def open_page(address, person="koordinator", **options):
        page = page_of(team[person], 1366, **options)
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def counted(team, today):
    """Three months of visits to the page, a group, a link with a long name, a campaign; and people at the counter."""
    link = published(team, title="Panjangsekali" * 5)
    fair = Campaign.objects.create(name=LONG_NAME[:80], first_day=today, created_by=team["konten"])
    group = Group.objects.get(slug="nib")
    for number in range(100):
        day = today - datetime.timedelta(number)
        Tally.objects.create(day=day, target=Target.PAGE, views=90, visits=60, stays=9, seconds=500)
        Tally.objects.create(day=day, target=Target.LINK, key=link.pk, views=20, visits=12)
        Tally.objects.create(day=day, target=Target.GROUP, key=group.pk, views=5, visits=5)
    Tally.objects.create(day=today, target=Target.PAGE, campaign=fair.pk, views=7, visits=7)
    counter.enter({today - datetime.timedelta(number): (None, 40) for number in range(100)}, by=team["koordinator"])


@pytest.fixture
def last(today):
    return spans.quarter_before(*spans.quarter_of(today))


@pytest.fixture
def settled(counted, team, today, last):
    plans = [Plan("Panjangsekali" * 10, LONG_NAME[:120], today - datetime.timedelta(1)), Plan("Cetak", "Fitri", today)]
    evaluation = evaluations.write(
        last[0], last[1], "Naik.\n\n" + "Panjangsekali" * 20, plans, seen=evaluations.digest_of(None)
    )
    return evaluations.settle(last[0], last[1], seen=evaluations.digest_of(evaluation), by=team["koordinator"])


def quarter_address(quarter):
    return "/petugas/evaluasi/{}/{}/".format(*quarter)


@pytest.mark.parametrize("part", ["bagian=tw", "bagian=", "hari"])
def test_visits_by_week_month_and_day(at, look_as_officer, counted, today, part):
    quarter = spans.quarter_of(today)[1]
    query = {"bagian=tw": f"tahun={today.year}&bagian=tw{quarter}", "bagian=": f"tahun={today.year}"}
    page = at(f"/petugas/kunjungan/?{query.get(part, f'dari={today - datetime.timedelta(9)}&sampai={today}')}")
    expect(page.get_by_role("img", name="Kunjungan di sini dan di loket")).to_be_visible()
    look_as_officer(page, f"kunjungan-{part.strip('=')}")


def test_visits_before_there_are_any(at, look_as_officer):
    page = at("/petugas/kunjungan/", "hukum")
    expect(page.get_by_role("heading", name="Belum ada kunjungan", exact=True)).to_be_visible()
    look_as_officer(page, "kunjungan-kosong")


def test_a_span_that_cannot_be_shown(at, look_as_officer):
    page = at("/petugas/kunjungan/?dari=2026-05-02&sampai=2026-05-01")
    expect(page.get_by_role("alert")).to_contain_text("tidak boleh sebelum")
    look_as_officer(page, "kunjungan-salah")


def test_the_counter_writes_down_who_came(at, look_as_officer, counted, today):
    page = at("/petugas/kunjungan/loket/", "layanan")
    look_as_officer(page, "loket-orang")
    first = page.get_by_role("textbox").first
    first.fill("banyak")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("angka bulat")
    look_as_officer(page, "loket-orang-salah")
    first.fill("41")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("1 hari dicatat.")).to_be_visible()


def test_the_list_of_evaluations(at, look_as_officer, settled):
    look_as_officer(at("/petugas/evaluasi/"), "evaluasi-daftar")


def test_an_evaluation_is_written_and_explained(at, look_as_officer, settled, today):
    page = at(quarter_address(spans.quarter_of(today)))
    expect(page.get_by_role("heading", name="Tindak lanjut sebelumnya yang belum selesai")).to_be_visible()
    page.get_by_label("Hasil evaluasi").fill("Naik.")
    page.get_by_label("Yang dilakukan").first.fill("Perbarui panduan")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Baris 1: Tulis siapa")
    look_as_officer(page, "evaluasi-salah")
    page.get_by_label("Penanggung jawab").first.fill("Fitri")
    page.get_by_label("Paling lambat").first.fill(today.isoformat())
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("Evaluasi disimpan.")).to_be_visible()
    look_as_officer(page, "evaluasi")


@pytest.mark.parametrize("person", ["koordinator", "hukum"])
def test_a_settled_evaluation_for_who_writes_and_who_reads(at, look_as_officer, settled, last, person):
    page = at(quarter_address(last), person)
    expect(page.get_by_role("link", name="Unduh laporan (PDF)")).to_be_visible()
    look_as_officer(page, f"evaluasi-ditetapkan-{person}")


def test_an_evaluation_is_settled_by_way_of_a_page_that_asks(at, look_as_officer, counted, last):
    evaluations.write(last[0], last[1], "Naik.", [], seen=evaluations.digest_of(None))
    page = at(quarter_address(last))
    page.get_by_role("link", name="Tetapkan evaluasi").click()
    look_as_officer(page, "evaluasi-tetapkan")
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.get_by_text("Evaluasi ditetapkan.")).to_be_visible()


def test_a_follow_up_cannot_be_done_tomorrow(at, look_as_officer, settled, last, today):
    page = at(quarter_address(last))
    tomorrow = today + datetime.timedelta(1)
    page.get_by_label("Selesai pada").first.fill(tomorrow.isoformat())
    page.get_by_role("button", name="Simpan tanggal selesai").first.click()
    expect(page.get_by_role("alert")).to_contain_text("paling lambat hari ini")
    look_as_officer(page, "tindak-lanjut-salah")


def test_a_person_who_leaves_the_page_tells_how_long_it_was_in_sight(page_at):
    page = page_at(360, user_agent=PHONE)
    page.goto("/")
    page.wait_for_timeout(1100)
    with page.expect_request("**/hitung/") as sent:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert sent.value.method == "POST"
    assert sent.value.response().status == 204
    VISITS.flush()
    row = Tally.objects.get(target=Target.PAGE, campaign=0)
    assert (row.views, row.stays) == (1, 1)
    assert 1 <= row.seconds < 60
    assert page.context.cookies() == []
