"""The public pages of the service standards."""

import datetime

import pytest
from django.utils import timezone

from permits.models import PermitType, ServiceStandard

pytestmark = pytest.mark.django_db


def page(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def closed_type(catalogue):
    """A permit type nobody can apply for yet."""
    return PermitType.objects.create(slug="izin-contoh", code="099", name="Izin Contoh", agency="Dinas Contoh")


def test_the_list_separates_what_can_be_applied_for(client, closed_type):
    html = page(client, "/layanan/")
    assert html.index("/layanan/siup/") < html.index("Belum dapat diajukan di sini") < html.index("Izin Contoh")


def test_the_page_tells_all_one_has_to_know_before_starting(client, catalogue):
    html = page(client, "/layanan/siup/")
    for text in ("Sekitar 15 menit", "2 hari kerja", "Gratis.", "KTP pemilik", "Tambahan untuk badan usaha", "loket"):
        assert text in html
    assert 'href="/ajukan/siup/"' in html
    assert html.index("Ajukan sekarang") < html.index('id="syarat"')


def test_the_procedure_names_who_acts_and_by_which_working_day(client, catalogue):
    html = page(client, "/layanan/siup/")
    assert html.count("(H1)") >= 4
    assert "Kasi Perizinan Usaha I · paling lambat hari kerja ke-1 (H1)" in html
    assert "Kepala Dinas · paling lambat hari kerja ke-2 (H2)" in html


def test_delivery_comes_before_how_the_office_is_run(client, catalogue):
    html = page(client, "/layanan/siup/")
    delivery = ["Persyaratan", "Prosedur", "Jangka waktu", "Biaya", "Yang Anda terima", "Pengaduan, saran, dan masukan"]
    places = [html.index(f"{title}</h2>") for title in delivery]
    assert places == sorted(places)
    assert places[-1] < html.index("<details")
    assert html.count("<details") == 8


def test_the_page_shows_the_standard_in_force_and_its_revision(client, catalogue):
    standard = ServiceStandard.objects.get(permit_type__slug="siup")
    coming = standard.revise()
    coming.fee = "Biaya baru"
    coming.save()
    ServiceStandard.objects.filter(pk=coming.pk).update(
        status="published",
        published_at=timezone.now(),
        effective_from=timezone.localdate() + datetime.timedelta(days=2),
    )
    html = page(client, "/layanan/siup/")
    assert "Revisi 1, berlaku sejak 25 April 2017" in html
    assert "Biaya baru" not in html


def test_a_type_without_a_standard_in_force_says_so_and_offers_no_form(client, closed_type):
    html = page(client, "/layanan/izin-contoh/")
    assert "Layanan ini belum dapat diajukan" in html
    assert "/ajukan/" not in html


def test_a_retired_standard_is_not_offered(client, catalogue):
    ServiceStandard.objects.get(permit_type__slug="siup").retire()
    assert "/ajukan/" not in page(client, "/layanan/siup/")


def test_an_unknown_type_is_not_found(client, catalogue):
    assert client.get("/layanan/tidak-ada/").status_code == 404


@pytest.mark.parametrize("address", ["/layanan/", "/layanan/siup/"])
def test_the_public_pages_only_answer_questions(client, catalogue, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(("address", "queries"), [("/layanan/", 2), ("/layanan/siup/", 6)])
def test_a_public_page_costs_a_fixed_number_of_queries(client, catalogue, django_assert_num_queries, address, queries):
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
