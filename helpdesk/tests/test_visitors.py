"""Who is counted as a visitor, and that nobody can be found out by what is kept of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from helpdesk import counting, visitors
from helpdesk.counting import VISITS
from helpdesk.models import Seen, Tally, Target
from helpdesk.views.counting import STAYS
from testkit.story import make_user

pytestmark = pytest.mark.django_db

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
)
CUBOT = "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36"
IN_FACEBOOK = PHONE + " [FB_IAB/FB4A;FBAV/480.0.0.0;]"
OPERA_MINI = "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16"
ROBOTS = (
    "",
    "   ",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36",
    "UptimeRobot/2.0",
    "Googlebot-Image/1.0",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
)


def asked(method="get", user=None, **headers):
    request = getattr(RequestFactory(), method)("/", HTTP_USER_AGENT=headers.pop("browser", PHONE), **headers)
    request.user = user or AnonymousUser()
    if user is not None:
        request.COOKIES["sessionid"] = "masuk"
    return request


def counted(request):
    """How many views stand in memory after ``request``."""
    counting.count(request, Target.PAGE)
    return sum(amount.views for amount in VISITS.batch.amounts.values())


@pytest.mark.parametrize("agent", [PHONE, CUBOT, IN_FACEBOOK, OPERA_MINI])
def test_people_are_counted_whatever_they_browse_with(agent):
    assert counted(asked(browser=agent)) == 1


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_previews_and_scripts_are_not(agent):
    assert counted(asked(browser=agent)) == 0


def test_a_look_at_the_head_alone_is_not_a_visit():
    assert counted(asked("head")) == 0


@pytest.mark.parametrize("name", ["HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ"])
def test_a_page_fetched_ahead_is_not_a_visit(name):
    assert counted(asked(**{name: "prefetch;prerender"})) == 0


def test_an_officer_at_work_is_not_a_visitor_but_an_applicant_is(applicant):
    assert counted(asked(user=make_user("konten", "konten"))) == 0
    assert counted(asked(user=applicant)) == 1


def test_an_officer_who_is_signed_in_is_known_by_the_session(client, catalogue):
    client.force_login(make_user("konten", "konten"))
    assert client.post(reverse("stay"), {"detik": "5"}, headers={"user-agent": PHONE}).status_code == 204
    assert VISITS.waiting == 0


def test_who_asks_not_to_be_followed_is_counted_since_nobody_is_followed():
    assert counted(asked(HTTP_DNT="1", HTTP_SEC_GPC="1")) == 1


def test_a_person_is_an_address_and_a_browser(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    first = visitors.fingerprint(asked(HTTP_X_FORWARDED_FOR="203.0.113.7"))
    assert first == visitors.fingerprint(asked(HTTP_X_FORWARDED_FOR="203.0.113.7"))
    assert first != visitors.fingerprint(asked(HTTP_X_FORWARDED_FOR="203.0.113.8"))
    assert first != visitors.fingerprint(asked(HTTP_X_FORWARDED_FOR="203.0.113.7", browser=CUBOT))


def test_one_person_is_somebody_else_under_the_salt_of_another_day():
    who = visitors.fingerprint(asked())
    assert visitors.person_of(who, "garam-satu") != visitors.person_of(who, "garam-dua")
    assert len(visitors.person_of(who, "garam-satu")) == 32


def test_neither_memory_nor_database_holds_an_address_or_a_browser():
    counting.count(asked(REMOTE_ADDR="203.0.113.7"), Target.PAGE)
    assert "203.0.113.7" not in repr(VISITS.batch)
    VISITS.flush()
    kept = [*Seen.objects.values_list(), *Tally.objects.values_list()]
    assert Seen.objects.exists()
    assert not any("203.0.113.7" in str(row) or "Android" in str(row) for row in kept)


# How long the page was looked at ------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor():
    STAYS.forget()
    return Client(headers={"user-agent": PHONE}, enforce_csrf_checks=True)


def stays():
    VISITS.flush()
    return list(Tally.objects.filter(stays__gt=0).values_list("target", "key", "campaign", "stays", "seconds"))


def test_a_stay_is_added_to_the_page(visitor):
    for seconds in (40, 20):
        assert visitor.post(reverse("stay"), f"detik={seconds}", content_type=FORM).status_code == 204
    assert stays() == [("page", 0, 0, 2, 60)]


def test_a_stay_is_half_an_hour_at_most(visitor):
    assert visitor.post(reverse("stay"), "detik=86400", content_type=FORM).status_code == 204
    assert stays() == [("page", 0, 0, 1, 1800)]


def test_nothing_but_the_page_can_be_written(visitor):
    body = "detik=5&target=link&key=7&halaman=7&campaign=3&hari=2020-01-01"
    assert visitor.post(reverse("stay"), body, content_type=FORM).status_code == 204
    assert stays() == [("page", 0, 0, 1, 5)]


@pytest.mark.parametrize("body", ["", "detik=", "detik=lama", "detik=0", "detik=-4", "detik=1.5", "detik=9999999999"])
def test_what_is_no_number_of_seconds_is_refused(visitor, body):
    assert visitor.post(reverse("stay"), body, content_type=FORM).status_code == 422
    assert stays() == []


@pytest.mark.parametrize("body", ["detik=" + "9" * 50, "detik=5&x=" + "y" * 300, "detik=%FF", "detik=%00"])
def test_what_no_browser_sends_is_refused(visitor, body):
    assert visitor.post(reverse("stay"), body, content_type=FORM).status_code == 400
    assert stays() == []


def test_a_form_in_parts_is_heard_too(visitor):
    assert visitor.post(reverse("stay"), {"detik": "5"}).status_code == 204


def test_a_stay_can_only_be_sent(visitor):
    assert visitor.get(reverse("stay")).status_code == 405


def test_a_robot_stays_no_time():
    answer = Client(headers={"user-agent": "Googlebot/2.1"}).post(reverse("stay"), {"detik": "5"})
    assert answer.status_code == 204
    assert stays() == []


def test_one_address_that_tells_too_much_is_heard_and_not_noted(visitor):
    for _time in range(STAYS.amount + 5):
        assert visitor.post(reverse("stay"), "detik=1", content_type=FORM).status_code == 204
    assert stays() == [("page", 0, 0, STAYS.amount, STAYS.amount)]


def test_a_stay_asks_the_database_nothing(visitor, django_assert_num_queries):
    visitor.post(reverse("stay"), "detik=1", content_type=FORM)
    with django_assert_num_queries(0):
        visitor.post(reverse("stay"), "detik=1", content_type=FORM)
