"""What the licensing app's workers do. Tasks take no arguments: what is due stands in the database."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from permits import printing

BATCH = 10


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Spare the first paper of each worker process the loading of fonts."""
    printing.warm_up()


@shared_task
def render_papers() -> int:
    """Draw every paper that is due; return how many were tried."""
    done = 0
    while tried := printing.render_pending(BATCH):
        done += tried
    return done
