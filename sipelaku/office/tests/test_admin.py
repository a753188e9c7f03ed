"""The administrator at the desk: describes the office, corrects holidays, confirms years."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from sipelaku.office.models import Closure, Holiday, HolidayYear, Office
from sipelaku.office.services import calendar
from sipelaku.office.working_days import is_working_day

pytestmark = pytest.mark.django_db
LISTS = ["office", "servicehours", "holidayyear", "holiday", "closure", "extraworkingday"]


def address(model, page, *args):
    return reverse(f"admin:office_{model}_{page}", args=args)


def run(desk, model, action, *rows, **more):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return desk.post(address(model, "changelist"), chosen, follow=True)


def form_of(response):
    """Return what the browser would send back from the page's form."""
    form = response.context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


@pytest.mark.parametrize("model", LISTS)
def test_every_list_opens_in_indonesian(desk, model):
    page = desk.get(address(model, "changelist"))
    assert page.status_code == 200
    assert 'lang="id"' in page.content.decode()


def test_the_list_of_holidays_says_where_each_date_comes_from(desk):
    page = desk.get(address("holiday", "changelist"), {"date__year": 2026})
    assert "paket holidays" in page.content.decode()


def test_confirming_a_year_records_who_and_makes_its_estimates_count(desk, administrator):
    page = run(desk, "holidayyear", "confirm_years", HolidayYear.objects.get(year=2027))
    assert "Hari libur tahun 2027 dikonfirmasi." in page.content.decode()
    year = HolidayYear.objects.get(year=2027)
    assert year.confirmed_by == administrator
    assert year.is_confirmed
    assert not is_working_day(calendar(), date(2027, 3, 10))


def test_confirming_a_year_without_holidays_says_what_to_do(desk):
    page = run(desk, "holidayyear", "confirm_years", HolidayYear.objects.create(year=2040))
    assert "Isi dahulu daftarnya" in page.content.decode()
    assert not HolidayYear.objects.get(year=2040).is_confirmed


def test_a_holiday_changed_here_becomes_the_administrator_s_own(desk):
    holiday = Holiday.objects.get(date=date(2026, 12, 24))
    page = desk.get(address("holiday", "change", holiday.pk))
    values = form_of(page)
    del values["applies"]
    assert desk.post(address("holiday", "change", holiday.pk), values).status_code == 302
    holiday.refresh_from_db()
    assert (holiday.applies, holiday.source) == (False, "administrator")
    assert is_working_day(calendar(), holiday.date)


def test_a_holiday_added_here_puts_its_year_on_the_list_of_years_to_confirm(desk):
    values = {"date": "17-08-2035", "name": "Hari Kemerdekaan", "kind": "national", "applies": "on"}
    assert desk.post(address("holiday", "add"), values).status_code == 302
    assert HolidayYear.objects.filter(year=2035, confirmed_at=None).exists()


def test_closures_deleted_in_bulk_are_forgotten_at_once(desk):
    closure = Closure.objects.create(first=date(2026, 10, 12), last=date(2026, 10, 12), reason="Upacara")
    assert not is_working_day(calendar(), closure.first)
    run(desk, "closure", "delete_selected", closure, post="yes")
    assert is_working_day(calendar(), closure.first)


def test_the_office_is_described_here_and_its_whatsapp_number_put_in_order(desk):
    page = desk.get(address("office", "change", 1))
    values = {**form_of(page), "whatsapp": "0812-0000-1111", "name": "DPMPTSP Kota Contoh"}
    assert desk.post(address("office", "change", 1), values).status_code == 302
    office = Office.objects.get()
    assert (office.name, office.whatsapp) == ("DPMPTSP Kota Contoh", "+6281200001111")


def test_an_emblem_uploaded_here_is_kept_whole_and_a_drawing_with_scripts_is_refused(desk):
    content = BytesIO()
    Image.new("RGB", (40, 40)).save(content, "PNG")
    values = form_of(desk.get(address("office", "change", 1)))
    drawing = SimpleUploadedFile("lambang.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    assert desk.post(address("office", "change", 1), {**values, "emblem": drawing}).status_code == 200
    assert not Office.objects.get().emblem
    picture = SimpleUploadedFile("lambang.png", content.getvalue())
    assert desk.post(address("office", "change", 1), {**values, "emblem": picture}).status_code == 302
    assert Office.objects.get().emblem.read() == content.getvalue()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("accent", "#ffd54a", "terlalu terang"),
        ("letter_number_pattern", "503/IZIN", "nomor urut"),
        ("whatsapp", "12", "nomor ponsel Indonesia"),
        ("head_nip", "12", "18 angka"),
        ("time_zone", "Europe/Paris", "Europe/Paris"),
    ],
)
def test_a_wrong_value_is_refused_beside_the_form_and_nothing_is_saved(desk, field, value, says):
    page = desk.get(address("office", "change", 1))
    refused = desk.post(address("office", "change", 1), {**form_of(page), field: value})
    assert refused.status_code == 200
    assert says in refused.content.decode()
    assert getattr(Office.objects.get(), field) != value


def test_there_is_one_office_never_added_to_and_never_deleted(desk):
    assert desk.get(address("office", "add")).status_code == 403
    assert desk.post(address("office", "delete", 1)).status_code == 403
    assert desk.get(address("holidayyear", "add")).status_code == 403
    assert Office.objects.count() == 1


@pytest.mark.parametrize("model", LISTS)
def test_a_stranger_and_an_applicant_see_none_of_it(client, model):
    applicant = get_user_model().objects.create_user("pemohon", email="pemohon@warga.example", full_name="Sri Contoh")
    signed_in = Client()
    signed_in.force_login(applicant)
    for browser in (client, signed_in):
        assert browser.get(address(model, "changelist")).status_code in (302, 403, 404)
