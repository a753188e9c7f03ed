"""Registers the accounts app under its Indonesian name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "sipelaku.accounts"
    verbose_name = _("Pengguna dan peran")
