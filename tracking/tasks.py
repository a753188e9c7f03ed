"""What the tracking app's Celery workers do. Tasks take no arguments: what is due stands in the database."""

from celery import shared_task

from tracking import notices, reminders

BATCH = 50


@shared_task
def send_notices() -> None:
    """Announce every move that is new, write the day's reminders, and send every notice that is due."""
    while notices.collect(BATCH):
        pass
    reminders.collect_today()
    while notices.send_due(BATCH):
        pass
