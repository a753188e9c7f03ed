"""SIUP and TDP in one form: what both ask is asked once, both are sent or neither, and each goes its own way after."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from permits import drafts, records, standards, workflow
from permits.demonstration import drawn_document, fault
from permits.models import Application, Document, FormField, PaperKind, PermitType, Requirement, Standing, Status
from permits.publication import put_in_force
from permits.steps import places_for
from permits.tests.more_kinds import (
    address,
    begun,
    check_page,
    drawings,
    fill_all,
    issue,
    offer_every_kind,
    offer_tdp,
    send,
)
from permits.workflow import NotAllowed
from testkit.filing import APPLY, page
from testkit.story import advance

pytestmark = pytest.mark.django_db
# With Redis the session is read from the cache.
SESSION = 0 if settings.REDIS_URL else 1


@pytest.fixture(autouse=True)
def tdp(catalogue) -> PermitType:
    return offer_tdp()


@pytest.fixture
def draft(signed_in) -> Application:
    """A SIUP begun together with a TDP."""
    return start(signed_in)


@pytest.fixture
def filed(signed_in, draft) -> list[Application]:
    """Both, just filed: the SIUP first."""
    fill_all(signed_in, draft)
    assert send(signed_in, draft).status_code == 302
    return list(Application.objects.order_by("pk"))


def start(browser, kind="person", query="") -> Application:
    return begun(browser.post(f"{APPLY}{query}", {"applicant_kind": kind, "together": ["tdp"]}))


def companion_of(draft) -> Application:
    return Application.objects.get(filed_with=draft)


def codes(application) -> set[str]:
    return set(application.documents.filter(replaced_at__isnull=True).values_list("requirement__code", flat=True))


# The whole way ------------------------------------------------------------------------


def test_both_are_filed_in_one_form_with_a_number_and_a_receipt_each(signed_in, applicant, draft):
    assert "Tanda Daftar Perusahaan (TDP)" in page(signed_in.get(APPLY))
    fill_all(signed_in, draft)
    html = check_page(signed_in, draft)
    assert "Diajukan sekaligus" in html
    assert "Jumlah cabang" in html
    confirmation = page(signed_in.get(send(signed_in, draft)["Location"]))
    siup, tdp = Application.objects.order_by("pk")
    assert [row.status for row in (siup, tdp)] == [Status.IN_PROCESS, Status.IN_PROCESS]
    assert int(tdp.number[:5]) == int(siup.number[:5]) + 1
    assert (siup.number[5:10], tdp.number[5:10]) == ("00201", "00501")
    for row in (siup, tdp):
        assert row.number in confirmation
        assert reverse("paper", args=[row.number, PaperKind.RECEIPT]) in confirmation
        assert row.papers.filter(kind=PaperKind.RECEIPT).count() == 1
    assert tdp.filed_with == siup
    assert (tdp.applicant, tdp.applicant_kind, tdp.holder_name) == (applicant, "person", siup.holder_name)
    assert list(records.misfits()) == []


def test_each_gets_its_own_answers_and_documents_and_the_shared_file_lies_there_once(filed):
    siup, tdp = filed
    assert tdp.answers["branches"] == 3
    assert tdp.answers["nik"] == siup.answers["nik"]
    assert {row.key for row in tdp.questions()} >= set(tdp.answers)
    assert codes(siup) == {"ktp", "npwp_file", "foto", "domisili", "neraca", "pernyataan"}
    assert codes(tdp) == {"ktp", "npwp_file", "foto", "domisili", "pernyataan", "sk_menteri"}
    files = {code: Document.objects.filter(requirement__code=code).values_list("file", "sha256") for code in codes(tdp)}
    assert {code: len(set(rows)) for code, rows in files.items()} == dict.fromkeys(codes(tdp), 1)


def test_both_go_through_the_office_on_their_own(filed, staff):
    siup, tdp = filed
    advance(tdp, staff)
    siup.refresh_from_db()
    assert tdp.status == Status.COMPLETED
    assert siup.status == Status.IN_PROCESS
    assert tdp.permit.data["branches"] == 3


def test_each_shows_the_other_to_the_applicant_and_the_officer(client, signed_in, filed, staff):
    for row, other in (filed, reversed(filed)):
        assert f"Diajukan bersama {other.permit_type} <a" in page(
            signed_in.get(reverse("my_application", args=[row.number]))
        )
        assert other.number in page(signed_in.get(reverse("application_filed", args=[row.number])))
    client.force_login(staff["counter"])
    for row, other in (filed, reversed(filed)):
        assert reverse("desk_application", args=[other.number]) in page(
            client.get(reverse("desk_application", args=[row.number]))
        )


def test_who_may_not_see_the_other_is_not_shown_it(signed_in, filed, other_applicant):
    siup, other = filed
    place = reverse("my_application", args=[other.number])
    assert siup.number in page(signed_in.get(place))
    Application.objects.filter(pk=siup.pk).update(applicant=other_applicant)
    assert siup.number not in page(signed_in.get(place))


# One form -----------------------------------------------------------------------------


def test_what_both_ask_is_asked_once(signed_in, draft):
    html = page(signed_in.get(address(draft, 2)))
    assert html.count('name="answer-nik"') == 1
    assert "Langkah 2 dari 6" in html
    assert "Diajukan sekaligus: SIUP, TDP" in html
    documents = page(signed_in.get(address(draft, 5)))
    assert documents.count('name="file-ktp"') == 1
    assert documents.count('name="file-sk_menteri"') == 1


def test_what_one_standard_leaves_open_and_the_other_demands_is_demanded(signed_in, draft):
    html = page(signed_in.post(address(draft, 2), {"answer-email": "", "next": "1"}))
    assert 'href="#id_answer-email"' in html
    alone = begun(signed_in.post(APPLY, {"applicant_kind": "company"}))
    assert 'href="#id_answer-email"' not in page(signed_in.post(address(alone, 2), {"answer-email": "", "next": "1"}))


def test_a_stricter_rule_of_the_other_standard_holds_too(signed_in, draft, tdp):
    revision = tdp.standards.get().revise()
    revision.fields.filter(key="workers").update(kind="choice", choices=["1", "2"])
    put_in_force(revision, timezone.localdate())
    fill = {"answer-workers": "9", "next": "1"}
    assert "answer-workers" in page(signed_in.post(address(draft, 3), fill))
    Application.objects.filter(filed_with=draft).update(standard=revision)
    html = page(signed_in.post(address(draft, 3), fill))
    assert 'href="#id_answer-workers"' in html
    draft.refresh_from_db()
    assert draft.answers["workers"] == "9"


def test_a_document_one_standard_leaves_open_and_the_other_demands_is_demanded(signed_in, draft, tdp):
    revision = tdp.standards.get().revise()
    Requirement.objects.create(standard=revision, order=60, code="sewa", name="Bukti sewa")
    put_in_force(revision, timezone.localdate())
    Application.objects.filter(filed_with=draft).update(standard=revision)
    assert {place.requirement.code for place in places_for(draft) if place.required} >= {"sewa", "sk_menteri"}


def test_a_document_only_the_other_asks_for_is_kept_with_it_and_can_be_removed(signed_in, draft):
    signed_in.post(address(draft, 5), drawings(["sk_menteri", "ktp"]))
    assert (codes(draft), codes(companion_of(draft))) == ({"ktp"}, {"sk_menteri"})
    signed_in.post(address(draft, 5), {"remove": "sk_menteri"})
    assert codes(companion_of(draft)) == set()


def test_a_document_of_the_other_arrives_in_pieces_too(signed_in, draft):
    companion, content = companion_of(draft), drawn_document("riwayat")
    begun_upload = signed_in.post(
        reverse("upload_start", args=[companion.pk, "sk_menteri"]), {"name": "riwayat.jpg", "size": len(content)}
    ).json()
    answer = signed_in.patch(begun_upload["url"], content, "application/octet-stream", headers={"Upload-Offset": "0"})
    assert answer.status_code == 201
    assert "riwayat.jpg" in answer.content.decode()
    assert codes(companion) == {"sk_menteri"}


def test_changing_who_applies_changes_both(signed_in, draft):
    signed_in.post(address(draft, 1), {"applicant_kind": "company", "together": ["tdp"]})
    assert companion_of(draft).applicant_kind == "company"


def test_the_companion_is_not_listed_and_leads_to_the_first_draft(signed_in, draft):
    companion = companion_of(draft)
    listed = page(signed_in.get(reverse("my_applications")))
    assert reverse("apply_resume", args=["siup", draft.pk]) in listed
    assert reverse("apply_resume", args=["tdp", companion.pk]) not in listed
    place = reverse("apply_resume", args=["siup", draft.pk])
    assert signed_in.get(reverse("apply_resume", args=["tdp", companion.pk]))["Location"] == place
    assert signed_in.get(address(companion, 2))["Location"] == place
    assert companion not in drafts.unsent(companion.permit_type, by=draft.applicant)


def test_tapping_start_twice_begins_one_pair(signed_in, draft):
    assert start(signed_in) == draft
    assert Application.objects.count() == 2


def test_the_counter_files_both_for_a_walk_in(client, staff):
    client.force_login(staff["counter"])
    draft = start(client, query="?untuk=walkin")
    fill_all(client, draft)
    assert send(client, draft).status_code == 302
    assert [row.applicant for row in Application.objects.all()] == [None, None]


# Unticking ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_unticking_removes_the_other_with_its_files(signed_in, draft):
    signed_in.post(address(draft, 5), drawings(["sk_menteri", "ktp"]))
    kept, gone = draft.documents.get(), companion_of(draft).documents.get()
    signed_in.post(address(draft, 1), {"applicant_kind": "person"})
    assert not Application.objects.filter(filed_with=draft).exists()
    assert kept.file.storage.exists(kept.file.name)
    assert not gone.file.storage.exists(gone.file.name)
    fill_all(signed_in, draft)
    send(signed_in, draft)
    assert Application.objects.count() == 1


def test_the_other_can_be_ticked_later(signed_in):
    draft = begun(signed_in.post(APPLY, {"applicant_kind": "person"}))
    signed_in.post(address(draft, 1), {"applicant_kind": "person", "together": ["tdp"]})
    assert companion_of(draft).applicant_kind == "person"


@pytest.mark.parametrize("together", [["siup"], ["tidak-ada"], ["tdp", "siup"]])
def test_only_what_is_offered_may_be_ticked(signed_in, together):
    answer = signed_in.post(APPLY, {"applicant_kind": "person", "together": together})
    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_what_starts_from_an_old_permit_is_filed_alone(signed_in, applicant, staff):
    offer_every_kind()
    permit = issue(applicant, staff)
    renewal = begun(signed_in.post(APPLY, {"kind": "renewal", "permit_number": permit.number, "together": ["tdp"]}))
    assert not renewal.companions.exists()
    assert 'value="tdp"' not in page(signed_in.get(address(renewal, 1)))
    with pytest.raises(NotAllowed):
        drafts.save_kind(renewal, "person", by=applicant, together=[PermitType.objects.get(slug="tdp")])


# Both or neither ----------------------------------------------------------------------


def test_a_second_tap_files_two_and_not_four(signed_in, draft):
    fill_all(signed_in, draft)
    first = send(signed_in, draft)
    draft.refresh_from_db()
    seen = {"seen": drafts.seen_mark(draft)}
    assert signed_in.post(address(draft, 6), seen)["Location"] == first["Location"]
    assert Application.objects.exclude(status=Status.DRAFT).count() == 2
    assert Application.objects.count() == 2


def test_what_only_the_other_lacks_stops_both(signed_in, draft):
    fill_all(signed_in, draft)
    signed_in.post(address(draft, 5), {"remove": "sk_menteri"})
    answer = signed_in.post(address(draft, 6), {"seen": drafts.seen_mark(Application.objects.get(pk=draft.pk))})
    assert answer.status_code == 422
    assert "Unggah Daftar riwayat perusahaan." in answer.content.decode()
    assert not Application.objects.exclude(status=Status.DRAFT).exists()
    assert codes(companion_of(draft)) == set()


def test_when_the_other_closes_both_stay_and_it_can_be_unticked(signed_in, draft, tdp):
    fill_all(signed_in, draft)
    Standing.objects.create(
        permit_type=tdp, effective_from=timezone.localdate(), state="abolished", explanation="TDP sudah dihapus."
    )
    standards.forget()
    answer = send(signed_in, draft)
    assert answer.status_code == 422
    assert "TDP: TDP sudah dihapus." in answer.content.decode()
    assert not Application.objects.exclude(status=Status.DRAFT).exists()
    assert 'value="tdp"' in page(signed_in.get(address(draft, 1)))
    signed_in.post(address(draft, 1), {"applicant_kind": "person"})
    assert send(signed_in, draft).status_code == 302
    assert 'value="tdp"' not in page(signed_in.get(APPLY))


@pytest.mark.parametrize("slug", ["siup", "tdp"])
def test_a_new_standard_of_either_is_explained_and_nothing_is_lost(signed_in, draft, slug):
    fill_all(signed_in, draft)
    revision = PermitType.objects.get(slug=slug).standards.order_by("-revision")[0].revise()
    FormField.objects.create(standard=revision, order=70, section="Usaha", key="shop_sign", label="Papan nama")
    put_in_force(revision, timezone.localdate())
    answer = send(signed_in, draft)
    assert answer["Location"] == reverse("apply_resume", args=["siup", draft.pk])
    assert "Standar pelayanan baru mulai berlaku" in page(signed_in.get(answer["Location"], follow=True))
    assert {row.status for row in Application.objects.all()} == {Status.DRAFT}
    fill_all(signed_in, draft)
    assert send(signed_in, draft).status_code == 302
    assert Application.objects.get(standard=revision).answers["shop_sign"]


def test_a_change_to_the_other_in_another_tab_shows_the_check_page_again(signed_in, draft):
    fill_all(signed_in, draft)
    seen = drafts.seen_mark(Application.objects.get(pk=draft.pk))
    signed_in.post(address(draft, 5), drawings(["sk_menteri"]))
    assert signed_in.post(address(draft, 6), {"seen": seen})["Location"] == address(draft, 6)


# Shared files -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_nobody_deletes_a_shared_file_after_sending(client, signed_in, filed, staff):
    siup, tdp = filed
    shared = siup.documents.get(requirement__code="ktp")
    requirement = siup.requirements()[0]
    with pytest.raises(NotAllowed):
        drafts.remove_document(siup, requirement, by=siup.applicant)
    with pytest.raises(NotAllowed):
        drafts.erase(siup, by=siup.applicant)
    signed_in.post(address(siup, 5), {"remove": "ktp"})
    signed_in.post(reverse("apply_discard", args=["siup", siup.pk]))
    payload = fault(tdp, "ktp", "unreadable", "Foto ulang.")
    workflow.perform(tdp, "return", by=staff["counter"], note="KTP", payload=payload)
    place = reverse("application_correct", args=[tdp.number])
    better = SimpleUploadedFile("baru.jpg", drawn_document("KTP baru"), "image/jpeg")
    assert signed_in.post(place, {"file-ktp": better, "send": "1"}).status_code == 302
    workflow.perform(siup, "withdraw", by=siup.applicant, note="Batal.")
    assert shared.file.storage.exists(shared.file.name)
    client.force_login(staff["counter"])
    assert b"".join(client.get(reverse("document", args=[shared.pk])).streaming_content)


# Cost ---------------------------------------------------------------------------------


def test_a_step_for_two_costs_a_fixed_number_of_queries(signed_in, draft, django_assert_num_queries):
    fill_all(signed_in, draft)
    for number, queries in ((1, 7), (2, 5), (5, 7), (6, 6)):
        signed_in.get(address(draft, number))
        with django_assert_num_queries(queries + SESSION):
            signed_in.get(address(draft, number))


# The same file twice ------------------------------------------------------------------


def test_the_same_picture_for_two_places_is_remarked_on_and_kept(signed_in, draft):
    twice = {
        f"file-{code}": SimpleUploadedFile("foto.jpg", drawn_document("sama"), "image/jpeg") for code in ("ktp", "foto")
    }
    html = page(signed_in.post(address(draft, 5), twice))
    assert "Berkas yang sama" in html
    assert "juga diunggah untuk: Pasfoto pemilik atau penanggung jawab" in html
    assert codes(draft) == {"ktp", "foto"}


def test_different_pictures_are_not_remarked_on(signed_in, draft):
    assert "Berkas yang sama" not in page(signed_in.post(address(draft, 5), drawings(["ktp", "foto"])))
