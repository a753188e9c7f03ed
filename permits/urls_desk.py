"""Addresses of the staff workspace."""

from django.urls import path

from permits.views import casework, counter, desk, signing

urlpatterns = [
    path("petugas/", desk.queue, name="desk"),
    path("petugas/ambil/", desk.take, name="desk_take"),
    path("petugas/berkas/", desk.files, name="desk_files"),
    path("petugas/cari/", counter.search, name="desk_search"),
    path("petugas/tanda-tangan/", signing.sign, name="desk_sign"),
    path("petugas/dokumen/<int:pk>/", casework.document, name="desk_document"),
    path("petugas/permohonan/<slug:number>/", casework.application, name="desk_application"),
    path("petugas/permohonan/<slug:number>/<slug:action>/", casework.decide, name="desk_decide"),
]
