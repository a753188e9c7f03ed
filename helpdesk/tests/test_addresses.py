"""Which addresses may stand on the hub, and which need the legal officer's word: what browsers read in them counts."""

import pytest

from helpdesk.addresses import host_of, needs_legal_word
from helpdesk.models import Link
from helpdesk.moves import Refused
from testkit.hub import collected


@pytest.mark.parametrize(
    ("address", "is_foreign"),
    [
        ("https://oss.go.id", False),
        ("https://OSS.GO.ID/panduan", False),
        ("https://ui-login.oss.go.id/?a=1#b", False),
        ("https://simbg.pu.go.id:443/", False),
        ("", False),
        ("https://go.id/", False),
        ("https://oss.go.id.example/", True),
        ("https://evilgo.id/", True),
        ("https://oss-go.id/", True),
        ("https://wa.me/62811", True),
        ("https://oss.go.id@example.com/", True),
        ("https://example.com#@oss.go.id", True),
        ("https://example.com?@oss.go.id", True),
        ("https://example.com\\@oss.go.id", True),
        ("https://example.com\\.oss.go.id", True),
        ("https://example.com/.go.id", True),
        ("https://oss.go.id\n.example.com/", True),
        ("//oss.go.id", True),
        ("javascript:alert(1)//oss.go.id", True),
    ],
)
def test_which_addresses_need_the_legal_officers_word(address, is_foreign):
    assert needs_legal_word(address) is is_foreign


@pytest.mark.parametrize(
    "address", ["https://example.com#@oss.go.id", "https://example.com?@oss.go.id", "https://Example.com/x"]
)
def test_the_host_of_an_address_is_the_one_a_browser_asks(address):
    assert host_of(address) == "example.com"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "https://example.com\\@oss.go.id",
        "https://siti@oss.go.id/",
        "javascript:alert(1)",
        "https://oss.go.id/\u202egpj",
        "https://oss.go.id/a b",
        "https:///panduan",
        "/petugas/",
    ],
)
def test_an_address_that_reads_in_two_ways_is_not_collected(team, address):
    with pytest.raises(Refused):
        collected(team, address=address)
    assert not Link.objects.exists()
