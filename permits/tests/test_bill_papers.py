"""The papers of the retribution as their readers see them: the bill, the paid bill, the receipt of the payment."""

import datetime

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from permits import printing, workflow
from permits.models import Bill, PaperKind, Work
from permits.tests.till_steps import MINUTE, MONDAY, at_work, bill_of, pay, payment_of
from testkit.papers import page_sizes, pdf_text, read_qr

A4, A5 = (210, 297), (148, 210)


@pytest.fixture
def waiting(applicant, long_staff):
    """100 x 2000 + 0.5 x 1500 = 200 750; x 2 x 1.5 = Rp602.250."""
    long_staff["cashier"].full_name, long_staff["cashier"].nip = "Wulan Sari, S.E.", "198803122012012004"
    long_staff["cashier"].save()
    indices = {"zone": 1, "road": 1}
    return at_work(applicant, long_staff, Work.PAY, area="100.5", indices=indices, at=MONDAY)


@pytest.fixture
def paid(waiting, long_staff):
    pay(waiting, long_staff["cashier"], channel="qris", reference="QR-778899", at=MONDAY + MINUTE)
    return waiting


def pdf_of(application, kind):
    return printing.draw(application.papers.filter(kind=kind).order_by("-edition").first())


def text_of(pdf):
    return " ".join(pdf_text(pdf).split())


def status_address(application):
    return f"{django_settings.SITE_URL}/t/{application.token}/"


def test_the_bill_says_all_that_a_payer_must_know(waiting):
    bill = bill_of(waiting)
    pdf = pdf_of(waiting, PaperKind.BILL)
    text = text_of(pdf)
    for part in (
        "PEMERINTAH KABUPATEN TANJUNG SARI",
        "SURAT KETETAPAN RETRIBUSI DAERAH",
        f"Nomor: {bill.number}",
        f"Kode bayar {bill.payment_code}",
        "Wajib retribusi : Toko Melati",
        "NPWRD : 6471054507900001",
        "Masa retribusi : 2026",
        "4.1.2.03.01 Retribusi Izin Gangguan",
        "Rp602.250",
        "Enam ratus dua ribu dua ratus lima puluh rupiah",
        "100 m² × Rp2.000 Rp200.000",
        "0,5 m² × Rp1.500 Rp750",
        "Indeks jalan: Jalan kota × 1,5",
        "Bayar paling lambat 3 Juni 2026",
        f"permohonan nomor {waiting.number}",
        "Cara membayar",
        "Bila Anda berkeberatan",
        "Wulan Sari, S.E. NIP 19880312 201201 2 004",
        "Halaman 1 dari 1",
    ):
        assert part in text, part
    assert "LUNAS" not in text
    assert page_sizes(pdf) == [A4]
    assert read_qr(pdf) == [status_address(waiting)]
    assert status_address(waiting) in pdf_text(pdf).replace("\r\n", "")


def test_the_paid_bill_says_when_and_by_which_receipt(paid):
    payment = payment_of(paid)
    pdf = pdf_of(paid, PaperKind.PAID_BILL)
    text = text_of(pdf)
    for part in (
        "LUNAS 4 Mei 2026",
        f"Bukti pembayaran {payment.number}",
        "QRIS, referensi QR-778899",
        bill_of(paid).number,
    ):
        assert part in text, part
    assert "Cara membayar" not in text
    assert "berkeberatan" not in text
    assert page_sizes(pdf) == [A4]
    assert read_qr(pdf) == [status_address(paid)]


def test_the_receipt_says_from_whom_for_what_and_who_took_it(paid):
    payment = payment_of(paid)
    pdf = pdf_of(paid, PaperKind.PAYMENT)
    text = text_of(pdf)
    for part in (
        "TANDA BUKTI PEMBAYARAN",
        payment.number,
        "Diterima dari : Toko Melati",
        "Retribusi Izin Gangguan (4.1.2.03.01)",
        "Rp602.250",
        "Enam ratus dua ribu dua ratus lima puluh rupiah",
        "Cara bayar : QRIS",
        "Nomor referensi : QR-778899",
        "Diterima : 4 Mei 2026, pukul 09.01 WITA",
        "Kasir Wulan Sari, S.E.",
        "Halaman 1 dari 1",
    ):
        assert part in text, part
    assert page_sizes(pdf) == [A5]
    assert read_qr(pdf) == [status_address(paid)]


def test_a_paper_stays_what_it_was_when_the_tariffs_words_or_the_journey_move_on(paid, long_staff):
    kinds = (PaperKind.BILL, PaperKind.PAID_BILL, PaperKind.PAYMENT)
    papers = [paid.papers.get(kind=kind) for kind in kinds]
    before = [printing.draw(paper) for paper in papers]
    workflow.perform(paid, "void", by=long_staff["second_cashier"], note="Salah berkas.")
    pay(paid, long_staff["cashier"])
    assert [printing.draw(paper) for paper in papers] == before
    newest = text_of(pdf_of(paid, PaperKind.PAYMENT))
    assert payment_of(paid).number in newest
    assert "Cara bayar : Tunai" in newest


def test_a_bill_after_a_dispute_is_another_paper(waiting, applicant, long_staff):
    first = bill_of(waiting)
    workflow.perform(waiting, "dispute", by=applicant, note="Terlalu luas.")
    while waiting.stage.work != Work.PAY:
        officer = long_staff["kasi"] if waiting.stage.work == Work.REVIEW else long_staff["cashier"]
        workflow.perform(waiting, "forward", by=officer, payload={"confirmed": True})
    editions = [paper.edition for paper in waiting.papers.filter(kind=PaperKind.BILL).order_by("edition")]
    assert editions == [first.sequence, bill_of(waiting).sequence]
    assert bill_of(waiting).number in text_of(pdf_of(waiting, PaperKind.BILL))


def test_very_long_names_stay_on_the_page(applicant, long_staff):
    waiting = at_work(applicant, long_staff, Work.ASSESS)
    long = "Perkumpulan Koperasi Pertanggungjawabankesejahteraanbersamaseluruhwarga " * 2
    type(waiting).objects.filter(pk=waiting.pk).update(business_name=long[:150])
    waiting.refresh_from_db()
    workflow.perform(waiting, "forward", by=long_staff["cashier"], payload={"confirmed": True})
    pay(waiting, long_staff["cashier"], channel="transfer", reference="X" * 60)
    assert page_sizes(pdf_of(waiting, PaperKind.BILL)) == [A4]
    assert page_sizes(pdf_of(waiting, PaperKind.PAID_BILL)) == [A4]
    assert page_sizes(pdf_of(waiting, PaperKind.PAYMENT)) == [A5]


# Who may see them ---------------------------------------------------------------------


KINDS = ("skrd", "paid", "payment")


def test_the_applicant_and_the_officers_of_the_file_may_see_them(client, paid, applicant, long_staff):
    printing.render_pending(20)
    for person in (applicant, *(long_staff[name] for name in ("cashier", "counter", "kasi", "head"))):
        client.force_login(person)
        for kind in KINDS:
            answer = client.get(reverse("paper", args=[paid.number, kind]))
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_nobody_else_may(client, paid, other_applicant, stranger):
    for person in (other_applicant, stranger):
        client.force_login(person)
        for kind in KINDS:
            assert client.get(reverse("paper", args=[paid.number, kind])).status_code == 404


def test_a_paper_the_journey_has_not_brought_about_is_not_found(client, waiting, applicant):
    client.force_login(applicant)
    assert client.get(reverse("paper", args=[waiting.number, "skrd"])).status_code == 202
    assert client.get(reverse("paper", args=[waiting.number, "payment"])).status_code == 404
    assert client.get(reverse("paper", args=[waiting.number, "paid"])).status_code == 404


def test_an_older_edition_is_asked_for_by_its_number(client, paid, applicant, long_staff):
    first = payment_of(paid)
    workflow.perform(paid, "void", by=long_staff["second_cashier"], note="Salah berkas.")
    second = pay(paid, long_staff["cashier"])
    printing.render_pending(20)
    client.force_login(applicant)
    place = reverse("paper", args=[paid.number, "payment"])

    def shown(query):
        return text_of(b"".join(client.get(f"{place}{query}").streaming_content))

    assert first.number in shown(f"?edisi={first.sequence}")
    assert second.number in shown(f"?edisi={second.sequence}")
    assert second.number in shown("")
    for edition in ("0", "999999", "x", "-1", "9" * 30, "²"):
        assert client.get(place, {"edisi": edition}).status_code in (400, 404), edition


def test_the_due_date_is_the_tariffs_calendar_days_after_the_office_local_day(waiting):
    bill = Bill.objects.get()
    assert bill.due_on == datetime.date(2026, 6, 3)
