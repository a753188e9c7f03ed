"""The till: finding a bill, taking its payment once; who may, and what is refused."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from permits import workflow
from permits.models import Bill, Payment, Work
from permits.tests.till_steps import MINUTE, WITA, at_work, bill_of, pay, paying, payment_of
from testkit.story import advance, file_application, make_user

TILL = "/petugas/kasir/"


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
    """100 x 2000 + 50 x 1500 = Rp275.000, waiting at the till."""
    return at_work(applicant, long_staff, Work.PAY)


@pytest.fixture
def as_cashier(client, long_staff):
    client.force_login(long_staff["cashier"])
    return client


# The list and the search --------------------------------------------------------------


def test_the_till_lists_what_waits_with_its_code_and_due_date(as_cashier, waiting):
    bill = bill_of(waiting)
    page = text_of(as_cashier.get(TILL))
    for part in (bill.number, bill.payment_code, "Toko Melati", waiting.number, "Rp275.000"):
        assert part in page
    assert "Belum ada pembayaran hari ini" in page
    assert "Lewat jatuh tempo" not in page


def test_an_empty_till_says_so(as_cashier):
    page = text_of(as_cashier.get(TILL))
    assert "Tidak ada SKRD yang menunggu pembayaran" in page


def test_a_paid_bill_leaves_the_list_and_stands_among_todays_receipts(as_cashier, waiting, long_staff):
    payment = pay(waiting, long_staff["cashier"])
    answer = as_cashier.get(TILL)
    assert answer.context["page"].rows == []
    assert payment.number in text_of(answer)


def test_a_bill_is_found_by_code_number_registration_and_name(as_cashier, waiting, other_applicant, long_staff):
    bill = bill_of(waiting)
    code = bill.payment_code
    for typed in (
        code,
        f"{code[:4]} {code[4:8]}-{code[8:]}",
        bill.number.lower(),
        waiting.number,
        "melati",
        "Rahmawati",
    ):
        answer = as_cashier.post(f"{TILL}cari/", {"q": typed})
        assert (answer.status_code, answer.url) == (302, bill_page(bill)), typed


def test_a_search_with_several_finds_lists_what_became_of_each(as_cashier, waiting, applicant, long_staff):
    paid = at_work(applicant, long_staff, Work.SETTLE)
    cancelled = at_work(applicant, long_staff, Work.PAY)
    workflow.perform(cancelled, "withdraw", by=applicant, note="Tidak jadi.")
    page = text_of(as_cashier.post(f"{TILL}cari/", {"q": "Melati"}))
    for application, word in ((waiting, "Belum dibayar"), (paid, "Lunas"), (cancelled, "Dibatalkan")):
        assert application.bills.get().number in page
        assert word in page


@pytest.mark.parametrize(
    ("typed", "status"), [("", 422), ("ab", 422), ("Tidak Ada", 200), ("9" * 12, 200), ("a/b", 200)]
)
def test_a_search_for_nothing_says_what_to_type(as_cashier, waiting, typed, status):
    answer = as_cashier.post(f"{TILL}cari/", {"q": typed})
    assert answer.status_code == status
    assert waiting.number not in text_of(answer)


def test_many_bills_come_in_pages_the_longest_waiting_first(as_cashier, waiting, long_staff):
    pattern = bill_of(waiting)
    for number in range(30):
        other = file_application(make_user(f"warga{number}"), slug="izin-gangguan")
        type(other).objects.filter(pk=other.pk).update(stage=waiting.stage)
        pattern.pk, pattern.application, pattern.number = None, other, f"{number:05}/SKRD/2031"
        pattern.payment_code, pattern._state.adding = f"{number:012}", True
        pattern.issued_at += MINUTE
        pattern.save()
    first = as_cashier.get(TILL)
    assert len(first.context["page"].rows) == 25
    assert first.context["page"].rows[0].application == waiting
    second = as_cashier.get(f"{TILL}{first.context['page'].next_url}")
    assert len(second.context["page"].rows) == 6


# Paying -------------------------------------------------------------------------------


def test_the_page_shows_the_amount_in_digits_and_words(as_cashier, waiting):
    page = text_of(as_cashier.get(bill_page(bill_of(waiting))))
    assert "Rp275.000" in page
    assert "Dua ratus tujuh puluh lima ribu rupiah" in page
    assert "50 m² × Rp1.500" in page
    assert 'type="hidden" name="amount" value="275000"' in page


def test_cash_is_taken_with_the_change_told_and_a_receipt(as_cashier, waiting, long_staff):
    bill = bill_of(waiting)
    answer = as_cashier.post(bill_page(bill), paying(bill, cash_given="Rp300.000"), follow=True)
    payment = payment_of(waiting)
    assert answer.redirect_chain == [(payment_page(payment), 302)]
    page = text_of(answer)
    assert "Kembalian: Rp25.000." in page
    assert f"/cetakan/{waiting.number}/payment/?edisi={payment.sequence}" in page
    assert (payment.amount, payment.channel, payment.received_by) == (275_000, "cash", long_staff["cashier"])
    assert payment.number.endswith(f"/TBP/{payment.received_at.astimezone(WITA).year}")
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.SETTLE
    assert waiting.transitions.last().by == long_staff["cashier"]


@pytest.mark.parametrize("channel", ["transfer", "qris", "edc"])
def test_other_channels_keep_their_reference(as_cashier, waiting, channel):
    bill = bill_of(waiting)
    assert as_cashier.post(bill_page(bill), paying(bill, channel=channel)).status_code == 422
    answer = as_cashier.post(bill_page(bill), paying(bill, channel=channel, reference="FT26125ABC"))
    assert answer.status_code == 302
    assert payment_of(waiting).reference == "FT26125ABC"


def test_the_next_bill_is_one_tap_away(as_cashier, waiting, other_applicant, long_staff):
    bill = bill_of(waiting)
    following = bill_of(at_work(other_applicant, long_staff, Work.PAY))
    answer = as_cashier.post(bill_page(bill), paying(bill), follow=True)
    assert bill_page(following) in text_of(answer)


@pytest.mark.parametrize("amount", ["274999", "275001", "0", "-275000", "", "Rp275.000", "1e6", "9" * 18, "²"])
def test_another_amount_is_refused_and_changes_nothing(as_cashier, waiting, amount):
    bill = bill_of(waiting)
    answer = as_cashier.post(bill_page(bill), paying(bill, amount=amount))
    assert answer.status_code == 422
    assert "harus tepat Rp275.000" in text_of(answer)
    assert "Pembayaran tidak dicatat" in text_of(answer)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"channel": ""}, "Pilih cara bayar"),
        ({"channel": "emas"}, "Pilih cara bayar dari daftar"),
        ({"cash_given": "274.000"}, "Kurang Rp1.000"),
        ({"cash_given": "banyak"}, "Tulis jumlah rupiah dengan angka"),
        ({"channel": "qris", "reference": "x" * 61}, "60"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_stays(as_cashier, waiting, typed, message):
    bill = bill_of(waiting)
    answer = as_cashier.post(bill_page(bill), paying(bill, **typed))
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert typed.get("cash_given", "") in text_of(answer)
    assert not Payment.objects.exists()


def test_a_second_tap_is_led_to_the_receipt_there_is(as_cashier, waiting):
    bill = bill_of(waiting)
    sent = paying(bill)
    as_cashier.post(bill_page(bill), sent)
    for version in (sent["version"], sent["version"] + 1):
        answer = as_cashier.post(bill_page(bill), sent | {"version": version}, follow=True)
        assert answer.redirect_chain == [(payment_page(payment_of(waiting)), 302)]
        assert f"sudah dibayar: bukti {payment_of(waiting).number}" in text_of(answer)
    assert Payment.objects.count() == 1


def test_a_colleague_who_was_slower_is_told_too(client, as_cashier, waiting, long_staff):
    bill = bill_of(waiting)
    sent = paying(bill)
    pay(waiting, long_staff["cashier"])
    client.force_login(long_staff["second_cashier"])
    answer = client.post(bill_page(bill), sent, follow=True)
    assert "Tidak ada pembayaran kedua" in text_of(answer)
    assert Payment.objects.count() == 1


def test_a_bill_disputed_meanwhile_is_not_paid(as_cashier, waiting, applicant):
    bill = bill_of(waiting)
    sent = paying(bill)
    workflow.perform(waiting, "dispute", by=applicant, note="Luasnya 80 meter persegi.")
    answer = as_cashier.post(bill_page(bill), sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Pembayaran tidak dicatat" in page
    assert "Luasnya 80 meter persegi." in page
    assert "Terima pembayaran" not in page
    assert not Payment.objects.exists()


def test_a_withdrawn_application_takes_its_unpaid_bill_along(as_cashier, waiting, applicant):
    bill = bill_of(waiting)
    workflow.perform(waiting, "withdraw", by=applicant, note="Tidak jadi membuka toko.")
    page = text_of(as_cashier.get(bill_page(bill)))
    assert "SKRD ini dibatalkan" in page
    assert "Tidak jadi membuka toko." in page
    assert as_cashier.post(bill_page(bill), paying(bill)).status_code == 409
    assert as_cashier.get(TILL).context["page"].rows == []


def test_an_overdue_bill_is_late_and_can_still_be_paid(as_cashier, applicant, long_staff):
    waiting = at_work(applicant, long_staff, Work.PAY, at=timezone.now() - datetime.timedelta(days=60))
    bill = bill_of(waiting)
    assert "Lewat jatuh tempo" in text_of(as_cashier.get(TILL))
    assert "SKRD ini masih dapat dibayar." in text_of(as_cashier.get(bill_page(bill)))
    assert as_cashier.post(bill_page(bill), paying(bill)).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 12])
def test_a_page_without_its_version_is_a_bad_request(as_cashier, waiting, version):
    bill = bill_of(waiting)
    assert as_cashier.post(bill_page(bill), paying(bill, version=version)).status_code == 400
    assert not Payment.objects.exists()


# Who may ------------------------------------------------------------------------------


@pytest.fixture
def paid(waiting, long_staff):
    pay(waiting, long_staff["cashier"])
    return waiting


def addresses(payment):
    return [TILL, f"{TILL}cari/", bill_page(payment.bill), payment_page(payment), void_page(payment), f"{TILL}tutup/"]


def test_the_till_does_not_exist_for_anybody_else(client, paid, applicant, long_staff, stranger):
    places = addresses(payment_of(paid))
    for user in (applicant, stranger, *(long_staff[name] for name in ("counter", "kasi", "head", "inspector"))):
        client.force_login(user)
        for place in places:
            assert client.get(place).status_code == 404, place
            assert client.post(place).status_code in (404, 405), place
    client.logout()
    for place in places:
        assert client.get(place)["Location"].startswith("/masuk/")


def test_a_cashier_meets_nothing_of_a_file_of_their_own_at_the_till(client, long_staff):
    own = file_application(long_staff["cashier"], slug="izin-gangguan")
    others = {name: user for name, user in long_staff.items() if name != "cashier"}
    advance(own, others, to=Work.PAY)
    bill = bill_of(own)
    client.force_login(long_staff["cashier"])
    assert client.get(TILL).context["page"].rows == []
    assert client.get(bill_page(bill)).status_code == 404
    assert client.post(bill_page(bill), paying(bill)).status_code == 404
    client.force_login(long_staff["second_cashier"])
    assert client.post(bill_page(bill), paying(bill)).status_code == 302


def test_what_is_not_there_is_not_found_and_pages_refuse_other_methods(as_cashier, paid):
    for name in ("cashier_bill", "cashier_payment", "cashier_void", "cashier_closing"):
        assert as_cashier.get(reverse(name, args=[10**12])).status_code == 404
        assert as_cashier.get(reverse(name, args=[10**30])).status_code == 404
    for place in (TILL, payment_page(payment_of(paid))):
        assert as_cashier.post(place).status_code == 405
    assert as_cashier.get(f"{TILL}?setelah=x").status_code == 400


@pytest.mark.parametrize("many", [1, 4])
def test_the_till_costs_a_fixed_number_of_queries(
    as_cashier, applicant, long_staff, many, sessions_in_database, django_assert_num_queries
):
    for _file in range(many):
        at_work(applicant, long_staff, Work.PAY)
        at_work(applicant, long_staff, Work.SETTLE)
    as_cashier.get(TILL)
    with django_assert_num_queries(7):
        as_cashier.get(TILL)
    assert Bill.objects.count() == 2 * many
