"""Answering the survey: who is invited, what is asked, and that a token is good for one answer."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from helpdesk import surveys
from helpdesk.letters import message_of, send_due
from helpdesk.models import Answer, Invitation, Letter, LetterKind, Way
from helpdesk.models.survey import ELEMENTS
from helpdesk.survey_questions import QUESTIONS
from helpdesk.tasks import send_letters
from helpdesk.tests.survey_steps import NOON, TODAY, filled_in, handed_over, the_answer
from permits.models import Permit
from permits.tests.test_concurrency import race
from sipelaku import limits
from testkit.standards import open_here
from testkit.story import STAFF, file_application, make_user

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def email_only(settings):
    settings.NOTICE_CHANNELS = ["email"]


@pytest.fixture
def permit(applicant, staff):
    with time_machine.travel(NOON, tick=False):
        return handed_over(applicant, staff)


@pytest.fixture
def invitation(permit):
    with time_machine.travel(NOON, tick=False):
        return surveys.invite(permit)


@pytest.fixture
def at_counter(catalogue):
    with time_machine.travel(NOON, tick=False):
        return surveys.open_at_counter()


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def address(invitation):
    return f"/survei/{invitation.token}/"


# Invitations --------------------------------------------------------------------------


def test_the_holder_of_a_permit_handed_over_gets_one_letter_with_the_address(permit, noon, mailoutbox):
    send_letters()
    invitation = Invitation.objects.get()
    assert (invitation.way, invitation.permit, invitation.is_used) == (Way.LINK, permit, False)
    assert invitation.expires_on == TODAY + 60 * DAY
    (mail,) = mailoutbox
    assert mail.to == ["siti@warga.example"]
    assert address(invitation) in mail.body
    assert "satu jawaban" in mail.body
    assert "8 Desember 2026" in mail.body


def test_nobody_is_invited_twice_however_often_it_is_looked(permit, noon):
    surveys.collect()
    surveys.collect()
    surveys.invite(permit)
    assert Invitation.objects.count() == Letter.objects.filter(kind=LetterKind.SURVEY).count() == 1


def test_a_permit_that_still_lies_at_the_office_is_not_asked_about(applicant, staff, noon):
    file_application(applicant)
    assert surveys.collect() == 0


@pytest.mark.parametrize(("days", "invited"), [(14, 1), (15, 0), (3000, 0)])
def test_what_was_handed_over_long_ago_or_in_a_replayed_year_is_not_asked_about(permit, days, invited):
    with time_machine.travel(NOON + days * DAY, tick=False):
        assert surveys.collect() == invited


def test_a_permit_that_was_revoked_is_not_asked_about(permit, noon):
    Permit.objects.filter(pk=permit.pk).update(revoked_at=NOON)
    assert surveys.collect() == 0


def test_the_letter_names_the_permit_and_no_person(invitation, noon):
    text = message_of(Letter.objects.get())
    assert "Surat Izin Usaha Perdagangan" in text.text + text.short
    assert "Siti" not in text.text + text.short


def test_a_letter_is_sent_once(invitation, noon, mailoutbox):
    assert send_due(10) == 1
    assert send_due(10) == 0
    assert len(mailoutbox) == 1


def test_the_counters_invitations_are_forgotten_when_they_have_run_out(at_counter, invitation):
    with time_machine.travel(NOON + DAY, tick=False):
        surveys.forget_the_counter()
        assert Invitation.objects.filter(pk=at_counter.pk).exists()
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        surveys.forget_the_counter()
    assert list(Invitation.objects.all()) == [invitation]


# Answering ----------------------------------------------------------------------------


def test_the_holder_answers_and_the_kind_of_permit_is_known(client, invitation, noon):
    page = client.get(address(invitation)).content.decode()
    assert "Surat Izin Usaha Perdagangan" in page
    assert 'name="service"' not in page
    for question in QUESTIONS:
        assert str(question.text) in page
    response = client.post(
        address(invitation),
        filled_in(time="1", gender="female", age="26", education="upper", occupation="owner", remark=" Baik. "),
    )
    assert (response.status_code, response["Location"]) == (302, "/survei/terima-kasih/")
    answer = the_answer()
    assert answer.permit_type == invitation.permit.application.permit_type
    assert (answer.way, answer.day, answer.time, answer.fee) == (Way.LINK, TODAY, 1, 3)
    assert (answer.gender, answer.age, answer.education, answer.occupation) == ("female", 26, "upper", "owner")
    assert answer.remark == "Baik."
    assert "Terima kasih" in client.get(response["Location"]).content.decode()


def test_nobody_has_to_say_who_they_are(client, invitation, noon):
    client.post(address(invitation), filled_in())
    answer = the_answer()
    assert (answer.gender, answer.age, answer.education, answer.occupation, answer.remark) == ("", None, "", "", "")


def test_the_holder_cannot_name_another_service(client, invitation, noon):
    client.post(address(invitation), filled_in(service="lain", permit_type="99"))
    assert the_answer().permit_type == invitation.permit.application.permit_type


def test_at_the_counter_people_say_what_they_came_for(client, at_counter, noon):
    assert 'name="service"' in client.get(address(at_counter)).content.decode()
    client.post(address(at_counter), filled_in(service="siup"))
    assert (the_answer().permit_type.slug, the_answer().way) == ("siup", Way.COUNTER)


def test_at_the_counter_one_may_have_come_for_something_else(client, at_counter, noon):
    client.post(address(at_counter), filled_in(service="lain"))
    assert the_answer().permit_type is None


def test_it_says_before_that_an_answer_is_anonymous_and_final(client, invitation, noon):
    page = client.get(address(invitation)).content.decode()
    assert "anonim" in page
    assert "tidak dapat diubah" in page


def test_the_page_needs_no_script_and_is_kept_by_nobody(client, invitation, noon):
    response = client.get(address(invitation))
    assert b"<script" not in response.content
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    # "no-referrer" would make browsers send the form from the origin "null", which is refused as forged.
    assert response["Referrer-Policy"] == "same-origin"


def test_the_page_costs_the_same_however_much_was_answered(client, invitation, noon, django_assert_max_num_queries):
    client.get("/bantuan/")
    with django_assert_max_num_queries(2):  # wrong tokens (none with Redis), invitation with its permit
        client.get(address(invitation))


# Input that cannot be kept ------------------------------------------------------------


def test_what_is_missing_is_named_and_everything_else_stays(client, at_counter, noon):
    sent = filled_in(service="siup", gender="male", remark="Kursi kurang") | {"time": ""}
    response = client.post(address(at_counter), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Kesalahan: " in page
    assert 'href="#id_time_0"' in page
    assert page.count("checked") == len(ELEMENTS) - 1
    assert "Kursi kurang" in page
    assert '<option value="siup" selected>' in page
    assert '<option value="male" selected>' in page
    assert not Answer.objects.exists()
    assert not Invitation.objects.get(pk=at_counter.pk).is_used


@pytest.mark.parametrize(
    "wrong",
    [
        {"time": "0"},
        {"time": "5"},
        {"time": "3.5"},
        {"time": "baik"},
        {"age": "27"},
        {"gender": "x"},
        {"education": "s3"},
        {"occupation": "raja"},
        {"service": "tidak-ada"},
        {"service": ""},
        {"remark": "x" * 501},
    ],
)
def test_what_no_browser_sends_is_refused_without_using_the_token(client, at_counter, noon, wrong):
    response = client.post(address(at_counter), filled_in(service="siup") | wrong)
    assert response.status_code == 422
    assert not Answer.objects.exists()
    assert not Invitation.objects.get(pk=at_counter.pk).is_used


def test_line_breaks_count_once(client, at_counter, noon):
    remark = "\r\n".join(["x" * 49] * 10)
    assert len(remark) > 500
    client.post(address(at_counter), filled_in(service="lain", remark=remark))
    assert the_answer().remark == "\n".join(["x" * 49] * 10)


@pytest.mark.parametrize(
    "personal",
    [
        "Hubungi saya 0812-3456-7890",
        "NIK 3374 0112 0390 0001",
        "berkas 0224900201052016",
        "surel siti@contoh.example",
    ],
)
def test_a_suggestion_may_not_tell_who_wrote_it(client, at_counter, noon, personal):
    response = client.post(address(at_counter), filled_in(service="lain", remark=personal))
    assert response.status_code == 422
    assert "supaya tetap anonim" in response.content.decode()


@pytest.mark.parametrize("harmless", ["Biaya Rp150.000.000 terlalu mahal", "Menunggu 3 jam, dari 08.00 sampai 11.00"])
def test_sums_and_hours_are_no_personal_data(client, at_counter, noon, harmless):
    client.post(address(at_counter), filled_in(service="lain", remark=harmless))
    assert the_answer().remark == harmless


# Once only ----------------------------------------------------------------------------


def test_a_second_answer_is_refused_kindly_and_changes_nothing(client, invitation, noon):
    client.post(address(invitation), filled_in())
    again = client.post(address(invitation), filled_in(time="1"))
    assert again.status_code == 409
    assert "sudah kami terima" in again.content.decode()
    assert the_answer().time == 3
    assert client.get(address(invitation)).status_code == 410


def test_who_read_the_token_as_unused_is_refused_by_its_row(invitation, noon):
    copy = Invitation.objects.get(pk=invitation.pk)
    surveys.answer(invitation, dict.fromkeys(ELEMENTS, 4))
    with pytest.raises(surveys.AlreadyAnswered):
        surveys.answer(copy, dict.fromkeys(ELEMENTS, 4))
    assert Answer.objects.count() == 1


def test_a_used_token_cannot_be_made_unused(invitation, noon):
    surveys.answer(invitation, dict.fromkeys(ELEMENTS, 4))
    with pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(is_used=False)


def test_an_answer_can_neither_be_changed_nor_taken_away(invitation, noon):
    surveys.answer(invitation, dict.fromkeys(ELEMENTS, 4))
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(time=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.all().delete()


def test_an_answer_that_cannot_be_kept_leaves_the_token_unused(invitation, noon):
    with pytest.raises(DatabaseError), transaction.atomic():
        surveys.answer(invitation, dict.fromkeys(ELEMENTS, 5))
    assert not Invitation.objects.get(pk=invitation.pk).is_used


def unguarded_claim(invitation):
    """``surveys.claim`` without the comparison in the database."""


def five_answer_at_once():
    open_here("siup")
    invitation = surveys.open_at_counter()
    copies = [Invitation.objects.get(pk=invitation.pk) for _number in range(5)]

    def try_it(number):
        try:
            surveys.answer(copies[number], dict.fromkeys(ELEMENTS, 3))
        except surveys.AlreadyAnswered:
            return "refused"
        return "kept"

    return race(5, try_it, at_once=5)


@pytest.mark.django_db(transaction=True)
def test_of_five_answers_sent_at_once_with_one_token_one_is_kept():
    assert sorted(five_answer_at_once()) == ["kept", *["refused"] * 4]
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_five_answers_at_once_without_the_comparison(monkeypatch):
    monkeypatch.setattr(surveys, "claim", unguarded_claim)
    assert five_answer_at_once() == ["kept"] * 5
    assert Answer.objects.count() == 5


def invited_at_once(way_to_invite):
    open_here("siup")
    permit = handed_over(make_user("siti"), {name: make_user(name, role) for name, role in STAFF.items()})
    return race(4, lambda _number: way_to_invite(permit), at_once=4)


@pytest.mark.django_db(transaction=True)
def test_four_workers_that_invite_at_once_write_one_letter():
    assert {result.pk for result in invited_at_once(surveys.invite)} == {Invitation.objects.get().pk}
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_four_workers_that_do_not_look_before():
    def invite_blindly(permit):
        return Invitation.objects.create(permit=permit, way=Way.LINK, created_on=TODAY, expires_on=TODAY + 60 * DAY)

    results = invited_at_once(invite_blindly)
    assert sum(isinstance(result, DatabaseError) for result in results) == 3


# Tokens that open nothing -------------------------------------------------------------


@pytest.mark.parametrize(("days", "status"), [(60, 200), (61, 410)])
def test_a_link_lasts_sixty_days(client, invitation, days, status):
    with time_machine.travel(NOON + days * DAY, tick=False):
        assert client.get(address(invitation)).status_code == status


def test_who_answers_too_late_is_told_so_and_nothing_is_kept(client, invitation):
    with time_machine.travel(NOON + 61 * DAY, tick=False):
        response = client.post(address(invitation), filled_in())
    assert response.status_code == 410
    assert "sudah ditutup" in response.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(1, 200), (2, 410)])
def test_the_counters_token_lasts_a_day(client, at_counter, days, status):
    with time_machine.travel(NOON + days * DAY, tick=False):
        assert client.get(address(at_counter)).status_code == status


def test_unknown_tokens_get_the_page_of_what_is_not_there(client, catalogue, noon):
    response = client.get("/survei/salah/")
    assert response.status_code == 404
    assert response.content == client.get("/tidak-ada/").content
    assert client.post("/survei/salah/", filled_in()).status_code == 404


def test_after_too_many_wrong_tokens_every_token_is_refused(client, invitation, noon):
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        assert client.get(f"/survei/salah-{number}/").status_code == 404
    assert client.get(address(invitation)).status_code == 429
    assert client.get(address(invitation), REMOTE_ADDR="203.0.113.7").status_code == 200


def test_after_a_neighbours_wrong_tokens_the_survey_at_the_counter_goes_on(client, at_counter, noon):
    for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
        client.get(f"/survei/salah-{number}/")
    assert client.get("/survei/salah/").status_code == 429
    assert client.get(address(at_counter)).status_code == 200
    assert client.post(address(at_counter), filled_in(service="siup")).status_code == 302
