"""Addresses of the report from the site. The worker stands where it may answer for all of them without signal."""

from django.urls import path

from permits.views import site

urlpatterns = [
    path("petugas/peninjauan/worker.js", site.worker, name="site_worker"),
    path("petugas/peninjauan/<slug:number>/bap/", site.report, name="site_report"),
    path("petugas/peninjauan/<slug:number>/bap/foto/", site.add_photo, name="site_photos"),
    path("petugas/peninjauan/<slug:number>/bap/foto/<uuid:key>/", site.photo, name="site_photo"),
]
