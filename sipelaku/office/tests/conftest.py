"""The cast of the office's tests: its administrator, who may change everything the office says about itself."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture
def administrator(db):
    """Return the administrator of the office."""
    return get_user_model().objects.create_superuser(
        "administrator", email="administrator@kantor.example", password="rahasia-kantor", full_name="Wahyu Contoh"
    )


@pytest.fixture
def desk(administrator):
    """Return a browser in which the administrator is signed in."""
    client = Client()
    client.force_login(administrator)
    return client
