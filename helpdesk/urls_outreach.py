"""Addresses of short addresses, QR codes, posters and campaigns."""

from django.urls import path

from helpdesk.views import outreach, short

urlpatterns = [
    path("s/<str:code>/", short.short_address, name="short_address"),
    path("s/<str:code>/dokumen/", short.hub_document, name="hub_document"),
    path("petugas/qr/", outreach.codes, name="hub_qr"),
    # No code is one of these words: codes have six characters, and neither i nor o.
    path("petugas/qr/kegiatan/", outreach.campaigns, name="hub_campaigns"),
    path("petugas/qr/kegiatan/baru/", outreach.new_campaign, name="hub_campaign_new"),
    path("petugas/qr/kegiatan/<int:pk>/", outreach.campaign, name="hub_campaign"),
    path("petugas/qr/kegiatan/<int:pk>/ubah/", outreach.change_campaign, name="hub_campaign_change"),
    path("petugas/qr/<str:code>/", outreach.code_page, name="hub_code"),
    path("petugas/qr/<str:code>/tujuan/", outreach.retarget, name="hub_retarget"),
    path("petugas/qr/<str:code>/qr.svg", outreach.svg, name="hub_qr_svg"),
    path("petugas/qr/<str:code>/qr.png", outreach.png, name="hub_qr_png"),
    path("petugas/qr/<str:code>/poster-a4.pdf", outreach.poster, {"kind": "poster_a4"}, name="hub_poster_a4"),
    path("petugas/qr/<str:code>/poster-a5.pdf", outreach.poster, {"kind": "poster_a5"}, name="hub_poster_a5"),
]
