"""What the tests of the permits app share."""

import pytest
from django.test import Client
from pytest_django import Settings

from sipelaku.accounts.models import User


@pytest.fixture
def signed_in(client: Client, applicant: User) -> Client:
    """A browser in which the applicant is signed in."""
    client.force_login(applicant)
    return client


@pytest.fixture
def sessions_in_database(settings: Settings) -> None:
    """Read sessions from the database even where Redis is at hand, so that a page's queries are the same everywhere."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
