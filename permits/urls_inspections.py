"""Addresses of the inspections: the calendar, a new plan for one that is scheduled, the report from the site."""

from django.urls import path

from permits.views import inspections

urlpatterns = [
    path("petugas/peninjauan/", inspections.calendar_page, name="inspections"),
    path("petugas/permohonan/<slug:number>/reschedule/", inspections.reschedule, name="inspection_reschedule"),
]
