"""What an administrator does in the editor, for the tests of its pages: browsers without JavaScript."""

from django.urls import reverse

from permits.models import PermitType, ServiceStandard
from permits.publication import digest_of, record_check
from testkit.pages import fields_of


def address(standard, name="editor_version", *more):
    return reverse(name, args=[standard.permit_type.slug, standard.revision, *more])


def part(standard, name):
    return address(standard, "editor_part", name)


def typed(client, standard, name, **changes):
    """The page of a part as a browser would send it, with some fields typed anew."""
    return fields_of(client.get(part(standard, name)), "editor") | changes


def save(client, standard, name, **changes):
    return client.post(part(standard, name), typed(client, standard, name, **changes) | {"save": "1"})


def press(client, standard, name, order, fields=None):
    """Press a button that rearranges rows; return the page that comes back."""
    return client.post(part(standard, name), (fields or typed(client, standard, name)) | {"order": order})


def approve(standard, by):
    """The legal check of the draft as it stands."""
    return record_check(standard, by=by, approved=True, note="", digest=digest_of(standard))


def draft_of(slug):
    return ServiceStandard.objects.select_related("permit_type").get(permit_type__slug=slug, status="draft")


def siup():
    return PermitType.objects.get(slug="siup").standards.select_related("permit_type").get(revision=1)
