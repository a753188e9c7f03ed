"""The one address of the bare view."""

from django.urls import path

from bench.bare.views import show

urlpatterns = [path("bare/<slug:token>/", show)]
