"""The office's identity: what its pages, letters and messages say about who it is."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sipelaku.identifiers import normalise_phone

from ..kept import KeptModel
from ..validators import (
    validate_accent,
    validate_emblem,
    validate_filing_code,
    validate_letter_number_pattern,
    validate_nip,
)

DEFAULT_ACCENT = "#0b5c63"
MOST_ANSWER_DAYS = 60


class TimeZone(models.TextChoices):
    """The three zones of Indonesia, by the zone of the tz database that stands for each."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Office(KeptModel):
    """The one office this portal belongs to. There is one row, number 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("nama kantor"), max_length=200, help_text=_("Seperti pada kop surat dan kepala halaman."))
    government = models.CharField(
        _("pemerintah daerah"), max_length=120, help_text=_("Misalnya Pemerintah Kabupaten Tanjung Sari.")
    )
    address = models.CharField(_("alamat"), max_length=250)
    city = models.CharField(
        _("kota"), max_length=80, help_text=_("Tempat yang ditulis sebelum tanggal pada surat izin.")
    )
    phone = models.CharField(_("telepon"), max_length=40, blank=True)
    whatsapp = models.CharField(
        _("WhatsApp"), max_length=20, blank=True, help_text=_("Nomor ponsel, misalnya 0812 3456 7890.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("situs web"), blank=True)
    time_zone = models.CharField(_("zona waktu"), max_length=20, choices=TimeZone.choices, default=TimeZone.WITA)
    accent = models.CharField(
        _("warna utama"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[validate_accent],
        help_text=_("Warna tautan dan tombol, misalnya #0b5c63. Harus terbaca di atas putih."),
    )
    emblem = models.ImageField(
        _("lambang daerah"),
        upload_to="office",
        blank=True,
        validators=[validate_emblem],
        help_text=_("PNG atau JPEG, paling besar 512 KB. Tercetak di kiri atas kop surat."),
    )
    letter_number_pattern = models.CharField(
        _("pola nomor surat"),
        max_length=80,
        default="500.16.7.2/{serial}-PPO",
        validators=[validate_letter_number_pattern],
        help_text=_("{serial} diganti nomor urut surat, {year} diganti tahun."),
    )
    amendment_code = models.CharField(
        _("kode perubahan"),
        max_length=2,
        default="02",
        validators=[validate_filing_code],
        help_text=_("Dua angka dalam nomor pendaftaran permohonan perubahan."),
    )
    renewal_code = models.CharField(
        _("kode perpanjangan"),
        max_length=2,
        default="03",
        validators=[validate_filing_code],
        help_text=_("Dua angka dalam nomor pendaftaran permohonan perpanjangan."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("hari kerja untuk menjawab pertanyaan"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ANSWER_DAYS)],
        help_text=_("Dijanjikan kepada penanya. Berlaku bagi pertanyaan yang masuk sesudah diubah."),
    )
    head_title = models.CharField(_("jabatan kepala"), max_length=160, default="Kepala Dinas")
    head_name = models.CharField(_("nama kepala"), max_length=120)
    head_rank = models.CharField(_("pangkat dan golongan"), max_length=80, blank=True)
    head_nip = models.CharField(_("NIP kepala"), max_length=18, blank=True, validators=[validate_nip])

    class Meta:
        verbose_name = _("kantor")
        verbose_name_plural = _("kantor")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="office_is_one"),
            models.CheckConstraint(
                condition=models.Q(answer_days__gte=1, answer_days__lte=MOST_ANSWER_DAYS),
                name="answer_days_make_sense",
            ),
            models.CheckConstraint(
                condition=~models.Q(amendment_code=models.F("renewal_code")),
                name="filing_codes_differ",
                violation_error_message=_("Kode perubahan dan kode perpanjangan harus berbeda."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Bring the WhatsApp number into its international form."""
        if self.whatsapp:
            self.whatsapp = normalise_phone(self.whatsapp)

    def save(self, *args: Any, **options: Any) -> None:
        """Save the office; refuse an accent nobody can read and a letter number without its serial."""
        validate_accent(self.accent)
        validate_letter_number_pattern(self.letter_number_pattern)
        super().save(*args, **options)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def zone_name(self) -> str:
        """The zone as people write it: WIB, WITA or WIT."""
        return TimeZone(self.time_zone).label
