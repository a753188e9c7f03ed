"""Nothing says who answered what: not the schema, not the rows' order, not the logs, not a small group's figures."""

import datetime
import logging
import uuid

import pytest
import time_machine
from django.db import connection, models

from helpdesk import survey_results, surveys
from helpdesk.models import Answer, Invitation
from helpdesk.models.survey import ELEMENTS
from helpdesk.survey_periods import Period
from helpdesk.survey_results import answers_in, hidden_keys, profile, public_profile, remarks, results
from helpdesk.tests.survey_steps import (
    AFTERWARDS,
    LAST_QUARTER_DAY,
    NOON,
    answered,
    filled_in,
    handed_over,
    scores,
    the_answer,
    three_types,
)
from permits.models import PermitType
from sipelaku.logs import DiscreetFormatter

pytestmark = pytest.mark.django_db

AUTUMN = Period(2026, "q4")


@pytest.fixture
def invitation(applicant, staff):
    with time_machine.travel(NOON, tick=False):
        return surveys.invite(handed_over(applicant, staff))


@pytest.fixture
def afterwards():
    with time_machine.travel(AFTERWARDS, tick=False) as traveller:
        yield traveller


@pytest.fixture
def types(catalogue):
    return three_types()


# What is stored -----------------------------------------------------------------------


def test_an_answer_holds_a_day_a_way_a_service_and_what_was_said_and_nothing_else():
    assert {field.name for field in Answer._meta.get_fields()} == {
        *("id", "day", "way", "permit_type", "age", "gender", "education", "occupation", "remark"),
        *ELEMENTS,
    }


def test_an_answer_knows_no_moment_and_points_to_nothing_but_a_kind_of_permit():
    fields = Answer._meta.get_fields()
    assert not [field for field in fields if isinstance(field, models.DateTimeField | models.TimeField)]
    assert [field.related_model for field in fields if field.is_relation] == [PermitType]


def test_an_invitation_knows_that_it_was_used_and_neither_when_nor_how():
    assert {field.name for field in Invitation._meta.get_fields()} == {
        *("id", "token", "way", "permit", "created_on", "expires_on", "is_used", "letters")
    }


def test_nothing_in_the_database_points_to_an_answer():
    with connection.cursor() as cursor:
        pointing = [
            (table, column)
            for table in connection.introspection.table_names(cursor)
            for column, (_other, target) in connection.introspection.get_relations(cursor, table).items()
            if target == Answer._meta.db_table
        ]
    assert pointing == []


def test_the_key_of_an_answer_is_random_and_not_counted(catalogue):
    answered(20)
    keys = list(Answer.objects.values_list("pk", flat=True))
    assert all(isinstance(key, uuid.UUID) and key.version == 4 for key in keys)


def test_an_answer_looks_the_same_whoever_gives_it_at_whatever_hour(client, invitation, applicant, staff):
    with time_machine.travel(NOON, tick=False) as traveller:
        other = surveys.invite(handed_over(applicant, staff))
        client.post(f"/survei/{other.token}/", filled_in())
        traveller.shift(datetime.timedelta(hours=3))
        client.post(f"/survei/{invitation.token}/", filled_in(), REMOTE_ADDR="203.0.113.7")
    first, second = ({**row, "id": None} for row in Answer.objects.values())
    assert first == second


# What is written down elsewhere -------------------------------------------------------


@pytest.fixture
def written():
    """All lines of all logs, as they are written."""
    lines = []

    class Keeper(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    keeper = Keeper()
    keeper.setFormatter(DiscreetFormatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield lines
    root.setLevel(level)
    root.removeHandler(keeper)


def test_the_logs_tell_neither_tokens_nor_answers(client, invitation, written):
    with time_machine.travel(NOON, tick=False):
        client.post(f"/survei/{invitation.token}/", filled_in(remark="Kursinya kurang") | {"time": ""})
        client.post(f"/survei/{invitation.token}/", filled_in(remark="Kursinya kurang"))
        client.post(f"/survei/{invitation.token}/", filled_in(remark="Kursinya kurang"))
    everything = "\n".join(written)
    assert "/survei/..." in everything  # the refused ones are written down
    for secret in (invitation.token, "Kursinya", str(the_answer().pk), str(invitation.permit.pk) + " "):
        assert secret not in everything


def test_thanks_go_to_an_address_that_tells_nothing(client, invitation):
    with time_machine.travel(NOON, tick=False):
        response = client.post(f"/survei/{invitation.token}/", filled_in())
    assert response["Location"] == "/survei/terima-kasih/"
    assert "sessionid" not in response.cookies
    assert "messages" not in response.cookies


# Small groups -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({1: 3, 2: 4}, set()),
        ({1: 2, 2: 9, 3: 5}, {1, 3}),  # alone, 1 could be found by taking 2 and 3 from the sum of all
        ({1: 2, 2: 1, 3: 5}, {1, 2}),  # together 3: neither can be found
        ({1: 1, 2: 1, 3: 3, None: 8}, {1, 2, 3}),
        ({1: 0, 2: 3}, set()),
        ({None: 2, 1: 3}, {None, 1}),
        ({1: 2}, {1}),
        ({}, set()),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_found_by_taking_away(counts, hidden):
    assert hidden_keys(counts) == hidden


def test_a_service_with_two_answers_tells_their_number_only(types, afterwards):
    answered(2, permit_type=types[0], remark="Ada yang kurang")
    answered(3, permit_type=types[1])
    answered(9, permit_type=types[2], remark="Baik")
    found = results(AUTUMN)
    by_key = {group.key: group for group in found.services}
    assert (by_key[types[0].pk].respondents, by_key[types[0].pk].said) == (2, None)
    assert by_key[types[1].pk].is_hidden
    assert by_key[types[2].pk].said.index == found.total.said.index == 75
    assert {answer.remark for answer in remarks(found)} == {"Baik"}
    assert not remarks(found, by_key[types[0].pk]).exists()


def test_fewer_than_three_answers_in_all_say_nothing(types, afterwards):
    answered(2, permit_type=types[0], remark="Ada yang kurang")
    found = results(AUTUMN)
    assert (found.total.respondents, found.total.said, found.total.is_hidden) == (2, None, True)
    assert not remarks(found).exists()
    assert profile(answers_in(AUTUMN)) == []


def test_control_three_answers_do(types, afterwards):
    answered(3, permit_type=types[0], remark="Ada yang kurang")
    found = results(AUTUMN)
    assert found.total.said is not None
    assert remarks(found).count() == 3
    assert len(profile(answers_in(AUTUMN))) == 4


def test_who_answered_is_told_to_everybody_without_groups_too_small_to_hide_in(types, afterwards):
    answered(8, gender="female", age=0)
    answered(4, gender="male", age=0)
    answered(2, age=30)
    answered(1, gender="male", age=56)
    told = {str(part.name): [(str(row.name), row.count) for row in part.shares] for part in profile(answers_in(AUTUMN))}
    assert ("Tidak menjawab", 2) in told["Jenis kelamin"], "the control: the office's own page counts them"
    public = {
        str(part.name): [(str(row.name), row.count) for row in part.shares]
        for part in public_profile(answers_in(AUTUMN))
    }
    assert public["Jenis kelamin"] == [("Perempuan", 8), ("Kelompok kecil lain", 7)]
    assert dict(public["Usia"])["Kelompok kecil lain"] == 3
    for shares in public.values():
        assert not [count for _name, count in shares if 0 < count < 3]
        assert sum(count for _name, count in shares) == 15


def test_the_pages_and_files_show_nothing_of_a_small_group(client, types, team, afterwards):
    answered(2, permit_type=types[0], requirements=1, remark="Ada yang kurang", gender="female")
    client.force_login(team["koordinator"])
    for query in ("", f"?tahun=2026&layanan={types[0].slug}"):
        page = client.get(f"/petugas/survei/{query}").content.decode()
        assert "2 responden" in page
        assert "Nilainya tidak ditampilkan" in page
        assert "Nilai per unsur" not in page
        assert "Profil responden" not in page
        assert "Ada yang kurang" not in client.get(f"/petugas/survei/saran/{query}").content.decode()
    table = client.get("/petugas/survei/?format=csv").content.decode()
    assert "jawaban terlalu sedikit" in table
    assert "1,000" not in table


def test_suggestions_stand_in_the_order_of_their_random_keys_without_a_day(client, types, team, afterwards):
    for number in range(30):
        answered(remark=f"Saran nomor {number:02}", permit_type=types[0])
    client.force_login(team["koordinator"])
    page = client.get("/petugas/survei/saran/").content.decode()
    shown = [number for _place, number in sorted((page.index(f"nomor {number:02}"), number) for number in range(30))]
    by_key = [int(answer.remark[-2:]) for answer in Answer.objects.order_by("pk")]
    assert shown == by_key
    assert "9 Oktober" not in page


# One period taken from another --------------------------------------------------------


YEAR, SUMMER, SECOND_HALF = Period(2026), Period(2026, "q3"), Period(2026, "s2")
ANGRY = scores(*[1] * 9)


def sum_of(group):
    """What the answers of a group add up to, which whoever reads the page can work out."""
    return None if group.said is None else sum(element.average for element in group.said.elements) * group.respondents


@pytest.fixture
def lonely_autumn(types, afterwards):
    """Many answers in summer; in autumn two angry ones."""
    answered(9, day=LAST_QUARTER_DAY, permit_type=types[0], remark="Baik")
    answered(2, permit_type=types[0], remark="Marah", **ANGRY)


def test_no_longer_period_tells_what_a_quarter_of_too_few_answers_keeps_to_itself(lonely_autumn, types):
    assert sum_of(results(SUMMER).total) == 9 * 27
    for longer in (YEAR, SECOND_HALF):
        found = results(longer)
        assert found.total.respondents == 11
        assert found.total.is_hidden
        assert all(group.is_hidden for group in found.services)
        assert not remarks(found).exists()


def test_control_hidden_by_the_whole_period_only_the_difference_is_two_peoples_answer(lonely_autumn, monkeypatch):
    monkeypatch.setattr(survey_results, "_counts_by_quarter", lambda sums: [{row["permit_type"]: 99 for row in sums}])
    assert sum_of(results(SECOND_HALF).total) - sum_of(results(SUMMER).total) == 2 * 9


def test_a_service_hidden_in_a_quarter_is_hidden_in_its_year_and_so_is_who_would_give_it_away(types, afterwards):
    for kind in types:
        answered(9, day=LAST_QUARTER_DAY, permit_type=kind)
    answered(2, permit_type=types[0], **ANGRY)
    answered(4, permit_type=types[1])
    answered(5, permit_type=types[2])
    told = {group.key: sum_of(group) for group in results(YEAR).services}
    assert told == {types[0].pk: None, types[1].pk: None, types[2].pk: 14 * 27}
    assert sum_of(results(YEAR).total) is not None


def test_a_period_that_runs_says_nothing_so_that_nobody_reads_it_before_and_after_a_visitor(client, types, team):
    answered(5, permit_type=types[0], remark="Kursi kurang")
    client.force_login(team["layanan"])
    with time_machine.travel(NOON, tick=False):
        for query in ("?bagian=q4", "?tahun=2026", f"?tahun=2026&layanan={types[0].slug}"):
            page = client.get(f"/petugas/survei/{query}").content.decode()
            assert "5 responden" in page
            assert "setelah periode ini berakhir" in page
            assert "75,00" not in page
            assert "Profil responden" not in page
            assert "Kursi kurang" not in client.get(f"/petugas/survei/saran/{query}").content.decode()
        assert "belum berakhir" in client.get("/petugas/survei/?tahun=2026&format=csv").content.decode()


def test_control_it_does_once_it_is_over(client, types, team, afterwards):
    answered(5, permit_type=types[0], remark="Kursi kurang")
    client.force_login(team["layanan"])
    assert "75,00" in client.get("/petugas/survei/").content.decode()
    assert "Kursi kurang" in client.get("/petugas/survei/saran/").content.decode()
