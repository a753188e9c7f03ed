"""Pages of consultations in every state, for everybody and for staff: empty, full, errors, long names, cancelled."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.conftest import DESK
from e2e.people import LONG_NAME
from helpdesk import consultations
from helpdesk.models import Booking, ConsultationHours, Meeting
from sipelaku.office.models import Closure
from testkit.consultation import wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

LONG_WORD = "Panjangsekali" * 8
REASON = "Petugas kami sakit hari ini"


@pytest.fixture
def hours():
    """Every day of the week, in the morning at the office and in the evening by WhatsApp."""
    first = timezone.localdate()
    for weekday in range(7):
        usual = {"weekday": weekday, "minutes": 60, "valid_from": first}
        ConsultationHours.objects.create(
            opens=datetime.time(9), closes=datetime.time(11), places=1, topic=LONG_WORD, **usual
        )
        ConsultationHours.objects.create(
            opens=datetime.time(19), closes=datetime.time(21), places=3, meeting=Meeting.WHATSAPP, **usual
        )


def book(offer, number, **changes):
    return consultations.book(offer.hours.pk, offer.slot.starts_at, wish(number, **changes), now=timezone.now())


@pytest.fixture
def offers(hours):
    return consultations.coming_offers(timezone.now())


@pytest.fixture
def booking(offers) -> Booking:
    """The first slot at the office, full with one person of a long name; and one in the evening."""
    first = next(offer for offer in offers if offer.hours.places == 1)
    evening = next(offer for offer in offers if offer.hours.meeting == Meeting.WHATSAPP)
    book(evening, 2, name=LONG_NAME, email="")
    return book(first, 1, name=LONG_WORD, topic=LONG_WORD + " " + LONG_NAME, email=f"{'a' * 60}@uji.example")


# Everybody ----------------------------------------------------------------------------


def test_the_slots_with_a_full_one(page_at, look_over, booking):
    page = page_at()
    page.goto("/konsultasi/")
    expect(page.get_by_text("Penuh").first).to_be_visible()
    look_over(page, "konsultasi")


def test_no_slots(page_at, look_over):
    page = page_at()
    page.goto("/konsultasi/")
    expect(page.get_by_role("heading", name="Belum ada waktu yang dapat dipesan")).to_be_visible()
    look_over(page, "konsultasi-kosong")


def test_a_place_is_booked_and_cancelled_again_without_javascript(page_at, look_over, offers):
    page = page_at(javascript=False)
    page.goto("/konsultasi/")
    page.locator("a.slot").first.click()
    page.get_by_label("Nama Anda").fill("Siti Rahmawati")
    page.get_by_label("Apa yang ingin Anda bicarakan?").fill("Syarat izin warung")
    page.get_by_label("Nomor ponsel").fill("0812 3456 7890")
    page.get_by_role("button", name="Pesan tempat").click()
    expect(page.get_by_text("Tempat Anda sudah dipesan.")).to_be_visible()
    page.get_by_role("link", name="Batalkan janji").click()
    page.get_by_role("button", name="Batalkan janji").click()
    expect(page.get_by_text("Janji Anda dibatalkan.")).to_be_visible()
    assert Booking.objects.get().cancelled_at


def test_the_form_and_its_errors(page_at, look_over, offers):
    page = page_at()
    page.goto(offers[0].address)
    look_over(page, "konsultasi-pesan")
    page.get_by_label("Nama Anda").fill(LONG_WORD)
    page.get_by_role("button", name="Pesan tempat").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, "konsultasi-pesan-salah")


def test_a_slot_taken_while_one_typed_is_exchanged_for_another(page_at, look_over, offers):
    page = page_at()
    offer = next(offer for offer in offers if offer.hours.places == 1)
    page.goto(offer.address)
    page.get_by_label("Nama Anda").fill("Siti Rahmawati")
    page.get_by_label("Apa yang ingin Anda bicarakan?").fill("Syarat izin warung")
    page.get_by_label("Nomor ponsel").fill("0812 3456 7890")
    book(offer, 1)
    page.get_by_role("button", name="Pesan tempat").click()
    expect(page.get_by_role("heading", name="Jam ini sudah penuh")).to_be_visible()
    look_over(page, "konsultasi-penuh")
    page.locator("button.slot").first.click()
    expect(page.get_by_label("Nama Anda")).to_have_value("Siti Rahmawati")
    page.get_by_role("button", name="Pesan tempat").click()
    expect(page.get_by_text("Tempat Anda sudah dipesan.")).to_be_visible()


def test_an_address_without_a_slot(page_at, look_over, hours):
    page = page_at()
    page.goto("/konsultasi/pesan/?jam=1&mulai=2020-01-01T09:00")
    look_over(page, "konsultasi-tidak-ada")


@pytest.mark.parametrize("state", ["dipesan", "dibatalkan", "dibatalkan-kantor"])
def test_ones_own_booking(page_at, look_over, booking, state):
    if state == "dibatalkan":
        consultations.cancel(booking, now=timezone.now())
    elif state == "dibatalkan-kantor":
        consultations.cancel_by_office(booking, REASON, now=timezone.now())
    page = page_at()
    page.goto(f"/konsultasi/{booking.token}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Janji konsultasi Anda")
    look_over(page, f"konsultasi-janji-{state}")


def test_the_question_before_cancelling(page_at, look_over, booking):
    page = page_at()
    page.goto(f"/konsultasi/{booking.token}/batal/")
    look_over(page, "konsultasi-batal")


# Staff --------------------------------------------------------------------------------


def day_of(booking):
    return f"/petugas/konsultasi/?tanggal={timezone.localtime(booking.starts_at):%Y-%m-%d}"


def test_the_desks_day_with_long_names(page_of, look_as_officer, team, booking):
    page = page_of(team["layanan"], DESK)
    page.goto(day_of(booking))
    expect(page.get_by_text(LONG_WORD, exact=True)).to_be_visible()
    look_as_officer(page, "petugas-konsultasi")


def test_the_desks_day_when_some_came_and_some_were_cancelled(page_of, look_as_officer, team, booking, offers):
    Booking.objects.filter(pk=booking.pk).update(came=True)
    consultations.cancel_by_office(Booking.objects.exclude(pk=booking.pk).get(), REASON, now=timezone.now())
    page = page_of(team["koordinator"], DESK)
    page.goto(day_of(booking))
    expect(page.get_by_text("Datang", exact=True).first).to_be_visible()
    look_as_officer(page, "petugas-konsultasi-hadir")


def test_an_empty_day_and_a_date_that_cannot_be_read(page_of, look_as_officer, team):
    page = page_of(team["layanan"], DESK)
    page.goto("/petugas/konsultasi/")
    look_as_officer(page, "petugas-konsultasi-kosong")
    page.goto("/petugas/konsultasi/?tanggal=kemarin")
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "petugas-konsultasi-salah")


def test_the_office_has_closed_since(page_of, look_as_officer, team, booking):
    day = timezone.localdate(booking.starts_at)
    Closure.objects.create(first=day, last=day, reason="Pindah kantor")
    page = page_of(team["koordinator"], DESK)
    page.goto(day_of(booking))
    expect(page.get_by_role("heading", name="Janji pada waktu yang tidak dilayani lagi")).to_be_visible()
    look_as_officer(page, "petugas-konsultasi-tutup")


def test_cancelling_by_the_office_and_its_errors(page_of, look_as_officer, team, booking):
    page = page_of(team["layanan"], DESK)
    page.goto(f"/petugas/konsultasi/{booking.pk}/batal/")
    page.get_by_role("button", name="Batalkan dan kabari").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "petugas-konsultasi-batal")
    page.goto(day_of(booking).replace("/?", "/batal/?"))
    look_as_officer(page, "petugas-konsultasi-batal-hari")


def test_the_hours_and_their_errors(page_of, look_as_officer, team, hours):
    ConsultationHours.objects.filter(weekday=0).update(valid_until=datetime.date(2020, 1, 1))
    page = page_of(team["admin"], DESK)
    page.goto("/petugas/konsultasi/jam/")
    look_as_officer(page, "petugas-konsultasi-jam")
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_as_officer(page, "petugas-konsultasi-jam-salah")
    page.goto("/petugas/konsultasi/jam/")
    page.locator(".links a").first.click()
    look_as_officer(page, "petugas-konsultasi-jam-ubah")


def test_no_hours_yet(page_of, look_as_officer, team):
    page = page_of(team["koordinator"], DESK)
    page.goto("/petugas/konsultasi/jam/")
    look_as_officer(page, "petugas-konsultasi-jam-kosong")
