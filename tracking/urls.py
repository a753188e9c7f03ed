"""Addresses of the tracking app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
