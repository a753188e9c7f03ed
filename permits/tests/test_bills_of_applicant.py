"""The bill on the applicant's own page: how much, until when, how it was worked out; and the dispute."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from permits import workflow
from permits.actions import live_bill
from permits.models import Bill, Payment, Status, Work
from permits.tests.till_steps import at_work, bill_of, pay
from permits.views.bills import charge_of
from testkit.story import file_application

REASON = "Gudang belakang tidak dipakai; luasnya 80 meter persegi."


def text_of(answer):
    return " ".join(answer.content.decode().split())


def own_page(application):
    return f"/permohonan/{application.number}/"


def dispute_page(application):
    return f"/permohonan/{application.number}/keberatan/"


@pytest.fixture
def waiting(applicant, long_staff):
    """100 x 2000 + 50 x 1500 = Rp275.000."""
    return at_work(applicant, long_staff, Work.PAY)


@pytest.fixture
def as_applicant(client, applicant):
    client.force_login(applicant)
    return client


def test_while_the_bill_waits_the_page_says_what_to_do(as_applicant, waiting):
    bill = bill_of(waiting)
    page = text_of(as_applicant.get(own_page(waiting)))
    for part in (
        "Bayar retribusi Anda",
        "Rp275.000",
        "Dua ratus tujuh puluh lima ribu rupiah",
        bill.payment_code,
        "50 m² × Rp1.500",
        f"/cetakan/{waiting.number}/skrd/",
        dispute_page(waiting),
        "Batas waktu kantor berhenti dulu",
    ):
        assert part in page, part
    assert "Anda tidak perlu melakukan apa-apa sekarang" not in page


def test_a_bill_past_its_day_is_late_but_payable(as_applicant, applicant, long_staff):
    waiting = at_work(applicant, long_staff, Work.PAY, at=timezone.now() - datetime.timedelta(days=60))
    page = text_of(as_applicant.get(own_page(waiting)))
    assert "sudah lewat jatuh tempo" in page
    assert "Masih dapat dibayar." in page


def test_a_paid_bill_shows_its_papers_and_nothing_to_dispute(as_applicant, waiting, long_staff):
    payment = pay(waiting, long_staff["cashier"], channel="qris", reference="Q1")
    page = text_of(as_applicant.get(own_page(waiting)))
    for part in (payment.number, "QRIS", f"/cetakan/{waiting.number}/paid/", f"/cetakan/{waiting.number}/payment/"):
        assert part in page, part
    assert dispute_page(waiting) not in page
    assert "Bayar retribusi Anda" not in page


def test_a_voided_payment_is_told_with_its_reason(as_applicant, waiting, long_staff):
    payment = pay(waiting, long_staff["cashier"])
    workflow.perform(waiting, "void", by=long_staff["second_cashier"], note="Transfer gagal di bank.")
    page = text_of(as_applicant.get(own_page(waiting)))
    assert "DIBATALKAN" in page
    assert f"Bukti pembayaran {payment.number}" in page
    assert "Transfer gagal di bank." in page
    assert "Bayar retribusi Anda" in page


def test_a_file_without_a_charge_says_nothing_of_one(as_applicant, applicant, staff):
    application = file_application(applicant)
    assert "Retribusi" not in text_of(as_applicant.get(own_page(application)))
    assert as_applicant.get(dispute_page(application)).status_code == 403


# The dispute --------------------------------------------------------------------------


def test_the_page_before_the_dispute_says_what_follows(as_applicant, waiting):
    page = text_of(as_applicant.get(dispute_page(waiting)))
    for part in (bill_of(waiting).number, "Rp275.000", "jatuh temponya berhenti", "Petugas verifikasi memeriksa ulang"):
        assert part in page, part


def test_a_disputed_amount_is_verified_again_and_a_new_bill_replaces_the_old(as_applicant, waiting, long_staff):
    """80 x 2000 = 160 000 after the correction."""
    first = bill_of(waiting)
    answer = as_applicant.post(dispute_page(waiting), {"note": REASON}, follow=True)
    assert answer.redirect_chain == [(own_page(waiting), 302)]
    page = text_of(answer)
    assert "Keberatan Anda sudah dicatat" in page
    assert "Jumlah retribusi sedang diperiksa ulang" in page
    assert f"SKRD {first.number} (Rp275.000) dibatalkan" in page
    assert REASON in page
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.REVIEW
    assert live_bill(waiting) is None
    corrected = {"confirmed": True, "area": 80, "indices": {"zone": 0, "road": 0, "disturbance": 0}}
    area = type(waiting.inspections.get().basis_area)(80)
    corrected |= {"area": area, "basis_note": "Diukur ulang bersama pemohon."}
    workflow.perform(waiting, "forward", by=long_staff["kasi"], payload=corrected)
    workflow.perform(waiting, "forward", by=long_staff["cashier"], payload={"confirmed": True})
    second = bill_of(waiting)
    assert (second.amount, Bill.objects.filter(application=waiting).count()) == (160_000, 2)
    page = text_of(as_applicant.get(own_page(waiting)))
    assert "Rp160.000" in page
    assert second.payment_code in page
    assert first.payment_code not in page
    assert first.number in page


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_a_dispute_needs_a_reason_of_bearable_length(as_applicant, waiting, note):
    answer = as_applicant.post(dispute_page(waiting), {"note": note})
    assert answer.status_code == 422
    assert "Kesalahan" in text_of(answer)
    assert live_bill(waiting) is not None


def test_a_second_tap_on_the_dispute_is_led_back(as_applicant, waiting):
    as_applicant.post(dispute_page(waiting), {"note": REASON})
    answer = as_applicant.post(dispute_page(waiting), {"note": REASON})
    assert (answer.status_code, answer.url) == (302, own_page(waiting))
    waiting.refresh_from_db()
    assert waiting.transitions.filter(action="dispute").count() == 1


def test_what_is_paid_is_not_disputed_any_more(as_applicant, waiting, long_staff):
    pay(waiting, long_staff["cashier"])
    answer = as_applicant.post(dispute_page(waiting), {"note": REASON}, follow=True)
    assert "sudah dibayar, jadi jumlahnya tidak dapat diperiksa ulang lagi" in text_of(answer)
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.SETTLE


def test_a_withdrawal_cancels_the_unpaid_bill_and_leaves_a_paid_one(as_applicant, waiting, applicant, long_staff):
    as_applicant.post(f"{own_page(waiting)}tarik/", {"note": "Tidak jadi.", "confirm": "1"})
    waiting.refresh_from_db()
    assert waiting.status == Status.WITHDRAWN
    assert live_bill(waiting) is None
    assert "SKRD" in text_of(as_applicant.get(own_page(waiting)))
    other = at_work(applicant, long_staff, Work.SETTLE)
    as_applicant.post(f"{own_page(other)}tarik/", {"note": "Tidak jadi.", "confirm": "1"})
    assert live_bill(other) is not None
    assert Payment.objects.get(bill__application=other).voided_at is None


def test_only_the_applicant_disputes(client, waiting, other_applicant, long_staff):
    for person in (other_applicant, *(long_staff[name] for name in ("counter", "cashier", "kasi", "head"))):
        client.force_login(person)
        assert client.get(dispute_page(waiting)).status_code == 404
        assert client.post(dispute_page(waiting), {"note": REASON}).status_code == 404
    client.logout()
    assert client.get(dispute_page(waiting))["Location"].startswith("/masuk/")
    assert live_bill(waiting) is not None


def test_the_counter_disputes_for_a_walk_in(client, waiting, long_staff):
    type(waiting).objects.filter(pk=waiting.pk).update(applicant=None, created_by=long_staff["counter"])
    client.force_login(long_staff["counter"])
    assert client.post(dispute_page(waiting), {"note": REASON}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.REVIEW


def test_the_bill_and_its_payments_cost_two_queries_and_none_where_nothing_is_charged(
    waiting, applicant, staff, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert charge_of(waiting).waits
    free = file_application(applicant)
    with django_assert_num_queries(0):
        assert charge_of(free) is None


def test_an_unpaid_file_says_so_wherever_it_is_listed(client, waiting, long_staff):
    for user, address in (
        (waiting.applicant, "/permohonan/"),
        (waiting.applicant, f"/permohonan/{waiting.number}/"),
        (long_staff["counter"], "/petugas/berkas/"),
        (long_staff["counter"], reverse("desk_application", args=[waiting.number])),
    ):
        client.force_login(user)
        assert '<span class="tag tag--waiting">Menunggu pembayaran</span>' in client.get(address).content.decode()
