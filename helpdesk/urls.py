"""Addresses of the front desk: the front page, the search, the help page, emblem, card and colour."""

from django.urls import include, path

from helpdesk.views import pages as views

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("bantuan/", views.help_page, name="help"),
    path("warna.css", views.accent, name="accent"),
    path("lambang/", views.emblem, name="emblem"),
    path("kartu.png", views.card, name="card"),
    path("", include("helpdesk.urls_content")),
    path("", include("helpdesk.urls_outreach")),
    path("", include("helpdesk.urls_talk")),
    path("", include("helpdesk.urls_consultation")),
    path("", include("helpdesk.urls_survey")),
    path("", include("helpdesk.urls_figures")),
]
