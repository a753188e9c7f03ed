"""What an author is told about a standard that cannot work: enough to mend it at once."""

import pytest

from permits.examination import findings
from permits.models import ServiceStandard, Stage


@pytest.fixture
def draft(catalogue):
    """A draft in which nothing is wrong yet."""
    return ServiceStandard.objects.get().revise()


def told(standard):
    return [finding.text for finding in findings(standard)]


def test_nothing_is_said_of_a_standard_that_works(draft):
    assert told(draft) == []


def test_work_out_of_nowhere_names_everything_it_builds_on_in_one_go(draft):
    Stage.objects.filter(standard=draft, order=7).update(work="assess", no_leads_to="stage", no_stage=6)
    (first,) = [text for text in told(draft) if "memerlukan" in text]
    assert first.endswith(
        "memerlukan tahap “Menjadwalkan peninjauan”, “Meninjau lokasi”, “Menyusun resume”, "
        "“Memverifikasi resume” sebelumnya."
    )


def test_a_no_that_leads_to_the_wrong_place_says_which_place_is_right(draft):
    Stage.objects.filter(standard=draft, order=2).update(no_leads_to="")
    assert any(text.endswith("Pilih: “Dikembalikan kepada pemohon”.") for text in told(draft))


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("Permohonan {nomor}", ["{nomor}"]),
        ("Permohonan {number} tanggal {Filed_on}", ["{Filed_on}"]),
        ("Permohonan {number} tanggal {filed_on}", []),
        ("Permohonan tanpa nomor", []),
    ],
)
def test_a_name_in_braces_that_nobody_fills_in_would_stand_on_the_letter(draft, words, unknown):
    draft.permit_considering = words
    assert [text.split(" ")[0] for text in told(draft)] == unknown
