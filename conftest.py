"""What every test runs with: its own files and empty caches, and a real mail server where one is asked for."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.management.commands import flush
from django.db import connection
from pytest_django import Settings

from helpdesk.counting import VISITS
from permits import standards
from sipelaku.accounts.models import User
from testkit.database import flush_past_triggers
from testkit.hub import make_team
from testkit.mail import MailSink
from testkit.standards import open_here
from testkit.story import LONG_STAFF, STAFF, make_user

LONGEST = (
    "tracking/tests/test_replayed_year.py",
    "e2e/everywhere/test_garbage.py",
    "e2e/everywhere/",
)

# The machines that run the tests differ too much in speed for hypothesis to judge how long an example takes.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True, derandomize=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite's test database in a file, because in memory it locks and serves threads unlike the real one."""
    for database in django_settings.DATABASES.values():
        if database["ENGINE"] == "django.db.backends.sqlite3":
            database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def flush_guarded_tables() -> Iterator[None]:
    """Let tests with real transactions clean up after themselves in append-only tables."""
    operations = type(connection.ops)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", flush_past_triggers(operations))
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_arguments: None)
        yield


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Give every test an empty place for uploads and papers."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """Forget what earlier tests left in memory and in Redis; a cache in the database is rolled back or flushed."""
    caches["local"].clear()
    standards.forget()
    VISITS.reset()
    if django_settings.REDIS_URL:
        caches["default"].clear()


@pytest.fixture
def mail_sink(settings: Settings) -> Iterator[MailSink]:
    """Send mail through SMTP to a server that keeps it, instead of to Django's outbox in memory."""
    with MailSink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield sink


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a browser; leave the races of PostgreSQL out where the tests run on another database.

    The longest tests come first, because whoever begins them last keeps everybody waiting. Later pytest-django puts
    what commits, and so empties the database, after what finds there what the migrations left. Browsers come last
    of these: once one has run, its event loop gives a process other connections than those it had.
    """
    items.sort(key=turn_of)
    for item in items:
        if "page_at" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        elif "browser_name" in getattr(getattr(item, "callspec", None), "params", ()):
            # Pytest would run all that opens a browser right beside it.
            raise pytest.UsageError(f"{item.nodeid} has a parameter named like one of the browser's fixtures")
    if connection.vendor == "postgresql":
        return
    races = [item for item in items if item.get_closest_marker("postgresql")]
    items[:] = [item for item in items if item not in races]
    config.hook.pytest_deselected(items=races)


def turn_of(item: pytest.Item) -> int:
    return next((turn for turn, place in enumerate(LONGEST) if item.nodeid.startswith(place)), len(LONGEST))


@pytest.fixture
def catalogue(db: None) -> None:
    """Roles, the office and the published service standards."""
    open_here("siup")


@pytest.fixture
def long_procedure(catalogue: None) -> None:
    """Izin Gangguan, filed here: inspection, retribution, fifteen stages."""
    open_here("izin-gangguan")


@pytest.fixture
def applicant(catalogue: None) -> User:
    """Files applications."""
    return make_user("siti", name="Siti Rahmawati")


@pytest.fixture
def other_applicant(catalogue: None) -> User:
    """Files applications of her own and has no business with the applicant's."""
    return make_user("dewi", name="Dewi Anggraini")


@pytest.fixture
def staff(catalogue: None) -> dict[str, User]:
    """One officer for every role of the short procedure: counter, entry, kasi, kabid, head, archive."""
    return {name: make_user(name, role) for name, role in STAFF.items()}


@pytest.fixture
def long_staff(staff: dict[str, User], long_procedure: None) -> dict[str, User]:
    """An officer for every role of the long procedure, and a second cashier."""
    return staff | {name: make_user(name, role) for name, role in LONG_STAFF.items()}


@pytest.fixture
def team(db: None) -> dict[str, User]:
    """The guide's team: koordinator, konten, layanan, hukum, admin."""
    return make_team()


@pytest.fixture
def stranger(catalogue: None) -> User:
    """Works for the office, in a role no stage of the short procedure has."""
    return make_user("konten", "konten")
