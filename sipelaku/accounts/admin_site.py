"""The administration, reached through the portal's own sign-in so that the second factor can't be passed by."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Administrasi SIPELAKU")
    site_header = _("Administrasi SIPELAKU")
    index_title = _("Yang dapat diatur")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send who isn't signed in to the portal's sign-in; to anyone else the administration doesn't exist."""
        if request.user.is_authenticated and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
        return redirect_to_login(wanted if safe else reverse("admin:index"))
