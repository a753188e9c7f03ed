"""The licensing app: what is asked for and how it is decided."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from permits.triggers import RULES
from sipelaku.triggers import after_migrate, before_migrate


class PermitsConfig(AppConfig):
    name = "permits"
    verbose_name = _("Perizinan")

    def ready(self) -> None:
        pre_migrate.connect(before_migrate(RULES), sender=self, weak=False)
        post_migrate.connect(after_migrate(RULES), sender=self, weak=False)
