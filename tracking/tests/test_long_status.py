"""The public status of the long procedure: inspection, bill, dispute and void, without place, amount or person."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches

from permits import workflow
from permits.actions import live_bill
from permits.demonstration import plan_for
from permits.models import Work
from permits.standards import kept_standard
from testkit.story import advance, file_application
from tracking.tests.conftest import assert_nothing_personal, visit_of

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=WITA)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def filed(applicant, long_procedure):
    return file_application(applicant, slug="izin-gangguan")


def by_token(client, application):
    caches["local"].clear()
    return " ".join(client.get(f"/t/{application.token}/").content.decode().split())


def by_number(client, application):
    return " ".join(client.get("/lacak/", {"nomor": application.number}).content.decode().split())


def test_a_planned_inspection_is_told_with_its_moment_and_the_agencys_turn(client, filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    for page in (by_token(client, filed), by_number(client, filed)):
        assert f"Lokasi ditinjau pada {visit_of(filed)}" in page
        assert "<dt>Giliran</dt><dd>Tim Teknis (instansi teknis)</dd>" in page
        assert "pastikan Anda atau wakil Anda ada di lokasi" in page
        assert filed.inspections.get().place not in page
        assert filed.inspections.get().task_number not in page
        assert_nothing_personal(page, filed)


def test_an_inspection_put_off_shows_its_new_moment_only(client, filed, long_staff):
    advance(filed, long_staff, to=Work.INSPECT)
    before = visit_of(filed)
    plan = plan_for(filed, MONDAY + datetime.timedelta(days=2))
    workflow.perform(filed, "reschedule", by=long_staff["scheduler"], note="Hujan deras", payload=plan)
    page = by_token(client, filed)
    assert visit_of(filed).startswith("7 Mei 2026")
    assert f"Lokasi ditinjau pada {visit_of(filed)}" in page
    assert before not in page
    assert "Peninjauan dijadwalkan ulang" in page
    assert "Hujan deras" not in page


def test_a_bill_waits_for_the_applicant_until_its_day_and_stops_the_clock(client, filed, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    page = by_token(client, filed)
    assert "Menunggu pembayaran pemohon" in page
    assert "Bayar paling lambat 3 Juni 2026" in page
    assert "<dt>Giliran</dt><dd>Pemohon</dd>" in page
    assert "Batas waktu tahap ini" not in page
    later_stages = page[page.index("Menunggu pembayaran pemohon") : page.index('id="riwayat"')]
    assert "paling lambat <time" not in later_stages, "what is due later moves while the applicant has not paid"


def test_the_amount_is_for_who_holds_the_receipt_not_for_who_knows_the_number(client, filed, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    bill = live_bill(filed)
    pages = by_token(client, filed), by_number(client, filed)
    assert ["Rp275.000" in page for page in pages] == [True, False]
    for page in pages:
        assert bill.payment_code not in page
        assert bill.payer_name not in page
        assert_nothing_personal(page, filed)


def test_a_dispute_takes_the_file_back_to_the_resume(client, filed, applicant, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    workflow.perform(filed, "dispute", by=applicant, note="Luas saya 100 m²")
    page = by_token(client, filed)
    assert "Jumlah retribusi diperiksa ulang atas keberatan pemohon" in page
    assert "Rp275.000" not in page
    assert "Bayar paling lambat" not in page
    assert "Luas saya" not in page
    present = page[page.index("timeline__now") :].partition("</li>")[0]
    assert "Memverifikasi resume" in present


def test_a_voided_payment_waits_again(client, filed, long_staff):
    advance(filed, long_staff, to=Work.SETTLE)
    assert "Menunggu pembayaran" not in by_token(client, filed)
    workflow.perform(filed, "void", by=long_staff["second_cashier"], note="Uang palsu")
    page = by_token(client, filed)
    assert "Pembayaran dibatalkan" in page
    assert "Menunggu pembayaran pemohon" in page
    assert "Uang palsu" not in page


def test_the_applicants_own_page_speaks_to_them(client, filed, applicant, long_staff):
    advance(filed, long_staff, to=Work.PAY)
    client.force_login(applicant)
    page = client.get(f"/permohonan/{filed.number}/").content.decode()
    assert "Menunggu pembayaran Anda" in page
    assert "Bayar paling lambat 3 Juni 2026" in page


def test_waiting_for_a_visit_costs_one_query_more_and_for_a_payment_two(
    client, filed, long_staff, settings, django_assert_num_queries
):
    client.get("/bantuan/")  # reads the office and its hours
    kept_standard(filed.standard_id)
    limit = 0 if settings.REDIS_URL else 1
    for work, queries in ((Work.INSPECT, 4), (Work.PAY, 5), (Work.SETTLE, 3)):
        advance(filed, long_staff, to=work)
        with django_assert_num_queries(queries + limit):
            client.get(f"/t/{filed.token}/")


def test_nothing_personal_is_on_the_page_at_any_of_the_fifteen_stages(client, filed, long_staff):
    for stage in filed.standard.stages.all()[1:]:
        assert filed.stage_id == stage.pk
        assert_nothing_personal(by_number(client, filed), filed)
        advance(filed, long_staff, to=next_work(filed))


def next_work(application):
    """The work of the stage after the present one, "" at the end."""
    later = application.standard.stages.filter(order__gt=application.stage.order).first()
    return later.work if later else ""
