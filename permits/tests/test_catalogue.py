"""The catalogue: every type of the 2017 table and of today, the SOPs to the letter, and loading that harms nothing."""

import csv
import datetime
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from permits import catalogue, publication
from permits.definitions import DATA, read
from permits.models import (
    FilingKind,
    FormField,
    PermitType,
    Requirement,
    ServiceStandard,
    Stage,
    Standing,
    TariffIndex,
    TariffStep,
)
from sipelaku.accounts.models import Role


def printed(table):
    """The stages of an SOP as tuples of name, role, minutes, needs and output; two lines each."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(name, role, int(minutes), needs, output) for (name, role, minutes), (needs, output) in pairs]


# Copied by hand from the appendix of the thesis (sop.yaml).
SHORT_SOP = printed("""
Mendaftar dan mengunggah berkas | pemohon | 15
    Softcopy berkas permohonan | Tanda Terima
Meneliti kelengkapan formulir dan berkas persyaratan | petugas_loket | 15
    Berkas permohonan dan lembar kendali | Lembar Kendali Berkas
Mengentri data dan mencetak izin | petugas_entri | 10
    Berkas permohonan dan izin cetak | Draft Izin Terbit
Memverifikasi izin terbit | kasi | 15
    Berkas permohonan dan izin cetak | Draft Izin Terbit
Mengoreksi berkas permohonan | kabid | 15
    Berkas permohonan dan izin cetak | Draft Izin Terbit
Menandatangani izin terbit | kepala_dinas | 15
    Berkas permohonan dan izin cetak | Izin terbit yang telah disetujui
Mengarsipkan data | arsip | 10
    Fotokopi izin terbit | Dokumen Arsip
Menghubungi pemohon dan mencocokkan berkas asli dengan unggahan | petugas_loket | 10
    Izin terbit dan berkas asli | Izin Terbit
Menyerahkan izin kepada pemohon | petugas_loket | 5
    Izin terbit dan buku tanda terima izin | Izin Terbit
""")
LONG_SOP = printed("""
Mendaftar dan mengunggah berkas | pemohon | 15
    Softcopy berkas permohonan | Tanda Terima
Meneliti kelengkapan formulir dan berkas persyaratan | petugas_loket | 15
    Berkas permohonan dan lembar kendali | Lembar Kendali Berkas
Menjadwalkan peninjauan dan membuat surat tugas | penjadwalan | 10
    Berkas permohonan dan lembar kendali | Surat Tugas
Meninjau lokasi | tim_teknis | 480
    Surat tugas | Berita Acara Pemeriksaan (BAP)
Mencetak resume | petugas_entri | 15
    BAP | Lembar Kendali Berkas
Memverifikasi resume | kasi | 15
    BAP dan resume | Lembar Kendali Berkas
Menghitung retribusi | bendahara | 10
    BAP | SKRD
Membayar SKRD | pemohon | 10
    SKRD | SKRD yang telah dibayar
Mencetak SKRD | bendahara | 10
    SKRD | SKRD yang telah dibayar
Mencetak izin | petugas_entri | 10
    BAP dan SKRD | Draft Izin Terbit
Memverifikasi izin terbit | kabid | 15
    BAP SKRD dan izin cetak | Draft Izin Terbit
Menandatangani izin terbit | kepala_dinas | 15
    BAP SKRD dan izin cetak | Izin terbit yang telah disetujui
Mengarsipkan data | arsip | 10
    BAP SKRD dan fotokopi izin terbit | Dokumen Arsip
Menghubungi pemohon dan mencocokkan berkas asli dengan unggahan | petugas_loket | 5
    Izin terbit dan berkas asli | Izin Terbit
Menerima izin yang telah diterbitkan | pemohon | 0
    Izin terbit dan buku tanda terima | Izin Terbit
""")
PLAIN, SLOW, BUILDERS = [1, 1, 1, 1, 2, 2, 2, 2, 2], [1, 1, 2, 3, 4, 5, 5, 5, 5], [1, 1, 1, 2, 3, 3, 3, 3, 3]
SHORT_TYPES = {
    "siup": ("Surat Izin Usaha Perdagangan (SIUP)", "Dinas Perdagangan", "Kasi Perizinan Usaha I", PLAIN),
    "iui": ("Izin Usaha Industri (IUI)", "Dinas Perindustrian", "Kasi Perizinan Usaha II", SLOW),
    "iujk": ("Izin Usaha Jasa Konstruksi", "Dinas Pekerjaan Umum", "Kasi Perizinan Usaha II", BUILDERS),
    "tdup": (
        "Tanda Daftar Usaha Pariwisata",
        "Dinas Pemuda Olahraga dan Pariwisata",
        "Kasi Perizinan Usaha II",
        SLOW,
    ),
    "tdg": ("Tanda Daftar Gudang (TDG)", "Dinas Perdagangan", "Kasi Perizinan Usaha II", SLOW),
    "tdp": ("Tanda Daftar Perusahaan (TDP)", "Dinas Perdagangan", "Kasi Perizinan Usaha I", PLAIN),
}
LONG_DAYS = [1, 1, 1, 2, 3, 7, 8, None, 9, 10, 11, 12, 12, 12, 12]
LONG_WORK = [
    *("file", "check", "schedule", "inspect", "resume", "review", "assess", "pay", "settle"),
    *("prepare", "verify", "sign", "archive", "compare", "hand_over"),
]
SOP_DAY = datetime.date(2017, 4, 25)


@pytest.fixture
def everything(db):
    """The whole catalogue, as ``manage.py load_catalogue`` loads it."""
    return catalogue.load_all()


def stages_of(slug):
    return list(Stage.objects.filter(standard__permit_type__slug=slug).order_by("order"))


def as_printed(stages):
    return [(stage.name, stage.role_id, stage.minutes, stage.needs, stage.output) for stage in stages]


def rows_of(model):
    return list(model.objects.order_by("pk").values())


# The SOPs ------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SHORT_TYPES)
def test_the_six_short_sops_stand_to_the_letter(db, slug):
    catalogue.load_all([slug])
    permit_type = PermitType.objects.get(slug=slug)
    stages = stages_of(slug)
    days = [stage.day_limit for stage in stages]
    assert (permit_type.name, permit_type.agency, permit_type.section_head, days) == SHORT_TYPES[slug]
    assert permit_type.standards.get().effective_from == SOP_DAY
    assert as_printed(stages) == SHORT_SOP
    ways_back = [(stage.order, stage.no_leads_to, stage.no_stage) for stage in stages if stage.no_leads_to]
    assert (2, "applicant", None) in ways_back
    assert (8, "cancel", None) in ways_back


def test_the_sop_of_izin_gangguan_stands_to_the_letter(db):
    catalogue.load_all(["izin-gangguan"])
    permit_type = PermitType.objects.get()
    stages = stages_of("izin-gangguan")
    assert (permit_type.name, permit_type.agency) == ("Izin Gangguan", "Satpol PP / Kecamatan / Kelurahan")
    assert permit_type.standards.get().effective_from == SOP_DAY
    assert as_printed(stages) == LONG_SOP
    assert [stage.day_limit for stage in stages] == LONG_DAYS
    assert [stage.work for stage in stages] == LONG_WORK
    ways_back = {stage.order: (stage.no_leads_to, stage.no_stage) for stage in stages if stage.no_leads_to}
    assert ways_back == {
        2: ("applicant", None),
        7: ("stage", 6),
        11: ("stage", 10),
        12: ("stage", 11),
        14: ("cancel", None),
    }


def test_imb_is_inspected_and_charged_and_numbered_in_its_own_way(db):
    catalogue.load_all(["imb"])
    permit_type = PermitType.objects.get()
    assert [stage.work for stage in stages_of("imb")] == LONG_WORK
    assert permit_type.number_pattern == "{serial:06}-MB-{year}"
    assert permit_type.standards.get().tariff_mode


def test_every_other_type_takes_the_short_procedure(everything):
    plain = PermitType.objects.exclude(slug__in=["imb", "izin-gangguan"])
    assert plain.count() == 39
    for permit_type in plain:
        assert as_printed(stages_of(permit_type.slug)) == SHORT_SOP


def test_the_due_moments_of_the_long_procedure_leave_the_payment_to_the_applicant(db):
    catalogue.load_all(["izin-gangguan"])
    out = io.StringIO()
    call_command("due_dates", "izin-gangguan", "2017-05-02T09:00", stdout=out)
    days = ["02", "02", "02", "03", "04", "10", "11", None, "12", "15", "16", "17", "17", "17", "17"]
    assert out.getvalue().splitlines() == [
        f"{no}\t2017-05-{day}T16:00" if day else f"{no}\t-" for no, day in enumerate(days, start=1)
    ]


def test_the_tariff_of_izin_gangguan_falls_by_area(db):
    catalogue.load_all(["izin-gangguan"])
    steps = [(step.up_to and int(step.up_to), int(step.rate)) for step in TariffStep.objects.order_by("order")]
    assert steps == [(100, 2000), (500, 1500), (1000, 1000), (None, 500)]
    assert list(TariffIndex.objects.order_by("order").values_list("key", flat=True)) == ["zone", "road", "disturbance"]
    assert ServiceStandard.objects.get().tariff_mode == "graduated"


# All types -----------------------------------------------------------------------------


def test_every_type_of_the_2017_table_is_there_under_its_printed_name(everything):
    with (DATA / "izin_terbit_2017.csv").open(encoding="utf-8") as table:
        in_table = {int(row["no"]): row["nama"] for row in csv.DictReader(table)}
    assert len(in_table) == 38
    named = dict(PermitType.objects.values_list("place", "name"))
    assert sorted(named) == list(range(1, 42))
    assert {place: named[place] for place in in_table} == in_table
    assert set(PermitType.objects.filter(place__gt=38).values_list("slug", flat=True)) == {
        "izin-gangguan",
        "sip",
        "keterangan-penelitian",
    }


def test_every_type_is_published_and_could_be_published_again(everything):
    assert len(everything) == 41
    assert all(is_new for _slug, is_new in everything)
    for standard in ServiceStandard.objects.all():
        assert standard.status == "published"
        assert list(publication.problems(standard)) == [], standard


def test_each_type_asks_for_documents_and_answers_of_its_own(everything):
    lists = {}
    for standard in ServiceStandard.objects.select_related("permit_type"):
        codes = tuple(standard.requirements.values_list("code", "name"))
        keys = tuple(standard.fields.values_list("key", "label"))
        lists[standard.permit_type.slug] = codes + keys
        assert len(codes) >= 4, standard
        assert len(keys) >= 10, standard
    assert len(set(lists.values())) == 41


def test_no_two_types_ask_for_the_same_documents_for_a_new_permit(everything):
    asked: dict[tuple[str, ...], list[str]] = {}
    for standard in ServiceStandard.objects.select_related("permit_type"):
        codes = tuple(sorted(row.name for row in standard.requirements.all() if not row.kinds or "new" in row.kinds))
        asked.setdefault(codes, []).append(standard.permit_type.slug)
    assert [slugs for slugs in asked.values() if len(slugs) > 1] == []


def test_the_codes_of_the_registration_numbers_are_those_that_were_seen(everything):
    codes = dict(PermitType.objects.values_list("slug", "code"))
    assert (codes["siup"], codes["tdp"]) == ("002", "005")
    assert len(set(codes.values())) == 41


def test_whoever_starts_from_an_old_permit_brings_it(everything):
    for standard in ServiceStandard.objects.select_related("permit_type"):
        for kind in set(standard.kinds) - {FilingKind.NEW}:
            only_then = [row for row in standard.requirements.all() if kind in row.kinds and "new" not in row.kinds]
            assert only_then, (standard, kind)


def test_siup_and_tdp_may_be_filed_in_one_form(everything):
    siup, tdp = (PermitType.objects.get(slug=slug) for slug in ("siup", "tdp"))
    assert list(siup.filed_with.all()) == [tdp]
    assert list(tdp.filed_with.all()) == [siup]


def test_a_health_worker_holds_three_permits_at_most(everything):
    assert PermitType.objects.get(slug="sip").standards.get().most_per_person == 3


def test_what_became_of_the_types_is_told_from_its_day_on(everything):
    def state(slug, day):
        permit_type = PermitType.objects.get(slug=slug)
        standing = permit_type.standing_on(datetime.date.fromisoformat(day))
        return standing.state if standing else "here"

    assert (state("siup", "2018-06-20"), state("siup", "2018-06-21")) == ("here", "oss")
    assert (state("imb", "2021-02-01"), state("imb", "2021-02-02")) == ("here", "simbg")
    assert (state("tdg", "2021-02-01"), state("tdg", "2021-02-02")) == ("here", "oss")
    assert (state("izin-gangguan", "2017-03-29"), state("izin-gangguan", "2017-03-30")) == ("here", "abolished")
    assert {state(slug, "2026-11-21") for slug in ("tdp", "iui", "iujk", "tdup")} == {"oss"}
    still_here = ("izin-reklame", "sip", "keterangan-penelitian")
    assert {state(slug, "2026-11-21") for slug in still_here} == {"here"}
    for standing in Standing.objects.all():
        assert standing.legal_basis, standing
        assert standing.state == "abolished" or (standing.successor and standing.address), standing


# Loading again -------------------------------------------------------------------------


def test_a_second_load_changes_nothing(everything):
    kept = (PermitType, ServiceStandard, Stage, Requirement, FormField, TariffIndex, TariffStep, Standing, Role)
    before = [rows_of(model) for model in kept]
    again = catalogue.load_all()
    assert again == [(slug, False) for slug, _is_new in everything]
    assert [rows_of(model) for model in kept] == before


def test_what_an_administrator_changed_is_not_undone(db):
    catalogue.load_all(["siup", "tdp"])
    PermitType.objects.filter(slug="siup").update(name="SIUP kota kami", agency="Dinas Niaga")
    siup = PermitType.objects.get(slug="siup")
    siup.standings.all().delete()
    siup.filed_with.clear()
    catalogue.load_all(["siup", "tdp"])
    siup.refresh_from_db()
    assert (siup.name, siup.agency) == ("SIUP kota kami", "Dinas Niaga")
    assert not siup.standings.exists()
    assert not siup.filed_with.exists()


def test_a_type_from_before_types_had_a_place_is_completed_once(db):
    catalogue.load_all(["siup"])
    Standing.objects.all().delete()
    PermitType.objects.update(place=999, name="SIUP kota kami")
    catalogue.load_all(["siup", "tdp"])
    siup = PermitType.objects.get(slug="siup")
    assert (siup.place, siup.name) == (24, "SIUP kota kami")
    assert siup.standings.get().state == "oss"
    assert siup.filed_with.get().slug == "tdp"


def test_another_types_code_is_refused_and_leaves_nothing(db):
    catalogue.load_all(["siup"])
    definition = read((DATA / "tdp.yaml").read_text(encoding="utf-8"))
    definition["permit_type"] |= {"slug": "lain", "code": "002"}
    with pytest.raises(ValidationError, match="telah ada"):
        catalogue.load(definition)
    assert PermitType.objects.count() == 1


def test_a_definition_without_its_day_is_no_standard_in_force(db):
    catalogue.load_all(["siup"])
    definition = read((DATA / "tdp.yaml").read_text(encoding="utf-8"))
    del definition["effective_from"]
    with pytest.raises(ValidationError, match="effective_from"):
        catalogue.load(definition)
    assert PermitType.objects.count() == 1


def test_loading_one_type_takes_few_queries(db, django_assert_max_num_queries):
    catalogue.load_all(["siup"])
    definition = read((DATA / "izin-gangguan.yaml").read_text(encoding="utf-8"))
    with django_assert_max_num_queries(60):
        catalogue.load(definition)


# Writing it down -----------------------------------------------------------------------


def words_of(standard):
    """Everything a standard says, without keys and moments."""
    apart = {
        "id",
        "standard_id",
        "permit_type_id",
        "revision",
        "status",
        "effective_from",
        "published_at",
        "retired_at",
    }
    said = [ServiceStandard.objects.filter(pk=standard.pk).values()]
    said += [getattr(standard, name).order_by("order").values() for name in ServiceStandard.ROWS]
    kept = [[{key: value for key, value in row.items() if key not in apart} for row in rows] for rows in said]
    return json.dumps(kept, default=str, indent=1)


def test_every_standard_written_down_and_read_again_is_the_same(everything):
    for standard in ServiceStandard.objects.select_related("permit_type"):
        definition = read(catalogue.dump(standard))
        again = catalogue.draft(standard.permit_type, definition)
        assert words_of(again) == words_of(standard)
        assert (again.revision, again.status) == (2, "draft")
        standing = [row["effective_from"] for row in definition.get("standings", ())]
        assert standing == list(standard.permit_type.standings.values_list("effective_from", flat=True))


def test_a_text_typed_in_a_browser_survives_being_written_down(db):
    catalogue.load_all(["siup"])
    draft = ServiceStandard.objects.get().revise()
    draft.fee = "Gratis.\r\nTanpa biaya: “nol” rupiah, # bukan komentar\n\n  menjorok "
    draft.save()
    assert catalogue.draft(draft.permit_type, read(catalogue.dump(draft))).fee == draft.fee
