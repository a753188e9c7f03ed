"""System checks of a production: what must not be, and what should not.

They run with ``manage.py check --deploy``. `refuse_unsafe_setup` runs them when a server or a
worker starts: an error keeps a production from starting, a warning does not.
"""

import stat
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from sipelaku.accounts import demo

MIN_SECRET_KEY_LENGTH = 50
MIN_HSTS_SECONDS = 30 * 24 * 3600
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PROCESS_CACHES = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)


def refuse_unsafe_setup() -> None:
    """Raise `ImproperlyConfigured` naming every error of the checks, if this is a production."""
    if not settings.PRODUCTION:
        return
    messages = run_checks(tags=[Tags.security], include_deployment_checks=True, databases=["default"])
    errors = [message for message in messages if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("Unsafe production:\n" + "\n".join(str(error) for error in errors))


def mode(**_: Any) -> list[CheckMessage]:
    if settings.DEBUG:
        return [Error("DEBUG is on: pages show code and settings.", hint="Unset DEBUG.", id="sipelaku.E001")]
    if settings.DEMO:
        return [Error("DEMO is on: known passwords, no second factor.", hint="Unset DEMO.", id="sipelaku.E002")]
    return []


def secret_key(**_: Any) -> list[CheckMessage]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if all(key != settings.UNSAFE_SECRET_KEY and len(key) >= MIN_SECRET_KEY_LENGTH for key in keys):
        return []
    hint = f"Set SECRET_KEY to at least {MIN_SECRET_KEY_LENGTH} random characters that nobody else knows."
    return [Error("SECRET_KEY is the published one or too short.", hint=hint, id="sipelaku.E003")]


def addresses(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the host names of the portal, parted by commas."
        found.append(Error("ALLOWED_HOSTS is empty or allows every host.", hint=hint, id="sipelaku.E004"))
    if not settings.SITE_URL.startswith("https://"):
        hint = "Set SITE_URL to the address of the portal, beginning with https://; QR codes are printed with it."
        found.append(Error("SITE_URL is not https.", hint=hint, id="sipelaku.E005"))
    return found


def transport(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY):
        found.append(Error("Cookies may travel unencrypted or be read by scripts.", id="sipelaku.E006"))
    if settings.SECURE_HSTS_SECONDS < MIN_HSTS_SECONDS:
        found.append(Error("HSTS is off or shorter than 30 days.", id="sipelaku.E007"))
    if not settings.SECURE_SSL_REDIRECT:
        hint = "Leave SECURE_SSL_REDIRECT on unless the proxy redirects every request to https."
        found.append(Warning("Plain HTTP isn't redirected to https.", hint=hint, id="sipelaku.W001"))
    return found


def second_factor(**_: Any) -> list[CheckMessage]:
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [Error("Staff may sign in without a second factor.", id="sipelaku.E008")]


def stores(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.CACHES["default"]["BACKEND"] in PROCESS_CACHES:
        hint = "Set REDIS_URL, or leave the cache in the database."
        found.append(Error("The cache is one process's own: limits don't hold.", hint=hint, id="sipelaku.E009"))
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        hint = "Set DATABASE_URL to a PostgreSQL database when more than one office works here."
        found.append(Warning("The database is SQLite: one machine only.", hint=hint, id="sipelaku.W002"))
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL and run a Celery worker and beat, or keep `manage.py drain` running."
        found.append(Warning("There is no Redis: no workers, slower limits.", hint=hint, id="sipelaku.W003"))
    return found


def mail(**_: Any) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND == SMTP_BACKEND:
        return []
    hint = "Set EMAIL_URL to an SMTP server, for example smtp+tls://user:password@host:587."
    return [Error("E-mail is not sent by SMTP, so nobody receives any.", hint=hint, id="sipelaku.E010")]


def media(**_: Any) -> list[CheckMessage]:
    """Personal documents must lie where neither the web server nor another account of the machine reads them."""
    if not settings.MEDIA_ROOT:
        return []
    root = Path(settings.MEDIA_ROOT).resolve()
    public = [Path(folder).resolve() for folder in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    if any(root == folder or folder in root.parents or root in folder.parents for folder in public):
        hint = "Set MEDIA_URL_ROOT to a folder apart from STATIC_ROOT."
        return [Error("Uploaded documents lie among public files.", hint=hint, id="sipelaku.E011")]
    if root.exists() and root.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH):
        return [Error(f"Everyone on this machine can read {root}.", hint=f"chmod 700 {root}", id="sipelaku.E012")]
    return []


def pdf_library(**_: Any) -> list[CheckMessage]:
    if find_library("harfbuzz-subset"):
        return []
    hint = "Install libharfbuzz-subset0; without it every PDF takes four times as long."
    return [Warning("libharfbuzz-subset is missing.", hint=hint, id="sipelaku.W004")]


def demo_accounts(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    try:
        usernames = demo.open_demo_accounts()
    except DatabaseError:
        hint = "Start the database and run `manage.py migrate`."
        return [Warning("The database could not be searched for demo accounts.", hint=hint, id="sipelaku.W005")]
    if not usernames:
        return []
    hint = "Deactivate them or give them other passwords: " + ", ".join(usernames)
    return [Error("Demo accounts with the published password are open.", hint=hint, id="sipelaku.E013")]


SETUP_CHECKS: tuple[Callable[..., list[CheckMessage]], ...] = (
    mode,
    secret_key,
    addresses,
    transport,
    second_factor,
    stores,
    mail,
    media,
    pdf_library,
)
