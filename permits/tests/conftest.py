"""What the tests of the permits app share."""

import pytest
from django.test import Client
from pytest_django import Settings

from permits import editor
from permits.models import ServiceStandard
from permits.tests.editor_steps import siup
from sipelaku.accounts.models import User
from testkit.story import make_user


@pytest.fixture
def signed_in(client: Client, applicant: User) -> Client:
    """A browser in which the applicant is signed in."""
    client.force_login(applicant)
    return client


@pytest.fixture
def sessions_in_database(settings: Settings) -> None:
    """Read sessions from the database even where Redis is at hand, so that a page's queries are the same everywhere."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.fixture
def administrator(catalogue: None) -> User:
    """Defines permit types and publishes their standards."""
    return make_user("admin", "admin", name="Rina Kartika")


@pytest.fixture
def colleague(catalogue: None) -> User:
    """A second administrator."""
    return make_user("admin2", "admin", name="Wahyu Nugroho")


@pytest.fixture
def lawyer(catalogue: None) -> User:
    """Checks whether drafts are lawful."""
    return make_user("hukum", "hukum", name="Budi Santoso")


@pytest.fixture
def draft(administrator: User) -> ServiceStandard:
    """A draft of the SIUP, written by the administrator: a copy of what is in force."""
    return editor.copy_of(siup(), siup().permit_type, by=administrator)


@pytest.fixture
def writing(client: Client, administrator: User) -> Client:
    """A browser in which the administrator is signed in."""
    client.force_login(administrator)
    return client
