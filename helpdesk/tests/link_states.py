"""Links in every state they can be in, and everything that can be done to one."""

from django.utils import timezone

from helpdesk import daily_checks, publishing, upkeep
from helpdesk.models import AddressCheck, Group
from helpdesk.moves import Action
from helpdesk.publishing import Material, Wording
from testkit.hub import collected, tried, turned_away, written
from testkit.hub import published as publish_link

NEXT = "https://oss.go.id/baru"


def verified(team):
    return publishing.verify(collected(team), by=team["hukum"])


def refused(team):
    return publishing.refuse(collected(team), by=team["hukum"], note="Sudah dicabut.")


def withdrawn(team):
    link = publish_link(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Salah alamat.")
    return link.versions.get()


def revised(team):
    """A published link with new material on its way."""
    return publishing.revise(publish_link(team), Material(source="Edaran baru", address=NEXT), by=team["konten"])


def featured(team):
    link = publish_link(team)
    upkeep.feature(link, by=team["koordinator"])
    return link.versions.get()


STATES = {
    "collected": collected,
    "refused": refused,
    "verified": verified,
    "written": written,
    "turned away": turned_away,
    "tried": tried,
    "published": lambda team: publish_link(team).versions.get(),
    "withdrawn": withdrawn,
    "revised": revised,
    "featured": featured,
}


def good_check(version):
    return AddressCheck.objects.create(version=version, at=timezone.now(), is_trial=True, status=200)


# What each action is when it is done, given the version in the making or the newest.
DEEDS = {
    Action.COLLECT: lambda v, by: publishing.revise(v.link, Material(source="Lain", address=NEXT), by=by),
    Action.VERIFY: lambda v, by: publishing.verify(v, by=by),
    Action.REFUSE: lambda v, by: publishing.refuse(v, by=by, note="Keliru."),
    Action.WRITE: lambda v, by: publishing.write(v, Wording("Judul", "Ringkasan."), by=by),
    Action.TRY: lambda v, by: publishing.record_trial(v, good_check(v), by=by),
    Action.VOUCH: lambda v, by: publishing.vouch(v, by=by, note="Halaman panduan terbuka tanpa masuk akun."),
    Action.PUBLISH: lambda v, by: publishing.publish(v, by=by),
    Action.RESTORE: lambda v, by: publishing.restore(v.link.versions.order_by("number")[0], by=by),
    Action.CHECK: lambda v, by: daily_checks.check_now(v.link, by=by),
    Action.REVIEW: lambda v, by: upkeep.review(v.link, by=by),
    Action.WITHDRAW: lambda v, by: upkeep.withdraw(v.link, by=by, note="Salah."),
    Action.FEATURE: lambda v, by: upkeep.feature(v.link, by=by),
    Action.UNFEATURE: lambda v, by: upkeep.unfeature(v.link, by=by),
    Action.ENTRUST: lambda v, by: upkeep.entrust(v.link, by, by=by),
    Action.REGROUP: lambda v, by: upkeep.regroup(v.link, Group.objects.get(slug="oss"), by=by),
    Action.SHIFT: lambda v, by: upkeep.shift(v.link, 1, by=by),
}
