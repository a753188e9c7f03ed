"""What people type or leave behind to break a page: endless months, areas with a nought, pages on a shared phone."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from permits.forms.site import AreaField


@pytest.mark.parametrize("month", ["9999-12", "9999-11", "3000-01", "0000-12", "1999-12"])
def test_a_month_no_office_works_in_is_refused_and_the_till_stays(client, long_staff, month):
    client.force_login(long_staff["cashier"])
    answer = client.get(f"/petugas/kasir/?bulan={month}")
    assert answer.status_code == 422
    assert "Tulis bulan seperti 2026-05." in answer.content.decode()


@pytest.mark.parametrize("text", ["0.500", "0.001", "00.500", "0.500,5", "000.000"])
def test_a_nought_before_the_point_parts_no_thousands(text):
    with pytest.raises(ValidationError):
        AreaField(max_digits=12, decimal_places=2, min_value=Decimal("0.01")).clean(text)


@pytest.mark.parametrize(
    ("text", "area"), [("1.500", "1500"), ("0.5", "0.5"), ("0,50", "0.5"), ("12.345.678,5", "12345678.5")]
)
def test_control_what_is_written_as_people_write_it_is_understood(text, area):
    assert AreaField(max_digits=12, decimal_places=2).clean(text) == Decimal(area)


@pytest.mark.parametrize(("who", "is_loaded"), [("inspector", True), ("cashier", False)])
def test_who_visits_sites_leaves_no_page_on_the_phone_wherever_they_sign_out(client, long_staff, who, is_loaded):
    client.force_login(long_staff[who])
    page = client.get("/petugas/").content.decode()
    assert ("js/site/leave" in page) is is_loaded
