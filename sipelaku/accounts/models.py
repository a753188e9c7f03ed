"""Who uses the portal: accounts of applicants and officers, and the roles officers hold.

An applicant is a user without a role. An officer holds one role or more; what a role
may do is decided in ``permits``, never here.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

APPLICANT = "pemohon"


class Role(models.Model):
    """A function in the office, named as the office names it; its code is what a stage refers to."""

    code = models.SlugField(_("kode"), max_length=40, primary_key=True)
    title = models.CharField(_("sebutan"), max_length=120)

    class Meta:
        verbose_name = _("peran")
        verbose_name_plural = _("peran")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class User(AbstractUser):
    """A person with an account. Signs in with the e-mail address or the username."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("nama lengkap"), max_length=120)
    email = models.EmailField(_("alamat e-mail"))
    phone = models.CharField(
        _("nomor telepon"),
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^\+[1-9]\d{7,14}\Z", _("Tulis nomor telepon seperti +6281234567890."))],
    )
    nip = models.CharField(
        _("NIP"),
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}\Z", _("Tulis NIP sebagai 18 angka tanpa spasi."))],
    )
    roles = models.ManyToManyField(
        Role,
        verbose_name=_("peran"),
        blank=True,
        related_name="users",
        limit_choices_to=~models.Q(code=APPLICANT),
        help_text=_("Pemohon tidak memerlukan peran. Mengubah peran mengakhiri semua sesi pengguna ini."),
    )

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Alamat e-mail ini sudah dipakai. Pakai alamat lain."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """The codes of the roles held, read once for each instance and so once a request."""
        if self._state.adding:
            return frozenset()
        return frozenset(self.roles.through.objects.filter(user=self).values_list("role_id", flat=True))

    @property
    def is_officer(self) -> bool:
        """Whether the person works for the office: holds any role but the applicant's."""
        return bool(self.role_codes - {APPLICANT})

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("role_codes", None)
        super().refresh_from_db(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """The seal of a session: changes with the password and with everything that gives power.

        It is read from the rows at each request, so that no way of changing them, raw SQL
        included, leaves a session with the old power.
        """
        return self._session_seal(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_seal(secret)

    def _session_seal(self, secret: str | bytes) -> str:
        power = [
            self.password,
            str(self.is_active),
            str(self.is_staff),
            str(self.is_superuser),
            *sorted(self.role_codes),
        ]
        return salted_hmac(
            "sipelaku.accounts.User.session", "\n".join(power), secret=secret, algorithm="sha256"
        ).hexdigest()
