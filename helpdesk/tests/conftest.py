"""An internet of this machine alone for what the portal opens, and the hub's people at their desks."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from helpdesk import outgoing
from helpdesk.outgoing import Opened
from sipelaku.accounts.models import User
from testkit.hub import make_team
from testkit.sites import Authority, Internet, internet_of
from testkit.story import make_user


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom the portal believes who a site is."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def internet(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """The only sites there are."""
    with internet_of(authority, monkeypatch) as internet:
        yield internet


@pytest.fixture
def hub_people(catalogue: None) -> dict[str, User]:
    """The guide's team, and who is not of it: somebody of the counter, the head of the office, an applicant."""
    return make_team() | {
        "loket": make_user("loket", "petugas_loket"),
        "kadis": make_user("kadis", "kepala_dinas"),
        "siti": make_user("siti"),
    }


@pytest.fixture
def at_desk(client: Client, hub_people: dict[str, User]) -> Callable[[str], Client]:
    """The browser of somebody: ``at_desk("konten").get(...)``."""

    def sign_in(name: str) -> Client:
        client.force_login(hub_people[name])
        return client

    return sign_in


@pytest.fixture
def site_answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Opened], list[bool]]:
    """Let the site outside answer in a certain way, and say whether a transaction waited for it."""
    waited: list[bool] = []

    def site(opened: Opened) -> list[bool]:
        def open_address(address: str) -> Opened:
            waited.append(connection.in_atomic_block)
            return opened

        monkeypatch.setattr(outgoing, "open_address", open_address)
        return waited

    return site
