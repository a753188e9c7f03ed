"""Counts of visits without cookies or addresses, visits to the counter, and the quarter's evaluation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """What was opened. The page's key is 0, a group's or a link's its own."""

    PAGE = "page", _("Halaman informasi")
    GROUP = "group", _("Kelompok")
    LINK = "link", _("Tautan")


class CountingDay(models.Model):
    """A day on which visits are counted, and the salt with which its visitors are told apart.

    The salt goes when the day is closed: nobody can find out afterwards who a visitor was.
    """

    day = models.DateField(_("hari"), primary_key=True)
    salt = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(salt=""), name="closed_day_has_no_salt"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class Tally(models.Model):
    """How often something was opened on a day (``views``), by how many people (``visits``: each counted once a day).

    ``campaign`` 0 is everybody, whichever way they came; a campaign's own row is how many of them came by it.
    ``visits`` is filled in when the day is closed; until then the rows of ``Seen`` are counted. ``seconds`` is
    the sum over ``stays`` stays of how long the page was looked at.
    """

    day = models.DateField(_("hari"))
    target = models.CharField(max_length=5, choices=Target.choices)
    key = models.PositiveBigIntegerField(default=0)
    campaign = models.PositiveBigIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)
    stays = models.PositiveIntegerField(default=0)
    # Anybody may tell of a stay, and one row that a column can't hold would keep all others from being written.
    seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("hitungan kunjungan")
        verbose_name_plural = _("hitungan kunjungan")
        constraints = [
            models.UniqueConstraint(fields=["day", "target", "key", "campaign"], name="one_tally_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.target} {self.key}"


class Seen(models.Model):
    """That somebody opened something today; ``person`` is a keyed hash that ends with the day."""

    day = models.DateField()
    target = models.CharField(max_length=5, choices=Target.choices)
    key = models.PositiveBigIntegerField(default=0)
    campaign = models.PositiveBigIntegerField(default=0)
    person = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "target", "key", "campaign", "person"], name="seen_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.target} {self.key}"


class CounterVisits(models.Model):
    """How many people came to the counter on a day, as the counter wrote it down."""

    day = models.DateField(_("hari"), primary_key=True)
    people = models.PositiveIntegerField(_("orang yang datang"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("kunjungan ke loket")
        verbose_name_plural = _("kunjungan ke loket")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.people}"


class Evaluation(models.Model):
    """The quarter's evaluation: what the figures say and what follows. Its figures are kept when it is settled."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    quarter = models.PositiveSmallIntegerField(_("triwulan"))
    findings = models.TextField(_("hasil evaluasi"), max_length=4000, blank=True)
    figures = models.JSONField(default=dict)
    settled_at = models.DateTimeField(_("ditetapkan"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("evaluasi triwulan")
        verbose_name_plural = _("evaluasi triwulan")
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="one_evaluation_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="evaluation_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="evaluation_settled_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter}"


class FollowUp(models.Model):
    """One thing to do that an evaluation led to: what, who, until when, and when it was done."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="follow_ups")
    action = models.CharField(_("tindak lanjut"), max_length=200)
    person_in_charge = models.CharField(_("penanggung jawab"), max_length=120)
    due_on = models.DateField(_("paling lambat"))
    done_on = models.DateField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.action
