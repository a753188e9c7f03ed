"""Addresses of the tracking app: they stand in QR codes on paper, so they never change."""

from django.urls import include, path

from tracking.views import authenticity, scan, status

urlpatterns = [
    path("t/<slug:token>/", status.status_by_token, name="status_by_token"),
    path("lacak/", status.track, name="track"),
    path("v/<slug:token>/", authenticity.verify, name="verify"),
    path("pindai/", scan.scan, name="scan"),
    path("", include("tracking.reports.urls")),
]
