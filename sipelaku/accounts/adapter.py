"""How sign-in by django-allauth fits this portal: usernames nobody sees, homes by audience, our own client address."""

import logging
import secrets
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from sipelaku.accounts.models import User
from sipelaku.limits import client_address

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """The portal's answers to the questions django-allauth asks."""

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Give an applicant a random username: derived from the address it would tell it, or pass for an officer's."""
        assert isinstance(user, User)
        user.username = f"p-{secrets.token_hex(8)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send officers and administrators to their workspace, applicants to their applications."""
        user = request.user
        works_here = isinstance(user, User) and (user.is_officer or user.is_staff)
        return resolve_url(settings.STAFF_REDIRECT_URL if works_here else settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account_profile")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, mail_context: dict[str, Any]) -> None:
        """Send a code; while the mail server is away the person is told to ask for another one later."""
        try:
            super().send_mail(template_prefix, email, mail_context)
        except (OSError, SMTPException):
            logger.exception("a code could not be sent")
            messages.error(
                context.request, _("E-mail belum dapat dikirim. Tunggu beberapa menit, lalu minta kode yang baru.")
            )
