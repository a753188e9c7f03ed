"""Addresses of the permits app: the applicant's first, then the desk's and those of printed papers."""

from django.urls import include, path

from permits.views import applicant, beginning, filing, services, uploads

urlpatterns = [
    path("layanan/", services.service_list, name="service_list"),
    path("layanan/<slug:slug>/", services.service, name="service"),
    path("ajukan/<slug:slug>/", beginning.apply, name="apply"),
    path("ajukan/<slug:slug>/<int:pk>/", filing.resume, name="apply_resume"),
    path("ajukan/<slug:slug>/<int:pk>/<int:number>/", filing.step, name="apply_step"),
    path("ajukan/<slug:slug>/<int:pk>/hapus/", beginning.discard, name="apply_discard"),
    path("unggahan/<int:pk>/<slug:code>/", uploads.start, name="upload_start"),
    path("unggahan/<uuid:pk>/", uploads.upload, name="upload"),
    path("dokumen/<int:pk>/", uploads.document, name="document"),
    path("permohonan/", applicant.my_applications, name="my_applications"),
    path("permohonan/<slug:number>/", applicant.my_application, name="my_application"),
    path("permohonan/<slug:number>/terkirim/", applicant.filed, name="application_filed"),
    path("permohonan/<slug:number>/perbaikan/", applicant.correct, name="application_correct"),
    path("permohonan/<slug:number>/tarik/", applicant.withdraw, name="application_withdraw"),
    path("", include("permits.urls_cashier")),
    path("", include("permits.urls_inspections")),
    path("", include("permits.urls_desk")),
    path("", include("permits.urls_editor")),
    path("", include("permits.urls_papers")),
    path("", include("permits.urls_site")),
]
