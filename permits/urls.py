"""Addresses of the permits app."""

from django.urls import include, path

urlpatterns = [
    path("", include("permits.urls_desk")),
    path("", include("permits.urls_papers")),
]
