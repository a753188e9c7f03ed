"""The counter writes down who came: each day, with corrections, and never over somebody else's number unseen."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import access, counter
from helpdesk.models import CounterVisits
from sipelaku.office.services import current_office
from testkit.pages import fields_of
from testkit.story import make_user

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 21)
YESTERDAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def set_to(text):
        moment = datetime.datetime.fromisoformat(text).replace(tzinfo=current_office().zone)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to("2026-11-21 15:00")
    return set_to


@pytest.fixture
def arif(db):
    return make_user("arif", "petugas_loket")


@pytest.fixture
def counter_desk(client, arif):
    client.force_login(arif)
    return client


def form(newest=TODAY, seen=None, **people):
    """What the page sends: `form(d20="12")` for the 20th; ``seen`` is what it showed of days."""
    sent = {"sampai": newest.isoformat()}
    sent |= {f"orang-2026-11-{name[1:]}": value for name, value in people.items()}
    return sent | {f"tadi-2026-11-{number}": str(value) for number, value in (seen or {}).items()}


def send(client, **fields):
    return client.post(reverse("counter_visits"), form(**fields))


def written():
    return {row.day.day: (row.people, row.entered_by.username) for row in CounterVisits.objects.order_by("day")}


def test_days_are_written_down_and_shown_again(counter_desk):
    assert send(counter_desk, d21="12", d20="0").status_code == 302
    assert written() == {20: (0, "arif"), 21: (12, "arif")}
    page = counter_desk.get(reverse("counter_visits")).content.decode()
    assert 'value="12"' in page
    assert "Arif" in page


def test_an_empty_day_stays_unwritten(counter_desk):
    assert send(counter_desk, d21="").status_code == 302
    assert written() == {}


def test_a_correction_keeps_who_made_it_and_leaves_the_other_days(counter_desk, client, arif):
    send(counter_desk, d21="12", d20="8")
    client.force_login(make_user("nanda", "petugas_layanan"))
    assert send(client, d21="13", d20="8", seen={21: 12, 20: 8}).status_code == 302
    assert written() == {20: (8, "arif"), 21: (13, "nanda")}


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("-1", "tidak boleh di bawah 0"),
        ("5001", "Paling banyak 5000"),
        ("1,5", "angka bulat"),
        ("banyak", "angka bulat"),
        ("9" * 12, "Paling banyak 5000"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_in_its_field(counter_desk, typed, advice):
    page = send(counter_desk, d21=typed, d20="7")
    assert page.status_code == 422
    text = page.content.decode()
    assert advice in text
    assert f'value="{typed}"' in text
    assert 'value="7"' in text
    assert written() == {}


def test_a_number_written_down_cannot_be_emptied(counter_desk):
    send(counter_desk, d21="12")
    page = send(counter_desk, d21="", seen={21: 12})
    assert page.status_code == 422
    assert "Tulis 0 bila tidak ada" in page.content.decode()
    assert written() == {21: (12, "arif")}


@pytest.mark.parametrize("newest", [datetime.date(2026, 11, 22), datetime.date(2026, 11, 1), "besok", ""])
def test_a_day_to_come_or_long_past_cannot_be_written(counter_desk, newest):
    sent = {"sampai": str(newest), "orang-2026-11-22": "5", "orang-2026-11-01": "5"}
    page = counter_desk.post(reverse("counter_visits"), sent)
    assert page.status_code == 422
    assert "tidak dapat diisi" in page.content.decode()
    assert written() == {}


def test_a_day_to_come_slipped_in_among_others_is_not_looked_at(counter_desk):
    assert send(counter_desk, d21="3", d22="5").status_code == 302
    assert written() == {21: (3, "arif")}


def test_a_page_opened_before_midnight_is_still_taken(counter_desk, clock):
    clock("2026-11-22 00:05")
    assert send(counter_desk, newest=TODAY, d21="12").status_code == 302
    assert written() == {21: (12, "arif")}


def test_who_was_overtaken_is_told_and_keeps_what_they_typed(counter_desk, client, arif):
    CounterVisits.objects.create(
        day=TODAY, people=9, entered_by=make_user("nanda", "koordinator"), entered_at=timezone.now()
    )
    page = send(counter_desk, d21="12", d20="4")
    text = page.content.decode()
    assert page.status_code == 409
    assert "petugas lain mencatat 9 orang" in text
    assert 'value="12"' in text
    assert written() == {21: (9, "nanda")}
    assert send(counter_desk, d21="12", d20="4", seen={21: 9}).status_code == 302
    assert written() == {20: (4, "arif"), 21: (12, "arif")}


def test_a_double_tap_is_no_quarrel(counter_desk):
    assert [send(counter_desk, d21="12").status_code for _tap in range(2)] == [302, 302]
    assert written() == {21: (12, "arif")}


def test_all_days_are_written_or_none(counter_desk, arif):
    counter.enter({YESTERDAY: (None, 3)}, by=arif)
    with pytest.raises(counter.Overtaken):
        counter.enter({TODAY: (None, 5), YESTERDAY: (None, 4)}, by=arif)
    assert written() == {20: (3, "arif")}


@pytest.mark.parametrize("role", sorted(access.READERS))
def test_the_front_writes_and_others_find_nothing(client, db, role):
    client.force_login(make_user("orang", role))
    expected = 200 if role in access.FRONT else 404
    assert client.get(reverse("counter_visits")).status_code == expected
    assert send(client, d21="1").status_code == (302 if role in access.FRONT else 404)


def test_strangers_are_sent_to_the_sign_in_and_applicants_find_nothing(client, applicant):
    assert client.get(reverse("counter_visits")).status_code == 302
    client.force_login(applicant)
    assert client.get(reverse("counter_visits")).status_code == 404


def test_other_methods_are_refused(counter_desk):
    assert counter_desk.put(reverse("counter_visits")).status_code == 405


def test_the_page_costs_the_same_with_every_day_written(counter_desk, arif, django_assert_max_num_queries):
    counter.enter({TODAY - datetime.timedelta(number): (None, number) for number in range(15)}, by=arif)
    with django_assert_max_num_queries(9):
        counter_desk.get(reverse("counter_visits"))


# A slip of the hand -------------------------------------------------------------------


@pytest.fixture
def usual_days(arif):
    for number, people in ((17, 40), (18, 42), (19, 41)):
        counter.enter({datetime.date(2026, 11, number): (None, people)}, by=arif)


def test_a_number_far_above_the_usual_is_asked_about_once(counter_desk, usual_days):
    asked = send(counter_desk, d21="330", d20="33")
    assert asked.status_code == 422
    assert "Jauh di atas biasanya (rata-rata 41). Benar 330 orang?" in asked.content.decode()
    assert written().keys() == {17, 18, 19}
    fields = fields_of(asked, "loket")
    assert (fields["orang-2026-11-21"], fields["orang-2026-11-20"]) == (["330"], ["33"])
    # Another number in its place is asked about anew, the same one is taken.
    assert counter_desk.post(reverse("counter_visits"), fields | {"orang-2026-11-21": "3300"}).status_code == 422
    assert counter_desk.post(reverse("counter_visits"), fields).status_code == 302
    assert (written()[21], written()[20]) == ((330, "arif"), (33, "arif"))


@pytest.mark.parametrize(("people", "status"), [("126", 302), ("127", 422)])
def test_three_times_the_most_of_late_is_still_believed(counter_desk, usual_days, people, status):
    assert send(counter_desk, d21=people).status_code == status


def test_few_people_are_believed_and_so_is_the_first_number(counter_desk, arif):
    assert send(counter_desk, d19="330").status_code == 302
    CounterVisits.objects.all().delete()
    counter.enter({datetime.date(2026, 11, 19): (None, 2)}, by=arif)
    assert send(counter_desk, d21="50").status_code == 302
    assert send(counter_desk, d20="5", seen={21: 50}, d21="50").status_code == 302
