"""What the helpdesk tells people: its outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.models.content import Link
from helpdesk.models.survey import Invitation
from helpdesk.models.talk import Booking, Question
from sipelaku.outbox import Outgoing


class LetterKind(models.TextChoices):
    ASKED = "asked", _("Tanda terima pertanyaan")
    ANSWERED = "answered", _("Pertanyaan dijawab")
    CLOSED = "closed", _("Pertanyaan ditutup tanpa jawaban")
    BOOKED = "booked", _("Janji konsultasi")
    BOOKING_REMINDER = "reminder", _("Pengingat janji")
    BOOKING_CANCELLED = "cancelled", _("Janji dibatalkan kantor")
    WORK_WAITS = "work", _("Bahan menunggu Anda")
    REFUSED = "refused", _("Bahan ditolak")
    LINK_REPORTED = "reported", _("Tautan dilaporkan")
    REVIEW_DUE = "review", _("Tinjauan tautan jatuh tempo")
    LINK_BROKEN = "broken", _("Tautan rusak")
    LINK_RECOVERED = "recovered", _("Tautan pulih")
    SURVEY = "survey", _("Undangan survei")


class Letter(Outgoing):
    """One message by one channel about a question, a booking, a link or a survey, or about the work of one of the team.

    It holds no address and no text: both are taken from what it is about when it is sent.
    ``occasion`` tells letters about the same thing apart (the day of a reminder); with it
    each is written once.
    """

    kind = models.CharField(_("jenis"), max_length=10, choices=LetterKind.choices)
    occasion = models.CharField(max_length=40, blank=True)
    question = models.ForeignKey(Question, models.PROTECT, related_name="letters", null=True)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="letters", null=True)
    link = models.ForeignKey(Link, models.PROTECT, related_name="letters", null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="letters", null=True)

    class Meta:
        verbose_name = _("surat bantuan")
        verbose_name_plural = _("surat bantuan")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "kind", "occasion", "channel"], name="one_letter_about_a_question"
            ),
            models.UniqueConstraint(
                fields=["booking", "kind", "occasion", "channel"], name="one_letter_about_a_booking"
            ),
            models.UniqueConstraint(
                fields=["link", "person", "kind", "occasion", "channel"], name="one_letter_about_a_link"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "occasion", "channel"],
                condition=Q(link=None),
                name="one_letter_about_the_work",
            ),
            models.UniqueConstraint(fields=["invitation", "kind", "channel"], name="one_letter_about_a_survey"),
            models.CheckConstraint(
                condition=Q(question__isnull=False, booking=None, link=None, invitation=None, person=None)
                | Q(question=None, booking__isnull=False, link=None, invitation=None, person=None)
                | Q(question=None, booking=None, link__isnull=False, invitation=None, person__isnull=False)
                | Q(question=None, booking=None, link=None, invitation=None, person__isnull=False)
                | Q(question=None, booking=None, link=None, invitation__isnull=False, person=None),
                name="letter_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="letter_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="letter_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
