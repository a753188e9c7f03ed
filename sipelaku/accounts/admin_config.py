"""Puts the portal's own administration in the place of Django's; apart from the site, whose imports need the models."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "sipelaku.accounts.admin_site.PortalAdminSite"
