"""What the kinds of filing refuse: numbers that are not theirs, permits no longer worth anything, types that closed."""

import datetime

import pytest
from django.utils import timezone

from permits import standards
from permits.demonstration import make_draft
from permits.models import Application, Permit, PermitState, PermitType, ServiceStandard, Standing, Status
from permits.publication import put_in_force
from permits.tests.more_kinds import begin, begun, fill_all, issue, offer_every_kind, offer_tdp, own_page, refused, send
from permits.workflow import perform
from testkit.filing import APPLY, page
from testkit.story import advance, file_application, make_user

pytestmark = pytest.mark.django_db
THREE_YEARS_AGO = timezone.now() - datetime.timedelta(days=3 * 365)
NOT_YOURS = "Nomor ini tidak ada di antara izin Anda."


@pytest.fixture(autouse=True)
def every_kind(catalogue) -> ServiceStandard:
    return offer_every_kind()


@pytest.fixture
def permit(applicant, staff) -> Permit:
    """The applicant's own SIUP, handed over."""
    return issue(applicant, staff)


# Refusals -----------------------------------------------------------------------------


def test_somebody_elses_permit_is_answered_as_one_that_does_not_exist(client, other_applicant, permit):
    client.force_login(other_applicant)
    unknown = refused(begin(client, "renewal", "500.16.7.2/99999-PPO"))
    foreign = refused(begin(client, "renewal", permit.number))
    assert NOT_YOURS in foreign
    bare = [html.replace(permit.number, "").replace("500.16.7.2/99999-PPO", "") for html in (unknown, foreign)]
    tokens = [html.partition("csrfmiddlewaretoken")[2].partition(">")[0] for html in bare]
    assert bare[0].replace(tokens[0], "") == bare[1].replace(tokens[1], "")


def test_what_was_typed_is_kept_on_a_refusal(signed_in):
    html = refused(begin(signed_in, "renewal", "12/salah"))
    assert 'value="12/salah"' in html
    assert 'value="renewal" required id="id_kind_2" checked' in html
    assert 'href="#id_permit_number"' in html


@pytest.mark.parametrize("spelt", ["{}", " {} ", "lower", "spaced", "long dash"])
def test_spaces_dashes_and_small_letters_do_no_harm(client, signed_in, staff, permit, spelt):
    number = str(permit.number)
    typed = {"lower": number.lower(), "spaced": " ".join(number), "long dash": number.replace("-", " – ")}.get(
        spelt, spelt.format(number)
    )
    assert begun(begin(signed_in, "renewal", typed)).previous_permit == permit
    client.force_login(staff["counter"])
    assert begun(begin(client, "renewal", typed, query="?untuk=walkin")).previous_permit == permit


def test_no_number_at_all_is_asked_for(signed_in):
    assert "Pilih atau tulis nomor izin lama." in refused(begin(signed_in, "renewal", "  "))


@pytest.mark.parametrize("kind", ["", "closing", "new "])
def test_a_kind_nobody_offers_is_refused(signed_in, kind):
    answer = signed_in.post(APPLY, {"kind": kind, "permit_number": "1"})
    assert answer.status_code == 422


def test_a_permit_of_another_type_is_named(signed_in, permit, every_kind):
    tdp = offer_tdp()
    revision = tdp.standards.get().revise()
    revision.kinds, revision.validity_months = ["new", "renewal"], 12
    revision.save()
    put_in_force(revision, timezone.localdate())
    answer = signed_in.post("/ajukan/tdp/", {"kind": "renewal", "permit_number": permit.number})
    assert "adalah SIUP, bukan TDP" in refused(answer)


def test_a_revoked_permit_is_refused(signed_in, staff, permit):
    perform(permit.application, "revoke", by=staff["head"], note="Keterangan palsu.")
    assert "sudah dicabut" in refused(begin(signed_in, "renewal", permit.number))


def test_a_permit_cancelled_at_the_counter_is_refused(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="compare")
    verdicts = {row.code: ("mismatch", "beda") for row in application.requirements() if row.required}
    perform(application, "cancel", by=staff["counter"], note="Palsu.", payload={"verdicts": verdicts})
    assert "dibatalkan" in refused(begin(signed_in, "renewal", application.permit.number))


def test_a_permit_not_handed_over_yet_is_refused(signed_in, applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to="hand_over")
    assert "belum diserahkan" in refused(begin(signed_in, "renewal", application.permit.number))
    assert "Perpanjang izin" not in own_page(signed_in, application)


def test_a_replaced_permit_names_the_one_that_took_its_place(signed_in, applicant, staff, permit):
    newer = make_draft(applicant, at=timezone.now(), filing="renewal", previous=permit)
    perform(newer, "submit", by=applicant)
    assert f"nomor {newer.number}" in refused(begin(signed_in, "amendment", permit.number))
    advance(newer, staff)
    message = refused(begin(signed_in, "amendment", permit.number))
    assert f"sudah diganti izin {Permit.objects.get(application=newer).number}" in message


def test_an_expired_permit_is_renewed_but_not_amended(signed_in, applicant, staff):
    expired = issue(applicant, staff, at=THREE_YEARS_AGO)
    assert expired.state_on(timezone.localdate()) == PermitState.EXPIRED
    assert "Ajukan perpanjangan" in refused(begin(signed_in, "amendment", expired.number))
    html = own_page(signed_in, expired.application)
    assert "Perpanjang izin" in html
    assert "Ubah data izin" not in html
    assert begun(begin(signed_in, "renewal", expired.number)).previous_permit == expired


def test_an_amendment_begun_before_the_permit_ended_is_not_sent_after(signed_in, applicant, staff):
    expired = issue(applicant, staff, at=THREE_YEARS_AGO)
    draft = make_draft(applicant, at=timezone.now(), filing="amendment", previous=expired)
    answer = send(signed_in, draft)
    assert answer.status_code == 422
    assert "sudah berakhir. Ajukan perpanjangan." in answer.content.decode()


def test_a_permit_ended_meanwhile_stops_the_sending_and_keeps_the_draft(signed_in, staff, permit):
    draft = begun(begin(signed_in, "renewal", permit.number))
    fill_all(signed_in, draft)
    perform(permit.application, "revoke", by=staff["head"], note="Keterangan palsu.")
    answer = send(signed_in, draft)
    assert answer.status_code == 422
    assert "sudah tidak dapat dipakai" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert draft.documents.exists()


def test_numbers_are_not_tried_without_end(signed_in, monkeypatch):
    monkeypatch.setattr("permits.views.beginning.NUMBERS_TRIED_PER_HOUR", 1)
    refused(begin(signed_in, "renewal", "1"))
    assert begin(signed_in, "renewal", "2").status_code == 429


@pytest.mark.parametrize("query", ["?dari=0000000000000000", "?dari=x", "?dari=%F0%9F%9B%92", "?dari=" + "9" * 20])
def test_an_address_with_a_number_that_is_not_theirs_is_not_found(signed_in, query):
    assert signed_in.get(f"{APPLY}{query}").status_code == 404


def test_an_address_with_somebody_elses_application_is_not_found(client, other_applicant, staff, permit):
    for user in (other_applicant, staff["counter"], staff["head"]):
        client.force_login(user)
        assert client.get(f"{APPLY}?dari={permit.application.number}").status_code == 404


def test_an_address_with_an_application_without_a_permit_is_not_found(signed_in, applicant):
    assert signed_in.get(f"{APPLY}?dari={file_application(applicant).number}").status_code == 404


@pytest.mark.parametrize("kind", ["", "gratis", "new"])
def test_a_kind_in_the_address_that_is_not_offered_is_passed_over(signed_in, permit, kind):
    html = page(signed_in.get(f"{APPLY}?dari={permit.application.number}&jenis={kind}"))
    assert 'value="new" required id="id_kind_0" checked' in html


# The counter --------------------------------------------------------------------------


def test_the_counter_starts_from_anybodys_permit_of_this_type(client, staff, permit):
    client.force_login(staff["counter"])
    assert permit.number not in page(client.get(f"{APPLY}?untuk=walkin"))
    draft = begun(begin(client, "renewal", permit.number, query="?untuk=walkin"))
    assert draft.applicant is None
    assert draft.previous_permit == permit
    fill_all(client, draft)
    assert send(client, draft).status_code == 302


def test_the_counter_is_told_that_a_number_does_not_exist(client, staff):
    client.force_login(staff["counter"])
    assert "Tidak ada izin dengan nomor ini." in refused(begin(client, "renewal", "1", query="?untuk=walkin"))


def test_nobody_at_the_counter_starts_from_a_permit_of_their_own(client, staff):
    clerk = make_user("rangkap", "petugas_loket")
    own = issue(clerk, staff)
    client.force_login(clerk)
    assert "Tidak ada izin" in refused(begin(client, "renewal", own.number, query="?untuk=walkin"))


def test_without_the_walk_in_an_officer_finds_own_permits_only(client, staff, permit):
    client.force_login(staff["counter"])
    assert NOT_YOURS in refused(begin(client, "renewal", permit.number))


# A type that closes -------------------------------------------------------------------


def close() -> None:
    """Let the SIUP move to OSS today, known to every process."""
    Standing.objects.create(
        permit_type=PermitType.objects.get(slug="siup"),
        effective_from=timezone.localdate(),
        state="oss",
        explanation="Sejak hari ini NIB diurus di OSS; kami bantu di loket.",
    )
    standards.forget()


def test_a_closed_type_leads_to_its_page_and_takes_nothing(signed_in):
    close()
    assert signed_in.get(APPLY)["Location"] == "/layanan/siup/"
    answer = signed_in.post(APPLY, {"applicant_kind": "person"})
    assert answer.status_code == 403
    assert "NIB diurus di OSS" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_draft_begun_before_the_closing_is_told_why_and_keeps_everything(signed_in, applicant):
    draft = make_draft(applicant, at=timezone.now())
    close()
    answer = send(signed_in, draft)
    assert answer.status_code == 422
    assert "NIB diurus di OSS" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert draft.documents.filter(replaced_at__isnull=True).count() == 6


def test_a_draft_whose_standard_was_withdrawn_is_told_so(signed_in, applicant):
    draft = make_draft(applicant, at=timezone.now())
    for standard in ServiceStandard.objects.filter(status="published"):
        standard.retire()
    answer = send(signed_in, draft)
    assert answer.status_code == 403
    assert "Isian dan berkas Anda tetap tersimpan." in answer.content.decode()


def test_a_finished_application_of_a_closed_type_offers_nothing(signed_in, permit):
    close()
    assert "Perpanjang izin" not in own_page(signed_in, permit.application)
