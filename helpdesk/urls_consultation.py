"""Addresses of consultation hours and bookings."""

from django.urls import path

from helpdesk.views import consultation_desk as desk
from helpdesk.views import consultations

urlpatterns = [
    path("konsultasi/", consultations.overview, name="consultations"),
    path("konsultasi/pesan/", consultations.book, name="book_consultation"),
    path("konsultasi/<str:token>/", consultations.booking, name="booking"),
    path("konsultasi/<str:token>/batal/", consultations.cancel, name="cancel_booking"),
    path("konsultasi/<str:token>/kalender.ics", consultations.calendar_entry, name="booking_calendar"),
    path("petugas/konsultasi/", desk.desk, name="consultation_desk"),
    path("petugas/konsultasi/batal/", desk.cancel_day, name="cancel_consultation_day"),
    path("petugas/konsultasi/jam/", desk.hours, name="consultation_hours"),
    path("petugas/konsultasi/jam/<int:pk>/", desk.change_hours, name="change_consultation_hours"),
    path("petugas/konsultasi/<int:pk>/hadir/", desk.mark, name="mark_booking"),
    path("petugas/konsultasi/<int:pk>/batal/", desk.cancel, name="cancel_booking_by_office"),
]
