"""The search, as people type: everyday words, forms of words, slips of the finger."""

import time

import pytest

from sipelaku.searching import LONGEST, Text, has_words, is_mistyped, roots, search

SIUP = Text("Surat Izin Usaha Perdagangan (SIUP)", "Izin untuk menjalankan usaha perdagangan.")
IMB = Text("Izin Mendirikan Bangunan IMB", "Izin untuk membangun, mengubah, atau memperluas bangunan gedung.")
REKLAME = Text("Izin Reklame", "Izin untuk memasang reklame, dari papan nama toko sampai videotron.")
SIP = Text("Surat Izin Praktik (SIP) Tenaga Kesehatan", "Izin praktik bagi tenaga medis dan tenaga kesehatan.")
TDP = Text("Tanda Daftar Perusahaan (TDP)", "Bukti bahwa perusahaan sudah terdaftar.")
RESEARCH = Text("Surat Keterangan Penelitian", "Keterangan bagi peneliti dan mahasiswa.")
NIB = Text("Panduan NIB", "Langkah membuat NIB di OSS.")
LONG = Text("Berapa lama izin saya selesai?", "Batas waktunya tertulis pada halaman layanan.")
ALL = [SIUP, IMB, REKLAME, SIP, TDP, RESEARCH, NIB, LONG]


def found(typed: str) -> list[Text]:
    return search(ALL, lambda text: text, typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("siup", SIUP),
        ("SIUP!", SIUP),
        ("surat usaha", SIUP),
        ("buka warung", NIB),
        ("ijin dagang", SIUP),
        ("bikin PT", NIB),
        ("cara bikin nib gimana", NIB),
        ("imb", IMB),
        ("bangun rumah", IMB),
        ("pembangunan gedung", IMB),
        ("papan nama", REKLAME),
        ("mau pasang spanduk di jalan", REKLAME),
        ("praktek", SIP),
        ("ijin praktik bidan", SIP),
        ("dokter gigi", SIP),
        ("skripsi", RESEARCH),
        ("meneliti", RESEARCH),
        ("tanda daftar perusahan", TDP),
        ("reklmae", REKLAME),
        ("rekklame", REKLAME),
        ("sepanduk", REKLAME),
        ("berapa lama", LONG),
    ],
)
def test_what_people_type_finds_first_what_they_mean(typed, first):
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["kapal selam", "zzzzzz", "tidak jelas", "12345", "x" * 5000])
def test_what_is_nowhere_finds_nothing(typed):
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "?!", "___"])
def test_no_word_asks_for_nothing_and_leaves_all_as_it_is(typed):
    assert not has_words(typed)
    assert found(typed) == ALL


def test_every_word_counts_while_something_has_them_all():
    assert found("izin reklame") == [REKLAME]
    assert SIUP not in found("izin penelitian")


def test_words_that_are_nowhere_are_forgiven_when_most_are_found():
    assert found("reklame rokok") == [REKLAME]
    assert found("kapal selam reklame") == []


def test_a_word_that_only_begins_one_in_passing_is_no_reason_to_forgive_another():
    text = Text("Bolehkah membatalkan?", "Boleh, selama izin belum terbit.")
    assert search([text], lambda text: text, "selam") == [text]
    assert search([text], lambda text: text, "kapal selam") == []


def test_a_title_comes_before_a_mention():
    mention = Text("Pajak daerah", "Siapa memasang reklame membayar pajak.")
    assert search([mention, REKLAME], lambda text: text, "reklame") == [REKLAME, mention]


def test_of_equals_the_shorter_title_comes_first():
    longer = Text("Formulir Izin Reklame Tetap", "")
    assert search([longer, REKLAME], lambda text: text, "reklame") == [REKLAME, longer]


def test_a_short_word_stands_inside_no_other():
    assert search([Text("Kapten kapal")], lambda text: text, "pte") == []
    assert search([Text("Kaptennya")], lambda text: text, "pten") == [Text("Kaptennya")]


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("perizinan", "izin"),
        ("mengurusnya", "urus"),
        ("pembuatan", "buat"),
        ("penelitian", "teliti"),
        ("penyewaan", "sewa"),
        ("dijual", "jual"),
        ("pengiriman", "kirim"),
    ],
)
def test_a_word_is_known_by_its_root(word, root):
    assert root in roots(word)


def test_short_words_have_no_other_root():
    assert roots("pt") == {"pt"}
    assert roots("ikan") == {"ikan"}


@pytest.mark.parametrize("typed", ["reklmae", "reklam", "reklamee", "reklama"])
def test_one_slip_is_a_slip(typed):
    assert is_mistyped(typed, "reklame")


@pytest.mark.parametrize(("typed", "meant"), [("reklame", "reklame"), ("relkmae", "reklame"), ("toka", "toko")])
def test_none_two_and_those_in_short_words_are_not(typed, meant):
    assert not is_mistyped(typed, meant)


def test_the_longest_search_takes_no_noticeable_time():
    typed = ("perdagangn bangunann pendirrian " * 4)[:LONGEST]
    many = [Text(f"{text.title} {number}", text.more * 3) for text in ALL for number in range(40)]
    begin = time.perf_counter()
    search(many, lambda text: text, typed)
    assert time.perf_counter() - begin < 2


def test_of_what_fits_equally_well_what_yields_stands_behind():
    services = [Text("Izin Lokasi"), Text("Izin Reklame Kota")]
    assert search(services, lambda text: text, "izin") == services
    yielding = search(services, lambda text: text, "izin", lambda text: text.title == "Izin Lokasi")
    assert yielding == services[::-1]
    better = search(services, lambda text: text, "izin lokasi", lambda text: text.title == "Izin Lokasi")
    assert better[0].title == "Izin Lokasi"


def test_words_that_ask_for_no_permit_in_particular_count_no_more_than_what_they_may_mean():
    texts = [Text("Izin Usaha Peternakan Ayam"), Text("Panduan membuat NIB")]
    assert search(texts, lambda text: text, "izin usaha") == texts[::-1]
    assert search(texts, lambda text: text, "izin usaha peternakan") == texts[:1]
