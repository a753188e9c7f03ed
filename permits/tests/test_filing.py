"""Filing an application: the linear form from the first step to the number, and what it keeps."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from permits import drafts, records
from permits.demonstration import PERSON_ANSWERS
from permits.models import Application, Status
from testkit.filing import APPLY, PERSON_CODES, answers, begin, page, pictures, seen_on, send, step
from testkit.story import file_application, make_draft

pytestmark = pytest.mark.django_db
SATURDAY = datetime.datetime(2026, 10, 10, 2, 0, tzinfo=datetime.UTC)


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


def test_the_confirmation_says_from_when_a_filing_on_a_closed_day_counts(client, applicant):
    with time_machine.travel(SATURDAY, tick=False):
        application = file_application(applicant)
        client.force_login(applicant)
        html = page(client.get(reverse("application_filed", args=[application.number])))
    assert "dihitung sejak Senin, 12 Oktober 2026, pukul 08.00" in html
    assert "13 Oktober 2026, pukul 16.00" in html


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
    answer = signed_in.post(APPLY, {"applicant_kind": "ministry"})
    assert answer.status_code == 422
    assert "Kesalahan: " in answer.content.decode()
    assert not Application.objects.exists()


def test_tapping_start_twice_begins_one_draft(signed_in):
    assert begin(signed_in) == begin(signed_in)
    assert Application.objects.count() == 1
