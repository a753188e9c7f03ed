"""The survey of public satisfaction (SKM, Permenpan RB 14/2017): anonymous answers, and the tokens that allow one each.

Nothing connects an answer with its token: an answer has a random key, a day and no moment,
and a token only knows that it was used.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models import Permit, PermitType
from permits.models.application import new_token


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
