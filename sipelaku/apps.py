"""Registers the system checks of the portal."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from sipelaku import checks


class SipelakuConfig(AppConfig):
    name = "sipelaku"
    verbose_name = _("Portal perizinan SIPELAKU")

    def ready(self) -> None:
        for check in checks.SETUP_CHECKS:
            register(check, Tags.security, deploy=True)
        register(checks.demo_accounts, Tags.security, Tags.database, deploy=True)
