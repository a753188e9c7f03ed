"""Anyone asks a question or reports a link, and follows it by its address, which shows nothing of who asked."""

import datetime
import logging

import pytest
import time_machine
from django.utils import timezone
from django.utils.crypto import get_random_string

from helpdesk import letters, questions
from helpdesk.models import CommonQuestion, Letter, Link, Question
from helpdesk.tests.talk import asked, send
from helpdesk.views.questions import SENT_PER_ADDRESS
from permits.models import Serial
from permits.tests.test_concurrency import race
from sipelaku import limits
from sipelaku.office.services import current_office
from testkit.hub import published
from testkit.pages import fields_of

pytestmark = pytest.mark.django_db

FRIDAY_MORNING = datetime.datetime(2026, 10, 9, 2, 0, tzinfo=datetime.UTC)  # 10.00 WITA
NEW_YEAR = datetime.datetime(2026, 12, 31, 16, 30, tzinfo=datetime.UTC)  # 00.30 WITA on 1 January 2027
NIK = "6471050910900001"
PERSONAL = {"name": "Budi Santoso", "email": "budi@warga.example", "phone": "0812 3456 7890"}


def ask(client, **values):
    return send(client, "/tanya/", "tanya", **{"text": "Berapa lama SIUP selesai?"} | values)


def html(answer):
    return answer.content.decode()


def test_a_question_gets_a_number_a_page_and_a_day_by_which_it_is_answered(client):
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        answer = ask(client)
        question = Question.objects.get()
        assert answer.status_code == 302
        assert answer.url == f"/tanya/{question.token}/"
        page = html(client.get(answer.url))
    assert question.number == "T-2026-000001"
    assert question.number in page
    assert "Berapa lama SIUP selesai?" in page
    assert "Menunggu jawaban" in page
    assert "paling lambat Kamis, 15 Oktober 2026" in page
    assert f"http://testserver/tanya/{question.token}/" in page


def test_the_office_says_within_how_many_working_days_and_keeps_what_it_promised(client):
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        before = ask(client).url
        office = current_office()
        office.answer_days = 2
        office.save()
        assert "paling lambat 2 hari kerja" in html(client.get("/tanya/"))
        after = ask(client, text="Yang kedua").url
        assert "paling lambat Kamis, 15 Oktober 2026" in html(client.get(before))
        assert "paling lambat Senin, 12 Oktober 2026" in html(client.get(after))


def test_numbers_follow_each_other_and_begin_anew_with_the_local_year(client):
    with time_machine.travel(FRIDAY_MORNING, tick=False):
        ask(client)
        ask(client, text="Yang kedua")
    with time_machine.travel(NEW_YEAR, tick=False):
        ask(client, text="Yang ketiga")
    numbers = Question.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["T-2026-000001", "T-2026-000002", "T-2027-000001"]


def test_what_someone_leaves_is_kept_for_officers_and_stands_on_no_page_and_in_no_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, **PERSONAL)
        page = html(client.get(answer.url))
    question = Question.objects.get()
    assert (question.name, question.email, question.phone) == ("Budi Santoso", "budi@warga.example", "+6281234567890")
    assert "Kami mengabari Anda begitu ada jawaban" in page
    for secret in (*PERSONAL.values(), "+6281234567890"):
        assert secret not in page
        assert secret not in caplog.text
    assert "Berapa lama SIUP selesai?" not in caplog.text


def test_the_page_of_a_question_is_kept_by_nobody_and_found_by_no_search(client):
    page = client.get(f"/tanya/{asked().token}/")
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"


def test_a_browser_may_send_the_form_from_its_own_page(client):
    # "no-referrer" would make browsers send the form with "Origin: null", which is refused.
    assert client.get("/tanya/").get("Referrer-Policy") != "no-referrer"


def test_what_is_typed_is_shown_as_text(client):
    answer = ask(client, text='<script>alert(1)</script>" onmouseover="x')
    page = html(client.get(answer.url))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_address_chooses_kind_and_link(client, team):
    code = published(team).addresses.get(campaign=None).code
    fields = fields_of(client.get(f"/tanya/?tautan={code}"), "tanya")
    assert (fields["kind"], fields["tautan"]) == (["wrong_link"], [code])
    client.post("/tanya/", fields | {"text": "Tidak terbuka."})
    question = Question.objects.get()
    assert (question.kind, question.link.addresses.get().code) == ("wrong_link", code)


def test_who_reports_a_link_sees_where_to_choose_it(client, db):
    assert '<details class="disclosure" open>' in client.get("/tanya/?jenis=tautan-salah").content.decode()
    assert '<details class="disclosure" open>' not in client.get("/tanya/?jenis=palsu").content.decode()


def test_the_address_chooses_a_service(client, catalogue):
    fields = fields_of(client.get("/tanya/?layanan=siup"), "tanya")
    assert (fields["kind"], fields["layanan"]) == (["question"], ["siup"])
    client.post("/tanya/", fields | {"text": "Berapa lama?"})
    assert Question.objects.get().permit_type.slug == "siup"


@pytest.mark.parametrize(
    ("query", "kind"),
    [("jenis=palsu", "fake"), ("jenis=tautan-salah", "wrong_link"), ("jenis=bukan-jenis", "question")],
)
def test_the_address_chooses_a_kind_that_exists(client, query, kind):
    assert fields_of(client.get(f"/tanya/?{query}"), "tanya")["kind"] == [kind]


@pytest.mark.parametrize("query", ["tautan=zzzzzz", "layanan=../etc", "tautan=%3Cscript%3E", "layanan=&tautan="])
def test_what_the_address_names_in_vain_chooses_nothing(client, catalogue, query):
    fields = fields_of(client.get(f"/tanya/?{query}"), "tanya")
    assert (fields["tautan"], fields["layanan"]) == ([""], [""])


def test_a_link_nobody_sees_any_more_is_no_choice(client, team):
    link = published(team)
    code = link.addresses.get(campaign=None).code
    link.withdrawn_at = link.created_at
    link.save()
    answer = ask(client, tautan=code)
    assert answer.status_code == 422
    assert "Pilihan ini sudah tidak ada" in html(answer)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": ""}, "Tulis pertanyaan atau laporan Anda."),
        ({"text": " \n\t "}, "Tulis pertanyaan atau laporan Anda."),
        ({"text": "a" * 1001}, "1001 huruf. Ringkas menjadi 1.000 huruf."),
        ({"kind": "lain"}, "Pilih salah satu dari daftar."),
        ({"kind": ""}, "Pilih salah satu."),
        ({"email": "budi@"}, "Tulis alamat e-mail yang lengkap"),
        ({"phone": "12345"}, "Tulis nomor ponsel Indonesia"),
        ({"name": "B" * 121}, "120"),
        ({"layanan": "tidak-ada"}, "Pilihan ini sudah tidak ada"),
    ],
)
def test_bad_input_is_explained_and_the_rest_kept(client, values, message):
    answer = ask(client, **{"text": "Tulisan saya", "name": "Budi"} | values)
    assert answer.status_code == 422
    page = html(answer)
    assert message in page
    assert "<title>Kesalahan: " in page
    for name, typed in {"text": "Tulisan saya", "name": "Budi"}.items():
        assert name in values or typed in page
    assert not Question.objects.exists()


def test_a_line_break_counts_as_one_character_as_in_the_browser(client):
    assert ask(client, text="a\r\n" * 499 + "ab").status_code == 302
    assert Question.objects.get().text.count("\n") == 499


def test_an_empty_post_is_explained(client):
    assert client.post("/tanya/").status_code == 422


@pytest.mark.parametrize("body", [b"\xff\xfe%%%", b"text=%00&kind=question", b"text=%ED%A0%80"])
def test_garbage_is_refused(client, body):
    answer = client.post("/tanya/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("number", [NIK, "6471 0509 1090 0001", "647105-091090-0001", f"NIK:{NIK}."])
def test_a_number_of_sixteen_digits_is_asked_about_once_with_everything_kept(client, number):
    answer = ask(client, text=f"Nomor saya {number}", name="Budi")
    assert answer.status_code == 422
    page = html(answer)
    assert "Jika itu NIK, hapus dahulu" in page
    assert number in page
    assert "Budi" in page
    fields = fields_of(answer, "tanya")
    assert "number_stays" not in fields
    assert client.post("/tanya/", fields | {"number_stays": "on"}).status_code == 302


@pytest.mark.parametrize("text", ["9120001234567", "12345678901234567", "Rp150.000.000 pada 2026"])
def test_other_numbers_are_not_asked_about(client, text):
    assert ask(client, text=text).status_code == 302


def test_a_machine_that_fills_every_field_is_refused_and_a_browser_that_did_it_may_go_on(client):
    answer = ask(client, alamat_situs="http://jual.example")
    assert answer.status_code == 422
    assert not Question.objects.exists()
    again = fields_of(answer, "tanya")
    assert again["alamat_situs"] == [""]
    assert client.post("/tanya/", again).status_code == 302


@pytest.mark.parametrize("nonce", ["", "pendek", "x" * 33, "<b>"])
def test_a_form_without_its_key_is_given_a_new_one_and_keeps_the_text(client, nonce):
    answer = ask(client, nonce=nonce)
    assert answer.status_code == 422
    assert client.post("/tanya/", fields_of(answer, "tanya")).status_code == 302
    assert Question.objects.get().text == "Berapa lama SIUP selesai?"


def test_a_double_tap_asks_once(client):
    fields = fields_of(client.get("/tanya/"), "tanya") | {"text": "Sekali saja"}
    first, second = client.post("/tanya/", fields), client.post("/tanya/", fields)
    assert first.url == second.url
    assert Question.objects.count() == 1


def test_going_back_and_writing_something_else_asks_again(client):
    fields = fields_of(client.get("/tanya/"), "tanya")
    client.post("/tanya/", fields | {"text": "Yang pertama"})
    client.post("/tanya/", fields | {"text": "Yang kedua"})
    assert Question.objects.count() == 2


def test_the_same_words_of_two_people_are_two_questions(client):
    ask(client)
    ask(client)
    assert Question.objects.count() == 2


@time_machine.travel(FRIDAY_MORNING, tick=False)
def test_after_many_questions_an_address_waits_and_keeps_its_text(client):
    for number in range(SENT_PER_ADDRESS):
        assert ask(client, text=f"Pertanyaan {number}").status_code == 302
    answer = ask(client, text="Satu lagi")
    assert answer.status_code == 429
    assert "Satu lagi" in html(answer)
    assert "Tunggu 10 menit" in html(answer)
    assert "Retry-After" in answer
    assert Question.objects.count() == SENT_PER_ADDRESS
    fields = fields_of(client.get("/tanya/"), "tanya") | {"text": "Dari tempat lain"}
    assert client.post("/tanya/", fields, REMOTE_ADDR="203.0.113.7").status_code == 302


@time_machine.travel(FRIDAY_MORNING, tick=False)
def test_after_too_many_wrong_tokens_every_token_is_refused_alike(client):
    token = asked().token
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        assert client.get(f"/tanya/salah-{number}/").status_code == 404
    wrong, right = client.get("/tanya/salah/"), client.get(f"/tanya/{token}/")
    assert wrong.status_code == right.status_code == 429
    assert wrong.content == right.content


def test_a_number_alone_opens_nothing_and_the_page_says_so(client):
    question = asked()
    assert client.get(f"/tanya/{question.number}/").status_code == 404
    assert "Nomornya saja tidak cukup" in html(client.get(f"/tanya/{question.token}/"))


def test_a_token_cannot_be_told_from_the_number_or_the_words():
    first, second = asked("Sama"), asked("Sama")
    assert first.token != second.token
    assert len(first.token) == 32


def test_common_questions_are_offered_before_one_asks_but_not_before_one_reports(client):
    CommonQuestion.objects.all().delete()
    shown = {"question": "Apakah gratis?", "answer": "Ya.", "changed_at": FRIDAY_MORNING}
    CommonQuestion.objects.create(**shown)
    CommonQuestion.objects.create(**shown | {"question": "Belum ditulis?", "is_published": False})
    assert "Apakah gratis?" in html(client.get("/tanya/"))
    assert "Belum ditulis?" not in html(client.get("/tanya/"))
    assert "Apakah gratis?" not in html(client.get("/tanya/?jenis=palsu"))


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_pages_take_no_other_methods(client, method):
    assert getattr(client, method)("/tanya/").status_code == 405
    assert client.post(f"/tanya/{asked().token}/").status_code == 405


def test_the_pages_cost_a_fixed_number_of_queries(client, team, catalogue, settings, django_assert_num_queries):
    published(team)
    question = asked()
    client.get("/tanya/")
    client.get(f"/tanya/{question.token}/")  # reads the office's hours
    with django_assert_num_queries(7):
        client.get("/tanya/")
    with django_assert_num_queries(2 if settings.REDIS_URL else 3):
        client.get(f"/tanya/{question.token}/")


# Races --------------------------------------------------------------------------------


def tap_twenty_times():
    what, nonce = questions.Asked(kind="question", text="Sekali saja"), get_random_string(32)
    return race(20, lambda _number: questions.ask(what, nonce).pk, at_once=20)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twenty_times_at_once_is_one_question_and_uses_one_number(catalogue):
    assert len(set(tap_twenty_times())) == 1
    assert Question.objects.count() == 1
    assert Serial.objects.get(register=questions.REGISTER).last == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_one_form_twenty_times_without_its_own_token(catalogue, monkeypatch):
    monkeypatch.setattr(questions, "_token_of", lambda asked, nonce: get_random_string(32))
    tap_twenty_times()
    assert Question.objects.count() == 20


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_get_twenty_numbers_without_a_gap(catalogue):
    race(20, lambda number: asked(f"Pertanyaan {number}").pk, at_once=20)
    numbers = sorted(Question.objects.values_list("number", flat=True))
    assert [int(number[-6:]) for number in numbers] == list(range(1, 21))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_control_twenty_people_without_the_counter(catalogue, monkeypatch):
    monkeypatch.setattr(questions, "next_serial", lambda register, year: Question.objects.count() + 1)
    race(20, lambda number: asked(f"Pertanyaan {number}").pk, at_once=20)
    assert Question.objects.count() < 20


# The receipt --------------------------------------------------------------------------


def test_who_leaves_an_address_gets_a_receipt_with_the_pages_address_and_nothing_they_wrote(client, mail_sink):
    where = ask(client, **PERSONAL).url
    assert letters.send_due(10) >= 1
    assert mail_sink.recipients == [["budi@warga.example"]]
    message = mail_sink.messages[0]
    text = message.get_content()
    assert message["Subject"] == f"{Question.objects.get().number} sudah kami terima"
    assert where in text
    for secret in ("Budi", "SIUP", "7890"):
        assert secret not in text + message["Subject"]


def test_who_leaves_nothing_gets_no_receipt(client, db):
    ask(client)
    assert not Letter.objects.exists()


def test_a_form_sent_twice_gets_one_receipt(client, settings):
    settings.NOTICE_CHANNELS = ["email"]
    fields = fields_of(client.get("/tanya/"), "tanya") | {"text": "Berapa lama?", "email": "budi@warga.example"}
    client.post("/tanya/", fields)
    client.post("/tanya/", fields)
    assert Letter.objects.count() == 1


# The page -----------------------------------------------------------------------------


def test_the_page_of_a_report_names_the_link_as_long_as_the_public_sees_it(client, team):
    link = published(team, title="Panduan <membuat> NIB")
    where = ask(client, kind="wrong_link", tautan=link.addresses.get().code).url
    assert "Tentang tautan: Panduan &lt;membuat&gt; NIB" in html(client.get(where))
    Link.objects.update(withdrawn_at=timezone.now())
    assert "Panduan" not in html(client.get(where))


def test_the_address_can_be_copied_once_javascript_runs(client):
    where = ask(client).url
    page = html(client.get(where))
    assert f'data-address="http://testserver{where}"' in page
    assert page.count(" hidden>Salin alamat") == 1
