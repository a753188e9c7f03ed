"""A production that is set up unsafely does not start; a safe one does."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from sipelaku import checks
from sipelaku.accounts.demo import DEMO_PASSWORD
from sipelaku.accounts.enrol import enrol
from sipelaku.celery import refuse_to_start_unsafely

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings, tmp_path):
    """The settings of a safe production."""
    settings.PRODUCTION, settings.DEBUG, settings.DEMO = True, False, False
    settings.SECRET_KEY = "k7" * 30
    settings.ALLOWED_HOSTS = ["perizinan.contoh.go.id"]
    settings.SITE_URL = "https://perizinan.contoh.go.id"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = True
    settings.STAFF_SECOND_FACTOR = True
    settings.EMAIL_BACKEND = checks.SMTP_BACKEND
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STATIC_ROOT = str(tmp_path / "static")
    return settings


def test_a_safe_production_starts(production):
    checks.refuse_unsafe_setup()


def test_a_worker_starts_safely_or_not_at_all(production):
    refuse_to_start_unsafely()
    production.SECRET_KEY = "k"
    # Celery goes on after any other error of a receiver.
    with pytest.raises(SystemExit, match=r"sipelaku\.E003"):
        refuse_to_start_unsafely()


UNSAFE = {
    "debug": ({"DEBUG": True}, "E001"),
    "demo": ({"DEMO": True}, "E002"),
    "published key": ({"SECRET_KEY": "unsafe-key-for-a-demonstration-only"}, "E003"),
    "short key": ({"SECRET_KEY": "k" * 49}, "E003"),
    "published key as fallback": ({"SECRET_KEY_FALLBACKS": ["unsafe-key-for-a-demonstration-only"]}, "E003"),
    "every host": ({"ALLOWED_HOSTS": ["*"]}, "E004"),
    "no host": ({"ALLOWED_HOSTS": []}, "E004"),
    "plain address": ({"SITE_URL": "http://perizinan.contoh.go.id"}, "E005"),
    "plain session cookie": ({"SESSION_COOKIE_SECURE": False}, "E006"),
    "plain CSRF cookie": ({"CSRF_COOKIE_SECURE": False}, "E006"),
    "no HSTS": ({"SECURE_HSTS_SECONDS": 0}, "E007"),
    "no second factor": ({"STAFF_SECOND_FACTOR": False}, "E008"),
    "cache of one process": ({"CACHES": {"default": {"BACKEND": checks.PROCESS_CACHES[0]}}}, "E009"),
    "mail into files": ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "E010"),
}


@pytest.mark.parametrize(("change", "code"), UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_production_is_refused_by_name(production, change, code):
    # The checks read settings; the caches themselves stay those of the test.
    for name, value in change.items():
        setattr(production, name, value)
    with pytest.raises(ImproperlyConfigured, match=f"sipelaku.{code}"):
        checks.refuse_unsafe_setup()


def test_documents_among_public_files_are_refused(production):
    production.MEDIA_ROOT = production.STATIC_ROOT + "/media"
    with pytest.raises(ImproperlyConfigured, match=r"sipelaku\.E011"):
        checks.refuse_unsafe_setup()


def test_documents_that_everyone_can_read_are_refused(production, tmp_path):
    folder = tmp_path / "media"
    folder.mkdir(mode=0o700)
    checks.refuse_unsafe_setup()
    folder.chmod(0o755)
    with pytest.raises(ImproperlyConfigured, match=r"sipelaku\.E012"):
        checks.refuse_unsafe_setup()


def test_an_open_demo_account_is_refused_and_a_closed_one_is_not(production):
    user = enrol("loket", email="loket@contoh.id", password=DEMO_PASSWORD)
    with pytest.raises(ImproperlyConfigured, match=r"E013(.|\n)*loket"):
        checks.refuse_unsafe_setup()
    user.set_password("kata sandi sendiri")
    user.save()
    checks.refuse_unsafe_setup()


def test_what_is_slow_but_safe_is_a_warning(production, monkeypatch):
    production.REDIS_URL = ""
    production.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(checks, "find_library", lambda name: None)
    found = {message.id for check in (checks.stores, checks.transport, checks.pdf_library) for message in check()}
    assert {"sipelaku.W001", "sipelaku.W003", "sipelaku.W004"} <= found
    checks.refuse_unsafe_setup()


def test_the_demonstration_is_let_be(settings):
    assert settings.DEMO
    checks.refuse_unsafe_setup()
