"""The printer's queue and the page of a paper: drawn once and kept as it is, shown to whom it concerns."""

import datetime
import hashlib
import logging
import os

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from permits import printing, records, tasks, work, workflow
from permits.models import Application, Look, Paper, PaperKind, Work
from sipelaku import printout
from sipelaku.celery import app
from testkit.papers import pdf_text
from testkit.story import advance, file_application, forward, make_user

WEDNESDAY = datetime.datetime(2026, 11, 18, 10, 0, tzinfo=datetime.UTC)  # 18.00 WITA, after closing
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def filed(applicant) -> Application:
    return file_application(applicant, at=WEDNESDAY)


@pytest.fixture
def signed(filed, staff) -> Application:
    advance(filed, staff, to=Work.ARCHIVE, at=WEDNESDAY)
    return filed


def look_at(user, application: Application, kind: str):
    client = Client()
    client.force_login(user)
    return client.get(reverse("paper", args=[application.number, kind]))


# The printer's queue ------------------------------------------------------------------


def test_a_paper_asked_for_is_drawn_stored_and_sealed_with_its_hash(filed):
    assert printing.render_pending(10) == 1
    paper = filed.papers.get()
    content = paper.file.read()
    assert content.startswith(b"%PDF-")
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert paper.file.name.startswith(f"papers/{paper.rendered_at:%Y/%m}/")
    assert filed.number not in paper.file.name
    assert paper.attempts == 1
    assert printout.check_stored(paper)
    assert printing.render_pending(10) == 0


def test_a_stored_paper_that_was_changed_or_is_gone_is_found_out(filed, capsys):
    printing.render_pending(1)
    paper = filed.papers.get()
    name = paper.file.name
    path = default_storage.path(name)
    with open(path, "ab") as file:
        file.write(b" ")
    assert not printout.check_stored(paper)
    default_storage.delete(name)
    assert not printout.check_stored(paper)
    with pytest.raises(SystemExit):
        call_command("verify_journey", "--papers")
    assert f"paper {paper.pk} (receipt" in capsys.readouterr().err


def test_what_is_as_it_was_printed_is_found_in_order(filed, capsys):
    printing.render_pending(1)
    call_command("verify_journey", "--papers")
    assert "Semua catatan cocok." in capsys.readouterr().out


def test_a_paper_that_another_worker_holds_is_left_alone_until_its_lease_ends(filed, time_machine):
    paper = filed.papers.get()
    time_machine.move_to(WEDNESDAY)
    assert printout.claim(Paper.objects.all(), paper.pk, timezone.now()) is not None
    assert printout.claim(Paper.objects.all(), paper.pk, timezone.now()) is None
    assert printing.render_pending(10) == 0
    time_machine.move_to(WEDNESDAY + 2 * MINUTE)
    assert printing.render_pending(10) == 1
    paper.refresh_from_db()
    assert paper.rendered_at
    assert paper.attempts == 2


def test_of_two_workers_on_one_paper_the_slower_one_takes_its_file_away_again(filed):
    paper = filed.papers.get()
    assert printout.store(paper, b"%PDF-first")
    assert not printout.store(paper, b"%PDF-second")
    paper.refresh_from_db()
    assert paper.file.read() == b"%PDF-first"
    _folders, files = default_storage.listdir(os.path.dirname(paper.file.name))
    assert files == [os.path.basename(paper.file.name)]


def test_a_paper_that_cannot_be_drawn_keeps_nobody_waiting_and_is_tried_again(filed, applicant, caplog, time_machine):
    time_machine.move_to(WEDNESDAY + MINUTE)
    poison = Paper.objects.create(application=filed, kind=PaperKind.DRAFT, requested_at=WEDNESDAY - MINUTE)
    with caplog.at_level(logging.ERROR, "sipelaku.printout"):
        assert printing.render_pending(10) == 2
    assert filed.papers.get(kind=PaperKind.RECEIPT).rendered_at
    poison.refresh_from_db()
    assert (poison.rendered_at, poison.attempts) == (None, 1)
    assert f"paper {poison.pk} failed at attempt 1" in caplog.text
    assert "Siti" not in caplog.messages[0]
    assert filed.number not in caplog.messages[0]
    time_machine.move_to(poison.leased_until + MINUTE)
    assert printing.render_pending(10) == 1
    first_lease, poison_lease = poison.leased_until, Paper.objects.get(pk=poison.pk).leased_until
    assert poison_lease - timezone.now() > first_lease - WEDNESDAY - MINUTE


def test_a_worker_is_told_of_a_new_paper_after_the_commit(
    filed, settings, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)
        assert sent == []
    assert sent == ["permits.tasks.render_papers"]


def test_without_a_broker_nobody_is_told(filed, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.REDIS_URL = ""
    monkeypatch.setattr(app, "send_task", lambda name, **options: pytest.fail("there is no broker"))
    with django_capture_on_commit_callbacks(execute=True):
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)


def test_the_workers_task_draws_everything_that_waits(filed, other_applicant):
    file_application(other_applicant)
    tasks.render_papers()
    assert not Paper.objects.filter(rendered_at__isnull=True).exists()


# The page -----------------------------------------------------------------------------


def test_a_paper_not_yet_printed_answers_at_once_and_asks_to_look_again(filed, applicant, time_machine):
    time_machine.move_to(WEDNESDAY + datetime.timedelta(seconds=5))
    response = look_at(applicant, filed, PaperKind.RECEIPT)
    assert response.status_code == 202
    assert response["Refresh"] == "2"
    assert "Tanda Terima sedang disiapkan" in response.content.decode()
    assert not Look.objects.exists()


def test_a_paper_that_waits_too_long_names_whom_to_ask(filed, applicant, time_machine):
    time_machine.move_to(WEDNESDAY + datetime.timedelta(seconds=61))
    response = look_at(applicant, filed, PaperKind.RECEIPT)
    assert response.status_code == 202
    page = response.content.decode()
    assert "Program pencetak di kantor sedang tidak berjalan" in page
    assert "(0500) 123456" in page


def test_an_officer_is_told_to_ask_whoever_runs_the_portal(filed, staff, time_machine):
    time_machine.move_to(WEDNESDAY + datetime.timedelta(seconds=61))
    page = look_at(staff["counter"], filed, PaperKind.RECEIPT).content.decode()
    assert "Minta pengelola portal menjalankan kembali program pencetak" in page
    assert reverse("desk_application", args=[filed.number]) in page


def test_a_printed_paper_is_shown_kept_by_nobody_and_recorded(filed, applicant):
    printing.render_pending(1)
    response = look_at(applicant, filed, PaperKind.RECEIPT)
    paper = filed.papers.get()
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    assert response["ETag"] == f'"{paper.sha256}"'
    look = Look.objects.get()
    assert (look.by, look.paper, look.application) == (applicant, "receipt", filed)
    assert list(records.misfits()) == []


def test_asking_for_the_control_sheet_twice_asks_the_printer_once_for_each_edition(filed, staff):
    for _time in range(2):
        assert look_at(staff["counter"], filed, PaperKind.CONTROL_SHEET).status_code == 202
    assert filed.papers.filter(kind=PaperKind.CONTROL_SHEET).count() == 1
    forward(filed, staff)
    look_at(staff["counter"], filed, PaperKind.CONTROL_SHEET)
    assert filed.papers.filter(kind=PaperKind.CONTROL_SHEET).count() == 2


def test_the_newest_draft_is_shown(filed, staff):
    advance(filed, staff, to=Work.CORRECT)
    printing.render_pending(10)
    changed = {"permit": filed.permit.data | {"goods": "Kain batik"}, "confirmed": True}
    workflow.perform(filed, "forward", by=staff["kabid"], payload=changed)
    printing.render_pending(10)
    response = look_at(staff["head"], filed, PaperKind.DRAFT)
    assert "Kain batik" in pdf_text(b"".join(response.streaming_content))


@pytest.mark.parametrize("kind", list(PaperKind))
def test_what_concerns_nobody_but_others_is_not_there(signed, other_applicant, stranger, kind):
    for outsider in (other_applicant, stranger):
        assert look_at(outsider, signed, kind).status_code == 404


@pytest.mark.parametrize("kind", ["receipt", "control", "draft", "permit"])
def test_officers_who_handle_the_file_see_every_paper(signed, staff, kind):
    assert look_at(staff["counter"], signed, kind).status_code == 202


def test_the_applicant_sees_the_receipt_and_the_permit_once_it_is_handed_over(signed, applicant, staff):
    def answers() -> dict[str, int]:
        return {
            kind: look_at(applicant, signed, kind).status_code for kind in ("receipt", "control", "draft", "permit")
        }

    printing.render_pending(10)
    assert answers() == {"receipt": 200, "control": 404, "draft": 404, "permit": 404}
    advance(signed, staff)
    assert answers() == {"receipt": 200, "control": 404, "draft": 404, "permit": 200}


def test_an_officer_does_not_see_the_office_papers_of_a_file_of_her_own(catalogue):
    officer = make_user("loket2", "petugas_loket")
    own = file_application(officer)
    assert look_at(officer, own, PaperKind.RECEIPT).status_code == 202
    assert look_at(officer, own, PaperKind.CONTROL_SHEET).status_code == 404


@pytest.mark.parametrize("kind", ["draft", "permit"])
def test_what_the_journey_has_not_brought_about_is_not_there(filed, staff, kind):
    assert look_at(staff["counter"], filed, kind).status_code == 404


@pytest.mark.parametrize(
    "path", ["/cetakan/{number}/kwitansi/", "/cetakan/0000000000000000/receipt/", "/cetakan/%00/receipt/"]
)
def test_addresses_of_nothing_are_refused(filed, client, applicant, path):
    client.force_login(applicant)
    assert 400 <= client.get(path.format(number=filed.number)).status_code < 500


def test_signed_out_visitors_are_asked_to_sign_in(filed, client):
    response = client.get(reverse("paper", args=[filed.number, "receipt"]))
    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


def test_papers_are_only_looked_at(filed, client, applicant):
    client.force_login(applicant)
    assert client.post(reverse("paper", args=[filed.number, "receipt"])).status_code == 405


def test_asking_for_the_head_of_a_paper_is_no_look(filed, client, applicant):
    printing.render_pending(1)
    client.force_login(applicant)
    assert client.head(reverse("paper", args=[filed.number, "receipt"])).status_code == 200
    assert not Look.objects.exists()


def test_the_page_of_a_paper_asks_the_database_a_fixed_number_of_times(
    filed, client, staff, django_assert_max_num_queries
):
    client.force_login(staff["counter"])
    address = reverse("paper", args=[filed.number, "receipt"])
    client.get(address)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 202
    printing.render_pending(1)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200
