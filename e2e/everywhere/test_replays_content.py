"""The hub's forms made up, sent by another role, or about another thing than their page showed."""

from __future__ import annotations

import pytest

from e2e import bodies_hub_a as bodies
from e2e.scene import OF_THE_HUB, changed, traces
from e2e.table import TABLE
from helpdesk.models import Announcement, CommonQuestion, LinkMove, LinkVersion, Step
from helpdesk.moves import newest_move
from testkit.hub import OSS

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://contoh.com/masuk"


def row_of(name):
    return next(row for row in TABLE if str(row) == name)


def send(scene, person, name, **made_up):
    """The status ``person`` gets for the form of a row with fields made up."""
    row = row_of(name)
    return scene.ask(person, row.address(scene), "POST", row.body(scene) | made_up).status_code


def newest(scene, which):
    return LinkVersion.objects.filter(link=scene.things[which]).order_by("-number")[0]


# Links --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made_up",
    [
        {"step": "published", "published_at": "2026-01-01", "visible_from": "2026-01-01T08:00", "trial": "1"},
        {"address": ELSEWHERE, "is_foreign_allowed": "on", "allow_foreign": "on"},
        {"verified_by": "1", "author": "1", "writer": "1", "by": "1"},
    ],
)
def test_who_writes_a_link_changes_neither_its_step_nor_its_address_nor_who_verified_it(scene, made_up):
    before = newest(scene, "verified link")
    assert send(scene, "konten", "hub_link_write", **made_up) == 302
    after = newest(scene, "verified link")
    assert (after.step, after.title, after.published_at) == (Step.WRITTEN, "Panduan NIB baru", None)
    assert (after.address, after.author_id, after.verified_by_id) == (OSS, before.author_id, before.verified_by_id)
    assert (after.writer, after.trial, after.is_foreign_allowed) == (scene.people["konten"], None, False)


@pytest.mark.parametrize("which", ["collected link", "refused link", "verified link", "written link"])
def test_the_form_of_a_later_step_publishes_nothing_untried(scene, which):
    before = traces()
    fields = bodies.publication(which)(scene) | {"step": "tried", "trial": "1"}
    address = f"/petugas/informasi/tautan/{scene.things[which].pk}/terbitkan/"
    assert scene.ask("koordinator", address, "POST", fields).status_code == 409
    assert changed(before, traces()) == []


def test_what_was_exchanged_while_it_was_read_is_not_verified(scene):
    link = scene.things["collected link"]
    read = bodies.move("collected link", note="Cocok.")(scene)
    address = f"/petugas/informasi/tautan/{link.pk}/bahan/"
    fields = bodies.move("collected link", source="Edaran", address=ELSEWHERE)(scene)
    assert scene.ask("konten", address, "POST", fields).status_code == 302
    before = traces()
    answer = scene.ask("hukum", row_of("hub_link_verify").address(scene), "POST", read)
    assert (answer.status_code, changed(before, traces())) == (409, [])
    assert "Cocok." in answer.content.decode()


def test_a_page_of_one_link_moves_no_other(scene):
    """``seen`` of another link is a state this link never had."""
    before = traces()
    other = str(newest_move(scene.things["published link"]))
    for row in [row for row in TABLE if row.name.startswith("hub_link_") and "seen" in row.body(scene) and row.moves]:
        if row.things != ("link: published link",):
            status = scene.ask(row.moves[0], row.address(scene), "POST", row.body(scene) | {"seen": other}).status_code
            assert (status, changed(before, traces())) == (409, []), str(row)


@pytest.mark.parametrize("number", ["2", "9", "32767"])
def test_only_what_was_published_is_brought_back(scene, number):
    before = traces()
    assert send(scene, "konten", "hub_link_restore", number=number) == 422
    assert changed(before, traces()) == []


def test_a_trial_that_somebody_made_up_counts_for_nothing(scene):
    assert send(scene, "konten", "hub_link_try", status="200", problem="", address="https://127.0.0.1/") == 302
    version = newest(scene, "written link")
    assert (version.address, version.trial.hops) == (OSS, [OSS])


def test_every_deed_is_written_down_under_the_name_of_who_did_it(scene):
    for row in [row for row in TABLE if row.name.startswith("hub_link_") and row.moves and row.things]:
        if row.name == "hub_link_shift":
            continue
        with scene.undone():
            fields = row.body(scene) | {"by": str(scene.people["admin"].pk)}
            assert scene.ask(row.moves[0], row.address(scene), "POST", fields).status_code == 302
            move = LinkMove.objects.filter(link=int(row.parts(scene)[0])).latest("pk")
            assert (move.by, row.name) == (scene.people[row.moves[0]], f"hub_link_{move.action}")


# Short addresses ----------------------------------------------------------------------


def test_nothing_in_a_request_leads_a_short_address_elsewhere(scene):
    for which in ("page", "group", "published link", "document link", "campaign"):
        row = row_of(f"short_address of {'the page' if which == 'page' else f'a {which}'}")
        expected = scene.ask("nobody", row.address(scene))["Location"]
        assert expected.startswith(("/", OSS)), which
        for query in ("next", "url", "to", "k", "tujuan"):
            answer = scene.ask("nobody", f"{row.address(scene)}?{query}={ELSEWHERE}")
            assert answer["Location"] == expected, which
        headers = {"X-Forwarded-Host": "contoh.com", "Referer": ELSEWHERE}
        assert scene.ask("nobody", row.address(scene), headers=headers)["Location"] == expected


@pytest.mark.parametrize("which", ["collected link", "withdrawn link", "ended link", "early link"])
def test_a_code_is_led_to_nothing_the_public_does_not_see(scene, which):
    before = traces()
    for name in ("hub_retarget", "hub_campaign"):
        place = f"link:{scene.things[which].pk}"
        assert send(scene, "konten", name, place=place, places=place) == 422
    assert changed(before, traces()) == []


@pytest.mark.parametrize(
    "place", [ELSEWHERE, "link:0", "link:", "page:1", "group:999999", "address:/admin/", "link:1 "]
)
def test_a_code_is_led_to_no_place_made_up(scene, place):
    before = traces()
    assert send(scene, "konten", "hub_retarget", place=place) == 422
    assert changed(before, traces()) == []


# The page and what is asked -----------------------------------------------------------


def test_what_an_announcement_was_begun_as_stays(scene):
    made_up = {"kind": "news", "visible_from": "2020-01-01T00:00", "withdrawn_at": "", "written_by": "1"}
    outage = scene.things["outage"]
    assert send(scene, "admin", "hub_announcement outage", **made_up) == 302
    kept = Announcement.objects.get(pk=outage.pk)
    assert (kept.kind, kept.visible_from, kept.written_by) == ("outage", outage.visible_from, outage.written_by)


def test_who_prepares_a_common_question_publishes_none(scene):
    for name in ("common_question", "common_question_new"):
        with scene.undone():
            before = set(CommonQuestion.objects.filter(is_published=True))
            assert send(scene, "layanan", name, is_published="on", written_by="1", order="0") == 302
            assert set(CommonQuestion.objects.filter(is_published=True)) == before


def test_an_answer_is_its_officers_own_and_no_other_questions(scene):
    made_up = {"by": "1", "question": str(scene.things["report"].pk), "number": scene.things["report"].number}
    assert send(scene, "layanan", "staff_question", status="closed", **made_up) == 302
    reply = scene.things["question"].replies.get()
    assert reply.by == scene.people["layanan"]
    assert not scene.things["report"].replies.exists()


def test_a_question_answered_by_one_officer_is_not_answered_over_by_another(scene):
    assert send(scene, "layanan", "staff_question") == 302
    before = traces()
    for person in ("counter", "koordinator"):
        assert send(scene, person, "staff_question", text="Besok.") == 409
        assert send(scene, person, "staff_question_close") == 409
    assert changed(before, traces()) == []


def test_an_asker_decides_neither_number_nor_status(scene):
    made_up = {"number": "T-2026-000001", "token": "x" * 32, "status": "answered", "closed_note": "Selesai"}
    answer = scene.ask("nobody", "/tanya/", "POST", bodies.asking(scene) | made_up)
    page = scene.ask("nobody", answer["Location"]).content.decode()
    assert "x" * 32 not in answer["Location"]
    assert "Menunggu jawaban" in page
    assert "Selesai" not in page


def test_no_token_opens_what_is_another_things(scene):
    tokens = [scene.things["question"].token, scene.files["check"].token]
    pages = ["/tanya/{}/", "/t/{}/", "/petugas/pertanyaan/{}/"]
    opened = {page: [scene.ask("nobody", page.format(token)).status_code for token in tokens] for page in pages}
    assert opened["/tanya/{}/"] == [200, 404]
    assert 200 not in (opened["/t/{}/"][0], *opened["/petugas/pertanyaan/{}/"])


def test_the_page_of_a_question_says_nothing_of_who_asked(scene):
    answer = scene.ask("nobody", "/tanya/", "POST", bodies.asking(scene))
    page = scene.ask("nobody", answer["Location"]).content.decode()
    for personal in ("Siti", "siti@contoh.id", "812 3456", "8123456"):
        assert personal not in page


# Power taken away ---------------------------------------------------------------------


@pytest.mark.parametrize("person", OF_THE_HUB)
def test_a_role_taken_away_ends_the_session_before_the_next_form(scene, person):
    row = next(row for row in TABLE if row.name.startswith("hub_") and person in row.moves)
    fields = row.body(scene)
    scene.people[person].roles.clear()
    before = traces()
    answer = scene.ask(person, row.address(scene), "POST", fields)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/masuk/")
    assert changed(before, traces()) == []
