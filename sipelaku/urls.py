"""Every address of the portal; only this file and settings see all apps."""

from django.contrib import admin
from django.urls import include, path

handler400 = "sipelaku.errors.bad_request"
handler403 = "sipelaku.errors.permission_denied"
handler404 = "sipelaku.errors.page_not_found"
handler429 = "sipelaku.errors.too_many_attempts"
handler500 = "sipelaku.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("sipelaku.accounts.urls")),
    path("", include("permits.urls")),
    path("", include("tracking.urls")),
    path("", include("helpdesk.urls")),
]
