"""Files made to break what reads them: definitions that grow or name types, tables with numbers without end."""

import pytest
import yaml
from django.core.exceptions import ValidationError

from permits.definitions import DATA, read
from permits.models import PermitType
from permits.models.permit_type import validate_number_pattern
from permits.numbering import typed_number
from permits.replay import table
from permits.tests.test_replay_table import HEADER
from sipelaku.accounts.roles import ensure_roles

ENDLESS = "0x" + "F" * 9000


@pytest.fixture
def siup(db):
    """SIUP as plain values, to be spoilt; the roles are there and no permit type."""
    ensure_roles()
    return yaml.safe_load((DATA / "siup.yaml").read_text(encoding="utf-8"))


def refusal(text) -> str:
    with pytest.raises(ValidationError) as refused:
        read(text)
    assert not PermitType.objects.exists()
    return "\n".join(refused.value.messages)


@pytest.mark.parametrize(
    "part",
    [
        f"kinds: [{ENDLESS}]",
        f"most_per_person: {ENDLESS}",
        f"stages: [{{if_no: {ENDLESS}}}]",
        f"tariff: {{mode: whole, account_code: a, account_name: b, steps: [{{up_to: null, rate: {ENDLESS}}}]}}",
        f"? {ENDLESS}\n: x",
        f"place: -{ENDLESS}",
    ],
    ids=["kinds", "most_per_person", "if_no", "rate", "key", "below zero"],
)
def test_a_number_without_end_is_refused_by_its_line(siup, part):
    for name in ("kinds", "most_per_person", "tariff"):
        siup.pop(name, None)
    said = refusal(f"{yaml.safe_dump(siup)}\n{part}")
    assert "bilangan terlalu besar" in said
    assert "baris" in said


@pytest.mark.parametrize(
    "value",
    ["!!bool abc", "!!timestamp abc", "!!int abc", "!!python/object/apply:os.system [id]", "!own {a: b}", "!!set {a}"],
)
def test_a_value_that_names_its_type_is_refused(siup, value):
    assert "tanda jenis (!) tidak diterima" in refusal(f"{yaml.safe_dump(siup)}\nfiled_with: {value}")


def test_a_title_without_end_is_not_written_into_every_text(siup):
    siup["permit"]["title"] = "A" * 60_000
    siup["components"] = {"legal_basis": "{judul}" * 15_000}
    assert "Bagian permit, title: terlalu panjang" in refusal(yaml.safe_dump(siup))


def test_the_usual_text_is_taken_over_once(siup):
    siup["components"] = {"facilities": "{umum} Selebihnya {umum}" * 5000}
    text = read(yaml.safe_dump(siup))["components"]["facilities"]
    assert not text.startswith("{umum}")
    assert len(text) < 200_000


@pytest.mark.parametrize("cell", ["9" * 5000, "-" + "9" * 5000, "1e400", "NaN", "٣", "²", "１"])
def test_a_cell_that_is_no_count_is_repeated_in_short(tmp_path, cell):
    path = tmp_path / "tabel_2017.csv"
    path.write_text(f"{HEADER}\n1,SIUP,{cell}{',0' * 11},0\n", encoding="utf-8")
    with pytest.raises(table.BrokenTable) as broken:
        table.read(path)
    assert "“" in broken.value.reasons[0]
    assert len(broken.value.reasons[0]) < 150


@pytest.mark.parametrize(
    "pattern",
    [
        "{serial:06}.MB.{year}",
        "{serial:06} MB {year}",
        "{serial:06}-mb-{year}",
        "{serial:06}-É-{year}",
        "MB{serial:06}-{year}",
        "{serial:06}-{year}",
        "-{serial:06}-MB-{year}",
        "{serial:06}-MB-{year}\n",
        "{serial:06}-MBANGUNAN-{year}",
    ],
)
def test_a_pattern_whose_numbers_no_address_or_search_could_take_is_refused(pattern):
    with pytest.raises(ValidationError):
        validate_number_pattern(pattern)


@pytest.mark.parametrize("pattern", ["{serial:06}-MB-{year}", "MB-{serial:06}-X-{year}", "{serial:06}{year}"])
def test_control_a_pattern_that_is_taken_makes_numbers_people_may_type(pattern):
    validate_number_pattern(pattern)
    number = pattern.replace("{serial:06}", "001745").replace("{year}", "2018")
    assert typed_number(number.lower().replace("-", " ")) == number


@pytest.mark.parametrize("code", ["٠٠٣", "００３", "00²", "12", "1234", "12\n", "12x"])
def test_a_code_of_other_digits_would_end_in_numbers_without_an_address_and_is_refused(code):
    with pytest.raises(ValidationError):
        PermitType._meta.get_field("code").clean(code, None)
