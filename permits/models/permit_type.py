"""The kinds of permit an office deals with, and what became of each."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from permits.models.standard import ServiceStandard

TYPED_NUMBER = re.compile(r"([A-Z]+-)?[0-9]+(-[A-Z]+-[0-9]+)*(-[A-Z]+)?")
LONGEST_NUMBER = 20


def validate_number_pattern(pattern: str) -> None:
    """Refuse a pattern of registration numbers that would not stay unique, or could not be typed or kept.

    It needs the serial and the year. A number stands in addresses, and is searched for as ``numbering.typed_number``
    reads it: capitals and digits with a dash wherever they meet, and nowhere else.
    """
    rest = pattern.replace("{serial:06}", "").replace("{year}", "")
    if "{serial:06}" not in pattern or "{year}" not in pattern or "{" in rest or "}" in rest or "/" in rest:
        raise ValidationError(_("Tulis {serial:06} di tempat nomor urut, {year} di tempat tahun, tanpa garis miring."))
    number = pattern.replace("{serial:06}", "000001").replace("{year}", "2026")
    if not TYPED_NUMBER.fullmatch(number) or len(number) > LONGEST_NUMBER:
        raise ValidationError(
            _(
                "Pakai huruf besar dan angka saja, tanda hubung hanya di antara huruf dan angka, dan paling banyak 20 "
                "angka dan huruf seluruhnya, misalnya {serial:06}-MB-{year}."
            )
        )


class PermitType(models.Model):
    """A kind of permit, e.g. SIUP."""

    slug = models.SlugField(_("alamat"), unique=True)
    code = models.CharField(_("kode"), max_length=3, unique=True, validators=[RegexValidator(r"^[0-9]{3}\Z")])
    name = models.CharField(_("nama"), max_length=150)
    abbreviation = models.CharField(_("singkatan"), max_length=20, blank=True)
    agency = models.CharField(_("instansi teknis"), max_length=150)
    section_head = models.CharField(_("kepala seksi"), max_length=100, blank=True)
    summary = models.CharField(_("ringkasan"), max_length=250, blank=True)
    place = models.PositiveSmallIntegerField(_("urutan dalam daftar dan laporan"), default=999)
    number_pattern = models.CharField(
        _("pola nomor pendaftaran"),
        max_length=40,
        blank=True,
        validators=[validate_number_pattern],
        help_text=_("Kosong: 16 angka. Misalnya {serial:06}-MB-{year}."),
    )
    filed_with = models.ManyToManyField(
        "self",
        blank=True,
        verbose_name=_("dapat diajukan bersama"),
        help_text=_("Jenis izin yang dapat diajukan sekaligus dalam satu formulir."),
    )

    class Meta:
        verbose_name = _("jenis izin")
        verbose_name_plural = _("jenis izin")
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.abbreviation or self.name

    def standard_on(self, day: datetime.date) -> ServiceStandard | None:
        """The standard in force on ``day``, or None. The newest date of effect not after ``day`` wins."""
        return (
            self.standards.filter(status="published", effective_from__lte=day)
            .order_by("-effective_from", "-revision")
            .first()
        )

    def standing_on(self, day: datetime.date) -> Standing | None:
        """What had become of the type by ``day``; None: nothing, it is issued here."""
        begun = [standing for standing in self.standings.all() if standing.effective_from <= day]
        return max(begun, key=lambda standing: standing.effective_from, default=None)

    def is_open_on(self, day: datetime.date) -> bool:
        """Whether the office itself takes applications of this type on ``day``."""
        standing = self.standing_on(day)
        return standing is None or standing.state == StandingState.HERE


class StandingState(models.TextChoices):
    """Where a permit of this type is to be had."""

    HERE = "here", _("Diterbitkan di kantor ini")
    OSS = "oss", _("Diurus melalui OSS")
    SIMBG = "simbg", _("Diurus melalui SIMBG")
    ELSEWHERE = "elsewhere", _("Diurus di instansi lain")
    ABOLISHED = "abolished", _("Dihapus")


class Standing(models.Model):
    """What became of a permit type, from a date of effect on. Filing is closed unless it is issued here."""

    permit_type = models.ForeignKey(PermitType, models.CASCADE, related_name="standings", verbose_name=_("jenis izin"))
    effective_from = models.DateField(_("berlaku mulai"))
    state = models.CharField(_("keadaan"), max_length=10, choices=StandingState.choices)
    successor = models.CharField(
        _("pengganti"), max_length=150, blank=True, help_text=_("Misalnya Nomor Induk Berusaha (NIB).")
    )
    address = models.URLField(
        _("alamat resmi"),
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("Tempat mengurusnya, misalnya https://oss.go.id"),
    )
    explanation = models.TextField(_("penjelasan"), help_text=_("Ke mana pemohon harus pergi dan apa yang kami bantu."))
    legal_basis = models.CharField(_("dasar hukum"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("perubahan kedudukan")
        verbose_name_plural = _("perubahan kedudukan")
        ordering = ["permit_type", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["permit_type", "effective_from"], name="one_standing_per_day_of_effect"),
        ]

    def __str__(self) -> str:
        return f"{self.permit_type}: {self.get_state_display()}, {self.effective_from}"

    @property
    def is_here(self) -> bool:
        return self.state == StandingState.HERE
