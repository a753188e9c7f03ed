"""Whether a permit is what it says: a verdict in words, the holder's name masked, drafts unknown."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from permits import workflow
from permits.demonstration import make_draft
from permits.models import Permit, ServiceStandard, Work
from sipelaku import limits
from testkit.story import advance, payload_for
from tracking.tests.conftest import REASON, assert_nothing_personal

NOON = datetime.datetime(2026, 10, 5, 4, tzinfo=datetime.UTC)


def verdict_of(response):
    """The words of the verdict: the first notice of the page, without its markup."""
    banner = re.search(r'<div class="banner[^>]*verdict">(.*?)</div>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", banner[1]).split())


def test_a_permit_in_force_is_told_with_what_the_paper_must_say(client, permit):
    response = client.get(f"/v/{permit.token}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert verdict_of(response).startswith("Izin ini berlaku")
    assert permit.number in page
    assert "Surat Izin Usaha Perdagangan (SIUP)" in page
    assert "<dt>Nama perusahaan</dt><dd>T*** M*****" in page
    assert permit.signer["title"] in page
    assert "tanpa batas waktu" in page
    assert "kertas di tangan Anda" in page


def test_nothing_personal_is_on_the_page(client, permit):
    page = client.get(f"/v/{permit.token}/").content.decode()
    assert_nothing_personal(page, permit.application)
    assert permit.signer["name"] not in page
    assert permit.application.number not in page


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (datetime.datetime(2026, 2, 5, 15, 59, tzinfo=datetime.UTC), "Izin ini berlaku"),
        (datetime.datetime(2026, 2, 5, 16, 1, tzinfo=datetime.UTC), "Masa berlaku izin ini sudah habis"),
    ],
)
def test_a_permit_ends_at_midnight_of_the_office(client, short_lived_permit, day, verdict):
    with time_machine.travel(day, tick=False):
        response = client.get(f"/v/{short_lived_permit.token}/")
    assert verdict_of(response).startswith(verdict)
    assert "5 Februari 2026" in response.content.decode()


def test_a_revoked_permit_is_told_so_without_the_reason(client, permit, staff):
    workflow.perform(permit.application, "revoke", by=staff["head"], note=REASON)
    response = client.get(f"/v/{permit.token}/")
    assert verdict_of(response).startswith("Izin ini dicabut")
    assert REASON not in response.content.decode()


def test_a_permit_is_replaced_once_the_new_one_is_signed_and_does_not_lead_to_it(client, permit, applicant, staff):
    offer_renewal()
    renewal = renew(permit, applicant)
    assert verdict_of(client.get(f"/v/{permit.token}/")).startswith("Izin ini berlaku")
    advance(renewal, staff)
    response = client.get(f"/v/{permit.token}/")
    page = response.content.decode()
    assert verdict_of(response).startswith("Sudah diganti izin baru")
    assert "Minta pemegangnya menunjukkan izin yang baru" in page
    new = Permit.objects.get(application=renewal)
    assert new.number not in page
    assert new.token not in page
    assert verdict_of(client.get(f"/v/{new.token}/")).startswith("Izin ini berlaku")


def test_a_renewal_cancelled_at_the_counter_leaves_the_old_permit_in_force(client, permit, applicant, staff):
    offer_renewal()
    renewal = renew(permit, applicant)
    advance(renewal, staff, to=Work.COMPARE)
    assert verdict_of(client.get(f"/v/{permit.token}/")).startswith("Sudah diganti")
    verdicts = payload_for(renewal)["verdicts"] | {"ktp": ("mismatch", REASON)}
    workflow.perform(renewal, "cancel", by=staff["counter"], note=REASON, payload={"verdicts": verdicts})
    assert verdict_of(client.get(f"/v/{permit.token}/")).startswith("Izin ini berlaku")


def test_a_replaced_permit_that_was_revoked_is_revoked(client, permit, applicant, staff):
    offer_renewal()
    advance(renew(permit, applicant), staff)
    workflow.perform(permit.application, "revoke", by=staff["head"], note=REASON)
    assert verdict_of(client.get(f"/v/{permit.token}/")).startswith("Izin ini dicabut")


def test_a_permit_with_an_end_says_until_when_it_is_in_force(client, short_lived_permit):
    with time_machine.travel(datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC), tick=False):
        verdict = verdict_of(client.get(f"/v/{short_lived_permit.token}/"))
    assert verdict.startswith("Izin ini berlaku")
    assert verdict.endswith("Berlaku sampai 5 Februari 2026.")


def offer_renewal() -> None:
    """Put a standard in force that offers renewals, as an office may."""
    old = ServiceStandard.objects.get(permit_type__slug="siup", status="published")
    standard = old.revise()
    old.retire()
    ServiceStandard.objects.filter(pk=standard.pk).update(
        status="published",
        effective_from=old.effective_from,
        published_at=old.published_at,
        kinds=["new", "renewal"],
        validity_months=12,
    )


def renew(permit, applicant):
    draft = make_draft(applicant, at=timezone.now(), filing="renewal", previous=permit)
    workflow.perform(draft, "submit", by=applicant)
    return draft


def test_a_permit_cancelled_at_hand_over_is_told_so(client, filed, staff):
    advance(filed, staff, to=Work.COMPARE)
    verdicts = payload_for(filed)["verdicts"] | {"ktp": ("mismatch", REASON)}
    workflow.perform(filed, "cancel", by=staff["counter"], note=REASON, payload={"verdicts": verdicts})
    response = client.get(f"/v/{Permit.objects.get().token}/")
    assert verdict_of(response).startswith("Izin ini dibatalkan")
    assert REASON not in response.content.decode()


def test_unsigned_and_unknown_are_the_same_answer_byte_for_byte(client, filed, staff):
    advance(filed, staff, to=Work.SIGN)
    tokens = [Permit.objects.get().token, filed.token, filed.number, "x" * 22, "x" * 500]
    with time_machine.travel(NOON, tick=False):
        nothing = client.get("/v/tidak-ada/")
        responses = [client.get(f"/v/{token}/") for token in tokens]
    for response in responses:
        assert response.status_code == 404
        assert "Jangan terima kertas itu" in response.content.decode()
        assert response.content == nothing.content
        assert dict(response.headers) == dict(nothing.headers)


def test_the_page_is_kept_by_nobody_and_its_address_is_not_passed_on(client, permit):
    response = client.get(f"/v/{permit.token}/")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_it_takes_one_query_besides_the_limit(client, permit, settings, django_assert_num_queries):
    client.get("/lacak/")
    with django_assert_num_queries(1 if settings.REDIS_URL else 2):
        client.get(f"/v/{permit.token}/")


@time_machine.travel(NOON, tick=False)
def test_wrong_tokens_of_both_kinds_count_together_and_then_every_token_is_refused_alike(client, permit):
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        assert client.get(f"/{'tv'[number % 2]}/salah-{number}/").status_code == 404
    wrong, right = client.get("/v/salah/"), client.get(f"/v/{permit.token}/")
    assert wrong.status_code == right.status_code == 429
    assert wrong.content == right.content
    assert client.get(f"/v/{permit.token}/", REMOTE_ADDR="203.0.113.7").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(client, permit, method):
    assert getattr(client, method)(f"/v/{permit.token}/").status_code == 405
