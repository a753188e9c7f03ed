"""The first pages of the hub's staff: what waits for whom, the list of links, and how one is begun."""

import datetime
import hashlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from helpdesk import publishing, trials
from helpdesk.models import Link, LinkVersion, Question
from helpdesk.publishing import Material
from helpdesk.tests.hub_steps import material, page_of, text_of
from helpdesk.views.rooms import rooms_of
from permits.tests.test_files import add_script, image, pdf
from permits.tests.test_photos import opened, phone_exif, picture, saved
from testkit import hub
from testkit.hub import collected, tried, written
from testkit.hub import published as publish_link

pytestmark = pytest.mark.django_db

DESK, LIST, NEW = "/petugas/informasi/", "/petugas/informasi/tautan/", "/petugas/informasi/tautan/baru/"


# Who comes in ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", [collected, written, tried, lambda team: publish_link(team).versions.get()])
@pytest.mark.parametrize("name", ["koordinator", "konten", "layanan", "hukum", "admin"])
def test_everybody_of_the_team_reads_a_link_at_every_step(at_desk, hub_people, state, name):
    assert at_desk(name).get(page_of(state(hub_people))).status_code == 200


CARDS = {
    "tautan": "hub_links",
    "pengumuman": "hub_announcements",
    "kelompok": "hub_groups",
    "pengaturan": "hub_settings",
    "pertanyaan": "questions",
    "nomor": "numbers",
    "konsultasi": "consultation_desk",
    "jam": "consultation_hours",
    "survei": "survey_results",
    "kode survei": "survey_desk",
    "pengunjung": "counter_visits",
    "kunjungan": "figures",
    "evaluasi": "evaluations",
    "qr": "hub_qr",
    "standar": "editor_list",
}
FIGURES = {"survei", "kunjungan", "evaluasi"}
FRONT = {"pertanyaan", "konsultasi", "kode survei", "pengunjung"}


@pytest.mark.parametrize(
    ("name", "rooms"),
    [
        ("koordinator", set(CARDS) - {"jam", "standar"}),
        ("konten", FIGURES | {"tautan", "pengumuman", "pertanyaan", "qr"}),
        ("layanan", FIGURES | FRONT | {"tautan", "qr"}),
        ("hukum", FIGURES | {"tautan", "qr", "standar"}),
        ("admin", FIGURES | {"tautan", "pengumuman", "pengaturan", "nomor", "jam", "qr", "standar"}),
        ("loket", FIGURES | FRONT | {"qr"}),
        ("kadis", FIGURES),
    ],
)
def test_the_start_page_leads_to_the_rooms_that_are_open_to_a_role_and_to_no_other(at_desk, name, rooms):
    browser = at_desk(name)
    text = text_of(browser.get(DESK))
    cards = text.split('id="ruang"')[1]
    assert {room for room, address in CARDS.items() if f'href="{reverse(address)}"' in cards} == rooms
    assert all(browser.get(reverse(CARDS[room])).status_code == 200 for room in rooms)


@pytest.mark.parametrize("name", ["koordinator", "konten", "layanan", "hukum", "admin", "loket", "kadis"])
def test_every_room_leads_back_to_the_start_page(at_desk, hub_people, name):
    browser = at_desk(name)
    for room in (room for room in rooms_of(hub_people[name]) if room.name != "editor_list"):
        page = text_of(browser.get(room.url)).split("<main")[1]
        assert f'class="back" href="{DESK}"' in page, room.name


@pytest.mark.parametrize(("name", "enters"), [("layanan", True), ("loket", True), ("konten", False), ("kadis", False)])
def test_the_figures_lead_to_the_form_of_the_counter_only_whom_it_lets_in(at_desk, name, enters):
    page = text_of(at_desk(name).get(reverse("figures"))).split("<main")[1]
    assert (reverse("counter_visits") in page) is enters


def test_each_role_sees_what_waits_for_it(at_desk, hub_people):
    collected(hub_people)
    publishing.refuse(collected(hub_people), by=hub_people["hukum"], note="Dicabut.")
    publishing.verify(collected(hub_people), by=hub_people["hukum"])
    written(hub_people)
    tried(hub_people)
    link = publish_link(hub_people)
    Link.objects.filter(pk=link.pk).update(
        broken_since=timezone.now(), reviewed_on=datetime.date(2026, 1, 1), review_due=datetime.date(2026, 4, 1)
    )
    Question.objects.create(number="T-1", text="Apa itu NIB?", asked_at=timezone.now(), answer_days=5)
    waits = {
        "hukum": {"bahan menunggu verifikasi Anda", "tautan rusak"},
        "konten": {
            "tinjauan Anda lewat waktu",
            "bahan ditolak dan perlu diganti",
            "tautan perlu judul dan ringkasan",
            "tautan perlu diuji aksesnya",
        },
        "koordinator": {"tautan siap diterbitkan", "tinjauan orang lain lewat waktu", "pertanyaan belum dijawab"},
        "layanan": {"bahan ditolak dan perlu diganti", "pertanyaan belum dijawab"},
        "admin": {"tautan perlu diuji aksesnya"},
        "loket": {"pertanyaan belum dijawab"},
        "kadis": {"Tidak ada yang menunggu Anda"},
    }
    for name, words in waits.items():
        text = text_of(at_desk(name).get(DESK))
        for some in words:
            assert some in text, (name, some)
    assert "menunggu verifikasi" not in text_of(at_desk("konten").get(DESK))
    assert "siap diterbitkan" not in text_of(at_desk("konten").get(DESK))


def test_what_the_lawyer_collected_does_not_wait_for_the_lawyer(at_desk, hub_people):
    hub_people["hukum"].roles.add("konten")
    version = collected(hub_people)
    publishing.revise(
        version.link, Material("Edaran", hub.OSS), by=type(hub_people["hukum"]).objects.get(username="hukum")
    )
    assert "menunggu verifikasi" not in text_of(at_desk("hukum").get(DESK))


@pytest.mark.parametrize("address", [LIST, NEW, "/petugas/informasi/kelompok/", "/petugas/informasi/pengaturan/"])
@pytest.mark.parametrize("name", ["loket", "kadis", "siti"])
def test_for_others_there_is_nothing_behind_the_doors(at_desk, name, address):
    assert at_desk(name).get(address).status_code == 404
    assert at_desk(name).post(address).status_code == (405 if address == LIST else 404)


def test_the_start_page_and_a_link_are_read_in_few_queries(at_desk, hub_people, django_assert_max_num_queries):
    for number in range(4):
        link = publish_link(hub_people, title=f"Tautan {number}")
    browser = at_desk("koordinator")
    browser.get(DESK)
    with django_assert_max_num_queries(10):
        browser.get(DESK)
    with django_assert_max_num_queries(16):
        browser.get(LIST)
    with django_assert_max_num_queries(22):
        browser.get(reverse("hub_link", args=[link.pk]))


def test_the_list_costs_the_same_for_few_links_and_for_many(at_desk, hub_people, django_assert_max_num_queries):
    for number in range(20):
        collected(hub_people, address=f"https://oss.go.id/{number}")
    browser = at_desk("konten")
    browser.get(LIST)
    with django_assert_max_num_queries(16):
        assert text_of(browser.get(LIST)).count("<tr>") == 21


# The list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Panduan NIB", "Formulir", "Rusak"}),
        ("kelompok=formulir", {"Formulir"}),
        ("langkah=written", {"Formulir"}),
        ("langkah=published", {"Panduan NIB", "Rusak"}),
        ("langkah=withdrawn", set()),
        ("keadaan=rusak", {"Rusak"}),
        ("keadaan=terlambat", {"Panduan NIB"}),
        ("keadaan=tanpa", set()),
        ("petugas=saya", set()),
        ("kelompok=formulir&langkah=published", set()),
    ],
)
def test_the_filters_stand_in_the_address(at_desk, hub_people, query, titles):
    link = publish_link(hub_people)
    Link.objects.filter(pk=link.pk).update(reviewed_on=datetime.date(2026, 1, 1), review_due=datetime.date(2026, 4, 1))
    written(hub_people, group="formulir", title="Formulir")
    broken = publish_link(hub_people, title="Rusak", group="oss")
    Link.objects.filter(pk=broken.pk).update(broken_since=timezone.now())
    text = text_of(at_desk("koordinator").get(f"{LIST}?{query}"))
    for title in ("Panduan NIB", "Formulir", "Rusak"):
        assert (f">{title}</a>" in text) is (title in titles), title


@pytest.mark.parametrize("query", ["kelompok=lain", "langkah=x", "petugas=999", "keadaan=%00"])
def test_a_filter_that_does_not_exist_is_a_bad_request(at_desk, query):
    assert at_desk("konten").get(f"{LIST}?{query}").status_code == 400


def test_who_has_left_is_shown_as_a_problem(at_desk, hub_people):
    link = publish_link(hub_people)
    hub_people["konten"].roles.clear()
    assert "Bukan anggota tim lagi" in text_of(at_desk("koordinator").get(f"{LIST}?keadaan=tanpa"))
    assert "tautan tanpa penanggung jawab" in text_of(at_desk("koordinator").get(DESK))
    assert "Tidak ada penanggung jawab" in text_of(at_desk("koordinator").get(reverse("hub_link", args=[link.pk])))


# Collecting -----------------------------------------------------------------------------


def test_material_is_collected_with_who_looks_after_it(at_desk, hub_people):
    answer = at_desk("layanan").post(NEW, material(hub_people))
    version = LinkVersion.objects.get()
    assert answer.url == page_of(version)
    assert (version.address, version.author) == ("https://oss.go.id/x", hub_people["layanan"])
    assert version.link.person_in_charge == hub_people["konten"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": ""}, "Tulis dari mana bahan ini diambil."),
        ({"source": "x" * 1001}, "paling banyak 1.000 huruf"),
        ({"address": ""}, "Tulis alamat resmi, atau unggah dokumennya."),
        ({"address": "http://oss.go.id"}, "dimulai dengan https://"),
        ({"address": "https://siti@oss.go.id"}, "bukan alamat situs yang lengkap"),
        ({"address": "https://example.com\\@oss.go.id"}, "bukan alamat situs yang lengkap"),
        ({"address": "localhost"}, "bukan alamat situs yang lengkap"),
        ({"address": "javascript:alert(1)"}, "bukan alamat situs yang lengkap"),
        ({"address": "ftp://oss.go.id/x"}, "dimulai dengan https://"),
        ({"address": "https://oss.go.id/" + "x" * 500}, "terlalu panjang"),
        ({"group": ""}, "Pilih kelompok."),
        ({"group": "99999999999999999999"}, "Pilih kelompok dari daftar."),
        ({"person_in_charge": ""}, "Pilih penanggung jawab."),
        ({"person_in_charge": "siti"}, "Pilih seorang anggota tim dari daftar."),
    ],
)
def test_material_that_can_not_be_taken_says_why_and_keeps_what_was_typed(at_desk, hub_people, changes, words):
    if changes.get("person_in_charge") == "siti":
        changes = {"person_in_charge": hub_people["siti"].pk}
    answer = at_desk("konten").post(NEW, material(hub_people, **changes))
    assert answer.status_code == 422
    assert words in text_of(answer)
    if "source" not in changes:
        assert "Edaran" in text_of(answer)
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Berkas ini kosong"),
        (b"MZ\x90 program", "bukan PDF, JPEG, atau PNG"),
        (b"<html><script>", "bukan PDF, JPEG, atau PNG"),
        (pdf(change=add_script), "berisi skrip"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "dikunci"),
        (b"%PDF-1.7" + b"0" * (5 * 1024 * 1024), "lebih dari 5 MB"),
        (image()[:200], "rusak atau terpotong"),
    ],
    ids=["empty", "program", "html", "script", "encrypted", "large", "cut"],
)
def test_a_document_is_judged_by_its_content(at_desk, hub_people, content, words):
    document = SimpleUploadedFile("formulir.pdf", content, "application/pdf")
    answer = at_desk("konten").post(NEW, material(hub_people, address="", document=document))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Link.objects.exists()


def test_an_address_and_a_document_at_once_are_one_too_many(at_desk, hub_people):
    answer = at_desk("konten").post(NEW, material(hub_people, document=SimpleUploadedFile("a.pdf", pdf())))
    assert answer.status_code == 422
    assert "Pilih salah satu: alamat atau dokumen." in text_of(answer)


def test_a_document_is_kept_under_its_digest_and_read_by_the_team_only(at_desk, hub_people):
    content = pdf()
    document = SimpleUploadedFile("../../Formulir <b>.exe", content, "text/html")
    at_desk("konten").post(NEW, material(hub_people, address="", document=document))
    version = LinkVersion.objects.get()
    assert version.document_type == "application/pdf"
    assert version.document_name == "Formulir b.pdf"
    assert version.document_sha256 in version.document.name
    address = reverse("hub_version_document", args=[version.link_id, 1])
    answer = at_desk("hukum").get(address)
    assert b"".join(answer.streaming_content) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert at_desk("loket").get(address).status_code == 404
    assert at_desk("hukum").get(reverse("hub_version_document", args=[version.link_id, 2])).status_code == 404


def test_a_document_whose_file_is_gone_is_not_there(at_desk, hub_people):
    document = SimpleUploadedFile("Formulir.pdf", pdf())
    version = collected(hub_people, address="", document=document, document_type="application/pdf")
    version.document.storage.delete(version.document.name)
    browser = at_desk("hukum")
    assert browser.get(reverse("hub_version_document", args=[version.link_id, 1])).status_code == 404
    assert browser.get(reverse("hub_link", args=[version.link_id])).status_code == 200


def test_a_photo_says_nothing_of_where_it_was_taken_and_stands_upright(at_desk, hub_people):
    photo = saved(picture((60, 40)), exif=phone_exif(6))
    assert b"PonselContoh" in photo
    document = SimpleUploadedFile("papan.jpg", photo, "image/jpeg")
    at_desk("konten").post(NEW, material(hub_people, address="", document=document))
    version = LinkVersion.objects.get()
    content = version.document.read()
    assert b"PonselContoh" not in content
    assert (version.document_sha256, version.document_size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert opened(content).size == (40, 60)
    assert trials.examine(version).problem == ""
