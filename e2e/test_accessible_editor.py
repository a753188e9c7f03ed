"""The editor of service standards in every state, and what it does while somebody types, with and without a script."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.people import LONG_NAME
from permits import editor, publication
from permits.models import PermitType, ServiceStandard, Standing
from permits.parts import Entered, Part
from testkit.standards import open_here
from testkit.story import file_application, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

ROOM = "/petugas/standar/"


@pytest.fixture
def look(look_over):
    return lambda page, name: look_over(page, f"standar-{name}", officers=True)


@pytest.fixture
def administrator(catalogue):
    return make_user("admin", "admin", name="Rina Kartika")


@pytest.fixture
def lawyer(catalogue):
    return make_user("hukum", "hukum", name="Budi Santoso")


@pytest.fixture
def draft(administrator):
    siup = PermitType.objects.get(slug="siup")
    return editor.copy_of(siup.standards.get(), siup, by=administrator)


@pytest.fixture
def page(page_of, administrator):
    return page_of(administrator, 1366)


def where(draft, *more):
    return f"{ROOM}{'/'.join([draft.permit_type.slug, str(draft.revision), *more])}/"


def test_the_list_and_a_type(page, look, applicant, draft):
    file_application(applicant)
    siup = draft.permit_type
    Standing.objects.create(
        permit_type=siup,
        effective_from=datetime.date(2018, 6, 21),
        state="oss",
        successor="NIB",
        address="https://oss.go.id",
        explanation=LONG_NAME,
    )
    PermitType.objects.create(slug="izin-panjang", code="903", name=LONG_NAME, agency=LONG_NAME)
    page.goto(ROOM)
    look(page, "daftar")
    page.goto(f"{ROOM}siup/")
    look(page, "jenis")
    page.goto(f"{ROOM}izin-panjang/")
    look(page, "jenis-kosong")
    page.goto(where(siup.standards.get(revision=1)))
    look(page, "versi-berlaku")


def test_a_new_type_and_its_first_draft(page, look):
    page.goto(f"{ROOM}baru/")
    look(page, "jenis-baru")
    page.get_by_role("button", name="Simpan dan tulis standarnya").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "jenis-baru-salah")
    page.get_by_label("Nama", exact=True).fill("Izin Uji")
    page.get_by_label("Kode").fill("902")
    page.get_by_label("Kata dalam alamat halaman").fill("izin-uji")
    page.get_by_label("Instansi teknis").fill("Dinas Uji")
    page.get_by_role("button", name="Simpan dan tulis standarnya").click()
    expect(page.get_by_role("heading", name="Buat rancangan")).to_be_visible()
    look(page, "mulai")
    page.get_by_label("Berkas YAML").check()
    page.get_by_role("button", name="Buat rancangan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "mulai-salah")
    page.get_by_label("Tanpa tahap").check()
    page.get_by_role("button", name="Buat rancangan").click()
    expect(page.get_by_role("heading", name="Izin Uji, revisi 1")).to_be_visible()
    look(page, "rancangan-kosong")


@pytest.mark.parametrize("part", list(Part))
def test_each_part_as_stored_and_refused(page, look, draft, part):
    page.goto(where(draft, part.value))
    look(page, part.value)
    if part in (Part.SERVICE, Part.COMPONENTS, Part.LETTER):
        return
    page.get_by_role("button", name="Tambah").last.click()
    expect(page.get_by_text("Belum disimpan", exact=True).first).to_be_visible()
    look(page, f"{part.value}-baris-baru")
    page.locator(".row-card").last.get_by_role("textbox").last.fill("x")
    page.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"{part.value}-salah")


def test_a_charged_type(page, look, administrator):
    (source,) = open_here("izin-gangguan")
    charged = editor.copy_of(source.standards.get(), source, by=administrator)
    page.goto(where(charged, "tarif"))
    expect(page.get_by_role("heading", name="Contoh: luas").first).to_be_visible()
    look(page, "tarif-izin-gangguan")
    page.goto(where(charged, "tahap"))
    look(page, "tahap-izin-gangguan")


def test_what_is_missing_and_the_preview_follow_the_typing(page, draft):
    page.goto(where(draft, "isian"))
    panel = page.get_by_role("region", name="Pemeriksaan dan pratinjau")
    page.locator("#fields-0 summary").click()
    page.locator("#id_fields-0-label").fill("Nama sesuai KTP")
    expect(panel.get_by_label("Nama sesuai KTP")).to_be_visible()
    page.locator("#id_fields-0-meaning").select_option("")
    expect(panel).to_contain_text("Isian nama lengkap (kunci full_name) wajib ditanyakan")
    panel.get_by_label("Pemohon", exact=True).select_option("company")
    expect(panel.get_by_label("Bentuk badan usaha")).to_be_visible()
    page.locator("#id_fields-0-label").fill("")
    expect(panel).to_contain_text("Belum dapat disimpan")
    assert draft.fields.get(order=1).label == "Nama lengkap"


def test_the_same_without_javascript_with_every_save(page_of, administrator, draft):
    page = page_of(administrator, 1366, javascript=False)
    page.goto(where(draft, "tahap"))
    page.get_by_role("button", name="Hapus 6").click()
    expect(page.get_by_text("Belum disimpan", exact=True).first).to_be_visible()
    panel = page.get_by_role("region", name="Pemeriksaan dan pratinjau")
    expect(panel).to_contain_text("Tahap “Menandatangani” belum ada.")
    assert draft.stages.count() == 9
    page.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    expect(panel).to_contain_text("Tahap “Menandatangani” belum ada.")
    assert draft.stages.count() == 8


def test_somebody_was_faster(page, look, draft):
    colleague = make_user("admin2", "admin", name=LONG_NAME[:120])
    page.goto(where(draft, "komponen"))
    page.get_by_label("Biaya").fill("Rp10.000, dibayar di loket.")
    stored = {name: getattr(draft, name) for name in ServiceStandard.TEXT_COMPONENTS} | {"fee": "Rp50.000"}
    stamp = editor.stamp_of(draft, Part.COMPONENTS)
    editor.write(draft, Part.COMPONENTS, Entered(stored, {}), by=colleague, stamp=stamp)
    page.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(page.get_by_role("alert")).to_contain_text(LONG_NAME[:120])
    expect(page.get_by_label("Biaya")).to_have_value("Rp10.000, dibayar di loket.")
    look(page, "didahului")


def test_standings(page, look):
    page.goto(f"{ROOM}siup/kedudukan/")
    page.get_by_role("button", name="Tambah keadaan").click()
    page.get_by_label("Penjelasan").fill("Urus NIB.")
    page.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "kedudukan-salah")


def test_reading_comparing_checking_publishing(page, page_of, look, draft, lawyer):
    draft.requirements.filter(code="neraca").delete()
    draft.stages.filter(order=4).update(name=LONG_NAME, minutes=20)
    ServiceStandard.objects.filter(pk=draft.pk).update(fee="Rp10.000 di loket.", evaluation="")
    draft.refresh_from_db()
    page.goto(where(draft))
    look(page, "rancangan")
    page.goto(where(draft, "perbandingan"))
    expect(page.get_by_text("Neraca awal perusahaan")).to_be_visible()
    look(page, "perbandingan")
    page.goto(where(draft, "baca"))
    look(page, "baca")
    page.goto(where(draft, "terbitkan"))
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "terbitkan-salah")
    page.goto(where(draft, "buang"))
    look(page, "buang")
    ServiceStandard.objects.filter(pk=draft.pk).update(evaluation="Setahun sekali.")
    reader = page_of(lawyer, 1366)
    reader.goto(where(draft, "pemeriksaan-hukum"))
    look(reader, "hukum")
    reader.get_by_label("Keberatan").check()
    reader.get_by_role("button", name="Catat pendapat saya").click()
    expect(reader.get_by_role("alert")).to_be_visible()
    look(reader, "hukum-salah")
    reader.get_by_label("Sesuai").check()
    reader.get_by_role("button", name="Catat pendapat saya").click()
    expect(reader.get_by_text("Siap diterbitkan oleh administrator.")).to_be_visible()
    look(reader, "rancangan-hukum")
    page.goto(where(draft))
    page.get_by_role("link", name="Terbitkan").click()
    look(page, "terbitkan")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("heading", name="Permohonan pada versi ini")).to_be_visible()
    look(page, "versi-baru")
    page.get_by_role("link", name="Tarik versi ini").click()
    look(page, "tarik")


def test_a_standard_published_meanwhile(page, look, draft):
    page.goto(where(draft, "surat"))
    publication.put_in_force(draft, timezone.localdate())
    page.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(page.get_by_role("heading", name="Standar ini sudah diterbitkan")).to_be_visible()
    look(page, "sudah-diterbitkan")
