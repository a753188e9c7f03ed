"""Reading a definition: what is wrong is told by its part, and nothing is written."""

import pytest
import yaml
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from permits import catalogue
from permits.definitions import DATA, LONGEST, read, written
from permits.models import PermitType, ServiceStandard
from sipelaku.accounts.models import Role
from sipelaku.accounts.roles import ensure_roles

SMALL = """
permit_type: {slug: izin-contoh, code: "777", name: Izin Contoh, agency: Dinas Contoh}
permit: {title: Izin Contoh, terms: Berlaku di sini.}
procedure: short
requirements:
  - include: identitas
fields:
  - include: pemohon
"""


@pytest.fixture
def roles(db):
    """The roles an office starts with, and no permit type."""
    ensure_roles()


@pytest.fixture
def charged():
    """Izin Gangguan as plain values, to be spoilt."""
    return yaml.safe_load((DATA / "izin-gangguan.yaml").read_text(encoding="utf-8"))


def messages_of(text) -> str:
    with pytest.raises(ValidationError) as refused:
        read(text)
    assert not PermitType.objects.exists()
    assert not ServiceStandard.objects.exists()
    return "\n".join(refused.value.messages)


def spoilt(definition, path, value):
    """The definition as YAML with ``value`` at ``path``; ``...`` takes away what is there."""
    part = definition
    for key in path[:-1]:
        part = part[key]
    if value is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return yaml.safe_dump(definition, allow_unicode=True)


# What is shared ------------------------------------------------------------------------


def test_a_small_file_is_filled_in_with_what_is_shared(roles):
    definition = read(SMALL)
    assert [stage["day"] for stage in definition["stages"]] == [1, 1, 1, 1, 2, 2, 2, 2, 2]
    assert [row["code"] for row in definition["requirements"]] == ["ktp"]
    assert [row["key"] for row in definition["fields"]][:2] == ["full_name", "nik"]
    assert definition["components"]["product"] == "Izin Contoh dengan kode QR yang dapat diperiksa siapa saja."
    assert definition["kinds"] == ["new"]


def test_a_procedure_takes_the_limits_of_the_file(roles):
    definition = read(SMALL + "days: [1, 1, 2, 3, 4, 5, 5, 5, 6]\n")
    assert [stage["day"] for stage in definition["stages"]] == [1, 1, 2, 3, 4, 5, 5, 5, 6]


def test_a_files_own_text_may_build_on_the_shared_one(roles):
    text = SMALL + 'components: {legal_basis: "{umum}\\nPerda 1/2020", fee: Rp10.000}\n'
    components = read(text)["components"]
    assert components["legal_basis"].startswith("UU 25/2009")
    assert components["legal_basis"].endswith("\nPerda 1/2020")
    assert components["fee"] == "Rp10.000"


def test_what_is_included_stands_where_it_is_included(roles):
    text = SMALL.replace("  - include: identitas\n", "  - {code: peta, name: Peta}\n  - include: identitas\n")
    assert [row["code"] for row in read(text)["requirements"]] == ["peta", "ktp"]


def test_one_file_does_not_change_what_the_next_one_takes_over(roles):
    first = read(SMALL)
    first["requirements"][0]["name"] = "Lain"
    first["stages"][0]["name"] = "Lain"
    assert read(SMALL)["requirements"][0]["name"] == "KTP pemilik atau penanggung jawab"
    assert read(SMALL)["stages"][0]["name"] == "Mendaftar dan mengunggah berkas"


def test_written_and_read_again_it_is_the_same(roles, charged):
    definition = read(yaml.safe_dump(charged))
    assert read(written(definition)) == definition


# What is wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Bagian permit_type: harus berisi kunci dan nilai."),
        ("- satu\n- dua\n", "Bagian permit_type: harus berisi kunci dan nilai."),
        ("permit_type: {slug: a", "bukan YAML yang benar, baris"),
        ("permit_type: {slug: a}\n  x: : y", "bukan YAML yang benar, baris 2"),
        (SMALL + "permit: {title: Lagi, terms: x}\n", "baris 9: kunci permit ditulis dua kali"),
        (SMALL.replace("procedure", "? [a]\n: 1\nprocedure"), "bukan YAML yang benar"),
        (SMALL + "kinds: &k [new]\nfiled_with: *k\n", "rujukan (*) tidak diterima"),
        ("a: " + "[" * 5000, "terlalu banyak lapisan"),
        (SMALL + "effective_from: 2017-02-30\n", "Periksa tanda kutip, tanggal, angka"),
        (SMALL + "most_per_person: " + "9" * 5000 + "\n", "Periksa tanda kutip, tanggal, angka"),
        (SMALL + "x: !!python/object/apply:os.getcwd []\n", "bukan YAML yang benar"),
        ("a: \x00", "bukan YAML yang benar"),
        ("#" * (LONGEST + 1), "Berkas terlalu panjang"),
    ],
)
def test_what_is_no_yaml_is_told_so(roles, text, said):
    assert said in messages_of(text)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["requirements"], ..., "Bagian requirements: belum ada."),
        (["procedure"], ..., "Bagian stages: tulis tahapnya, atau pilih satu prosedur"),
        (["procedure"], "panjang", "Bagian procedure: “panjang” tidak dikenal; pakai salah satu dari: short, long."),
        (["procedure"], 3, "Bagian procedure: harus berupa teks"),
        (["days"], [1, 2], "Bagian days: ada 2 batas hari, tetapi prosedur ini mempunyai 15 tahap."),
        (["days", 3], "besok", "Bagian stages 4, day: harus berupa bilangan bulat"),
        (["days", 3], 0, "Bagian stages 4, day: "),
        (["stages"], [], "Bagian stages: tulis tahapnya, atau pilih satu prosedur"),
        (["tarif"], {}, "Bagian tarif: “tarif” tidak dikenal"),
        (["fields"], {"section": "Usaha"}, "Bagian fields: harus berupa daftar."),
        (["permit"], "Izin", "Bagian permit: harus berisi kunci dan nilai."),
        (["permit_type", "slug"], ..., "Bagian permit_type, slug: belum ada."),
        (["permit_type", "slug"], "izin gangguan", "Bagian permit_type, slug: "),
        (["permit_type", "code"], 1, "Bagian permit_type, code: harus berupa teks; apit dengan tanda kutip."),
        (["permit_type", "code"], "12", "Bagian permit_type, code: "),
        (["permit_type", "name"], " ", "Bagian permit_type, name: belum diisi."),
        (["permit_type", "name"], "a" * 151, "Bagian permit_type, name: terlalu panjang, paling banyak 150 huruf."),
        (["tariff", "mode"], "a" * 50, "tidak dikenal; pakai salah satu dari: graduated, whole"),
        (["permit_type", "name"], "Izin\x07", "Bagian permit_type, name: memuat huruf yang tidak dapat dicetak."),
        (["permit_type", "place"], -1, "Bagian permit_type, place: harus berupa bilangan bulat"),
        (["permit_type", "number_pattern"], "{serial}", "Bagian permit_type, number_pattern: "),
        (["effective_from"], "besok", "Bagian effective_from: harus berupa tanggal, misalnya 2017-04-25."),
        (["kinds"], ["baru"], "Bagian kinds: “baru” tidak dikenal; pakai salah satu dari: new, amendment"),
        (["kinds"], ["new", "new"], "Bagian kinds: ada yang ditulis dua kali."),
        (["most_per_person"], 0, "Bagian most_per_person: "),
        (["filed_with"], ["TDP ini"], "Bagian filed_with: "),
        (["standings", 0, "state"], "hilang", "Bagian standings 1, state: “hilang” tidak dikenal"),
        (["standings", 0, "address"], "oss", "Bagian standings 1, address: "),
        (["components", "biaya"], "x", "Bagian components, biaya: “biaya” tidak dikenal"),
        (["components", "fee"], None, "Bagian components, fee: harus berupa teks"),
        (
            ["tariff", "mode"],
            "rata",
            "Bagian tariff, mode: “rata” tidak dikenal; pakai salah satu dari: graduated, whole",
        ),
        (["tariff", "steps", 1, "rate"], 0, "Bagian tariff, steps 2, rate: "),
        (["tariff", "steps", 1, "rate"], -5, "Bagian tariff, steps 2, rate: "),
        (["tariff", "steps", 1, "rate"], "murah", "Bagian tariff, steps 2, rate: harus berupa bilangan."),
        (["tariff", "steps", 1, "rate"], float("nan"), "Bagian tariff, steps 2, rate: harus berupa bilangan."),
        (["tariff", "steps", 1, "rate"], 10**20, "Bagian tariff, steps 2, rate: "),
        (["tariff", "steps", 0, "up_to"], 0, "Bagian tariff, steps 1, up_to: harus berupa bilangan di atas nol."),
        (
            ["tariff", "indices", 0, "choices", 1, "value"],
            0,
            "Bagian tariff, indices 1 (zone), choices 2, value: harus berupa bilangan di atas nol.",
        ),
        (
            ["tariff", "indices", 0, "choices", 1, "value"],
            "-1.5",
            "choices 2, value: harus berupa bilangan di atas nol.",
        ),
        (["tariff", "indices", 0, "choices", 1, "value"], True, "choices 2, value: harus berupa bilangan di atas nol."),
        (["tariff", "indices", 1, "key"], "zone", "Bagian tariff, indices: “zone” ditulis 2 kali."),
        (["requirements", 0, "include"], "orang", "Bagian requirements 1, include: “orang” tidak dikenal"),
        (["requirements", 0, "include"], ["orang"], "Bagian requirements 1, include: “list” tidak dikenal"),
        (["requirements", 1, "code"], "ktp", "Bagian requirements: “ktp” ditulis 2 kali."),
        (["requirements", 1, "kinds"], "new", "Bagian requirements 2 (sewa), kinds: harus berupa daftar."),
        (["requirements", 1, "for"], "anak", "Bagian requirements 2 (sewa), for: “anak” tidak dikenal"),
        (["requirements", 1, "required"], "ya", "Bagian requirements 2 (sewa), required: harus true atau false."),
        (["requirements", 1, "wajib"], True, "Bagian requirements 2 (sewa), wajib: “wajib” tidak dikenal"),
        (["requirements", 1], "KTP", "Bagian requirements 2: harus berisi kunci dan nilai."),
        (["fields", 2, "kind"], "angka", "Bagian fields 16 (activity), kind: “angka” tidak dikenal"),
        (["fields", 2, "key"], "full_name", "Bagian fields: “full_name” ditulis 2 kali."),
        (["fields", 2, "key"], "nik pemilik", "Bagian fields 16 (nik pemilik), key: "),
        (["fields", 2, "choices"], ["Ada", 2020], "Bagian fields 16 (activity), choices: harus berupa teks"),
        (["fields", 2, "choices"], ["Ada", "Ada"], "Bagian fields 16 (activity), choices: ada yang ditulis dua kali."),
        (["fields", 2, "choices"], [["Ada"]], "Bagian fields 16 (activity), choices: harus berupa teks"),
    ],
)
def test_what_is_wrong_is_told_by_its_part(roles, charged, path, value, said):
    assert said in messages_of(spoilt(charged, path, value))


@pytest.mark.parametrize(
    ("stage", "key", "value", "said"),
    [
        (2, "role", "kasir", "Bagian stages 3, role: “kasir” tidak dikenal; pakai salah satu dari: admin, arsip"),
        (2, "work", "jadwal", "Bagian stages 3, work: “jadwal” tidak dikenal"),
        (2, "minutes", "sehari", "Bagian stages 3, minutes: harus berupa bilangan bulat"),
        (2, "minutes", True, "Bagian stages 3, minutes: harus berupa bilangan bulat"),
        (2, "minutes", 10**10, "Bagian stages 3, minutes: harus berupa bilangan bulat"),
        (2, "name", ..., "Bagian stages 3, name: belum ada."),
        (6, "if_no", 16, "Bagian stages 7, if_no: tidak ada tahap nomor 16."),
        (6, "if_no", 0, "Bagian stages 7, if_no: tidak ada tahap nomor 0."),
        (6, "if_no", "pulang", "Bagian stages 7, if_no: “pulang” tidak dikenal"),
        (6, "if_no", True, "Bagian stages 7, if_no: “True” tidak dikenal"),
        (6, "lama", 3, "Bagian stages 7, lama: “lama” tidak dikenal"),
    ],
)
def test_a_wrong_stage_is_told_by_its_number(roles, charged, stage, key, value, said):
    charged["stages"] = read(yaml.safe_dump(charged))["stages"]
    del charged["procedure"], charged["days"]
    assert said in messages_of(spoilt(charged, ["stages", stage, key], value))


def test_days_belong_to_a_procedure(roles, charged):
    charged["stages"] = read(yaml.safe_dump(charged))["stages"]
    del charged["procedure"]
    assert "Bagian days: hanya untuk prosedur" in messages_of(yaml.safe_dump(charged))


def test_everything_wrong_is_told_at_once(roles, charged):
    charged["permit_type"]["code"] = 1
    charged["tariff"]["steps"][0]["rate"] = 0
    charged["requirements"][1]["kode"] = "x"
    assert messages_of(yaml.safe_dump(charged)).count("Bagian ") >= 3


def test_a_role_the_office_added_is_known(roles, charged):
    charged["stages"] = read(yaml.safe_dump(charged))["stages"]
    del charged["procedure"], charged["days"]
    text = spoilt(charged, ["stages", 2, "role"], "ajudan")
    assert "“ajudan” tidak dikenal" in messages_of(text)
    Role.objects.create(code="ajudan", title="Ajudan")
    assert read(text)["stages"][2]["role"] == "ajudan"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
parts = st.sampled_from(["permit_type", "permit", "stages", "requirements", "fields", "tariff", "standings", "kinds"])


@given(part=parts, value=values)
@pytest.mark.django_db
def test_whatever_stands_in_a_part_is_read_or_refused_in_words(part, value):
    definition = yaml.safe_load(SMALL) | {part: value}
    messages = ["dibaca"]
    try:
        read(yaml.safe_dump(definition, allow_unicode=True))
    except ValidationError as refused:
        messages = refused.messages
    assert all(messages)


def test_an_import_becomes_a_draft_of_a_type_that_is_there(db):
    catalogue.load_all(["siup"])
    siup = PermitType.objects.get()
    draft = catalogue.draft(siup, read(SMALL))
    assert (draft.permit_type, draft.revision, draft.status) == (siup, 2, "draft")
    assert siup.standards.get(status="published").revision == 1
