"""Addresses of the permits app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
