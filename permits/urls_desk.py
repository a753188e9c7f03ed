"""Addresses of the staff workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
