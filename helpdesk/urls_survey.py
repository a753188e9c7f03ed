"""Addresses of the survey of satisfaction."""

from django.urls import path

from helpdesk.views import survey, survey_desk, survey_results, touch

urlpatterns = [
    path("survei/loket/", survey.counter, name="survey_counter"),
    path("survei/terima-kasih/", survey.thanks, name="survey_thanks"),
    path("survei/hasil/", survey_results.published, name="survey_published"),
    path("survei/<token>/", survey.survey, name="survey"),
    path("sentuh/<screen>/", touch.touch, name="touch"),
    path("sentuh/<screen>/terima-kasih/", touch.thanks, name="touch_thanks"),
    path("petugas/survei/", survey_results.survey_results, name="survey_results"),
    path("petugas/survei/saran/", survey_results.survey_remarks, name="survey_remarks"),
    path("petugas/survei/publikasi/", survey_results.survey_poster, name="survey_poster"),
    path("petugas/survei/loket/", survey_desk.survey_desk, name="survey_desk"),
    path("petugas/survei/loket/kode.svg", survey_desk.survey_desk_code, name="survey_desk_code"),
    path("petugas/survei/loket/dinding.png", survey_desk.survey_wall_code, name="survey_wall_code"),
    path("petugas/survei/layar/", touch.touch_screen, name="touch_screen"),
    path("petugas/survei/layar/akhiri/", touch.end_touch_screens, name="end_touch_screens"),
]
