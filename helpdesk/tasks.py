"""What the helpdesk's workers do. Tasks take no arguments: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from helpdesk import booking_reminders, daily_checks, letters, posters, reviews, surveys, tallies, work
from sipelaku.daily import is_morning_past, once_a_day

BATCH = 50


@shared_task
def send_letters() -> int:
    """Invite to the survey once a day, send every letter that is due; return how many were tried."""
    once_a_day(surveys.collect)
    done = 0
    while sent := letters.send_due(BATCH):
        done += sent
    return done


@shared_task
def print_posters() -> int:
    """Draw every print that is due; return how many were tried."""
    done = 0
    while tried := posters.render_pending(BATCH):
        done += tried
    return done


@shared_task
def close_counting_days() -> int:
    """Count the visitors of the days that are over and forget them; return how many days were closed."""
    return tallies.close_days()


@shared_task
def remind_of_bookings() -> int:
    """Write the reminders of tomorrow's consultations; return how many were written."""
    return booking_reminders.remind(timezone.now())


@shared_task
def check_addresses() -> int:
    """Open the links whose daily check is due; return how many were written down."""
    return daily_checks.check_due()


@shared_task
def chase_reviews() -> int:
    """Once a day, from its morning on, write to those whose reviews are near or overdue, and for whom material waits.

    Return how many letters that were.
    """
    if not is_morning_past(timezone.now()):
        return 0
    return once_a_day(reviews.chase) + once_a_day(work.tell)
