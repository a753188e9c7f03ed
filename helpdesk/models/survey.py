"""The survey of public satisfaction (SKM, Permenpan RB 14/2017): anonymous answers, and the tokens that allow one each.

Nothing connects an answer with its token: an answer has a random key, a day and no moment,
and a token only knows that it was used.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.satisfaction import HIGHEST_INDEX, LOWEST_INDEX, Scale
from permits.models import Permit, PermitType
from permits.models.application import new_token
from sipelaku.office.services import local_today


class Way(models.TextChoices):
    """How a respondent came to the survey."""

    LINK = "link", _("Tautan setelah izin diserahkan")
    COUNTER = "counter", _("Kode QR di loket")


class Invitation(models.Model):
    """The right to answer once: of a permit's holder, or of whoever scanned the QR at the counter."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    way = models.CharField(max_length=8, choices=Way.choices)
    permit = models.OneToOneField(Permit, models.PROTECT, related_name="+", null=True)
    created_on = models.DateField()
    expires_on = models.DateField()
    is_used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("undangan survei")
        verbose_name_plural = _("undangan survei")
        constraints = [
            models.CheckConstraint(
                condition=Q(way="link", permit__isnull=False) | Q(way="counter", permit__isnull=True),
                name="invitation_of_a_permit_or_the_counter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.created_on}"


class Gender(models.TextChoices):
    MALE = "male", _("Laki-laki")
    FEMALE = "female", _("Perempuan")


class Education(models.TextChoices):
    PRIMARY = "primary", _("SD atau sederajat")
    LOWER = "lower", _("SMP atau sederajat")
    UPPER = "upper", _("SMA atau sederajat")
    DIPLOMA = "diploma", _("Diploma")
    BACHELOR = "bachelor", _("Sarjana (S1)")
    MASTER = "master", _("Pascasarjana (S2 atau S3)")


class Occupation(models.TextChoices):
    CIVIL = "civil", _("ASN, TNI, atau Polri")
    PRIVATE = "private", _("Pegawai swasta")
    OWNER = "owner", _("Wirausaha")
    STUDENT = "student", _("Pelajar atau mahasiswa")
    OTHER = "other", _("Lainnya")


ELEMENTS = (
    "requirements",
    "procedure",
    "time",
    "fee",
    "product",
    "competence",
    "behaviour",
    "complaints",
    "facilities",
)


def _score(title: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(title)


class Answer(models.Model):
    """One filled-in survey: nine elements from 1 to 4, and who answered in broad strokes only. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(_("hari"))
    way = models.CharField(max_length=8, choices=Way.choices)
    permit_type = models.ForeignKey(PermitType, models.PROTECT, related_name="+", null=True, verbose_name=_("layanan"))
    requirements = _score(_("persyaratan"))
    procedure = _score(_("sistem, mekanisme, dan prosedur"))
    time = _score(_("waktu penyelesaian"))
    fee = _score(_("biaya atau tarif"))
    product = _score(_("produk spesifikasi jenis pelayanan"))
    competence = _score(_("kompetensi pelaksana"))
    behaviour = _score(_("perilaku pelaksana"))
    complaints = _score(_("penanganan pengaduan, saran, dan masukan"))
    facilities = _score(_("sarana dan prasarana"))
    age = models.PositiveSmallIntegerField(_("usia (batas bawah kelompok)"), null=True)
    gender = models.CharField(_("jenis kelamin"), max_length=6, choices=Gender.choices, blank=True)
    education = models.CharField(_("pendidikan"), max_length=8, choices=Education.choices, blank=True)
    occupation = models.CharField(_("pekerjaan"), max_length=8, choices=Occupation.choices, blank=True)
    remark = models.TextField(_("saran"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("jawaban survei")
        verbose_name_plural = _("jawaban survei")
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": 1 for name in ELEMENTS}, **{f"{name}__lte": 4 for name in ELEMENTS}),
                name="survey_scores_from_one_to_four",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="survey_answers_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.way}"


def _border(title: Any) -> models.DecimalField:
    return models.DecimalField(title, max_digits=5, decimal_places=2)


class GradeScale(models.Model):
    """From which index each grade of service begins, from a day on. It stays as it is once that day has come.

    A period's results have the grades in force on the period's last day.
    """

    effective_from = models.DateField(
        _("berlaku sejak"),
        unique=True,
        help_text=_("Paling awal besok. Hasil survei memakai batas yang berlaku pada hari terakhir periodenya."),
    )
    regulation = models.CharField(
        _("peraturan"),
        max_length=120,
        help_text=_("Ditulis di bawah hasil, misalnya Peraturan Menteri PANRB Nomor 14 Tahun 2017."),
    )
    a_from = _border(_("IKM terendah mutu A"))
    b_from = _border(_("IKM terendah mutu B"))
    c_from = _border(_("IKM terendah mutu C"))

    class Meta:
        verbose_name = _("batas mutu survei")
        verbose_name_plural = _("batas mutu survei")
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    c_from__gt=LOWEST_INDEX, b_from__gt=F("c_from"), a_from__gt=F("b_from"), a_from__lte=HIGHEST_INDEX
                ),
                name="grades_begin_one_above_another",
                violation_error_message=_(
                    "Batas mutu A harus di atas B, B di atas C, C di atas 25, dan A paling tinggi 100."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.regulation

    @property
    def has_begun(self) -> bool:
        """Whether its day has come."""
        return self.effective_from <= local_today()

    @property
    def scale(self) -> Scale:
        """Its borders, for the arithmetic."""
        return Scale(self.regulation, self.a_from, self.b_from, self.c_from)

    def clean(self) -> None:
        """Refuse a day that has come: what was told by then would change."""
        if self.effective_from and self.has_begun:
            raise ValidationError(
                {"effective_from": _("Tanggal ini sudah lewat atau hari ini. Pilih besok atau sesudahnya.")}
            )


class Touch(models.Model):
    """One touch on the screen at the counter. ``nonce`` is the page's own, so that a double tap counts once."""

    class Level(models.TextChoices):
        SATISFIED = "puas", _("Puas")
        FAIRLY = "cukup", _("Cukup puas")
        UNSATISFIED = "tidak", _("Tidak puas")

    nonce = models.CharField(max_length=32, unique=True)
    day = models.DateField()
    level = models.CharField(max_length=5, choices=Level.choices)

    class Meta:
        verbose_name = _("sentuhan kepuasan")
        verbose_name_plural = _("sentuhan kepuasan")
        indexes = [models.Index(fields=["day"], name="touches_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.level}"
