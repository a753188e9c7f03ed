"""Takes the pictures of the README from the demonstration: ``make screenshots`` writes them into docs/img.

Not collected with the tests, because it writes into the checkout.
"""

import io
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from e2e.people import choose_file, photo
from helpdesk import outreach, posters
from helpdesk.models import PosterKind, ShortAddress
from permits import editor
from permits.demonstration import make_draft
from permits.models import ApplicantKind, Application, Bill, PaperKind, PermitType, Status, Turn, Work
from sipelaku.accounts.models import User
from testkit.papers import render_pdf

pytestmark = [pytest.mark.django_db(transaction=True)]

PICTURES = Path(django_settings.BASE_DIR) / "docs" / "img"
COLOURS = 256
PAPER_DPI, POSTER_DPI = 96, 64
LINK = "Panduan membuat NIB perorangan"


def keep(picture: Image.Image, name: str) -> None:
    """Save a picture as a small PNG."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def take(page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_load_state("networkidle")
    keep(Image.open(io.BytesIO(page.screenshot(animations="disabled"))), name)


def begin_with(part) -> None:
    """Scroll until this part of a long page is at the top of the window, with a little air above it."""
    part.evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 24)")


def test_the_pictures_of_the_readme(page_at, page_of, settings):
    settings.SITE_URL = "https://izin.tanjungsari.example"
    call_command("load_catalogue")
    call_command("seed_demo")
    call_command("drain", "--once")
    front_page_and_service(page_at(360))
    documents(page_of, User.objects.get(username="pemohon"))
    status(page_at(360))
    queue_and_checklist(page_of(User.objects.get(username="loket"), 1366))
    calendar(page_of(User.objects.get(username="penjadwalan"), 1366))
    report_from_the_site(page_of(User.objects.get(username="teknis"), 360))
    bill(page_of(User.objects.get(username="pemohon"), 360))
    admin = User.objects.get(username="admin")
    tariff_in_the_editor(page_of(admin, 1366), admin)
    hub_at_work(page_of(User.objects.get(username="koordinator"), 1366))
    papers()
    poster()


def front_page_and_service(page):
    page.goto("/")
    take(page, "hub-360")
    begin_with(page.get_by_role("heading", name="Mendapatkan NIB"))
    take(page, "tautan-360")
    page.goto("/layanan/siup/")
    take(page, "layanan-360")


def documents(page_of, pemohon):
    draft = make_draft(pemohon, at=timezone.now())
    draft.documents.all().delete()
    page = page_of(pemohon, 360)
    page.goto(f"/ajukan/siup/{draft.pk}/4/")
    choose_file(page, "KTP pemilik", photo("KTP pemilik"))
    page.get_by_text("Terunggah", exact=True).wait_for()
    take(page, "isi-360")


def status(page):
    latest = Turn.objects.filter(closed_at=None, stage__work=Work.CHECK).latest("due_at").application
    page.goto(f"/t/{latest.token}/")
    take(page, "status-360")


def queue_and_checklist(page):
    page.goto("/petugas/")
    take(page, "antrean-1366")
    latest = Turn.objects.filter(closed_at=None, stage__work=Work.CHECK).latest("due_at").application
    page.goto(f"/petugas/permohonan/{latest.number}/")
    page.get_by_label("Ada", exact=True).first.check()
    take(page, "periksa-1366")


def calendar(page):
    page.goto("/petugas/peninjauan/")
    begin_with(page.locator("#calendar-title"))
    take(page, "peninjauan-1366")


def report_from_the_site(page):
    awaited = Turn.objects.filter(closed_at=None, stage__work=Work.INSPECT).first().application
    page.goto(f"/petugas/peninjauan/{awaited.number}/bap/")
    page.get_by_label("Luas terukur (m²)").fill("150")
    page.get_by_label("Kawasan perdagangan").check()
    begin_with(page.get_by_role("heading", name="Hasil pengukuran"))
    take(page, "bap-360")


def bill(page):
    unpaid = Bill.objects.filter(application__applicant__username="pemohon", application__stage__work=Work.PAY).get()
    page.goto(f"/permohonan/{unpaid.application.number}/")
    begin_with(page.get_by_role("heading", name="Bayar retribusi Anda"))
    take(page, "tagihan-360")


def tariff_in_the_editor(page, admin):
    permit_type = PermitType.objects.get(slug="izin-gangguan")
    draft = editor.copy_of(permit_type.standards.get(), permit_type, by=admin)
    page.goto(f"/petugas/standar/izin-gangguan/{draft.revision}/tarif/")
    take(page, "standar-1366")


def hub_at_work(page):
    page.goto("/petugas/informasi/tautan/")
    page.get_by_role("table").get_by_role("link", name=LINK).click()
    take(page, "tautan-1366")
    page.goto("/petugas/kunjungan/")
    begin_with(page.get_by_role("heading", name="Indikator", exact=True))
    take(page, "kunjungan-1366")


def papers():
    application = Application.objects.filter(status=Status.COMPLETED, applicant_kind=ApplicantKind.PERSON).first()
    for kind, name in [(PaperKind.PERMIT, "izin"), (PaperKind.RECEIPT, "tanda-terima")]:
        paper = application.papers.get(kind=kind)
        keep(render_pdf(paper.file.read(), dpi=PAPER_DPI)[0], name)


def poster():
    code = ShortAddress.objects.get(link__is_featured=True, campaign=None)
    asked = posters.ask_for(PosterKind.POSTER_A4, outreach.said_by(outreach.row_of(code)))
    keep(render_pdf(posters.draw(asked), dpi=POSTER_DPI)[0], "poster")
