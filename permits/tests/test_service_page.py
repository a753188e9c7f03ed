"""What the page of a standard tells about kinds of filing, validity, limits and the tariff."""

import re

import pytest

from permits.catalogue import load_all
from permits.models import ServiceStandard, Standing
from permits.service_page import validity
from testkit.standards import open_here

pytestmark = pytest.mark.django_db


def page(client, slug) -> str:
    answer = client.get(f"/layanan/{slug}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def section(html: str, name: str) -> str:
    return html[html.index(f'id="{name}"') :].partition("</section>")[0]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def draft_of(slug: str, **values: object) -> ServiceStandard:
    """A changed standard: rows written past the guard of a published one, for what the page makes of them."""
    standards = ServiceStandard.objects.filter(permit_type__slug=slug)
    copy = standards.get().revise()
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def in_force(standard: ServiceStandard) -> None:
    """Put a draft in force from the first day of its predecessor on."""
    old = standard.permit_type.standards.get(status="published")
    old.retire()
    ServiceStandard.objects.filter(pk=standard.pk).update(
        status="published", effective_from=old.effective_from, published_at=old.published_at
    )


def test_each_kind_of_filing_has_its_own_documents_and_kinds_that_ask_for_the_same_stand_together(client, catalogue):
    standard = draft_of("siup", kinds=["new", "amendment", "renewal"])
    standard.requirements.filter(pk__gt=0).update(kinds=[])
    standard.requirements.create(order=90, code="lama", name="SIUP yang lama", kinds=["amendment", "renewal"])
    in_force(standard)
    html = section(page(client, "siup"), "syarat")
    assert re.findall(r"<summary>(.*?)</summary>", html) == ["Izin baru", "Perubahan dan perpanjangan"]
    first, second = html.split("</details>")[:2]
    assert "SIUP yang lama" not in first
    assert "SIUP yang lama" in second
    assert "KTP pemilik" in first
    assert "KTP pemilik" in second
    assert "Tambahan untuk badan usaha" in second
    assert "Perubahan dan perpanjangan dimulai dari izin yang sudah ada" in html


def test_every_standard_of_the_catalogue_shows_all_its_documents(client, catalogue):
    load_all()
    Standing.objects.all().delete()
    for standard in ServiceStandard.objects.filter(status="published").select_related("permit_type"):
        html = words(section(page(client, standard.permit_type.slug), "syarat"))
        for requirement in standard.requirements.all():
            assert requirement.name in html


def test_kinds_that_ask_for_the_same_are_told_once(client, catalogue):
    standard = draft_of("siup", kinds=["new", "amendment", "reregistration"])
    standard.requirements.filter(pk__gt=0).update(kinds=[])
    in_force(standard)
    html = section(page(client, "siup"), "syarat")
    assert "<details" not in html
    assert "Izin baru, perubahan, dan daftar ulang: dokumennya sama." in words(html)
    assert html.count("KTP pemilik") == 1


def test_who_only_takes_new_filings_says_nothing_of_kinds(client, catalogue):
    standard = draft_of("siup", kinds=["new"])
    in_force(standard)
    html = section(page(client, "siup"), "syarat")
    assert "<details" not in html
    assert "Izin baru" not in html


@pytest.mark.parametrize(
    ("months", "text"), [(None, "Selama usaha berjalan"), (36, "3 tahun"), (18, "18 bulan"), (1, "1 bulan")]
)
def test_validity_is_told_in_years_where_they_are_whole(months, text):
    assert validity(ServiceStandard(validity_months=months)) == text


def test_validity_and_reminder_stand_with_the_product(client, long_procedure):
    product = words(section(page(client, "izin-gangguan"), "produk"))
    assert "Masa berlaku: 3 tahun. Kami mengingatkan Anda 30 hari sebelum berakhir." in product


def test_the_tariff_is_told_in_words_with_its_steps_and_indices(client, long_procedure):
    text = words(section(page(client, "izin-gangguan"), "biaya"))
    assert (
        "Retribusi = (jumlah dari luas setiap jenjang × tarif jenjang itu) × Indeks lokasi × Indeks jalan × "
        "Indeks gangguan , dibulatkan ke rupiah terdekat." in text
    )
    for line in (
        "Sampai 100 m² Rp2.000 per m²",
        "Di atas 100 sampai 500 m² Rp1.500 per m²",
        "Di atas 500 sampai 1.000 m² Rp1.000 per m²",
        "Di atas 1.000 m² Rp500 per m²",
        "Indeks jalan Jalan lingkungan × 1 Jalan kota × 1,5 Jalan utama × 2",
    ):
        assert line in text


def test_the_tariff_is_worked_out_for_examples(client, long_procedure):
    text = words(section(page(client, "izin-gangguan"), "biaya"))
    assert "Contoh: luas 50 m² 50 m² × Rp2.000 Rp100.000" in text
    assert "Contoh: luas 150 m² 100 m² × Rp2.000 Rp200.000 50 m² × Rp1.500 Rp75.000" in text
    assert "Retribusi Rp275.000" in text
    assert "Bayar dalam 30 hari sesudah SKRD terbit" in text
    assert "Ajukan keberatan sebelum membayar." in text


def test_one_rate_for_the_whole_area_and_one_without_steps_have_their_own_words(client, long_procedure):
    standard = draft_of("izin-gangguan", tariff_mode="whole")
    standard.tariff_indices.all().delete()
    in_force(standard)
    assert "Retribusi = luas seluruhnya × tarif jenjang tempat luas itu berada" in page(client, "izin-gangguan")
    plain = standard.revise()
    plain.tariff_steps.exclude(up_to=None).delete()
    in_force(plain)
    html = page(client, "izin-gangguan")
    assert "Retribusi = luas × tarif" in html
    assert "Setiap luas" in html


def test_a_free_permit_shows_no_tariff(client, catalogue):
    html = section(page(client, "siup"), "biaya")
    assert "Gratis" in html
    assert "SKRD" not in html


def test_the_most_one_person_may_hold_is_told_before_starting(client, catalogue):
    assert "per orang" not in page(client, "siup")
    in_force(draft_of("siup", most_per_person=3))
    html = page(client, "siup")
    assert "3 izin yang masih berlaku atau diproses per orang" in html
    assert html.index("per orang") < html.index("Ajukan sekarang")


def test_what_may_be_filed_together_is_told_while_both_are_open(client, catalogue):
    siup, tdp = open_here("siup", "tdp")
    siup.filed_with.set([tdp])
    assert "TDP: satu kali mengisi untuk semuanya." in page(client, "siup")
    tdp.standings.create(effective_from="2018-06-21", state="oss", explanation="Ke OSS.")
    assert "satu kali mengisi" not in page(client, "siup")


def test_an_inspected_permit_says_so_and_stops_the_clock_for_the_payment(client, long_procedure):
    html = page(client, "izin-gangguan")
    assert "Lokasi Anda ditinjau bersama Satpol PP / Kecamatan / Kelurahan." in html
    assert "Membayar SKRD" in html
    assert "Waktu sampai Anda membayar juga tidak dihitung." in html


def test_the_page_of_the_long_procedure_costs_a_fixed_number_of_queries(
    client, long_procedure, django_assert_num_queries
):
    client.get("/bantuan/")  # reads the office and its hours
    with django_assert_num_queries(8):
        client.get("/layanan/izin-gangguan/")
