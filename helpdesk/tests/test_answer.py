"""Officers answer, correct and close questions; who asked is told; of two officers the second reads the first."""

import datetime
import re
from collections import Counter

import pytest
import time_machine
from django.db import Error, transaction
from django.utils import timezone

from helpdesk import letters, questions
from helpdesk.models import CommonQuestion, Letter, Question, Reply
from helpdesk.tests.talk import answer, asked, case_of
from permits.tests.test_concurrency import race
from testkit.hub import published
from testkit.pages import fields_of
from testkit.story import make_user

pytestmark = pytest.mark.django_db

FRIDAY_MORNING = datetime.datetime(2026, 10, 9, 2, 0, tzinfo=datetime.UTC)  # 10.00 WITA
DAY = datetime.timedelta(days=1)
QUEUE = "/petugas/pertanyaan/"
CASE_QUERIES, QUEUE_QUERIES = 14, 8


@pytest.fixture
def officer(client, team):
    client.force_login(team["layanan"])
    return team["layanan"]


def html(answer):
    return answer.content.decode()


# Answering ----------------------------------------------------------------------------


def test_an_answer_stands_on_the_page_of_who_asked_without_the_officers_name(client, db):
    client.force_login(make_user("rina", "petugas_layanan", name="Rina Kartika"))
    question = asked()
    assert answer(client, question).url == case_of(question)
    assert "Rina Kartika" in html(client.get(case_of(question)))
    client.logout()
    page = html(client.get(f"/tanya/{question.token}/"))
    assert "Tiga hari kerja." in page
    assert "Sudah dijawab" in page
    assert "Rina" not in page


def test_addresses_in_an_answer_can_be_tapped(client, officer):
    question = asked()
    answer(client, question, "Buka https://oss.go.id/panduan, lalu masuk.")
    page = html(client.get(f"/tanya/{question.token}/"))
    assert '<a href="https://oss.go.id/panduan" rel="nofollow">https://oss.go.id/panduan</a>, lalu' in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        'https://a.example/"onmouseover="alert(1)',
        "https://a.example/<img/src=x/onerror=alert(1)>",
        "javascript:alert(1)//https://a.example",
        "data:text/html,<script>alert(1)</script>",
        "http://a.example/ www.a.example a.example.com",
    ],
)
def test_hostile_words_in_an_answer_stay_words(client, officer, text):
    question = asked()
    answer(client, question, text)
    sheet = html(client.get(f"/tanya/{question.token}/")).partition('id="jawaban-')[2].partition("</section>")[0]
    inside = sheet.partition("<p>")[2].partition("</p>")[0]
    assert set(re.findall(r"<[^>]*>", inside)) <= {'<a href="https://a.example/" rel="nofollow">', "</a>"}


def test_who_left_an_address_is_told_by_mail(client, officer, mail_sink):
    question = asked("Berapa <b>lama</b> & mahal?", email="budi@warga.example", name="Budi Santoso")
    answer(client, question, "Tiga hari & gratis: <baca> https://izin.example/layanan/")
    assert letters.send_due(10) == 1
    assert mail_sink.recipients == [["budi@warga.example"]]
    message = mail_sink.messages[0]
    text = message.get_content()
    assert message["Subject"] == f"Jawaban atas pertanyaan {question.number}"
    assert "Tiga hari & gratis: <baca> https://izin.example/layanan/" in text
    assert f"/tanya/{question.token}/" in text
    assert "Budi" not in message["Subject"]


def test_who_left_nothing_is_not_told(client, officer):
    answer(client, asked())
    assert not Letter.objects.exists()


def test_a_correction_is_a_second_answer_and_is_told_again(client, officer, mail_sink):
    question = asked(email="budi@warga.example")
    answer(client, question, "Lima hari.")
    assert fields_of(client.get(case_of(question)), "jawab")["text"] == ["Lima hari."]
    answer(client, question, "Maaf, tiga hari.")
    page = html(client.get(f"/tanya/{question.token}/"))
    assert page.index("Maaf, tiga hari.") < page.index("Lima hari.")
    assert "Jawaban sebelumnya, sudah diperbaiki" in page
    letters.send_due(10)
    assert [("Maaf" in message.get_content()) for message in mail_sink.messages] == [True, True]
    assert len({message["Message-ID"] for message in mail_sink.messages}) == 2


def test_the_same_answer_again_is_no_correction(client, officer):
    question = asked()
    answer(client, question)
    refused = answer(client, question)
    assert refused.status_code == 422
    assert "sama dengan yang sudah terkirim" in html(refused)
    assert Reply.objects.count() == 1


def test_a_double_tap_answers_once(client, officer):
    question = asked()
    fields = fields_of(client.get(case_of(question)), "jawab") | {"text": "Tiga hari."}
    assert client.post(case_of(question), fields).status_code == 302
    assert client.post(case_of(question), fields).status_code == 302
    assert Reply.objects.count() == 1


def test_an_answer_cannot_be_changed_or_taken_back(officer):
    question = asked()
    questions.answer(question, "Tiga hari.", by=officer, seen=questions.state_of(question))
    for change in (lambda: Reply.objects.update(text="Lain"), Reply.objects.all().delete):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert Reply.objects.get().text == "Tiga hari."


def test_a_common_questions_answer_is_put_into_the_form(client, officer):
    question = asked()
    row = CommonQuestion.objects.create(question="Lama?", answer="Tiga hari <kerja>.", changed_at=timezone.now())
    page = client.get(f"{case_of(question)}?pakai={row.pk}")
    assert fields_of(page, "jawab")["text"] == ["Tiga hari <kerja>."]


@pytest.mark.parametrize("key", ["0", "99999", "-1", "abc", "١٢", "9" * 30])
def test_a_common_question_that_is_not_there_puts_nothing_into_the_form(client, officer, key):
    page = client.get(f"{case_of(asked())}?pakai={key}")
    assert page.status_code in (200, 400)
    assert page.status_code == 400 or fields_of(page, "jawab")["text"] == [""]


@pytest.mark.parametrize(
    ("text", "message"), [("", "Tulis jawabannya."), ("a" * 2001, "2001 huruf. Ringkas menjadi 2.000 huruf.")]
)
def test_a_bad_answer_is_explained_and_kept(client, officer, text, message):
    refused = answer(client, asked(), text)
    assert refused.status_code == 422
    assert message in html(refused)
    assert text in html(refused)
    assert not Reply.objects.exists()


def test_what_people_wrote_is_shown_to_officers_as_text(client, officer):
    question = asked("<script>alert(1)</script>", name="<img src=x>")
    for page in (html(client.get(case_of(question))), html(client.get(QUEUE))):
        assert "<script>alert" not in page
        assert "<img src=x>" not in page


# Two at once --------------------------------------------------------------------------


def test_who_answers_second_is_told_and_gets_their_words_back(client, officer, team):
    question = asked()
    fields = fields_of(client.get(case_of(question)), "jawab") | {"text": "Jawaban saya."}
    questions.answer(question, "Yang pertama.", by=team["koordinator"], seen=questions.state_of(question))
    late = client.post(case_of(question), fields)
    assert late.status_code == 409
    page = html(late)
    assert "Petugas lain lebih dahulu" in page
    assert "Yang pertama." in page
    assert "Jawaban saya." in page
    assert Reply.objects.count() == 1
    assert client.post(case_of(question), fields_of(late, "jawab")).status_code == 302
    assert Reply.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "open-0x", "answered-0", "closed-1", "open-" + "9" * 30, "'; --"])
def test_a_form_of_another_state_is_refused(client, officer, seen):
    question = asked()
    fields = fields_of(client.get(case_of(question)), "jawab") | {"text": "Tiga hari.", "seen": seen}
    assert client.post(case_of(question), fields).status_code == 409
    assert not Reply.objects.exists()


@pytest.fixture
def two_officers_answer(catalogue):
    """One question, and what lets two officers answer it at once."""
    officers = [make_user("petugas1", "petugas_layanan"), make_user("petugas2", "petugas_layanan")]
    question = asked()

    def act():
        seen = questions.state_of(question)

        def reply(number):
            try:
                return questions.answer(question, f"Jawaban {number}", by=officers[number], seen=seen)
            except questions.Overtaken as overtaken:
                return overtaken

        return Counter(type(result).__name__ for result in race(2, reply, at_once=2))

    return act


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_answer_at_once_one_wins_and_one_is_told(two_officers_answer):
    assert two_officers_answer() == {"Reply": 1, "Overtaken": 1}
    assert Reply.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_two_officers_without_the_comparison(two_officers_answer, monkeypatch):
    monkeypatch.setattr(questions, "_as_seen", lambda question, seen: question)
    assert two_officers_answer() == {"Reply": 2}


# The list -----------------------------------------------------------------------------


def test_the_oldest_question_that_waits_comes_first_with_its_limit(client, officer):
    with time_machine.travel(FRIDAY_MORNING - 20 * DAY, tick=False):
        late = asked("Yang lama")
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        new = asked("Yang baru")
        page = html(client.get(QUEUE))
    assert page.index(late.number) < page.index(new.number)
    assert "Terlambat" in page
    assert "Aman" in page


def test_the_list_is_filtered_by_kind_and_state(client, officer):
    question, report, done = asked(), asked("Palsu", kind="fake"), asked("Sudah")
    answer(client, done)
    assert {report.number, question.number} <= numbers_in(client, "")
    assert numbers_in(client, "?jenis=fake") == {report.number}
    assert numbers_in(client, "?status=answered") == {done.number}
    assert numbers_in(client, "?status=closed") == set()


def numbers_in(client, query):
    page = html(client.get(QUEUE + query))
    return {number for number in Question.objects.values_list("number", flat=True) if number in page}


@pytest.mark.parametrize("query", ["?jenis=lain", "?status=lain", "?setelah=x", "?mulai=-1"])
def test_a_list_that_no_page_leads_to_is_refused(client, officer, query):
    assert client.get(QUEUE + query).status_code == 400


def test_a_long_list_goes_on_and_keeps_its_filter(client, officer):
    for number in range(26):
        asked(f"Laporan {number}", kind="fake")
    first = client.get(f"{QUEUE}?jenis=fake")
    assert "1–25" in html(first)
    assert "dari 26" in html(first)
    second = client.get(QUEUE + first.context["page"].next_url)
    assert len(second.context["lines"]) == 1
    assert "jenis=fake" in second.context["page"].previous_url


def test_other_reports_about_the_same_link_are_named(client, officer, team):
    link = published(team)
    first, second = (asked(f"Rusak {number}", kind="wrong_link", link=link) for number in (1, 2))
    page = html(client.get(case_of(first)))
    assert second.number in page
    assert "Panduan NIB" in page
    assert "Laporan lain" not in html(client.get(case_of(asked())))


# Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["koordinator", "layanan"])
def test_who_meets_people_reads_and_answers(client, team, name):
    client.force_login(team[name])
    question = asked(name="Budi Santoso")
    assert "Budi Santoso" in html(client.get(case_of(question)))
    assert answer(client, question).status_code == 302


def test_the_counter_reads_and_answers(client, team, staff):
    client.force_login(staff["counter"])
    assert answer(client, asked()).status_code == 302


def test_who_writes_links_reads_reports_without_who_sent_them_and_answers_none(client, team):
    client.force_login(team["konten"])
    question, report = asked(), asked("Rusak", kind="wrong_link", name="Budi Santoso", email="budi@warga.example")
    assert numbers_in(client, "") == {report.number}
    assert client.get(case_of(question)).status_code == 404
    page = html(client.get(case_of(report)))
    assert "Rusak" in page
    assert "Budi Santoso" not in page
    assert "budi@warga.example" not in page
    assert 'id="jawab"' not in page
    assert client.post(case_of(report), {"text": "Ya", "seen": "open-0"}).status_code == 403
    for address in (case_of(report), f"{case_of(report)}tutup/"):
        assert client.post(address, {"text": "Ya", "reason": "spam", "seen": "open-0"}).status_code == 403
    assert client.get(f"{case_of(report)}tutup/").status_code == 403
    assert not Reply.objects.exists()


def test_everyone_else_finds_nothing(client, team, staff, applicant):
    question = asked(kind="fake")
    addresses = (QUEUE, case_of(question), f"{case_of(question)}tutup/")
    for user in (team["hukum"], team["admin"], staff["head"], staff["archive"], applicant):
        client.force_login(user)
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address, {"text": "Ya"}).status_code in (404, 405)
    client.logout()
    for address in addresses:
        assert client.get(address).url.startswith("/masuk/")
    assert not Reply.objects.exists()


@pytest.mark.parametrize("number", ["T-2026-999999", "x", "%00", "T-2026-000001%0a", "a" * 500])
def test_a_number_that_is_not_there_is_not_found(client, officer, number):
    assert client.get(f"{QUEUE}{number}/").status_code in (400, 404)


def test_pages_take_no_other_methods(client, officer):
    assert client.post(QUEUE).status_code == 405
    assert client.put(case_of(asked())).status_code == 405


def test_the_pages_cost_a_fixed_number_of_queries(client, officer, team, django_assert_max_num_queries):
    link = published(team)
    for number in range(12):
        question = asked(f"Rusak {number}", kind="wrong_link", link=link)
        questions.answer(question, "Sudah.", by=officer, seen=questions.state_of(question))
    waiting = [asked(f"Masih rusak {number}", kind="wrong_link", link=link) for number in range(12)]
    client.get(QUEUE)
    with django_assert_max_num_queries(QUEUE_QUERIES):
        client.get(QUEUE)
    with django_assert_max_num_queries(CASE_QUERIES):
        client.get(case_of(waiting[0]))
