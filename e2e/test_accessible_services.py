"""The public pages of every kind of permit type: open, with a tariff, moved, abolished, about to move, searched for."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from permits import workflow
from permits.demonstration import make_draft
from permits.models import PermitType, Work
from testkit.story import advance, file_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_procedure")]

LONG_REASON = "Izin ini kini diurus di tempat lain; petugas loket kami membantu Anda mengisinya. " * 4


def stand(slug, state, days=-1, **values):
    """Let a change take effect in so many days."""
    PermitType.objects.get(slug=slug).standings.create(
        state=state,
        effective_from=timezone.localdate() + datetime.timedelta(days=days),
        explanation=LONG_REASON,
        legal_basis="PP 24/2018",
        **values,
    )


def test_a_tariff_and_each_kind_of_filing(page_at, look_over):
    page = page_at()
    page.goto("/layanan/izin-gangguan/")
    expect(page.get_by_role("heading", name="Indeks jalan")).to_be_visible()
    look_over(page, "layanan-retribusi")


@pytest.mark.parametrize("state", ["oss", "abolished"])
def test_a_type_that_is_not_filed_here_any_more(page_at, look_over, state):
    page = page_at()
    stand("siup", state, successor="Nomor Induk Berusaha (NIB)", address="https://oss.go.id")
    page.goto("/layanan/siup/")
    expect(page.get_by_role("link", name="oss.go.id")).to_be_visible()
    look_over(page, f"layanan-{state}")


def test_a_change_to_come_in_the_list_and_on_the_page(page_at, look_over):
    page = page_at()
    stand("siup", "oss", days=9, successor="NIB")
    stand("izin-gangguan", "abolished")
    for address, name in [("/layanan/", "layanan-golongan"), ("/layanan/siup/", "layanan-berubah")]:
        page.goto(address)
        expect(page.get_by_text("Diurus melalui OSS").first).to_be_visible()
        look_over(page, name)


def test_a_search_that_finds_and_one_in_vain(page_at, look_over):
    page = page_at()
    page.goto("/layanan/")
    for words, name, answer in [
        ("ijin gangguan", "cari", "1 izin cocok"),
        ("zzz" * 30, "cari-nihil", "Tidak ada izin"),
    ]:
        page.get_by_label("Cari izin").fill(words)
        page.get_by_role("button", name="Cari").click()
        expect(page.get_by_text(answer)).to_be_visible()
        look_over(page, f"layanan-{name}")


@pytest.mark.parametrize("work", [Work.INSPECT, Work.PAY])
def test_the_status_while_a_visit_or_a_payment_is_awaited(page_at, look_over, applicant, long_staff, work):
    page = page_at()
    application = file_application(applicant, slug="izin-gangguan")
    advance(application, long_staff, to=work)
    for address in (f"/t/{application.token}/", f"/lacak/?nomor={application.number}"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Status permohonan")).to_be_visible()
        look_over(page, f"status-{work}")


def test_a_permit_replaced_by_its_amendment(page_at, look_over, applicant, long_staff):
    page = page_at()
    first = file_application(applicant, slug="izin-gangguan")
    advance(first, long_staff)
    draft = make_draft(applicant, at=timezone.now(), slug="izin-gangguan", filing="amendment", previous=first.permit)
    workflow.perform(draft, "submit", by=applicant)
    advance(draft, long_staff)
    page.goto(f"/v/{first.permit.token}/")
    expect(page.get_by_text("Sudah diganti izin baru")).to_be_visible()
    look_over(page, "keaslian-diganti")
