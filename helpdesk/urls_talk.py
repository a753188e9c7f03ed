"""Addresses of questions, common questions and official numbers."""

from django.urls import path

from helpdesk.views import answering, common_questions, numbers, questions

urlpatterns = [
    path("tanya/", questions.ask, name="ask"),
    path("tanya/<slug:token>/", questions.question, name="question"),
    path("nomor-resmi/", numbers.official_page, name="official_numbers"),
    path("petugas/pertanyaan/", answering.queue, name="questions"),
    path("petugas/pertanyaan/umum/", common_questions.listing, name="common_questions"),
    path("petugas/pertanyaan/umum/baru/", common_questions.add, name="common_question_new"),
    path("petugas/pertanyaan/umum/<int:pk>/", common_questions.change, name="common_question"),
    path("petugas/pertanyaan/umum/<int:pk>/geser/", common_questions.move, name="common_question_move"),
    path("petugas/pertanyaan/<str:number>/", answering.case, name="staff_question"),
    path("petugas/pertanyaan/<str:number>/tutup/", answering.close, name="staff_question_close"),
    path("petugas/informasi/nomor/", numbers.listing, name="numbers"),
    path("petugas/informasi/nomor/baru/", numbers.add, name="number_new"),
    path("petugas/informasi/nomor/<int:pk>/", numbers.change, name="number"),
    path("petugas/informasi/nomor/<int:pk>/hapus/", numbers.remove, name="number_remove"),
    path("petugas/informasi/nomor/<int:pk>/geser/", numbers.move, name="number_move"),
]
