"""An application, what was handed in with it, and the officers' verdicts on that.

``status`` and ``stage`` are written by ``permits.workflow`` alone. The invariants
of ``house.md`` are database constraints: unique numbers, a number exactly once
filed, a stage exactly while the journey lasts.
"""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models.permit_type import PermitType
from permits.models.rows import FilingKind, FormField, Requirement, Stage
from permits.models.standard import ServiceStandard
from permits.querysets import ApplicationQuerySet


class Status(models.TextChoices):
    DRAFT = "draft", _("Belum dikirim")
    IN_PROCESS = "in_process", _("Diproses")
    RETURNED = "returned", _("Menunggu perbaikan")
    COMPLETED = "completed", _("Selesai")
    REJECTED = "rejected", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik pemohon")
    CANCELLED = "cancelled", _("Izin dibatalkan")
    REVOKED = "revoked", _("Izin dicabut")


LIVE = (Status.IN_PROCESS, Status.RETURNED)


class ApplicantKind(models.TextChoices):
    PERSON = "person", _("Perorangan")
    COMPANY = "company", _("Badan usaha")


class Outcome(models.TextChoices):
    """An officer's verdict on a document or an answer."""

    PRESENT = "present", _("Ada")
    MISSING = "missing", _("Tidak ada")
    UNREADABLE = "unreadable", _("Tidak terbaca")
    UNSUITABLE = "unsuitable", _("Tidak sesuai")
    MATCH = "match", _("Cocok dengan asli")
    MISMATCH = "mismatch", _("Tidak cocok dengan asli")


def new_token() -> str:
    """128 random bits for an address that cannot be guessed."""
    return secrets.token_urlsafe(16)


class Application(models.Model):
    """One request for one permit, from the first saved answer on."""

    # Null, not empty, while unsent: the database holds numbers unique.
    number = models.CharField(_("nomor pendaftaran"), max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    permit_type = models.ForeignKey(PermitType, models.PROTECT, related_name="applications")
    standard = models.ForeignKey(ServiceStandard, models.PROTECT, related_name="applications")
    kind = models.CharField(
        _("jenis permohonan"), max_length=15, choices=FilingKind.choices, default=FilingKind.NEW, editable=False
    )
    previous_permit = models.ForeignKey(
        "permits.Permit",
        models.PROTECT,
        related_name="successors",
        null=True,
        editable=False,
        verbose_name=_("izin lama"),
    )
    filed_with = models.ForeignKey(
        "self", models.PROTECT, related_name="companions", null=True, editable=False, verbose_name=_("diajukan bersama")
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications", null=True, verbose_name=_("pemohon")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applicant_kind = models.CharField(_("jenis pemohon"), max_length=10, choices=ApplicantKind.choices, blank=True)
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Copies of the answers an officer searches by, made at filing and at each correction.
    holder_name = models.CharField(_("nama pemohon"), max_length=150, blank=True)
    business_name = models.CharField(_("nama perusahaan"), max_length=150, blank=True)
    nik = models.CharField(max_length=16, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("dibuat"))
    saved_at = models.DateTimeField(_("tersimpan"))
    filed_at = models.DateTimeField(_("diajukan"), null=True, editable=False)
    finished_at = models.DateTimeField(_("berakhir"), null=True, editable=False)

    # The newest digest of each chain: a chain cut short at its end does not fit either.
    journey_head = models.CharField(max_length=64, blank=True, editable=False)
    looks_head = models.CharField(max_length=64, blank=True, editable=False)
    looks_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("permohonan")
        verbose_name_plural = _("permohonan")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", number__isnull=True, filed_at__isnull=True)
                | (~Q(status="draft") & Q(number__isnull=False, filed_at__isnull=False)),
                name="number_exactly_once_filed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["in_process", "returned"], stage__isnull=False)
                | (~Q(status__in=["in_process", "returned"]) & Q(stage__isnull=True)),
                name="stage_exactly_while_in_process",
            ),
            models.CheckConstraint(
                condition=Q(kind="new", previous_permit__isnull=True)
                | (~Q(kind="new") & Q(previous_permit__isnull=False)),
                name="earlier_permit_unless_new",
            ),
            models.UniqueConstraint(
                fields=["previous_permit"],
                condition=Q(status__in=["in_process", "returned"]),
                name="one_live_application_per_earlier_permit",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-saved_at"], name="application_of_applicant"),
            models.Index(fields=["created_by", "-saved_at"], name="application_made_by"),
            models.Index(fields=["standard", "-filed_at"], name="application_by_filing"),
            models.Index(fields=["nik"], name="application_by_nik"),
            models.Index(fields=["phone"], name="application_by_phone"),
            models.Index(fields=["finished_at"], name="application_by_end"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Permohonan belum dikirim"))

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def requirements(self) -> list[Requirement]:
        """The requirements asked of this applicant, in order."""
        return self.standard.requirements_for(self.applicant_kind, self.kind)

    def questions(self) -> list[FormField]:
        """The questions asked of this applicant, in order."""
        return self.standard.fields_for(self.applicant_kind, self.kind)


def document_path(document: Document, name: str) -> str:
    """A storage key that says nothing about the person."""
    return f"documents/{document.application.created_at:%Y/%m}/{uuid.uuid4().hex}"


class Document(models.Model):
    """One uploaded file. A replaced one stays, for the record of what the verdict was about."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+")
    file = models.FileField(upload_to=document_path, max_length=120)
    name = models.CharField(_("nama berkas"), max_length=120)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        ordering = ["requirement__order", "uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_document_per_requirement",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file on its way, sent in pieces so that a lost connection costs one piece."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="uploads")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.id}: {self.received}/{self.size}"


class Verdict(models.Model):
    """What an officer found of one document or one answer, in one turn. Append-only."""

    turn = models.ForeignKey("permits.Turn", models.PROTECT, related_name="verdicts")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+", null=True)
    form_field = models.ForeignKey(FormField, models.PROTECT, related_name="+", null=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="verdicts", null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "requirement"],
                condition=Q(requirement__isnull=False),
                name="one_verdict_per_requirement_and_turn",
            ),
            models.UniqueConstraint(
                fields=["turn", "form_field"],
                condition=Q(form_field__isnull=False),
                name="one_verdict_per_answer_and_turn",
            ),
            models.CheckConstraint(
                condition=Q(requirement__isnull=False, form_field__isnull=True)
                | Q(requirement__isnull=True, form_field__isnull=False),
                name="verdict_on_a_document_or_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_outcome_display()}"

    @property
    def code(self) -> str:
        """The requirement's code or the answer's key."""
        return self.requirement.code if self.requirement else self.form_field.key if self.form_field else ""

    @property
    def is_faulty(self) -> bool:
        return self.outcome not in (Outcome.PRESENT, Outcome.MATCH)
