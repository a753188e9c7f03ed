"""Material, announcements and common questions sent twice, by an impatient finger or many at once: they count once."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, models
from django.utils import timezone

from helpdesk import board, common_questions, publishing
from helpdesk.common_questions import Text
from helpdesk.models import Announcement, CommonQuestion, Group, Link
from helpdesk.publishing import Material
from permits.tests.test_concurrency import race
from testkit.hub import OSS, make_team

pytestmark = pytest.mark.django_db

EDICT = Material("Edaran 12", OSS)
TOGETHER = 6


@pytest.fixture
def team(catalogue):
    """The guide's team, in an office that tests of real transactions have not emptied."""
    return make_team()


@pytest.fixture
def bring(team):
    """Bring material: ``bring(EDICT)``, for another heading ``bring(EDICT, group="oss")``."""

    def collect(material=EDICT, *, by="konten", in_charge="konten", group="nib"):
        heading = Group.objects.get(slug=group)
        return publishing.collect_once(heading, material, by=team[by], in_charge=team[in_charge])

    return collect


@pytest.fixture
def say(team):
    """Announce something."""

    def announce(**changes):
        given = {"kind": "news", "title": "Loket pindah", "text": "Ke lantai dua.", "by": team["konten"]} | changes
        return board.announce(**given)

    return announce


@pytest.fixture
def answer_all(team):
    """Write a common question."""

    def write(question="Apakah ada parkir?", *, by="konten", **changes):
        return common_questions.write(Text(question, "Ya.", **changes), by=team[by])

    return write


def tomorrow():
    return timezone.now() + datetime.timedelta(days=1)


# One after the other ------------------------------------------------------------------


def test_the_same_material_is_one_link_until_somebody_did_something_with_it(bring, team):
    first = bring()
    assert bring() == first
    publishing.verify(first, by=team["hukum"])
    assert bring() != first
    assert Link.objects.count() == 2


def test_a_document_is_known_by_what_is_in_it(bring):
    def scan(content):
        file = SimpleUploadedFile("formulir.pdf", content, "application/pdf")
        return Material("Edaran 12", document=file, document_type="application/pdf")

    first = bring(scan(b"%PDF-1.7 satu"))
    assert bring(scan(b"%PDF-1.7 satu")) == first
    assert bring(scan(b"%PDF-1.7 dua")) != first


@pytest.mark.parametrize(
    "other",
    [
        {"material": Material("Edaran 13", OSS)},
        {"material": Material("Edaran 12", f"{OSS}/lain")},
        {"by": "layanan"},
        {"in_charge": "layanan"},
        {"group": "oss"},
    ],
    ids=["source", "address", "collector", "person in charge", "heading"],
)
def test_material_that_differs_is_a_link_of_its_own(bring, other):
    assert bring(**other) != bring()


def test_what_is_announced_is_not_announced_again_until_it_is_withdrawn(say, team):
    first = say()
    assert say() == first
    board.take_down(first, by=team["konten"])
    assert say() != first


@pytest.mark.parametrize(
    "other",
    [{"kind": "outage"}, {"title": "Loket tutup"}, {"text": ""}, {"visible_until": tomorrow()}],
    ids=["kind", "title", "text", "end"],
)
def test_an_announcement_that_differs_is_another(say, other):
    assert say(**other) != say()


def test_what_will_be_announced_may_be_announced_at_once_instead(say):
    assert say(visible_from=tomorrow()) != say()


def test_the_same_common_question_stands_there_once(answer_all):
    first = answer_all()
    assert answer_all() == first
    assert answer_all(by="layanan") == first
    assert answer_all("Di mana parkirnya?") != first
    assert answer_all(is_published=True) != first


# At once ------------------------------------------------------------------------------


def made(model, task):
    """How many rows ``task`` makes when many do it at once."""
    before = model.objects.count()

    def attempt(_number):
        task()
        close_old_connections()

    race(TOGETHER, attempt, at_once=TOGETHER)
    return model.objects.count() - before


@pytest.fixture(params=["material", "announcement", "common question"])
def forms(request, bring, say, answer_all):
    """How many rows a form makes that is sent by many at once."""
    model, task = {
        "material": (Link, bring),
        "announcement": (Announcement, say),
        "common question": (CommonQuestion, answer_all),
    }[request.param]
    return lambda: made(model, task)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_sent_many_times_at_once_is_there_once(forms):
    assert forms() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_sent_many_times_at_once_without_a_lock(forms, monkeypatch):
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_options: rows)
    assert forms() > 1
