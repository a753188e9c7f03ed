"""The weekly consultation hours: adding, changing and ending them. They are never deleted: people have booked them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from helpdesk import slots
from helpdesk.consultations import stretch_of
from helpdesk.models import ConsultationHours
from helpdesk.single_file import in_single_file
from sipelaku.office.services import calendar
from sipelaku.office.working_days import Calendar, Interval

ONE_AT_A_TIME = "consultation hours"


class Overlapping(Exception):
    """Hours that are held at the same time as ``other``."""

    def __init__(self, other: ConsultationHours) -> None:
        super().__init__(str(other))
        self.other = other


def save(hours: ConsultationHours) -> None:
    """Save new or changed hours. Raises Overlapping.

    One at a time: of two that overlap each other neither would see the other.
    """
    with transaction.atomic():
        in_single_file(ONE_AT_A_TIME)
        others = ConsultationHours.objects.filter(weekday=hours.weekday).exclude(pk=hours.pk)
        for other in others:
            if slots.overlap(stretch_of(hours), stretch_of(other)):
                raise Overlapping(other)
        hours.save()


def has_slots(hours: ConsultationHours, *, only_usual_hours: bool) -> bool:
    """Whether ``hours`` hold a slot in a usual week, or in a week in which the office were always open."""
    usual = calendar()
    always = {hours.weekday: (Interval(hours.opens, hours.closes),)}
    week = Calendar(usual.zone, usual.weekly if only_usual_hours else always)
    return bool(slots.slots_on(stretch_of(hours), _first_day(hours), week))


def unused_minutes(hours: ConsultationHours) -> int:
    """The minutes at the end of ``hours`` that are too short for another session."""
    length = (hours.closes.hour - hours.opens.hour) * 60 + hours.closes.minute - hours.opens.minute
    return length % hours.minutes


def _first_day(hours: ConsultationHours) -> date:
    return hours.valid_from + timedelta(days=(hours.weekday - hours.valid_from.weekday()) % 7)
