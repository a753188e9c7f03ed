"""Officers close questions without an answer; who asked is told why, and may be answered after all."""

import pytest

from helpdesk import letters, questions
from helpdesk.models import Letter, Question, QuestionStatus
from helpdesk.tests.talk import answer, asked, case_of

pytestmark = pytest.mark.django_db

QUEUE = "/petugas/pertanyaan/"


@pytest.fixture
def officer(client, team):
    client.force_login(team["layanan"])
    return team["layanan"]


def html(response):
    return response.content.decode()


def close(client, question, **values):
    address = f"{case_of(question)}tutup/"
    seen = questions.state_of(Question.objects.get(pk=question.pk))
    return client.post(address, {"reason": "duplicate", "seen": seen} | values)


def test_a_closed_question_tells_why_and_can_still_be_answered(client, officer):
    question = asked()
    assert client.get(f"{case_of(question)}tutup/").status_code == 200
    assert close(client, question).url == QUEUE
    page = html(client.get(f"/tanya/{question.token}/"))
    assert "Ditutup tanpa jawaban" in page
    assert "Pertanyaan yang sama sudah Anda kirim sebelumnya." in page
    assert answer(client, question).status_code == 302
    question.refresh_from_db()
    assert (question.status, question.closed_by, question.closed_note) == (QuestionStatus.ANSWERED, None, "")


def test_who_asked_is_told_that_and_why_it_is_closed(client, officer, mail_sink):
    question = asked("Di mana <b>kantor</b> Anda?", email="budi@warga.example", name="Budi Santoso")
    close(client, question, reason="elsewhere")
    assert letters.send_due(10) == 1
    (message,) = mail_sink.messages
    assert mail_sink.recipients == [["budi@warga.example"]]
    assert message["Subject"] == f"{question.number} ditutup tanpa jawaban"
    text = message.get_content()
    assert "Alasannya: Bukan urusan kantor kami. Tanyakan kepada kantor yang menanganinya." in text
    assert f"/tanya/{question.token}/" in text
    assert "Budi" not in text
    assert "kantor</b>" not in text


@pytest.mark.parametrize(("email", "words"), [("budi@warga.example", "Penanya dikabari"), ("", "Penanya membaca")])
def test_the_officer_reads_beforehand_whether_who_asked_is_told(client, officer, email, words):
    assert words in html(client.get(f"{case_of(asked(email=email))}tutup/"))


def test_who_left_nothing_is_not_told_of_the_closing(client, officer):
    close(client, asked())
    assert not Letter.objects.exists()


def test_closing_twice_tells_once(client, officer):
    question = asked(email="budi@warga.example")
    seen = questions.state_of(question)
    assert close(client, question, seen=seen).status_code == 302
    assert close(client, question, seen=seen).status_code == 409
    assert Letter.objects.count() == 1


def test_who_is_answered_after_all_is_not_told_of_the_closing_any_more(client, officer, mail_sink):
    question = asked(email="budi@warga.example")
    close(client, question)
    answer(client, question)
    assert letters.send_due(10) == 1
    assert [message["Subject"] for message in mail_sink.messages] == [f"Jawaban atas pertanyaan {question.number}"]


@pytest.mark.parametrize("reason", ["", "lain", "spam' OR 1=1"])
def test_closing_wants_a_reason_from_the_list(client, officer, reason):
    question = asked()
    assert close(client, question, reason=reason).status_code == 422
    assert Question.objects.get().status == QuestionStatus.OPEN


def test_a_question_answered_meanwhile_is_not_closed(client, officer, team):
    question = asked()
    seen = questions.state_of(question)
    questions.answer(question, "Tiga hari.", by=team["koordinator"], seen=seen)
    for knows in (seen, questions.state_of(Question.objects.get())):
        late = close(client, question, seen=knows)
        assert late.status_code == 409
        assert "Tiga hari." in html(late)
    assert Question.objects.get().status == QuestionStatus.ANSWERED
