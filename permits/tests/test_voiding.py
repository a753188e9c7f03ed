"""A payment voided by a second person, and what a month brought in without what was voided."""

import datetime

import pytest
from django.urls import reverse

from permits import workflow
from permits.models import Work
from permits.tests.till_steps import MINUTE, MONDAY, WITA, at_work, bill_of, pay, paying, payment_of
from permits.views.signing import WRONG_PASSWORDS
from testkit.story import PASSWORD, advance

TILL = "/petugas/kasir/"
VOIDING = {"reason": "1", "words": "Seharusnya untuk Toko Mawar.", "password": PASSWORD, "confirm": "1"}


def text_of(answer):
    return " ".join(answer.content.decode().split())


def bill_page(bill):
    return reverse("cashier_bill", args=[bill.pk])


def payment_page(payment):
    return reverse("cashier_payment", args=[payment.pk])


def void_page(payment):
    return reverse("cashier_void", args=[payment.pk])


@pytest.fixture
def waiting(applicant, long_staff):
    return at_work(applicant, long_staff, Work.PAY)


@pytest.fixture
def as_cashier(client, long_staff):
    client.force_login(long_staff["cashier"])
    return client


@pytest.fixture
def paid(waiting, long_staff):
    pay(waiting, long_staff["cashier"])
    return waiting


@pytest.fixture
def as_second(client, long_staff):
    client.force_login(long_staff["second_cashier"])
    return client


def test_one_does_not_void_what_one_took_oneself(as_cashier, paid):
    payment = payment_of(paid)
    page = text_of(as_cashier.get(payment_page(payment)))
    assert void_page(payment) not in page
    assert "Mintalah bendahara lain" in page
    for answer in (as_cashier.get(void_page(payment)), as_cashier.post(void_page(payment), VOIDING)):
        assert answer.status_code == 403
        assert "Mintalah bendahara lain" in text_of(answer)
    payment.refresh_from_db()
    assert payment.voided_at is None


def test_a_second_cashier_voids_and_the_bill_is_paid_again_under_a_new_number(as_second, paid, long_staff):
    payment = payment_of(paid)
    assert void_page(payment) in text_of(as_second.get(payment_page(payment)))
    answer = as_second.post(void_page(payment), VOIDING, follow=True)
    assert answer.redirect_chain == [(payment_page(payment), 302)]
    page = text_of(answer)
    assert "DIBATALKAN" in page
    assert "Seharusnya untuk Toko Mawar." in page
    payment.refresh_from_db()
    assert (payment.voided_by, payment.void_reason[:11]) == (long_staff["second_cashier"], "Pembayaran ")
    paid.refresh_from_db()
    assert paid.stage.work == Work.PAY
    bill = bill_of(paid)
    assert as_second.post(bill_page(bill), paying(bill, channel="qris", reference="Q1")).status_code == 302
    again = payment_of(paid)
    assert again.number != payment.number
    assert again.sequence > payment.sequence
    assert paid.papers.filter(kind="payment").count() == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"reason": ""}, "Pilih alasannya"),
        ({"reason": "other", "words": " "}, "Tulis alasannya"),
        ({"reason": "99"}, "99"),
        ({"password": ""}, "Ketik kata sandi Anda"),
        ({"password": "salah"}, "Kata sandi salah"),
    ],
)
def test_a_void_needs_a_reason_and_the_password(as_second, paid, typed, message):
    answer = as_second.post(void_page(payment_of(paid)), VOIDING | typed)
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert payment_of(paid).voided_at is None


def test_wrong_passwords_come_to_an_end(as_second, paid):
    for _attempt in range(WRONG_PASSWORDS["amount"]):
        as_second.post(void_page(payment_of(paid)), VOIDING | {"password": "salah"})
    assert as_second.post(void_page(payment_of(paid)), VOIDING).status_code == 429
    assert payment_of(paid).voided_at is None


def test_a_second_tap_on_the_void_changes_nothing_more(as_second, paid):
    payment = payment_of(paid)
    as_second.post(void_page(payment), VOIDING)
    answer = as_second.post(void_page(payment), VOIDING | {"words": "Lain."}, follow=True)
    assert "sudah dibatalkan. Tidak ada yang diubah lagi" in text_of(answer)
    payment.refresh_from_db()
    assert "Lain." not in payment.void_reason


def test_nothing_is_voided_after_the_signature(as_second, paid, long_staff):
    payment = payment_of(paid)
    advance(paid, long_staff, to=Work.ARCHIVE)
    answer = as_second.post(void_page(payment), VOIDING)
    assert answer.status_code == 403
    assert "sudah ditandatangani" in text_of(answer)
    assert void_page(payment) not in text_of(as_second.get(payment_page(payment)))


def test_nothing_is_voided_after_the_end(as_second, paid, applicant):
    workflow.perform(paid, "withdraw", by=applicant, note="Tidak jadi.")
    answer = as_second.post(void_page(payment_of(paid)), VOIDING)
    assert answer.status_code == 403
    assert "sudah berakhir" in text_of(answer)


# Months -------------------------------------------------------------------------------


def test_a_month_is_summed_by_channel_without_what_was_voided(as_cashier, applicant, long_staff):
    """May 2026: 275 000 and 160 000 in cash, the latter voided; 602 250 by QRIS on the 31st at 23:30. June: 160 000."""
    last_minutes = datetime.datetime(2026, 5, 31, 23, 30, tzinfo=WITA)
    first, second = long_staff["cashier"], long_staff["second_cashier"]
    pay(at_work(applicant, long_staff, Work.PAY, at=MONDAY), first, at=MONDAY)
    voided = at_work(applicant, long_staff, Work.PAY, area="80", at=MONDAY)
    pay(voided, first, at=MONDAY)
    workflow.perform(voided, "void", by=second, note="Salah berkas.", at=MONDAY + MINUTE)
    dear = at_work(applicant, long_staff, Work.PAY, area="100.5", indices={"zone": 1, "road": 1}, at=MONDAY)
    pay(dear, first, channel="qris", reference="Q1", at=last_minutes)
    pay(voided, first, at=last_minutes + 40 * MINUTE)
    sums = {row.label: row for row in as_cashier.get(f"{TILL}?bulan=2026-05").context["month_sums"]}
    assert (sums["Tunai"].receipts, sums["Tunai"].received, sums["Tunai"].voided) == (2, 435_000, 160_000)
    assert (sums["QRIS"].receipts, sums["QRIS"].total) == (1, 602_250)
    assert (sums["EDC"].receipts, sums["EDC"].total) == (0, 0)
    assert (sums["Jumlah"].receipts, sums["Jumlah"].total) == (3, 877_250)
    june = as_cashier.get(f"{TILL}?bulan=2026-06").context["month_sums"][-1]
    assert (june.receipts, june.total) == (1, 160_000)
    page = text_of(as_cashier.get(f"{TILL}?bulan=2026-05"))
    assert "Mei 2026" in page
    assert "Rp877.250" in page


@pytest.mark.parametrize("month", ["2026", "2026-13", "mei", "1999-01", "0000-01", "2026-05-01", "２０２６-05", "\x7f"])
def test_what_is_no_month_is_said_to_be_none(as_cashier, month):
    answer = as_cashier.get(TILL, {"bulan": month})
    assert answer.status_code == 422
    assert "Tulis bulan seperti 2026-05." in text_of(answer)
