"""Talks with people: the information hub, questions, consultation hours, satisfaction."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from helpdesk.triggers import RULES
from sipelaku.triggers import after_migrate, before_migrate


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = _("Meja bantuan")

    def ready(self) -> None:
        pre_migrate.connect(before_migrate(RULES), sender=self, weak=False)
        post_migrate.connect(after_migrate(RULES), sender=self, weak=False)
