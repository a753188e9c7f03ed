"""The survey's grades begin on a day: a period has those of its last day, and what has begun stays as it is."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from helpdesk import evaluations, posters
from helpdesk.models import GradeScale, Poster
from helpdesk.survey_periods import Period
from helpdesk.survey_results import LEAST_PUBLISHED, results, scale_on
from helpdesk.tests.survey_steps import answered
from helpdesk.tests.test_helpdesk_triggers import refuses
from helpdesk.triggers import RULES
from sipelaku.triggers import remove
from testkit.papers import pdf_text

pytestmark = pytest.mark.django_db

# The database's own clock can't be moved; all of this is far ahead of it.
TODAY = datetime.date(2090, 7, 3)
NOON = datetime.datetime(2090, 7, 3, 4, tzinfo=datetime.UTC)
SPRING, SUMMER = Period(2090, "q2"), Period(2090, "q3")
A_DAY = datetime.timedelta(days=1)
LATER = "Peraturan Menteri PANRB Nomor 1 Tahun 2090"
FIRST = "Peraturan Menteri PANRB Nomor 14 Tahun 2017"
STRICTER = {"regulation": LATER, "a_from": "95.00", "b_from": "85.00", "c_from": "75.01"}
SCALES = reverse("admin:helpdesk_gradescale_changelist")
ADD = reverse("admin:helpdesk_gradescale_add")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def administrator():
    return get_user_model().objects.create_superuser(
        "administrator", email="administrator@kantor.example", password="rahasia-kantor", full_name="Wahyu Contoh"
    )


@pytest.fixture
def desk(client, administrator):
    """The administrator's browser."""
    client.force_login(administrator)
    return client


def scale_from(day, **changes):
    caches["local"].clear()
    return GradeScale.objects.create(effective_from=day, **STRICTER | changes)


def page_of(scale, page="change"):
    return reverse(f"admin:helpdesk_gradescale_{page}", args=[scale.pk])


def first():
    return GradeScale.objects.get(regulation=FIRST)


# Which grades a period has ------------------------------------------------------------


def test_the_first_grades_are_those_of_the_regulation_and_hold_for_every_period():
    assert [(str(grade.index_from), str(grade.index_to)) for grade in scale_on(datetime.date(1998, 12, 31)).grades] == [
        ("88.31", "100.00"),
        ("76.61", "88.30"),
        ("65.00", "76.60"),
        ("25.00", "64.99"),
    ]
    assert scale_on(TODAY).regulation == FIRST


@pytest.mark.parametrize(
    ("begins", "letter", "regulation"),
    [
        (SPRING.first, "D", LATER),
        (SPRING.last, "D", LATER),
        (SPRING.last + A_DAY, "C", FIRST),  # the control: the same answers under the grades before
    ],
)
def test_a_period_has_the_grades_of_its_last_day(catalogue, begins, letter, regulation):
    scale_from(begins)
    answered(3, day=SPRING.first)
    found = results(SPRING)
    assert (found.total.said.index, found.total.said.grade.letter) == (Decimal("75.00"), letter)
    assert {element.grade.letter for element in found.total.said.elements} == {letter}
    assert found.scale.regulation == regulation


def test_later_grades_change_no_earlier_result(catalogue, clock):
    answered(3, day=SPRING.first)
    answered(3, day=TODAY)
    before = results(SPRING)
    scale_from(TODAY + A_DAY)
    assert results(SPRING) == before
    clock.move_to(datetime.datetime(2090, 10, 2, 4, tzinfo=datetime.UTC))
    assert results(SPRING) == before
    assert results(SUMMER).total.said.grade.letter == "D"


def test_the_pages_show_the_grades_of_their_period(catalogue, client, team, clock):
    scale_from(TODAY + A_DAY)
    for day in (SPRING.first, TODAY):
        answered(LEAST_PUBLISHED, day=day)
    client.force_login(team["koordinator"])
    spring = client.get("/petugas/survei/?tahun=2090&bagian=q2").content.decode()
    assert f"Dihitung menurut {FIRST}." in spring
    assert "88,31–100,00" in spring
    assert FIRST in client.get("/survei/hasil/").content.decode()
    clock.move_to(datetime.datetime(2090, 10, 2, 4, tzinfo=datetime.UTC))
    client.force_login(team["koordinator"])
    assert client.get("/petugas/survei/?tahun=2090&bagian=q2").content.decode().count("88,31–100,00") == 1
    for page in ("/petugas/survei/?tahun=2090&bagian=q3", "/survei/hasil/"):
        summer = client.get(page).content.decode()
        assert f"Dihitung menurut {LATER}." in summer
        assert "95,00–100,00" in summer
        assert "3,80–4,00" in summer
        assert "75,01–84,99" in summer
        assert "3,0004–3,3996" in summer
        assert "Tidak baik" in summer


def test_the_paper_says_by_which_regulation(catalogue, client, team):
    scale_from(SPRING.last)
    answered(LEAST_PUBLISHED, day=SPRING.first)
    client.force_login(team["koordinator"])
    path = "/petugas/survei/publikasi/?tahun=2090&bagian=q2"
    assert client.get(path).status_code == 202
    assert posters.render_pending(10) == 1
    words = " ".join(pdf_text(Poster.objects.get().file.read()).split())
    assert f"Dihitung menurut {LATER}" in words
    assert "Mutu layanan D: Tidak baik" in words


def test_the_evaluation_has_the_grades_of_its_quarter(catalogue):
    scale_from(SPRING.last + A_DAY)
    answered(3, day=SPRING.first)
    assert evaluations.figures_of(2090, 2, TODAY)["satisfaction"]["grade"] == "C"


def test_the_grades_are_read_once_in_a_while(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        scale_on(TODAY)
        scale_on(SPRING.first)


# Entered by an administrator ----------------------------------------------------------


def test_an_administrator_enters_grades_to_come_corrects_and_deletes_them(desk):
    assert desk.post(ADD, STRICTER | {"effective_from": "2090-07-04"}).status_code == 302
    scale = GradeScale.objects.get(regulation=LATER)
    assert (scale.effective_from, scale.c_from) == (TODAY + A_DAY, Decimal("75.01"))
    changed = STRICTER | {"effective_from": "2091-01-01", "c_from": "70"}
    assert desk.post(page_of(scale), changed).status_code == 302
    scale.refresh_from_db()
    assert (scale.effective_from, scale.c_from) == (datetime.date(2091, 1, 1), Decimal("70.00"))
    assert desk.post(page_of(scale, "delete"), {"post": "yes"}).status_code == 302
    assert GradeScale.objects.get() == first()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"effective_from": "2090-07-03"}, "Pilih besok atau sesudahnya"),
        ({"effective_from": "2090-01-01"}, "Pilih besok atau sesudahnya"),
        ({"effective_from": ""}, "tidak boleh kosong"),
        ({"effective_from": "besok"}, "tanggal"),
        ({"regulation": ""}, "tidak boleh kosong"),
        ({"a_from": "85"}, "Batas mutu A harus di atas B"),
        ({"c_from": "85"}, "Batas mutu A harus di atas B"),
        ({"c_from": "25"}, "Batas mutu A harus di atas B"),
        ({"a_from": "100.01"}, "Batas mutu A harus di atas B"),
        ({"a_from": "95.005"}, "desimal"),
        ({"a_from": "tinggi"}, "bilangan"),
        ({"a_from": "NaN"}, "bilangan"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_typed_is_lost(desk, typed, says):
    refused = desk.post(ADD, STRICTER | {"effective_from": "2090-07-04"} | typed)
    assert refused.status_code == 200
    assert says in refused.content.decode()
    assert "85.00" in refused.content.decode()
    assert GradeScale.objects.get() == first()


def test_two_scales_do_not_begin_on_one_day(desk):
    scale_from(TODAY + A_DAY)
    assert desk.post(ADD, STRICTER | {"effective_from": "2090-07-04"}).status_code == 200
    assert GradeScale.objects.count() == 2


def test_grades_whose_day_has_come_are_only_looked_at(client, administrator, clock):
    scale = scale_from(TODAY + A_DAY)
    clock.move_to(NOON + A_DAY)
    client.force_login(administrator)
    for begun in (scale, first()):
        page = client.get(page_of(begun)).content.decode()
        assert "tidak dapat diubah atau dihapus" in page
        assert 'name="_save"' not in page
        assert client.post(page_of(begun), STRICTER | {"effective_from": "2099-01-01"}).status_code == 403
        assert client.post(page_of(begun, "delete"), {"post": "yes"}).status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [begun.pk], "post": "yes"}
        assert client.post(SCALES, bulk).status_code == 403
    assert GradeScale.objects.filter(regulation__in=[FIRST, LATER], c_from__in=["65.00", "75.01"]).count() == 2


def test_the_day_comes_by_the_office_s_clock(clock):
    scale = scale_from(TODAY + A_DAY)
    clock.move_to(datetime.datetime(2090, 7, 3, 15, 59, tzinfo=datetime.UTC))
    assert not scale.has_begun
    clock.move_to(datetime.datetime(2090, 7, 3, 16, 0, tzinfo=datetime.UTC))  # midnight in the office
    assert scale.has_begun
    with pytest.raises(ValidationError, match="besok"):
        scale.full_clean()


def test_nobody_else_sees_them(client, team, staff, applicant):
    own_page = page_of(first())
    for person in (None, applicant, staff["head"], staff["counter"], *team.values()):
        client.logout()
        if person:
            client.force_login(person)
        for address in (SCALES, ADD, own_page, page_of(first(), "delete")):
            assert client.get(address).status_code in (302, 404)
            assert client.post(address, STRICTER | {"effective_from": "2099-01-01"}).status_code in (302, 404)
    assert GradeScale.objects.get() == first()


# Past every form ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"a_from": "90.00"},
        {"b_from": "80.00"},
        {"c_from": "60.00"},
        {"regulation": "Lain"},
        {"effective_from": datetime.date(2090, 1, 1)},
    ],
)
def test_the_database_keeps_grades_whose_day_has_come(change):
    assert refuses(lambda: GradeScale.objects.filter(pk=first().pk).update(**change))


def test_the_database_deletes_none_whose_day_has_come():
    assert refuses(lambda: first().delete())


def test_the_database_lets_none_begin_today_or_before():
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_DATE")
        [today] = cursor.fetchone()
    assert refuses(lambda: scale_from(today))
    assert refuses(lambda: scale_from(datetime.date(2020, 1, 1)))
    coming = scale_from(TODAY)
    assert refuses(lambda: GradeScale.objects.filter(pk=coming.pk).update(effective_from=today))


def test_the_database_lets_grades_to_come_change_and_go():
    coming = GradeScale.objects.filter(pk=scale_from(TODAY).pk)
    assert not refuses(lambda: coming.update(c_from="70.00", effective_from=datetime.date(2095, 1, 1)))
    assert not refuses(lambda: coming.delete())


def test_control_without_the_triggers_grades_in_force_change():
    remove(connection, RULES)
    assert GradeScale.objects.filter(pk=first().pk).update(c_from="60.00") == 1
    assert not refuses(lambda: scale_from(datetime.date(2020, 1, 1)))
    assert first().delete()[0] == 1


@pytest.mark.parametrize(
    "borders", [{"a_from": "85.00"}, {"b_from": "75.01"}, {"c_from": "25.00"}, {"a_from": "100.01"}]
)
def test_the_database_knows_that_grades_lie_one_above_another(borders):
    with pytest.raises(IntegrityError, match="grades_begin_one_above_another"), transaction.atomic():
        scale_from(TODAY, **borders)
