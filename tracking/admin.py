"""Where an administrator sees which notices went out and which did not; without names, addresses or texts."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits.actions import BY_CODE
from tracking.models import Notice

SHOWN = ("action", "channel", "attempts", "next_try_at", "leased_until", "sent_at", "given_up_at")


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """The notices, to look at only."""

    list_display = ["id", "action", "channel", "attempts", "next_try_at", "sent_at", "given_up_at"]
    list_filter = ["channel", ("given_up_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["transition"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = SHOWN
    readonly_fields = SHOWN

    @admin.display(description=gettext_lazy("langkah"))
    def action(self, notice: Notice) -> str:
        """Name the move, or the reminder, in the words people read."""
        if notice.transition is None:
            return _("Pengingat masa berlaku")
        return str(BY_CODE[notice.transition.action].done)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False
