"""Addresses of printed papers."""

from django.urls import path

from permits.views import papers

urlpatterns = [
    path("cetakan/<str:number>/<str:kind>/", papers.paper, name="paper"),
]
