"""Addresses of printed papers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
