"""The counter's one search box: by number, NIK, name, phone or a scanned code, and only among what may be seen."""

import pytest
from django.urls import reverse

from permits.desk import MOST_FOUND
from permits.models import Application
from testkit.story import advance, file_application, make_draft


@pytest.fixture
def filed(applicant):
    return file_application(applicant)


@pytest.fixture
def at_the_counter(client, staff):
    client.force_login(staff["counter"])
    return client


def search(client, text):
    return client.post("/petugas/cari/", {"q": text})


@pytest.mark.parametrize(
    "text",
    [
        "{number}",
        " {number} ",
        "{spaced}",
        "6471054507900001",
        "6471 0545 0790 0001",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "rahmawati",
        "toko mel",
        "http://127.0.0.1:8000/t/{token}/",
        "/t/{token}",
    ],
)
def test_a_single_find_opens_the_file_at_once(at_the_counter, filed, text):
    number = filed.number
    spaced = f"{number[:5]} {number[5:8]} {number[8:10]} {number[10:]}"
    page = search(at_the_counter, text.format(number=number, spaced=spaced, token=filed.token))
    assert page.status_code == 302
    assert page.url == reverse("desk_application", args=[number])


def test_the_code_on_a_permit_opens_its_file(at_the_counter, filed, staff):
    advance(filed, staff, to="hand_over")
    page = search(at_the_counter, f"https://izin.example/v/{filed.permit.token}/")
    assert page.url == reverse("desk_application", args=[filed.number])


def test_several_finds_are_listed_newest_first_and_cut(at_the_counter, applicant, filed):
    second = file_application(applicant)
    page = search(at_the_counter, "siti")
    assert [line.application for line in page.context["found"]] == [second, filed]
    copies = []
    for serial in range(MOST_FOUND):
        copy = Application.objects.get(pk=filed.pk)
        copy.pk, copy.token, copy.number = None, f"token-{serial}", f"{serial + 90000}{filed.number[5:]}"
        copies.append(copy)
    Application.objects.bulk_create(copies)
    page = search(at_the_counter, "siti")
    assert len(page.context["found"]) == MOST_FOUND
    assert "Persempit" in page.content.decode()


@pytest.mark.parametrize(("text", "says"), [("", "Ketik nomor"), ("ab", "sedikitnya 3 huruf"), ("x" * 300, "")])
def test_what_cannot_be_searched_for_is_said_kindly(at_the_counter, text, says):
    page = search(at_the_counter, text)
    assert page.status_code == 422
    assert says in page.content.decode()


@pytest.mark.parametrize("text", ["tidak ada siapa pun", "%", "100%_", "/t//", "0000000000000000", "' or 1=1 --"])
def test_a_search_without_a_find_answers_all_the_same(at_the_counter, filed, text):
    assert search(at_the_counter, text).status_code in (200, 422)


def test_what_an_officer_may_not_see_is_not_found(client, filed, stranger):
    client.force_login(stranger)
    page = search(client, filed.number)
    assert page.status_code == 200
    assert page.context["found"] == []


def test_a_draft_is_not_found(at_the_counter, applicant):
    draft = make_draft(applicant)
    Application.objects.filter(pk=draft.pk).update(holder_name="Siti Rahmawati")
    assert search(at_the_counter, "rahmawati").context["found"] == []


def test_what_is_searched_for_never_stands_in_an_address(at_the_counter, filed):
    page = at_the_counter.get("/petugas/cari/", {"q": filed.number})
    assert page.status_code == 200
    assert page.context["found"] is None
    assert 'method="post"' in page.content.decode()


@pytest.mark.usefixtures("sessions_in_database")
def test_a_search_costs_a_fixed_number_of_queries(at_the_counter, applicant, filed, django_assert_num_queries):
    file_application(applicant)
    search(at_the_counter, "siti")
    with django_assert_num_queries(7):
        search(at_the_counter, "siti")
