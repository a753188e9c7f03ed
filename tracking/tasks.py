"""What the tracking app's workers do. Tasks take no arguments: what is due stands in the database."""

from celery import shared_task

from sipelaku.daily import once_a_day
from tracking import notices, reminders

BATCH = 50


@shared_task
def send_notices() -> int:
    """Announce every move that is new, write the day's reminders, send every notice that is due; return how many."""
    while notices.collect(BATCH):
        pass
    once_a_day(reminders.collect)
    done = 0
    while sent := notices.send_due(BATCH):
        done += sent
    return done
