"""The administrator's pages of permit types and standards: drafts are written, the rest is read."""

import pytest
from django.contrib import admin
from django.urls import reverse

from permits.models import Application, PermitType, ServiceStandard, Stage, StandardStatus
from testkit.story import make_user

LIST = "/admin/permits/servicestandard/"


@pytest.fixture
def as_administrator(client, catalogue):
    administrator = make_user("admin", "admin")
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    return client


@pytest.fixture
def published(catalogue):
    return ServiceStandard.objects.get(permit_type__slug="siup", status=StandardStatus.PUBLISHED)


def act(client, action, *standards, **more):
    chosen = {"action": action, "_selected_action": [standard.pk for standard in standards]}
    return client.post(LIST, chosen | more, follow=True)


def change_page(standard):
    return reverse("admin:permits_servicestandard_change", args=[standard.pk])


def test_a_published_standard_can_be_read_and_not_changed(as_administrator, published):
    page = as_administrator.get(change_page(published))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert as_administrator.post(change_page(published), {"fee": "Rp1"}).status_code == 403
    assert as_administrator.post(change_page(published).replace("change", "delete")).status_code == 403
    published.refresh_from_db()
    assert published.fee != "Rp1"


def test_a_revision_is_a_draft_that_can_be_edited(as_administrator, published):
    act(as_administrator, "revise", published)
    draft = ServiceStandard.objects.get(status=StandardStatus.DRAFT)
    assert draft.revision == published.revision + 1
    page = as_administrator.get(change_page(draft))
    assert 'name="_save"' in page.content.decode()
    assert 'name="stages-0-name"' in page.content.decode()


def test_a_standard_is_not_published_for_a_day_that_is_over(as_administrator, published):
    draft = published.revise()
    refused = act(as_administrator, "publish", draft, effective_from="2020-01-01")
    assert "sudah lewat" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.status == StandardStatus.DRAFT


def test_publishing_asks_for_a_date_and_says_what_is_wrong(as_administrator, published):
    draft = published.revise()
    asked = act(as_administrator, "publish", draft)
    assert 'name="effective_from"' in asked.content.decode()
    draft.refresh_from_db()
    assert draft.status == StandardStatus.DRAFT
    assert 'class="errorlist"' in act(as_administrator, "publish", draft, effective_from="besok").content.decode()
    act(as_administrator, "publish", draft, effective_from="2027-01-04")
    draft.refresh_from_db()
    assert draft.status == StandardStatus.PUBLISHED
    assert f"{draft.effective_from}" == "2027-01-04"
    empty = published.revise()
    Stage.objects.filter(standard=empty).delete()
    refused = act(as_administrator, "publish", empty, effective_from="2027-02-01")
    assert "Belum ada tahap" in refused.content.decode()
    assert "Belum ada tahap" in act(as_administrator, "examine", empty).content.decode()
    empty.refresh_from_db()
    assert empty.status == StandardStatus.DRAFT


def test_only_what_is_in_force_is_withdrawn(as_administrator, published):
    draft = published.revise()
    page = act(as_administrator, "retire", published, draft)
    assert "Hanya standar yang berlaku" in page.content.decode()
    published.refresh_from_db()
    draft.refresh_from_db()
    assert (published.status, draft.status) == (StandardStatus.RETIRED, StandardStatus.DRAFT)


def test_a_standard_that_works_is_said_to_be_ready(as_administrator, published):
    assert "siap diterbitkan" in act(as_administrator, "examine", published.revise()).content.decode()


def test_a_type_in_use_cannot_be_deleted(as_administrator, published):
    address = reverse("admin:permits_permittype_delete", args=[published.permit_type_id])
    assert as_administrator.post(address, {"post": "yes"}).status_code == 403
    assert PermitType.objects.filter(pk=published.permit_type_id).exists()


def test_applications_are_not_in_the_administration():
    assert not admin.site.is_registered(Application)
    registered = {model.__name__ for model in admin.site._registry if model._meta.app_label == "permits"}
    assert registered == {"PermitType", "ServiceStandard"}


def test_officers_without_administration_do_not_find_it(client, staff):
    client.force_login(staff["counter"])
    assert client.get(LIST, follow=True).status_code == 404
