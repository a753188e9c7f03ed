"""Who is told that somebody else was faster, who may only read, who finds nothing; and what a page costs."""

import pytest
from django.urls import reverse

from permits import workflow
from permits.models import Look, Transition, Work
from permits.tests.desk_steps import officer_of, page_of, required, verdicts
from testkit.story import advance, file_application, forward, make_user

CASE_QUERIES = 10


@pytest.fixture
def filed(applicant):
    return file_application(applicant)


def test_who_comes_second_is_told_and_gets_their_words_back(client, filed, staff):
    seen = filed.version
    colleague = make_user("loket2", "petugas_loket", name="Rina Kartika")
    sent = verdicts(filed, **{"doc-ktp": "unreadable", "doc-ktp-note": "Catatan saya.", "field-goods": "on"})
    filed.refresh_from_db()
    workflow.perform(
        filed, "forward", by=colleague, payload={"verdicts": dict.fromkeys(required(filed), ("present", ""))}
    )
    client.force_login(staff["counter"])
    for address in (page_of(filed), page_of(filed, "return")):
        answer = client.post(address, sent | {"version": seen})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Rina Kartika" in text
        assert "Tahap diselesaikan" in text
        assert "Catatan saya." in text
        assert "Tidak terbaca" in text
    assert filed.transitions.count() == 2


def test_others_see_the_file_without_a_form_and_cannot_post(client, filed, staff):
    for name in ("entry", "kasi", "kabid", "head", "archive"):
        client.force_login(staff[name])
        page = client.get(page_of(filed))
        assert page.status_code == 200
        assert 'name="version"' not in page.content.decode()
        for address in (page_of(filed), page_of(filed, "return"), page_of(filed, "reject"), page_of(filed, "revoke")):
            assert client.post(address, verdicts(filed, confirm="1", reason="1")).status_code == 403
    assert Transition.objects.count() == 1


def test_who_may_not_see_the_file_finds_nothing(client, filed, applicant, stranger):
    assert client.get(page_of(filed)).url.startswith("/masuk/")
    for user in (applicant, stranger):
        client.force_login(user)
        for address in (page_of(filed), page_of(filed, "reject")):
            assert client.get(address).status_code == 404
            assert client.post(address, verdicts(filed)).status_code == 404


def test_the_signature_cannot_be_given_past_the_password(client, filed, staff):
    advance(filed, staff, to=Work.SIGN)
    client.force_login(staff["head"])
    assert client.post(page_of(filed), {"version": filed.version, "confirmed": "on"}).status_code == 403
    filed.refresh_from_db()
    assert filed.stage.work == Work.SIGN


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.0"])
def test_a_form_without_its_version_is_a_bad_request(client, filed, staff, version):
    client.force_login(staff["counter"])
    assert client.post(page_of(filed), verdicts(filed) | {"version": version}).status_code == 400


@pytest.mark.parametrize("typed", [{"doc-ktp": "match"}, {"doc-ktp": "<b>"}, {"doc-ktp-note": "x" * 301}])
def test_garbage_in_the_checklist_is_refused(client, filed, staff, typed):
    client.force_login(staff["counter"])
    assert client.post(page_of(filed), verdicts(filed) | typed).status_code == 422


def test_unknown_addresses_and_methods_are_refused(client, filed, staff):
    client.force_login(staff["counter"])
    assert client.get(page_of(filed, "forward")).status_code == 404
    assert client.get(page_of(filed, "hapus")).status_code == 404
    assert client.put(page_of(filed)).status_code == 405
    assert client.get("/petugas/permohonan/123/").status_code == 404
    assert client.get(page_of(filed) + "?dokumen=999999").status_code == 404
    assert client.get(page_of(filed) + "?dokumen=x").status_code == 404


# Documents ----------------------------------------------------------------------------


def test_the_page_opens_one_document_and_a_look_is_recorded_only_for_it(client, filed, staff):
    client.force_login(staff["counter"])
    page = client.get(page_of(filed))
    first = filed.documents.get(requirement__code="ktp")
    assert page.context["viewer"] == f"/petugas/dokumen/{first.pk}/"
    assert Look.objects.count() == 0
    frame = client.get(page.context["viewer"])
    assert f'src="/dokumen/{first.pk}/"' in frame.content.decode()
    assert client.get(f"/dokumen/{first.pk}/").status_code == 200
    assert Look.objects.get().document == first
    other = filed.documents.get(requirement__code="foto")
    assert client.get(f"{page_of(filed)}?dokumen={other.pk}").context["viewer"] == f"/petugas/dokumen/{other.pk}/"


def test_a_document_of_an_invisible_file_is_not_there(client, filed, stranger):
    client.force_login(stranger)
    document = filed.documents.first()
    assert client.get(f"/petugas/dokumen/{document.pk}/").status_code == 404


@pytest.mark.parametrize("work", [Work.CHECK, Work.PREPARE, Work.VERIFY, Work.SIGN, Work.HAND_OVER, ""])
@pytest.mark.usefixtures("sessions_in_database")
def test_the_page_of_a_file_costs_a_fixed_number_of_queries(client, filed, staff, work, django_assert_num_queries):
    advance(filed, staff, to=work)
    client.force_login(officer_of(filed, staff) if filed.stage else staff["head"])
    client.get(page_of(filed))
    with django_assert_num_queries(CASE_QUERIES):
        client.get(page_of(filed))


def test_a_walk_ins_file_leads_the_counter_to_act_for_them(client, staff):
    walk_in = make_walk_in(staff["counter"])
    client.force_login(staff["counter"])
    page = client.get(page_of(walk_in)).content.decode()
    assert "Diajukan di loket" in page
    assert reverse("my_application", args=[walk_in.number]) in page
    forward(walk_in, staff)


def make_walk_in(counter):
    """A walk-in filed by the counter."""
    application = file_application(counter)
    type(application).objects.filter(pk=application.pk).update(applicant=None)
    application.refresh_from_db()
    return application
