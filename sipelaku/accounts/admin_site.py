"""The administration, reached through the portal's own sign-in so that the second factor can't be passed by."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Administrasi SIPELAKU")
    site_header = _("Administrasi SIPELAKU")
    index_title = _("Yang dapat diatur")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse a year no date can hold, and rows chosen by what is no key: Django's own lists fail at them."""
        guarded: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return guarded(request, *args, **kwargs)
            except OverflowError as error:
                raise BadRequest("a number beyond every date") from error
            except ValueError as error:
                if "_selected_action" not in request.POST:
                    raise
                raise BadRequest("no key of a row") from error

        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send who isn't signed in to the portal's sign-in; to anyone else the administration doesn't exist."""
        if request.user.is_authenticated and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
        return redirect_to_login(wanted if safe else reverse("admin:index"))
