"""The signer's batch: listed first, signed with the password asked again, each file on its own."""

import pytest

from permits import workflow
from permits.models import Status, Work
from permits.views.signing import MOST_AT_ONCE, WRONG_PASSWORDS
from testkit.story import PASSWORD, advance, file_application

SIGN = "/petugas/tanda-tangan/"


@pytest.fixture
def waiting(applicant, staff):
    """Three files waiting for the head's signature, in order of their numbers."""
    made = [file_application(applicant) for _number in range(3)]
    for application in made:
        advance(application, staff, to=Work.SIGN)
    return made


@pytest.fixture
def as_head(client, staff):
    client.force_login(staff["head"])
    return client


def ticks(*applications):
    return {"file": [f"{row.number}:{row.version}" for row in applications]}


def confirmed(*applications, password=PASSWORD):
    return ticks(*applications) | {"confirm": "1", "password": password}


def stages(applications):
    for application in applications:
        application.refresh_from_db()
    return [application.stage.work for application in applications]


def test_every_number_is_listed_with_its_draft(as_head, waiting):
    page = as_head.get(SIGN).content.decode()
    for application in waiting:
        assert application.number in page
        assert f"/cetakan/{application.number}/draft/" in page


def test_ticking_asks_for_the_password_and_signs_nothing_yet(as_head, waiting):
    page = as_head.post(SIGN, ticks(*waiting[:2]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Tandatangani 2 izin" in text
    assert "current-password" in text
    assert stages(waiting) == [Work.SIGN] * 3


def test_what_was_ticked_is_signed_each_with_its_own_number(as_head, waiting):
    page = as_head.post(SIGN, confirmed(*waiting[:2]))
    assert page.status_code == 200
    assert stages(waiting) == [Work.ARCHIVE, Work.ARCHIVE, Work.SIGN]
    numbers = {application.permit.number for application in waiting[:2]}
    assert len(numbers) == 2
    assert all(number in page.content.decode() for number in numbers)
    assert waiting[0].permit.signed_by.username == "head"


def test_one_failure_leaves_the_others_alone(as_head, waiting, staff):
    stale = confirmed(*waiting)
    workflow.perform(waiting[1], "send_back", by=staff["head"], note="Salah tulis.")
    workflow.perform(waiting[1], "forward", by=staff["kabid"], payload={"confirmed": True})
    workflow.perform(waiting[2], "reject", by=staff["head"], note="Tidak sah.")
    page = as_head.post(SIGN, stale)
    assert [row.number for row in page.context["signed"]] == [waiting[0].number]
    failed = {row.number: row.failure for row in page.context["failed"]}
    assert "Sudah berubah" in failed[waiting[1].number]
    assert "Kabid" in failed[waiting[1].number]
    assert "Tidak lagi menunggu" in failed[waiting[2].number]
    assert waiting[2].status == Status.REJECTED


def test_nothing_ticked_is_said(as_head, waiting):
    page = as_head.post(SIGN, {})
    assert page.status_code == 422
    assert "Centang dahulu" in page.content.decode()


@pytest.mark.parametrize(("password", "says"), [("salah", "Kata sandi salah"), ("", "Ketik kata sandi")])
def test_a_wrong_password_signs_nothing_and_keeps_the_ticks(as_head, waiting, password, says):
    page = as_head.post(SIGN, confirmed(*waiting, password=password))
    assert page.status_code == 422
    text = page.content.decode()
    assert says in text
    assert f"{waiting[0].number}:{waiting[0].version}" in text
    assert PASSWORD not in text
    assert stages(waiting) == [Work.SIGN] * 3


def test_wrong_passwords_are_limited_and_right_ones_are_not(as_head, waiting):
    for application in waiting[:2]:
        assert as_head.post(SIGN, confirmed(application)).context["signed"]
    for _attempt in range(WRONG_PASSWORDS["amount"]):
        assert as_head.post(SIGN, confirmed(waiting[2], password="salah")).status_code == 422
    assert as_head.post(SIGN, confirmed(waiting[2])).status_code == 429
    assert stages(waiting[2:]) == [Work.SIGN]


def test_only_the_signer_signs(client, waiting, staff, applicant, stranger):
    for name in ("counter", "entry", "kasi", "kabid", "archive"):
        client.force_login(staff[name])
        assert client.get(SIGN).context["lines"] == []
        assert client.post(SIGN, confirmed(waiting[0])).context["signed"] == []
    client.force_login(stranger)
    assert client.post(SIGN, confirmed(waiting[0])).context["signed"] == []
    client.force_login(applicant)
    assert client.post(SIGN, confirmed(waiting[0])).status_code == 404
    client.logout()
    assert client.post(SIGN, confirmed(waiting[0])).url.startswith("/masuk/")
    assert stages(waiting) == [Work.SIGN] * 3


def test_signing_twice_signs_once(as_head, waiting):
    first = confirmed(waiting[0])
    as_head.post(SIGN, first)
    again = as_head.post(SIGN, first)
    assert again.context["signed"] == []
    assert waiting[0].transitions.filter(from_stage__work=Work.SIGN).count() == 1


@pytest.mark.parametrize("value", ["", "1", "x:y", "123:-1", "9" * 50 + ":1", "1:" + "9" * 20])
def test_garbage_is_a_bad_request(as_head, waiting, value):
    assert as_head.post(SIGN, {"file": value, "confirm": "1", "password": PASSWORD}).status_code == 400


def test_more_than_a_page_offers_is_a_bad_request(as_head):
    many = [f"{number}:1" for number in range(MOST_AT_ONCE + 1)]
    assert as_head.post(SIGN, {"file": many}).status_code == 400


def test_other_methods_are_refused(as_head):
    assert as_head.delete(SIGN).status_code == 405
