"""Doors around the legal check, and addresses that lead out of the web."""

import pytest
from django.core.exceptions import ValidationError

from permits import editor, publication
from permits.models import PermitType, Standing
from testkit.story import make_user


@pytest.fixture
def siup(catalogue):
    return PermitType.objects.get(slug="siup")


def test_who_wrote_a_draft_does_not_check_a_copy_of_it(siup):
    writer, copier = make_user("penulis", "admin", "hukum"), make_user("penyalin", "admin")
    draft = editor.copy_of(siup.standards.get(), siup, by=writer)
    copy = editor.copy_of(draft, siup, by=copier)
    assert set(copy.authors.all()) == {writer, copier}
    assert publication.wrote_in(copy, writer)


def test_who_wrote_a_published_version_may_check_what_is_made_of_it(siup):
    writer, copier = make_user("penulis", "admin", "hukum"), make_user("penyalin", "admin")
    published = siup.standards.get()
    published.authors.add(writer)
    assert not publication.wrote_in(editor.copy_of(published, siup, by=copier), writer)


@pytest.mark.parametrize("address", ["ftp://oss.go.id", "javascript:alert(1)", "file:///etc/x", "data:text/html,x"])
def test_a_standing_leads_to_the_web_only(siup, address):
    standing = Standing(permit_type=siup, effective_from="2026-01-01", state="oss", explanation="-", address=address)
    with pytest.raises(ValidationError, match="URL"):
        standing.full_clean()
