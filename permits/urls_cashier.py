"""Addresses of the till, and of the applicant's dispute of a bill."""

from django.urls import path

from permits.views import bills, cashier

urlpatterns = [
    path("petugas/kasir/", cashier.till, name="cashier"),
    path("petugas/kasir/cari/", cashier.search, name="cashier_search"),
    path("petugas/kasir/skrd/<int:pk>/", cashier.bill, name="cashier_bill"),
    path("petugas/kasir/bukti/<int:pk>/", cashier.payment, name="cashier_payment"),
    path("petugas/kasir/bukti/<int:pk>/batal/", cashier.void, name="cashier_void"),
    path("petugas/kasir/tutup/", cashier.close, name="cashier_close"),
    path("petugas/kasir/tutup/<int:pk>/", cashier.closing, name="cashier_closing"),
    path("permohonan/<slug:number>/keberatan/", bills.dispute, name="application_dispute"),
]
