"""Common questions: proposed by who answers people, published by who writes the hub, never overwritten unseen."""

from collections import Counter

import pytest
from django.utils import timezone

from helpdesk import common_questions, ordering, questions
from helpdesk.common_questions import Text
from helpdesk.models import CommonQuestion, Group
from helpdesk.tests.talk import asked, send
from permits.tests.test_concurrency import race
from testkit.pages import fields_of
from testkit.story import make_user

pytestmark = pytest.mark.django_db

LIST = "/petugas/pertanyaan/umum/"
NEW = f"{LIST}baru/"


@pytest.fixture(autouse=True)
def no_rows_yet(db):
    CommonQuestion.objects.all().delete()


@pytest.fixture
def writer(client, team):
    client.force_login(team["konten"])
    return team["konten"]


def html(answer):
    return answer.content.decode()


def row(question="Apakah gratis?", *, is_published=False, order=1):
    return CommonQuestion.objects.create(
        question=question, answer="Ya.", is_published=is_published, order=order, changed_at=timezone.now()
    )


def page_of(common):
    return f"{LIST}{common.pk}/"


def test_who_writes_the_hub_adds_a_question_and_everybody_reads_it(client, writer):
    group = Group.objects.get(slug="nib")
    sent = send(
        client, NEW, "umum", question="Apakah gratis?", answer="Ya.\r\nGratis.", group=group.pk, is_published="on"
    )
    assert sent.url == LIST
    common = CommonQuestion.objects.get()
    assert (common.question, common.answer, common.group) == ("Apakah gratis?", "Ya.\nGratis.", group)
    assert common.is_published
    assert common.written_by == writer
    client.logout()
    assert "Apakah gratis?" in html(client.get("/tanya/"))


def test_a_new_question_stands_last_and_unseen_unless_it_is_shown(client, writer):
    row(order=7)
    send(client, NEW, "umum", question="Yang baru?", answer="Ya.")
    new = CommonQuestion.objects.get(question="Yang baru?")
    assert (new.order, new.is_published) == (8, False)


def test_an_answered_question_begins_a_common_one_with_a_warning(client, team):
    client.force_login(team["layanan"])
    question = asked("Nama saya Budi,\nberapa lama?" + " a" * 200)
    questions.answer(question, "Tiga hari.", by=team["layanan"], seen=questions.state_of(question))
    page = client.get(f"{NEW}?dari={question.number}")
    assert "Hapus semua yang pribadi" in html(page)
    fields = fields_of(page, "umum")
    assert fields["question"][0].startswith("Nama saya Budi, berapa lama?")
    assert len(fields["question"][0]) == 200
    assert fields["answer"] == ["Tiga hari."]
    assert not CommonQuestion.objects.exists()


def test_a_common_question_begins_only_with_a_question_one_may_read(client, writer):
    assert client.get(f"{NEW}?dari={asked().number}").status_code == 404
    assert client.get(f"{NEW}?dari={asked(kind='fake').number}").status_code == 200
    assert client.get(f"{NEW}?dari=T-2026-999999").status_code == 404


def test_who_answers_people_proposes_but_does_not_publish(client, team):
    client.force_login(team["layanan"])
    assert "is_published" not in fields_of(client.get(NEW), "umum")
    client.post(NEW, {"question": "Apakah gratis?", "answer": "Ya.", "is_published": "on"})
    common = CommonQuestion.objects.get()
    assert not common.is_published
    assert send(client, page_of(common), "umum", answer="Ya, gratis.").status_code == 302
    CommonQuestion.objects.update(is_published=True)
    assert client.get(page_of(common)).status_code == 403
    assert client.post(page_of(common), {"question": "Ha", "answer": "Ha"}).status_code == 403
    assert client.post(f"{page_of(common)}geser/", {"arah": "naik"}).status_code == 403
    assert f'href="{page_of(common)}"' not in html(client.get(LIST))
    assert CommonQuestion.objects.get().answer == "Ya, gratis."


TASK = "usulan pertanyaan umum perlu diperiksa"


@pytest.mark.parametrize("name", ["konten", "koordinator"])
def test_what_is_proposed_waits_for_who_may_publish_it(client, team, name):
    client.force_login(team["layanan"])
    send(client, NEW, "umum", question="Apakah gratis?", answer="Ya.")
    assert TASK not in html(client.get("/petugas/informasi/"))
    assert "Usulan yang menunggu Anda" not in html(client.get(LIST))
    client.force_login(team[name])
    assert TASK in html(client.get("/petugas/informasi/"))
    assert "Usulan yang menunggu Anda" in html(client.get(LIST))
    send(client, page_of(CommonQuestion.objects.get()), "umum", is_published="on")
    assert TASK not in html(client.get("/petugas/informasi/"))
    assert "Usulan yang menunggu Anda" not in html(client.get(LIST))


def test_what_who_may_publish_keeps_hidden_is_no_proposal(client, writer, team):
    send(client, NEW, "umum", question="Apakah gratis?", answer="Ya.")
    assert not common_questions.proposals().exists()
    client.force_login(team["layanan"])
    send(client, page_of(CommonQuestion.objects.get()), "umum", answer="Ya, selalu.")
    assert common_questions.proposals().exists()


def test_a_shown_question_is_hidden_again(client, writer):
    common = row(is_published=True)
    fields = fields_of(client.get(page_of(common)), "umum")
    assert fields.pop("is_published")
    client.post(page_of(common), fields)
    assert not CommonQuestion.objects.get().is_published


def test_who_saves_second_sees_what_was_saved_and_keeps_their_own_words(client, writer, team):
    common = row()
    fields = fields_of(client.get(page_of(common)), "umum") | {"answer": "Punya saya."}
    common_questions.change(
        common,
        Text("Apakah gratis?", "Punya orang lain."),
        by=team["koordinator"],
        seen=common_questions.state_of(common),
    )
    late = client.post(page_of(common), fields)
    assert late.status_code == 409
    assert "Punya orang lain." in html(late)
    assert fields_of(late, "umum")["answer"] == ["Punya saya."]
    assert CommonQuestion.objects.get().answer == "Punya orang lain."
    assert client.post(page_of(common), fields_of(late, "umum")).status_code == 302
    assert CommonQuestion.objects.get().answer == "Punya saya."


def test_a_double_tap_on_save_saves_once(client, writer):
    common = row()
    fields = fields_of(client.get(page_of(common)), "umum") | {"answer": "Punya saya."}
    assert client.post(page_of(common), fields).status_code == 302
    changed = CommonQuestion.objects.get().changed_at
    assert client.post(page_of(common), fields).status_code == 302
    assert CommonQuestion.objects.get().changed_at == changed


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"question": ""}, "Tulis pertanyaannya."),
        ({"question": "a" * 201}, "201 huruf. Ringkas menjadi 200 huruf."),
        ({"answer": ""}, "Tulis jawabannya."),
        ({"answer": "a" * 2001}, "2001 huruf. Ringkas menjadi 2.000 huruf."),
        ({"group": "99999"}, "Kelompok ini sudah tidak ada."),
        ({"group": "'; --"}, "Kelompok ini sudah tidak ada."),
        ({"question": "NIK saya 6471050910900001"}, "mungkin NIK"),
        ({"answer": "NIK Anda 6471 0509 1090 0001"}, "mungkin NIK"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_bad_input_is_explained_and_the_rest_kept(client, writer, values, message, is_new):
    address = NEW if is_new else page_of(row())
    refused = send(client, address, "umum", **{"question": "Tulisan saya?", "answer": "Jawaban saya."} | values)
    assert refused.status_code == 422
    assert message in html(refused)
    assert "question" in values or "Tulisan saya?" in html(refused)
    assert "answer" in values or "Jawaban saya." in html(refused)
    assert not CommonQuestion.objects.filter(answer="Jawaban saya.").exists()


def test_questions_are_moved_up_and_down_and_stop_at_the_ends(client, writer):
    first, second, third = (row(name, order=1) for name in ("Satu?", "Dua?", "Tiga?"))
    for common, way in ((third, "naik"), (first, "turun"), (third, "naik"), (second, "turun")):
        assert client.post(f"{page_of(common)}geser/", {"arah": way}).url == LIST
    assert list(CommonQuestion.objects.values_list("question", "order")) == [("Tiga?", 1), ("Satu?", 2), ("Dua?", 3)]


@pytest.mark.parametrize("way", ["", "atas", "naik "])
def test_a_direction_that_does_not_exist_is_refused(client, writer, way):
    assert client.post(f"{page_of(row())}geser/", {"arah": way}).status_code == 400


def test_what_is_written_is_shown_as_text(client, writer):
    common = row("<script>alert(1)</script>", is_published=True)
    CommonQuestion.objects.update(answer="<b>tebal</b> https://izin.example/?a=1&b=2")
    for address in (LIST, page_of(common), "/tanya/"):
        page = html(client.get(address))
        assert "<script>alert" not in page
        assert "<b>tebal" not in page


def test_everyone_else_finds_nothing(client, team, staff, applicant):
    common = row()
    addresses = (LIST, NEW, page_of(common), f"{page_of(common)}geser/")
    for user in (team["hukum"], team["admin"], staff["head"], applicant):
        client.force_login(user)
        for address in addresses:
            assert client.get(address).status_code in (404, 405)
            assert client.post(address, {"arah": "naik"}).status_code in (404, 405)
    client.logout()
    assert client.get(LIST).url.startswith("/masuk/")


def test_pages_take_no_other_methods(client, writer):
    assert client.post(LIST).status_code == 405
    assert client.get(f"{page_of(row())}geser/").status_code == 405
    assert client.delete(NEW).status_code == 405
    assert client.get(f"{LIST}99999/").status_code == 404
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404


def test_the_list_costs_a_fixed_number_of_queries(client, writer, django_assert_max_num_queries):
    group = Group.objects.get(slug="nib")
    for number in range(20):
        row(f"Pertanyaan {number}?", order=number)
    CommonQuestion.objects.update(group=group)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        client.get(LIST)


# Races --------------------------------------------------------------------------------


@pytest.fixture
def two_save(catalogue):
    common, person = row(), make_user("konten1", "konten")

    def act():
        seen = common_questions.state_of(CommonQuestion.objects.get(pk=common.pk))

        def save(number):
            try:
                common_questions.change(common, Text("Apakah gratis?", f"Jawaban {number}."), by=person, seen=seen)
            except common_questions.Stale:
                return "stale"
            return "saved"

        return Counter(race(2, save, at_once=2))

    return act


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(two_save):
    assert two_save() == {"saved": 1, "stale": 1}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_two_who_save_without_the_comparison(two_save, monkeypatch):
    two_save()
    monkeypatch.setattr(common_questions, "state_of", lambda common: common.question)
    assert two_save() == {"saved": 2}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_rows_moved_by_many_at_once_keep_places_of_their_own(catalogue):
    rows = [row(f"Pertanyaan {number}?", order=number) for number in range(1, 7)]
    race(12, lambda number: ordering.move(rows[number % 6], up=bool(number % 2)), at_once=6)
    assert sorted(CommonQuestion.objects.values_list("order", flat=True)) == list(range(1, 7))
