"""Who must act next on a link is told: what waits once a working day, what came back and what was reported at once."""

import datetime

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from helpdesk import letters, publishing, questions, tasks, upkeep, work
from helpdesk.models import Letter, LetterKind, Link
from helpdesk.questions import Asked
from helpdesk.tests.hub_steps import page_of, text_of
from sipelaku.office.services import current_office
from testkit.hub import collected, published, tried, turned_away, written
from testkit.story import make_user

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 23)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def on(monkeypatch):
    """Let it be nine in the morning of a day at the office."""

    def at(day):
        moment = datetime.datetime.combine(day, datetime.time(9), current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(MONDAY)
    return at


def told(kind):
    """Who was written to, in order."""
    return list(Letter.objects.filter(kind=kind).order_by("pk").values_list("person__username", flat=True))


def told_of_work():
    Letter.objects.filter(kind=LetterKind.WORK_WAITS).delete()
    assert work.tell() == len(told(LetterKind.WORK_WAITS))
    return told(LetterKind.WORK_WAITS)


# What waits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (collected, ["hukum"]),
        (lambda team: publishing.verify(collected(team), by=team["hukum"]), ["konten", "koordinator"]),
        (written, ["admin", "konten", "koordinator"]),
        (turned_away, ["admin", "konten", "koordinator"]),
        (tried, ["koordinator"]),
        (published, []),
    ],
    ids=["collected", "verified", "written", "turned away", "tried", "published"],
)
def test_everybody_whose_turn_it_is_is_told_and_nobody_else(team, on, state, readers):
    state(team)
    assert sorted(told_of_work()) == readers


def test_one_letter_a_day_says_how_much_of_everything_waits(team, on):
    for version in (collected(team), collected(team), turned_away(team), tried(team)):
        assert version.pk
    assert work.tell() == work.tell() == 4
    assert sorted(told(LetterKind.WORK_WAITS)) == ["admin", "hukum", "konten", "koordinator"]
    words = {row.person.username: letters.message_of(row).text for row in Letter.objects.all()}
    assert "2 bahan menunggu verifikasi Anda" in words["hukum"]
    assert "1 alamat menolak portal dan perlu Anda buka sendiri" in words["admin"]
    assert "1 tautan perlu diuji aksesnya" in words["konten"]
    assert "1 tautan siap diterbitkan" in words["koordinator"]
    on(MONDAY + A_DAY)
    work.tell()
    assert len(told(LetterKind.WORK_WAITS)) == 8


@pytest.mark.parametrize("day", [MONDAY - A_DAY, datetime.date(2026, 12, 25)], ids=["a Sunday", "a holiday"])
def test_nobody_is_written_to_on_a_day_off(team, on, day):
    collected(team)
    on(day)
    assert work.tell() == 0


def test_what_somebody_collected_themselves_does_not_wait_for_their_word(team, on):
    both = make_user("rangkap", "hukum", "petugas_layanan")
    publishing.revise(published(team), publishing.Material("Edaran", "https://oss.go.id/baru"), by=both)
    assert told_of_work() == ["hukum"]


def test_who_has_left_is_not_written_to(team, on):
    collected(team)
    team["hukum"].is_active = False
    team["hukum"].save()
    assert told_of_work() == []


def test_withdrawn_material_waits_for_nobody(team, on):
    upkeep.withdraw(collected(team).link, by=team["koordinator"], note="Salah kumpul.")
    assert told_of_work() == []


def test_what_was_done_before_the_letter_went_out_is_not_asked_for(team, on):
    version = collected(team)
    work.tell()
    publishing.refuse(version, by=team["hukum"], note="Dicabut.")
    letter = Letter.objects.get(kind=LetterKind.WORK_WAITS)
    assert "tidak ada lagi yang menunggu Anda" in letters.message_of(letter).text


def test_the_letter_goes_out_with_the_daily_chores_and_leads_to_the_start_page(team, on, settings):
    settings.SITE_URL = "https://perizinan.contoh.go.id"
    collected(team)
    caches["local"].clear()
    assert tasks.chase_reviews() == 1
    assert tasks.chase_reviews() == 0
    letters.send_due(10)
    (message,) = mail.outbox
    assert message.to == [team["hukum"].email]
    assert message.subject == "Bahan halaman informasi menunggu Anda"
    assert "https://perizinan.contoh.go.id/petugas/informasi/\n" in message.body


def test_nobody_is_written_to_before_the_morning_and_then_they_are(team, on, monkeypatch):
    collected(team)
    caches["local"].clear()
    for hour, minute, letters_written in ((0, 5, 0), (7, 59, 0), (8, 0, 1), (8, 10, 0)):
        moment = datetime.datetime.combine(MONDAY, datetime.time(hour, minute), current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert tasks.chase_reviews() == letters_written


def test_the_database_keeps_one_letter_a_day_and_none_to_nobody(team, on):
    collected(team)
    work.tell()
    row = Letter.objects.get()
    again = {"kind": row.kind, "occasion": row.occasion, "channel": row.channel, "next_try_at": row.next_try_at}
    for reader in (row.person, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(person=reader, **again)


def test_the_start_page_names_what_the_letter_names(at_desk, hub_people):
    turned_away(hub_people)
    text = text_of(at_desk("admin").get(reverse("hub_desk")))
    assert "alamat menolak portal dan perlu Anda buka sendiri" in text
    assert "alamat menolak portal" not in text_of(at_desk("konten").get(reverse("hub_desk")))


# What came back -------------------------------------------------------------------------------


def test_who_brought_refused_material_is_told_at_once_and_why(team):
    version = publishing.refuse(collected(team), by=team["hukum"], note="Peraturannya sudah dicabut.")
    assert told(LetterKind.REFUSED) == ["konten"]
    message = letters.message_of(Letter.objects.get())
    assert message.subject == "Bahan ditolak: oss.go.id"
    assert "Peraturannya sudah dicabut." in message.text
    assert page_of(version) in message.text


def test_each_refusal_is_told(team):
    version = publishing.refuse(collected(team), by=team["hukum"], note="Dicabut.")
    again = publishing.revise(version.link, publishing.Material("Lain", "https://oss.go.id/x"), by=team["layanan"])
    publishing.refuse(again, by=team["hukum"], note="Bukan yang resmi.")
    assert told(LetterKind.REFUSED) == ["konten", "layanan"]


def test_where_who_brought_it_has_left_the_person_in_charge_is_told(team):
    version = collected(team)
    upkeep.entrust(version.link, team["layanan"], by=team["koordinator"])
    team["konten"].is_active = False
    team["konten"].save()
    publishing.refuse(version, by=team["hukum"], note="Dicabut.")
    assert told(LetterKind.REFUSED) == ["layanan"]


def test_a_refusal_that_is_taken_back_tells_nobody(team):
    with transaction.atomic():
        publishing.refuse(collected(team), by=team["hukum"], note="Dicabut.")
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


# What was reported ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", questions.REPORTS)
def test_the_keepers_of_a_reported_link_are_told_without_a_word_of_who_wrote(team, kind):
    link = published(team)
    upkeep.entrust(link, team["layanan"], by=team["koordinator"])
    link.refresh_from_db()
    asked = Asked(kind, "Saya Siti, minta uang.", link=link, name="Siti", email="siti@contoh.id", phone="+628123456789")
    questions.ask(asked, "a" * 32)
    assert told(LetterKind.LINK_REPORTED) == ["koordinator", "layanan"]
    message = letters.message_of(Letter.objects.first())
    assert message.subject == "Tautan dilaporkan: Panduan NIB"
    assert "belum dijawab: 1" in message.text
    for personal in ("Siti", "siti@", "628123456789", "minta uang"):
        assert personal not in message.text + message.short


def test_many_reports_of_a_day_are_told_once(team):
    link = published(team)
    for number in range(3):
        questions.ask(Asked("fake", f"Palsu {number}", link=link), f"{number}" * 32)
    assert len(told(LetterKind.LINK_REPORTED)) == 2
    assert "belum dijawab: 3" in letters.message_of(Letter.objects.first()).text


def test_a_question_and_a_report_of_no_link_tell_nobody_of_it(team):
    questions.ask(Asked("question", "Berapa lama?", link=published(team)), "a" * 32)
    questions.ask(Asked("fake", "Ada situs palsu."), "b" * 32)
    assert not Letter.objects.exists()


def test_the_page_of_a_reported_link_says_so(at_desk, hub_people):
    link = Link.objects.get(pk=published(hub_people).pk)
    address = reverse("hub_link", args=[link.pk])
    assert "laporan masyarakat" not in text_of(at_desk("konten").get(address))
    questions.ask(Asked("wrong_link", "Kosong.", link=link), "a" * 32)
    text = text_of(at_desk("konten").get(address))
    assert "1 laporan masyarakat tentang tautan ini belum dijawab" in text
    assert "Baca laporannya" in text
    assert "Baca laporannya" not in text_of(at_desk("hukum").get(address))
