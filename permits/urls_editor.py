"""Addresses of the room in which permit types and their service standards are written, checked and published."""

from django.urls import path

from permits.views import editor, editor_standard, editor_type

TYPE = "petugas/standar/<slug:slug>/"
VERSION = f"{TYPE}<int:revision>/"

urlpatterns = [
    path("petugas/standar/", editor_type.type_list, name="editor_list"),
    path("petugas/standar/baru/", editor_type.new_type, name="editor_new_type"),
    path(TYPE, editor_type.permit_type, name="editor_type"),
    path(f"{TYPE}ubah/", editor_type.change_type, name="editor_change_type"),
    path(f"{TYPE}kedudukan/", editor_type.standings, name="editor_standings"),
    path(f"{TYPE}rancangan/", editor_type.begin, name="editor_begin"),
    path(VERSION, editor_standard.version, name="editor_version"),
    path(f"{VERSION}baca/", editor_standard.read, name="editor_read"),
    path(f"{VERSION}perbandingan/", editor_standard.compare, name="editor_compare"),
    path(f"{VERSION}berkas/", editor_standard.export, name="editor_export"),
    path(f"{VERSION}pemeriksaan-hukum/", editor_standard.legal_check, name="editor_legal_check"),
    path(f"{VERSION}terbitkan/", editor_standard.publish, name="editor_publish"),
    path(f"{VERSION}tarik/", editor_standard.retire, name="editor_retire"),
    path(f"{VERSION}buang/", editor_standard.discard, name="editor_discard"),
    path(f"{VERSION}<slug:part>/", editor.part_page, name="editor_part"),
    path(f"{VERSION}<slug:part>/periksa/", editor.check, name="editor_check"),
]
