"""Where an administrator says from which index each grade of the survey begins, and from when on."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from helpdesk.models import GradeScale

STAYS = _(
    "Batas yang sudah berlaku tidak dapat diubah atau dihapus. Bila peraturannya berganti, tambahkan batas baru"
    " dengan tanggal mulainya; hasil periode yang sudah lewat tidak berubah."
)


@admin.register(GradeScale)
class GradeScaleAdmin(admin.ModelAdmin):
    """The grades of each time: those in force and past to look at only, those to come may still change."""

    list_display = ["effective_from", "regulation", "a_from", "b_from", "c_from"]
    fieldsets = [
        (None, {"description": STAYS, "fields": ["effective_from", "regulation", "a_from", "b_from", "c_from"]})
    ]

    def has_change_permission(self, request: HttpRequest, obj: GradeScale | None = None) -> bool:
        """Refuse to change grades whose day has come."""
        return not (obj and obj.has_begun) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: GradeScale | None = None) -> bool:
        """Refuse to delete grades whose day has come."""
        return not (obj and obj.has_begun) and super().has_delete_permission(request, obj)
