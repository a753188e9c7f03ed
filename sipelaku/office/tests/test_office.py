"""The office's identity: what is refused, what every page knows of it, and the clock it is shown on."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpResponse
from django.template import Context, Template
from django.utils import timezone
from PIL import Image

from sipelaku.office.context_processors import office as office_context
from sipelaku.office.middleware import office_time
from sipelaku.office.services import current_office
from sipelaku.office.validators import (
    contrast_with_white,
    validate_accent,
    validate_emblem,
    validate_letter_number_pattern,
    validate_nip,
)


def picture(kind="PNG", side=100, name="lambang.png"):
    content = BytesIO()
    Image.new("RGB", (side, 10)).save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def test_contrast_with_white_is_measured_as_wcag_does():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#0b5c63") == pytest.approx(7.7, abs=0.1)


@pytest.mark.parametrize("colour", ["#0b5c63", "#767676", "#A3211B"])
def test_a_colour_people_can_read_on_white_is_accepted(colour):
    validate_accent(colour)


@pytest.mark.parametrize("colour", ["#777777", "#ffd54a", "#fff", "teal", "", "#0b5c6g", "#0b5c63\n"])
def test_a_colour_too_light_or_misspelt_is_refused(colour):
    with pytest.raises(ValidationError):
        validate_accent(colour)


@pytest.mark.django_db
def test_saving_the_office_with_an_unreadable_colour_is_refused_even_outside_a_form():
    office = current_office()
    office.accent = "#ffd54a"
    with pytest.raises(ValidationError, match="terlalu terang"):
        office.save()


@pytest.mark.parametrize("days", [0, 61])
@pytest.mark.django_db
def test_days_to_answer_that_nobody_could_promise_are_refused(days):
    office = current_office()
    office.answer_days = days
    with pytest.raises(ValidationError):
        office.full_clean()
    with pytest.raises(IntegrityError):
        office.save()


@pytest.mark.parametrize("pattern", ["500.16.7.2/{serial}-PPO", "{serial}/IZIN/{year}"])
def test_a_letter_number_with_its_serial_is_accepted(pattern):
    validate_letter_number_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "503/IZIN", "{serial}/{bulan}", "{serial", "{serial.__class__}", "{serial}}", "{0}"]
)
def test_a_letter_number_without_serial_or_with_other_braces_is_refused(pattern):
    with pytest.raises(ValidationError, match="serial"):
        validate_letter_number_pattern(pattern)


def test_a_nip_has_18_digits():
    validate_nip("197501012000032001")
    for wrong in ("19750101200003200", "19750101 200003 2 001", "19750101200003200X"):
        with pytest.raises(ValidationError, match="18 angka"):
            validate_nip(wrong)


def test_an_emblem_is_a_small_png_or_jpeg():
    validate_emblem(picture())
    validate_emblem(picture("JPEG"))
    for wrong, says in [
        (picture("GIF"), "PNG atau JPEG"),
        (SimpleUploadedFile("lambang.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "PNG atau JPEG"),
        (SimpleUploadedFile("lambang.png", b""), "PNG atau JPEG"),
        (picture(side=2001), "2000 piksel"),
        (SimpleUploadedFile("lambang.png", b"x" * (512 * 1024 + 1)), "512 KB"),
    ]:
        with pytest.raises(ValidationError, match=says):
            validate_emblem(wrong)


@pytest.mark.django_db
def test_a_template_knows_the_office_and_asks_the_database_only_if_it_says_so(rf, django_assert_num_queries):
    context = Context(office_context(rf.get("/")))
    with django_assert_num_queries(0):
        Template("Halo").render(context)
    with django_assert_num_queries(1):
        assert Template("{{ office.name }}").render(context) == "DPMPTSP Kabupaten Tanjung Sari"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "clock"), [("Asia/Jakarta", "23.30"), ("Asia/Makassar", "00.30"), ("Asia/Jayapura", "01.30")]
)
def test_pages_show_the_time_of_the_office_and_leave_the_process_as_it_was(rf, zone, clock):
    office = current_office()
    office.time_zone = zone
    office.save()
    moment = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    before = timezone.get_current_timezone_name()

    def page(request):
        return HttpResponse(Template("{{ moment|time }}").render(Context({"moment": moment})))

    assert office_time(page)(rf.get("/")).content.decode() == clock
    assert timezone.get_current_timezone_name() == before


@pytest.mark.django_db
def test_the_zone_is_named_as_people_name_it():
    assert current_office().zone_name == "WITA"
