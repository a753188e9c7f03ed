"""Where an administrator keeps permit types and their service standards.

A draft is edited; a published or retired standard is only read. Applications are not here: they hold
personal data, and what happens to them is the workflow's alone.
"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits import publication
from permits.models import FormField, PermitType, Requirement, ServiceStandard, Stage, StandardStatus
from sipelaku.office.services import current_office


@admin.register(PermitType)
class PermitTypeAdmin(admin.ModelAdmin):
    """The kinds of permit the office issues. One that was ever used stays: its applications name it."""

    list_display = ["name", "abbreviation", "code", "agency"]
    search_fields = ["name", "abbreviation"]
    prepopulated_fields = {"slug": ["abbreviation"]}

    def has_delete_permission(self, request: HttpRequest, obj: PermitType | None = None) -> bool:
        """Refuse to delete a type that has standards."""
        return super().has_delete_permission(request, obj) and not (obj and obj.standards.exists())


class StandardRows(admin.TabularInline):
    """Rows that freeze with their standard."""

    extra = 0
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_draft(obj)


def is_draft(standard: ServiceStandard | None) -> bool:
    """Whether ``standard`` may be edited; one that does not exist yet may."""
    return standard is None or standard.status == StandardStatus.DRAFT


class StageRows(StandardRows):
    model = Stage


class RequirementRows(StandardRows):
    model = Requirement


class FormFieldRows(StandardRows):
    model = FormField


def today_at_the_office() -> datetime.date:
    """The office's local date."""
    return timezone.localdate(timezone=current_office().zone)


class PublishForm(forms.Form):
    """From which day a standard is in force."""

    effective_from = forms.DateField(
        label=gettext_lazy("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_effective_from(self) -> datetime.date:
        """Refuse a day that is over: what was promised then cannot be changed now."""
        day: datetime.date = self.cleaned_data["effective_from"]
        if day < today_at_the_office():
            raise ValidationError(_("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))
        return day


@admin.register(ServiceStandard)
class ServiceStandardAdmin(admin.ModelAdmin):
    """Versions of a type's standard: drafts to write, the others to read."""

    list_display = ["permit_type", "revision", "status", "effective_from", "published_at", "retired_at"]
    list_filter = ["status", "permit_type"]
    list_select_related = ["permit_type"]
    readonly_fields = ["revision", "status", "effective_from", "published_at", "retired_at"]
    inlines = [StageRows, RequirementRows, FormFieldRows]
    actions = ["revise", "examine", "publish", "retire"]
    fieldsets = [
        (None, {"fields": ["permit_type", "revision", "status", "effective_from", "published_at", "retired_at"]}),
        (gettext_lazy("Komponen standar pelayanan"), {"fields": list(ServiceStandard.TEXT_COMPONENTS)}),
        (
            gettext_lazy("Surat izin"),
            {
                "fields": [
                    "permit_title",
                    "permit_basis",
                    "permit_considering",
                    "permit_terms",
                    "permit_copies",
                    "validity_months",
                ]
            },
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: ServiceStandard | None = None) -> bool:
        """A standard no longer a draft may only be viewed."""
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: ServiceStandard | None = None) -> bool:
        """Only a draft may be thrown away."""
        return super().has_delete_permission(request, obj) and is_draft(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave bulk deletion out: it would not look at each standard."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: ServiceStandard, form: forms.ModelForm, change: bool) -> None:
        """Give a new standard its type's next revision."""
        if not change:
            newest = ServiceStandard.objects.filter(permit_type=obj.permit_type).order_by("-revision").first()
            obj.revision = newest.revision + 1 if newest else 1
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Buat revisi"), permissions=["change"])
    def revise(self, request: HttpRequest, standards: QuerySet[ServiceStandard]) -> None:
        """Copy each standard chosen into a new draft."""
        for standard in standards:
            self.message_user(request, _("Rancangan %(copy)s dibuat.") % {"copy": standard.revise()}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Periksa"), permissions=["view"])
    def examine(self, request: HttpRequest, standards: QuerySet[ServiceStandard]) -> None:
        """Say of each standard what stops it from being published."""
        for standard in standards:
            reasons = list(publication.problems(standard))
            if not reasons:
                self.message_user(request, _("%(standard)s siap diterbitkan.") % {"standard": standard})
            self._tell(request, standard, reasons)

    @admin.action(description=gettext_lazy("Terbitkan"), permissions=["change"])
    def publish(self, request: HttpRequest, standards: QuerySet[ServiceStandard]) -> HttpResponse | None:
        """Ask for the day of effect, then publish each draft that can work and say why the others can't."""
        form = PublishForm(
            request.POST if "effective_from" in request.POST else None,
            initial={"effective_from": today_at_the_office()},
        )
        if not form.is_valid():
            return self._ask_for_date(request, standards, form)
        for standard in standards:
            try:
                publication.publish(standard, form.cleaned_data["effective_from"])
            except ValidationError as error:
                self._tell(request, standard, error.messages)
            else:
                self.message_user(request, _("%(standard)s diterbitkan.") % {"standard": standard}, messages.SUCCESS)
        return None

    def _ask_for_date(
        self, request: HttpRequest, standards: QuerySet[ServiceStandard], form: PublishForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Terbitkan standar pelayanan"),
            "standards": standards,
            "form": form,
            "opts": self.model._meta,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/permits/publish.html", context)

    def _tell(self, request: HttpRequest, standard: ServiceStandard, reasons: list[str]) -> None:
        for reason in reasons:
            self.message_user(request, f"{standard}: {reason}", messages.ERROR)

    @admin.action(description=gettext_lazy("Tarik"), permissions=["change"])
    def retire(self, request: HttpRequest, standards: QuerySet[ServiceStandard]) -> None:
        """Withdraw published standards; what runs under them goes on."""
        for standard in standards:
            if standard.status != StandardStatus.PUBLISHED:
                self._tell(request, standard, [_("Hanya standar yang berlaku dapat ditarik.")])
                continue
            standard.retire()
            self.message_user(request, _("%(standard)s ditarik.") % {"standard": standard}, messages.SUCCESS)
