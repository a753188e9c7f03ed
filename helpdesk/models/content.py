"""The hub's content: groups of links, every version of a link, what became of it and how its address was found."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.addresses import host_of
from permits.models import PermitType


class Group(models.Model):
    """A heading of the hub, as the guide structures it; its slug is the anchor on the page."""

    slug = models.SlugField(_("kode"), max_length=40, unique=True)
    title = models.CharField(_("judul"), max_length=80)
    summary = models.CharField(_("ringkasan"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("kelompok tautan")
        verbose_name_plural = _("kelompok tautan")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Link(models.Model):
    """One entry of the hub through all its versions. What it says stands in ``LinkVersion``.

    ``broken_since`` and ``failures`` are written by the daily check and taken back by a publication, ``review_due``
    by ``helpdesk.upkeep``: at most three months after ``reviewed_on``.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="links", verbose_name=_("kelompok"))
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    person_in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("penanggung jawab")
    )
    reviewed_on = models.DateField(_("ditinjau terakhir"), null=True)
    review_due = models.DateField(_("tinjauan berikutnya"), null=True)
    is_featured = models.BooleanField(_("tautan utama"), default=False)
    withdrawn_at = models.DateTimeField(_("ditarik dari halaman"), null=True)
    next_check_at = models.DateTimeField(_("pemeriksaan berikutnya"), null=True)
    failures = models.PositiveSmallIntegerField(_("kegagalan berturut-turut"), default=0)
    broken_since = models.DateTimeField(_("rusak sejak"), null=True)
    created_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("tautan")
        verbose_name_plural = _("tautan")
        ordering = ["group__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_featured"],
                condition=Q(is_featured=True),
                name="one_featured_link",
                violation_error_message=_("Sudah ada tautan utama lain."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, review_due__isnull=True)
                | Q(reviewed_on__isnull=False, review_due__gt=F("reviewed_on")),
                name="link_review_after_the_last",
            ),
        ]
        indexes = [
            models.Index(fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="link_to_check"),
        ]

    def __str__(self) -> str:
        return f"tautan {self.pk}"

    def is_overdue_on(self, day: datetime.date) -> bool:
        """Whether its review should have been done before ``day`` (the office's)."""
        return self.review_due is not None and self.review_due < day and self.withdrawn_at is None


class Step(models.TextChoices):
    """How far a version has come along the guide's way; written by ``helpdesk.publishing`` only."""

    COLLECTED = "collected", _("Bahan terkumpul")
    REFUSED = "refused", _("Ditolak pengawas hukum")
    VERIFIED = "verified", _("Sudah diverifikasi hukum")
    WRITTEN = "written", _("Judul dan ringkasan ditulis")
    TRIED = "tried", _("Lulus uji akses")
    PUBLISHED = "published", _("Terbit")


class LinkVersion(models.Model):
    """What a link says, from the material to publication. A published version never changes.

    Which version the public sees is derived: of those published whose time has come and not
    passed, the one with the highest number. Material is an address or a document, never both.
    """

    link = models.ForeignKey(Link, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versi"))
    step = models.CharField(_("langkah"), max_length=10, choices=Step.choices, default=Step.COLLECTED)

    source = models.TextField(
        _("asal bahan"), max_length=1000, help_text=_("Peraturan, surat, atau halaman resmi tempat bahan ini diambil.")
    )
    address = models.URLField(_("alamat resmi"), max_length=500, blank=True)
    document = models.FileField(_("dokumen"), upload_to="hub/%Y/%m", max_length=120, blank=True)
    document_name = models.CharField(_("nama dokumen"), max_length=120, blank=True)
    document_type = models.CharField(max_length=60, blank=True)
    document_size = models.PositiveIntegerField(_("ukuran dokumen (byte)"), null=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pengumpul"))
    collected_at = models.DateTimeField(_("dikumpulkan"))

    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("diverifikasi oleh")
    )
    verified_at = models.DateTimeField(_("diverifikasi"), null=True)
    verification_note = models.TextField(_("catatan verifikasi"), max_length=1000, blank=True)
    is_foreign_allowed = models.BooleanField(
        _("alamat di luar .go.id disetujui"), default=False, help_text=_("Kata pengawas hukum.")
    )

    title = models.CharField(_("judul"), max_length=80, blank=True)
    summary = models.CharField(
        _("ringkasan"), max_length=160, blank=True, help_text=_("Satu atau dua baris: apa isinya dan untuk siapa.")
    )
    sector = models.CharField(
        _("sektor"), max_length=60, blank=True, help_text=_("Untuk syarat per sektor, misalnya Perdagangan.")
    )
    permit_type = models.ForeignKey(
        PermitType,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("layanan yang terkait"),
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("penulis")
    )
    written_at = models.DateTimeField(_("ditulis"), null=True)

    trial = models.ForeignKey(
        "helpdesk.AddressCheck", models.PROTECT, related_name="+", null=True, verbose_name=_("uji akses")
    )
    # Who opened the address in a browser because its site turned the portal away from the trial.
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("dibuka sendiri oleh")
    )
    vouched_at = models.DateTimeField(_("dibuka sendiri"), null=True)
    vouch_note = models.TextField(_("yang dilihat"), max_length=1000, blank=True)

    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("diterbitkan oleh")
    )
    published_at = models.DateTimeField(_("diterbitkan"), null=True)
    visible_from = models.DateTimeField(_("tampil mulai"), null=True)
    visible_until = models.DateTimeField(_("tampil sampai"), null=True)

    class Meta:
        verbose_name = _("versi tautan")
        verbose_name_plural = _("versi tautan")
        ordering = ["link", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["link", "number"], name="link_versions_are_numbered"),
            # One draft at a time: two people at work on one link would overwrite each other.
            models.UniqueConstraint(
                fields=["link"], condition=~Q(step=Step.PUBLISHED), name="one_version_in_the_making"
            ),
            models.CheckConstraint(condition=Q(address="") ^ Q(document=""), name="link_is_an_address_or_a_document"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("author")),
                name="link_verified_by_another_than_its_author",
            ),
            models.CheckConstraint(
                condition=Q(step__in=[Step.COLLECTED, Step.REFUSED])
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="link_verified_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.PUBLISHED)
                | (
                    Q(published_by__isnull=False, published_at__isnull=False, visible_from__isnull=False)
                    & Q(trial__isnull=False)
                    & ~Q(title="")
                    & ~Q(summary="")
                ),
                name="published_link_is_complete_and_tried",
            ),
            models.CheckConstraint(
                condition=Q(vouched_by__isnull=True, vouched_at__isnull=True, vouch_note="")
                | (Q(vouched_by__isnull=False, vouched_at__isnull=False, trial__isnull=False) & ~Q(vouch_note="")),
                name="link_vouched_for_completely",
            ),
            models.CheckConstraint(
                condition=Q(vouched_by__isnull=True) | ~Q(vouched_by=F("author")),
                name="link_vouched_for_by_another_than_its_author",
            ),
            models.CheckConstraint(
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
                name="link_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["link", "number"], condition=Q(step=Step.PUBLISHED), name="link_published_versions"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.link}, versi {self.number}"

    @property
    def last_trial(self) -> AddressCheck | None:
        """The newest trial of it since it was written; None when there is none."""
        return self.checks.filter(is_trial=True, at__gte=self.written_at).first() if self.written_at else None


class Problem(models.TextChoices):
    """What can be wrong with an address or a document that was tried."""

    NO_HOST = "no_host", _("Alamatnya tidak ditemukan")
    NOT_PUBLIC = "not_public", _("Alamat ini bukan alamat publik")
    UNREACHABLE = "unreachable", _("Situsnya tidak menjawab")
    TIMEOUT = "timeout", _("Situsnya terlalu lama menjawab")
    TLS = "tls", _("Sambungan amannya (TLS) tidak sah")
    STATUS = "status", _("Situsnya menjawab dengan galat")
    REDIRECTS = "redirects", _("Terlalu banyak pengalihan")
    ANSWER = "answer", _("Jawaban situsnya tidak dapat dibaca")
    TOO_LARGE = "too_large", _("Terlalu besar untuk dibuka dari ponsel")
    FILE_TYPE = "file_type", _("Jenis berkas ini tidak diterima")
    FILE_GONE = "file_gone", _("Dokumennya tidak ada atau berubah")
    OUTSIDE = "outside", _("Alamat .go.id ini mengalihkan ke luar .go.id")


# How sites answer a machine that they would let a person see: sign in, forbidden, not so, too often.
TURNED_AWAY = (401, 403, 405, 429)


class AddressCheck(models.Model):
    """What the portal found when it opened an address or a document itself: a trial, or a check of what is published.

    Never changed.
    """

    version = models.ForeignKey(LinkVersion, models.PROTECT, related_name="checks")
    at = models.DateTimeField(_("diperiksa"))
    is_trial = models.BooleanField(default=False)
    problem = models.CharField(_("masalah"), max_length=12, choices=Problem.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("status HTTP"), null=True)
    hops = models.JSONField(_("pengalihan"), default=list, help_text=_("Alamat yang dilalui sampai yang terakhir."))
    tls_until = models.DateTimeField(_("sertifikat berlaku sampai"), null=True)
    size = models.PositiveIntegerField(_("ukuran (byte)"), null=True)
    content_type = models.CharField(_("jenis isi"), max_length=100, blank=True)
    page_title = models.CharField(_("judul halaman"), max_length=200, blank=True)
    took = models.PositiveIntegerField(_("lama (milidetik)"), null=True)

    class Meta:
        verbose_name = _("pemeriksaan alamat")
        verbose_name_plural = _("pemeriksaan alamat")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["version", "-at"], name="checks_of_a_version")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.problem or 'baik'}"

    @property
    def is_good(self) -> bool:
        """Whether the public can open what was tried."""
        return not self.problem

    @property
    def is_turned_away(self) -> bool:
        """Whether nothing was wrong but that the site, reached over valid TLS, let no machine in."""
        return self.problem == Problem.STATUS and self.status in TURNED_AWAY and self.tls_until is not None

    @property
    def is_vouched_for(self) -> bool:
        """Whether it was turned away just as the trial that somebody vouched for: with that status, by that host."""
        trial = self.version.trial
        if trial is None or self.version.vouched_by_id is None or not self.is_turned_away:
            return False
        return (self.status, self._last_host) == (trial.status, trial._last_host)

    @property
    def _last_host(self) -> str:
        return host_of(self.hops[-1]) if self.hops else ""


class LinkMove(models.Model):
    """One row for everything that happened to a link: who did what, when and why. Append-only.

    ``by`` is null for what the portal itself did (a broken address, an overdue review).
    """

    link = models.ForeignKey(Link, models.PROTECT, related_name="moves")
    version = models.ForeignKey(LinkVersion, models.PROTECT, related_name="moves", null=True)
    action = models.CharField(_("tindakan"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(_("waktu"))
    note = models.TextField(_("catatan"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("riwayat tautan")
        verbose_name_plural = _("riwayat tautan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.action}"


class AnnouncementKind(models.TextChoices):
    NEWS = "news", _("Pengumuman")
    OUTAGE = "outage", _("Gangguan layanan")


class Announcement(models.Model):
    """What the hub says on top for a while: news, or an outage in its banner."""

    kind = models.CharField(_("jenis"), max_length=10, choices=AnnouncementKind.choices, default=AnnouncementKind.NEWS)
    title = models.CharField(_("judul"), max_length=100)
    text = models.TextField(_("isi"), max_length=600, blank=True)
    visible_from = models.DateTimeField(_("tampil mulai"))
    visible_until = models.DateTimeField(_("tampil sampai"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True)

    class Meta:
        verbose_name = _("pengumuman")
        verbose_name_plural = _("pengumuman")
        ordering = ["-visible_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
                name="announcement_ends_after_it_begins",
                violation_error_message=_("Waktu akhir harus sesudah waktu mulai."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WhenBroken(models.TextChoices):
    MARK = "mark", _("Tetap tampil dengan tanda sedang bermasalah")
    HIDE = "hide", _("Disembunyikan sampai pulih")


class HubSettings(models.Model):
    """What the office decides about its hub. There is one row, number 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    when_broken = models.CharField(
        _("tautan yang rusak"), max_length=4, choices=WhenBroken.choices, default=WhenBroken.MARK
    )
    # How often all touch screens were ended at once; the address of one names the number of its day.
    screens_ended = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("pengaturan halaman informasi")
        verbose_name_plural = _("pengaturan halaman informasi")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="hub_settings_are_one")]

    def __str__(self) -> str:
        return str(_("Pengaturan halaman informasi"))
