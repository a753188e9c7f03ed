"""What people ask the office and are answered, and when they may come and talk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.models.content import Group, Link
from permits.models import PermitType
from permits.models.application import new_token
from sipelaku.office.models.days import Weekday


class QuestionKind(models.TextChoices):
    QUESTION = "question", _("Pertanyaan")
    WRONG_LINK = "wrong_link", _("Tautan salah atau rusak")
    FAKE = "fake", _("Tautan, nomor, atau orang yang mengaku petugas")


class QuestionStatus(models.TextChoices):
    OPEN = "open", _("Menunggu jawaban")
    ANSWERED = "answered", _("Sudah dijawab")
    CLOSED = "closed", _("Ditutup tanpa jawaban")


class Question(models.Model):
    """A short question or a report of a wrong or fake link; followed by its token, named by its number."""

    number = models.CharField(_("nomor"), max_length=20, unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    kind = models.CharField(_("jenis"), max_length=10, choices=QuestionKind.choices, default=QuestionKind.QUESTION)
    status = models.CharField(_("status"), max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.OPEN)
    text = models.TextField(_("isi"), max_length=1000)
    permit_type = models.ForeignKey(PermitType, models.PROTECT, related_name="+", null=True, blank=True)
    link = models.ForeignKey(Link, models.PROTECT, related_name="reports", null=True, blank=True)
    name = models.CharField(_("nama"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("nomor telepon"), max_length=16, blank=True)
    asked_at = models.DateTimeField(_("ditanyakan"))
    answer_days = models.PositiveSmallIntegerField(_("hari kerja yang dijanjikan"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    closed_note = models.CharField(_("alasan ditutup"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pertanyaan")
        verbose_name_plural = _("pertanyaan")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(status="open"), name="questions_to_answer"),
        ]

    def __str__(self) -> str:
        return self.number


class CommonQuestion(models.Model):
    """A question with its answer that everybody may read, and officers answer with again."""

    question = models.CharField(_("pertanyaan"), max_length=200)
    answer = models.TextField(_("jawaban"), max_length=2000)
    group = models.ForeignKey(
        Group, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("kelompok")
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    is_published = models.BooleanField(_("tampil"), default=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField(_("diubah"))

    class Meta:
        verbose_name = _("pertanyaan umum")
        verbose_name_plural = _("pertanyaan umum")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.question


class Reply(models.Model):
    """What an officer answered. Append-only: a second one corrects the first."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="replies")
    text = models.TextField(_("jawaban"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dijawab"))

    class Meta:
        verbose_name = _("jawaban")
        verbose_name_plural = _("jawaban")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.at}"


class Meeting(models.TextChoices):
    """How a consultation is held."""

    OFFICE = "office", _("Di kantor")
    WHATSAPP = "whatsapp", _("Lewat WhatsApp")
    PHONE = "phone", _("Lewat telepon")


class ConsultationHours(models.Model):
    """A weekly stretch of consultation, cut into slots of so many minutes with so many places each."""

    weekday = models.PositiveSmallIntegerField(_("hari"), choices=Weekday.choices)
    opens = models.TimeField(_("mulai"))
    closes = models.TimeField(_("selesai"))
    minutes = models.PositiveSmallIntegerField(_("lama satu sesi (menit)"), default=30)
    places = models.PositiveSmallIntegerField(_("tempat per sesi"), default=1)
    meeting = models.CharField(_("cara"), max_length=8, choices=Meeting.choices, default=Meeting.OFFICE)
    topic = models.CharField(_("tentang"), max_length=100, blank=True)
    valid_from = models.DateField(_("berlaku dari"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("jam konsultasi")
        verbose_name_plural = _("jam konsultasi")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="consultation_ends_after_it_begins",
                violation_error_message=_("Jam selesai harus sesudah jam mulai."),
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="consultation_weekday"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240) & Q(places__gte=1, places__lte=50),
                name="consultation_slots_make_sense",
                violation_error_message=_("Satu sesi 5 sampai 240 menit, dengan 1 sampai 50 tempat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}-{self.closes:%H.%M}"


class Booking(models.Model):
    """A place in a slot. ``place`` counts from 1; the constraint keeps two people out of one place."""

    hours = models.ForeignKey(ConsultationHours, models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("mulai"))
    place = models.PositiveSmallIntegerField(_("tempat"))
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("nomor telepon"), max_length=16, blank=True)
    topic = models.CharField(_("yang ingin dibicarakan"), max_length=300)
    booked_at = models.DateTimeField(_("dipesan"))
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True)
    cancel_reason = models.CharField(
        _("alasan kantor membatalkan"), max_length=200, blank=True, help_text=_("Kosong bila pemesan yang membatalkan.")
    )
    came = models.BooleanField(_("datang"), null=True)

    class Meta:
        verbose_name = _("janji konsultasi")
        verbose_name_plural = _("janji konsultasi")
        ordering = ["starts_at", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["hours", "starts_at", "place"],
                condition=Q(cancelled_at__isnull=True),
                name="one_person_a_place",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_count_from_one"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="bookings_by_time")]

    def __str__(self) -> str:
        return f"{self.starts_at} / {self.place}"


class OfficialNumber(models.Model):
    """A number by which the office really writes and calls; whoever uses another is not the office."""

    label = models.CharField(_("bagian"), max_length=80, help_text=_("Misalnya Loket informasi."))
    number = models.CharField(_("nomor"), max_length=16, unique=True)
    is_whatsapp = models.BooleanField(_("WhatsApp"), default=True)
    hours = models.CharField(_("jam"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("nomor resmi")
        verbose_name_plural = _("nomor resmi")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.number
