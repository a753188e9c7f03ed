"""A knock at the printer's door: a paper just asked for is drawn at once, not at the next round.

The knock may be lost: what is to be printed stands in the database and the next
round finds it.
"""

from django.conf import settings

from sipelaku.celery import app

SECONDS_WORTH_KNOCKING = 10


def nudge_printer(task: str = "permits.tasks.render_papers") -> None:
    """Tell a worker that there is something to print; without a broker ``drain`` looks every second anyway."""
    if settings.REDIS_URL:
        app.send_task(task, expires=SECONDS_WORTH_KNOCKING, retry=False, ignore_result=True)
