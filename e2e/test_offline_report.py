"""The report from the site in a real browser: filled in without signal, kept over a reload, sent once there is one."""

import io

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Route, expect

from e2e.people import sign_in
from e2e.people_long import camera_photo, sign_with_a_finger
from permits import workflow
from permits.demonstration import report_of
from permits.models import Attendee, Conclusion, Inspection, InspectionPhoto, Work
from permits.tests.site_steps import awaiting_report
from permits.tests.site_steps import page_of as address_of
from testkit.story import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]

FINDINGS = "Bangunan permanen satu lantai, sesuai dengan denah."
SENT = "Laporan sudah diterima"


@pytest.fixture
def waiting(applicant, long_staff):
    return awaiting_report(applicant, long_staff)


@pytest.fixture
def phone(page_of, waiting, long_staff):
    """The inspector's phone with the report's page open and kept, as it leaves the office."""
    page = page_of(long_staff["inspector"], 360)
    page.goto(address_of(waiting))
    expect(page.locator("form[data-kept]")).to_be_attached()
    return page


def fill_in(page: Page) -> None:
    """Everything a report needs, with two photos and a signature."""
    page.get_by_label("Luas terukur (m²)").fill("150,5")
    page.get_by_label("Kawasan perdagangan").check()
    page.get_by_label("Jalan kota").check()
    page.get_by_label("Sedang").check()
    page.get_by_label("Temuan di lokasi").fill(FINDINGS)
    page.get_by_label("Memenuhi syarat", exact=True).check()
    page.get_by_label("Ambil atau pilih foto").set_input_files([camera_photo(), camera_photo("grey")])
    page.get_by_label("Keterangan foto 2").fill("Tampak depan")
    page.get_by_label("Nama").first.fill("Siti Rahmawati")
    page.get_by_label("Sebagai").first.fill("Pemohon")
    sign_with_a_finger(page)
    expect(page.get_by_text("Tersimpan di ponsel ini")).to_be_visible()


def press_send(page: Page) -> None:
    page.locator("[data-send]").click()


def kept_on_phone(page: Page) -> dict:
    """How many reports and pictures the phone holds, and which pages."""
    return page.evaluate(
        """async () => {
            const database = await new Promise((resolve) => {
                const request = indexedDB.open("bap", 1);
                request.onsuccess = () => resolve(request.result);
            });
            const count = (store) => new Promise((resolve) => {
                const request = database.transaction(store).objectStore(store).count();
                request.onsuccess = () => resolve(request.result);
            });
            const pages = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys())
                    if (request.url.endsWith("/bap/")) pages.push(new URL(request.url).pathname);
            return { reports: await count("reports"), pictures: await count("pictures"), pages };
        }"""
    )


def test_a_report_filled_in_without_signal_arrives_once(phone, waiting, long_staff):
    posts = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(True)
    fill_in(phone)
    phone.reload()
    expect(phone.get_by_label("Temuan di lokasi")).to_have_value(FINDINGS)
    expect(phone.get_by_label("Luas terukur (m²)")).to_have_value("150,5")
    expect(phone.get_by_label("Jalan kota")).to_be_checked()
    expect(phone.get_by_label("Keterangan foto 2")).to_have_value("Tampak depan")
    expect(phone.get_by_role("img", name="Tanda tangan Siti Rahmawati")).to_be_visible()
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Menunggu sinyal")
    assert not InspectionPhoto.objects.exists()

    phone.context.set_offline(False)
    expect(phone.get_by_text(SENT).first).to_be_visible()
    inspection = waiting.inspections.get()
    assert inspection.reported_by == long_staff["inspector"]
    assert (inspection.findings, inspection.conclusion) == (FINDINGS, Conclusion.FIT)
    assert inspection.indices == {"zone": 1, "road": 1, "disturbance": 1}
    assert str(inspection.area) == "150.50"
    photos = list(inspection.photos.all())
    assert [photo.caption for photo in photos] == ["", "Tampak depan"]
    for photo in photos:
        content = photo.file.read()
        assert b"Exif" not in content
        assert Image.open(io.BytesIO(content)).size == (1600, 1067)
    # Black pixels on a white ground: something was drawn.
    drawn = Image.open(Attendee.objects.get().signature)
    assert min(drawn.tobytes()) < 80 < max(drawn.tobytes())
    # Two photos and one report, whatever was tried without signal before.
    assert sum(url.endswith("/foto/") for url in posts) == 2
    expect(phone.locator("[data-closed][data-alive]")).to_be_attached()
    assert kept_on_phone(phone) == {"reports": 0, "pictures": 0, "pages": []}


def test_the_browser_may_be_closed_before_there_is_signal(phone, waiting):
    phone.context.set_offline(True)
    fill_in(phone)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Menunggu sinyal")
    context = phone.context
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address_of(waiting))
    expect(again.get_by_text(SENT).first).to_be_visible()
    assert waiting.inspections.get().photos.count() == 2


def test_a_session_that_ended_meanwhile_costs_nothing(phone, waiting):
    phone.context.set_offline(True)
    fill_in(phone)
    Session.objects.all().delete()
    phone.context.set_offline(False)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Masuk lagi; laporan Anda tetap tersimpan")
    assert Inspection.objects.get().reported_at is None
    phone.get_by_role("link", name="Masuk lagi").click()
    sign_in(phone, "inspector")
    # What was to be sent goes by itself once somebody is signed in.
    expect(phone.get_by_text(SENT).first).to_be_visible()
    inspection = waiting.inspections.get()
    assert (inspection.findings, inspection.photos.count()) == (FINDINGS, 2)


def test_what_is_changed_after_sending_waits_to_be_sent_again(phone, waiting):
    phone.context.set_offline(True)
    fill_in(phone)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Menunggu sinyal")
    phone.get_by_label("Temuan di lokasi").fill("Ditulis ulang.")
    expect(phone.locator("[data-state]")).to_contain_text("Laporan diubah dan belum dikirim.")
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("form[data-kept]")).to_be_attached()
    assert Inspection.objects.get().reported_at is None
    press_send(phone)
    expect(phone.get_by_text(SENT).first).to_be_visible()
    assert waiting.inspections.get().findings == "Ditulis ulang."


def test_an_answer_that_was_lost_does_not_make_a_second_report(phone, waiting):
    fill_in(phone)

    def swallow(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort("connectionreset")

    phone.route(f"**{address_of(waiting)}", swallow)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Menunggu sinyal")
    waiting.refresh_from_db()
    assert waiting.stage.work == Work.RESUME
    phone.unroute(f"**{address_of(waiting)}")
    phone.get_by_role("button", name="Kirim sekarang").click()
    expect(phone.get_by_text(SENT).first).to_be_visible()
    assert waiting.transitions.filter(from_stage__work=Work.INSPECT).count() == 1
    assert waiting.inspections.get().photos.count() == 2


def test_who_comes_second_is_told_and_keeps_a_copy(phone, waiting):
    phone.context.set_offline(True)
    fill_in(phone)
    faster = make_user("teknis2", "tim_teknis", name="Rina Kartika")
    workflow.perform(waiting, "forward", by=faster, payload={"report": report_of(waiting, timezone.now())})
    phone.context.set_offline(False)
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text("Rina Kartika")
    expect(phone.get_by_label("Temuan di lokasi")).to_have_value(FINDINGS)
    phone.goto(address_of(waiting))
    copy = phone.get_by_role("region", name="Laporan Anda yang tidak terkirim")
    expect(copy).to_contain_text(FINDINGS)
    expect(copy).to_contain_text("Kawasan perdagangan")
    expect(copy.locator("img")).to_have_count(2)
    copy.get_by_role("button", name="Hapus dari ponsel ini").click()
    expect(copy).to_be_hidden()
    assert kept_on_phone(phone) == {"reports": 0, "pictures": 0, "pages": []}


def test_what_is_missing_is_said_without_signal_and_what_is_wrong_by_the_server(phone, waiting):
    phone.context.set_offline(True)
    press_send(phone)
    alert = phone.get_by_role("alert")
    expect(alert).to_contain_text("Tulis luas yang terukur")
    expect(alert).to_contain_text("Pilih Indeks lokasi.")
    expect(alert).to_contain_text("Tulis sedikitnya satu orang yang hadir.")
    expect(phone.get_by_text("Menunggu sinyal")).to_have_count(0)
    fill_in(phone)
    phone.get_by_label("Luas terukur (m²)").fill("1e999")
    phone.context.set_offline(False)
    press_send(phone)
    expect(alert.get_by_role("listitem")).to_have_count(1)
    expect(phone.get_by_label("Luas terukur (m²)")).to_have_attribute("aria-invalid", "true")
    alert.get_by_role("link").click()
    expect(phone.get_by_label("Luas terukur (m²)")).to_be_focused()
    phone.get_by_label("Luas terukur (m²)").fill("150")
    press_send(phone)
    expect(phone.get_by_text(SENT).first).to_be_visible()
    assert waiting.inspections.get().photos.count() == 2


@pytest.mark.parametrize(("status", "told"), [(404, "tidak terbuka lagi untuk Anda"), (429, "belum dapat menerima")])
def test_whatever_the_server_answers_the_report_stays(phone, waiting, status, told):
    fill_in(phone)
    phone.route(f"**{address_of(waiting)}foto/", lambda route: route.fulfill(status=status, body=""))
    press_send(phone)
    expect(phone.locator("[data-state]")).to_contain_text(told)
    assert kept_on_phone(phone)["pictures"] == 2
    phone.unroute(f"**{address_of(waiting)}foto/")
    press_send(phone)
    expect(phone.get_by_text(SENT).first).to_be_visible()
    assert waiting.inspections.get().photos.count() == 2


def test_the_enter_key_sends_nothing(phone):
    fill_in(phone)
    phone.get_by_label("Luas terukur (m²)").press("Enter")
    phone.reload()
    expect(phone.locator("form[data-kept]")).to_be_attached()
    assert Inspection.objects.get().reported_at is None


def test_photos_can_be_taken_out_and_what_is_none_is_refused(phone):
    chooser = phone.get_by_label("Ambil atau pilih foto")
    chooser.set_input_files([camera_photo(), camera_photo("grey")])
    expect(phone.get_by_role("img", name="Foto 2")).to_be_visible()
    phone.get_by_label("Keterangan foto 2").fill("Tampak belakang")
    phone.get_by_role("button", name="Hapus Foto 1").click()
    expect(phone.get_by_role("img", name="Foto 2")).to_have_count(0)
    expect(phone.get_by_label("Keterangan foto 1")).to_have_value("Tampak belakang")
    assert kept_on_phone(phone)["pictures"] == 1
    chooser.set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"bukan foto"}])
    expect(phone.get_by_text("bukan foto JPEG atau PNG yang dapat dibuka")).to_be_visible()
    chooser.set_input_files([camera_photo()] * 12)
    expect(phone.get_by_text("Paling banyak 12 foto. Hapus yang tidak perlu.")).to_be_visible()
    expect(phone.locator("[data-photo-list] li")).to_have_count(12)


def test_the_place_is_taken_from_the_phone_or_typed(phone):
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": -1.2654321, "longitude": 116.8312341, "accuracy": 8})
    phone.get_by_role("button", name="Ambil lokasi").click()
    expect(phone.get_by_text("Lokasi diambil, ketelitian 8 meter.")).to_be_visible()
    expect(phone.get_by_label("Lintang")).to_have_value("-1.265432")
    expect(phone.get_by_label("Bujur")).to_have_value("116.831234")
    phone.context.clear_permissions()
    phone.context.set_geolocation(None)
    phone.get_by_role("button", name="Ambil lokasi").click()
    expect(phone.get_by_text("Lokasi tidak dapat diambil.")).to_be_visible()


def test_signing_out_leaves_no_page_behind_but_keeps_the_unsent_report(phone, waiting):
    fill_in(phone)
    assert kept_on_phone(phone)["pages"] == [address_of(waiting)]
    phone.get_by_role("button", name="Keluar").click()
    expect(phone).not_to_have_url(address_of(waiting))
    assert kept_on_phone(phone) == {"reports": 1, "pictures": 2, "pages": []}


def test_signing_out_on_another_page_leaves_no_page_behind_either(phone, waiting):
    assert kept_on_phone(phone)["pages"] == [address_of(waiting)]
    phone.goto("/petugas/")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Keluar").click()
    phone.goto("/masuk/")
    assert kept_on_phone(phone)["pages"] == []


def test_another_person_on_the_same_phone_sees_nothing_of_it(phone, waiting):
    fill_in(phone)
    make_user("teknis2", "tim_teknis")
    phone.context.clear_cookies()
    phone.goto(address_of(waiting))
    sign_in(phone, "teknis2")
    expect(phone.locator("form[data-kept]")).to_be_attached()
    expect(phone.get_by_label("Temuan di lokasi")).to_have_value("")
    assert phone.evaluate("async () => (await caches.keys()).length") == 1


def test_without_javascript_it_is_one_ordinary_form(page_of, waiting, long_staff):
    page = page_of(long_staff["inspector"], 360, javascript=False)
    page.goto(address_of(waiting))
    expect(page.get_by_role("button", name="Tanda tangani")).to_have_count(0)
    page.get_by_label("Luas terukur (m²)").fill("150")
    for choice in ("Kawasan perdagangan", "Jalan kota", "Sedang"):
        page.get_by_label(choice).check()
    page.get_by_label("Ambil atau pilih foto").set_input_files([camera_photo()])
    page.get_by_role("button", name="Tambahkan foto").click()
    expect(page.get_by_label("Luas terukur (m²)")).to_have_value("150")
    page.get_by_label("Luas terukur (m²)").press("Enter")
    expect(page.get_by_role("img", name="Foto 1")).to_be_visible()
    page.get_by_label("Keterangan foto 1").fill("Tampak depan")
    page.get_by_label("Memenuhi syarat", exact=True).check()
    page.get_by_label("Nama").first.fill("Siti Rahmawati")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis apa yang ditemukan di lokasi.")
    page.get_by_label("Temuan di lokasi").fill(FINDINGS)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text(SENT).first).to_be_visible()
    photo = waiting.inspections.get().photos.get()
    assert photo.caption == "Tampak depan"
    assert b"PonselContoh" not in photo.file.read()
