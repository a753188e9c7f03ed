"""Reads the journey and tells people; never changes it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "tracking"
    verbose_name = _("Pelacakan dan pemberitahuan")
