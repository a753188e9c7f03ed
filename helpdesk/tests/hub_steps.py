"""What somebody of the hub's staff does on a link's page, as a browser would."""

from django.urls import reverse

from helpdesk import publishing
from helpdesk.models import Group
from helpdesk.publishing import Material, Wording
from testkit.hub import pass_trial
from testkit.hub import published as publish_link
from testkit.pages import fields_of


def page_of(version):
    return reverse("hub_link", args=[version.link_id])


def send(client, version, action, **typed):
    """Send one of the forms of a link's page as its browser would."""
    fields = fields_of(client.get(page_of(version)), f"kirim-{action}")
    return client.post(reverse(f"hub_link_{action}", args=[version.link_id]), {**fields, **typed})


def text_of(answer):
    return answer.content.decode()


def material(hub_people, **changes):
    """What is filled in to begin a link."""
    group = Group.objects.get(slug="formulir").pk
    given = {"group": group, "source": "Edaran", "address": "oss.go.id/x", "person_in_charge": hub_people["konten"].pk}
    return {name: value for name, value in (given | changes).items() if value is not None}


def two_versions(hub_people):
    """A link whose second version says more than its first."""
    link = publish_link(hub_people)
    version = publishing.revise(link, Material("Edaran baru", "https://oss.go.id/baru"), by=hub_people["konten"])
    version = publishing.verify(version, by=hub_people["hukum"])
    version = publishing.write(
        version, Wording("Panduan lengkap NIB", "Panduan yang lengkap."), by=hub_people["konten"]
    )
    publishing.publish(pass_trial(version, hub_people), by=hub_people["koordinator"])
    return link
