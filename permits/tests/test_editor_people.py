"""Several people at one draft: who is told that somebody was faster, who becomes an author; and what the pages cost."""

import pytest
from django.urls import reverse

from permits import catalogue, editor, publication
from permits.models import ServiceStandard, Standing
from permits.parts import Entered, Part
from permits.tests.editor_steps import address, part, save, typed
from testkit.pages import fields_of
from testkit.standards import open_here
from testkit.story import file_application

LIST_QUERIES, PART_QUERIES, VERSION_QUERIES = 8, 22, 20


def test_a_slower_save_is_told_by_whom_and_loses_nothing(writing, draft, colleague):
    mine = typed(writing, draft, "komponen", fee=["Rp10.000, dibayar di loket."])
    theirs = editor.stamp_of(draft, Part.COMPONENTS)
    entered = {name: getattr(draft, name) for name in ServiceStandard.TEXT_COMPONENTS} | {"fee": "Rp50.000"}
    editor.write(draft, Part.COMPONENTS, Entered(entered, {}), by=colleague, stamp=theirs)
    answer = writing.post(part(draft, "komponen"), mine | {"save": "1"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Wahyu Nugroho" in text
    assert "<del>" in text
    assert fields_of(answer, "editor")["fee"] == ["Rp10.000, dibayar di loket."]
    draft.refresh_from_db()
    assert draft.fee == "Rp50.000"
    again = writing.post(part(draft, "komponen"), fields_of(answer, "editor") | {"save": "1"})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.fee == "Rp10.000, dibayar di loket."


def test_two_parts_do_not_get_in_each_others_way(writing, draft, colleague):
    mine = typed(writing, draft, "komponen", fee=["Gratis selalu."])
    letter = {name: getattr(draft, name) for name in ("permit_title", "permit_basis", "permit_copies")}
    entered = Entered(letter | {"permit_terms": "Baru."}, {})
    editor.write(draft, Part.LETTER, entered, by=colleague, stamp=editor.stamp_of(draft, Part.LETTER))
    assert writing.post(part(draft, "komponen"), mine | {"save": "1"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.fee, draft.permit_terms) == ("Gratis selalu.", "Baru.")


def test_a_second_tap_is_no_quarrel_with_oneself(writing, draft):
    fields = typed(writing, draft, "komponen", fee=["Gratis selalu."]) | {"save": "1"}
    assert writing.post(part(draft, "komponen"), fields).status_code == 302
    assert writing.post(part(draft, "komponen"), fields).status_code == 302


def test_a_save_that_changes_nothing_makes_nobody_an_author(client, draft, colleague):
    client.force_login(colleague)
    digest = publication.digest_of(draft)
    for name in Part:
        assert save(client, draft, name.value).status_code == 302
    assert publication.digest_of(ServiceStandard.objects.get(pk=draft.pk)) == digest
    assert list(draft.authors.all()) == [draft.authors.get(username="admin")]
    save(client, draft, "tahap", **{"stages-2-minutes": "11"})
    assert set(draft.authors.values_list("username", flat=True)) == {"admin", "admin2"}


@pytest.mark.parametrize("slug", ["izin-gangguan", "imb", "sip"])
def test_every_part_of_a_type_is_saved_as_it_was_read(writing, administrator, slug):
    (permit_type,) = open_here(slug)
    draft = editor.copy_of(permit_type.standards.get(), permit_type, by=administrator)
    digest = publication.digest_of(draft)
    for name in Part:
        assert save(writing, draft, name.value).status_code == 302
    assert publication.digest_of(ServiceStandard.objects.get(pk=draft.pk)) == digest


def test_standings_are_written_and_a_slower_one_is_told(writing, administrator, colleague, applicant):
    where = reverse("editor_standings", args=["siup"])
    added = writing.post(where, fields_of(writing.get(where), "editor") | {"order": "standings:sisipkan:0"})
    fields = fields_of(added, "editor") | {
        "standings-0-effective_from": ["2018-06-21"],
        "standings-0-state": ["oss"],
        "standings-0-explanation": ["Urus NIB."],
        "standings-0-address": ["oss.go.id"],
    }
    assert writing.post(where, fields | {"standings-0-explanation": "", "save": "1"}).status_code == 422
    assert writing.post(where, fields | {"save": "1"}).status_code == 302
    assert Standing.objects.get().address == "https://oss.go.id"
    late = fields | {"standings-0-state": ["abolished"], "save": "1"}
    answer = writing.post(where, late)
    assert answer.status_code == 409
    assert "Rina Kartika" in answer.content.decode()
    assert fields_of(answer, "editor")["standings-0-state"] == ["abolished"]
    twice = fields_of(writing.get(where), "editor") | {"standings-count": "2"}
    twice |= {name.replace("-0-", "-1-"): value for name, value in twice.items() if "-0-" in name}
    assert "tanggal yang sama" in writing.post(where, twice | {"save": "1"}).content.decode()


# What a page costs ----------------------------------------------------------------------------


@pytest.mark.usefixtures("sessions_in_database")
def test_the_list_costs_the_same_for_two_and_for_forty_types(writing, draft, applicant, django_assert_num_queries):
    file_application(applicant)
    writing.get(reverse("editor_list"))
    with django_assert_num_queries(LIST_QUERIES):
        writing.get(reverse("editor_list"))
    catalogue.load_all(["tdp", "izin-gangguan", "tdg"])
    with django_assert_num_queries(LIST_QUERIES):
        writing.get(reverse("editor_list"))


@pytest.mark.usefixtures("sessions_in_database")
@pytest.mark.parametrize("name", list(Part))
def test_a_part_costs_a_bounded_number_of_queries(writing, draft, name, django_assert_max_num_queries):
    writing.get(part(draft, name.value))
    with django_assert_max_num_queries(PART_QUERIES):
        writing.get(part(draft, name.value))


@pytest.mark.usefixtures("sessions_in_database")
def test_a_version_costs_a_bounded_number_of_queries(writing, draft, django_assert_max_num_queries):
    writing.get(address(draft))
    with django_assert_max_num_queries(VERSION_QUERIES):
        writing.get(address(draft))
