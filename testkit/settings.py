"""The portal's own settings as a demonstration, made quick and harmless for tests.

The database and Redis are those of the environment, so that the same tests run on SQLite and on PostgreSQL.
"""

import os
import re

os.environ.update(DEBUG="false", DEMO="true", SITE_URL="http://127.0.0.1:8000", EMAIL_URL="filemail://")
# Playwright runs an event loop in the thread of the test, where Django would refuse to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if os.environ.get("REDIS_URL"):
    # A Redis database for every process of pytest-xdist: each empties its cache between tests.
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw14").removeprefix("gw")
    os.environ["REDIS_URL"] = re.sub(r"(:\d+)(/\d*)?$", rf"\1/{int(_worker) % 15 + 1}", os.environ["REDIS_URL"])

from sipelaku.settings import *  # noqa: F403
from sipelaku.settings import BASE_DIR, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Empty, so that static files are served from their sources, whatever has been collected.
STATIC_ROOT = BASE_DIR / "var" / "nothing-collected"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
