"""The official numbers: what the office uses, "is this number yours?", and the list as staff keep it."""

import datetime
import logging

import pytest
import time_machine
from django.test import Client

from helpdesk.models import OfficialNumber
from helpdesk.tests.talk import send
from helpdesk.views.numbers import CHECKS_PER_ADDRESS
from permits.tests.test_concurrency import race
from sipelaku.office.models import Office
from testkit.pages import fields_of

pytestmark = pytest.mark.django_db

PUBLIC = "/nomor-resmi/"
LIST = "/petugas/informasi/nomor/"
NEW = f"{LIST}baru/"
OURS, NOT_OURS = "Ini nomor resmi kami", "Ini BUKAN nomor resmi kami"
FRIDAY_MORNING = datetime.datetime(2026, 10, 9, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def listed(db):
    return OfficialNumber.objects.create(label="Loket informasi", number="+6281234567811", hours="08.00-15.00", order=1)


@pytest.fixture
def coordinator(client, team):
    client.force_login(team["koordinator"])
    return team["koordinator"]


def html(answer):
    return answer.content.decode()


def check(client, number):
    return client.post(PUBLIC, {"nomor": number})


def page_of(number):
    return f"{LIST}{number.pk}/"


# For everybody ------------------------------------------------------------------------


def test_the_page_lists_the_numbers_and_what_officers_never_do(client, listed):
    page = html(client.get(PUBLIC))
    assert "Loket informasi" in page
    assert "0812 3456 7811" in page
    assert "https://wa.me/6281234567811?text=" in page
    assert "kode OTP" in page
    assert "meminta uang" in page
    assert "/tanya/?jenis=palsu" in page


def test_the_offices_own_numbers_are_official_too_and_listed_once(client, listed):
    change_office(phone="(0717) 123456, 123457", whatsapp="+6281234567811")
    page = html(client.get(PUBLIC))
    assert page.partition("<footer")[0].count("0812 3456 7811") == 1
    assert "0717 123456" in page
    assert OURS in html(check(client, "0717-123456"))


@pytest.mark.parametrize("phone", ["", "belum ada", "112", "0717", "-"])
def test_an_office_whose_telephone_is_no_number_lists_none(client, phone):
    change_office(phone=phone, whatsapp="")
    assert "Belum ada nomor yang didaftarkan" in html(client.get(PUBLIC))


def change_office(**values):
    office = Office.objects.get()
    for name, value in values.items():
        setattr(office, name, value)
    office.save()


@pytest.mark.parametrize(
    "typed",
    ["081234567811", "0812 3456 7811", "0812-3456-7811", "+6281234567811", "62 812 3456 7811", " (0812) 34567811 "],
)
def test_a_number_of_ours_is_known_however_it_is_written(client, listed, typed):
    answer = check(client, typed)
    assert answer.status_code == 200
    assert OURS in html(answer)
    assert "Loket informasi" in html(answer)


@pytest.mark.parametrize("typed", ["081234567812", "0717 999999"])
def test_any_other_number_is_called_foreign_and_may_be_reported(client, listed, typed):
    answer = check(client, typed)
    assert answer.status_code == 200
    assert NOT_OURS in html(answer)
    assert OURS not in html(answer)
    assert "Laporkan nomor ini" in html(answer)


@pytest.mark.parametrize(
    "typed", ["", "112", "0812", "+65 6123 4567", "nomor", "<script>alert(1)</script>", "8" * 40, "8" * 41]
)
def test_what_is_no_indonesian_number_is_explained(client, listed, typed):
    answer = check(client, typed)
    if answer.status_code == 400:
        assert len(typed) > 40
        return
    assert answer.status_code == 422
    assert NOT_OURS not in html(answer)
    assert OURS not in html(answer)
    assert "<script>alert" not in html(answer)
    assert "Kesalahan: " in html(answer)


def test_a_number_is_checked_by_post_alone_and_kept_nowhere(client, listed, caplog):
    with caplog.at_level(logging.DEBUG):
        assert NOT_OURS not in html(client.get(f"{PUBLIC}?nomor=081299990000"))
        answer = check(client, "081299990000")
    assert 'method="post"' in html(answer)
    assert "no-store" in answer["Cache-Control"]
    posted = [record for record in caplog.records if "?nomor=" not in record.getMessage()]
    assert not any("81299990000" in record.getMessage() for record in posted)
    assert OfficialNumber.objects.count() == 1


@time_machine.travel(FRIDAY_MORNING, tick=False)
def test_after_many_checks_an_address_waits(client, listed):
    for _number in range(CHECKS_PER_ADDRESS):
        assert check(client, "081234567811").status_code == 200
    answer = check(client, "081234567811")
    assert answer.status_code == 429
    assert "Tunggu 10 menit" in html(answer)
    assert OURS not in html(answer)
    assert client.post(PUBLIC, {"nomor": "081234567811"}, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_the_page_costs_one_query(client, listed, django_assert_num_queries):
    client.get(PUBLIC)
    with django_assert_num_queries(1):
        client.get(PUBLIC)


# For staff ----------------------------------------------------------------------------


def test_a_number_is_added_at_the_end_in_its_one_form(client, coordinator, listed):
    assert send(client, NEW, "nomor", label="Pengaduan", number="0812 0000 1111").url == LIST
    new = OfficialNumber.objects.get(label="Pengaduan")
    assert (new.number, new.order, new.is_whatsapp) == ("+6281200001111", 2, True)
    assert "Pengaduan" in html(client.get(LIST))


def test_a_number_is_changed_and_removed_after_a_question(client, coordinator, listed):
    assert send(client, page_of(listed), "nomor", label="Loket depan", number="(0717) 123456").status_code == 302
    listed.refresh_from_db()
    assert (listed.label, listed.number) == ("Loket depan", "+62717123456")
    asks = client.get(f"{page_of(listed)}hapus/")
    assert "0717 123456" in html(asks)
    assert OfficialNumber.objects.exists()
    assert client.post(f"{page_of(listed)}hapus/").url == LIST
    assert not OfficialNumber.objects.exists()
    assert client.post(f"{page_of(listed)}hapus/").status_code == 404


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"number": "0812-3456-7811"}, "Nomor ini sudah ada dalam daftar."),
        ({"number": ""}, "Tulis nomornya."),
        ({"number": "112"}, "Tulis nomor Indonesia yang lengkap"),
        ({"label": ""}, "Tulis bagian yang memakai nomor ini."),
        ({"label": "a" * 81}, "80"),
        ({"hours": "a" * 81}, "80"),
    ],
)
def test_bad_input_is_explained_and_the_rest_kept(client, coordinator, listed, values, message):
    refused = send(
        client, NEW, "nomor", **{"label": "Pengaduan", "number": "0812 0000 1111", "hours": "Senin"} | values
    )
    assert refused.status_code == 422
    assert message in html(refused)
    assert "hours" in values or "Senin" in html(refused)
    assert OfficialNumber.objects.count() == 1


def test_numbers_are_put_in_order(client, coordinator, listed):
    other = OfficialNumber.objects.create(label="Pengaduan", number="+6281200001111", order=2)
    assert client.post(f"{page_of(other)}geser/", {"arah": "naik"}).url == LIST
    assert list(OfficialNumber.objects.values_list("label", flat=True)) == ["Pengaduan", "Loket informasi"]
    assert client.post(f"{page_of(other)}geser/", {"arah": "samping"}).status_code == 400


def test_only_who_sets_up_the_hub_keeps_the_numbers(client, team, staff, applicant, listed):
    addresses = (LIST, NEW, page_of(listed), f"{page_of(listed)}hapus/", f"{page_of(listed)}geser/")
    client.force_login(team["admin"])
    assert client.get(LIST).status_code == 200
    for user in (team["konten"], team["layanan"], team["hukum"], staff["counter"], staff["head"], applicant):
        client.force_login(user)
        for address in addresses:
            assert client.get(address).status_code in (404, 405)
            assert client.post(address).status_code in (404, 405)
    client.logout()
    assert client.get(LIST).url.startswith("/masuk/")
    assert OfficialNumber.objects.get().order == 1


def test_pages_take_no_other_methods(client, coordinator, listed):
    assert client.put(PUBLIC).status_code == 405
    assert client.post(LIST).status_code == 405
    assert client.get(f"{page_of(listed)}geser/").status_code == 405
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_number_saved_twice_at_once_is_listed_once_and_explained(catalogue, team):
    clients = [Client(), Client()]
    for browser in clients:
        browser.force_login(team["koordinator"])
    fields = fields_of(clients[0].get(NEW), "nomor") | {"label": "Pengaduan", "number": "0812 0000 1111"}
    answers = race(2, lambda number: clients[number].post(NEW, fields).status_code, at_once=2)
    assert sorted(answers) == [302, 422]
    assert OfficialNumber.objects.count() == 1
