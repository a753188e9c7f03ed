"""Where an administrator describes the office and its days."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Closure, ExtraWorkingDay, Holiday, HolidayYear, Office, ServiceHours

BY_ADMINISTRATOR = "administrator"


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    """The one office: changed, never added or deleted."""

    list_display = ["name", "government", "time_zone"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["name", "government"]}),
        (_("Hubungi kantor"), {"fields": ["address", "city", "phone", "whatsapp", "email", "website"]}),
        (_("Tampilan dan waktu"), {"fields": ["emblem", "accent", "time_zone"]}),
        (_("Surat"), {"fields": ["letter_number_pattern", "head_title", "head_name", "head_rank", "head_nip"]}),
        (_("Pertanyaan"), {"fields": ["answer_days"]}),
        (_("Nomor pendaftaran"), {"fields": ["amendment_code", "renewal_code"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse a second office."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        """Refuse to do away with the office."""
        return False


@admin.register(ServiceHours)
class ServiceHoursAdmin(admin.ModelAdmin):
    """Usual hours, and those of a period."""

    list_display = ["weekday", "opens", "closes", "valid_from", "valid_until"]
    list_filter = ["weekday"]


@admin.register(HolidayYear)
class HolidayYearAdmin(admin.ModelAdmin):
    """Years to compare with the official decree, then confirm."""

    list_display = ["year", "number_of_holidays", "number_estimated", "confirmed_at", "confirmed_by"]
    list_select_related = ["confirmed_by"]
    fields = ["year", "number_of_holidays", "number_estimated", "confirmed_at", "confirmed_by"]
    readonly_fields = ["year", "number_of_holidays", "number_estimated", "confirmed_at", "confirmed_by"]
    actions = ["confirm_years"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave adding years to ``seed_holidays``, which fills them too."""
        return False

    @admin.display(description=_("hari libur"))
    def number_of_holidays(self, year: HolidayYear) -> int:
        """Count the days off that apply."""
        return Holiday.objects.filter(date__year=year.year, applies=True).count()

    @admin.display(description=_("masih perkiraan"))
    def number_estimated(self, year: HolidayYear) -> int:
        """Count the days off whose date is an estimate."""
        return Holiday.objects.filter(date__year=year.year, applies=True, estimated=True).count()

    @admin.action(description=_("Konfirmasi tahun (tanggal perkiraan ikut berlaku)"), permissions=["change"])
    def confirm_years(self, request: HttpRequest, years: QuerySet[HolidayYear]) -> None:
        """Confirm the years chosen, and say which can't be."""
        administrator = cast(AbstractBaseUser, request.user)
        for year in years.filter(confirmed_at=None):
            try:
                year.confirm(by=administrator, at=timezone.now())
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(
                    request, _("Hari libur tahun %(year)s dikonfirmasi.") % {"year": year}, messages.SUCCESS
                )


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Days off, with where each date comes from."""

    list_display = ["date", "name", "kind", "source", "estimated", "applies"]
    list_filter = ["kind", "estimated", "applies"]
    date_hierarchy = "date"
    search_fields = ["name"]
    readonly_fields = ["source"]

    def save_model(self, request: HttpRequest, holiday: Holiday, form: forms.ModelForm, change: bool) -> None:
        """Mark what was written here as the administrator's, so that seeding leaves it alone."""
        if form.changed_data:
            holiday.source = BY_ADMINISTRATOR
        super().save_model(request, holiday, form, change)
        HolidayYear.objects.get_or_create(year=holiday.date.year)


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    """Days on which only this office is closed."""

    list_display = ["first", "last", "reason"]
    list_filter = ["first"]


@admin.register(ExtraWorkingDay)
class ExtraWorkingDayAdmin(admin.ModelAdmin):
    """Dates on which the office serves people all the same."""

    list_display = ["date", "opens", "closes", "reason"]
    date_hierarchy = "date"
