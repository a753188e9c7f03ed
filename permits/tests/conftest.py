"""What the tests of the permits app share."""

import pytest
from django.test import Client

from sipelaku.accounts.models import User


@pytest.fixture
def signed_in(client: Client, applicant: User) -> Client:
    """A browser in which the applicant is signed in."""
    client.force_login(applicant)
    return client
