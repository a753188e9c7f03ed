"""The table of addresses: every one, every kind of person, and the answer expected; nothing left out."""

import re
from typing import Any

import pytest
from django.urls import get_resolver

from e2e.addresses import ELSEWHERE, Row, admin_addresses, patterns
from e2e.scene import PEOPLE, Scene, changed, traces
from e2e.table import TABLE

pytestmark = pytest.mark.django_db

FORM_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w+')
REFUSED = (302, 401, 403, 404, 405)
# What a printed code leads to is no secret: it says that its time has not come, or that it is no document.
SAID_OPENLY = ("short_address of a link to come", "hub_document of an address")
# What is to be printed, and who looked at what.
LEFT_BY_OPENING = {"helpdesk.Poster", "permits.Paper", "permits.Look", "permits.Application"}
OURS = [row for row in TABLE if not row.name.startswith(("account_", "mfa_")) or row.name == "account_profile"]


def test_the_table_has_a_row_for_every_address_and_for_no_other():
    names = {name for namespace, _route, name in patterns(get_resolver()) if namespace != "admin"}
    assert {row.name for row in TABLE} == names


def test_rows_of_one_address_tell_their_situations_apart():
    assert len({str(row) for row in TABLE}) == len(TABLE)


def test_everybody_gets_the_page_the_table_says(scene):
    """And by opening pages nobody leaves anything behind but what is to be printed, and that they looked."""
    found: dict[str, str] = {}
    shown: dict[str, dict[str, int]] = {}
    before = traces()
    for row in TABLE:
        if (address := row.address(scene)) not in shown:
            shown[address] = {person: scene.ask(person, address).status_code for person in PEOPLE}
        found |= differences(row, row.get, shown[address])
    assert not found, sentences(found)
    assert set(changed(before, traces())) == LEFT_BY_OPENING


def test_what_anybody_may_not_send_is_refused_and_leaves_nothing(scene):
    found: dict[str, str] = {}
    before = traces()
    for row in TABLE:
        for person in PEOPLE:
            expected = 405 if row.post is None else row.post[person]
            if expected in REFUSED and not goes_through(row, person):
                found |= differences(row, {person: expected}, {person: send(scene, row, person)})
        after = traces()
        if left := changed(before, after):
            found[f"{row}"] = f"leaves {left}"
        before = after
    assert not found, sentences(found)


def test_what_somebody_may_send_leaves_something_behind_where_it_should_and_nowhere_else(scene):
    """The control of the test above: the same bodies, sent by who may."""
    found: dict[str, str] = {}
    before = traces()
    for row in TABLE:
        # Who leaves nothing may be asked together; what each mover leaves is told apart.
        for people in [[name for name in PEOPLE if name not in row.moves], *([name] for name in row.moves)]:
            senders = [name for name in people if goes_through(row, name)]
            if not senders:
                continue
            with scene.undone():
                for person in senders:
                    found |= differences(row, {person: row.post[person]}, {person: send(scene, row, person)})
                left = changed(before, traces())
            if (senders[0] in row.moves) != bool(left):
                found[f"{row} by {', '.join(senders)}"] = f"leaves {left}"
            if left:
                # Stored files are not taken back with the rows.
                before = traces()
    assert not found, sentences(found)


def test_no_other_method_reaches_anything(scene):
    found: dict[str, str] = {}
    before = traces()
    for row in one_for_each_address(OURS, scene):
        for method in sorted({"PUT", "DELETE", "PATCH", "OPTIONS"} - {row.method}):
            for person in ("nobody", "owner", "counter", "inspector", "cashier", "konten", "admin"):
                status = scene.ask(person, row.address(scene), method).status_code
                found |= differences(row, {f"{person} {method}": 405}, {f"{person} {method}": status})
    assert not found, sentences(found)
    assert changed(before, traces()) == []


# Unknown and forbidden are the same ---------------------------------------------------


def test_what_is_not_for_somebody_looks_like_what_does_not_exist(scene):
    """Status, body and headers are those of a number, document or token that nobody has."""
    found: dict[str, str] = {}
    rows = [row for row in TABLE if row.tells_apart and str(row) not in SAID_OPENLY]
    for row in one_for_each_address(rows, scene):
        for person in ("nobody", "owner", "other", "kasi", "scheduler", "inspector", "cashier", "konten"):
            for method in {"GET", row.method}:
                known, unknown = (
                    whole(scene.ask(person, address, method))
                    for address in (row.address(scene), row.unknown_address(scene))
                )
                if known[0] == 404 and known != unknown:
                    found[f"{row}, {person}, {method}"] = f"{known} instead of {unknown}"
    assert not found, sentences(found)


def test_signed_out_a_known_address_leads_where_an_unknown_one_does(scene):
    for row in [row for row in TABLE if row.tells_apart and row.get["nobody"] == 302 and row.get != ELSEWHERE]:
        answers = [scene.ask("nobody", address) for address in (row.address(scene), row.unknown_address(scene))]
        assert [answer.status_code for answer in answers] == [302, 302], row
        assert {answer["Location"].partition("?")[0] for answer in answers} == {"/masuk/"}, row


def whole(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All that a visitor can tell an answer by; when it expires only says what time it is, a form's token nothing."""
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, headers, b"" if answer.streaming else FORM_TOKEN.sub(b"", answer.content)


# The administration -------------------------------------------------------------------


def test_the_administration_does_not_exist_for_who_is_no_administrator(scene):
    before = traces()
    found: dict[str, str] = {}
    addresses = admin_addresses()
    assert len(addresses) > 60
    for address in addresses:
        for person in [name for name in PEOPLE if name != "admin"]:
            for method in ("GET", "POST"):
                answer = scene.ask(person, address, method)
                while answer.status_code == 302 and answer["Location"].startswith("/admin/"):
                    answer = scene.ask(person, answer["Location"])
                told = answer["Location"].partition("?")[0] if answer.status_code == 302 else answer.status_code
                if told != "/masuk/" and (person == "nobody" or told != 404):
                    found[f"{method} {address}, {person}"] = str(told)
    assert not found, sentences(found)
    assert changed(before, traces()) == []


def goes_through(row: Row, person: str) -> bool:
    """Whether the person may send: the answer is neither a refusal nor the way to the sign-in."""
    if row.post is None:
        return False
    is_sent_on = row.post[person] == 302 and (person != "nobody" or "nobody" in row.moves)
    return row.post[person] not in REFUSED or is_sent_on


def one_for_each_address(rows: list[Row], scene: Scene) -> list[Row]:
    """Of ``rows`` that differ only in what is sent, the first."""
    first = {(row.address(scene), row.method): row for row in reversed(rows)}
    return list(reversed(first.values()))


def send(scene: Scene, row: Row, person: str) -> int:
    return scene.ask(person, row.address(scene), row.method, row.body(scene)).status_code


def differences(row: Row, expected: dict[str, int], got: dict[str, int]) -> dict[str, str]:
    """Sentences about what is not as the table says."""
    return {
        f"{row}, {person}": f"{got[person]} instead of {status}"
        for person, status in expected.items()
        if got[person] != status
    }


def sentences(found: dict[str, str]) -> str:
    return "\n".join(f"{where}: {what}" for where, what in found.items())
