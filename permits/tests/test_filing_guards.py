"""Filing refuses the wrong person, address, method and haste; and every step costs a fixed number of queries."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from permits.demonstration import PERSON_ANSWERS
from permits.models import PermitType
from testkit.filing import APPLY, PERSON_CODES, answers, begin, page, step
from testkit.story import make_draft

pytestmark = pytest.mark.django_db
# With Redis the session is read from the cache.
SESSION = 0 if settings.REDIS_URL else 1


# Wrong people, wrong addresses --------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_draft_exists_only_for_who_began_it(client, applicant, other_applicant, staff, number):
    draft = make_draft(applicant)
    for user in (other_applicant, staff["counter"], staff["head"]):
        client.force_login(user)
        assert client.get(step(draft, number)).status_code == 404
        assert client.post(step(draft, number), {}).status_code == 404
    assert client.get(reverse("apply_resume", args=["siup", draft.pk])).status_code == 404


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client, catalogue):
    assert client.get(APPLY)["Location"] == "/masuk/?next=/ajukan/siup/"


@pytest.mark.parametrize("number", [0, 6, 999, 10**18])
def test_a_step_that_does_not_exist_is_not_found(signed_in, applicant, number):
    assert signed_in.get(step(make_draft(applicant), number)).status_code == 404


def test_a_draft_number_beyond_every_database_is_not_found(signed_in, applicant):
    assert signed_in.get(f"/ajukan/siup/{10**30}/1/").status_code == 404
    assert signed_in.get(f"/ajukan/siup/{'9' * 5000}/1/").status_code == 404


def test_a_draft_of_another_type_is_not_found(signed_in, applicant):
    PermitType.objects.create(slug="lain", code="099", name="Izin Lain", agency="Dinas Lain")
    draft = make_draft(applicant)
    assert signed_in.get(f"/ajukan/lain/{draft.pk}/2/").status_code == 404


def test_a_type_without_a_standard_leads_to_its_page(signed_in):
    PermitType.objects.create(slug="lain", code="099", name="Izin Lain", agency="Dinas Lain")
    assert signed_in.get("/ajukan/lain/")["Location"] == "/layanan/lain/"
    refused = signed_in.post("/ajukan/lain/", {"applicant_kind": "person"})
    assert refused.status_code == 403
    assert "Kantor sedang tidak menerima permohonan izin ini." in refused.content.decode()
    assert signed_in.get("/ajukan/tidak-ada/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_step_takes_get_and_post_only(signed_in, applicant, method):
    draft = make_draft(applicant)
    assert getattr(signed_in, method)(step(draft, 2)).status_code == 405
    assert getattr(signed_in, method)(APPLY).status_code == 405


def test_a_post_without_its_token_is_refused(applicant):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(applicant)
    assert careful.post(APPLY, {"applicant_kind": "person"}).status_code == 403


def test_nobody_begins_drafts_without_end(signed_in, applicant, monkeypatch):
    monkeypatch.setattr("permits.views.beginning.DRAFTS_PER_HOUR", 1)
    begin(signed_in)
    assert signed_in.post(APPLY, {"applicant_kind": "company"}).status_code == 429


# Cost ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "queries"), [(1, 5), (2, 5), (3, 5), (4, 6), (5, 5)])
def test_a_step_costs_a_fixed_number_of_queries(signed_in, applicant, django_assert_num_queries, number, queries):
    draft = make_draft(applicant)
    signed_in.get(step(draft, number))
    with django_assert_num_queries(queries + SESSION):
        signed_in.get(step(draft, number))


def test_the_first_step_costs_a_fixed_number_of_queries(signed_in, django_assert_num_queries):
    signed_in.get(APPLY)
    with django_assert_num_queries(9 + SESSION):
        signed_in.get(APPLY)


# Malformed input ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [b"\x00", b"\xed\xa0\x80", b"%00", b"%ED%A0%80", b"%zz", b"9" * 5000, b"-" + b"9" * 5000]
)
@pytest.mark.parametrize("number", [2, 3])
def test_malformed_answers_are_refused_and_change_nothing(signed_in, applicant, number, value):
    draft = make_draft(applicant)
    body = (b"answer-nik=" if number == 2 else b"answer-workers=") + value
    answer = signed_in.post(step(draft, number), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    draft.refresh_from_db()
    assert draft.answers == PERSON_ANSWERS


@pytest.mark.parametrize("value", ["1e400", "-5", "1,5", "99999999999999999999", "²", "abc", "🛒" * 300])
@pytest.mark.parametrize("key", ["workers", "capital", "kbli", "nib", "npwp", "trade_scale"])
def test_strange_answers_are_shown_again_with_a_reason(signed_in, applicant, key, value):
    draft = make_draft(applicant)
    html = page(signed_in.post(step(draft, 3), answers("Usaha", **{key: value})))
    assert f'href="#id_answer-{key}"' in html
    assert page(signed_in.get(step(draft, 5))).count(f"#id_answer-{key}") == 1


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nabc", b"\x00" * 100])
def test_a_broken_multipart_form_is_never_an_error_of_ours(signed_in, applicant, body):
    draft = make_draft(applicant)
    answer = signed_in.post(step(draft, 4), body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400)
    assert draft.documents.filter(replaced_at__isnull=True).count() == len(PERSON_CODES)
