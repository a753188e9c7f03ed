"""Addresses of the front desk: the front page, the help page, the emblem and the colour."""

from django.urls import path

from helpdesk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("bantuan/", views.help_page, name="help"),
    path("warna.css", views.accent, name="accent"),
    path("lambang/", views.emblem, name="emblem"),
]
