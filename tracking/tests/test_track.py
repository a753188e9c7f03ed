"""Following a file by its number alone: the same stages, no name; what isn't shown was never found."""

import datetime

import pytest
import time_machine

from permits import numbering
from permits.models import Work
from permits.numbering import typed_number
from permits.standards import kept_standard
from testkit.story import advance, file_application, make_draft
from tracking import attempts
from tracking.tests.conftest import assert_nothing_personal

NOON = datetime.datetime(2026, 10, 5, 4, tzinfo=datetime.UTC)


def page_for(client, typed, **options):
    return client.get("/lacak/", {"nomor": typed}, **options)


@pytest.mark.django_db
def test_the_page_asks_for_a_number_without_javascript_cookie_or_token(client, catalogue):
    response = client.get("/lacak/")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="nomor"' in page
    assert "<script" not in page
    assert "csrfmiddlewaretoken" not in page
    assert not response.cookies


def test_the_number_shows_the_stages_but_no_name(client, filed, staff):
    advance(filed, staff, to=Work.SIGN)
    response = page_for(client, filed.number)
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    for stage in filed.standard.stages.all():
        assert stage.name in page
    assert "Kepala Dinas" in page
    assert "Atas nama" not in page
    assert "S***" not in page
    assert filed.token not in page
    assert_nothing_personal(page, filed)


def test_a_returned_file_waits_for_its_applicant_without_a_reason(client, returned):
    page = page_for(client, returned.number).content.decode()
    assert "Menunggu perbaikan pemohon" in page
    assert_nothing_personal(page, returned)


def test_spaces_and_dashes_do_no_harm(client, filed):
    number = filed.number
    for typed in (
        f" {number} ",
        f"{number[:5]} {number[5:8]} {number[8:]}",
        f"{number[:5]}-{number[5:]}",
        f"{number[:4]}.{number[4:]}",
    ):
        assert page_for(client, typed).status_code == 200


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("001745-mb-2018", "001745-MB-2018"),
        ("001745 MB 2018", "001745-MB-2018"),
        ("001745mb2018", "001745-MB-2018"),
        ("001745–MB–2018", "001745-MB-2018"),
        ("02249 002 01 05 2016", "0224900201052016"),
        ("", ""),
    ],
)
def test_a_typed_number_is_read_as_it_is_stored(typed, stored):
    assert typed_number(typed) == stored


def test_a_file_with_letters_in_its_number_is_found_in_small_letters(client, applicant, monkeypatch):
    monkeypatch.setattr(numbering, "registration_number", lambda *_: "001745-MB-2018")
    file_application(applicant)
    assert page_for(client, "001745 mb-2018").status_code == 200


@time_machine.travel(NOON, tick=False)
def test_unknown_and_hidden_are_the_same_answer_byte_for_byte(client, applicant, permit):
    draft = make_draft(applicant)
    hidden = [draft.token, permit.token, permit.application.token, str(draft.pk), permit.number, applicant.username]
    unknown = page_for(client, "nol")
    assert unknown.status_code == 404
    assert "Nomor ini tidak ditemukan" in unknown.content.decode()
    for typed in hidden:
        response = page_for(client, typed)
        assert response.status_code == 404
        assert response.content.decode().replace(f'value="{typed}"', 'value="nol"') == unknown.content.decode()
        assert response.headers.items() - unknown.headers.items() <= {("Content-Length", response["Content-Length"])}


@time_machine.travel(NOON, tick=False)
def test_a_number_answers_alike_before_it_is_given_out_and_after_another_is(client, applicant):
    application = file_application(applicant)
    following = f"{int(application.number[:5]) + 1:05d}{application.number[5:]}"
    before = page_for(client, following)
    make_draft(applicant)
    after = page_for(client, following)
    assert before.status_code == after.status_code == 404
    assert before.content == after.content


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "   ", "1" * 41 + "a", "<script>alert(1)</script>" * 3])
def test_nothing_typed_or_too_much_is_asked_again(client, catalogue, typed):
    response = page_for(client, typed)
    page = response.content.decode()
    assert response.status_code == 400
    assert "Perbaiki dulu yang berikut" in page
    assert "<script>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["---", "' OR 1=1 --", "😀", "ß", "９９９", "%", "_" * 16])
def test_odd_numbers_are_not_found(client, catalogue, typed):
    assert page_for(client, typed).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["nomor=%00", "nomor=%ff", "nomor=%ed%a0%80", f"nomor={'9' * 60}"])
def test_malformed_input_is_refused(client, query):
    assert client.get(f"/lacak/?{query}").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(client, method):
    assert getattr(client, method)("/lacak/").status_code == 405


@time_machine.travel(NOON, tick=False)
def test_after_too_many_lookups_an_address_is_refused_alike_for_every_number(client, filed):
    for number in range(attempts.LOOKUPS_PER_ADDRESS):
        assert page_for(client, f"A{number}").status_code == 404
    wrong, right = page_for(client, "A0"), page_for(client, filed.number)
    assert wrong.status_code == right.status_code == 429
    assert wrong.content == right.content
    assert dict(wrong.headers) == dict(right.headers)
    assert int(right["Retry-After"]) > 0
    assert page_for(client, filed.number, REMOTE_ADDR="203.0.113.7").status_code == 200


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("exists", [True, False])
def test_after_too_many_lookups_a_number_is_refused_from_every_address(client, filed, exists):
    number, usual = (filed.number, 200) if exists else ("0999900201102026", 404)
    for host in range(attempts.LOOKUPS_PER_NUMBER):
        typed = f"{number[:5]} {number[5:]}" if host % 2 else number
        assert page_for(client, typed, REMOTE_ADDR=f"203.0.113.{host}").status_code == usual
    assert page_for(client, number, REMOTE_ADDR="198.51.100.1").status_code == 429


@time_machine.travel(NOON, tick=False)
def test_an_address_over_its_limit_cannot_lock_a_number(client, filed):
    for number in range(attempts.LOOKUPS_PER_ADDRESS):
        page_for(client, f"A{number}")
    for _ in range(attempts.LOOKUPS_PER_NUMBER + 1):
        page_for(client, filed.number)
    assert page_for(client, filed.number, REMOTE_ADDR="198.51.100.1").status_code == 200


@pytest.mark.django_db
def test_a_lookup_takes_three_queries_besides_the_limits(client, filed, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(attempts, "may_look_up", lambda *_: True)
    kept_standard(filed.standard_id)
    with django_assert_num_queries(3):
        page_for(client, filed.number)
