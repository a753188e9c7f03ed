"""The office's days: service hours, holidays, own closures, extra working days."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..kept import KeptModel

LONGEST_CLOSURE = timedelta(days=366)
ENDS_BEFORE_IT_BEGINS = _("Jam tutup harus sesudah jam buka.")


class Weekday(models.IntegerChoices):
    """The days of the week, numbered as Python numbers them."""

    MONDAY = 0, _("Senin")
    TUESDAY = 1, _("Selasa")
    WEDNESDAY = 2, _("Rabu")
    THURSDAY = 3, _("Kamis")
    FRIDAY = 4, _("Jumat")
    SATURDAY = 5, _("Sabtu")
    SUNDAY = 6, _("Minggu")


class ServiceHours(KeptModel):
    """One stretch of service hours of a weekday; two rows make a lunch break.

    Rows without dates are the usual hours. Rows with dates (Ramadan) replace the usual hours of their weekday between
    them; where two such periods overlap, the one that begins later holds.
    """

    weekday = models.PositiveSmallIntegerField(_("hari"), choices=Weekday.choices)
    opens = models.TimeField(_("buka"))
    closes = models.TimeField(_("tutup"))
    valid_from = models.DateField(
        _("berlaku dari"), null=True, blank=True, help_text=_("Kosongkan untuk jam biasa. Isi untuk bulan Ramadan.")
    )
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("jam layanan")
        verbose_name_plural = _("jam layanan")
        ordering = [F("valid_from").asc(nulls_first=True), "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="service_hours_open_before_close",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="service_hours_weekday"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                name="service_hours_first_before_last",
                violation_error_message=_("Tanggal terakhir tidak boleh sebelum tanggal pertama."),
            ),
            models.UniqueConstraint(
                fields=["weekday", "opens"],
                condition=Q(valid_from=None, valid_until=None),
                name="service_hours_usual_unique",
                violation_error_message=_("Jam buka ini sudah ada untuk hari itu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}-{self.closes:%H.%M}"

    def clean(self) -> None:
        """Refuse hours that overlap other hours of the same weekday and period."""
        if None in (self.weekday, self.opens, self.closes):
            return
        same_period = (
            type(self)
            .objects.filter(weekday=self.weekday, valid_from=self.valid_from, valid_until=self.valid_until)
            .exclude(pk=self.pk)
        )
        if same_period.filter(opens__lt=self.closes, closes__gt=self.opens).exists():
            raise ValidationError(
                _("Jam ini tumpang tindih dengan jam layanan lain pada hari yang sama. Ubah salah satunya.")
            )


class HolidayYear(KeptModel):
    """A year whose holidays are on the list, and the administrator who compared the list with the official decree."""

    year = models.PositiveSmallIntegerField(_("tahun"), primary_key=True)
    confirmed_at = models.DateTimeField(_("dikonfirmasi pada"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dikonfirmasi oleh"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("tahun hari libur")
        verbose_name_plural = _("tahun hari libur")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="holiday_year_confirmed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_confirmed(self) -> bool:
        """Whether an administrator has confirmed the year."""
        return self.confirmed_at is not None

    def confirm(self, *, by: AbstractBaseUser, at: datetime) -> None:
        """Record that the user ``by`` compared the year's holidays with the decree, and save.

        Raises ValidationError when the year has no holidays on the list.
        """
        if not Holiday.objects.filter(date__year=self.year, applies=True).exists():
            raise ValidationError(
                _("Tahun %(year)s belum punya hari libur. Isi dahulu daftarnya, lalu konfirmasi."),
                params={"year": self.year},
            )
        self.confirmed_by_id, self.confirmed_at = by.pk, at
        self.save(update_fields=["confirmed_by", "confirmed_at"])


class HolidayKind(models.TextChoices):
    """Who declared the day."""

    NATIONAL = "national", _("libur nasional")
    JOINT_LEAVE = "joint_leave", _("cuti bersama")


class Holiday(KeptModel):
    """A public holiday or a day of joint leave (cuti bersama).

    A date that was only estimated (the moon decides) doesn't count until its year is confirmed, or until an
    administrator takes the mark away. A date that proved wrong stays on the list with ``applies`` off, so that seeding
    the year again doesn't bring it back.
    """

    date = models.DateField(_("tanggal"), unique=True)
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=20, choices=HolidayKind.choices, default=HolidayKind.NATIONAL)
    source = models.CharField(_("sumber"), max_length=80)
    estimated = models.BooleanField(
        _("perkiraan"), default=False, help_text=_("Tanggal perkiraan baru dihitung setelah tahunnya dikonfirmasi.")
    )
    applies = models.BooleanField(
        _("berlaku"), default=True, help_text=_("Hapus centang bila kantor tetap bekerja pada tanggal ini.")
    )

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = _("hari libur")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{date_format(self.date)}: {self.name}"


class Closure(KeptModel):
    """Days on which this office alone is closed."""

    first = models.DateField(_("hari pertama"))
    last = models.DateField(_("hari terakhir"))
    reason = models.CharField(_("alasan"), max_length=200, help_text=_("Terbaca oleh pemohon, misalnya Pindah kantor."))

    class Meta:
        verbose_name = _("penutupan kantor")
        verbose_name_plural = _("penutupan kantor")
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")),
                name="closure_first_before_last",
                violation_error_message=_("Hari terakhir tidak boleh sebelum hari pertama."),
            ),
        ]

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{date_format(self.first)}: {self.reason}"
        return f"{date_format(self.first)} - {date_format(self.last)}: {self.reason}"

    def clean(self) -> None:
        """Refuse a closure of more than a year: it is a slip of the pen."""
        if self.first and self.last and self.last - self.first > LONGEST_CLOSURE:
            raise ValidationError({"last": _("Penutupan paling lama satu tahun. Periksa tahun yang Anda tulis.")})


class ExtraWorkingDay(KeptModel):
    """Hours on which the office serves people on one date, whatever day it is; two rows make a lunch break."""

    date = models.DateField(_("tanggal"))
    opens = models.TimeField(_("buka"))
    closes = models.TimeField(_("tutup"))
    reason = models.CharField(_("alasan"), max_length=200)

    class Meta:
        verbose_name = _("hari kerja tambahan")
        verbose_name_plural = _("hari kerja tambahan")
        ordering = ["-date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="extra_day_open_before_close",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["date", "opens"],
                name="extra_day_unique",
                violation_error_message=_("Jam buka ini sudah ada untuk tanggal itu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{date_format(self.date)} {self.opens:%H.%M}-{self.closes:%H.%M}"
