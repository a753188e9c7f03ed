"""Closing the day: sums that equal receipts minus voids exactly, the drawer counted, each payment closed once."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from permits import cashier, workflow
from permits.models import Closing, Payment, Work
from permits.tests.till_steps import at_work, bill_of, pay, payment_of

CLOSE = "/petugas/kasir/tutup/"
NO_MONEY = {"cash": 0, "transfer": 0, "qris": 0, "edc": 0}


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def as_cashier(client, long_staff):
    client.force_login(long_staff["cashier"])
    return client


@pytest.fixture
def day(applicant, long_staff):
    """Cash of 275 000 and 160 000, the latter voided; 602 250 by QRIS. Returns the two that stand."""
    first = at_work(applicant, long_staff, Work.PAY)
    second = at_work(applicant, long_staff, Work.PAY, area="80")
    third = at_work(applicant, long_staff, Work.PAY, area="100.5", indices={"zone": 1, "road": 1})
    pay(first, long_staff["cashier"])
    pay(second, long_staff["cashier"])
    pay(third, long_staff["second_cashier"], channel="qris", reference="Q1")
    workflow.perform(second, "void", by=long_staff["second_cashier"], note="Salah berkas.")
    return first, third


def counted(client, cash, **changes):
    """What the page posts, with the sums it showed."""
    return {"seen": client.get(CLOSE).context["account"].mark, "counted_cash": cash} | changes


def test_the_page_shows_receipts_and_voids_by_channel(as_cashier, day):
    answer = as_cashier.get(CLOSE)
    page = text_of(answer)
    assert answer.context["account"].totals == NO_MONEY | {"cash": 275_000, "qris": 602_250}
    for part in ("Rp435.000", "Rp160.000 (1)", "Rp275.000", "Rp602.250", "Rp877.250", "Salah berkas."):
        assert part in page


def test_a_day_is_closed_with_sums_that_equal_receipts_minus_voids(as_cashier, day, long_staff):
    answer = as_cashier.post(CLOSE, counted(as_cashier, "Rp275.000"), follow=True)
    closing = Closing.objects.get()
    assert answer.redirect_chain == [(reverse("cashier_closing", args=[closing.pk]), 302)]
    assert closing.totals == NO_MONEY | {"cash": 275_000, "qris": 602_250}
    assert (closing.total, closing.counted_cash, closing.closed_by) == (877_250, 275_000, long_staff["cashier"])
    assert closing.number.endswith(f"/TK/{closing.closed_at:%Y}")
    received = sum(row.amount for row in closing.payments.all())
    voided = sum(row.amount for row in closing.voids.all())
    assert (received, voided) == (1_037_250, 160_000)
    assert closing.total == received - voided
    page = text_of(answer)
    assert closing.number in page
    assert "delapan ratus tujuh puluh tujuh ribu dua ratus lima puluh rupiah" in page
    assert "cocok" in page
    assert not Payment.objects.filter(closing__isnull=True).exists()


def test_a_drawer_that_differs_needs_a_note(as_cashier, day):
    answer = as_cashier.post(CLOSE, counted(as_cashier, "274.500"))
    assert answer.status_code == 422
    assert "Tulis sebabnya" in text_of(answer)
    assert "274.500" in text_of(answer)
    assert not Closing.objects.exists()
    answer = as_cashier.post(CLOSE, counted(as_cashier, "274.500", note="Kembalian lebih Rp500."), follow=True)
    assert Closing.objects.get().note == "Kembalian lebih Rp500."
    assert "selisih -Rp500" in text_of(answer)


@pytest.mark.parametrize("cash", ["", "banyak", "-1", "1e9", "²"])
def test_cash_that_is_no_amount_is_refused_and_kept_on_the_page(as_cashier, day, cash):
    answer = as_cashier.post(CLOSE, counted(as_cashier, cash))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)
    assert not Closing.objects.exists()


def test_nothing_is_closed_twice(as_cashier, day):
    sent = counted(as_cashier, "275000")
    as_cashier.post(CLOSE, sent)
    answer = as_cashier.post(CLOSE, sent, follow=True)
    page = text_of(answer)
    assert "Tidak ada yang perlu ditutup sejak tutup kas terakhir." in page
    assert Closing.objects.get().number in page


def test_an_empty_till_is_not_closed(as_cashier):
    assert "Tidak ada yang perlu ditutup" in text_of(as_cashier.get(CLOSE))
    assert as_cashier.post(CLOSE, {"counted_cash": "0", "seen": ""}).status_code == 302
    assert not Closing.objects.exists()


def test_what_came_in_since_the_page_was_opened_is_shown_before_it_is_closed(
    as_cashier, day, other_applicant, long_staff
):
    sent = counted(as_cashier, "275000")
    late = at_work(other_applicant, long_staff, Work.PAY, area="80")
    pay(late, long_staff["second_cashier"])
    answer = as_cashier.post(CLOSE, sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Kas belum ditutup" in page
    assert 'value="275000"' in page
    assert payment_of(late).number in page
    assert not Closing.objects.exists()
    as_cashier.post(CLOSE, counted(as_cashier, "435000"))
    assert Closing.objects.get().total == 1_037_250


def test_a_void_after_the_closing_is_in_the_next_one(as_cashier, day, long_staff):
    first, _third = day
    as_cashier.post(CLOSE, counted(as_cashier, "275000"))
    voided = payment_of(first)
    workflow.perform(first, "void", by=long_staff["second_cashier"], note="Dikembalikan.")
    again = pay(first, long_staff["cashier"], channel="transfer", reference="T1")
    as_cashier.post(CLOSE, counted(as_cashier, "0", note="Uang keluar dari laci."))
    closing = Closing.objects.latest("pk")
    assert closing.totals == NO_MONEY | {"cash": -275_000, "transfer": 275_000}
    assert closing.total == 0
    voided.refresh_from_db()
    again.refresh_from_db()
    assert voided.closing != closing
    assert (voided.void_closing, again.closing) == (closing, closing)
    page = text_of(as_cashier.get(reverse("cashier_closing", args=[closing.pk])))
    assert "-Rp275.000" in page


def test_what_is_closed_stays_closed_as_it_is(as_cashier, day):
    as_cashier.post(CLOSE, counted(as_cashier, "275000"))
    for change in ({"closing": None}, {"amount": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payment.objects.filter(closing__isnull=False).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Closing.objects.update(total=0)


def test_closings_are_numbered_and_listed_newest_first(as_cashier, applicant, long_staff):
    numbers = []
    for _day in range(3):
        pay(at_work(applicant, long_staff, Work.PAY), long_staff["cashier"])
        numbers.append(cashier.close(by=long_staff["cashier"], counted_cash=275_000).number)
    assert [number[:5] for number in numbers] == ["00001", "00002", "00003"]
    assert [row.number for row in as_cashier.get(CLOSE).context["page"].rows] == numbers[::-1]


def test_a_closing_can_be_printed_with_its_signatures(as_cashier, day):
    answer = as_cashier.post(CLOSE, counted(as_cashier, "275000"), follow=True)
    page = text_of(answer)
    for part in ("closing__signatures", "Mengetahui", "Bendahara", bill_of(day[0]).number):
        assert part in page


def test_closings_are_the_cashiers_alone(client, day, applicant, long_staff):
    closing = cashier.close(by=long_staff["cashier"], counted_cash=275_000)
    for user in (applicant, long_staff["head"], long_staff["counter"]):
        client.force_login(user)
        for place in (CLOSE, reverse("cashier_closing", args=[closing.pk])):
            assert client.get(place).status_code == 404
        assert client.post(CLOSE, {"counted_cash": "0"}).status_code == 404
    client.force_login(long_staff["second_cashier"])
    place = reverse("cashier_closing", args=[closing.pk])
    assert client.get(place).status_code == 200
    assert client.post(place).status_code == 405


@pytest.mark.parametrize(("many", "queries"), [(1, 7), (4, 7)])
def test_the_page_costs_a_fixed_number_of_queries(
    as_cashier, applicant, long_staff, many, queries, sessions_in_database, django_assert_num_queries
):
    for _file in range(many):
        pay(at_work(applicant, long_staff, Work.PAY), long_staff["cashier"])
    as_cashier.get(CLOSE)
    with django_assert_num_queries(queries):
        as_cashier.get(CLOSE)
