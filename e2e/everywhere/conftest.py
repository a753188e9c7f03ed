"""One portal in which everything has happened, let happen once for all tests of this package."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from e2e.happenings import build
from e2e.scene import Scene
from helpdesk import outgoing
from helpdesk.outgoing import Opened
from permits import standards


@pytest.fixture(scope="package")
def happened(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Path]]:
    """The scene as it was left, with the folder of its files. Its rows are never committed."""
    folder = tmp_path_factory.mktemp("scene")
    standards.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        for name in settings.CACHES:
            caches[name].clear()
        with override_settings(MEDIA_ROOT=folder):
            built = build()
        yield built, folder
        transaction.set_rollback(True)


@pytest.fixture
def scene(happened: tuple[Scene, Path], db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A portal in which everything has happened once, with everybody signed in; what a test does to it is undone.

    Whatever address the portal tries, a good page answers.
    """
    built, folder = happened
    monkeypatch.setattr(outgoing, "open_address", lambda address: Opened(status=200, hops=(address,), size=18_000))
    shutil.copytree(folder, settings.MEDIA_ROOT)
    return built.again()
