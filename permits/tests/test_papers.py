"""What papers say, and that the same paper is the same bytes, drawn from nothing but its own."""

import datetime
import os
import subprocess
import sys
from io import BytesIO

import pytest
import zxingcpp
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from PIL import Image

from permits import printing, work, workflow
from permits.answers import shown
from permits.models import Application, Paper, PaperKind, Work
from permits.papers.pdf import OwnPictures, pdf_of
from permits.papers.sheet import spaced_nip
from sipelaku.office.models import Office
from testkit.papers import page_sizes, pdf_text, read_qr, render_pdf
from testkit.story import advance, attach, file_application, forward, make_draft, payload_for

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


# What papers say ----------------------------------------------------------------------


def test_the_receipt_tells_number_moments_documents_and_dates(filed):
    text = text_of(filed, PaperKind.RECEIPT)
    assert filed.number in text
    assert "Siti Rahmawati" in text
    assert "18 November 2026, pukul 18.00 WITA" in text
    assert "Dihitung sejak : 19 November 2026, pukul 08.00 WITA" in text
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
        "tanpa batas waktu",
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


def colours(pdf: bytes) -> set[object]:
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
