"""What goes out on paper: short permanent addresses behind QR codes, campaigns that tell them apart, posters."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from helpdesk.models.content import Group, Link
from sipelaku.printout import Printout

# Nothing that is mistaken for something else when read aloud or copied by hand.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6


def new_code() -> str:
    """A new short code: one of 887 million."""
    return get_random_string(CODE_LENGTH, ALPHABET)


class Campaign(models.Model):
    """One occasion on which the hub is handed round ("booth at the market, May"), told apart by its own codes."""

    name = models.CharField(_("nama kegiatan"), max_length=80, unique=True)
    first_day = models.DateField(_("hari pertama"))
    last_day = models.DateField(_("hari terakhir"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="campaign_ends_after_it_begins",
                violation_error_message=_("Hari terakhir tidak boleh sebelum hari pertama."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShortAddress(models.Model):
    """A permanent short address: of the page (neither group nor link), of a group or of a link.

    The code is printed and never changes; where it leads may. Those without a campaign are
    the page's, each group's and each link's own, one each.
    """

    code = models.CharField(_("kode"), max_length=12, unique=True, default=new_code, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="addresses", null=True, blank=True)
    link = models.ForeignKey(Link, models.PROTECT, related_name="addresses", null=True, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="addresses", null=True, blank=True)
    created_at = models.DateTimeField(_("dibuat"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField(_("tujuan diubah"), null=True)

    class Meta:
        verbose_name = _("alamat pendek")
        verbose_name_plural = _("alamat pendek")
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(link__isnull=True), name="short_address_has_one_target"
            ),
            models.UniqueConstraint(fields=["group"], condition=Q(campaign__isnull=True), name="one_code_of_a_group"),
            models.UniqueConstraint(fields=["link"], condition=Q(campaign__isnull=True), name="one_code_of_a_link"),
        ]

    def __str__(self) -> str:
        return self.code


class PosterKind(models.TextChoices):
    POSTER_A4 = "poster_a4", _("Poster A4")
    POSTER_A5 = "poster_a5", _("Poster A5")
    EVALUATION = "evaluation", _("Laporan evaluasi triwulan")
    SKM = "skm", _("Lembar hasil survei kepuasan")


class Poster(Printout):
    """A PDF of the helpdesk's: a poster or a report. ``values`` is all it says, so equal values are one print."""

    kind = models.CharField(_("jenis"), max_length=12, choices=PosterKind.choices)
    values = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 dari jenis dan isinya."))

    class Meta:
        verbose_name = _("cetakan bantuan")
        verbose_name_plural = _("cetakan bantuan")
        constraints = [
            models.CheckConstraint(
                condition=Q(rendered_at__isnull=True, file="") | (Q(rendered_at__isnull=False) & ~Q(sha256="")),
                name="rendered_poster_has_file_and_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(rendered_at__isnull=True), name="poster_to_render"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
