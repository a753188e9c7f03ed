"""Filing an application as a browser without JavaScript does it, from the first step to the number."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from permits import drafts, records
from permits.demonstration import PERSON_ANSWERS, drawn_document
from permits.models import ApplicantKind, Application, Document, PermitType, ServiceStandard, Status
from permits.publication import publish
from permits.workflow import NotAllowed
from testkit.story import file_application, make_draft

pytestmark = pytest.mark.django_db
# With Redis the session is read from the cache.
SESSION = 0 if settings.REDIS_URL else 1
APPLY = "/ajukan/siup/"
PERSON_CODES = ["ktp", "npwp_file", "foto", "domisili", "neraca", "pernyataan"]


@pytest.fixture
def signed_in(client, applicant):
    """A browser in which the applicant is signed in."""
    client.force_login(applicant)
    return client


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def begin(signed_in, kind="person", query=""):
    """Take the first step; return the draft."""
    answer = signed_in.post(f"{APPLY}{query}", {"applicant_kind": kind})
    assert answer.status_code == 302
    draft = Application.objects.filter(status=Status.DRAFT).latest("pk")
    assert answer["Location"] == step(draft, 2)
    return draft


def step(draft, number) -> str:
    return reverse("apply_step", args=["siup", draft.pk, number])


def answers(section, **changes):
    """What a browser posts for one section of a person's form."""
    standard = ServiceStandard.objects.get(permit_type__slug="siup")
    keys = [row.key for row in standard.fields_for("person") if row.section == section]
    values = {key: PERSON_ANSWERS.get(key, "") for key in keys} | changes
    return {f"answer-{key}": value for key, value in values.items()}


def pictures(codes):
    return {f"file-{code}": SimpleUploadedFile(f"{code}.jpg", drawn_document(code), "image/jpeg") for code in codes}


def fill(signed_in, draft) -> None:
    """Fill every step up to the check."""
    assert signed_in.post(step(draft, 2), answers("Pemohon") | {"next": "1"})["Location"] == step(draft, 3)
    assert signed_in.post(step(draft, 3), answers("Usaha") | {"next": "1"})["Location"] == step(draft, 4)
    assert signed_in.post(step(draft, 4), pictures(PERSON_CODES) | {"next": "1"})["Location"] == step(draft, 5)


def seen_on(html) -> str:
    return re.search(r'name="seen" value="([^"]+)"', html)[1]


def send(signed_in, draft):
    return signed_in.post(step(draft, 5), {"seen": seen_on(page(signed_in.get(step(draft, 5))))})


# The whole way ------------------------------------------------------------------------


def test_a_signed_in_applicant_files_within_eight_pages_and_without_javascript(signed_in, applicant):
    loads = [signed_in.get("/"), signed_in.get("/layanan/siup/"), signed_in.get(APPLY)]
    draft = begin(signed_in)
    loads.append(signed_in.get(step(draft, 2)))
    signed_in.post(step(draft, 2), answers("Pemohon"))
    loads.append(signed_in.get(step(draft, 3)))
    signed_in.post(step(draft, 3), answers("Usaha"))
    loads.append(signed_in.get(step(draft, 4)))
    signed_in.post(step(draft, 4), pictures(PERSON_CODES) | {"next": "1"})
    check = page(signed_in.get(step(draft, 5)))
    confirmation = signed_in.post(step(draft, 5), {"seen": seen_on(check)}, follow=True)
    loads += [check, confirmation]
    draft.refresh_from_db()
    assert draft.status == Status.IN_PROCESS
    assert draft.applicant == applicant
    assert draft.number in page(confirmation)
    assert len(loads) <= 8
    assert list(records.misfits()) == []


def test_the_number_of_steps_comes_from_the_standard(signed_in):
    assert "Langkah 1 dari 5" in page(signed_in.get(APPLY))
    draft = begin(signed_in)
    assert "Langkah 2 dari 5" in page(signed_in.get(step(draft, 2)))


def test_the_check_page_shows_every_answer_as_people_read_it(signed_in, applicant):
    html = page(signed_in.get(step(make_draft(applicant), 5)))
    assert "Toko Melati" in html
    assert "Rp75.000.000" in html
    assert "ktp.jpg" in html


def test_who_changes_something_from_the_check_page_comes_back_to_it(signed_in, applicant):
    draft = make_draft(applicant)
    assert f"{step(draft, 3)}?ubah=1" in page(signed_in.get(step(draft, 5)))
    assert signed_in.post(f"{step(draft, 3)}?ubah=1", answers("Usaha"))["Location"] == step(draft, 5)


def test_the_confirmation_says_what_happens_next_and_until_when(signed_in, applicant):
    draft = make_draft(applicant)
    html = page(signed_in.get(send(signed_in, draft)["Location"]))
    draft.refresh_from_db()
    assert "Sekarang giliran Petugas Loket" in html
    assert "paling lambat" in html
    assert reverse("paper", args=[draft.number, "receipt"]) in html
    assert f"/t/{draft.token}/" in html


# Saving -------------------------------------------------------------------------------


def test_wrong_answers_are_named_kept_and_shown_again(signed_in):
    draft = begin(signed_in)
    html = page(signed_in.post(step(draft, 2), answers("Pemohon", nik="123", full_name="")))
    assert "Kesalahan: " in html
    assert 'href="#id_answer-nik"' in html
    assert 'value="123"' in html
    draft.refresh_from_db()
    assert draft.answers["home_address"] == PERSON_ANSWERS["home_address"]
    assert draft.answers["nik"] == "123"
    assert 'value="123"' in page(signed_in.get(step(draft, 2)))


def test_saving_for_later_asks_for_nothing(signed_in):
    draft = begin(signed_in)
    answer = signed_in.post(step(draft, 3), {"answer-business_name": "Toko Melati", "later": "1"}, follow=True)
    assert "Tersimpan pukul" in page(answer)
    assert reverse("apply_resume", args=["siup", draft.pk]) in page(answer)
    draft.refresh_from_db()
    assert draft.answers["business_name"] == "Toko Melati"


def test_the_moment_of_saving_is_shown_on_the_office_clock(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 2), answers("Pemohon"))
    draft.refresh_from_db()
    with timezone.override("Asia/Makassar"):
        moment = timezone.localtime(draft.saved_at)
    assert f">{moment:%H.%M}</time>" in page(signed_in.get(step(draft, 3)))


def test_who_comes_back_goes_on_where_something_is_missing(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 2), answers("Pemohon"))
    assert draft.saved_at is not None
    assert signed_in.get(reverse("apply_resume", args=["siup", draft.pk]))["Location"] == step(draft, 3)
    signed_in.post(step(draft, 3), answers("Usaha"))
    assert signed_in.get(reverse("apply_resume", args=["siup", draft.pk]))["Location"] == step(draft, 4)
    signed_in.post(step(draft, 4), pictures(PERSON_CODES))
    assert signed_in.get(reverse("apply_resume", args=["siup", draft.pk]))["Location"] == step(draft, 5)
    assert reverse("apply_resume", args=["siup", draft.pk]) in page(signed_in.get(APPLY))


def test_known_details_are_offered_from_the_account(signed_in, applicant):
    applicant.phone = "+6281234567890"
    applicant.save()
    draft = begin(signed_in)
    html = page(signed_in.get(step(draft, 2)))
    assert 'value="Siti Rahmawati"' in html
    assert 'value="+6281234567890"' in html
    assert "Sebagian sudah kami isi" in html


def test_known_details_are_offered_from_the_application_before(signed_in, applicant):
    file_application(applicant)
    draft = begin(signed_in)
    assert 'value="Toko Melati"' in page(signed_in.get(step(draft, 3)))


def test_what_was_emptied_is_not_offered_again(signed_in, applicant):
    file_application(applicant)
    draft = begin(signed_in)
    signed_in.post(step(draft, 2), answers("Pemohon", email=""))
    assert "siti@warga.example" not in page(signed_in.get(step(draft, 2)))


def test_a_long_text_is_refused_and_shown_again(signed_in):
    draft = begin(signed_in)
    html = page(signed_in.post(step(draft, 2), answers("Pemohon", home_address="a" * 100_000)))
    assert "id_answer-home_address_error" in html
    draft.refresh_from_db()
    assert len(draft.answers["home_address"]) == drafts.LONGEST_KEPT


def test_answers_nobody_asked_for_are_not_kept(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 2), answers("Pemohon") | {"answer-status": "completed", "status": "completed"})
    draft.refresh_from_db()
    assert "status" not in draft.answers
    assert draft.status == Status.DRAFT


# Person or company --------------------------------------------------------------------


def test_a_company_is_asked_for_its_deed(signed_in):
    company = begin(signed_in, kind="company")
    assert "answer-deed_number" in page(signed_in.get(step(company, 3)))
    assert "file-akta" in page(signed_in.get(step(company, 4)))
    person = begin(signed_in)
    assert "answer-deed_number" not in page(signed_in.get(step(person, 3)))
    assert "file-akta" not in page(signed_in.get(step(person, 4)))


def test_changing_the_kind_changes_what_is_missing_and_loses_nothing(signed_in, applicant):
    draft = make_draft(applicant)
    assert signed_in.post(step(draft, 1), {"applicant_kind": "company"})["Location"] == step(draft, 2)
    html = page(signed_in.get(step(draft, 5)))
    assert "Unggah Akta pendirian" in html
    assert 'name="seen"' not in html
    draft.refresh_from_db()
    assert draft.answers == PERSON_ANSWERS


def test_the_first_step_needs_a_choice(signed_in):
    html = page(signed_in.post(APPLY, {"applicant_kind": "ministry"}))
    assert "Kesalahan: " in html
    assert not Application.objects.exists()


def test_tapping_start_twice_begins_one_draft(signed_in):
    assert begin(signed_in) == begin(signed_in)
    assert Application.objects.count() == 1


# Documents without JavaScript ---------------------------------------------------------


def test_good_files_are_kept_when_another_is_refused(signed_in):
    draft = begin(signed_in)
    files = pictures(["ktp", "foto"]) | {"file-neraca": SimpleUploadedFile("neraca.jpg", b"MZ\x90\x00")}
    html = page(signed_in.post(step(draft, 4), files | {"next": "1"}))
    kept = set(draft.documents.values_list("requirement__code", flat=True))
    assert kept == {"ktp", "foto"}
    assert "bukan PDF, JPEG, atau PNG" in html
    assert 'href="#id_file-neraca"' in html
    assert "Unggah Kartu NPWP." in html


def test_a_document_can_be_replaced_and_removed(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    first = draft.documents.get()
    storage, name = first.file.storage, first.file.name
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    second = draft.documents.get(replaced_at__isnull=True)
    assert second != first
    page(signed_in.post(step(draft, 4), {"remove": "ktp"}))
    assert not draft.documents.filter(replaced_at__isnull=True).exists()
    assert storage.exists(name)  # erased after the commit, which a test's transaction never reaches


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_removed_document_are_erased(signed_in):
    draft = begin(signed_in)
    signed_in.post(step(draft, 4), pictures(["ktp"]))
    document = draft.documents.get()
    signed_in.post(step(draft, 4), {"remove": "ktp"})
    assert not document.file.storage.exists(document.file.name)
    assert signed_in.get(reverse("document", args=[document.pk])).status_code == 404


def test_saving_documents_for_later_asks_for_no_others(signed_in):
    draft = begin(signed_in)
    answer = signed_in.post(step(draft, 4), pictures(["ktp"]) | {"later": "1"})
    assert answer["Location"] == reverse("my_applications")
    assert draft.documents.count() == 1


# Sending ------------------------------------------------------------------------------


def test_a_second_tap_leads_to_the_same_number(signed_in, applicant):
    draft = make_draft(applicant)
    seen = {"seen": seen_on(page(signed_in.get(step(draft, 5))))}
    first, second = signed_in.post(step(draft, 5), seen), signed_in.post(step(draft, 5), seen)
    assert first["Location"] == second["Location"]
    assert draft.transitions.count() == 1


def test_what_is_not_complete_is_not_sent(signed_in):
    draft = begin(signed_in)
    html = page(signed_in.post(step(draft, 5), {"seen": drafts.seen_mark(draft)}))
    assert "NIK: " in html
    assert f"{step(draft, 4)}?ubah=1#id_file-ktp" in html
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert draft.number is None


@pytest.mark.parametrize("seen", ["", "0.1", "x" * 500])
def test_what_was_not_seen_as_it_is_now_is_not_sent(signed_in, applicant, seen):
    draft = make_draft(applicant)
    answer = signed_in.post(step(draft, 5), {"seen": seen}, follow=True)
    assert "Periksa lagi, lalu kirim" in page(answer)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_change_in_another_tab_shows_the_check_page_again(signed_in, applicant):
    draft = make_draft(applicant)
    seen = seen_on(page(signed_in.get(step(draft, 5))))
    signed_in.post(step(draft, 3), answers("Usaha", business_name="Toko Mawar"))
    assert signed_in.post(step(draft, 5), {"seen": seen})["Location"] == step(draft, 5)
    assert "Toko Mawar" in page(signed_in.get(step(draft, 5)))


def test_a_new_standard_is_explained_and_the_answers_stay(signed_in, applicant):
    draft = make_draft(applicant)
    looked_at = draft.documents.get(requirement__code="foto")
    assert signed_in.get(reverse("document", args=[looked_at.pk])).status_code == 200
    seen = seen_on(page(signed_in.get(step(draft, 5))))
    revision = draft.standard.revise()
    revision.requirements.get(code="foto").delete()
    publish(revision, timezone.localdate())
    answer = signed_in.post(step(draft, 5), {"seen": seen}, follow=True)
    assert "Standar pelayanan baru mulai berlaku" in page(answer)
    draft.refresh_from_db()
    assert draft.standard == revision
    assert draft.answers == PERSON_ANSWERS
    assert send(signed_in, draft)["Location"].endswith("/terkirim/")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_tab_left_open_changes_nothing_after_sending(signed_in, applicant, number):
    application = file_application(applicant)
    data = {"applicant_kind": "company", "answer-full_name": "Orang lain", "remove": "ktp"} | pictures(["ktp"])
    answer = signed_in.post(step(application, number), data)
    assert answer["Location"] == reverse("application_filed", args=[application.number])
    application.refresh_from_db()
    assert application.answers == PERSON_ANSWERS
    assert application.applicant_kind == ApplicantKind.PERSON
    assert Document.objects.filter(application=application).count() == len(PERSON_CODES)


def test_nothing_slips_in_after_sending_below_the_views_either(applicant):
    stale = make_draft(applicant)
    drafts.send(Application.objects.get(pk=stale.pk), by=applicant, seen=drafts.seen_mark(stale))
    requirement = stale.standard.requirements.get(code="ktp")
    with pytest.raises(NotAllowed):
        drafts.save_answers(stale, {"full_name": "Orang lain"}, by=applicant)
    with pytest.raises(NotAllowed):
        drafts.remove_document(stale, requirement, by=applicant)
    with pytest.raises(NotAllowed):
        drafts.save_kind(stale, ApplicantKind.COMPANY, by=applicant)


# Walk-ins -----------------------------------------------------------------------------


def test_the_counter_files_for_a_walk_in_and_is_recorded(client, staff):
    client.force_login(staff["counter"])
    assert "Untuk pemohon di loket" in page(client.get(f"{APPLY}?untuk=walkin"))
    draft = begin(client, query="?untuk=walkin")
    assert "Sebagian sudah kami isi" not in page(client.get(step(draft, 2)))
    fill(client, draft)
    confirmation = client.get(send(client, draft)["Location"])
    draft.refresh_from_db()
    assert draft.applicant is None
    assert draft.created_by == staff["counter"]
    assert draft.transitions.get().by == staff["counter"]
    assert "serahkan kepada pemohon" in page(confirmation)


@pytest.mark.parametrize("name", ["entry", "kasi", "head"])
def test_only_the_counter_files_for_others(client, staff, name):
    client.force_login(staff[name])
    assert client.get(f"{APPLY}?untuk=walkin").status_code == 403
    assert client.post(f"{APPLY}?untuk=walkin", {"applicant_kind": "person"}).status_code == 403
    assert not Application.objects.exists()


def test_an_applicant_files_for_no_one_else(signed_in):
    assert signed_in.post(f"{APPLY}?untuk=walkin", {"applicant_kind": "person"}).status_code == 403


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
    assert signed_in.post("/ajukan/lain/", {"applicant_kind": "person"})["Location"] == "/layanan/lain/"
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
    monkeypatch.setattr("permits.views.filing.DRAFTS_PER_HOUR", 1)
    begin(signed_in)
    assert signed_in.post(APPLY, {"applicant_kind": "company"}).status_code == 429


# Cost ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "queries"), [(1, 5), (2, 6), (3, 6), (4, 7), (5, 7)])
def test_a_step_costs_a_fixed_number_of_queries(signed_in, applicant, django_assert_num_queries, number, queries):
    draft = make_draft(applicant)
    signed_in.get(step(draft, number))
    with django_assert_num_queries(queries + SESSION):
        signed_in.get(step(draft, number))


def test_the_first_step_costs_a_fixed_number_of_queries(signed_in, django_assert_num_queries):
    signed_in.get(APPLY)
    with django_assert_num_queries(6 + SESSION):
        signed_in.get(APPLY)
