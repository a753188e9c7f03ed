"""Races at the till on real connections. Each has a control: with its guard taken away, the same race goes wrong."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, connection

from permits import cashier, numbering, workflow
from permits.models import Application, Closing, Payment, Work
from permits.tests.test_concurrency import unguarded_claim
from permits.tests.till_steps import at_work, bill_of, pay, payment_of
from testkit.standards import open_here
from testkit.story import LONG_STAFF, STAFF, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PATIENCE = 20


@pytest.fixture
def people(db):
    open_here("izin-gangguan")
    return {name: make_user(name, role) for name, role in (STAFF | LONG_STAFF).items()}


@pytest.fixture
def payer(people):
    return make_user("siti", name="Siti Rahmawati")


def together(*tasks):
    """Run the tasks at once, each on a connection of its own; return what each returned or raised."""

    def run(task):
        try:
            return task()
        except (Error, workflow.NotAllowed, workflow.Overtaken, cashier.NothingToClose) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return [future.result() for future in [threads.submit(run, task) for task in tasks]]


# One bill, two cashiers ---------------------------------------------------------------


def two_cashiers_take_one_payment(people, payer):
    application = at_work(payer, people, Work.PAY)
    payload = {"amount": bill_of(application).amount, "channel": "cash"}
    start = threading.Barrier(2)

    def take(name):
        copy = Application.objects.get(pk=application.pk)
        start.wait(PATIENCE)
        return workflow.perform(copy, "forward", by=people[name], payload=payload)

    results = together(lambda: take("cashier"), lambda: take("second_cashier"))
    return application, Counter(type(result).__name__ for result in results)


def test_of_two_cashiers_who_take_one_payment_one_wins_and_one_is_told(people, payer):
    application, results = two_cashiers_take_one_payment(people, payer)
    assert results == {"Transition": 1, "Overtaken": 1}
    assert Payment.objects.get().bill == bill_of(application)


def test_control_two_cashiers_without_the_comparison(people, payer, monkeypatch):
    monkeypatch.setattr(workflow, "_claim", unguarded_claim)
    _application, results = two_cashiers_take_one_payment(people, payer)
    assert results != {"Transition": 1, "Overtaken": 1}


# A payment while the day is being closed ----------------------------------------------


def close_while_a_payment_comes_in(people, payer, monkeypatch):
    """The closing has read its rows; then a payment is confirmed; then the closing marks what it took."""
    pay(at_work(payer, people, Work.PAY), people["cashier"])
    late = at_work(payer, people, Work.PAY, area="80")
    has_read, has_paid = threading.Event(), threading.Event()
    drawn = numbering.yearly_number

    def draw_later(register, *args, **kwargs):
        if register == numbering.CLOSINGS:
            has_read.set()
            assert has_paid.wait(PATIENCE)
        return drawn(register, *args, **kwargs)

    def pay_meanwhile():
        assert has_read.wait(PATIENCE)
        payment = pay(late, people["second_cashier"])
        has_paid.set()
        return payment

    monkeypatch.setattr(numbering, "yearly_number", draw_later)
    together(lambda: cashier.close(by=people["cashier"], counted_cash=275_000), pay_meanwhile)
    monkeypatch.setattr(numbering, "yearly_number", drawn)
    return late


def assert_sums_hold():
    for closing in Closing.objects.all():
        received = sum(row.amount for row in closing.payments.all())
        voided = sum(row.amount for row in closing.voids.all())
        assert closing.total == received - voided


def test_a_payment_confirmed_while_the_day_is_closed_is_in_the_next_closing(people, payer, monkeypatch):
    late = close_while_a_payment_comes_in(people, payer, monkeypatch)
    assert payment_of(late).closing is None
    assert_sums_hold()
    second = cashier.close(by=people["cashier"], counted_cash=160_000)
    assert payment_of(late).closing == second
    assert_sums_hold()
    assert sum(row.total for row in Closing.objects.all()) == 435_000


def test_control_a_closing_that_marks_whatever_is_open_no_longer_adds_up(people, payer, monkeypatch):
    def mark_all(account, closing):
        Payment.objects.filter(closing__isnull=True).update(closing=closing)

    monkeypatch.setattr(cashier, "_mark", mark_all)
    close_while_a_payment_comes_in(people, payer, monkeypatch)
    with pytest.raises(AssertionError):
        assert_sums_hold()


# A void while the day is being closed --------------------------------------------------


def test_a_void_while_the_day_is_closed_waits_and_is_in_the_next_closing(people, payer, monkeypatch):
    application = at_work(payer, people, Work.PAY)
    payment = pay(application, people["cashier"])
    has_read = threading.Event()
    drawn = numbering.yearly_number

    def draw_later(register, *args, **kwargs):
        has_read.set()
        return drawn(register, *args, **kwargs)

    def void_meanwhile():
        assert has_read.wait(PATIENCE)
        return workflow.perform(application, "void", by=people["second_cashier"], note="Salah berkas.")

    monkeypatch.setattr(numbering, "yearly_number", draw_later)
    together(lambda: cashier.close(by=people["cashier"], counted_cash=275_000), void_meanwhile)
    payment.refresh_from_db()
    assert payment.closing is not None
    assert payment.void_closing is None
    assert payment.voided_at is not None
    second = cashier.close(by=people["cashier"], counted_cash=0, note="Dikembalikan.")
    assert second.total == -275_000
    assert_sums_hold()


# Two closings at once ------------------------------------------------------------------


def close_twice(people, payer):
    pay(at_work(payer, people, Work.PAY), people["cashier"])
    start = threading.Barrier(2)

    def close(name):
        start.wait(PATIENCE)
        return cashier.close(by=people[name], counted_cash=275_000)

    results = together(lambda: close("cashier"), lambda: close("second_cashier"))
    return Counter(type(result).__name__ for result in results)


def test_of_two_closings_at_once_one_finds_nothing_left(people, payer):
    assert close_twice(people, payer) == {"Closing": 1, "NothingToClose": 1}
    assert Closing.objects.get().total == 275_000


def test_control_two_closings_without_the_lock(people, payer, monkeypatch):
    both_have_read = threading.Barrier(2)

    def unlocked():
        account = cashier.open_account()
        both_have_read.wait(PATIENCE)
        return account

    monkeypatch.setattr(cashier, "_locked_account", unlocked)
    assert close_twice(people, payer) != {"Closing": 1, "NothingToClose": 1}
