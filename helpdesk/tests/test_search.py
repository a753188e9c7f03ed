"""The search over links, services and common questions, on the real catalogue."""

import datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.html import escape

from helpdesk import finding
from helpdesk.models import CommonQuestion, Link
from permits.catalogue import load_all
from permits.models import PermitType, Standing, StandingState
from sipelaku.office.models import Office
from testkit import hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(catalogue, team):
    """Every service of the catalogue as it stands today, and a few links."""
    load_all()
    hub.published(team, title="Panduan membuat NIB", summary="Langkah membuat NIB di OSS, dari akun sampai terbit.")
    hub.published(team, title="Masuk ke OSS", summary="Sistem perizinan berusaha pemerintah pusat.", group="oss")
    hub.published(team, title="Formulir Izin Reklame", summary="Isi dan bawa ke loket.", group="formulir")
    CommonQuestion.objects.create(
        question="Di mana mengurus surat keterangan domisili?", answer="Di kelurahan.", changed_at=timezone.now()
    )


def page(client, words: str, status: int = 200) -> str:
    answer = client.get(f"/cari/?{urlencode({'q': words})}")
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("ijin", "Izin Reklame"),
        ("surat usaha", "Surat Izin Usaha Perdagangan (SIUP)"),
        ("surat usaha", "Panduan membuat NIB"),
        ("bikin PT", "Panduan membuat NIB"),
        ("siup", "Surat Izin Usaha Perdagangan (SIUP)"),
        ("imb", "Izin Mendirikan Bangunan"),
        ("pbg", "Izin Mendirikan Bangunan"),
        ("tanda daftar perusahan", "Tanda Daftar Perusahaan (TDP)"),
        ("spanduk", "Izin Reklame"),
        ("praktek bidan", "Surat Izin Praktik (SIP) Tenaga Kesehatan"),
        ("skripsi", "Surat Keterangan Penelitian"),
        ("buka warung", "Surat Izin Usaha Perdagangan (SIUP)"),
        ("buka warung", "Panduan membuat NIB"),
        ("jualan kue rumahan", "Panduan membuat NIB"),
        ("toko sembako", "Panduan membuat NIB"),
        ("bengkel motor", "Panduan membuat NIB"),
        ("depot air minum", "Panduan membuat NIB"),
        ("apotik", "Izin Toko Obat"),
        ("berapa lama", "Berapa lama izin saya selesai?"),
        ("batal", "Bolehkah saya membatalkan permohonan?"),
        ("skdu", "Di mana mengurus surat keterangan domisili?"),
        ("surat keterangan domisili usaha", "Di mana mengurus surat keterangan domisili?"),
    ],
)
def test_everyday_words_find_what_is_meant_among_the_first(offered, words, wanted):
    titles = [
        find.entry.link.version.title if find.entry else str(find.question or find.service.permit_type.name)
        for find in finding.found(words)[: 5 if words != "ijin" else finding.MOST_SHOWN]
    ]
    assert wanted in titles


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        ("jual makanan", "Izin Usaha Penjualan Minuman Beralkohol"),
        ("jualan kue", "Izin Jagal"),
        ("bengkel motor", "Izin Usaha Angkutan Orang"),
        ("ijin warung", "Izin Usaha Peternakan"),
    ],
)
def test_everyday_words_do_not_find_first_what_nobody_meant(offered, words, unwanted):
    finds = finding.found(words)[:3]
    assert finds
    assert unwanted not in [find.service.permit_type.name for find in finds if find.service]


@pytest.mark.parametrize("words", ["ijin", "izin usaha"])
def test_of_what_fits_equally_well_what_is_filed_here_stands_first(offered, words):
    finds = [find for find in finding.found(words) if find.service]
    assert not finds[0].is_closed
    assert any(find.is_closed for find in finds)


@pytest.mark.parametrize("words", ["ijin usaha", "izin usaha", "surat usaha"])
def test_the_guide_to_the_nib_stands_among_the_first_of_what_is_vaguely_asked(offered, words):
    titles = [find.entry.link.version.title for find in finding.found(words)[:3] if find.entry]
    assert "Panduan membuat NIB" in titles


def test_of_what_fits_equally_well_a_service_whose_end_is_known_stands_last(offered):
    def names():
        return [find.service.permit_type.name for find in finding.found("izin") if find.service]

    first = names()[0]
    Standing.objects.create(
        permit_type=PermitType.objects.get(name=first),
        effective_from=timezone.localdate() + datetime.timedelta(days=400),
        state=StandingState.OSS,
        explanation="Ke OSS.",
    )
    assert first in names()
    assert names()[0] != first


def test_who_finds_too_much_is_told_how_to_find_less(client, offered):
    html = page(client, "ijin")
    assert "20 hasil pertama untuk “ijin”" in html
    assert "Tambahkan satu kata" in html
    assert "Tambahkan satu kata" not in page(client, "reklame")


def test_results_lead_where_they_belong(client, offered):
    html = page(client, "reklame")
    assert 'href="/layanan/izin-reklame/"' in html
    assert 'href="/s/' in html
    question = CommonQuestion.objects.get(question__startswith="Berapa lama")
    assert f'href="/bantuan/#tanya-{question.pk}"' in page(client, "berapa lama")
    assert f'id="tanya-{question.pk}"' in client.get("/bantuan/").content.decode()


def test_a_result_says_what_became_of_a_service(client, offered):
    assert "Diurus melalui OSS: Nomor Induk Berusaha (NIB)." in page(client, "tdp")
    assert "Sudah dihapus." in page(client, "izin gangguan")


def test_a_link_the_public_does_not_see_is_not_found(client, offered):
    Link.objects.update(withdrawn_at=timezone.now())
    assert "Panduan membuat NIB" not in page(client, "panduan nib")


def test_a_question_that_is_not_published_is_not_found(client, offered):
    CommonQuestion.objects.update(is_published=False)
    assert "Bolehkah saya membatalkan" not in page(client, "batal")


def test_who_finds_nothing_is_told_what_to_try_and_whom_to_ask(client, offered):
    html = page(client, "kapal selam")
    assert "Tidak ada yang cocok dengan “kapal selam”" in html
    for way in ('href="/tanya/"', 'href="/layanan/"', "kapal%20selam"):
        assert way in html


def test_an_office_without_whatsapp_offers_none(client, offered):
    office = Office.objects.get()
    office.whatsapp = ""
    office.save()
    assert "wa.me" not in page(client, "kapal selam")


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_show_the_form_alone(client, offered, words):
    html = page(client, words)
    assert "Tidak ada yang cocok" not in html
    assert "hasil untuk" not in html


@pytest.mark.parametrize("words", ["%", "' OR 1=1 --", "<script>alert(1)</script>", "🦀", "_", "a" * 100])
def test_strange_words_are_answered_as_words(client, offered, words):
    html = page(client, words)
    assert "<script>alert" not in html
    assert f'value="{escape(words)}"' in html


def test_too_long_a_search_says_so_and_keeps_what_was_typed(client, offered):
    html = page(client, "reklame " * 40, status=422)
    assert "Tulis paling banyak 100 huruf" in html
    assert "reklame reklame" in html


def test_a_question_mark_of_its_own_is_no_reason_to_fail(client, db):
    assert client.get("/cari/").status_code == 200
    assert client.get("/cari/?q=a&q=reklame").status_code == 200


def test_searching_costs_a_fixed_number_of_queries(client, offered, django_assert_num_queries):
    client.get("/bantuan/")  # reads the office and its hours
    with django_assert_num_queries(7):
        page(client, "reklame")
