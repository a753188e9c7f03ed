"""Whatever is sent, wherever, by whomever: no page fails, what is refused moves nothing, and the answer is ours."""

from __future__ import annotations

import re
from itertools import cycle, product
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.http import HttpResponse
from hypothesis import strategies as st

from e2e.addresses import Row, admin_addresses
from e2e.garbage import ADMIN_QUERIES, FORM, HEADERS, QUERIES, SCRIPT, SEGMENTS, VALUES, Fields, bodies, encoded
from e2e.scene import PEOPLE, SIGNED_IN, Scene, browser
from e2e.table import TABLE
from helpdesk.models import (
    AddressCheck,
    Announcement,
    Answer,
    Booking,
    Campaign,
    CommonQuestion,
    ConsultationHours,
    CounterVisits,
    Evaluation,
    FollowUp,
    Group,
    Invitation,
    Link,
    LinkMove,
    LinkVersion,
    OfficialNumber,
    Question,
    Reply,
    ShortAddress,
    Touch,
)
from permits.models import (
    Application,
    Bill,
    Closing,
    Inspection,
    InspectionPhoto,
    LegalCheck,
    Payment,
    PermitType,
    ServiceStandard,
    Standing,
    Transition,
)

pytestmark = pytest.mark.django_db

ANYTHING = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(str.encode),
    st.integers().map(lambda number: str(number).encode()),
    st.sampled_from(list(VALUES.values())),
)
A_FEW = (
    *("nobody", "owner", "counter", "scheduler", "inspector", "cashier", "admin"),
    *("koordinator", "konten", "layanan", "hukum"),
)
# What no person types and says which page was seen: where it is wrong nothing else is looked at.
KEPT = {"version", "seen", "stamp", "nonce"}
GROWING = (
    *(Transition, Inspection, InspectionPhoto, Bill, Payment, Closing),
    *(PermitType, Standing, ServiceStandard, LegalCheck),
    *(Group, Link, LinkVersion, LinkMove, AddressCheck, Announcement, Campaign, ShortAddress),
    *(Question, Reply, CommonQuestion, OfficialNumber),
    *(ConsultationHours, Booking, Invitation, Answer, Touch, CounterVisits, Evaluation, FollowUp),
)
# What a browser tells while it leaves a page, and reads no answer to.
UNREAD = "/hitung/"
# Forms of one button, with nothing to fill in.
BUTTONS = ("desk_take", "survey_counter", "survey_desk")
FORMS = [row for row in TABLE if row.post is not None and row.method == "POST"]


class Faults(dict[str, str]):
    """What an answer should not be, by the request that got it."""

    def judge(self, request: str, answer: Any) -> None:
        if fault := fault_of(answer):
            self[request] = fault

    def __str__(self) -> str:
        return "\n".join(f"{request}: {fault}" for request, fault in self.items())


def fault_of(answer: Any) -> str:
    """What is wrong with an answer: a failure, somebody's script, or a refusal that is not one of our pages."""
    if answer.status_code >= 500:
        return f"{answer.status_code}: {answer.exc_info and answer.exc_info[1]!r}"
    if answer.streaming:
        return ""
    page = answer.content.decode(errors="replace")
    if SCRIPT in page:
        return "carries a script"
    if not page and answer.request["PATH_INFO"] == UNREAD:
        return ""
    is_ours = 'lang="id"' in page or answer["Content-Type"] == "application/json"
    return "" if answer.status_code < 400 or is_ours else f"{answer.status_code}, and not in Indonesian"


def journey() -> tuple[Any, ...]:
    """How far everything has come."""
    moved = Application.objects.aggregate(Count("pk"), Sum("version"), Sum("looks_count"))
    voided = Payment.objects.filter(voided_at__isnull=False).count()
    tables = (f"(SELECT count(*) FROM {connection.ops.quote_name(model._meta.db_table)})" for model in GROWING)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(tables)}")
        return *moved.values(), voided, *cursor.fetchone()


def test_garbage_in_every_part_of_every_address_is_refused(scene):
    faults = Faults()
    before = journey()
    # Rows of one address differ in what its things are, and here they are garbage.
    for row in {row.name: row for row in reversed(TABLE) if row.things}.values():
        for place, segment in product(range(len(row.things)), SEGMENTS):
            address = with_garbage(row, scene, place, segment)
            for method, person in product({"GET", row.method}, ("nobody", insider(row))):
                faults.judge(f"{method} {address[:200]} by {person}", scene.ask(person, address, method))
    assert not faults, str(faults)
    assert journey() == before


def insider(row: Row) -> str:
    """Somebody who gets as far as the view, where there is anybody."""
    sent = row.post or row.get
    shown = (name for name in SIGNED_IN if (200 in (row.get[name], sent[name])) or sent[name] in (201, 302, 400, 422))
    return next(shown, "owner")


def with_garbage(row: Row, scene: Scene, place: int, segment: str) -> str:
    """The row's address with the one of its ``things`` at ``place`` replaced."""
    found = row.address(scene).split("/")
    from_the_end = found[::-1].index(row.parts(scene)[place])
    found[len(found) - 1 - from_the_end] = segment
    return "/".join(found)


def test_garbage_in_every_query_is_refused_or_passed_over(scene):
    faults = Faults()
    for person, which, names in QUERIES:
        path = next(row for row in TABLE if str(row) == which).address(scene)
        asks = path + ("&" if "?" in path else "?")
        for name in names:
            for kind, value in VALUES.items():
                answer = scene.ask(person, f"{asks}{encoded({name: value}).decode()}")
                faults.judge(f"GET {asks}{name} ({kind}) by {person}", answer)
    assert not faults, str(faults)


def test_headers_no_browser_sends_fail_no_page(scene):
    faults = Faults()
    many = cycle(HEADERS)
    for row in TABLE:
        for person in ("nobody", insider(row)):
            headers = next(many)
            faults.judge(
                f"GET {row} by {person} with {headers}", scene.ask(person, row.address(scene), headers=headers)
            )
    assert not faults, str(faults)


# Forms --------------------------------------------------------------------------------


def test_garbage_in_every_field_of_every_form_fails_no_page(scene):
    """Each kind of garbage in all fields at once, then in one field at a time with the others as they should be.

    In all fields, one row of an address is like the other; what else is filled in differs.
    """
    faults = Faults()
    kinds = cycle(VALUES.items())
    spoilt_before = set()
    for row in FORMS:
        for person in senders(row):
            fields = fields_of(scene, row, person)
            whole = (row.address(scene), person, *sorted(fields))
            for kind, value in VALUES.items() if whole not in spoilt_before else ():
                spoilt = {name: fields[name] if name in KEPT else value for name in fields}
                post(scene, row, person, (FORM, encoded(spoilt)), f"{kind} in all fields", faults)
            spoilt_before.add(whole)
            for name, (kind, value) in zip(fields, kinds, strict=False):
                post(scene, row, person, (FORM, encoded(fields | {name: value})), f"{kind} in {name}", faults)
    assert not faults, str(faults)


def test_bodies_no_browser_sends_fail_no_page(scene):
    faults = Faults()
    for row in FORMS:
        for person in senders(row) or ["owner"]:
            for what, body in bodies(fields_of(scene, row, person)).items():
                post(scene, row, person, body, what, faults)
    assert not faults, str(faults)


@hypothesis.settings(max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(data=st.data())
def test_whatever_stands_in_a_form_no_page_fails(scene, data):
    row = data.draw(st.sampled_from([row for row in FORMS if row.moves and row.name not in BUTTONS]), label="form")
    fields = fields_of(scene, row, row.moves[0])
    spoilt = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), ANYTHING, min_size=1), label="garbage")
    faults = Faults()
    post(scene, row, row.moves[0], (FORM, encoded(fields | spoilt)), "garbage", faults)
    assert not faults, str(faults)


def senders(row: Row) -> list[str]:
    """Who gets as far as the form: one whose moves count, or else one signed in; and whoever isn't."""
    shown = [name for name in PEOPLE if row.post[name] in (200, 201, 302, 422) and name != "nobody"]
    chosen = [name for name in shown if name in row.moves or name in A_FEW][:1]
    return ["nobody", *chosen] if row.post["nobody"] in (200, 422) else chosen


def fields_of(scene: Scene, row: Row, person: str) -> dict[str, bytes]:
    """The form of the page as it stands, filled in as it should be."""
    page = scene.ask(person, row.address(scene))
    is_shown = page.status_code in (200, 422)
    body = row.body(scene)
    filled = {name: value for name, value in body.items() if isinstance(value, str)}
    fields = (Fields(page.content.decode()).found if is_shown else {}) | filled
    return {name: value.encode() for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def post(scene: Scene, row: Row, person: str, body: tuple[str, bytes], what: str, faults: Faults) -> None:
    """Send ``body``, judge the answer, and take back what happened; a refusal must not have moved anything."""
    content_type, data = body
    before = journey()
    with scene.undone():
        answer = scene.ask(person, row.address(scene), "POST", data, content_type=content_type)
        faults.judge(f"POST {row} by {person}, {what}", answer)
        if answer.status_code >= 400 and journey() != before:
            faults[f"POST {row} by {person}, {what}"] = f"{answer.status_code}, yet something moved"


# The administration -------------------------------------------------------------------


def test_garbage_asked_of_the_administration_fails_no_page(scene):
    faults = Faults()
    kinds = cycle(VALUES.items())
    for address in [address for address in admin_addresses() if not re.search(r"/(1|add|logout)/", address)]:
        for name, (kind, value) in zip(ADMIN_QUERIES * 2, kinds, strict=False):
            answer = scene.ask("admin", f"{address}?{encoded({name: value}).decode()}")
            if answer.status_code >= 500:
                faults[f"GET {address}?{name} ({kind})"] = fault_of(answer)
    assert not faults, str(faults)


def test_a_year_no_date_can_hold_is_refused_in_the_administration(scene):
    for address in ("/admin/office/holiday/", "/admin/office/extraworkingday/"):
        for year in ("10000", "0", "99999999999", str(10**30), "9" * 400, "x", "%FF"):
            assert scene.ask("admin", f"{address}?date__year={year}").status_code in (302, 400), year


def test_rows_chosen_by_what_is_no_key_are_refused_in_the_administration(scene):
    for address, action in (("holidayyear", "confirm_years"), ("closure", "delete_selected")):
        for key in ("", "x", "-1", str(10**30), "²"):
            chosen = {"action": action, "_selected_action": key, "index": "0"}
            assert scene.ask("admin", f"/admin/office/{address}/", "POST", chosen).status_code in (200, 302, 400), key


# Controls -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "html"), [(500, '<html lang="id">'), (404, "<html>Not Found</html>"), (200, f"<p>{SCRIPT}</p>")]
)
def test_control_a_page_as_it_should_not_be_is_noticed(status, html):
    answer: Any = HttpResponse(html, status=status)
    answer.exc_info = None
    assert fault_of(answer)


def test_control_without_the_guard_garbage_gets_through(scene, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "RefuseMalformed" not in name]
    scene.browsers["nobody"] = browser()
    body = encoded({"login": VALUES["broken UTF-8"]})
    assert scene.ask("nobody", "/masuk/", "POST", body, content_type=FORM).status_code != 400
