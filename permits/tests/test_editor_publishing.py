"""From a draft to what is in force, on the pages: reading, comparing, the legal check, publishing, withdrawing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from permits import comparison, publication
from permits.models import FormField, LegalCheck, Requirement, ServiceStandard, Stage, StandardStatus
from permits.parts import Part
from permits.tests.editor_steps import address, approve, part, press, save, siup, typed
from testkit.filing import page
from testkit.pages import fields_of
from testkit.story import file_application, make_draft


@pytest.fixture
def checking(client, lawyer):
    client.force_login(lawyer)
    return client


def opinion(client, draft, approved="ya", note="", **changes):
    where = address(draft, "editor_legal_check")
    stamp = page(client.get(where)).split('name="stamp" value="')[1].split('"')[0]
    return client.post(where, {"stamp": stamp, "approved": approved, "note": note} | changes)


# The legal check ----------------------------------------------------------------------


def test_the_check_stands_on_the_draft_as_it_was_read(checking, draft, lawyer):
    assert opinion(checking, draft)["Location"] == address(draft)
    check = LegalCheck.objects.get()
    assert (check.by, check.approved, check.digest) == (lawyer, True, publication.digest_of(draft))
    assert "Siap diterbitkan" in page(checking.get(address(draft)))


def test_an_objection_needs_words_and_is_read_on_the_drafts_page(checking, draft):
    assert opinion(checking, draft, "tidak").status_code == 422
    assert opinion(checking, draft, "mungkin").status_code == 422
    assert opinion(checking, draft, "tidak", "x" * 2001).status_code == 422
    assert LegalCheck.objects.count() == 0
    opinion(checking, draft, "tidak", "Perda 5/2014 sudah dicabut.")
    shown = page(checking.get(address(draft)))
    assert "Perda 5/2014 sudah dicabut." in shown
    assert "Belum dapat diterbitkan" in shown


def test_a_draft_changed_while_it_was_read_has_to_be_read_again(checking, draft):
    where = address(draft, "editor_legal_check")
    stamp = page(checking.get(where)).split('name="stamp" value="')[1].split('"')[0]
    Requirement.objects.filter(standard=draft, code="foto").update(name="Pasfoto berwarna")
    answer = checking.post(where, {"stamp": stamp, "approved": "tidak", "note": "Keberatan saya."})
    assert answer.status_code == 409
    assert "Keberatan saya." in answer.content.decode()
    assert LegalCheck.objects.count() == 0
    assert opinion(checking, draft).status_code == 302


@pytest.mark.parametrize("stamp", ["", "x", "/" * 64])
def test_an_opinion_about_nothing_is_a_bad_request(checking, draft, stamp):
    assert checking.post(address(draft, "editor_legal_check"), {"stamp": stamp, "approved": "ya"}).status_code == 400


def test_an_author_is_told_that_somebody_else_checks(checking, draft, lawyer):
    draft.authors.add(lawyer)
    assert "orang lain yang memeriksanya" in page(checking.get(address(draft)))
    for answer in (checking.get, checking.post):
        assert answer(address(draft, "editor_legal_check")).status_code == 403


def test_a_change_voids_the_check_on_the_page_too(writing, draft, lawyer):
    approve(draft, lawyer)
    assert "Dinyatakan sesuai oleh Budi Santoso" in page(writing.get(address(draft)))
    save(writing, draft, "tahap", **{"stages-2-minutes": "11"})
    shown = page(writing.get(address(draft)))
    assert "Dinyatakan sesuai" not in shown
    assert "berubah sesudah itu" in shown


# Publishing ---------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["", "besok", "2020-01-01", "9999-99-99", "10000-01-01"])
def test_a_day_that_cannot_be_is_refused(writing, draft, lawyer, day):
    approve(draft, lawyer)
    assert writing.post(address(draft, "editor_publish"), {"effective_from": day}).status_code == 422
    draft.refresh_from_db()
    assert draft.status == StandardStatus.DRAFT


def test_publishing_says_everything_that_is_missing(writing, draft):
    draft.stages.all().delete()
    answer = writing.post(address(draft, "editor_publish"), {"effective_from": timezone.localdate().isoformat()})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Belum ada tahap" in text
    assert "belum dinyatakan sesuai" in text


def test_a_published_standard_refuses_every_write(writing, draft, lawyer):
    forms = {name: typed(writing, draft, name.value) | {"save": "1"} for name in Part}
    stamp = publication.digest_of(draft)
    publication.put_in_force(draft, timezone.localdate() + datetime.timedelta(days=1))
    before = publication.digest_of(draft)
    for name, fields in forms.items():
        assert writing.get(part(draft, name.value)).url == address(draft)
        assert writing.post(part(draft, name.value), fields).status_code == 409
        assert writing.post(part(draft, name.value), fields | {"order": "stages:hapus:1"}).status_code == 409
        assert writing.post(address(draft, "editor_check", name.value), fields).status_code == 409
    for door in ("editor_publish", "editor_discard"):
        answer = writing.post(address(draft, door), {"effective_from": "2030-01-01", "confirm": "1"})
        assert answer.status_code == 409
        assert "Buat revisi" in answer.content.decode()
    writing.force_login(lawyer)
    opinion_given = {"stamp": stamp, "approved": "ya"}
    assert writing.post(address(draft, "editor_legal_check"), opinion_given).status_code == 409
    assert publication.digest_of(ServiceStandard.objects.get(pk=draft.pk)) == before


def test_withdrawing_asks_first_and_says_what_still_runs(writing, applicant):
    file_application(applicant)
    make_draft(applicant)
    standard = siup()
    asked = page(writing.get(address(standard, "editor_retire")))
    assert "1 permohonan masih berjalan" in asked
    assert writing.post(address(standard, "editor_retire")).status_code == 200
    assert siup().status == StandardStatus.PUBLISHED
    writing.post(address(standard, "editor_retire"), {"confirm": "1"})
    assert siup().status == StandardStatus.RETIRED
    assert writing.post(address(standard, "editor_retire"), {"confirm": "1"}).url == address(standard)


def test_a_draft_is_thrown_away_after_a_question(writing, draft, lawyer):
    approve(draft, lawyer)
    assert "Buang rancangan ini?" in page(writing.get(address(draft, "editor_discard")))
    assert writing.post(address(draft, "editor_discard")).status_code == 200
    assert writing.post(address(draft, "editor_discard"), {"confirm": "1"}).url == reverse("editor_type", args=["siup"])
    assert list(ServiceStandard.objects.all()) == [siup()]


def test_a_version_tells_what_runs_at_which_stage(writing, applicant):
    file_application(applicant)
    stages = writing.get(address(siup())).context["stages"]
    assert [(stage.work, working, returned) for stage, working, returned in stages][1] == ("check", 1, 0)


# Comparing ----------------------------------------------------------------------------


def changes_of(draft):
    return {
        chapter.title: chapter
        for chapter in comparison.compare(comparison.described(siup()), comparison.described(draft))
    }


def test_a_copy_differs_in_nothing(writing, draft):
    assert changes_of(draft) == {}
    assert "Tidak ada yang berubah" in page(writing.get(address(draft, "editor_compare")))
    assert "Ini versi pertama" in page(writing.get(address(siup(), "editor_compare")))


def test_a_text_is_compared_word_by_word(writing, draft):
    ServiceStandard.objects.filter(pk=draft.pk).update(
        product="Surat Izin Usaha Perdagangan (SIUP) dengan tanda yang dapat diperiksa siapa saja."
    )
    draft.refresh_from_db()
    (change,) = changes_of(draft)["Komponen"].texts
    marked = [(piece.kind, piece.words.strip()) for piece in change.pieces if piece.kind != comparison.SAME]
    assert marked == [("del", "kode QR"), ("ins", "tanda")]
    shown = page(writing.get(address(draft, "editor_compare")))
    assert "<del>kode QR </del>" in shown
    assert "<ins>tanda </ins>" in shown


def test_rows_are_added_removed_changed_and_moved(draft):
    draft.requirements.filter(code="neraca").delete()
    Requirement.objects.create(standard=draft, order=11, code="denah", name="Denah lokasi")
    FormField.objects.filter(standard=draft, key="goods").update(label="Barang dagangan", required=False)
    FormField.objects.filter(standard=draft, key="workers").update(order=0)
    Stage.objects.filter(standard=draft, order=4).update(name="Memeriksa draf", minutes=20)
    found = {
        (line.kind, line.title.partition(" (dari")[0])
        for chapter in changes_of(draft).values()
        for table in chapter.tables
        for line in table.lines
    }
    assert found == {
        ("del", "Neraca awal perusahaan"),
        ("ins", "Denah lokasi"),
        ("changed", "Barang dagangan"),
        ("moved", "Jumlah tenaga kerja"),
        ("changed", "Memeriksa draf"),
        # Its "no" leads to the stage that has a new name.
        ("changed", "Mengoreksi berkas permohonan"),
    }


def test_a_removed_stage_does_not_make_its_neighbours_look_changed(writing, draft):
    fields = fields_of(press(writing, draft, "tahap", "stages:hapus:6"), "editor")
    writing.post(part(draft, "tahap"), fields | {"save": "1"})
    draft = ServiceStandard.objects.get(pk=draft.pk)
    (table,) = changes_of(draft)["Tahap"].tables
    assert [(line.kind, line.title) for line in table.lines] == [("del", "Mengarsipkan data")]


def test_any_two_versions_are_compared(writing, draft):
    third = draft.revise()
    ServiceStandard.objects.filter(pk=draft.pk).update(fee="Rp1.000")
    assert "Rp1.000" in page(writing.get(address(third, "editor_compare")))
    assert "Tidak ada yang berubah" in page(writing.get(address(third, "editor_compare") + "?dengan=1"))


def test_everything_is_there_to_read(writing, draft):
    shown = page(writing.get(address(draft, "editor_read")))
    for words in ("Kartu NPWP", "Golongan SIUP", "Mengarsipkan data", "Survei kepuasan masyarakat", "Siti Rahmawati"):
        assert words in shown
