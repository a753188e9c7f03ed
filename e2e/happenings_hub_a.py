"""Lets everything happen once in the information hub: links at every step, codes, announcements, questions, numbers."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from e2e.scene import Scene
from helpdesk import board, common_questions, moves, outreach, posters, publishing, questions, upkeep
from helpdesk.models import Campaign, Group, Link, OfficialNumber, PosterKind, ShortAddress
from helpdesk.publishing import Material
from helpdesk.questions import Asked
from permits.demonstration import drawn_document
from sipelaku.accounts.models import User
from testkit.hub import OSS, collected, first_data, published, tried, turned_away, written

People = dict[str, User]
# What an asker's form carries, so that the scene is the same every time.
NONCE = "a" * 31
A_DAY = datetime.timedelta(days=1)


def in_the_hub(scene: Scene) -> None:
    """Let the team fill the hub and hand it round, and the public ask."""
    people = scene.people
    first_data()
    scene.things |= links(people)
    scene.things |= own_codes(scene)
    scene.things |= in_a_campaign(scene)
    scene.things |= around_the_links(people)
    scene.things |= asked(scene)
    scene.things["number"] = OfficialNumber.objects.create(label="Loket", number="+6281111222333", order=1)
    scene.things["second number"] = OfficialNumber.objects.create(label="Aduan", number="+6281111222444", order=2)


# Links --------------------------------------------------------------------------------


def links(people: People) -> dict[str, Link]:
    """A link for each step of the guide's way, and for everything that can become of a published one."""
    on_the_way = {
        "collected link": collected(people),
        "foreign link": collected(people, address="https://contoh.com/nib"),
        "refused link": publishing.refuse(collected(people), by=people["hukum"], note="Sudah dicabut."),
        "verified link": publishing.verify(collected(people), by=people["hukum"]),
        "written link": written(people),
        "turned away link": turned_away(people),
        "tried link": tried(people),
    }
    return {name: version.link for name, version in on_the_way.items()} | published_links(people)


def published_links(people: People) -> dict[str, Link]:
    now, coordinator = timezone.now(), people["koordinator"]
    found = {name: published(people) for name in ("published link", "featured link", "withdrawn link", "revised link")}
    upkeep.feature(found["featured link"], by=coordinator)
    upkeep.withdraw(found["withdrawn link"], by=coordinator, note="Salah alamat.")
    publishing.revise(found["revised link"], Material("Edaran baru", f"{OSS}/baru"), by=people["konten"])
    drawing = SimpleUploadedFile("formulir.jpg", drawn_document("Formulir"), "image/jpeg")
    found["document link"] = published(people, address="", document=drawing, document_type="image/jpeg")
    upkeep.entrust(found["document link"], people["layanan"], by=coordinator)
    found["early link"] = published(people, visible_from=now + A_DAY)
    with moves.as_of(now - 2 * A_DAY):
        found["ended link"] = published(people, visible_until=now - A_DAY)
    found["broken link"] = published(people)
    Link.objects.filter(pk=found["broken link"].pk).update(broken_since=now, failures=2)
    return found


# What is handed round -----------------------------------------------------------------


def own_codes(scene: Scene) -> dict[str, ShortAddress]:
    """The own codes of the page, of a group and of every link; the page's poster is drawn in one size only."""
    own = ShortAddress.objects.filter(campaign=None)
    found = {"page's code": own.get(group=None, link=None), "group's code": own.get(group__slug="nib")}
    found |= {f"{name}'s code": own.get(link=link) for name, link in scene.things.items() if isinstance(link, Link)}
    posters.ask_for(PosterKind.POSTER_A4, outreach.said_by(outreach.row_of(found["page's code"])))
    assert posters.render_pending(1) == 1
    return found


def in_a_campaign(scene: Scene) -> dict[str, Campaign | ShortAddress]:
    """A campaign with a code for the page."""
    first_day, creator = timezone.localdate(), scene.people["konten"]
    campaign = Campaign.objects.create(name="Stan Pasar Rakyat", first_day=first_day, created_by=creator)
    page = outreach.places()[0]
    return {"campaign": campaign, "campaign's code": outreach.add_codes(campaign, [page])[0]}


def around_the_links(people: People) -> dict[str, object]:
    """Headings, and what is announced, still or no longer."""
    writer = people["konten"]
    withdrawn = board.announce("news", "Loket tutup", "Hari ini.", by=writer)
    board.take_down(withdrawn, by=writer)
    return {
        "group": Group.objects.get(slug="nib"),
        "news": board.announce("news", "Loket pindah", "Ke gedung baru.", by=writer),
        "outage": board.announce("outage", "Portal diperbaiki", "Malam ini.", by=people["admin"]),
        "withdrawn news": withdrawn,
    }


# What is asked ------------------------------------------------------------------------


def asked(scene: Scene) -> dict[str, object]:
    """A question and a report that wait, one that was answered, one that was closed; two common questions."""
    officer, link = scene.people["layanan"], scene.things["published link"]
    found = {
        "question": questions.ask(Asked("question", "Berapa lama SIUP selesai?"), f"{NONCE}1"),
        "report": questions.ask(Asked("wrong_link", "Tautan ini kosong.", link=link), f"{NONCE}2"),
        "answered question": questions.ask(Asked("question", "Di mana loketnya?"), f"{NONCE}3"),
        "closed question": questions.ask(Asked("question", "Jual pulsa murah"), f"{NONCE}4"),
    }
    answered, closed = found["answered question"], found["closed question"]
    questions.answer(answered, "Lantai satu.", by=officer, seen=questions.state_of(answered))
    questions.close(closed, "Bukan pertanyaan.", by=officer, seen=questions.state_of(closed))
    draft = common_questions.Text("Di mana loketnya?", "Di lantai satu.")
    shown = common_questions.Text("Apakah gratis?", "Ya, tanpa pungutan.", is_published=True)
    return found | {
        "common question": common_questions.write(draft, by=officer),
        "published common question": common_questions.write(shown, by=scene.people["konten"]),
    }
