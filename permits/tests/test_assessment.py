"""Computing the retribution on the case page: examples worked out by hand, from the site to the bill."""

import datetime
from decimal import Decimal

import pytest

from permits import workflow
from permits.actions import live_bill
from permits.models import Bill, Holder, PaperKind, Status, Work
from permits.retribution import Calculation
from permits.tests.desk_steps import page_of
from permits.tests.till_steps import MONDAY, WITA, at_work, bill_of, pay
from permits.timeline import story_of
from testkit.story import file_application, forward

CONFIRMED = {"confirmed": "on"}


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def as_cashier(client, long_staff):
    client.force_login(long_staff["cashier"])
    return client


# Indices: zone 1, 2 or 3; road 1, 1.5 or 2; disturbance 1, 2 or 3.
EXAMPLES = [
    # 80 x 2000
    ("80", {}, 160_000, ["80 m² × Rp2.000", "Rp160.000"]),
    # 100 x 2000 + 0.5 x 1500 = 200 750; x 2 x 1.5 x 1 = 602 250
    (
        "100.5",
        {"zone": 1, "road": 1},
        602_250,
        ["0,5 m² × Rp1.500", "Rp200.750", "Indeks jalan: Jalan kota", "× 1,5", "Rp602.250"],
    ),
    # 100 x 2000 + 400 x 1500 + 220 x 1000 = 1 020 000; x 3 x 2 x 2 = 12 240 000
    (
        "720",
        {"zone": 2, "road": 2, "disturbance": 1},
        12_240_000,
        ["220 m² × Rp1.000", "Rp1.020.000", "Kawasan permukiman", "Jalan utama", "Rp12.240.000"],
    ),
    # 200 000 + 600 000 + 500 000 + 1500 x 500 = 2 050 000; x 3 = 6 150 000
    ("2500", {"disturbance": 2}, 6_150_000, ["1.500 m² × Rp500", "Rp2.050.000", "Rp6.150.000"]),
]


@pytest.mark.parametrize(("area", "places", "amount", "lines"), EXAMPLES)
def test_an_example_of_izin_gangguan_through_the_page_to_the_bill(
    as_cashier, applicant, long_staff, area, places, amount, lines
):
    application = at_work(applicant, long_staff, Work.ASSESS, area=area, indices=places)
    page = text_of(as_cashier.get(page_of(application)))
    for line in lines:
        assert line in page
    answer = as_cashier.post(page_of(application), CONFIRMED | {"version": application.version, "amount": "1"})
    assert answer.status_code == 302
    bill = bill_of(application)
    assert bill.amount == amount
    assert Calculation.from_json(bill.calculation).area == Decimal(area)
    assert application.papers.get(kind=PaperKind.BILL).edition == bill.sequence


def test_a_building_pays_by_its_whole_area_and_indices_through_the_page_to_the_bill(
    as_cashier, applicant, long_staff, building_tariff
):
    """120 m² x 25 000 = 3 000 000; x 0.90 x 0.80 = 2 160 000."""
    application = at_work(applicant, long_staff, Work.ASSESS, area="120", indices={"use": 1, "grade": 1})
    page = text_of(as_cashier.get(page_of(application)))
    assert "120 m² × Rp25.000" in page
    assert "Rp2.160.000" in page
    as_cashier.post(page_of(application), CONFIRMED | {"version": application.version})
    assert bill_of(application).amount == 2_160_000


@pytest.fixture
def building_tariff(long_staff):
    """The long procedure under a tariff like that of the IMB: area by combined index by one base price."""
    standard = file_application(long_staff["kasi"], slug="izin-gangguan").standard.revise()
    standard.tariff_mode = "whole"
    standard.effective_from = datetime.date(2018, 1, 1)
    standard.save()
    standard.tariff_steps.all().delete()
    standard.tariff_indices.all().delete()
    standard.tariff_steps.create(order=1, up_to=None, rate=25_000)
    rows = [("use", "Indeks fungsi", ["1", "0.90"]), ("grade", "Indeks konstruksi", ["1", "0.80"])]
    for order, (key, name, values) in enumerate(rows, start=1):
        choices = [{"label": f"{name} {value}", "value": value} for value in values]
        standard.tariff_indices.create(order=order, key=key, name=name, choices=choices)
    type(standard).objects.filter(pk=standard.pk).update(status="published", published_at=MONDAY)


# The page -----------------------------------------------------------------------------


def test_the_page_says_what_the_amount_rests_on_and_offers_no_box_for_it(as_cashier, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.REVIEW)
    payload = {"confirmed": True, "area": Decimal(80), "indices": {"zone": 0, "road": 0, "disturbance": 0}}
    workflow.perform(
        application, "forward", by=long_staff["kasi"], payload=payload | {"basis_note": "Gudang tidak dipakai."}
    )
    answer = as_cashier.get(page_of(application))
    assert answer.context["viewer"] == f"/cetakan/{application.number}/bap/"
    page = text_of(answer)
    assert "Rp160.000" in page
    assert "Dikoreksi saat verifikasi:</strong> Gudang tidak dipakai." in page
    assert "Lokasi ditinjau" in page
    assert 'name="amount"' not in page


def test_nothing_is_issued_before_the_officer_confirms(as_cashier, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.ASSESS)
    answer = as_cashier.post(page_of(application), {"version": application.version})
    assert answer.status_code == 422
    assert "sesuai dengan BAP" in text_of(answer)
    assert not Bill.objects.exists()


def test_a_wrong_basis_goes_back_to_the_verification_of_the_resume(as_cashier, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.ASSESS)
    sent = {"version": application.version, "confirm": "1", "reason": "other", "words": "Luas keliru."}
    assert as_cashier.post(page_of(application, "send_back"), sent).status_code == 302
    application.refresh_from_db()
    assert application.stage.work == Work.REVIEW
    assert not Bill.objects.exists()


def test_only_the_cashier_issues_the_bill(client, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.ASSESS)
    for name in ("counter", "kasi", "head", "inspector"):
        client.force_login(long_staff[name])
        answer = client.post(page_of(application), CONFIRMED | {"version": application.version})
        assert answer.status_code == 403
    client.force_login(applicant)
    assert client.get(page_of(application)).status_code == 404
    assert not Bill.objects.exists()


def test_the_page_costs_a_fixed_number_of_queries(
    as_cashier, applicant, long_staff, sessions_in_database, django_assert_max_num_queries
):
    application = at_work(applicant, long_staff, Work.ASSESS)
    as_cashier.get(page_of(application))
    with django_assert_max_num_queries(28):
        as_cashier.get(page_of(application))


def test_every_stage_shows_the_officers_what_became_of_the_bill(client, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.PAY)
    bill = bill_of(application)
    client.force_login(long_staff["kasi"])
    page = text_of(client.get(page_of(application)))
    assert bill.number in page
    assert "belum dibayar" in page
    payment = pay(application, long_staff["cashier"])
    page = text_of(client.get(page_of(application)))
    assert payment.number in page


def test_the_cashier_is_led_from_the_file_to_the_till(as_cashier, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.PAY)
    page = text_of(as_cashier.get(page_of(application)))
    assert f"/petugas/kasir/skrd/{bill_of(application).pk}/" in page
    answer = as_cashier.post(page_of(application), {"version": application.version})
    assert answer.status_code == 422
    assert application.status == Status.IN_PROCESS


def test_the_paid_bill_is_settled_when_the_cashier_says_so(as_cashier, applicant, long_staff):
    application = at_work(applicant, long_staff, Work.SETTLE)
    answer = as_cashier.get(page_of(application))
    assert answer.context["viewer"] == f"/cetakan/{application.number}/paid/"
    assert as_cashier.post(page_of(application), {"version": application.version}).status_code == 422
    assert as_cashier.post(page_of(application), CONFIRMED | {"version": application.version}).status_code == 302
    application.refresh_from_db()
    assert application.stage.work == Work.PREPARE


# The clock ----------------------------------------------------------------------------


def day(number, hour, minute=0):
    return datetime.datetime(2026, 5, number, hour, minute, tzinfo=WITA)


# Working days of May 2026 from Monday the 4th: 4 to 8 are H1 to H5, 11 to 13 are H6 to H8. Ascension is Thursday the
# 14th and Friday the 15th is given off with it; the office goes on on Monday the 18th.
MOVES = {
    Work.CHECK: day(4, 10),
    Work.SCHEDULE: day(4, 11),
    Work.INSPECT: day(5, 14),
    Work.RESUME: day(6, 9),
    Work.REVIEW: day(12, 15),
    Work.ASSESS: day(13, 10),
}


def test_the_due_moments_move_by_exactly_the_pause(applicant, long_staff):
    """Filed on Monday at 9, the bill issued on the 8th working day, paid three working days later.

    H9 would be the close of Monday the 18th, 16:00. The bill is issued on Wednesday the 13th at 10:00 and paid on
    Wednesday the 20th at 10:00: 6 hours of the 13th, 8 of the 18th, 8 of the 19th and 2 of the 20th are 24 hours, three
    working days. So H9 becomes Thursday the 21st at 16:00.
    """
    application = file_application(applicant, slug="izin-gangguan", at=MONDAY)
    before = {line.stage.work: line.due_at for line in story_of(application, MONDAY).lines}
    assert before[Work.ASSESS] == day(13, 16)
    assert before[Work.PAY] is None
    assert before[Work.SETTLE] == day(18, 16)
    while application.stage.work != Work.PAY:
        forward(application, long_staff, at=MOVES[Work(application.stage.work)])
    turn = application.turns.get(closed_at__isnull=True)
    assert (turn.holder, turn.role_id, turn.due_at) == (Holder.APPLICANT, "pemohon", None)
    pay(application, long_staff["cashier"], at=day(20, 10))
    turn = application.turns.get(closed_at__isnull=True)
    assert (turn.stage.work, turn.holder) == (Work.SETTLE, Holder.OFFICE)
    assert turn.due_at.astimezone(WITA) == day(21, 16)
    after = {line.stage.work: line.due_at for line in story_of(application, day(20, 10)).lines}
    assert after[Work.SETTLE] == day(21, 16)
    # What was finished before the pause stays where it was.
    assert after[Work.ASSESS] == day(13, 16)


def test_a_dispute_ends_the_pause_and_the_office_has_the_rest_of_its_time(applicant, long_staff):
    """From Wednesday the 13th, 10:00, to Monday the 18th, 10:00, are 6 and 2 working hours: one working day."""
    application = file_application(applicant, slug="izin-gangguan", at=MONDAY)
    while application.stage.work != Work.PAY:
        forward(application, long_staff, at=MOVES[Work(application.stage.work)])
    workflow.perform(application, "dispute", by=applicant, note="Terlalu luas.", at=day(18, 10))
    assert live_bill(application) is None
    turn = application.turns.get(closed_at__isnull=True)
    assert (turn.stage.work, turn.holder) == (Work.REVIEW, Holder.OFFICE)
    # H7, the close of Tuesday the 12th, had passed when the pause began, so it stays.
    assert turn.due_at.astimezone(WITA) == day(12, 16)
    due = {line.stage.work: line.due_at for line in story_of(application, day(18, 10)).lines}
    assert due[Work.ASSESS] == day(18, 16)
    assert due[Work.SETTLE] == day(19, 16)
