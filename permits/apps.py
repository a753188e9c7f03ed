"""The licensing app: what is asked for and how it is decided."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from permits.triggers import install_after_migrate


class PermitsConfig(AppConfig):
    name = "permits"
    verbose_name = _("Perizinan")

    def ready(self) -> None:
        # SQLite drops a table's triggers when a later migration rebuilds it, so they are laid anew each time.
        post_migrate.connect(install_after_migrate, sender=self)
