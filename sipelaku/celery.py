"""The Celery app: runs papers and notices outside the web processes when REDIS_URL is set.

Start with ``celery -A sipelaku worker`` and ``celery -A sipelaku beat``.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

from sipelaku.checks import refuse_unsafe_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sipelaku.settings")

app = Celery("sipelaku")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_to_start_unsafely(**_: Any) -> None:
    """End the process when the set-up is unsafe: Celery logs other errors of its receivers and goes on."""
    try:
        refuse_unsafe_setup()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
