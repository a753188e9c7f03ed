"""Addresses of visits, indicators and evaluations."""

from django.urls import path

from helpdesk.views import counting, evaluations, figures

urlpatterns = [
    path("hitung/", counting.stay, name="stay"),
    path("petugas/kunjungan/", figures.visits, name="figures"),
    path("petugas/kunjungan/loket/", figures.counter_visits, name="counter_visits"),
    path("petugas/evaluasi/", evaluations.index, name="evaluations"),
    path("petugas/evaluasi/<int:year>/<int:quarter>/", evaluations.evaluation, name="evaluation"),
    path("petugas/evaluasi/<int:year>/<int:quarter>/tetapkan/", evaluations.settle, name="settle_evaluation"),
    path("petugas/evaluasi/<int:year>/<int:quarter>/pdf/", evaluations.paper, name="evaluation_paper"),
    path("petugas/evaluasi/tindak-lanjut/<int:pk>/", evaluations.follow_up, name="follow_up"),
]
