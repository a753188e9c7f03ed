"""Who may do what in the editor, what it refuses, and what it makes of what is typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from permits import editor, publication
from permits.models import PermitType, ServiceStandard
from permits.parts import Part
from permits.tests.editor_steps import address, draft_of, part, press, save, siup, typed
from testkit.filing import page
from testkit.pages import fields_of

OF_THE_TYPE = ("editor_type", "editor_change_type", "editor_standings", "editor_begin")
OF_A_VERSION = (
    "editor_version",
    "editor_read",
    "editor_compare",
    "editor_export",
    "editor_publish",
    "editor_discard",
)
# What is written, not chosen: it comes back as it was, right or wrong.
TYPED = ("stages-2-name", "stages-2-minutes", "fields-0-label", "validity_months", "fee", "permit_title")


def every_address(standard):
    slug = standard.permit_type.slug
    yield from (reverse("editor_list"), reverse("editor_new_type"))
    yield from (reverse(name, args=[slug]) for name in OF_THE_TYPE)
    yield from (address(standard, name) for name in (*OF_A_VERSION, "editor_legal_check", "editor_retire"))
    yield from (part(standard, name.value) for name in Part)
    yield address(standard, "editor_check", "tahap")


# Who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("officer", ["counter", "kabid", "head"])
def test_other_officers_and_applicants_find_nothing(client, draft, staff, applicant, officer):
    for where in every_address(draft):
        assert client.post(where).status_code in (302, 405)
    for user in (staff[officer], applicant):
        client.force_login(user)
        for where in every_address(draft):
            assert client.post(where).status_code in (404, 405)
            if not where.endswith("periksa/"):
                assert client.get(where).status_code == 404


def test_the_legal_supervisor_reads_and_does_not_write(client, draft, lawyer):
    client.force_login(lawyer)
    for name in ("editor_version", "editor_read", "editor_compare", "editor_export", "editor_legal_check"):
        assert client.get(address(draft, name)).status_code == 200
    assert client.get(reverse("editor_list")).status_code == 200
    assert "editor" not in page(client.get(reverse("editor_type", args=["siup"]))).split("rancangan/")[0][-9:]
    for where in (
        reverse("editor_new_type"),
        *(reverse(name, args=["siup"]) for name in OF_THE_TYPE[1:]),
        *(part(draft, name.value) for name in Part),
        *(address(draft, name) for name in ("editor_publish", "editor_discard", "editor_retire")),
    ):
        assert client.get(where).status_code == 403
        assert client.post(where).status_code == 403
    assert client.post(address(draft, "editor_check", "tahap")).status_code == 403


def test_the_legal_check_is_not_the_administrators(writing, draft):
    assert writing.get(address(draft, "editor_legal_check")).status_code == 403
    assert writing.post(address(draft, "editor_legal_check")).status_code == 403


def test_pages_answer_to_their_own_methods_only(writing, draft):
    for where in every_address(draft):
        assert writing.put(where).status_code in (403, 405)
    for name in ("editor_version", "editor_read", "editor_compare", "editor_export"):
        assert writing.post(address(draft, name)).status_code == 405
    assert writing.get(address(draft, "editor_check", "tahap")).status_code == 405


def test_addresses_nobody_made(writing, draft):
    for where in (
        "/petugas/standar/tidak-ada/",
        "/petugas/standar/siup/9/",
        f"/petugas/standar/siup/{10**30}/",
        part(draft, "entah"),
        address(draft, "editor_compare") + "?dengan=77",
        address(draft, "editor_compare") + "?dengan=x",
    ):
        assert writing.get(where).status_code == 404
    assert writing.post(address(draft, "editor_check", "entah")).status_code == 404


# What is typed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"stamp": ""},
        {"stamp": "x" * 63},
        {"stages-count": "-1"},
        {"stages-count": "81"},
        {"stages-count": "dua"},
        {"order": "stages:hapus:x"},
        {"order": "users:hapus:1"},
        {"order": "stages:lompat:1"},
    ],
)
def test_what_no_page_of_ours_sends_is_a_bad_request(writing, draft, changes):
    assert writing.post(part(draft, "tahap"), typed(writing, draft, "tahap") | changes).status_code == 400
    assert draft.stages.count() == 9


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("tahap", {"stages-2-name": ""}, "Baris 3, nama tahap"),
        ("tahap", {"stages-2-role": "entah"}, "Dikerjakan oleh"),
        ("tahap", {"stages-2-work": "terbang"}, "Jenis pekerjaan"),
        ("tahap", {"stages-2-minutes": "-5"}, "waktu baku"),
        ("tahap", {"stages-2-day_limit": "0"}, "batas hari"),
        ("tahap", {"stages-2-day_limit": "99999"}, "batas hari"),
        ("tahap", {"stages-2-if_no": "77"}, "tidak"),
        ("isian", {"fields-0-label": "x" * 121}, "pertanyaan"),
        ("isian", {"fields-0-kind": "choice"}, "Satu pilihan per baris"),
        ("isian", {"fields-3-meaning": "full_name"}, "Sudah dipakai oleh isian lain"),
        ("isian", {"fields-0-key": "../etc"}, "valid"),
        ("persyaratan", {"requirements-0-applies_to": "semua"}, "Ditanyakan kepada"),
        ("layanan", {"kinds": []}, "Belum dipilih. Pilih salah satu."),
        ("layanan", {"validity_months": "-1"}, "masa berlaku"),
        ("layanan", {"most_per_person": "1000"}, "paling banyak"),
        ("tarif", {"payment_days": "0"}, "jatuh tempo"),
        ("tarif", {"tariff_mode": "kira-kira"}, "cara menghitung"),
        ("komponen", {"fee": "x" * 8001}, "biaya"),
        ("surat", {"permit_title": "x" * 151}, "judul"),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(writing, draft, name, changes, said):
    before = publication.digest_of(draft)
    answer = save(writing, draft, name, **changes)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said.lower() in text.lower()
    assert "Belum disimpan" in text
    back = fields_of(answer, "editor")
    assert all(back[key] == [value] for key, value in changes.items() if key in TYPED)
    assert publication.digest_of(ServiceStandard.objects.get(pk=draft.pk)) == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tariff_steps-0-rate": "-2000"}, "Tarif harus lebih dari nol rupiah"),
        ({"tariff_steps-0-rate": "0"}, "Tarif harus lebih dari nol rupiah"),
        ({"tariff_steps-0-rate": "murah"}, "Tulis angka"),
        ({"tariff_steps-0-rate": "9" * 12}, "terlalu besar"),
        ({"tariff_steps-0-up_to": "-1"}, "Batas luas harus lebih dari nol"),
        ({"tariff_indices-0-choices": "Jalan utama | 0"}, "harus lebih dari nol"),
        ({"tariff_indices-0-choices": "Jalan utama | -1"}, "nama | nilai"),
        ({"tariff_indices-0-choices": "Jalan utama"}, "nama | nilai"),
        ({"tariff_indices-0-choices": " "}, "pilihan dan nilainya"),
    ],
)
def test_a_tariff_that_makes_no_sum_is_refused(writing, long_procedure, administrator, changes, said):
    source = PermitType.objects.get(slug="izin-gangguan").standards.get()
    draft = editor.copy_of(source, source.permit_type, by=administrator)
    answer = save(writing, draft, "tarif", **changes)
    assert answer.status_code == 422
    assert said.lower() in answer.content.decode().lower()
    assert source.tariff_steps.count() == draft.tariff_steps.count()


def test_a_tariff_is_typed_as_people_write_sums(writing, long_procedure, administrator):
    source = PermitType.objects.get(slug="izin-gangguan").standards.get()
    draft = editor.copy_of(source, source.permit_type, by=administrator)
    changes = {"tariff_steps-0-rate": "Rp2.500,50", "tariff_steps-0-up_to": "1.000"}
    checked = writing.post(address(draft, "editor_check", "tarif"), typed(writing, draft, "tarif") | changes)
    assert "Batas luas harus naik" in page(checked)
    save(writing, draft, "tarif", **changes | {"tariff_steps-0-up_to": "50,5"})
    step = draft.tariff_steps.first()
    assert (str(step.rate), str(step.up_to)) == ("2500.50", "50.50")
    assert "2.500,50" in page(writing.get(part(draft, "tarif")))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "002"}, "Kode ini sudah dipakai"),
        ({"code": "12"}, "Tulis tiga angka"),
        ({"slug": "siup"}, "Kata ini sudah dipakai"),
        ({"slug": "baru"}, "dipakai portal"),
        ({"slug": "Izin"}, "huruf kecil"),
        ({"slug": "izin uji"}, "Kata dalam alamat"),
        ({"name": ""}, "Nama"),
        ({"number_pattern": "{serial}/MB"}, "garis miring"),
        ({"place": "99999"}, "Urutan"),
        ({"filed_with": ["77"]}, "bersama"),
    ],
)
def test_a_type_that_cannot_be_is_refused(writing, changes, said):
    usual = {"name": "Izin Uji", "code": "902", "slug": "izin-uji", "agency": "Dinas Uji", "place": "9"}
    answer = writing.post(reverse("editor_new_type"), usual | changes)
    assert answer.status_code == 422
    assert said.lower() in answer.content.decode().lower()
    assert PermitType.objects.count() == 1


def test_code_and_address_of_a_type_in_use_stay(writing, catalogue):
    where = reverse("editor_change_type", args=["siup"])
    usual = {"name": "SIUP Baru", "code": "999", "slug": "siup-baru", "agency": "Dinas", "place": "24"}
    assert writing.post(where, usual).status_code == 302
    changed = PermitType.objects.get()
    assert (changed.name, changed.code, changed.slug) == ("SIUP Baru", "002", "siup")


@pytest.mark.parametrize("text", ["bukan: [yaml", "", "- satu\n- dua", "permit_type: {slug: x}\nentah: 1", "\x85"])
def test_a_broken_file_is_explained_and_changes_nothing(writing, text):
    file = SimpleUploadedFile("standar.yaml", text.encode())
    answer = writing.post(reverse("editor_begin", args=["siup"]), {"start": "file", "file": file})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert ServiceStandard.objects.count() == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 300_000])
def test_a_file_that_is_no_text_or_too_long_is_refused(writing, content):
    file = SimpleUploadedFile("standar.yaml", content)
    answer = writing.post(reverse("editor_begin", args=["siup"]), {"start": "file", "file": file})
    assert answer.status_code == 422
    assert ServiceStandard.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"start": "entah"}, {"start": "standard"}, {"start": "file"}])
def test_a_draft_begins_somewhere(writing, given):
    assert writing.post(reverse("editor_begin", args=["siup"]), given).status_code == 422
    assert ServiceStandard.objects.count() == 1


def test_what_is_exported_is_read_in_as_the_same_standard(writing, lawyer):
    text = writing.get(address(siup(), "editor_export")).content
    PermitType.objects.create(slug="izin-uji", code="902", name="Izin Uji", agency="Dinas Uji")
    file = SimpleUploadedFile("siup.yaml", text)
    assert writing.post(reverse("editor_begin", args=["izin-uji"]), {"start": "file", "file": file}).status_code == 302
    assert publication.digest_of(draft_of("izin-uji")) == publication.digest_of(siup())


# Rows -----------------------------------------------------------------------------------


def test_rows_move_and_the_stages_that_point_at_them_follow(writing, draft):
    assert fields_of(writing.get(part(draft, "tahap")), "editor")["stages-3-if_no"] == ["3"]
    moved = fields_of(press(writing, draft, "tahap", "stages:naik:2"), "editor")
    assert moved["stages-1-name"] == ["Mengentri data dan mencetak izin"]
    assert moved["stages-3-if_no"] == ["2"]
    removed = fields_of(press(writing, draft, "tahap", "stages:hapus:2"), "editor")
    assert removed["stages-count"] == ["8"]
    assert removed["stages-2-if_no"] == [""]
    assert draft.stages.count() == 9
    assert fields_of(press(writing, draft, "tahap", "stages:naik:0"), "editor")["stages-count"] == ["9"]
    assert fields_of(press(writing, draft, "tahap", "stages:turun:8"), "editor")["stages-count"] == ["9"]


def test_blank_rows_are_left_out_and_the_order_has_no_gap(writing, draft):
    fields = fields_of(press(writing, draft, "tahap", "stages:sisipkan:3"), "editor")
    assert fields["stages-4-if_no"] == ["3"]
    assert writing.post(part(draft, "tahap"), fields | {"save": "1"}).status_code == 302
    assert list(draft.stages.values_list("order", flat=True)) == list(range(1, 10))
    assert draft.stages.get(order=4).no_stage == 3


def test_a_key_is_made_from_the_label_once_and_stays(writing, draft):
    fields = fields_of(press(writing, draft, "isian", "fields:sisipkan:21"), "editor")
    fields |= {"fields-21-section": ["Usaha"], "fields-21-label": ["Email"], "fields-21-kind": ["email"]}
    writing.post(part(draft, "isian"), fields | {"save": "1"})
    # The plain word has a meaning of its own, which this question was not given.
    assert draft.fields.get(order=22).key == "email_2"
    save(writing, draft, "isian", **{"fields-21-label": "Email kedua"})
    assert draft.fields.get(order=22).key == "email_2"
    save(writing, draft, "isian", **{"fields-5-meaning": ""})
    assert draft.fields.get(order=6).key == "alamat_email"


# Trying out -------------------------------------------------------------------------------


def test_what_is_typed_is_tried_out_and_not_saved(writing, draft):
    changes = {"fields-0-label": "Nama lengkap Anda", "fields-4-meaning": ""}
    panel = page(writing.post(address(draft, "editor_check", "isian"), typed(writing, draft, "isian") | changes))
    assert "Nama lengkap Anda" in panel
    assert "nomor telepon" in panel
    assert "wajib ditanyakan" in panel
    assert draft.fields.filter(key="phone", label="Nomor telepon seluler").exists()
    assert draft.authors.count() == 1


def test_the_preview_is_for_whom_one_chooses(writing, draft):
    fields = typed(writing, draft, "isian") | {"preview-filing": "new"}
    where = address(draft, "editor_check", "isian")
    person = page(writing.post(where, fields | {"preview-applicant_kind": "person"}))
    company = page(writing.post(where, fields | {"preview-applicant_kind": "company"}))
    assert "Nomor dan tanggal akta pendirian" not in person
    assert "Nomor dan tanggal akta pendirian" in company
    without_script = writing.post(part(draft, "isian"), fields | {"preview-applicant_kind": "company", "preview": "1"})
    assert "Nomor dan tanggal akta pendirian" in page(without_script)


def test_errors_are_told_while_typing_and_the_rest_is_still_tried(writing, draft):
    changes = {"stages-2-minutes": "-1", "stages-4-day_limit": "1"}
    panel = page(writing.post(address(draft, "editor_check", "tahap"), typed(writing, draft, "tahap") | changes))
    assert "Belum dapat disimpan" in panel
    assert "lebih awal" not in panel or "H" in panel
    assert draft.stages.count() == 9


def test_the_letter_and_the_sum_are_shown(writing, draft, long_procedure):
    assert "Siti Rahmawati" in page(writing.get(part(draft, "surat")))
    source = PermitType.objects.get(slug="izin-gangguan").standards.get()
    charged = editor.copy_of(source, source.permit_type, by=draft.authors.get())
    assert "Contoh: luas" in page(writing.get(part(charged, "tarif")))
    assert "hari kerja" in page(writing.get(part(charged, "tahap")))
