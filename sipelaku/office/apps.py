"""The office: who it is, when it is open, how its days are counted."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "sipelaku.office"
    label = "office"
    verbose_name = _("Kantor")
