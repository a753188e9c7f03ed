"""Addresses of the reports."""

from django.urls import path

from tracking.reports import views

urlpatterns = [
    path("petugas/laporan/", views.index, name="report_index"),
    path("petugas/laporan/izin-terbit/", views.issued_permits, name="report_issued"),
    path("petugas/laporan/ketepatan-waktu/", views.timely_files, name="report_timeliness"),
    path("petugas/laporan/ketepatan-waktu/terlambat/", views.late_files, name="report_late"),
]
