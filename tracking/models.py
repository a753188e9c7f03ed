"""What has been told to applicants about their applications, and what is still to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models import Transition


class Notice(models.Model):
    """One message about one move by one channel: written with the announcement of the move, sent later.

    It holds no address and no text; both are taken from the application when it is sent.
    """

    transition = models.ForeignKey(Transition, models.PROTECT, related_name="notices", verbose_name=_("langkah"))
    channel = models.CharField(_("saluran"), max_length=20)
    next_try_at = models.DateTimeField(_("dicoba lagi"))
    leased_until = models.DateTimeField(_("sedang dikirim sampai"), null=True)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    sent_at = models.DateTimeField(_("terkirim"), null=True)
    given_up_at = models.DateTimeField(_("tidak terkirim"), null=True)

    class Meta:
        verbose_name = _("pemberitahuan")
        verbose_name_plural = _("pemberitahuan")
        constraints = [
            models.UniqueConstraint(fields=["transition", "channel"], name="one_notice_per_move_and_channel"),
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
