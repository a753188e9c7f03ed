"""Papers: what they say, to whom they are shown, and that each is drawn once and stays as it is."""

import datetime
import hashlib
import logging
import os
import subprocess
import sys
from io import BytesIO

import pytest
import zxingcpp
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from permits import nudge, printing, records, work, workflow
from permits.models import Application, Look, Paper, PaperKind, Work
from permits.papers.content import shown, spaced_nip
from permits.papers.pdf import OwnPictures, pdf_of
from sipelaku.office.models import Office
from testkit.papers import page_sizes, pdf_text, read_qr, render_pdf
from testkit.story import advance, attach, file_application, forward, make_draft, make_user, payload_for

RED = (255, 0, 0)
A4, A5 = (210, 297), (148, 210)
WEDNESDAY = datetime.datetime(2026, 11, 18, 10, 0, tzinfo=datetime.UTC)  # 18.00 WITA, after closing
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def filed(applicant) -> Application:
    return file_application(applicant, at=WEDNESDAY)


@pytest.fixture
def signed(filed, staff) -> Application:
    """An application whose permit is signed, by an officer with a NIP."""
    staff["head"].nip = "197501012000032001"
    staff["head"].full_name = "Ratna Kusumawardani, S.E., M.Si."
    staff["head"].save()
    advance(filed, staff, to=Work.ARCHIVE, at=WEDNESDAY)
    return filed


def paper_of(application: Application, kind: str, edition: int = 0) -> Paper:
    return work.request_paper(application, kind, WEDNESDAY, edition)


def text_of(application: Application, kind: str, edition: int = 0) -> str:
    return " ".join(pdf_text(printing.draw(paper_of(application, kind, edition))).split())


def look_at(user, application: Application, kind: str):
    client = Client()
    client.force_login(user)
    return client.get(reverse("paper", args=[application.number, kind]))


# What papers say ----------------------------------------------------------------------


def test_the_receipt_tells_number_moments_documents_and_dates(filed):
    text = text_of(filed, PaperKind.RECEIPT)
    assert filed.number in text
    assert "Siti Rahmawati" in text
    assert "18 November 2026, pukul 18.00 WITA" in text
    assert "Waktu dihitung sejak : 19 November 2026, pukul 08.00 WITA" in text
    assert "KTP pemilik atau penanggung jawab" in text
    assert "20 November 2026, 16.00" in text
    assert "Gratis" in text
    assert "Halaman 1 dari 1" in text
    assert "6471054507900001" not in text


def test_the_receipt_is_an_a5_sheet_whose_qr_code_opens_the_status(filed):
    pdf = printing.draw(paper_of(filed, PaperKind.RECEIPT))
    address = f"{django_settings.SITE_URL}/t/{filed.token}/"
    assert page_sizes(pdf) == [A5]
    assert read_qr(pdf) == [address]
    assert address in pdf_text(pdf).replace("\r\n", "")


def test_the_receipt_lists_what_was_handed_in_at_filing_not_what_came_later(filed, staff):
    verdicts = payload_for(filed)["verdicts"] | {"ktp": ("unreadable", "Foto ulang.")}
    before = printing.draw(paper_of(filed, PaperKind.RECEIPT))
    workflow.perform(filed, "return", by=staff["counter"], note="KTP", payload={"verdicts": verdicts})
    attach(filed, "ktp", by=filed.applicant)
    attach(filed, "sewa", by=filed.applicant)
    assert printing.draw(paper_of(filed, PaperKind.RECEIPT)) == before


def test_the_permit_says_everything_a_permit_letter_says(signed):
    text = text_of(signed, PaperKind.PERMIT)
    for part in (
        "PEMERINTAH KABUPATEN TANJUNG SARI",
        "SURAT IZIN USAHA PERDAGANGAN",
        f"Nomor: {signed.permit.number}",
        "Dasar : Peraturan Menteri Perdagangan",
        f"Memperhatikan : Permohonan nomor {signed.number} tanggal 18 November 2026",
        "Nama perusahaan : Toko Melati",
        "Rp75.000.000",
        "selama usaha berjalan",
        "Ketentuan",
        "Ditetapkan di Tanjung Sari pada tanggal 18 November 2026",
        "KEPALA DINAS",
        "Ratna Kusumawardani, S.E., M.Si. Pembina Utama Muda, IV/c NIP 19750101 200003 2 001",
        "Tembusan: Kepala Dinas Perdagangan",
        "Halaman 1 dari 1",
    ):
        assert part in text
    assert "elektronik" not in text.lower().replace("sistem elektronik", "")
    assert "DRAF" not in text


def test_the_permit_is_one_a4_sheet_whose_qr_code_opens_its_authenticity(signed):
    pdf = printing.draw(paper_of(signed, PaperKind.PERMIT))
    address = f"{django_settings.SITE_URL}/v/{signed.permit.token}/"
    assert page_sizes(pdf) == [A4]
    assert read_qr(pdf) == [address]
    assert address in pdf_text(pdf).replace("\r\n", "")


def test_the_qr_code_of_the_permit_is_at_least_25_millimetres_wide(signed):
    dpi = 200
    (page,) = render_pdf(printing.draw(paper_of(signed, PaperKind.PERMIT)), dpi=dpi)
    (code,) = zxingcpp.read_barcodes(page)
    width = code.position.top_right.x - code.position.top_left.x
    assert width / dpi * 25.4 >= 25


def test_the_draft_says_on_its_face_that_it_is_not_in_force(filed, staff):
    advance(filed, staff, to=Work.VERIFY, at=WEDNESDAY)
    paper = filed.papers.get(kind=PaperKind.DRAFT)
    pdf = printing.draw(paper)
    assert "DRAF – BELUM BERLAKU" in pdf_text(pdf)
    assert page_sizes(pdf) == [A4]
    assert read_qr(pdf) == []


def test_the_control_sheet_tells_who_did_what_when_and_every_verdict(filed, staff):
    verdicts = payload_for(filed)["verdicts"] | {"ktp": ("unreadable", "Foto ulang; NIK tidak terbaca.")}
    workflow.perform(
        filed, "return", by=staff["counter"], note="KTP buram", payload={"verdicts": verdicts}, at=WEDNESDAY
    )
    text = text_of(filed, PaperKind.CONTROL_SHEET, filed.version)
    for part in ("Permohonan diajukan", "KTP buram", "Counter Petugas Loket", "18/11/2026 18.00", "Tidak terbaca"):
        assert part in text
    assert "Foto ulang; NIK tidak terbaca." in text
    assert "Sekarang pada : Pemohon · Meneliti kelengkapan" in text


def test_an_edition_of_the_control_sheet_stays_what_it_was_when_the_file_moves_on(filed, staff):
    forward(filed, staff, at=WEDNESDAY + MINUTE)
    edition = filed.version
    before = printing.draw(paper_of(filed, PaperKind.CONTROL_SHEET, edition))
    forward(filed, staff, at=WEDNESDAY + 2 * MINUTE)
    assert printing.draw(paper_of(filed, PaperKind.CONTROL_SHEET, edition)) == before


@pytest.mark.parametrize(("nip", "written"), [("197501012000032001", "19750101 200003 2 001"), ("", "")])
def test_a_civil_servants_number_is_written_in_groups(nip, written):
    assert spaced_nip(nip) == written


def test_answers_are_printed_the_indonesian_way(filed):
    fields = {field.key: field for field in filed.standard.fields.all()}
    assert shown(fields["capital"], "1500000") == "Rp1.500.000"
    assert shown(fields["workers"], 1200) == "1.200"
    assert shown(fields["nib"], None) == "–"


def test_an_office_with_its_own_emblem_prints_that(filed):
    paper = paper_of(filed, PaperKind.RECEIPT)
    assert RED not in colours(printing.draw(paper))
    emblem = BytesIO()
    Image.new("RGB", (100, 100), RED).save(emblem, "PNG")
    Office.objects.get().emblem.save("lambang.png", ContentFile(emblem.getvalue()))
    assert RED in colours(printing.draw(paper))


def colours(pdf: bytes) -> set[tuple[int, int, int]]:
    (page,) = render_pdf(pdf, dpi=50)
    return {colour for _count, colour in page.getcolors(maxcolors=10**6)}


# Safety and sameness ------------------------------------------------------------------


def test_what_people_typed_is_text_and_opens_nothing(applicant, staff):
    draft = make_draft(applicant, at=WEDNESDAY)
    harm = "<img src=file:///etc/passwd><script>x</script>"
    Application.objects.filter(pk=draft.pk).update(answers=draft.answers | {"business_name": harm})
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=applicant, at=WEDNESDAY)
    advance(draft, staff, to=Work.ARCHIVE, at=WEDNESDAY)
    for kind in (PaperKind.RECEIPT, PaperKind.PERMIT):
        text = text_of(draft, kind)
        assert harm in text.replace(" ", "").replace("<imgsrc", "<img src")
        assert "root:" not in text


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:8000/", "data:text/plain,x", "paper:other.png", "paper:"]
)
def test_a_paper_fetches_nothing_but_its_own_pictures(address):
    with pytest.raises(ValueError, match="own pictures"):
        OwnPictures({"qr.png": b""}).fetch(address)


def test_a_paper_that_asks_for_a_file_gets_none(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("rahasia")
    pdf = pdf_of(f'<link rel=attachment href="{secret.as_uri()}"><img src="{secret.as_uri()}">x', {}, "x")
    assert b"rahasia" not in pdf
    assert b"EmbeddedFile" not in pdf


def test_very_long_answers_fill_more_pages_and_each_says_which_it_is(applicant, staff):
    draft = make_draft(applicant, at=WEDNESDAY)
    long = {
        "full_name": "Raden Mas Panjang " * 8,
        "business_name": "X" * 150,
        "home_address": "Jalan Sangat Panjang Nomor Seratus\n" * 25,
        "business_address": "Jl " * 330,
        "goods": "Ikan, " * 25,
    }
    Application.objects.filter(pk=draft.pk).update(answers=draft.answers | long)
    draft.refresh_from_db()
    workflow.perform(draft, "submit", by=applicant, at=WEDNESDAY)
    advance(draft, staff, to=Work.ARCHIVE, at=WEDNESDAY)
    pdf = printing.draw(paper_of(draft, PaperKind.PERMIT))
    assert page_sizes(pdf) == [A4, A4]
    assert "Halaman 2 dari 2" in pdf_text(pdf)
    assert read_qr(pdf) == [f"{django_settings.SITE_URL}/v/{draft.permit.token}/"]
    right_margin = 15 / 25.4 * 100
    for page in render_pdf(pdf, dpi=100):
        margin = page.crop((int(page.width - right_margin), 0, page.width, page.height)).convert("L")
        assert margin.getextrema() == (255, 255)


def test_the_same_permit_gives_the_same_bytes(signed):
    paper = paper_of(signed, PaperKind.PERMIT)
    assert printing.draw(paper) == printing.draw(Paper.objects.get(pk=paper.pk))


PRINT_ONE = """
import django, hashlib, sys
django.setup()
from permits.papers.pdf import pdf_of, qr_png
html = sys.stdin.read()
print(hashlib.sha256(pdf_of(html, {"qr.png": qr_png("http://x/v/1/")}, "permit/1")).hexdigest())
"""


def test_two_processes_draw_the_same_bytes():
    html = "<title>Izin</title><h1>Surat Izin</h1><p>Rp75.000.000, sejak</p><img src='paper:qr.png'>"

    def draw_elsewhere(seed: str) -> str:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "testkit.settings", "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", PRINT_ONE]
        return subprocess.run(
            command,
            input=html,
            env=environment,
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert draw_elsewhere("1") == draw_elsewhere("2") != ""


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
    assert printing.check_stored(paper)
    assert printing.render_pending(10) == 0


def test_a_stored_paper_that_was_changed_or_is_gone_is_found_out(filed):
    printing.render_pending(1)
    paper = filed.papers.get()
    name = paper.file.name
    path = default_storage.path(name)
    with open(path, "ab") as file:
        file.write(b" ")
    assert not printing.check_stored(paper)
    default_storage.delete(name)
    assert not printing.check_stored(paper)


def test_a_paper_that_another_worker_holds_is_left_alone_until_its_lease_ends(filed, time_machine):
    paper = filed.papers.get()
    time_machine.move_to(WEDNESDAY)
    assert printing.claim(paper.pk, timezone.now()) is not None
    assert printing.claim(paper.pk, timezone.now()) is None
    assert printing.render_pending(10) == 0
    time_machine.move_to(WEDNESDAY + 2 * MINUTE)
    assert printing.render_pending(10) == 1
    paper.refresh_from_db()
    assert paper.rendered_at
    assert paper.attempts == 2


def test_of_two_workers_on_one_paper_the_slower_one_takes_its_file_away_again(filed):
    paper = filed.papers.get()
    assert printing.store(paper, b"%PDF-first")
    assert not printing.store(paper, b"%PDF-second")
    paper.refresh_from_db()
    assert paper.file.read() == b"%PDF-first"
    _folders, files = default_storage.listdir(os.path.dirname(paper.file.name))
    assert files == [os.path.basename(paper.file.name)]


def test_a_paper_that_cannot_be_drawn_keeps_nobody_waiting_and_is_tried_again(filed, applicant, caplog, time_machine):
    time_machine.move_to(WEDNESDAY + MINUTE)
    poison = Paper.objects.create(application=filed, kind=PaperKind.DRAFT, requested_at=WEDNESDAY - MINUTE)
    with caplog.at_level(logging.ERROR, "permits.printing"):
        assert printing.render_pending(10) == 2
    assert filed.papers.get(kind=PaperKind.RECEIPT).rendered_at
    poison.refresh_from_db()
    assert (poison.rendered_at, poison.attempts) == (None, 1)
    assert f"paper {poison.pk} (draft) failed at attempt 1" in caplog.text
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
    monkeypatch.setattr(nudge.app, "send_task", lambda name, **options: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)
        assert sent == []
    assert sent == ["permits.tasks.render_papers"]


def test_without_a_broker_nobody_is_told(filed, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.REDIS_URL = ""
    monkeypatch.setattr(nudge.app, "send_task", lambda name, **options: pytest.fail("there is no broker"))
    with django_capture_on_commit_callbacks(execute=True):
        work.request_paper(filed, PaperKind.CONTROL_SHEET, WEDNESDAY, 1)


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


@pytest.mark.parametrize("kind", list(PaperKind))
def test_officers_who_handle_the_file_see_every_paper(signed, staff, kind):
    assert look_at(staff["counter"], signed, kind).status_code == 202


def test_the_applicant_sees_the_receipt_and_the_permit_once_it_is_handed_over(signed, applicant, staff):
    def answers() -> dict[str, int]:
        return {kind.value: look_at(applicant, signed, kind).status_code for kind in PaperKind}

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
