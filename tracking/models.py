"""What has been told to applicants about their applications and permits, and what is still to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models import Application, Permit, Transition
from sipelaku.outbox import Outgoing


class Notice(Outgoing):
    """One message by one channel: about a move, or the reminder that a permit is about to end.

    It is written with the announcement of the move, or by the day's look at the permits that
    end soon, and sent later. It holds no address and no text; both are taken from the
    application when it is sent. A permit's end never changes once it is signed, so one
    reminder for each permit is one for each end.
    """

    transition = models.ForeignKey(
        Transition, models.PROTECT, related_name="notices", null=True, verbose_name=_("langkah")
    )
    # Its unique constraint is the index by which reminders are looked up.
    permit = models.ForeignKey(
        Permit, models.PROTECT, related_name="reminders", null=True, db_index=False, verbose_name=_("izin")
    )

    class Meta:
        verbose_name = _("pemberitahuan")
        verbose_name_plural = _("pemberitahuan")
        constraints = [
            models.UniqueConstraint(fields=["transition", "channel"], name="one_notice_per_move_and_channel"),
            models.UniqueConstraint(fields=["permit", "channel"], name="one_reminder_per_permit_and_channel"),
            models.CheckConstraint(
                condition=Q(transition__isnull=False, permit__isnull=True)
                | Q(transition__isnull=True, permit__isnull=False),
                name="notice_of_a_move_or_a_permit",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="notice_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="notice_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def application(self) -> Application:
        """The application whose applicant is told."""
        if self.transition is not None:
            return self.transition.application
        assert self.permit is not None  # by the constraint
        return self.permit.application
